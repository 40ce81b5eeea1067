/**
 * What `recsim test` does: reads all files first, runs them in their order, alone or on several threads, tells how they went and writes the reports.
 * Threads, journal, coverage and reports are loaded when they are asked for: a start is what a plain run pays for.
 */
import path from 'node:path';
import { loadBoard } from '../board-file.ts';
import { brands, findBrand } from '../brands.ts';
import { formatProblem, ok, type Problem, ProblemError, type Result, unwrap } from '../errors.ts';
import type { BackendName } from '../hal/pi/gpio.ts';
import { breathe, wallMs } from '../hal/wall-time.ts';
import type { Overrides } from '../scenario/decode.ts';
import { findScenarios } from '../scenario/files.ts';
import { SEED_MAX, TIMEOUT } from '../scenario/format.ts';
import { makePlan, type Plan, type PlanRequest } from '../scenario/plan.ts';
import { obstaclesOnRealLines } from '../scenario/real-lines.ts';
import { formatSummary, titleOf } from '../scenario/report-text.ts';
import type { Outcome } from '../scenario/run.ts';
import type { OpenStation } from '../scenario/station.ts';
import { LANGUAGES, type Language } from '../ui/screen/model.ts';
import { writeWhole } from '../whole-file.ts';
import { onEnding } from './endings.ts';
import { EXIT } from './exit.ts';
import { readJobs } from './jobs-option.ts';
import { carryOut, type Done, type Telling } from './test/carry-out.ts';
import { isCovering } from './test/coverage-options.ts';
import { exitCodeOf } from './test/exit-code.ts';
import type { Journal } from './test/journal.ts';
import type { Numbered } from './test/pool.ts';
import { Progress } from './test/progress.ts';
import { placeProblems, Reports } from './test/reports.ts';
import type { WorkerData } from './test/worker.ts';

export interface TestOptions {
  readonly board?: string;
  readonly junit?: string;
  readonly json?: string;
  /** A folder. */
  readonly vcd?: string;
  readonly html?: string;
  /** In the JSON record. */
  readonly withTrace?: true;
  readonly coverage?: true;
  readonly coverageMin?: string;
  readonly brand?: string;
  readonly language?: string;
  readonly hashCost?: string;
  readonly seed?: string;
  readonly timeout?: string;
  readonly only?: readonly string[];
  /** `true`: as many as there are cores. */
  readonly jobs?: string | true;
  readonly shard?: string;
  readonly resume?: string;
  readonly bail?: true;
  readonly quiet?: true;
  readonly trace?: true;
  readonly list?: true;
  readonly hal?: 'mock' | 'pi';
  readonly realTime?: true;
  readonly gpio?: BackendName;
}

/** Hears what came of each run of a file. */
export type Heard = (file: string, outcome: Outcome) => void;

/** Returns the exit code. Throws a ProblemError before anything runs when a file, an option or a report's place is bad. */
export async function testFiles(written: readonly string[], options: TestOptions, heard: Heard = () => {}): Promise<number> {
  checkExecutor(options);
  const overrides = await readOverrides(options);
  const howMuch = readHowMuch(options);
  const request: PlanRequest = {
    files: unwrap(findScenarios(written)),
    brands: options.brand === undefined ? undefined : unwrap(brandsOf(options.brand)),
    overrides,
  };
  const plan = unwrap(makePlan(request));
  const indices = Array.from({ length: plan.count }, (_, index) => index).filter((index) => index % howMuch.shard.of === howMuch.shard.index - 1);
  if (options.hal === 'pi') checkObstacles(plan, indices);
  return options.list ? list(plan, indices, options) : run(plan, indices, request, howMuch, options, heard);
}

/** Real time has one thread, and real lines have one person. */
function checkExecutor({ hal, realTime, gpio, jobs }: TestOptions): void {
  const problems: Problem[] = [];
  const complain = (message: string, remedy: string) => problems.push({ code: 'usage', message, remedy });
  if (gpio !== undefined && hal !== 'pi') complain('--gpio is how real lines are reached, and there are none', 'Add --hal pi');
  if (jobs !== undefined && (hal === 'pi' || realTime))
    complain(`--jobs is not possible with ${hal === 'pi' ? '--hal pi' : '--real-time'}: one runs after the other`, 'Leave it out');
  if (problems.length > 0) throw new ProblemError(problems);
}

/** What of the scenarios nobody can do on real lines, each place told once. */
function checkObstacles(plan: Plan, indices: readonly number[]): void {
  const problems = new Map<string, Problem>();
  for (const index of indices) for (const problem of obstaclesOnRealLines(plan.at(index))) problems.set(formatProblem(problem), problem);
  if (problems.size > 0) throw new ProblemError([...problems.values()]);
}

