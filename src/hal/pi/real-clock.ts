/**
 * Real time with the contract of the virtual one: a virtual clock that follows CLOCK_MONOTONIC, and hands over each edge and runs each task at its own time, in the order
 * of those times, however late this process wakes up. A stall of the event loop so delays what is done, and changes no time and no order.
 * It follows at a distance (`settleUs`): the kernel stamps an edge a little before it hands it over, and a task due in between must not come first.
 * Between two wake-ups time stands still; whoever comes from outside (a key, a byte, a message) calls `act`, which brings it up to date first.
 * It flows by itself, or is let pass piece by piece (`pass`): then it stands still between the pieces, and makes up for that in the next one.
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

/** A piece of time that is let pass. */
interface Piece {
  readonly isOver: () => boolean;
  readonly limitUs: Us;
  readonly resolve: (isOver: boolean) => void;
  readonly reject: (error: unknown) => void;
}

export interface RealClockOptions {
  /** The time that follows; by default one of its own. Nobody else may move it while it follows. */
  readonly time?: VirtualClock;
  readonly settleUs?: Us;
  /** An edge came so late that its time was moved up by so much; see `late`. */
  readonly late?: (byUs: Us) => void;
  /** A source or a task threw. The clock has stopped. */
  readonly failed: (error: unknown) => void;
  /** The kernel's clock in nanoseconds; another one in tests. */
  readonly now?: () => bigint;
}

export class RealClock implements Clock {
  readonly #time: VirtualClock;
  readonly #settleUs: Us;
  readonly #failed: (error: unknown) => void;
  readonly #now: () => bigint;
  readonly #tellLate: (byUs: Us) => void;
  /** The kernel's clock when ours was at 0. */
  readonly #startNs: bigint;
  readonly #sources: Source[] = [];
  #pending: Pending[] = [];
  /** Up to this time everything is decided: nothing may be told of an earlier one. */
  #decidedUs: Us = 0;
  #isRunning = false;
  #isStopped = false;
  #timer: NodeJS.Timeout | undefined;
  /** Time passes in pieces, from the first on; and this is the one that passes. */
  #isInPieces = false;
  #piece: Piece | undefined;
  #failure: unknown;
  #late = 0;
  #latestUs: Us = 0;

  constructor({ time = new VirtualClock(), settleUs = 5_000, late = () => {}, failed, now = monotonicNs }: RealClockOptions) {
    this.#tellLate = late;
    this.#time = time;
    this.#settleUs = settleUs;
    this.#failed = failed;
    this.#now = now;
    this.#startNs = now() - BigInt(time.nowUs) * 1000n;
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
    const alarm = this.#time.at(atUs, task);
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
      this.#collect();
      this.#follow(Math.max(Math.min(this.wallUs - this.#settleUs, this.#piece?.limitUs ?? Number.POSITIVE_INFINITY), this.#time.nowUs));
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#isRunning = false;
      this.#schedule();
    }
    this.#endPiece();
  }

  /**
   * Lets time pass to `limitUs`, or until `isOver`, which is asked after each thing that happens: resolves with whether it is. Time stands still from then on, until the next
   * piece. Rejects with what a source or a task threw. One piece at a time.
   */
  pass(isOver: () => boolean, limitUs: Us): Promise<boolean> {
    if (this.#piece) throw new Error('a piece of time passes already');
    if (this.#isStopped) return Promise.reject(this.#failure ?? new Error('the clock has stopped'));
    this.#isInPieces = true;
    return new Promise((resolve, reject) => {
      this.#piece = { isOver, limitUs, resolve, reject };
      this.wake();
    });
  }

  /** Nothing runs any more. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  /** What is due at the very moment of an edge comes first. */
  #follow(toUs: Us): void {
    while (!this.#isStopped && !this.#isStill) {
      const edgeUs = this.#pending[0]?.atUs ?? Number.POSITIVE_INFINITY;
      const taskUs = this.#time.nextUs;
      if (Math.min(edgeUs, taskUs) > toUs) {
        this.#time.advanceTo(toUs);
        return;
      }
      if (edgeUs < taskUs) this.#deliver(this.#pending.shift() as Pending);
      else {
        this.#decidedUs = taskUs;
        this.#time.step(toUs);
      }
    }
  }

  get #isStill(): boolean {
    return this.#piece ? this.#piece.isOver() : this.#isInPieces;
  }

  #endPiece(): void {
    const piece = this.#piece;
    if (!piece || this.#isStopped) return;
    const isOver = piece.isOver();
    if (!isOver && this.#time.nowUs < piece.limitUs) return;
    this.#piece = undefined;
    piece.resolve(isOver);
  }

  #fail(error: unknown): void {
    this.stop();
    this.#failure = error;
    this.#piece?.reject(error);
    this.#piece = undefined;
    this.#failed(error);
  }

  #collect(): void {
    const before = this.#pending.length;
    for (const source of this.#sources) for (const { atNs, run } of source()) this.#pending.push({ atUs: this.#onOurs(atNs), run });
    if (this.#pending.length > before) this.#pending.sort((a, b) => a.atUs - b.atUs);
  }

  #deliver({ atUs, run }: Pending): void {
    if (atUs > this.#time.nowUs) this.#time.advanceTo(atUs);
    const toldUs = Math.max(atUs, this.#decidedUs);
    if (toldUs > atUs) {
      this.#late++;
      this.#latestUs = Math.max(this.#latestUs, toldUs - atUs);
      this.#tellLate(toldUs - atUs);
    }
    this.#decidedUs = toldUs;
    run(toldUs);
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (this.#isStopped || (this.#isInPieces && !this.#piece)) return;
    const limitUs = this.#piece?.limitUs ?? Number.POSITIVE_INFINITY;
    const dueUs = Math.min(this.#time.nextUs, this.#pending[0]?.atUs ?? Number.POSITIVE_INFINITY, limitUs) + this.#settleUs;
    const sleepMs = Math.ceil((dueUs - this.wallUs) / 1000);
    this.#timer = setTimeout(() => this.wake(), Math.min(Math.max(sleepMs, 0), LONGEST_SLEEP_MS));
  }

  #onOurs(ns: bigint): Us {
    return Math.max(0, Number((ns - this.#startNs) / 1000n));
  }
}
