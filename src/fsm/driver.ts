/**
 * Owns machine time. The driver holds one state, the running timers and the time; it is told of events with the time they
 * happened at, never of the time "now". A timer that is due at or before an event fires first, each at its own deadline,
 * ties in the order they were started. Source of the rule: XState's own SimulatedClock jumps past chained timers.
 */
import type { Us } from '../units.ts';
import type { MachineState, Outcome, Region, Stepper } from './stepper.ts';
import type { PowerUp, SystemCommand } from './system.ts';

/** Hears of every outcome, after the driver has taken it over. */
export type OutcomeListener<Command = SystemCommand, R extends string = Region> = (outcome: Outcome<Command, R>, atUs: Us, event: string) => void;

export class Driver<Input = PowerUp, Command = SystemCommand, R extends string = Region> {
  readonly #stepper: Stepper<Input, Command, R>;
  readonly #listener: OutcomeListener<Command, R>;
  /** Running timers: parallel arrays in the order they were started. A handful at most, so a scan beats a heap. */
  readonly #ids: string[] = [];
  readonly #deadlines: Us[] = [];
  #nowUs: Us;
  #state!: MachineState<R>;

  private constructor(stepper: Stepper<Input, Command, R>, nowUs: Us, listener: OutcomeListener<Command, R>) {
    this.#stepper = stepper;
    this.#nowUs = nowUs;
    this.#listener = listener;
  }

  /**
   * Starts the machine at `atUs`, the moment of power-good. `found` are events for what is the case at that moment already: the machine takes
   * them before any of its timers, also one of no length.
   */
  static start<Input, Command, R extends string>(
    stepper: Stepper<Input, Command, R>,
    input: Input,
    atUs: Us,
    listener: OutcomeListener<Command, R> = () => {},
    found: readonly string[] = [],
  ): Driver<Input, Command, R> {
    const driver = new Driver(stepper, atUs, listener);
    driver.#take(stepper.start(input), 'power.good');
    for (const event of found) driver.#take(stepper.step(driver.#state, event), event);
    return driver;
  }

  get state(): MachineState<R> {
    return this.#state;
  }

  get nowUs(): Us {
    return this.#nowUs;
  }

  /** When the next timer fires; `Infinity` when none is running. */
  get deadlineUs(): Us {
    let earliest = Number.POSITIVE_INFINITY;
    for (const deadline of this.#deadlines) if (deadline < earliest) earliest = deadline;
    return earliest;
  }

  /** The machine takes `event`, which happened at `atUs`. Timers due by then fire first. */
  send(event: string, atUs: Us): void {
    this.advanceTo(atUs);
    this.#take(this.#stepper.step(this.#state, event), event);
  }

  /** Fires every timer due at or before `atUs`, each at its own time. Throws on a time in the past. */
  advanceTo(atUs: Us): void {
    if (atUs < this.#nowUs) throw new RangeError(`machine time cannot go back from ${this.#nowUs} us to ${atUs} us`);
    for (let index = this.#due(atUs); index >= 0; index = this.#due(atUs)) {
      const id = this.#ids[index] as string;
      this.#nowUs = this.#deadlines[index] as Us;
      this.#remove(index);
      this.#take(this.#stepper.step(this.#state, id), id);
    }
    this.#nowUs = atUs;
  }

  /** An independent copy at the same moment: what if the next event were another one? */
  fork(listener: OutcomeListener<Command, R> = () => {}): Driver<Input, Command, R> {
    const copy = new Driver(this.#stepper, this.#nowUs, listener);
    copy.#state = this.#state;
    copy.#ids.push(...this.#ids);
    copy.#deadlines.push(...this.#deadlines);
    return copy;
  }

  /** The first of the earliest timers due by `atUs`, or -1. */
  #due(atUs: Us): number {
    let found = -1;
    let earliest = atUs;
    for (let index = 0; index < this.#deadlines.length; index++) {
      const deadline = this.#deadlines[index] as Us;
      if (deadline < earliest || (deadline === earliest && found < 0)) {
        earliest = deadline;
        found = index;
      }
    }
    return found;
  }

  #take(outcome: Outcome<Command, R>, event: string): void {
    this.#state = outcome.state;
    for (const id of outcome.stops) {
      const index = this.#ids.indexOf(id);
      if (index >= 0) this.#remove(index);
    }
    for (const { id, delayUs } of outcome.starts) {
      this.#ids.push(id);
      this.#deadlines.push(this.#nowUs + delayUs);
    }
    this.#listener(outcome, this.#nowUs, event);
  }

  /** Keeps the order of the others. By hand, because splice makes an array of what it takes out. */
  #remove(index: number): void {
    const last = this.#ids.length - 1;
    for (let at = index; at < last; at++) {
      this.#ids[at] = this.#ids[at + 1] as string;
      this.#deadlines[at] = this.#deadlines[at + 1] as Us;
    }
    this.#ids.pop();
    this.#deadlines.pop();
  }
}
