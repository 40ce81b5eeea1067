/** One scenario carried out, with all that is told of it: the same in this thread and in a worker. */
import { unwrap } from '../../errors.ts';
import { wallMs } from '../../hal/wall-time.ts';
import type { Plan } from '../../scenario/plan.ts';
import { formatRun, type TimedRun } from '../../scenario/report-text.ts';
import { type Outcome, recordOf, type Wanted } from '../../scenario/run.ts';
import { runScenario } from '../../scenario/runner.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { OpenStation } from '../../scenario/station.ts';

/** How runs are told, as plain data. */
export interface Telling extends Wanted {
  readonly withTrace: boolean;
  readonly withColour: boolean;
  /** Options of the command line that a replay must repeat; one without a value has an empty one. */
  readonly options: readonly (readonly [name: string, value: string])[];
  readonly namesBrand: boolean;
  /** A folder for waveforms. */
  readonly vcd: string | undefined;
}

export interface Done {
  readonly timed: TimedRun;
  /** For people. */
  readonly text: string;
}

/** Number `index` of the plan. Throws a ProblemError where a file that belongs to the run cannot be written. */
export async function carryOut(plan: Plan, index: number, telling: Telling, signal?: AbortSignal, openStation?: OpenStation): Promise<Done> {
  const scenario = plan.at(index);
  const startMs = wallMs();
  const run = await runScenario(scenario, signal, openStation);
  const took = wallMs() - startMs;
  if (telling.vcd !== undefined) unwrap((await import('../vcd-folder.ts')).writeVcd(telling.vcd, plan.nameAt(index), run));
  const replay = replayOf(scenario, telling);
  const text = formatRun({ run, wallMs: took, replay }, telling.withColour ? paint : plain, telling.withTrace);
  return { timed: { run: recordOf(run, telling), wallMs: took, replay }, text };
}

/** The command that runs this one alone. */
function replayOf({ file, seed, brand, variables }: Scenario, { options, namesBrand }: Telling): string {
  const words = [
    ...(namesBrand ? [['brand', brand] as const] : []),
    ...options,
    ...Object.entries(variables).map(([name, value]) => ['only', `${name}=${value}`] as const),
  ];
  return ['recsim test', quoted(file), '--seed', seed, ...words.map(([name, value]) => `--${name}${value === '' ? '' : ` ${quoted(value)}`}`)].join(
    ' ',
  );
}

const quoted = (text: string): string => (/^[\w./:=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

const plain = (_: Outcome, text: string): string => text;
const paint = (outcome: Outcome, text: string): string => `\u001b[${outcome === 'PASS' ? 32 : 31}m${text}\u001b[0m`;
