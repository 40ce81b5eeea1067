/**
 * What `recsim test` does: decodes all files first, runs them one after the other, tells how they went and writes the reports.
 * One module, so that a cold start loads one chunk; only the reports are loaded when they are asked for.
 */
import { loadBoard } from '../board-file.ts';
import { brands, findBrand } from '../brands.ts';
import { ok, type Problem, ProblemError, type Result, unwrap } from '../errors.ts';
import { wallMs } from '../hal/wall-time.ts';
import { loadScenario, type Overrides } from '../scenario/decode.ts';
import { findScenarios } from '../scenario/files.ts';
import { SEED_MAX, TIMEOUT } from '../scenario/format.ts';
import { formatRun, formatSummary, type TimedRun } from '../scenario/report-text.ts';
import type { Outcome } from '../scenario/run.ts';
import { runScenario } from '../scenario/runner.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { LANGUAGES, type Language } from '../ui/screen/model.ts';
import { checkWritable, writeWhole } from '../whole-file.ts';
import { EXIT } from './exit.ts';

export interface TestOptions {
  readonly board?: string;
  readonly junit?: string;
  readonly json?: string;
  readonly brand?: string;
  readonly language?: string;
  readonly hashCost?: string;
  readonly seed?: string;
  readonly timeout?: string;
  readonly bail?: true;
  readonly trace?: true;
  readonly list?: true;
}

/** Hears what came of each run of a file. */
export type Heard = (file: string, outcome: Outcome) => void;

/** Returns the exit code. Throws a ProblemError before anything runs when a file, an option or a report's place is bad. */
export async function testFiles(written: readonly string[], options: TestOptions, heard: Heard = () => {}): Promise<number> {
  const overrides = readOverrides(options);
  const files = unwrap(findScenarios(written));
  checkReports(options);
  const named = options.brand === undefined ? [undefined] : unwrap(brandsOf(options.brand));
  const loaded = files.flatMap((file) => named.map((brand) => loadScenario(file, { ...overrides, brand })));
  const problems = loaded.flatMap((result) => (result.ok ? [] : result.problems));
  if (problems.length > 0) throw new ProblemError(problems);
  const scenarios = loaded.flatMap((result) => (result.ok ? [result.value] : []));
  return options.list ? list(scenarios, options) : run(scenarios, options, heard);
}

function readOverrides(options: TestOptions): Overrides {
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
  if (options.junit === '-') complain('--junit - is not possible: stdout is for people or for --json -', 'Name a file');
  if (options.junit !== undefined && options.junit === options.json) complain('--junit and --json name the same file', 'Name two files');
  if (problems.length > 0) throw new ProblemError(problems);
  const board = options.board === undefined ? undefined : unwrap(loadBoard(options.board)).board;
  return { board, seed, timeoutUs: timeout?.data, language: language as Language | undefined, hashCost };
}

const isLanguage = (written: string): written is Language => (LANGUAGES as readonly string[]).includes(written);

const brandsOf = (written: string): Result<readonly string[]> => {
  if (written === 'all') return ok(brands());
  const found = findBrand(written);
  return found.ok ? ok([found.value]) : found;
};

/** A report that cannot be written is a reason not to begin. */
function checkReports({ junit, json }: TestOptions): void {
  for (const file of [junit, json]) if (file !== undefined && file !== '-') unwrap(checkWritable(file));
}

function list(scenarios: readonly Scenario[], { json }: TestOptions): number {
  const rows = scenarios.map(({ file, name, board, seed, steps }) => ({ file, name, board: board.name, seed, steps: steps.length }));
  if (json !== undefined) write(json, `${JSON.stringify(rows, undefined, 2)}\n`);
  if (json === '-') return EXIT.pass;
  for (const row of rows) process.stdout.write(`${row.file}  ${row.name}  (board ${row.board}, seed ${row.seed}, ${row.steps} steps)\n`);
  return EXIT.pass;
}

async function run(scenarios: readonly Scenario[], options: TestOptions, heard: Heard): Promise<number> {
  const say = (text: string) => (options.json === '-' ? undefined : process.stdout.write(`${text}\n`));
  const paint = painter();
  const runs: TimedRun[] = [];
  for (const scenario of scenarios) {
    const startMs = wallMs();
    const done = await runScenario(scenario);
    const timed = { run: done, wallMs: wallMs() - startMs, replay: replayOf(scenario, options) };
    runs.push(timed);
    heard(scenario.file, done.outcome);
    say(formatRun(timed, paint, options.trace === true));
    if (options.bail && done.outcome !== 'PASS') break;
  }
  say(formatSummary(runs) + (runs.length < scenarios.length ? `; ${scenarios.length - runs.length} not run` : ''));
  await writeReports(runs, options);
  return exitCodeOf(runs.map((timed) => timed.run.outcome));
}

async function writeReports(runs: readonly TimedRun[], { junit, json }: TestOptions): Promise<void> {
  if (json !== undefined) write(json, (await import('../scenario/report-json.ts')).jsonReport(runs));
  if (junit !== undefined) write(junit, (await import('../scenario/report-junit.ts')).junitReport(runs));
}

function write(file: string, text: string): void {
  if (file === '-') process.stdout.write(text);
  else unwrap(writeWhole(file, text));
}

function exitCodeOf(outcomes: readonly Outcome[]): number {
  if (outcomes.includes('ERROR')) return EXIT.usage;
  if (outcomes.includes('FAIL')) return EXIT.failed;
  return outcomes.includes('TIMEOUT') ? EXIT.timeout : EXIT.pass;
}

function replayOf({ file, seed, brand }: Scenario, options: TestOptions): string {
  const { board, timeout, language, hashCost } = options;
  const quoted = (text: string) => (/^[\w./:-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
  const given = { board, brand: options.brand === undefined ? undefined : brand, language, 'hash-cost': hashCost, timeout };
  const more = Object.entries(given).map(([name, value]) => (value === undefined ? '' : ` --${name} ${quoted(value)}`));
  return `recsim test ${quoted(file)} --seed ${seed}${more.join('')}`;
}

function painter(): (outcome: Outcome, text: string) => string {
  if (!process.stdout.isTTY || process.env['NO_COLOR']) return (_, text) => text;
  return (outcome, text) => `\u001b[${outcome === 'PASS' ? 32 : 31}m${text}\u001b[0m`;
}
