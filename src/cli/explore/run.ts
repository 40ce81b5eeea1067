/** What `recsim explore` does: searches each board in each mode, tells how far it is, and what was found. */
import { type BoardFile, loadBoard } from '../../board-file.ts';
import { fail, ok, type Result, unwrap } from '../../errors.ts';
import { searchBoundaries } from '../../explore/timing/boundary.ts';
import { jobTimesOf } from '../../explore/timing/job-times.ts';
import { Plant } from '../../explore/timing/plant.ts';
import type { Property } from '../../explore/timing/property.ts';
import { loadProperties, propertiesFor } from '../../explore/timing/property-file.ts';
import type { Found, Limits, Search } from '../../explore/timing/search.ts';
import { momentsOf } from '../../explore/timing/witness.ts';
import { searchZones } from '../../explore/timing/zones.ts';
import { wallMs } from '../../hal/wall-time.ts';
import { EXIT } from '../exit.ts';
import { runCompare } from './compare.ts';
import { type CounterExample, counterExampleOf } from './counter-example.ts';
import { countOf, Outing, type OutingOptions } from './outing.ts';
import { type CutSearch, replayCuts, searchCuts } from './power-cuts.ts';
import { boardAsText, exploredAsJson, progressAsText } from './report.ts';

export interface ExploreVerbOptions extends OutingOptions {
  readonly board: readonly string[];
  readonly mode: 'zones' | 'limits' | 'both';
  readonly properties?: string;
  readonly presses?: string;
  /** The menus instead of button and power. */
  readonly menus?: boolean;
  /** Of the menus: so many moves one after the other, at most. */
  readonly moves?: string;
  /** And these first. */
  readonly first?: readonly string[];
  /** The first broken property is enough. */
  readonly untilBroken?: true;
  /** Two boards: where they differ, and nothing else. */
  readonly compare?: readonly string[];
  readonly powerCuts?: true;
  /** Of power cuts only this story, and no timings. */
  readonly story?: string;
  /** With a story: only this list of cuts. */
  readonly cuts?: string;
}

export type Mode = 'zones' | 'limits';
const SEARCHES: Readonly<Record<Mode, (plant: Plant, limits: Limits) => Search>> = { zones: searchZones, limits: searchBoundaries };

export interface Explored {
  readonly mode: Mode;
  readonly found: Found;
  readonly wallMs: number;
  readonly counterExamples: readonly CounterExample[];
  /** The recorder's states in words; for what one mode reached and the other did not. */
  readonly reached: ReadonlySet<string>;
}

export interface ExploredBoard {
  readonly file: BoardFile;
  readonly properties: readonly Property[];
  readonly explored: readonly Explored[];
  readonly powerCuts: CutSearch | undefined;
}

/** Returns the exit code. Throws a ProblemError before anything is tried when a board, the properties or an option is bad. */
export async function runExplore(options: ExploreVerbOptions): Promise<number> {
  if (options.compare) return runCompare(options.compare, options);
  const files = options.board.map((name) => unwrap(loadBoard(name)));
  unwrap(checkCutOptions(options));
  if (options.cuts !== undefined) return replayed(files, options.story as string, options.cuts);
  const properties = files.map((file) => unwrap(loadProperties(options.properties ?? propertiesFor(file))));
  const pressesMax = options.presses === undefined ? undefined : unwrap(countOf('--presses', options.presses));
  const modes: readonly Mode[] = options.story !== undefined ? [] : options.mode === 'both' ? ['zones', 'limits'] : [options.mode];
  const outing = new Outing(options);
  const boards: ExploredBoard[] = [];
  try {
    for (const [index, file] of files.entries()) {
      const held = properties[index] as readonly Property[];
      const explored: Explored[] = [];
      for (const mode of modes) explored.push(await exploreTimings(outing, file, mode, held, pressesMax));
      const powerCuts = options.powerCuts ? await searchCuts(outing, file, options.story) : undefined;
      const one = { file, properties: held, explored, powerCuts };
      boards.push(one);
      outing.say(boardAsText(one, outing.style));
      if (outing.isAborted) break;
    }
  } finally {
    outing.end();
  }
  outing.write(exploredAsJson(boards));
  const all = boards.flatMap(({ explored }) => explored);
  const cuts = boards.flatMap(({ powerCuts }) => powerCuts ?? []);
  if (all.some(({ counterExamples }) => counterExamples.length > 0) || cuts.some(({ examples }) => examples.length > 0)) return EXIT.failed;
  const isWhole = all.every(({ found }) => found.isExhausted) && cuts.every(({ isExhausted }) => isExhausted);
  return outing.isAborted || !isWhole ? EXIT.aborted : EXIT.pass;
}

async function exploreTimings(
  outing: Outing,
  file: BoardFile,
  mode: Mode,
  properties: readonly Property[],
  pressesMax: number | undefined,
): Promise<Explored> {
  const { board } = file;
  const plant = new Plant({ board, jobTimes: jobTimesOf(board), properties, pressesMax });
  const startMs = wallMs();
  const found = await outing.lead(SEARCHES[mode](plant, { maxStates: outing.maxStates }), (progress, ms) =>
    progressAsText(board.name, mode, progress, ms),
  );
  const tookMs = wallMs() - startMs;
  const counterExamples: CounterExample[] = [];
  for (const { property, events } of found.violations) {
    const to = outing.placeFor(file, counterExamples.length + 1, property.name);
    const example = await counterExampleOf(file, property, momentsOf(plant, events), to);
    outing.saved(example.file);
    counterExamples.push(example);
  }
  const reached = new Set([...found.reached].map((state) => plant.describe(state)));
  return { mode, found, wallMs: tookMs, counterExamples, reached };
}

/** One list of cuts on each board, once more. */
function replayed(files: readonly BoardFile[], story: string, cuts: string): number {
  const replays = files.map((file) => replayCuts(file, story, cuts));
  process.stdout.write(`${replays.map(({ text }) => text).join('\n')}\n`);
  return replays.some(({ failure }) => failure) ? EXIT.failed : EXIT.pass;
}

function checkCutOptions({ powerCuts, story, cuts }: ExploreVerbOptions): Result<void> {
  if (story !== undefined && !powerCuts) return fail({ code: 'usage', message: '--story is about power cuts', remedy: 'Write --power-cuts too' });
  if (cuts !== undefined && story === undefined)
    return fail({ code: 'usage', message: '--cuts needs the story that they cut', remedy: 'Write --power-cuts --story NAME too' });
  return ok(undefined);
}
