/**
 * The power plug and the supply behind it. The rail keeps the processor running for `supplyHoldUp` after the input falls below
 * `brownoutVolts`; then power is lost at once. It is good again the moment the input is.
 * Modelled: hold-up, dips, brown-out. Not modelled: the slope of the rail; a start takes no time before power-good.
 */
import type { Board, ResetCause } from '../board.ts';
import type { VirtualClock } from '../hal/machine/virtual-clock.ts';
import type { Alarm, Observe } from '../hal/ports.ts';
import type { Us } from '../units.ts';

/** What the supply does to the device. */
export interface Load {
  powerGood(cause: ResetCause): void;
  powerLost(): void;
}

export class Supply {
  readonly #board: Board;
  readonly #clock: VirtualClock;
  readonly #load: Load;
  readonly #observe: Observe;
  #plugged = false;
  /** The input while a dip lasts. */
  #dipVolts: number | undefined;
  #dipEnd: Alarm | undefined;
  #isGood = false;
  #holdUpEnd: Alarm | undefined;
  /** Whether the input has been at 0 V since the rail was last good; then the next start is a power-on. */
  #wasOff = true;

  constructor(board: Board, clock: VirtualClock, load: Load, observe: Observe) {
    this.#board = board;
    this.#clock = clock;
    this.#load = load;
    this.#observe = observe;
  }

  get isPlugged(): boolean {
    return this.#plugged;
  }

  /** Whether the processor has power. */
  get isGood(): boolean {
    return this.#isGood;
  }

  get inputVolts(): number {
    if (!this.#plugged) return 0;
    return this.#dipVolts ?? this.#board.supplyVolts;
  }

  plugIn(): void {
    if (this.#plugged) return;
    this.#plugged = true;
    this.#observe('plug', 'in');
    this.#follow();
  }

  unplug(): void {
    if (!this.#plugged) return;
    this.#plugged = false;
    this.#observe('plug', 'out');
    this.#follow();
  }

  /** The rail itself is cut, at once, hold-up or not; the plug is out from then on. */
  cut(): void {
    if (this.#plugged) this.#observe('plug', 'out');
    this.#plugged = false;
    this.#clock.cancel(this.#holdUpEnd);
    if (this.#isGood) this.#fall();
    this.#wasOff = true;
  }

  /** The mains sag: the input is at `volts` for `durationUs`. A new dip replaces one that still lasts. */
  dip(durationUs: Us, volts = 0): void {
    this.#clock.cancel(this.#dipEnd);
    this.#dipVolts = volts;
    this.#observe('supply', this.inputVolts);
    this.#follow();
    this.#dipEnd = this.#clock.at(this.#clock.nowUs + durationUs, () => {
      this.#dipVolts = undefined;
      this.#observe('supply', this.inputVolts);
      this.#follow();
    });
  }

  #follow(): void {
    const volts = this.inputVolts;
    if (volts >= this.#board.brownoutVolts) {
      this.#clock.cancel(this.#holdUpEnd);
      this.#holdUpEnd = undefined;
      if (!this.#isGood) this.#rise();
      return;
    }
    if (volts === 0 && !this.#isGood) this.#wasOff = true;
    if (this.#isGood && !this.#holdUpEnd) this.#holdUpEnd = this.#clock.at(this.#clock.nowUs + this.#board.supplyHoldUpUs, () => this.#fall());
  }

  #rise(): void {
    const cause = this.#wasOff ? 'power-on' : 'brown-out';
    this.#wasOff = false;
    this.#isGood = true;
    this.#observe('rail', 'good', cause);
    this.#load.powerGood(cause);
  }

  #fall(): void {
    this.#holdUpEnd = undefined;
    this.#isGood = false;
    this.#wasOff = this.inputVolts === 0;
    this.#observe('rail', 'lost');
    this.#load.powerLost();
  }
}
