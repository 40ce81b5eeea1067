/** `--coverage-min`: how much of each board's statechart a run must cover, in per cent; `90` is for each board that was run, `seed=90` for one. */
import { fail, ok, type Result } from '../errors.ts';
import { type BoardCoverage, percentOf, shareOf } from './coverage.ts';

export interface Minimum {
  /** Each board, where none is named. */
  readonly board?: string;
  /** 0 to 100. */
  readonly percent: number;
}

export function readMinimum(written: string): Result<Minimum> {
  const [, board, share = ''] = /^(?:([^=]+)=)?(.*)$/.exec(written) ?? [];
  const percent = Number(share);
  if (/^\d+(\.\d+)?$/.test(share) && percent <= 100) return ok({ percent, ...(board === undefined ? {} : { board }) });
  const remedy = 'Write per cent, 0 to 100: --coverage-min 90, or --coverage-min seed=90 for one board';
  return fail({ code: 'usage', message: `--coverage-min ${written} is not a share`, remedy });
}

/** A sentence for each board that falls short; empty when none does. */
export function belowMinimum(boards: readonly BoardCoverage[], { board: only, percent: minimum }: Minimum): string[] {
  const judged = only === undefined ? boards : boards.filter(({ board }) => board === only);
  if (judged.length === 0) return [`--coverage-min ${only}=${minimum}: nothing was run on board ${only}`];
  return judged.flatMap(({ board, regions }) => {
    const share = shareOf(regions);
    if (share.covered >= (minimum / 100) * share.total) return [];
    const missing = Math.ceil((minimum / 100) * share.total) - share.covered;
    return [
      `coverage of board ${board} is ${percentOf(share)} %, less than --coverage-min ${minimum}: ${share.covered} of ${share.total} states, transitions and timers; ${missing} more ${missing === 1 ? 'is' : 'are'} needed`,
    ];
  });
}
