/** A desk with a person who follows the reset guide, for tests of what people see. */
import { newRecorder } from '../../src/bench/factory.ts';
import type { Board } from '../../src/board.ts';
import { Desk } from '../../src/ui/terminal/desk.ts';
import { Room } from '../../src/ui/terminal/room.ts';
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

/** A desk, and the room around it, with a person who forgot the password and follows the reset guide at the monitor. */
export class Visit {
  readonly desk: Desk;
  readonly room: Room;

  constructor(desk = createDesk()) {
    this.desk = desk;
    this.room = new Room(desk);
    desk.bench.advance(seconds(30));
    this.room.deeds.monitor('');
  }

  click(...labels: string[]): this {
    for (const label of labels) {
      const done = this.desk.hands.click(label);
      if (!done.ok) throw new Error(done.refused);
      this.wait(1);
    }
    return this;
  }

  fill(fields: Readonly<Record<string, string>>): this {
    for (const [field, value] of Object.entries(fields)) this.desk.hands.input(field, value);
    return this;
  }

  wait(count: number): this {
    this.desk.bench.advance(seconds(count));
    return this;
  }

  toQrCode(): this {
    return this.click('Forgot Pattern', 'Forgot Password', 'OK');
  }

  /** With the phone in the hand, as far as its camera. */
  toCamera(): this {
    const { deeds } = this.room;
    deeds.phone('');
    for (let tap = 0; tap < 6; tap++) deeds.tap('');
    return this;
  }

  /** Until the mail has come. */
  async scan(): Promise<this> {
    this.room.deeds.tap('');
    await this.desk.bench.outside.settled();
    return this.wait(5);
  }
}
