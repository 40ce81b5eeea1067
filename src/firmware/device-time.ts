/**
 * What time the recorder takes it to be: the latest of the real-time clock, the mark stored in flash, and the latest time it has seen, moved on by the
 * monotonic clock. So it never goes back, and a clock that was set back does not make a code live longer.
 */
import type { Clock, Rtc } from '../hal/ports.ts';
import { US_PER_MS, type Us } from '../units.ts';

export class DeviceTime {
  readonly #clock: Clock;
  readonly #rtc: Rtc;
  /** The latest time seen, and when that was. */
  #latestMs: number;
  #atUs: Us;

  /** `markMs`: the latest time stored, in ms since 1970. */
  constructor({ clock, rtc }: { readonly clock: Clock; readonly rtc: Rtc }, markMs: number) {
    this.#clock = clock;
    this.#rtc = rtc;
    this.#latestMs = markMs;
    this.#atUs = clock.nowUs;
  }

  /** In ms since 1970. */
  get nowMs(): number {
    const flowedMs = this.#latestMs + Math.floor((this.#clock.nowUs - this.#atUs) / US_PER_MS);
    const rtcMs = this.#rtc.read() ?? 0;
    if (rtcMs <= flowedMs) return flowedMs;
    this.#latestMs = rtcMs;
    this.#atUs = this.#clock.nowUs;
    return rtcMs;
  }

  /** The real-time clock has lost its time: how long the recorder was off, nobody knows. */
  get isLost(): boolean {
    return this.#rtc.read() === undefined;
  }
}
