/** What `recsim sweep` does: reads axes and boards, plays the grid, tells and writes what came of it, also when somebody ends it half-way. */
import path from 'node:path';
import { type BoardFile, loadBoard, shippedName } from '../../board-file.ts';
import { type Problem, ProblemError, unwrap } from '../../errors.ts';
import { breathe, wallMs } from '../../hal/wall-time.ts';
import { type AxisName, parseAxis } from '../../lab/axis.ts';
import { scenarioOf, shrink, smaller } from '../../lab/counter-example.ts';
import { type Cell, cellsIn, defaultGrid, type Grid, sweep } from '../../lab/sweep.ts';
import { holdStartOf } from '../../lab/trial.ts';
import type { Us } from '../../units.ts';
import { checkWritable, writeWhole } from '../../whole-file.ts';
import { onEnding } from '../endings.ts';
import { EXIT } from '../exit.ts';
import { readJobs } from '../jobs-option.ts';
import { readSeed } from '../seed-option.ts';
import { Progress } from '../test/progress.ts';
import { createStyle } from '../text.ts';
import { isPartial, type Swept, sweptAsCsv, sweptAsJson } from './report.ts';
import { sweptAsText } from './text.ts';
import type { SweepWorkerData } from './worker.ts';

export interface SweepVerbOptions {
  readonly board: readonly string[];
  readonly hold?: string;
  readonly preHold?: string;
  readonly bounce?: string;
  readonly dip?: string;
  readonly seed: string;
  /** `true`: as many as there are cores. */
  readonly jobs?: string | true;
  readonly html?: string;
  readonly csv?: string;
  readonly json?: string;
  readonly saveCounterexample?: string;
}

const OPTION_OF: Readonly<Record<AxisName, string>> = { hold: '--hold', preHold: '--pre-hold', bounce: '--bounce', dip: '--dip' };
/** Ten minutes of trials or so. */
const CELLS_MAX = 1_000_000;
/** So often the process looks whether somebody wants it to end. */
const BREATHE_MS = 50;
const WIDTH = 100;

/** Returns the exit code. Throws a ProblemError, before anything runs, when a board, an axis or the place of a file is bad. */
export async function runSweep(options: SweepVerbOptions): Promise<number> {
  const seed = readSeed(options.seed);
  const jobs = unwrap(readJobs(options.jobs));
  const axes = readAxes(options);
  const files = options.board.map((name) => unwrap(loadBoard(name)));
  const plans = files.map((file) => ({ file, grid: gridOf(file, axes) }));
  checkSize(plans.reduce((sum, { grid }) => sum + cellsIn(grid), 0));
  checkFiles(options);
  const style = createStyle(process.stdout);
  const isQuiet = [options.csv, options.json].includes('-');
  const ending = new AbortController();
  const { signal } = ending;
  const stopListening = onEnding(() => ending.abort(), 'first');
  const sweeps: Swept[] = [];
  try {
    for (const { file, grid } of plans) {
      const swept = await sweepBoard({ file, grid, seed }, jobs, signal);
      sweeps.push(swept);
      if (!isQuiet) process.stdout.write(`${sweptAsText(swept, style, process.stdout.columns || WIDTH)}\n`);
      if (signal.aborted) break;
    }
  } finally {
    stopListening();
  }
  await writeAll(sweeps, files, options);
  const differs = sweeps.some(({ counterExample }) => counterExample);
  if (signal.aborted && (sweeps.length < plans.length || sweeps.some(isPartial))) return EXIT.aborted;
  return differs ? EXIT.failed : EXIT.pass;
}

interface Work {
  readonly file: BoardFile;
  readonly grid: Grid;
  readonly seed: number;
}

async function sweepBoard(work: Work, jobs: number, signal: AbortSignal): Promise<Swept> {
  const {
    file: { board },
    grid,
    seed,
  } = work;
  const progress = process.stderr.isTTY ? new Progress(cellsIn(grid), (text) => process.stderr.write(text)) : undefined;
  const startMs = wallMs();
  const cells: Cell[] = [];
  let smallest: Cell | undefined;
  let differing = 0;
  for await (const cell of cellsOf(work, jobs, signal)) {
    cells.push(cell);
    if (cell.check === 'differs') {
      smallest = smaller(board, smallest, cell);
      differing++;
    }
    progress?.draw(cells.length, differing);
  }
  progress?.clear();
  return { board, grid, seed, cells, counterExample: smallest && shrink(board, smallest, { seed }), wallMs: wallMs() - startMs };
}

