/** The hold that a board rewards, and when the person is told to act: not at the very edge of what is allowed, so that nobody who is a little quick is punished. */
import { type Board, holdPhases, type Verdict } from '../board.ts';
import { fail, ok, type Result } from '../errors.ts';
import { US_PER_S, type Us } from '../units.ts';
import type { Limits } from './measures.ts';

export interface HoldWindow {
  /** From the first sample; both ends are inside. */
  readonly fromUs: Us;
  /** `Infinity` without an end. */
  readonly toUs: Us;
  /** What such a hold must lead to. */
  readonly verdict: Verdict;
}

/** The window of a factory default, or of the first action there is. A problem for a board whose button is not held through power-up. */
export function holdWindow(board: Board): Result<HoldWindow> {
  const refuse = (message: string) =>
    fail({ code: 'contradiction', message: `board ${board.name} ${message}`, remedy: 'Take another board, for example pi-4' });
  if (!board.hasResetButton) return refuse('has no reset button');
  if (!board.armOn.includes('power-on')) return refuse('does not look at its button at power-on, and the rig holds it through power-up');
  const phases = holdPhases(board);
  const toDefaults = phases.findIndex(({ action }) => action === 'factory-default');
  const found = toDefaults >= 0 ? toDefaults : phases.findIndex(({ action }) => action !== 'none');
  const phase = phases[found];
  if (!phase) return refuse('does nothing, however long its button is held');
  const next = phases[found + 1];
  // Decided at the threshold, the hold may go on as long as it likes.
  const toUs = board.decideAt === 'threshold' || !next ? Number.POSITIVE_INFINITY : next.fromUs - 1;
  return ok({ fromUs: phase.fromUs, toUs, verdict: phase.verdict });
}

/** What of the window the plan allows. */
export function allowedHold({ fromUs, toUs }: HoldWindow, { min = 0, max = Number.POSITIVE_INFINITY }: Limits = {}): { fromUs: Us; toUs: Us } {
  return { fromUs: Math.max(fromUs, min), toUs: Math.min(toUs, max) };
}

const LEAD_MAX_US = 2 * US_PER_S;

/** When to say "now", for something that is allowed from `fromUs` to `toUs`: a fifth of it after its beginning, 2 s at most. */
export const sayNowAt = (fromUs: Us, toUs: Us): Us => fromUs + Math.round(Math.min(LEAD_MAX_US, (toUs - fromUs) / 5));