async function readOverrides(options: TestOptions): Promise<Overrides> {
  const problems: Problem[] = [];
  const complain = (message: string, remedy: string) => problems.push({ code: 'usage', message, remedy });
  const seed = options.seed === undefined ? undefined : Number(options.seed);
  if (options.seed !== undefined && !(/^\d+$/.test(options.seed) && Number(options.seed) <= SEED_MAX))
    complain(`--seed ${options.seed} is not a seed`, `Write a whole number from 0 to ${SEED_MAX}`);
  const timeout = options.timeout === undefined ? undefined : TIMEOUT.safeParse(options.timeout);
  if (timeout && !timeout.success) complain(`--timeout: ${timeout.error.issues[0]?.message}`, 'For example --timeout "2 min"');
  const { language } = options;
  if (language !== undefined && !isLanguage(language)) complain(`--language ${language} is not known`, `Write one of: ${LANGUAGES.join(', ')}`);
  const hashCost = options.hashCost === undefined ? undefined : Number(options.hashCost);
  if (hashCost !== undefined && !(Number.isInteger(hashCost) && hashCost >= 1 && hashCost <= 20))
    complain(`--hash-cost ${options.hashCost} is not a cost`, 'Write a whole number from 1 to 20');
  problems.push(...placeProblems(options));
  if (options.withTrace && options.json === undefined)
    complain('--with-trace is of the JSON record, and none is asked for', 'Add --json FILE, or take --trace to print it');
  if (isCovering(options)) problems.push(...(await import('./test/judge-coverage.ts')).coverageProblems(options));
  const only = Object.fromEntries((options.only ?? []).map((written) => [written.split('=')[0] ?? '', written.slice(written.indexOf('=') + 1)]));
  const odd = options.only?.find((written) => !/^\w+=/.test(written));
  if (odd !== undefined) complain(`--only ${odd} says no value`, 'For example --only "hold=20 s"');
  if (problems.length > 0) throw new ProblemError(problems);
  const board = options.board === undefined ? undefined : unwrap(loadBoard(options.board)).board;
  return { board, seed, timeoutUs: timeout?.data, language: language as Language | undefined, hashCost, only };
}

const isLanguage = (written: string): written is Language => (LANGUAGES as readonly string[]).includes(written);

const brandsOf = (written: string): Result<readonly string[]> => {
  if (written === 'all') return ok(brands());
  const found = findBrand(written);
  return found.ok ? ok([found.value]) : found;
};

interface HowMuch {
  readonly shard: { readonly index: number; readonly of: number };
  readonly jobs: number;
}

/** A shard has every `of`-th run, the first of them number `index`: so each has its part of every matrix. */
function readHowMuch({ shard, jobs }: TestOptions): HowMuch {
  const problems: Problem[] = [];
  const [, index, of] = /^(\d+)\/(\d+)$/.exec(shard ?? '1/1') ?? [];
  if (!(Number(index) >= 1 && Number(index) <= Number(of)))
    problems.push({ code: 'usage', message: `--shard ${shard} is not a shard`, remedy: 'Write which of how many, for example --shard 2/4' });
  const threads = readJobs(jobs);
  if (!threads.ok) problems.push(...threads.problems);
  if (problems.length > 0) throw new ProblemError(problems);
  return { shard: { index: Number(index), of: Number(of) }, jobs: unwrap(threads) };
}

function list(plan: Plan, indices: readonly number[], { json }: TestOptions): number {
  const rows = indices.map((index) => {
    const scenario = plan.at(index);
    const { file, name, board, seed, variables, steps } = scenario;
    return { scenario, row: { file, name, board: board.name, seed, variables, steps: steps.length } };
  });
  if (json !== undefined) {
    const text = `${JSON.stringify(
      rows.map(({ row }) => row),
      undefined,
      2,
    )}\n`;
    if (json === '-') process.stdout.write(text);
    else unwrap(writeWhole(json, text));
  }
  if (json === '-') return EXIT.pass;
  for (const { scenario, row } of rows)
    process.stdout.write(`${row.file}  ${titleOf(scenario)}  (board ${row.board}, seed ${row.seed}, ${row.steps} steps)\n`);
  return EXIT.pass;
}

async function run(
  plan: Plan,
  indices: readonly number[],
  request: PlanRequest,
  howMuch: HowMuch,
  options: TestOptions,
  heard: Heard,
): Promise<number> {
  const aborting = new AbortController();
  const stopListening = onEnding(() => aborting.abort(), 'first');
  try {
    return await runAll(plan, indices, request, howMuch, options, heard, aborting.signal);
  } finally {
    stopListening();
  }
}

