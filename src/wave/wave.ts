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

/** What levels mean on its board. */
export type WaveBoard = Pick<Board, 'closedLevel' | 'supplyVolts'>;

/** What a bench or a run has that a wave needs. */
export interface Recorded {
  readonly trace: readonly TraceEntry[];
  readonly board: WaveBoard;
  readonly virtualUs: Us;
}

/** Reads entries of a trace as changes of signals: of those named, or of all. */
export class Reader {
  readonly #board: WaveBoard;
  readonly #types = new Map<string, SignalType[]>();

  constructor(board: WaveBoard, names?: readonly SignalName[]) {
    this.#board = board;
    for (const type of SIGNALS) {
      if (names && !names.includes(type.name)) continue;
      for (const source of Object.keys(type.from)) this.#types.set(source, [...(this.#types.get(source) ?? []), type]);
    }
  }

  /** Tells `change` of each signal that the entry puts to a value, be it the one it has already. */
  read(entry: TraceEntry, change: (name: SignalName, value: Value) => void): void {
    for (const { name, from } of this.#types.get(entry.signal) ?? []) {
      const value = from[entry.signal]?.(entry, this.#board);
      if (value !== undefined) change(name as SignalName, value);
    }
  }
}

/**
 * The wave of a trace, from 0 to `virtualUs`, in microseconds: of a bench `waveOf({ trace: bench.trace.entries, board: bench.board, virtualUs: bench.nowUs })`, of a run
 * `waveOf({ ...run, board: run.scenario.board })`. A bench that was told to keep no trace has a wave in which nothing happens. Of several changes within a microsecond the last counts, as it does for whoever looks afterwards.
 */
export function waveOf({ trace, board, virtualUs }: Recorded): Wave {
  const reader = new Reader(board);
  const changes = new Map<SignalName, Change[]>(SIGNALS.map(({ name, initial }) => [name, [{ atUs: 0, value: initial }]]));
  for (const entry of trace) reader.read(entry, (name, value) => put(changes.get(name) as Change[], entry.atUs, value));
  return { signals: SIGNALS.map(({ name, group, kind }) => ({ name, group, kind, changes: changes.get(name) ?? [] })), endUs: virtualUs };
}

function put(changes: Change[], atUs: Us, value: Value): void {
  if (changes.at(-1)?.atUs === atUs) changes.pop();
  if (changes.at(-1)?.value !== value) changes.push({ atUs, value });
}

export function signalOf(wave: Wave, name: SignalName): Signal {
  return wave.signals.find((signal) => signal.name === name) as Signal;
}

/** The value at `atUs`, what changes at that very moment included. */
export function valueAt({ changes }: Pick<Signal, 'changes'>, atUs: Us): Value {
  return (changes[countUntil(changes, atUs) - 1] ?? (changes[0] as Change)).value;
}

/** The changes from `fromUs` until just before `toUs`. */
export function changesDuring({ changes }: Pick<Signal, 'changes'>, fromUs: Us, toUs: Us): readonly Change[] {
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
