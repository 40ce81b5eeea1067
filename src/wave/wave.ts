/** A wave: what every signal of a run did, as plain data in virtual microseconds. VCD files, drawings and diagrams in text are made from it. */
import type { TraceEntry } from '../bench/trace.ts';
import type { Board } from '../board.ts';
import type { Us } from '../units.ts';
import { SIGNALS, type SignalName, type SignalType, type Value } from './signals.ts';

export interface Change {
  readonly atUs: Us;
  readonly value: Value;
}

export interface Signal extends Pick<SignalType, 'group' | 'kind'> {
  readonly name: SignalName;
  /** In order of time, one at a time; the first is at 0, and each differs from the one before. */
  readonly changes: readonly Change[];
}

export interface Wave {
  readonly signals: readonly Signal[];
  /** Where the run ended. */
  readonly endUs: Us;
}

/** What a run has that a wave needs: `waveOf({ trace: bench.trace.entries, board, virtualUs: bench.nowUs })`. */
export interface Recorded {
  readonly trace: readonly TraceEntry[];
  readonly board: Board;
  readonly virtualUs: Us;
}

/** The wave of a trace. Of several changes within a microsecond the last counts, as it does for whoever looks afterwards. */
export function waveOf({ trace, board, virtualUs }: Recorded): Wave {
  const signals = SIGNALS.map(({ name, group, kind, initial }) => ({ name, group, kind, changes: [{ atUs: 0, value: initial as Value }] }));
  const readers = new Map<string, { readonly read: (entry: TraceEntry, board: Board) => Value | undefined; readonly changes: Change[] }[]>();
  SIGNALS.forEach((type: SignalType, index) => {
    const changes = signals[index]?.changes as Change[];
    for (const [source, read] of Object.entries(type.from)) readers.set(source, [...(readers.get(source) ?? []), { read, changes }]);
  });
  for (const entry of trace) {
    for (const { read, changes } of readers.get(entry.signal) ?? []) {
      const value = read(entry, board);
      if (value !== undefined) put(changes, entry.atUs, value);
    }
  }
  return { signals, endUs: virtualUs };
}

function put(changes: Change[], atUs: Us, value: Value): void {
  if (changes.at(-1)?.atUs === atUs) changes.pop();
  if (changes.at(-1)?.value !== value) changes.push({ atUs, value });
}

export function signalOf(wave: Wave, name: SignalName): Signal {
  return wave.signals.find((signal) => signal.name === name) as Signal;
}

/** The value at `atUs`, what changes at that very moment included. */
export function valueAt({ changes }: Signal, atUs: Us): Value {
  return (changes[countUntil(changes, atUs) - 1] ?? (changes[0] as Change)).value;
}

/** The changes from `fromUs` until just before `toUs`. */
export function changesDuring({ changes }: Signal, fromUs: Us, toUs: Us): readonly Change[] {
  return changes.slice(countUntil(changes, fromUs - 1), countUntil(changes, toUs - 1));
}

/** How many changes came at or before `atUs`. */
function countUntil(changes: readonly Change[], atUs: Us): number {
  let low = 0;
  let high = changes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((changes[middle] as Change).atUs <= atUs) low = middle + 1;
    else high = middle;
  }
  return low;
}