async function runAll(
  plan: Plan,
  indices: readonly number[],
  request: PlanRequest,
  { shard, jobs }: HowMuch,
  options: TestOptions,
  heard: Heard,
  signal: AbortSignal,
): Promise<number> {
  const say = (text: string) => (options.json === '-' ? undefined : process.stdout.write(`${text}\n`));
  if (options.vcd !== undefined) unwrap((await import('./vcd-folder.ts')).openVcdFolder(options.vcd));
  const reports = await Reports.open(options, { count: plan.count, shard });
  const covered = withCoverage(options) ? new (await import('../coverage/coverage.ts')).CoverageSum() : undefined;
  const stations = isLive(options)
    ? (await import('./test/stations.ts')).createStations({ gpio: gpioOf(options), stderr: process.stderr })
    : undefined;
  const progress =
    process.stderr.isTTY && indices.length > 1 && !stations ? new Progress(indices.length, (text) => process.stderr.write(text)) : undefined;
  const beganMs = wallMs();
  try {
    const journal = options.resume === undefined ? undefined : await openedJournal(options.resume, request, plan, options);
    if (journal && journal.done.size > 0) say(`${options.resume}: ${journal.done.size} were run before; going on`);
    for await (const { index, done } of runsOf(plan, indices, request, jobs, options, journal, signal, stations?.open)) {
      const { outcome, scenario, coverage } = done.timed.run;
      heard(scenario.file, outcome);
      if (!options.quiet || outcome !== 'PASS') {
        progress?.clear();
        say(done.text);
      }
      reports.add(index, done.timed);
      covered?.add(scenario.board.name, coverage ?? {}, () => plan.at(index).board);
      progress?.draw(reports.count, reports.count - reports.tally.PASS);
      if ((options.bail && outcome !== 'PASS') || stations?.hasFailed) break;
    }
    progress?.clear();
    const left = indices.length - reports.count;
    const tookMs = wallMs() - beganMs;
    say(formatSummary(reports, tookMs) + (left > 0 ? `; ${left} not run` : ''));
    const boards = covered?.boards ?? [];
    const byRuns = exitCodeOf(reports.tally);
    const code = isCovering(options) ? (await import('./test/judge-coverage.ts')).judgeCoverage(boards, options, byRuns, say) : byRuns;
    await reports.end({ coverage: isCovering(options) ? boards : undefined, shownCoverage: boards, wallMs: tookMs });
    if (!signal.aborted) journal?.remove();
    else if (journal) say(`what was run is noted in ${options.resume}: the same command goes on`);
    if (signal.aborted) return EXIT.aborted;
    return stations?.hasFailed ? EXIT.hardware : code;
  } catch (error) {
    reports.discard();
    throw error;
  }
}

async function openedJournal(file: string, request: PlanRequest, plan: Plan, options: TestOptions): Promise<Journal> {
  const [{ openJournal }, { contentOf }, { FLASH }] = await Promise.all([
    import('./test/journal.ts'),
    import('./watch-sources.ts'),
    import('../hal/nor/state-folder.ts'),
  ]);
  const states = plan.states.flatMap((state) => [contentOf(state), contentOf(path.join(state, FLASH))]);
  return unwrap(
    openJournal(file, request, JSON.stringify([plan.count > 0 ? plan.at(0).board : '', withCoverage(options), options.withTrace, states])),
  );
}

/** The runs in their order: those that the journal has, and those that are carried out now and noted in it. */
async function* runsOf(
  plan: Plan,
  indices: readonly number[],
  request: PlanRequest,
  jobs: number,
  options: TestOptions,
  journal: Journal | undefined,
  signal: AbortSignal,
  openStation: OpenStation | undefined,
): AsyncGenerator<Numbered<Done>> {
  const telling = tellingOf(options);
  const left = journal ? indices.filter((index) => !journal.done.has(index)) : indices;
  const fresh =
    jobs > 1 && left.length > 1
      ? (await import('./test/pool.ts')).inParallel<Done>(
          left,
          jobs,
          { worker: 'test-worker.js', data: { request, telling } satisfies WorkerData },
          signal,
        )
      : inTurn(plan, left, telling, signal, openStation);
  if (!journal) return yield* fresh;
  for (const index of indices) {
    const noted = journal.done.get(index);
    if (noted) yield { index, done: noted };
    else {
      const next = await fresh.next();
      if (next.done) return;
      if (next.value.done.timed.run.outcome !== 'ABORTED') journal.note(next.value);
      yield next.value;
    }
  }
}

async function* inTurn(
  plan: Plan,
  indices: readonly number[],
  telling: Telling,
  signal: AbortSignal,
  openStation: OpenStation | undefined,
): AsyncGenerator<Numbered<Done>> {
  for (const index of indices) {
    await breathe();
    if (signal.aborted) return;
    const done: Done = await carryOut(plan, index, telling, signal, openStation);
    yield { index, done };
  }
}

const isLive = ({ hal, realTime }: TestOptions): boolean => hal === 'pi' || realTime === true;
const gpioOf = ({ hal, gpio = 'cdev' }: TestOptions): BackendName | undefined => (hal === 'pi' ? gpio : undefined);

/** The HTML report tells it in any case. */
const withCoverage = (options: TestOptions): boolean => options.html !== undefined || isCovering(options);

function tellingOf(options: TestOptions): Telling {
  const { board, brand, language, hashCost, timeout, trace, vcd, hal, gpio, realTime } = options;
  const given = { board, language, 'hash-cost': hashCost, timeout, hal, gpio, 'real-time': realTime && '' };
  return {
    withTrace: trace === true,
    withColour: process.stdout.isTTY === true && !process.env['NO_COLOR'],
    options: Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
    namesBrand: brand !== undefined,
    vcd,
    withCoverage: withCoverage(options),
    keepsTrace: options.withTrace === true,
    isReported: [options.json, options.junit, options.html, options.resume].some((place) => place !== undefined),
  };
}
