import type { Us } from '../../units.ts';
import type { Alarm, Clock, Watchdog } from '../ports.ts';

/** A watchdog on the clock. Calls `bite` when it was started and then not fed for its time-out. Feeding is cheap, for it happens all the time: the alarm only looks when it was last. */
export class ClockWatchdog implements Watchdog {
  readonly #clock: Clock;
  readonly #bite: () => void;
  #timeoutUs: Us = 0;
  #fedAtUs: Us = 0;
  #alarm: Alarm | undefined;

  constructor(clock: Clock, bite: () => void) {
    this.#clock = clock;
    this.#bite = bite;
  }

  /** When it bites unless fed; `undefined` while it is off. */
  get bitesAtUs(): Us | undefined {
    return this.#alarm && this.#fedAtUs + this.#timeoutUs;
  }

  start(timeoutUs: Us): void {
    if (!(timeoutUs > 0)) throw new RangeError(`a watchdog time-out of ${timeoutUs} us`);
    this.stop();
    this.#timeoutUs = timeoutUs;
    this.feed();
    this.#look();
  }

  feed(): void {
    this.#fedAtUs = this.#clock.nowUs;
  }

  /** As the reset of the processor leaves it: off. */
  stop(): void {
    this.#clock.cancel(this.#alarm);
    this.#alarm = undefined;
  }

  #look(): void {
    const bitesAtUs = this.#fedAtUs + this.#timeoutUs;
    if (this.#clock.nowUs < bitesAtUs) {
      this.#alarm = this.#clock.at(bitesAtUs, () => this.#look());
      return;
    }
    this.#alarm = undefined;
    this.#bite();
  }
}
