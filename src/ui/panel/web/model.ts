/** What this window knows of the run: put together from the frames that have come. */
import type { PanelState } from '../state.ts';
import type { Entry, Frame } from './message.ts';

/** So many entries of the trace are kept in this window. */
const KEPT = 20_000;
/** And so many bytes of the serial console, for those who look later. */
const SERIAL_KEPT = 65_536;

export class Model {
  #epoch = -1;
  #state: Partial<PanelState> = {};
  #trace: Entry[] = [];
  /** How many entries there were ever; those that were left out included. */
  #seen = 0;
  #serial: Uint8Array = new Uint8Array();
  /** How many bytes there were ever. */
  #serialSeen = 0;
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

  /** The latest of what the recorder has sent on its serial console. */
  get serial(): Uint8Array {
    return this.#serial;
  }

  /** Hears the bytes of the serial console, each once. */
  onSerial(listener: (bytes: Uint8Array) => void): void {
    this.#onSerial.push(listener);
  }

  /** Another recorder is on the desk, or all is told anew. */
  onEpoch(listener: () => void): void {
    this.#onEpoch.push(listener);
  }

  /** The line was lost: what comes next is told from the beginning, maybe by another run. */
  beginAnew(): void {
    this.#epoch = -1;
  }

  take({ epoch, state, trace, serial }: Omit<Frame, 'type'>): void {
    if (epoch !== this.#epoch) {
      this.#epoch = epoch;
      this.#trace = [];
      this.#seen = 0;
      this.#serial = new Uint8Array();
      this.#serialSeen = 0;
      for (const listener of this.#onEpoch) listener();
    }
    this.#state = { ...this.#state, ...state };
    if (trace) {
      if (trace.from > this.#seen) this.#trace = [];
      this.#trace.push(...trace.entries);
      this.#seen = trace.from + trace.entries.length;
      if (this.#trace.length > 2 * KEPT) this.#trace = this.#trace.slice(-KEPT);
    }
    if (serial)
      this.#hear(
        serial.from,
        Uint8Array.from(atob(serial.bytes), (character) => character.charCodeAt(0)),
      );
  }

  #hear(from: number, came: Uint8Array): void {
    const lost = this.#serialSeen === 0 ? 0 : from - this.#serialSeen;
    const bytes = lost > 0 ? joined(lostNotice(lost), came) : came;
    this.#serialSeen = from + came.length;
    this.#serial = joined(this.#serial, bytes).slice(-SERIAL_KEPT);
    for (const listener of this.#onSerial) listener(bytes);
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}

/** Begins with CAN, which ends a sequence of which the rest is lost. */
const lostNotice = (count: number): Uint8Array =>
  new TextEncoder().encode(`\x18\r\n(${count} bytes were left out: this window was behind; Ctrl-L draws the screen anew)\r\n`);
