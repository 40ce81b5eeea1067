/** What a matcher has found, and the story that a failure tells: what was wanted, what there was, when, why, and what led to it. */
import type { Bench } from '../bench/bench.ts';
import { lastOfTrace, printable, screenLines } from '../scenario/report-text.ts';
import { formatSeconds } from '../units.ts';

export interface Finding {
  readonly holds: boolean;
  /** Completes "the recorder is to ...", and "... is not to ...". */
  readonly wanted: string;
  /** What there was. */
  readonly found: string;
}

/** As vitest and Jest want it from a matcher. */
export interface Matched {
  readonly pass: boolean;
  readonly message: () => string;
}

/** The message is asked for at once, and only when the expectation failed: what holds then was expected not to. */
export function matched(bench: Bench, { holds, wanted, found }: Finding): Matched {
  const message = () =>
    [
      `expected the recorder ${holds ? 'not ' : ''}to ${wanted}`,
      row('got', found),
      row('at', `${formatSeconds(bench.nowUs)} of virtual time`),
      ...verdict(bench),
      row('bench', `board ${bench.board.name}, seed ${bench.seed}`),
      '  the screen:',
      ...screenLines(bench.shown).map((line) => `    ${line}`),
      '  the last of the trace (us):',
      ...lastOfTrace(bench.trace.entries).map((line) => `    ${line}`),
    ]
      .map(printable)
      .join('\n');
  return { pass: holds, message };
}

const row = (name: string, text: string): string => `  ${name.padEnd(8)}${text}`;

function verdict(bench: Bench): string[] {
  const explained = bench.explain();
  return explained ? [row('verdict', `${explained.verdict} - ${explained.text}`)] : [];
}
