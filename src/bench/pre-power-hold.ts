/**
 * The hold before power: the guide asks for 4-5 s with the plug out. The recorder has no power then and cannot time it, so
 * the bench does, and grades the person, not the device. Source: the seed guide; the strictness is a board parameter.
 */
import type { Board } from '../board.ts';
import { formatSeconds, type Us } from '../units.ts';

export interface PrePowerGrade {
  /** `fail` only where the board enforces the hold. */
  readonly verdict: 'good' | 'warn' | 'fail';
  readonly heldUs: Us;
  readonly message: string;
}

/** Grades a hold of `heldUs` that was still on at power-good. Both ends of the board's range are good. */
export function gradePrePowerHold(board: Board, heldUs: Us): PrePowerGrade | undefined {
  const { prePowerHoldMinUs: min, prePowerHoldMaxUs: max, enforcePrePowerHold } = board;
  if (enforcePrePowerHold === 'off') return undefined;
  const range = `the guide asks for ${formatSeconds(min)} to ${formatSeconds(max)} before power`;
  if (heldUs >= min && heldUs <= max) return { verdict: 'good', heldUs, message: `held ${formatSeconds(heldUs)}; ${range}` };
  const off = heldUs < min ? `${formatSeconds(min - heldUs)} too short` : `${formatSeconds(heldUs - max)} too long`;
  return { verdict: enforcePrePowerHold, heldUs, message: `held ${formatSeconds(heldUs)}, ${off}; ${range}` };
}
