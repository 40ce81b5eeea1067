/** What `recsim explore --menus` does: searches every order of inputs at the menus of each board, tells how far it is, and what was found. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { type BoardFile, loadBoard } from '../../board-file.ts';
import { parseSource } from '../../document.ts';
import { fail, unwrap } from '../../errors.ts';
import { PROPERTIES } from '../../explore/menus/properties.ts';
import { menuScenarioOf } from '../../explore/menus/scenario.ts';
import { type MenuProgress, type MenuSearch, type MenusFound, type MenuViolation, searchMenus } from '../../explore/menus/search.ts';
import { breathe, wallMs } from '../../hal/wall-time.ts';
import { decodeScenario } from '../../scenario/decode.ts';
import { runScenario } from '../../scenario/runner.ts';
import { checkWritable, writeWhole } from '../../whole-file.ts';
import { onEnding } from '../endings.ts';
import { EXIT } from '../exit.ts';
import { createStyle } from '../text.ts';
import { boardInScenario } from './board-in-scenario.ts';
import { boardAsText, type MenuExample, menusAsJson, progressAsText, type SearchedBoard } from './menus-report.ts';
import { countOf, type ExploreVerbOptions, msOf } from './run.ts';

/** How often a terminal is told how far it is. */
const TOLD_EVERY_MS = 100;
/** Of the hashes while a counter-example is played: nobody has to be kept out. */
const HASH_COST = 1;

/** Returns the exit code. Throws a ProblemError before anything is tried when a board or an option is bad. */
export async function runExploreMenus(options: ExploreVerbOptions): Promise<number> {
  const { maxStates, maxMoves, limitMs, files } = decoded(options);
  const style = createStyle(process.stdout);
  const isLive = process.stderr.isTTY === true;
  const endMs = wallMs() + limitMs;
  let isAborted = false;
  const stopListening = onEnding(() => {
    isAborted = true;
  });
  const boards: SearchedBoard[] = [];
  /** Where the first counter-example goes. */
  let first = options.saveCounterexample;
  try {
    for (const file of files) {
      const startMs = wallMs();
      const found = await led(
        searchMenus(file.board, { maxStates, maxMoves, first: options.first, endsAtFirst: options.untilBroken }),
        (progress) => {
          if (isLive) process.stderr.write(`\r\x1b[2K${progressAsText(file.board.name, progress, wallMs() - startMs)}`);
          return isAborted || wallMs() > endMs;
        },
      );
      if (isLive) process.stderr.write('\r\x1b[2K');
      const tookMs = wallMs() - startMs;
      const examples: MenuExample[] = [];
      for (const violation of found.violations) {
        const name = `${file.board.name}-menus-${examples.length + 1}-${PROPERTIES[violation.property].name.replace(/[^a-z0-9]+/gi, '-').toLowerCase()}.yaml`;
        examples.push(
          await exampleOf(file, violation, options.saveCounterexamples === undefined ? first : path.join(options.saveCounterexamples, name)),
        );
        first = undefined;
      }
      const one = { file, found, wallMs: tookMs, examples };
      boards.push(one);
      if (options.json !== '-') process.stdout.write(`${boardAsText(one, style)}\n`);
      if (isAborted) break;
    }
  } finally {
    stopListening();
  }
  if (options.json !== undefined) {
    const json = `${JSON.stringify(menusAsJson(boards), undefined, 2)}\n`;
    if (options.json === '-') process.stdout.write(json);
    else unwrap(writeWhole(options.json, json));
  }
  if (boards.some(({ examples }) => examples.length > 0)) return EXIT.failed;
  return isAborted || boards.some(({ found }) => found.end === 'stopped') ? EXIT.aborted : EXIT.pass;
}

/** The options, checked, and the places for files made. */
function decoded(options: ExploreVerbOptions) {
  const { properties, saveCounterexample, saveCounterexamples, json } = options;
  if (properties !== undefined)
    unwrap(fail({ code: 'usage', message: '--properties: those of the menus are built in', remedy: 'Leave out --properties or --menus' }));
  if (saveCounterexample !== undefined && saveCounterexamples !== undefined)
    unwrap(
      fail({ code: 'usage', message: '--save-counterexample and --save-counterexamples at once', remedy: 'Write one of them: a file, or a folder' }),
    );
  const files = options.board.map((name) => unwrap(loadBoard(name)));
  const maxStates = options.maxStates === undefined ? undefined : unwrap(countOf('--max-states', options.maxStates));
  const maxMoves = options.moves === undefined ? undefined : unwrap(countOf('--moves', options.moves));
  const limitMs = options.time === undefined ? Number.POSITIVE_INFINITY : unwrap(msOf(options.time));
  if (json !== undefined && json !== '-') unwrap(checkWritable(json));
  if (saveCounterexample !== undefined) unwrap(checkWritable(saveCounterexample));
  if (saveCounterexamples !== undefined) mkdirSync(saveCounterexamples, { recursive: true });
  return { maxStates, maxMoves, limitMs, files };
}

/** Leads a search so that this process hears of Ctrl-C meanwhile. */
async function led(search: MenuSearch, isOver: (progress: MenuProgress) => boolean): Promise<MenusFound> {
  let toldMs = Number.NEGATIVE_INFINITY;
  let step = await search.next().catch(refused);
  while (!step.done) {
    let ends = false;
    if (wallMs() - toldMs >= TOLD_EVERY_MS) {
      toldMs = wallMs();
      ends = isOver(step.value);
      await breathe();
    }
    step = await search.next(ends).catch(refused);
  }
  return step.value;
}

/** Plays the scenario of what was found, and writes it to `to`, where that is a file. */
async function exampleOf(file: BoardFile, violation: MenuViolation, to: string | undefined): Promise<MenuExample> {
  const text = menuScenarioOf(violation, boardInScenario(file));
  const scenario = unwrap(decodeScenario(unwrap(parseSource(text, 'counter-example.yaml')), { hashCost: HASH_COST }));
  const { failure } = await runScenario(scenario);
  if (to !== undefined) unwrap(writeWhole(to, text));
  return { violation, file: to, failure: failure?.message };
}

/** A move of --first that is not to be done there. */
function refused(error: unknown): never {
  if (!(error instanceof RangeError)) throw error;
  return unwrap(fail({ code: 'usage', message: `--first: ${error.message}`, remedy: 'Write a move that can be done there, in its words' }));
}
