/** What each row of the timing diagram did, gathered from the trace as it grows: an entry is read once. */
import { SIGNALS, type SignalKind, type SignalName, type Value } from '../../../wave/signals.ts';
import { Reader, type WaveBoard } from '../../../wave/wave.ts';

/** The changes of one signal: `values[i]` holds from `timesUs[i]` on. Before the first it is not known. */
export interface Lane {
  readonly name: SignalName;
  readonly kind: SignalKind;
  readonly timesUs: readonly number[];
  readonly values: readonly Value[];
}

interface Growing extends Lane {
  readonly initial: Value;
  readonly timesUs: number[];
  readonly values: Value[];
}

/** What a window has of a trace: the newest entries without a gap, and how many there were ever. */
export interface TraceSoFar {
  readonly epoch: number;
  readonly entriesSeen: number;
  readonly trace: readonly { readonly atUs: number; readonly signal: string; readonly value: string | number; readonly detail?: string }[];
}

/** So many changes of a signal are kept at least; twice as many at most. */
const KEPT = 20_000;

export class Lanes {
  readonly #reader: Reader;
  readonly #byName = new Map<SignalName, Growing>();
  #epoch = -1;
  #read = 0;

  constructor(board: WaveBoard) {
    this.#reader = new Reader(board);
    for (const { name, kind, initial } of SIGNALS) this.#byName.set(name, { name, kind, initial, timesUs: [], values: [] });
  }

  /** How many entries have been read: the lanes are the same as long as it is. */
  get entriesRead(): number {
    return this.#read;
  }

  lane(name: SignalName): Lane {
    return this.#byName.get(name) as Lane;
  }

  /** Takes in what has come since the last time. Where entries are missing in between, or another recorder is on the desk, it begins anew. */
  take({ epoch, entriesSeen, trace }: TraceSoFar): void {
    const first = entriesSeen - trace.length;
    if (epoch !== this.#epoch || first > this.#read || entriesSeen < this.#read) this.#begin(epoch, first);
    for (let index = this.#read - first; index < trace.length; index++) {
      const entry = trace[index] as TraceSoFar['trace'][number];
      this.#reader.read(entry, (name, value) => put(this.#byName.get(name) as Growing, entry.atUs, value));
    }
    this.#read = entriesSeen;
  }

  #begin(epoch: number, first: number): void {
    this.#epoch = epoch;
    this.#read = first;
    for (const lane of this.#byName.values()) {
      lane.timesUs.length = 0;
      lane.values.length = 0;
      // The whole run is here, its beginning too.
      if (first === 0) put(lane, 0, lane.initial);
    }
  }
}

/** As in a wave: of several changes within a microsecond the last counts. */
function put({ timesUs, values }: Growing, atUs: number, value: Value): void {
  if (timesUs.at(-1) === atUs) {
    timesUs.pop();
    values.pop();
  }
  if (values.length > 0 && values.at(-1) === value) return;
  timesUs.push(atUs);
  values.push(value);
  if (timesUs.length <= 2 * KEPT) return;
  timesUs.splice(0, KEPT);
  values.splice(0, KEPT);
}

/** The place of the latest change at or before `atUs`; -1 where there is none. */
export function placeAt({ timesUs }: Lane, atUs: number): number {
  let low = 0;
  let high = timesUs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((timesUs[middle] as number) <= atUs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** A stretch in which a lane keeps its value. */
export interface Stretch {
  readonly value: Value;
  readonly fromUs: number;
  /** Absent while it lasts. */
  readonly toUs?: number;
}

/** The stretch around `atUs`; `undefined` where nothing is known of it. */
export function stretchAt(lane: Lane, atUs: number): Stretch | undefined {
  const place = placeAt(lane, atUs);
  const value = lane.values[place];
  if (value === undefined) return undefined;
  const toUs = lane.timesUs[place + 1];
  return { value, fromUs: lane.timesUs[place] as number, ...(toUs === undefined ? {} : { toUs }) };
}

/** A change from one value to another. */
export interface Edge {
  readonly lane: Lane;
  readonly atUs: number;
  readonly before: Value;
  readonly value: Value;
}

// What a lane begins with is no edge.
const edgeOf = (lane: Lane, place: number): Edge | undefined =>
  place < 1 || place >= lane.timesUs.length
    ? undefined
    : { lane, atUs: lane.timesUs[place] as number, before: lane.values[place - 1] as Value, value: lane.values[place] as Value };

const best = (lanes: readonly Lane[], find: (lane: Lane) => Edge | undefined, isBetter: (edge: Edge, than: Edge) => boolean): Edge | undefined => {
  let found: Edge | undefined;
  for (const lane of lanes) {
    const edge = find(lane);
    if (edge && (!found || isBetter(edge, found))) found = edge;
  }
  return found;
};

/** The first edge after `atUs`. */
export const edgeAfter = (lanes: readonly Lane[], atUs: number): Edge | undefined =>
  best(
    lanes,
    // The first change of all is no edge, but the one after it may be.
    (lane) => edgeOf(lane, Math.max(1, placeAt(lane, atUs) + 1)),
    (edge, than) => edge.atUs < than.atUs,
  );

/** The last edge before `atUs`. */
export const edgeBefore = (lanes: readonly Lane[], atUs: number): Edge | undefined =>
  best(
    lanes,
    (lane) => edgeOf(lane, placeAt(lane, atUs - 1)),
    (edge, than) => edge.atUs > than.atUs,
  );

/** The edge nearest to `atUs`, where it is no farther than `withinUs`. */
export function nearestEdge(lanes: readonly Lane[], atUs: number, withinUs: number): Edge | undefined {
  const [before, after] = [edgeBefore(lanes, Math.floor(atUs) + 1), edgeAfter(lanes, Math.floor(atUs))];
  const distance = (edge: Edge | undefined) => (edge ? Math.abs(edge.atUs - atUs) : Number.POSITIVE_INFINITY);
  const nearest = distance(before) <= distance(after) ? before : after;
  return distance(nearest) <= withinUs ? nearest : undefined;
}

/** The latest edges up to `atUs`, the latest first. */
export function latestEdges(lanes: readonly Lane[], atUs: number, count: number): Edge[] {
  const edges: Edge[] = [];
  for (const lane of lanes) {
    const place = placeAt(lane, atUs);
    for (let back = 0; back < count; back++) {
      const edge = edgeOf(lane, place - back);
      if (edge) edges.push(edge);
    }
  }
  return edges.sort((a, b) => b.atUs - a.atUs).slice(0, count);
}
