/** What may be wrong with a simulated unit, so that a rehearsal can show how it is found. */
import type { Bench } from '../bench/bench.ts';
import { type Board, inverse } from '../board.ts';
import { US_PER_MS, US_PER_S } from '../units.ts';
import type { DefectName } from './rehearsal-names.ts';

/** The board of a unit that has the defect. */
export function boardWith(defect: DefectName, board: Board): Board {
  if (defect === 'inverted') return { ...board, closedLevel: inverse(board.closedLevel) };
  if (defect === 'silent') return { ...board, hasBuzzer: false };
  if (defect !== 'wrong-window') return board;
  const stages = board.stages.map((stage) => ({ ...stage, fromUs: stage.fromUs * 2, toUs: stage.toUs * 2 }));
  return { ...board, stages, stuckAfterUs: board.stuckAfterUs * 2 };
}

/** What a finger finds to press. */
export interface Button {
  press(): void;
  release(): void;
}

/** The button on a bench whose board has the defect. */
export function buttonWith(defect: DefectName, { finger, clock }: Bench): Button {
  switch (defect) {
    case 'no-contact':
      return { press() {}, release() {} };
    case 'stuck-contact':
      finger.press('none');
      return { press() {}, release() {} };
    case 'bouncy-contact':
      return { press: () => finger.press({ durationUs: 60 * US_PER_MS, toggles: 301 }), release: () => finger.release() };
    case 'worn-contact':
      return {
        press() {
          finger.press();
          const pressedUs = clock.nowUs;
          clock.at(pressedUs + 9 * US_PER_S, () => {
            if (finger.isPressing && finger.heldUs === clock.nowUs - pressedUs) finger.disturb([0, 41 * US_PER_MS]);
          });
        },
        release: () => finger.release(),
      };
    default:
      return { press: () => finger.press(), release: () => finger.release() };
  }
}
