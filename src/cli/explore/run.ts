/** What `recsim explore` does: searches each board in each mode, tells how far it is, and what was found. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
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
import { parseDuration } from '../../units.ts';
import { checkWritable, writeWhole } from '../../whole-file.ts';
import { onEnding } from '../endings.ts';
import { EXIT } from '../exit.ts';
import { createStyle } from '../text.ts';
import { runCompare } from './compare.ts';
import { type CounterExample, counterExampleOf } from './counter-example.ts';
import { led, tellProgress } from './led.ts';
import { type CutSearch, replayCuts, searchCuts } from './power-cuts.ts';
import { boardAsText, exploredAsJson, progressAsText } from './report.ts';

export interface ExploreVerbOptions {
  readonly board: readonly string[];
  readonly mode: 'zones' | 'limits' | 'both';
  readonly properties?: string;
  readonly presses?: string;
  readonly maxStates?: string;
  readonly time?: string;
  readonly saveCounterexample?: string;
  /** The menus instead of button and power. */
  readonly menus?: boolean;
  /** Of the menus: so many moves one after the other, at most. */
  readonly moves?: string;
  /** And these first. */
  readonly first?: readonly string[];
  /** The first broken property is enough. */
  readonly untilBroken?: true;
  readonly saveCounterexamples?: string;
  readonly json?: string;
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
  const maxStates = options.maxStates === undefined ? undefined : unwrap(countOf('--max-states', options.maxStates));
  const limitMs = options.time === undefined ? Number.POSITIVE_INFINITY : unwrap(msOf(options.time));
  if (options.compare) return runCompare({ compare: options.compare, maxStates, limitMs, json: options.json });
  const files = options.board.map((name) => unwrap(loadBoard(name)));
  unwrap(checkCutOptions(options));
  if (options.cuts !== undefined) return replayed(files, options.story as string, options.cuts);
  const properties = files.map((file) => unwrap(loadProperties(options.properties ?? propertiesFor(file))));
  const pressesMax = options.presses === undefined ? undefined : unwrap(countOf('--presses', options.presses));
  if (options.json !== undefined && options.json !== '-') unwrap(checkWritable(options.json));
  if (options.saveCounterexample !== undefined && options.saveCounterexamples !== undefined)
    unwrap(
      fail({ code: 'usage', message: '--save-counterexample and --save-counterexamples at once', remedy: 'Write one of them: a file, or a folder' }),
    );
  if (options.saveCounterexample !== undefined) unwrap(checkWritable(options.saveCounterexample));
  if (options.saveCounterexamples !== undefined) mkdirSync(options.saveCounterexamples, { recursive: true });
  const say = (text: string) => (options.json === '-' ? undefined : process.stdout.write(text));
  const style = createStyle(process.stdout);
  const endMs = wallMs() + limitMs;
  let isAborted = false;
  const stopListening = onEnding(() => {
    isAborted = true;
  });
  const modes: readonly Mode[] = options.story !== undefined ? [] : options.mode === 'both' ? ['zones', 'limits'] : [options.mode];
  const boards: ExploredBoard[] = [];
  /** Where the first counter-example goes that is a scenario. */
  let first = options.saveCounterexample;
  try {
    for (const [index, file] of files.entries()) {
      const { board } = file;
      const held = properties[index] as readonly Property[];
      const explored: Explored[] = [];
      for (const mode of modes) {
        const plant = new Plant({ board, jobTimes: jobTimesOf(board), properties: held, pressesMax });
        const startMs = wallMs();
        const found = await led(SEARCHES[mode](plant, { maxStates }), (progress) => {
          tellProgress(progressAsText(board.name, mode, progress, wallMs() - startMs));
          return isAborted || wallMs() > endMs;
        });
        tellProgress('');
        const counterExamples: CounterExample[] = [];
        for (const { property, events } of found.violations) {
          const name = `${board.name}-${counterExamples.length + 1}-${property.name.replace(/[^a-z0-9]+/gi, '-').toLowerCase()}.yaml`;
          const to = options.saveCounterexamples === undefined ? first : path.join(options.saveCounterexamples, name);
          const example = await counterExampleOf(file, property, momentsOf(plant, events), to);
          if (example.file === first) first = undefined;
          counterExamples.push(example);
        }
        const reached = new Set([...found.reached].map((state) => plant.describe(state)));
        explored.push({ mode, found, wallMs: wallMs() - startMs, counterExamples, reached });
      }
      const powerCuts = options.powerCuts
        ? await searchCuts(file, {
            story: options.story,
            maxStates,
            saveTo: options.saveCounterexamples,
            isOver: (progress) => {
              tellProgress(progress);
              return isAborted || wallMs() > endMs;
            },
          })
        : undefined;
      tellProgress('');
      const one = { file, properties: held, explored, powerCuts };
      boards.push(one);
      say(`${boardAsText(one, style)}\n`);
      if (isAborted) break;
    }
  } finally {
    stopListening();
  }
  if (options.json !== undefined) {
    const json = `${JSON.stringify(exploredAsJson(boards), undefined, 2)}\n`;
    if (options.json === '-') process.stdout.write(json);
    else unwrap(writeWhole(options.json, json));
  }
  const all = boards.flatMap(({ explored }) => explored);
  const cuts = boards.flatMap(({ powerCuts }) => powerCuts ?? []);
  if (all.some(({ counterExamples }) => counterExamples.length > 0) || cuts.some(({ examples }) => examples.length > 0)) return EXIT.failed;
  const isWhole = all.every(({ found }) => found.isExhausted) && cuts.every(({ isExhausted }) => isExhausted);
  return isAborted || !isWhole ? EXIT.aborted : EXIT.pass;
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

/** Of what an option counts. */
export const countOf = (option: string, written: string): Result<number> =>
  /^[1-9]\d{0,11}$/.test(written)
    ? ok(Number(written))
    : fail({ code: 'usage', message: `${option} ${written}: this is no number`, remedy: 'Write a whole number from 1' });

/** Of `--time`. */
export function msOf(written: string): Result<number> {
  const parsed = parseDuration(written);
  return parsed.ok ? ok(parsed.value / 1_000) : fail({ code: 'usage', message: `--time: ${parsed.problem}`, remedy: 'Write it like "1 min"' });
}
