/** What this window knows of the run: put together from the frames that have come. */
import type { Step } from '../../../fsm/machine-parts.ts';
import type { PanelState } from '../state.ts';

export interface Entry {
  readonly atUs: number;
  readonly signal: string;
  readonly value: string | number;
  readonly detail?: string;
  /** As a person would tell it, where it can be noticed at the recorder. */
  readonly text?: string;
  readonly level?: 'info' | 'warn';
  /** How a region of the machines came to its new state. */
  readonly steps?: readonly Step[];
}

/** So many entries of the trace are kept in this window. */
const KEPT = 20_000;

interface Frame {
  readonly epoch: number;
  readonly state: Partial<PanelState>;
  readonly trace?: { readonly from: number; readonly entries: readonly Entry[] };
  readonly serial?: { readonly from: number; readonly bytes: string };
}

export class Model {
  #epoch = -1;
  #state: Partial<PanelState> = {};
  #trace: Entry[] = [];
  /** How many entries there were ever; those that were left out included. */
  #seen = 0;
  readonly #onSerial: ((bytes: Uint8Array) => void)[] = [];
  readonly #onEpoch: (() => void)[] = [];

  /** `undefined` before the first frame. */
  get state(): PanelState | undefined {
    return 'machines' in this.#state ? (this.#state as PanelState) : undefined;
  }

  get epoch(): number {
    return this.#epoch;
  }

  /** In order of time, without a gap; the oldest are forgotten, and those before any that were left out. */
  get trace(): readonly Entry[] {
    return this.#trace;
  }

  get entriesSeen(): number {
    return this.#seen;
  }

  /** Hears the bytes of the serial console. */
  onSerial(listener: (bytes: Uint8Array) => void): void {
    this.#onSerial.push(listener);
  }

  /** Another recorder is on the desk. */
  onEpoch(listener: () => void): void {
    this.#onEpoch.push(listener);
  }

  take({ epoch, state, trace, serial }: Frame): void {
    if (epoch !== this.#epoch) {
      this.#epoch = epoch;
      this.#trace = [];
      this.#seen = 0;
      for (const listener of this.#onEpoch) listener();
    }
    this.#state = { ...this.#state, ...state };
    if (trace) {
      if (trace.from > this.#seen) this.#trace = [];
      this.#trace.push(...trace.entries);
      this.#seen = trace.from + trace.entries.length;
      if (this.#trace.length > 2 * KEPT) this.#trace = this.#trace.slice(-KEPT);
    }
    if (serial) {
      const bytes = Uint8Array.from(atob(serial.bytes), (character) => character.charCodeAt(0));
      for (const listener of this.#onSerial) listener(bytes);
    }
  }
}
