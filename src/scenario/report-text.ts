/** Runs as people read them in a terminal: a line each, and for those that did not pass the reason, how it came to it, the screen, and a replay. */
import { formatEntry } from '../bench/trace.ts';
import { formatPlace } from '../errors.ts';
import { formatDuration, formatSeconds, type Us } from '../units.ts';
import { formatVariables } from './matrix.ts';
import { formatMeasure, limits } from './measure.ts';
import type { Tally } from './report-json.ts';
import type { Failure, Outcome, RunRecord, ScenarioFacts } from './run.ts';
import { DEFAULT_BRAND } from './scenario.ts';

/** A run and how long it took on this machine. */
export interface TimedRun {
  readonly run: RunRecord;
  readonly wallMs: number;
  /** The command that runs it again. */
  readonly replay: string;
}

export type Paint = (outcome: Outcome, text: string) => string;

/** `scenarios/hold.yaml:14:5 expect-verdict at 45.020 s: expected reset, got short - ...` */
export function formatFailure({ place, step, atUs, message }: Failure): string {
  return `${formatPlace(place)} ${step} at ${formatSeconds(atUs)}: ${message}`;
}

/** A run as its record tells of it. */
export const formatTold = (timed: TimedRun): string => formatRun(timed, (_, text) => text, false);

export function formatRun({ run, wallMs, replay }: TimedRun, paint: Paint, withTrace: boolean): string {
  const { scenario, outcome, virtualUs, failure, account, warnings, notes, measures } = run;
  const times = `, ${formatTimes(virtualUs / 1000 / wallMs)} x real time`;
  const lines = [
    `${paint(outcome, outcome.padEnd(7))} ${scenario.file}  ${titleOf(scenario)}  ${formatSeconds(virtualUs)}${wallMs > 0 ? ` in ${formatMs(wallMs)}${times}` : ''}`,
    ...notes.map(({ atUs, text }) => `  ${formatSeconds(atUs)}  ${text}`),
    ...measures.map((measure) => {
      const allowed = limits(measure);
      return `  measure ${measure.name}: ${formatMeasure(measure)}${allowed === '' ? '' : ` (${allowed})`}${measure.grade === 'good' ? '' : ` ${measure.grade}`}`;
    }),
    ...warnings.map((warning) => `  warning: ${warning}`),
  ];
  if (failure) lines.push(`  ${formatFailure(failure)}`, ...account.map((line) => `  ${line}`));
  if (withTrace) lines.push('  trace:', ...run.trace.map((entry) => `    ${formatEntry(entry)}`));
  if (failure) lines.push(`  replay: ${replay}`);
  return lines.map(printable).join('\n');
}

/** Its name, its brand where that is another than the maker's, and which combination of its matrix it is. */
export const titleOf = ({ name, brand, variables }: ScenarioFacts): string =>
  [name, brand === DEFAULT_BRAND ? '' : `(${brand})`, formatVariables(variables)].filter((part) => part !== '').join(' ');

/** `wallMs`: how long a person waited for all of them, where somebody did. */
export function formatSummary({ tally, count, virtualUs }: { tally: Tally; count: number; virtualUs: Us }, wallMs?: number): string {
  const parts = [
    [tally.PASS, 'passed'],
    [tally.FAIL, 'failed'],
    [tally.TIMEOUT, 'ran out of time'],
    [tally.ERROR, 'ended in error'],
    [tally.ABORTED, 'aborted'],
  ] as const;
  const said = parts.filter(([number], index) => number > 0 || index === 0).map(([number, what]) => `${number} ${what}`);
  const what = count === 1 ? 'scenario' : 'scenarios';
  return `${count} ${what}: ${said.join(', ')} (${formatDuration(Math.round(virtualUs / 1000) * 1000)} of virtual time${wallMs === undefined ? '' : ` in ${formatMs(wallMs)}`})`;
}

const formatMs = (ms: number): string => (ms < 1000 ? `${ms.toFixed(1)} ms` : `${(ms / 1000).toFixed(2)} s`);

/** By hand, because toLocaleString loads 30 ms of ICU. */
function formatTimes(times: number): string {
  return times < 10 ? times.toFixed(1) : String(Math.round(times)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Names and texts of a file may hold control characters; a terminal must not obey them. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, (character) => (character === '\t' ? ' ' : '\ufffd'));
}