/** In the order of the grid, on however many threads; until somebody ends it. */
async function* cellsOf({ file, grid, seed }: Work, jobs: number, signal: AbortSignal): AsyncGenerator<Cell> {
  const count = cellsIn(grid);
  if (jobs > 1 && count > 1) {
    const { inParallel } = await import('../test/pool.ts');
    const indices = Array.from({ length: count }, (_, index) => index);
    const data: SweepWorkerData = { boardFile: path.resolve(file.file), grid, seed };
    for await (const { done } of inParallel<Cell>(indices, jobs, { worker: 'sweep-worker.js', data }, signal)) yield done;
    return;
  }
  let breathedMs = wallMs();
  for (const cell of sweep(file.board, grid, { seed })) {
    yield cell;
    if (wallMs() - breathedMs < BREATHE_MS) continue;
    await breathe();
    if (signal.aborted) return;
    breathedMs = wallMs();
  }
}

function readAxes(options: SweepVerbOptions): Partial<Record<AxisName, readonly Us[]>> {
  const problems: Problem[] = [];
  const axes: Partial<Record<AxisName, readonly Us[]>> = {};
  for (const name of Object.keys(OPTION_OF) as AxisName[]) {
    const written = options[name];
    if (written === undefined) continue;
    const parsed = parseAxis(name, OPTION_OF[name], written);
    if (parsed.ok) axes[name] = parsed.value;
    else problems.push(...parsed.problems);
  }
  if (problems.length > 0) throw new ProblemError(problems);
  return axes;
}

/** Where a press on the running recorder counts nobody holds before power. */
function gridOf({ board }: BoardFile, axes: Partial<Record<AxisName, readonly Us[]>>): Grid {
  const grid = { ...defaultGrid(board), ...axes };
  return holdStartOf(board) === 'press' ? { ...grid, preHold: [0] } : grid;
}

function checkSize(cells: number): void {
  if (cells <= CELLS_MAX) return;
  const message = `the grid has ${cells.toLocaleString('en')} trials; at most ${CELLS_MAX.toLocaleString('en')} are played`;
  throw new ProblemError([{ code: 'usage', message, remedy: 'Take longer steps, or fewer values of an axis' }]);
}

function checkFiles({ html, csv, json, saveCounterexample }: SweepVerbOptions): void {
  const problems: Problem[] = [];
  if (csv === '-' && json === '-')
    problems.push({ code: 'usage', message: '--csv - and --json - cannot both go to stdout', remedy: 'Name a file for one of them' });
  for (const [option, file] of [
    ['--html', html],
    ['--save-counterexample', saveCounterexample],
  ] as const)
    if (file === '-') problems.push({ code: 'usage', message: `${option} - is not possible`, remedy: 'Name a file' });
  const files = [html, csv, json, saveCounterexample].filter((file) => file !== undefined && file !== '-') as string[];
  const twice = files.find((file, index) => files.indexOf(file) !== index);
  if (twice !== undefined) problems.push({ code: 'usage', message: `two reports would go to ${twice}`, remedy: 'Name a file for each' });
  if (problems.length > 0) throw new ProblemError(problems);
  for (const file of files) unwrap(checkWritable(file));
}

async function writeAll(sweeps: readonly Swept[], files: readonly BoardFile[], options: SweepVerbOptions): Promise<void> {
  const { html, csv, json, saveCounterexample } = options;
  if (html !== undefined) write(html, (await import('./html.ts')).sweptAsHtml(sweeps));
  if (csv !== undefined) write(csv, sweptAsCsv(sweeps));
  if (json !== undefined) write(json, sweptAsJson(sweeps));
  if (saveCounterexample === undefined) return;
  const found = sweeps.find(({ counterExample }) => counterExample);
  if (!found?.counterExample) {
    process.stderr.write(`no counter-example: ${saveCounterexample} is not written\n`);
    return;
  }
  const file = files[sweeps.indexOf(found)] as BoardFile;
  write(saveCounterexample, scenarioOf(found.board, nameFrom(saveCounterexample, file), found.counterExample, { seed: found.seed }));
  process.stderr.write(`${saveCounterexample} plays it again: recsim test ${saveCounterexample}\n`);
}

/** A shipped board by its name, another by the way to it from the scenario. */
function nameFrom(scenario: string, { file }: BoardFile): string {
  const shipped = shippedName(file);
  if (shipped !== undefined) return shipped;
  const way = path
    .relative(path.dirname(path.resolve(scenario)), path.resolve(file))
    .split(path.sep)
    .join('/');
  return way.startsWith('.') ? way : `./${way}`;
}

function write(file: string, text: string): void {
  if (file === '-') process.stdout.write(text);
  else unwrap(writeWhole(file, text));
}
