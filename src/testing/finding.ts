/** What a matcher has found, and the story that a failure tells: what was wanted, what there was, when, why, and what led to it. */
import type { Bench } from '../bench/bench.ts';
import { formatEntry } from '../bench/trace.ts';
import { accountAt } from '../scenario/account.ts';
import { printable } from '../scenario/report-text.ts';
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

const TRACE_LINES = 8;

/** The message is asked for at once, and only when the expectation failed: what holds then was expected not to. */
export function matched(bench: Bench, matcher: string, { holds, wanted, found }: Finding): Matched {
  const message = () => {
    const { trace, board, nowUs, shown, seed } = bench;
    const account = accountAt({ trace: trace.entries, board, virtualUs: nowUs, screen: shown, atUs: nowUs, label: matcher });
    return [
      `expected the recorder ${holds ? 'not ' : ''}to ${wanted}`,
      row('got', found),
      row('at', `${formatSeconds(nowUs)} of virtual time`),
      ...verdict(bench),
      row('bench', `board ${board.name}, seed ${seed}`),
      ...account.map((line) => `  ${line}`),
      '  the last of the trace (us):',
      ...trace.entries.slice(-TRACE_LINES).map((entry) => `    ${formatEntry(entry)}`),
    ]
      .map(printable)
      .join('\n');
  };
  return { pass: holds, message };
}

const row = (name: string, text: string): string => `  ${name.padEnd(8)}${text}`;

function verdict(bench: Bench): string[] {
  const explained = bench.explain();
  return explained ? [row('verdict', `${explained.verdict} - ${explained.text}`)] : [];
}
