/** A desk with a person who follows the reset guide, for tests of what people see. */
import { newRecorder } from '../../src/bench/factory.ts';
import type { Board } from '../../src/board.ts';
import { Desk } from '../../src/ui/terminal/desk.ts';
import { type PanelState, type PanelView, viewOf } from '../../src/ui/terminal/view.ts';
import { S, seedBoard } from './world.ts';

export const seconds = (count: number) => Math.round(count * S);

export function createDesk(changes: Partial<Board> = {}, brand = 'Dahua'): Desk {
  return new Desk({ board: seedBoard(changes), seed: 1, brand, state: 'provisioned' });
}

/** As `createDesk`, with a recorder that outlives the run. */
export function createKeptDesk(changes: Partial<Board> = {}): Desk {
  const board = seedBoard(changes);
  const cells = newRecorder(board, { state: 'provisioned', seed: 1, hashCost: board.passwordHashCost });
  return new Desk({ board, seed: 1, cells });
}

export function openLid(desk: Desk): void {
  while (!desk.bench.lid.isOpen) desk.openFurther();
}

/** Up to the first moments of a counted hold: `beforeS` with the plug out, then `afterS` from power-good. */
export function holdThroughPowerUp(desk: Desk, beforeS: number, afterS: number): void {
  desk.bench.advance(seconds(30));
  desk.unplug();
  desk.bench.advance(seconds(1));
  openLid(desk);
  desk.press();
  desk.bench.advance(seconds(beforeS));
  desk.plugIn();
  desk.bench.advance(seconds(afterS));
}

export function view(desk: Desk, state: Partial<PanelState> = {}): PanelView {
  return viewOf(desk, { pace: 1, isPaused: false, ...state });
}
