/** What `recsim explore --menus` does and tells: every order of inputs at the menus of each board, by an adversary and an owner. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { type BoardFile, loadBoard } from '../../board-file.ts';
import { ProblemError, unwrap } from '../../errors.ts';
import { PROPERTIES, type PropertyId } from '../../explore/menus/properties.ts';
import { menuScenarioOf } from '../../explore/menus/scenario.ts';
import { type MenuProgress, type MenuSearch, type MenusFound, type MenuViolation, searchMenus } from '../../explore/menus/search.ts';
import { breathe, wallMs } from '../../hal/wall-time.ts';
import { checkWritable, writeWhole } from '../../whole-file.ts';
import { onEnding } from '../endings.ts';
import { EXIT } from '../exit.ts';
import { columns, createStyle, type Style } from '../text.ts';
import { boardInScenario } from './board-in-scenario.ts';
import { countOf, type ExploreVerbOptions, msOf } from './run.ts';

/** How often a terminal is told how far it is. */
const TOLD_EVERY_MS = 100;

interface SearchedBoard {
  readonly file: BoardFile;
  readonly found: MenusFound;
  readonly wallMs: number;
  /** The files of the scenarios of what is broken. */
  readonly scenarios: ReadonlyMap<PropertyId, string>;
}

/** Returns the exit code. Throws a ProblemError before anything is tried when a board or an option is bad. */
export async function runExploreMenus(options: ExploreVerbOptions): Promise<number> {
  if (options.properties !== undefined)
    throw new ProblemError([
      { code: 'usage', message: '--properties: those of the menus are built in', remedy: 'Leave out --properties or --menus' },
    ]);
  const files = options.board.map((name) => unwrap(loadBoard(name)));
  const maxStates = options.maxStates === undefined ? undefined : unwrap(countOf('--max-states', options.maxStates));
  const maxMoves = options.moves === undefined ? undefined : unwrap(countOf('--moves', options.moves));
  const limitMs = options.time === undefined ? Number.POSITIVE_INFINITY : unwrap(msOf(options.time));
  if (options.json !== undefined && options.json !== '-') unwrap(checkWritable(options.json));
  if (options.saveCounterexamples !== undefined) mkdirSync(options.saveCounterexamples, { recursive: true });
  const style = createStyle(process.stdout);
  const isLive = process.stderr.isTTY === true;
  const endMs = wallMs() + limitMs;
  let isAborted = false;
  const stopListening = onEnding(() => {
    isAborted = true;
  });
  const boards: SearchedBoard[] = [];
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
      const scenarios = new Map(
        found.violations.flatMap((violation, index) => {
          const place = saved(options.saveCounterexamples, file, violation, index);
          return place === undefined ? [] : [[violation.property, place] as const];
        }),
      );
      const one = { file, found, wallMs: wallMs() - startMs, scenarios };
      boards.push(one);
      if (options.json !== '-') process.stdout.write(`${boardAsText(one, style)}\n`);
      if (isAborted) break;
    }
  } finally {
    stopListening();
  }
  if (options.json !== undefined) {
    const json = `${JSON.stringify({ boards: boards.map(boardAsJson) }, undefined, 2)}\n`;
    if (options.json === '-') process.stdout.write(json);
    else unwrap(writeWhole(options.json, json));
  }
  if (boards.some(({ found }) => found.violations.length > 0)) return EXIT.failed;
  return isAborted || boards.some(({ found }) => found.end === 'stopped') ? EXIT.aborted : EXIT.pass;
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

/** A move of --first that is not to be done there. */
function refused(error: unknown): never {
  if (!(error instanceof RangeError)) throw error;
  throw new ProblemError([{ code: 'usage', message: `--first: ${error.message}`, remedy: 'Write a move that can be done there, in its words' }]);
}

function saved(folder: string | undefined, file: BoardFile, violation: MenuViolation, number: number): string | undefined {
  if (folder === undefined) return undefined;
  const { name } = PROPERTIES[violation.property];
  const place = path.join(folder, `${file.board.name}-menus-${number + 1}-${name.replace(/[^a-z0-9]+/gi, '-').toLowerCase()}.yaml`);
  unwrap(writeWhole(place, menuScenarioOf(violation, boardInScenario(file))));
  return place;
}

const count = (number: number): string => String(number).replace(/\B(?=(\d{3})+$)/g, ' ');

const progressAsText = (board: string, { states, frontier, tries, moves }: MenuProgress, ms: number): string =>
  `${board}, menus: ${count(states)} states, ${count(frontier)} to look at, ${moves} moves deep, ${count(Math.round(tries / Math.max(0.001, ms / 1_000)))} tries a second`;

const ENDS: Readonly<Record<MenusFound['end'], (found: MenusFound) => string>> = {
  exhausted: () => 'every one was looked at',
  moves: ({ moves }) => `every order of up to ${moves} moves was tried, and no longer one`,
  stopped: ({ moves }) => `not all were looked at: every order of fewer than ${moves + 1} moves, and some of more`,
};

function boardAsText({ file, found, wallMs: ms, scenarios }: SearchedBoard, style: Style): string {
  const { name, title } = file.board;
  const told = ENDS[found.end](found);
  const row = [
    '  menus',
    `${count(found.states)} states`,
    `${count(found.tries)} tries`,
    `${found.places.size} screens`,
    `${(ms / 1_000).toFixed(2)} s`,
    found.end === 'stopped' ? style('yellow', told) : told,
  ];
  const broken = new Map(found.violations.map((violation) => [violation.property, violation]));
  const lines = (Object.keys(PROPERTIES) as PropertyId[]).map((id) => {
    const violation = broken.get(id);
    if (!violation) return `  ${found.end === 'stopped' ? ' ' : style('green', '✓')} ${PROPERTIES[id].name}`;
    return [`  ${style('red', '✗')} ${PROPERTIES[id].name}`, ...violationAsText(violation, scenarios.get(id))].join('\n');
  });
  return [`${style('bold', name)}: ${title}`, ...columns([row]), ...lines, ''].join('\n');
}

/** Why it must hold, and the moves that lead there. */
export function violationAsText({ property, moves, what }: MenuViolation, scenario: string | undefined): string[] {
  return [
    `      ${PROPERTIES[property].because}`,
    ...columns(moves.map(({ who, words, place }, index) => [`      ${index + 1}.`, who, words, place])),
    `      ${what}`,
    ...(scenario === undefined ? [] : [`      recsim test ${scenario}`]),
  ];
}

function boardAsJson({ file, found, wallMs: ms, scenarios }: SearchedBoard) {
  const { states, frontier, tries, moves, end, places, violations } = found;
  return {
    board: file.board.name,
    properties: Object.values(PROPERTIES).map(({ name }) => name),
    ...{ states, frontier, tries, moves, end },
    screens: [...places].sort(),
    wallMs: Math.round(ms),
    broken: violations.map((violation) => ({
      property: PROPERTIES[violation.property].name,
      what: violation.what,
      moves: violation.moves,
      scenario: scenarios.get(violation.property) ?? null,
    })),
  };
}
