/** Runs as people read them in a terminal: a line each, and for those that did not pass the reason, the screen, the trace and a replay. */
import { formatEntry, type TraceEntry } from '../bench/trace.ts';
import { formatPlace } from '../errors.ts';
import { formatDuration, formatSeconds } from '../units.ts';
import { formatMeasure, limits } from './measure.ts';
import type { Failure, Outcome, Run } from './run.ts';
import { DEFAULT_BRAND, type Scenario } from './scenario.ts';

const TRACE_LINES = 12;

/** A run and how long it took on this machine. */
export interface TimedRun {
  readonly run: Run;
  readonly wallMs: number;
  /** The command that runs it again. */
  readonly replay: string;
}

export type Paint = (outcome: Outcome, text: string) => string;

/** `scenarios/hold.yaml:14:5 expect-verdict at 45.020 s: expected reset, got short - ...` */
export function formatFailure({ place, step, atUs, message }: Failure): string {
  return `${formatPlace(place)} ${step} at ${formatSeconds(atUs)}: ${message}`;
}

export function formatRun({ run, wallMs, replay }: TimedRun, paint: Paint, withTrace: boolean): string {
  const { scenario, outcome, virtualUs, failure, warnings, notes, measures } = run;
  const times = wallMs > 0 ? `, ${formatTimes(virtualUs / 1000 / wallMs)} x real time` : '';
  const lines = [
    `${paint(outcome, outcome.padEnd(7))} ${scenario.file}  ${titleOf(scenario)}  ${formatSeconds(virtualUs)} in ${formatMs(wallMs)}${times}`,
    ...notes.map(({ atUs, text }) => `  ${formatSeconds(atUs)}  ${text}`),
    ...measures.map((measure) => {
      const allowed = limits(measure);
      return `  measure ${measure.name}: ${formatMeasure(measure)}${allowed === '' ? '' : ` (${allowed})`}${measure.grade === 'good' ? '' : ` ${measure.grade}`}`;
    }),
    ...warnings.map((warning) => `  warning: ${warning}`),
  ];
  if (failure) lines.push(`  ${formatFailure(failure)}`, '  the screen:', ...screenLines(run.screen).map((line) => `    ${line}`));
  if (withTrace) lines.push('  trace:', ...run.trace.map((entry) => `    ${formatEntry(entry)}`));
  else if (failure) lines.push('  the last of the trace (us):', ...lastOfTrace(run.trace).map((line) => `    ${line}`));
  if (failure) lines.push(`  replay: ${replay}`);
  return lines.map(printable).join('\n');
}

/** Its name, and its brand where that is another than the maker's. */
export const titleOf = ({ name, brand }: Scenario): string => (brand === DEFAULT_BRAND ? name : `${name} (${brand})`);

export function screenLines({ title, lines }: Run['screen']): string[] {
  return [`| ${title}`, ...lines.map((line) => `|   ${line}`.trimEnd())];
}

export const lastOfTrace = (trace: readonly TraceEntry[]): string[] => trace.slice(-TRACE_LINES).map(formatEntry);

export function formatSummary(runs: readonly TimedRun[]): string {
  const count = (outcome: Outcome) => runs.filter(({ run }) => run.outcome === outcome).length;
  const parts = [
    [count('PASS'), 'passed'],
    [count('FAIL'), 'failed'],
    [count('TIMEOUT'), 'ran out of time'],
    [count('ERROR'), 'ended in error'],
  ] as const;
  const virtualUs = runs.reduce((sum, { run }) => sum + run.virtualUs, 0);
  const wallMs = runs.reduce((sum, timed) => sum + timed.wallMs, 0);
  const said = parts.filter(([number], index) => number > 0 || index === 0).map(([number, what]) => `${number} ${what}`);
  const what = runs.length === 1 ? 'scenario' : 'scenarios';
  return `${runs.length} ${what}: ${said.join(', ')} (${formatDuration(Math.round(virtualUs / 1000) * 1000)} of virtual time in ${formatMs(wallMs)})`;
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
