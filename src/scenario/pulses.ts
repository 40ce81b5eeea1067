/** Counts pulses of a signal that is 0 or 1, or good or lost, and compares their lengths. A pulse that has begun already counts. */
import type { Trace, TraceEntry } from '../bench/trace.ts';
import { formatDuration, type Us } from '../units.ts';

export interface PulseWish {
  readonly on: Us;
  readonly off?: Us | undefined;
  readonly count?: number | undefined;
  readonly tolerance?: Us | undefined;
}

export class PulseCounter {
  readonly #wish: PulseWish;
  readonly #signal: string;
  readonly #wantedCount: number;
  #count = 0;
  #roseAtUs: Us | undefined;
  #fellAtUs: Us | undefined;
  /** What was wrong with a pulse, once one was wrong. */
  problem: string | undefined;

  constructor(wish: PulseWish, signal: string, trace: Trace) {
    this.#wish = wish;
    this.#signal = signal;
    this.#wantedCount = wish.count ?? 1;
    const last = trace.last(signal);
    if (last && isOn(last)) this.#roseAtUs = last.atUs;
  }

  get isOver(): boolean {
    return this.problem !== undefined || this.#count >= this.#wantedCount;
  }

  get wanted(): string {
    const { on, off } = this.#wish;
    return `${this.#wantedCount} pulse${this.#wantedCount === 1 ? '' : 's'} of ${formatDuration(on)}${off === undefined ? '' : `, ${formatDuration(off)} apart`}`;
  }

  get actual(): string {
    return `there were ${this.#count}${this.#roseAtUs === undefined ? '' : ' and one that has not ended'}`;
  }

  hear(entry: TraceEntry): void {
    if (entry.signal !== this.#signal || this.isOver) return;
    if (isOn(entry)) this.#rise(entry.atUs);
    else this.#fall(entry.atUs);
  }

  #rise(atUs: Us): void {
    this.#roseAtUs = atUs;
    if (this.#wish.off !== undefined && this.#fellAtUs !== undefined) this.#compare('pause', atUs - this.#fellAtUs, this.#wish.off);
  }

  #fall(atUs: Us): void {
    if (this.#roseAtUs === undefined) return;
    this.#compare('pulse', atUs - this.#roseAtUs, this.#wish.on);
    this.#count++;
    this.#roseAtUs = undefined;
    this.#fellAtUs = atUs;
  }

  #compare(what: string, actualUs: Us, wantedUs: Us): void {
    const { tolerance = 0 } = this.#wish;
    if (Math.abs(actualUs - wantedUs) <= tolerance) return;
    const allowed = tolerance === 0 ? '' : ` +- ${formatDuration(tolerance)}`;
    this.problem ??= `expected a ${what} of ${formatDuration(wantedUs)}${allowed}, ${what} ${this.#count + 1} lasted ${formatDuration(actualUs)}`;
  }
}

/** A pulse that has been; without an end it has not ended. */
export interface Pulse {
  readonly fromUs: Us;
  readonly lengthUs?: Us;
}

/** The pulses of a signal since `sinceUs`. */
export function pulsesOf(trace: Trace, signal: string, sinceUs: Us): Pulse[] {
  const pulses: Pulse[] = [];
  for (const entry of trace.entries) {
    if (entry.signal !== signal || entry.atUs < sinceUs) continue;
    const last = pulses.at(-1);
    if (isOn(entry)) pulses.push({ fromUs: entry.atUs });
    else if (last && last.lengthUs === undefined) pulses[pulses.length - 1] = { ...last, lengthUs: entry.atUs - last.fromUs };
  }
  return pulses;
}

function isOn({ value }: TraceEntry): boolean {
  return value === 1 || value === 'good';
}
