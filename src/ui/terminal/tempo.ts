/** How time is led by people, at the terminal and in the browser alike: its pace, a stop, one event, the next thing one can notice. */
import { formatSeconds } from '../../units.ts';
import type { Desk, Done } from './desk.ts';
import type { Pace, Pacer } from './pacer.ts';

/** How far `jump` goes at least when nothing happens; further on a board that waits longer for a stuck button. */
const SHORTEST_JUMP_US = 60_000_000;

/** What came of it, and what is worth saying. */
export type Retimed = Done & { readonly note?: string };

export class Tempo {
  readonly #desk: Desk;
  readonly #pacer: Pacer;
  #hasHappened = false;

  constructor(desk: Desk, pacer: Pacer) {
    this.#desk = desk;
    this.#pacer = pacer;
    desk.onEntry((_, happening) => {
      if (happening) this.#hasHappened = true;
    });
  }

  get pace(): Pace {
    return this.#pacer.pace;
  }

  get isPaused(): boolean {
    return this.#pacer.isPaused;
  }

  get isReal(): boolean {
    return this.#pacer.isReal;
  }

  /** To the next slower (-1) or faster (+1). */
  shift(by: 1 | -1): Retimed {
    return this.#retime(() => void this.#pacer.shift(by));
  }

  setPace(pace: Pace): Retimed {
    return this.#retime(() => void this.#pacer.setPace(pace));
  }

  pause(isPaused: boolean): Retimed {
    return this.#retime(() => void this.#pacer.pause(isPaused));
  }

  /** Stops time, and goes to the next event. */
  step(): Retimed {
    return this.#retime(() => {
      const { time } = this.#desk;
      this.#pacer.pause(true);
      return time.isHeld || time.step() ? undefined : 'nothing else will happen until you do something';
    });
  }

  /** To the next thing one can notice. */
  jump(): Retimed {
    return this.#retime(() => {
      const { bench, time } = this.#desk;
      const fromUs = bench.nowUs;
      const untilUs = fromUs + Math.max(SHORTEST_JUMP_US, bench.board.stuckAfterUs);
      this.#hasHappened = false;
      const isOver = () => this.#hasHappened || time.isHeld;
      while (!isOver() && time.nextUs <= untilUs) time.step();
      if (isOver()) return undefined;
      time.advanceTo(untilUs);
      return `${formatSeconds(bench.nowUs - fromUs)} went by and nothing happened: it is your turn`;
    });
  }

  /** `deed` returns what is worth saying. */
  #retime(deed: () => string | undefined): Retimed {
    if (this.#pacer.isReal) return { ok: false, refused: 'time is real, as the button is: it neither stops nor hurries' };
    const note = deed();
    return { ok: true, ...(note ? { note } : {}) };
  }
}
