/** What `recsim explore --menus` does: searches every order of inputs at the menus of each board, tells how far it is, and what was found. */
import { type BoardFile, loadBoard, referenceTo } from '../../board-file.ts';
import { parseSource } from '../../document.ts';
import { fail, unwrap } from '../../errors.ts';
import { PROPERTIES } from '../../explore/menus/properties.ts';
import { menuScenarioOf } from '../../explore/menus/scenario.ts';
import { type MenuViolation, searchMenus } from '../../explore/menus/search.ts';
import { wallMs } from '../../hal/wall-time.ts';
import { decodeScenario } from '../../scenario/decode.ts';
import { runScenario } from '../../scenario/runner.ts';
import { writeWhole } from '../../whole-file.ts';
import { EXIT } from '../exit.ts';
import { boardAsText, type MenuExample, menusAsJson, progressAsText, type SearchedBoard } from './menus-report.ts';
import { countOf, Outing } from './outing.ts';
import type { ExploreVerbOptions } from './run.ts';

/** Of the hashes while a counter-example is played: nobody has to be kept out. */
const HASH_COST = 1;

/** Returns the exit code. Throws a ProblemError before anything is tried when a board or an option is bad. */
export async function runExploreMenus(options: ExploreVerbOptions): Promise<number> {
  if (options.properties !== undefined)
    unwrap(fail({ code: 'usage', message: '--properties: those of the menus are built in', remedy: 'Leave out --properties or --menus' }));
  const files = options.board.map((name) => unwrap(loadBoard(name)));
  const maxMoves = options.moves === undefined ? undefined : unwrap(countOf('--moves', options.moves));
  const outing = new Outing(options);
  const boards: SearchedBoard[] = [];
  try {
    for (const file of files) {
      const startMs = wallMs();
      const search = searchMenus(file.board, { maxStates: outing.maxStates, maxMoves, first: options.first, endsAtFirst: options.untilBroken });
      const found = await outing.lead(search, (progress, ms) => progressAsText(file.board.name, progress, ms)).catch(refused);
      const tookMs = wallMs() - startMs;
      const examples: MenuExample[] = [];
      for (const violation of found.violations) {
        const to = outing.placeFor(file, examples.length + 1, PROPERTIES[violation.property].name);
        examples.push(await exampleOf(file, violation, to));
        outing.saved(to);
      }
      const one = { file, found, wallMs: tookMs, examples };
      boards.push(one);
      outing.say(boardAsText(one, outing.style));
      if (outing.isAborted) break;
    }
  } finally {
    outing.end();
  }
  outing.write(menusAsJson(boards));
  if (boards.some(({ examples }) => examples.length > 0)) return EXIT.failed;
  return outing.isAborted || boards.some(({ found }) => found.end === 'stopped') ? EXIT.aborted : EXIT.pass;
}

/** Plays the scenario of what was found, and writes it to `to`, where that is a file. */
async function exampleOf(file: BoardFile, violation: MenuViolation, to: string | undefined): Promise<MenuExample> {
  const text = menuScenarioOf(violation, referenceTo(file.file));
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
