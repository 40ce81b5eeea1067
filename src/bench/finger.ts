/**
 * The finger on the reset button, and the contact under it. Both are outside the device: a power cut does not lift the finger.
 * A contact that moves bounces; an edge goes to the pin at each change.
 */
import { type Board, inverse } from '../board.ts';
import type { VirtualClock } from '../hal/machine/virtual-clock.ts';
import type { MockInputPin } from '../hal/mock/peripherals.ts';
import type { Alarm, Observe } from '../hal/ports.ts';
import type { Random } from '../random.ts';
import type { Us } from '../units.ts';
import { type Bounce, bounceTimes } from './bounce.ts';

/** `board`: as the board says; `none`: an ideal contact. */
export type BounceChoice = Bounce | 'board' | 'none';

export class Finger {
  readonly #board: Board;
  readonly #clock: VirtualClock;
  readonly #pin: MockInputPin;
  readonly #random: Random;
  readonly #observe: Observe;
  #pressedAtUs: Us | undefined;
  #bouncing: Alarm[] = [];

  constructor(board: Board, clock: VirtualClock, pin: MockInputPin, random: Random, observe: Observe) {
    this.#board = board;
    this.#clock = clock;
    this.#pin = pin;
    this.#random = random;
    this.#observe = observe;
  }

  get isPressing(): boolean {
    return this.#pressedAtUs !== undefined;
  }

  /** How long the finger has been down; 0 when it is up. */
  get heldUs(): Us {
    return this.#pressedAtUs === undefined ? 0 : this.#clock.nowUs - this.#pressedAtUs;
  }

  /** Puts the finger down. No effect when it is down already. */
  press(bounce: BounceChoice = 'board'): void {
    if (this.isPressing) return;
    this.#pressedAtUs = this.#clock.nowUs;
    this.#observe('finger', 'down');
    this.#move(true, bounce);
  }

  /** Lifts the finger. No effect when it is up already. */
  release(bounce: BounceChoice = 'board'): void {
    if (!this.isPressing) return;
    const held = this.heldUs;
    this.#pressedAtUs = undefined;
    this.#observe('finger', 'up', `${held} us`);
    this.#move(false, bounce);
  }

  /** The contact fails under a still finger: it changes at each of `afterUs` from now, first to the level it is not at. */
  disturb(afterUs: readonly Us[]): void {
    let closed = this.isPressing;
    for (const offset of afterUs) {
      closed = !closed;
      const level = closed;
      this.#clock.at(this.#clock.nowUs + offset, () => this.#drive(level));
    }
  }

  #move(closed: boolean, choice: BounceChoice): void {
    for (const alarm of this.#bouncing) this.#clock.cancel(alarm);
    this.#bouncing = [];
    const bounce = choice === 'board' ? this.#boardBounce() : choice;
    const times = bounce === 'none' ? [0] : bounceTimes(bounce, this.#random);
    const move = () => this.#drive(closed);
    const bounceBack = () => this.#drive(!closed);
    times.forEach((offset, index) => {
      const change = index % 2 === 0 ? move : bounceBack;
      if (offset === 0) change();
      else this.#bouncing.push(this.#clock.at(this.#clock.nowUs + offset, change));
    });
  }

  #boardBounce(): Bounce {
    const { bounceDurationUs, bounceTogglesMin, bounceTogglesMax } = this.#board;
    return { durationUs: bounceDurationUs, toggles: this.#random.int(bounceTogglesMin, bounceTogglesMax) };
  }

  #drive(closed: boolean): void {
    const { closedLevel } = this.#board;
    this.#pin.drive(closed ? closedLevel : inverse(closedLevel));
  }
}
