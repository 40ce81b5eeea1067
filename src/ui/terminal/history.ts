/**
 * What the timing strip shows, gathered from the trace as it grows: for each row the times at which it changed.
 * Only the recent past is kept, so a recorder may run for days.
 */
import type { TraceEntry } from '../../bench/trace.ts';
import type { Board } from '../../board.ts';
import type { Us } from '../../units.ts';
import { type Change, Reader } from '../../wave/wave.ts';

const ROWS = ['plug', 'power', 'contact', 'buzzer', 'led', 'hold'] as const;

export type Row = (typeof ROWS)[number];

/** What a row did during a stretch of time. */
export interface Stretch {
  /** The value at its end; `undefined` before the row's first change. */
  readonly last: string | number | undefined;
  /** All values it had, the one at its beginning included. */
  readonly values: readonly (string | number)[];
}

const KEPT = 4096;

export class History {
  readonly #reader: Reader;
  readonly #changes: Record<Row, Change[]> = { plug: [], power: [], contact: [], buzzer: [], led: [], hold: [] };

  constructor(board: Board) {
    this.#reader = new Reader(board, ROWS);
  }

  add(entry: TraceEntry): void {
    this.#reader.read(entry, (name, value) => this.#push(name as Row, { atUs: entry.atUs, value }));
  }

  /** What `row` did from `fromUs` until just before `toUs`. */
  during(row: Row, fromUs: Us, toUs: Us): Stretch {
    const changes = this.#changes[row];
    const end = countBefore(changes, toUs);
    const start = Math.max(0, countBefore(changes, fromUs + 1) - 1);
    return { last: changes[end - 1]?.value, values: changes.slice(start, end).map(({ value }) => value) };
  }

  #push(row: Row, change: Change): void {
    const changes = this.#changes[row];
    changes.push(change);
    if (changes.length > KEPT) changes.splice(0, KEPT / 2);
  }
}

/** How many changes came before `atUs`; they are in order. */
function countBefore(changes: readonly Change[], atUs: Us): number {
  let low = 0;
  let high = changes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((changes[middle] as Change).atUs < atUs) low = middle + 1;
    else high = middle;
  }
  return low;
}
