/** `recsim test`: runs scenario files in virtual time, tells how they went, and writes reports for CI. */
import type { Command } from 'commander';
import type { Problem } from '../errors.ts';
import type { Overrides } from '../scenario/decode.ts';
import type { TimedRun } from '../scenario/report-text.ts';
import type { Outcome } from '../scenario/run.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { EXIT } from './exit.ts';

interface Options {
  readonly board?: string;
  readonly junit?: string;
  readonly json?: string;
  readonly seed?: string;
  readonly timeout?: string;
  readonly bail?: true;
  readonly trace?: true;
  readonly list?: true;
}

export function addTestCommand(program: Command): void {
  program
    .command('test')
    .summary('run scenario files')
    .description('Runs scenario files in virtual time. FILE may be a file, a folder or a quoted pattern.')
    .argument('<file...>', 'scenario files, folders or patterns')
    .option('--board <name>', 'run all of them on this board (a name or a path)')
    .option('--junit <file>', 'write a JUnit report')
    .option('--json <file>', 'write a JSON record; "-" writes it to stdout, and nothing else')
    .option('--seed <n>', 'instead of the seed in the file')
    .option('--timeout <duration>', 'instead of the time-out in the file, in virtual time')
    .option('--bail', 'stop at the first that does not pass')
    .option('--trace', 'print the whole trace of each')
    .option('--list', 'list the scenarios and run nothing')
    .addHelpText(
      'after',
      `
Examples:
  recsim test scenarios                            everything in a folder
  recsim test hold.yaml --seed 7 --trace           one, with another seed, and all that happened
  recsim test 'scenarios/*.yaml' --junit out.xml   for CI

Exit codes: 0 all passed, 1 one failed, 2 bad file or usage (nothing was run) or an error, 42 the virtual time of one ran out`,
    )
    .action(async (files: string[], options: Options) => {
      process.exitCode = await test(files, options);
    });
}

async function test(named: readonly string[], options: Options): Promise<number> {
  const [{ unwrap, ProblemError }, { findScenarios }, { loadScenario }] = await Promise.all([
    import('../errors.ts'),
    import('../scenario/files.ts'),
    import('../scenario/decode.ts'),
  ]);
  const overrides = await readOverrides(options);
  const files = unwrap(findScenarios(named));
  await checkReports(options);
  const loaded = files.map((file) => loadScenario(file, overrides));
  const problems = loaded.flatMap((result) => (result.ok ? [] : result.problems));
  if (problems.length > 0) throw new ProblemError(problems);
  const scenarios = loaded.flatMap((result) => (result.ok ? [result.value] : []));
  return options.list ? list(scenarios, options) : run(scenarios, options);
}

async function readOverrides(options: Options): Promise<Overrides> {
  const { ProblemError, unwrap } = await import('../errors.ts');
  const problems: Problem[] = [];
  const complain = (message: string, remedy: string) => problems.push({ code: 'usage', message, remedy });
  const { SEED_MAX, TIMEOUT } = await import('../scenario/format.ts');
  const seed = options.seed === undefined ? undefined : Number(options.seed);
  if (options.seed !== undefined && !(/^\d+$/.test(options.seed) && Number(options.seed) <= SEED_MAX))
    complain(`--seed ${options.seed} is not a seed`, `Write a whole number from 0 to ${SEED_MAX}`);
  const timeout = options.timeout === undefined ? undefined : TIMEOUT.safeParse(options.timeout);
  if (timeout && !timeout.success) complain(`--timeout: ${timeout.error.issues[0]?.message}`, 'For example --timeout "2 min"');
  if (options.junit === '-') complain('--junit - is not possible: stdout is for people or for --json -', 'Name a file');
  if (options.junit !== undefined && options.junit === options.json) complain('--junit and --json name the same file', 'Name two files');
  if (problems.length > 0) throw new ProblemError(problems);
  const { loadBoard } = await import('../board-file.ts');
  const board = options.board === undefined ? undefined : unwrap(loadBoard(options.board)).board;
  return { board, seed, timeoutUs: timeout?.data };
}

/** A report that cannot be written is a reason not to begin. */
async function checkReports({ junit, json }: Options): Promise<void> {
  const files = [junit, json].filter((file) => file !== undefined && file !== '-') as string[];
  if (files.length === 0) return;
  const [{ unwrap }, { checkWritable }] = await Promise.all([import('../errors.ts'), import('../whole-file.ts')]);
  for (const file of files) unwrap(checkWritable(file));
}

async function list(scenarios: readonly Scenario[], { json }: Options): Promise<number> {
  const rows = scenarios.map(({ file, name, board, seed, steps }) => ({ file, name, board: board.name, seed, steps: steps.length }));
  if (json !== undefined) await write(json, `${JSON.stringify(rows, undefined, 2)}\n`);
  if (json === '-') return EXIT.pass;
  for (const row of rows) process.stdout.write(`${row.file}  ${row.name}  (board ${row.board}, seed ${row.seed}, ${row.steps} steps)\n`);
  return EXIT.pass;
}

async function run(scenarios: readonly Scenario[], options: Options): Promise<number> {
  const [{ runScenario }, { formatRun, formatSummary }, { wallMs }] = await Promise.all([
    import('../scenario/runner.ts'),
    import('../scenario/report-text.ts'),
    import('../hal/wall-time.ts'),
  ]);
  const say = (text: string) => (options.json === '-' ? undefined : process.stdout.write(`${text}\n`));
  const paint = painter();
  const runs: TimedRun[] = [];
  for (const scenario of scenarios) {
    const startMs = wallMs();
    const done = runScenario(scenario);
    const timed = { run: done, wallMs: wallMs() - startMs, replay: replayOf(scenario, options) };
    runs.push(timed);
    say(formatRun(timed, paint, options.trace === true));
    if (options.bail && done.outcome !== 'PASS') break;
  }
  say(formatSummary(runs) + (runs.length < scenarios.length ? `; ${scenarios.length - runs.length} not run` : ''));
  await writeReports(runs, options);
  return exitCodeOf(runs.map((timed) => timed.run.outcome));
}

async function writeReports(runs: readonly TimedRun[], { junit, json }: Options): Promise<void> {
  if (json !== undefined) await write(json, (await import('../scenario/report-json.ts')).jsonReport(runs));
  if (junit !== undefined) await write(junit, (await import('../scenario/report-junit.ts')).junitReport(runs));
}

async function write(file: string, text: string): Promise<void> {
  if (file === '-') {
    process.stdout.write(text);
    return;
  }
  const [{ unwrap }, { writeWhole }] = await Promise.all([import('../errors.ts'), import('../whole-file.ts')]);
  unwrap(writeWhole(file, text));
}

function exitCodeOf(outcomes: readonly Outcome[]): number {
  if (outcomes.includes('ERROR')) return EXIT.usage;
  if (outcomes.includes('FAIL')) return EXIT.failed;
  return outcomes.includes('TIMEOUT') ? EXIT.timeout : EXIT.pass;
}

function replayOf({ file, seed }: Scenario, { board, timeout }: Options): string {
  const quoted = (text: string) => (/^[\w./:-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
  const more = [board === undefined ? '' : ` --board ${quoted(board)}`, timeout === undefined ? '' : ` --timeout ${quoted(timeout)}`];
  return `recsim test ${quoted(file)} --seed ${seed}${more.join('')}`;
}

function painter(): (outcome: Outcome, text: string) => string {
  if (!process.stdout.isTTY || process.env['NO_COLOR']) return (_, text) => text;
  return (outcome, text) => `\u001b[${outcome === 'PASS' ? 32 : 31}m${text}\u001b[0m`;
}
