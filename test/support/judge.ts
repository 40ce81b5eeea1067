/**
 * A second opinion: the verdict on a hold straight from its definition, by looking at the whole history of the contact at once. It shares no
 * code with the statechart, so that the two can be compared on random histories.
 */
import type { Board, Verdict } from '../../src/board.ts';

/** When the contact changed, from power-good, ascending; it is open before the first, which may be at 0. */
export type History = readonly number[];

interface Run {
  readonly closed: boolean;
  readonly from: number;
  readonly to: number;
}

/** The verdict on a board with one stage, judged at release, once the time `until` has come; `undefined` while the hold is still counted. */
export function judge(history: History, board: Board, until: number): Verdict | undefined {
  const t0 = board.samplingStartUs;
  const { debounceUs } = board;
  const runs = runsOf(history);
  const lasts = (run: Run) => Math.min(run.to, until) - run.from >= debounceUs;

  // Open at the first sample, and settled: no hold begins. A contact that has not moved since power-good is settled.
  // The first sample sees what was before a change of the same moment; but a contact closed at power-good was closed before.
  const sampledAt = t0 === 0 ? 0.5 : t0 - 0.5;
  const atT0 = runs.find((run) => run.from < sampledAt && run.to > sampledAt);
  if (!atT0 || (!atT0.closed && (atT0.from === Number.NEGATIVE_INFINITY || t0 - atT0.from > debounceUs))) return 'not-armed';

  const stuckAt = t0 + board.stuckAfterUs;
  const settledClosed = runs.find((run) => run.closed && lasts(run) && run.to > 0);
  for (const run of runs) {
    if (run.closed || run.to < t0 || !lasts(run)) continue;
    if (run.from === Number.NEGATIVE_INFINITY) continue;
    // The first open run that lasts. One that began at the stuck time or later comes too late.
    if (run.from >= stuckAt) break;
    if (run.from < t0 || !settledClosed || settledClosed.from > run.from) return 'not-armed';
    const heldUs = run.from - t0;
    const [stage] = board.stages;
    if (!stage || heldUs < stage.fromUs) return 'short';
    return heldUs <= stage.toUs || board.overHold === 'accept' ? 'reset' : 'over-held';
  }
  // Stuck: closed at that time, or closed again later after a lift too short to count.
  const closedSince = runs.find((run) => run.closed && run.to >= stuckAt);
  return closedSince && Math.max(closedSince.from, stuckAt) <= until ? 'stuck' : undefined;
}

function runsOf(history: History): Run[] {
  const runs: Run[] = [];
  let from = Number.NEGATIVE_INFINITY;
  let closed = false;
  for (const at of history) {
    runs.push({ closed, from, to: at });
    closed = !closed;
    from = at;
  }
  runs.push({ closed, from, to: Number.POSITIVE_INFINITY });
  return runs;
}
