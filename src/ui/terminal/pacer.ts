/**
 * Lets virtual time follow wall time, at a chosen pace. The recorder cannot tell: it sees virtual time only, and every event at its own time.
 * Not promised: that wall time is kept after the process was stopped or starved; at most a quarter of a second is made up for.
 */
import type { WallClock } from '../../hal/wall-clock.ts';
import { US_PER_MS } from '../../units.ts';
import type { Passing } from './passing.ts';

/** Virtual seconds in a wall second; `max`: as fast as possible, but stopping at each thing one can notice. */
export type Pace = number | 'max';

/** Time that flows by itself, as that of real hardware does: it can be brought up to date, and that is all. */
export interface Flow {
  wake(): void;
}

const PACES: readonly Pace[] = [0.1, 1, 2, 5, 10, 60, 'max'];

const CATCH_UP_MS = 250;
/** How much of a frame `max` may compute. */
const WORK_MS = 10;
/** `max` goes no further in a frame when nothing happens: ten minutes. */
const LEAP_US = 600_000_000;

export class Pacer {
  readonly #wall: WallClock;
  #pace: Pace;
  #isPaused = false;
  #lastMs: number;
  /** Virtual microseconds owed that are no whole millisecond yet: what a person does then has a time that can be read. */
  #restUs = 0;
  readonly #flow: Flow | undefined;

  /** With a `flow` there is one pace, its own, and no pause. */
  constructor(wall: WallClock, pace: Pace, flow?: Flow) {
    this.#wall = wall;
    this.#pace = flow ? 1 : pace;
    this.#flow = flow;
    this.#lastMs = wall.nowMs;
  }

  get pace(): Pace {
    return this.#pace;
  }

  /** Nobody can stop time or choose its pace. */
  get isReal(): boolean {
    return this.#flow !== undefined;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** The next slower (-1) or faster (+1) of `PACES`. */
  shift(by: 1 | -1): void {
    const rank = (pace: Pace) => (pace === 'max' ? Number.POSITIVE_INFINITY : pace);
    const now = rank(this.#pace);
    const next = by > 0 ? PACES.find((pace) => rank(pace) > now) : PACES.findLast((pace) => rank(pace) < now);
    this.#pace = next ?? this.#pace;
  }

  setPace(pace: Pace): void {
    this.#pace = pace;
  }

  pause(isPaused: boolean): void {
    this.#isPaused = isPaused;
  }

  /** Brings `time` to where it should be by now. With `max` it runs until `noticed` says that something happened. */
  keepUp(time: Passing, noticed: () => boolean): void {
    if (this.#flow) {
      this.#flow.wake();
      return;
    }
    const nowMs = this.#wall.nowMs;
    const passedMs = Math.min(nowMs - this.#lastMs, CATCH_UP_MS);
    this.#lastMs = nowMs;
    if (this.#isPaused || time.isHeld) return;
    if (this.#pace === 'max') this.#race(time, noticed);
    else {
      const owedUs = passedMs * US_PER_MS * this.#pace + this.#restUs;
      const wholeUs = Math.floor(owedUs / US_PER_MS) * US_PER_MS;
      this.#restUs = owedUs - wholeUs;
      time.advanceTo(time.nowUs + wholeUs);
    }
  }

  #race(time: Passing, noticed: () => boolean): void {
    const endUs = time.nowUs + LEAP_US;
    const endMs = this.#wall.nowMs + WORK_MS;
    while (!noticed() && !time.isHeld && time.nextUs <= endUs && this.#wall.nowMs < endMs) time.step();
    if (!noticed() && !time.isHeld && time.nextUs > endUs) time.advanceTo(endUs);
  }
}
