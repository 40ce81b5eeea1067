/**
 * The trace: everything that could be seen on the bench, in order, with virtual time. Waveforms, reports, measures and
 * explanations are all views of it. The same seed gives the same trace, and so the same hash, in any process.
 * Signals: plug, supply, rail, cut, finger, grade (the bench); reset, buzzer, led (pins and LED); firmware, state.contact, state.hold,
 * state.boot, state.buzzer, screen, verdict, fault, journal, flash, rtc, log (the device).
 */
import type { Us } from '../units.ts';

export interface TraceEntry {
  readonly atUs: Us;
  readonly signal: string;
  readonly value: string | number;
  readonly detail?: string | undefined;
}

export class Trace {
  readonly entries: TraceEntry[] = [];
  #listeners: readonly ((entry: TraceEntry) => void)[] = [];

  add(atUs: Us, signal: string, value: string | number, detail?: string): void {
    const entry: TraceEntry = { atUs, signal, value, detail };
    this.entries.push(entry);
    for (const listener of this.#listeners) listener(entry);
  }

  /** Hears of each entry as it is added, until the function that comes back is called. */
  onEntry(listener: (entry: TraceEntry) => void): () => void {
    this.#listeners = [...this.#listeners, listener];
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener);
    };
  }

  /** Forgets all but the latest `count` entries. */
  keepLatest(count: number): void {
    this.entries.splice(0, Math.max(0, this.entries.length - count));
  }

  /** The latest entry of a signal, at or before `atUs`. */
  last(signal: string, atUs: Us = Number.POSITIVE_INFINITY): TraceEntry | undefined {
    for (let index = this.entries.length - 1; index >= 0; index--) {
      const entry = this.entries[index] as TraceEntry;
      if (entry.signal === signal && entry.atUs <= atUs) return entry;
    }
    return undefined;
  }

  all(signal: string, value?: string | number): TraceEntry[] {
    return this.entries.filter((entry) => entry.signal === signal && (value === undefined || entry.value === value));
  }

  /** SHA-256 over all entries. */
  hash(): string {
    // Not imported at the top: crypto takes a while to load, and most runs need no hash.
    const hash = process.getBuiltinModule('node:crypto').createHash('sha256');
    for (const entry of this.entries) hash.update(`${formatEntry(entry)}\n`);
    return hash.digest('hex');
  }
}

/** One line: `14100000 reset 1`. */
export function formatEntry({ atUs, signal, value, detail }: TraceEntry): string {
  return detail === undefined ? `${atUs} ${signal} ${value}` : `${atUs} ${signal} ${value} (${detail})`;
}
