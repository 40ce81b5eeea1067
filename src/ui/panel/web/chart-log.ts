/** The last transitions of the machines, read from the trace as it grows. */
import type { Step } from '../../../fsm/machine-parts.ts';
import type { Model } from './model.ts';

export interface Transition {
  /** Counts up, so that one is told from the next. */
  readonly number: number;
  readonly atUs: number;
  readonly region: string;
  /** Absent at power-up, and where it is not known any more. */
  readonly from?: string;
  readonly to: string;
  /** What the machine did, where it is known. */
  readonly steps: readonly Step[];
}

const KEPT = 10;
const SIGNAL = /^state\.(.+)$/;

type Source = Pick<Model, 'epoch' | 'entriesSeen' | 'trace'>;

export class ChartLog {
  readonly #last = new Map<string, Transition[]>();
  readonly #at = new Map<string, string>();
  #epoch = -1;
  #read = 0;
  #count = 0;

  /** Takes in what has come since the last time. */
  take({ epoch, entriesSeen, trace }: Source): void {
    const first = entriesSeen - trace.length;
    if (epoch !== this.#epoch || entriesSeen < this.#read) {
      this.#epoch = epoch;
      this.#read = 0;
      this.#last.clear();
      this.#at.clear();
    }
    if (first > this.#read) this.#at.clear();
    for (let index = Math.max(0, this.#read - first); index < trace.length; index++) {
      const { signal, value, atUs, steps = [] } = trace[index] as Model['trace'][number];
      // A firmware that has ended leaves no state to go on from.
      if (signal === 'firmware') this.#at.clear();
      const region = SIGNAL.exec(signal)?.[1];
      if (region === undefined) continue;
      const from = this.#at.get(region);
      const to = String(value);
      this.#at.set(region, to);
      this.#add({ number: this.#count++, atUs, region, to, steps, ...(from === undefined ? {} : { from }) });
    }
    this.#read = entriesSeen;
  }

  /** The last ten of a region, the latest first. */
  lastOf(region: string): readonly Transition[] {
    return this.#last.get(region) ?? [];
  }

  #add(transition: Transition): void {
    this.#last.set(transition.region, [transition, ...this.lastOf(transition.region)].slice(0, KEPT));
  }
}

/** `window.reached`; a machine that has just started has had no event. */
export const eventOf = ({ steps, from }: Transition): string =>
  steps.map(({ event }) => event || 'at once').join(', ') || (from === undefined ? 'power-up' : '');
