/** The lid over the main board: four screws on the back and the sides, the reset button under it. Source: the seed guide. */
import type { Observe } from '../hal/ports.ts';

export const SCREWS = 4;

export class Lid {
  readonly #observe: Observe;
  #screwsIn = SCREWS;
  #open = false;

  constructor(observe: Observe) {
    this.#observe = observe;
  }

  get screwsIn(): number {
    return this.#screwsIn;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  /** Takes out one screw; the last one out, the lid can be lifted. */
  unscrew(): void {
    if (this.#screwsIn === 0) return;
    this.#screwsIn--;
    this.#observe('lid', 'unscrewed', `${this.#screwsIn} left`);
  }

  /** Lifts the lid; returns false while screws hold it. */
  lift(): boolean {
    if (this.#screwsIn > 0) return false;
    if (!this.#open) this.#observe('lid', 'open');
    this.#open = true;
    return true;
  }

  /** Puts the lid back with all its screws. */
  close(): void {
    if (this.#open) this.#observe('lid', 'closed');
    this.#open = false;
    this.#screwsIn = SCREWS;
  }
}
