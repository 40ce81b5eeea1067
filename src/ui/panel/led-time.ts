/**
 * The time of a bench on which a scenario is played before people's eyes: it flows at their pace, but only while the scenario lets it pass, and never past the moment it waits for. So the scenario does
 * everything at the very microsecond at which it would do it alone.
 */
import type { Bench } from '../../bench/bench.ts';
import type { Us } from '../../units.ts';
import type { Passing } from '../terminal/passing.ts';

interface Wish {
  readonly isOver: () => boolean;
  readonly limitUs: Us;
  readonly resolve: (isOver: boolean) => void;
}

export class LedTime implements Passing {
  readonly #bench: Bench;
  readonly #wanted: () => void;
  #wish: Wish | undefined;

  /** `wanted` is called when time is let pass. */
  constructor(bench: Bench, wanted: () => void) {
    this.#bench = bench;
    this.#wanted = wanted;
  }

  /** Lets time pass to `limitUs`, or until `isOver`: resolves with whether it is. One at a time. */
  pass(isOver: () => boolean, limitUs: Us): Promise<boolean> {
    return new Promise((resolve) => {
      this.#wish = { isOver, limitUs, resolve };
      if (!this.look()) this.#wanted();
    });
  }

  /** Whether what was waited for has come: then it is told. To be called when something else than an event may have brought it about. */
  look(): boolean {
    const { clock } = this.#bench;
    const wish = this.#wish;
    if (!wish) return true;
    const isOver = wish.isOver();
    const isLate = clock.nowUs >= wish.limitUs && clock.nextUs > wish.limitUs;
    if (!isOver && !isLate) return false;
    this.#wish = undefined;
    wish.resolve(isOver);
    return true;
  }

  get nowUs(): Us {
    return this.#bench.nowUs;
  }

  get nextUs(): Us {
    return Math.min(this.#bench.clock.nextUs, this.#wish?.limitUs ?? Number.POSITIVE_INFINITY);
  }

  get isHeld(): boolean {
    return this.#wish === undefined || this.#bench.outside.isBusy;
  }

  /** To the next event, or to the moment that is waited for. */
  step(): boolean {
    const { clock } = this.#bench;
    const { nextUs } = this;
    if (this.isHeld || nextUs === Number.POSITIVE_INFINITY) return false;
    if (!clock.step(nextUs)) clock.advanceTo(nextUs);
    this.look();
    return true;
  }

  advanceTo(atUs: Us): void {
    while (!this.isHeld && this.nextUs <= atUs) this.step();
    if (!this.isHeld) this.#bench.clock.advanceTo(atUs);
  }
}
