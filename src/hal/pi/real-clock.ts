/**
 * Real time with the contract of the virtual one: a virtual clock that follows CLOCK_MONOTONIC, and hands over each edge and runs each task at its own time, in the order
 * of those times, however late this process wakes up. A stall of the event loop so delays what is done, and changes no time and no order.
 * It follows at a distance (`settleUs`): the kernel stamps an edge a little before it hands it over, and a task due in between must not come first.
 * Between two wake-ups time stands still; whoever comes from outside (a key, a byte, a message) calls `act`, which brings it up to date first.
 */
import type { Us } from '../../units.ts';
import { VirtualClock } from '../machine/virtual-clock.ts';
import type { Alarm, Clock } from '../ports.ts';
import { monotonicNs } from './gpio.ts';

/** Something that happened at a time of the kernel's clock. `run` is given that time on ours. */
export interface Stamped {
  readonly atNs: bigint;
  readonly run: (atUs: Us) => void;
}

/** Gives what happened since it was last asked, in order. */
export type Source = () => readonly Stamped[];

/** Longest sleep: sources that cannot wake us are looked at so often. */
const LONGEST_SLEEP_MS = 50;

interface Pending {
  readonly atUs: Us;
  readonly run: (atUs: Us) => void;
}

export interface RealClockOptions {
  readonly settleUs?: Us;
  /** A source or a task threw. The clock has stopped. */
  readonly failed: (error: unknown) => void;
  /** The kernel's clock in nanoseconds; another one in tests. */
  readonly now?: () => bigint;
}

export class RealClock implements Clock {
  readonly #time = new VirtualClock();
  readonly #settleUs: Us;
  readonly #failed: (error: unknown) => void;
  readonly #now: () => bigint;
  readonly #startNs: bigint;
  readonly #sources: Source[] = [];
  #pending: Pending[] = [];
  /** Up to this time everything is decided: nothing may be told of an earlier one. */
  #decidedUs: Us = 0;
  #isRunning = false;
  #isStopped = false;
  #timer: NodeJS.Timeout | undefined;
  #late = 0;
  #latestUs: Us = 0;

  constructor({ settleUs = 5_000, failed, now = monotonicNs }: RealClockOptions) {
    this.#settleUs = settleUs;
    this.#failed = failed;
    this.#now = now;
    this.#startNs = now();
    this.#schedule();
  }

  get nowUs(): Us {
    return this.#time.nowUs;
  }

  /** What the kernel's clock says, on ours: ahead of `nowUs` by the settling time and by what we are behind. */
  get wallUs(): Us {
    return this.#onOurs(this.#now());
  }

  /** Edges that came after something later was decided, and by how much the latest of them was late. Their times were moved up to that. */
  get late(): { readonly edges: number; readonly mostUs: Us } {
    return { edges: this.#late, mostUs: this.#latestUs };
  }

  at(atUs: Us, task: () => void): Alarm {
    const alarm = this.#time.at(atUs, () => {
      this.#decidedUs = atUs;
      task();
    });
    if (!this.#isRunning) this.#schedule();
    return alarm;
  }

  cancel(alarm: Alarm | undefined): void {
    this.#time.cancel(alarm);
  }

  follow(source: Source): void {
    this.#sources.push(source);
  }

  /** Brings time up to date, then runs `task` at that moment. Within a task: at the moment of that one. */
  act<T>(task: () => T): T {
    if (this.#isRunning) return task();
    this.wake();
    this.#isRunning = true;
    this.#decidedUs = this.#time.nowUs;
    try {
      return task();
    } finally {
      this.#isRunning = false;
      this.#schedule();
    }
  }

  /** Takes what the sources have, and runs everything that is due. */
  wake(): void {
    if (this.#isRunning || this.#isStopped) return;
    this.#isRunning = true;
    try {
      const toUs = Math.max(this.wallUs - this.#settleUs, this.#time.nowUs);
      this.#collect();
      while (!this.#isStopped && (this.#pending[0]?.atUs ?? Number.POSITIVE_INFINITY) <= toUs) this.#deliver(this.#pending.shift() as Pending);
      if (!this.#isStopped) this.#time.advanceTo(toUs);
    } catch (error) {
      this.stop();
      this.#failed(error);
    } finally {
      this.#isRunning = false;
      this.#schedule();
    }
  }

  /** Nothing runs any more. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  #collect(): void {
    const before = this.#pending.length;
    for (const source of this.#sources) for (const { atNs, run } of source()) this.#pending.push({ atUs: this.#onOurs(atNs), run });
    if (this.#pending.length > before) this.#pending.sort((a, b) => a.atUs - b.atUs);
  }

  #deliver({ atUs, run }: Pending): void {
    if (atUs > this.#time.nowUs) this.#time.advanceTo(atUs);
    if (this.#isStopped) return;
    const toldUs = Math.max(atUs, this.#decidedUs);
    if (toldUs > atUs) {
      this.#late++;
      this.#latestUs = Math.max(this.#latestUs, toldUs - atUs);
    }
    this.#decidedUs = toldUs;
    run(toldUs);
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (this.#isStopped) return;
    const dueUs = Math.min(this.#time.nextUs, this.#pending[0]?.atUs ?? Number.POSITIVE_INFINITY) + this.#settleUs;
    const sleepMs = Math.ceil((dueUs - this.wallUs) / 1000);
    this.#timer = setTimeout(() => this.wake(), Math.min(Math.max(sleepMs, 0), LONGEST_SLEEP_MS));
  }

  #onOurs(ns: bigint): Us {
    return Math.max(0, Number((ns - this.#startNs) / 1000n));
  }
}
