/** Two boards compared: in which timings what is done to both has different consequences. The shortest way to each difference, and plain holds of every length. */
import type { Board } from '../../board.ts';
import { jobTimesOf } from '../timing/job-times.ts';
import type { Found, Limits, Progress } from '../timing/search.ts';
import { type Moment, momentsOf } from '../timing/witness.ts';
import { searchZones } from '../timing/zones.ts';
import { type Begin, type HoldRange, holdRanges } from './holds.ts';
import { type Difference, Pair } from './pair.ts';
import { Side } from './side.ts';

export interface Way {
  readonly shown: Difference;
  /** The earliest at which it can be gone. */
  readonly moments: readonly Moment[];
}

export interface Comparison {
  /** One of each kind, the shortest first. */
  readonly ways: readonly Way[];
  readonly holds: readonly { readonly begin: Begin; readonly ranges: readonly HoldRange[] }[];
  readonly found: Found;
}

/** `maxStates`: of both together. */
export function* compareBoards(boards: readonly [Board, Board], { maxStates }: Limits): Generator<Progress, Comparison, boolean | undefined> {
  const sides: [Side, Side] = [new Side(boards[0], jobTimesOf(boards[0])), new Side(boards[1], jobTimesOf(boards[1]))];
  // Until then a hold is stuck in both, or both are up again after whatever they did.
  const patienceUs = 2 * Math.max(...boards.flatMap(({ stuckAfterUs, initDurationUs }) => [stuckAfterUs, initDurationUs]));
  const pair = new Pair(sides, patienceUs);
  let found = yield* searchZones(pair, { maxStates, keepsDoubts: true });
  if (found.isExhausted && found.leavesDoubts && found.violations.length === 0) found = yield* searchZones(pair, { maxStates });
  const ways = found.violations.map(({ property, events }) => ({ shown: pair.differenceOf(property), moments: momentsOf(pair, events) }));
  const begins: Begin[] = boards.some(({ armOn }) => armOn.includes('press')) ? ['before power', 'while it runs'] : ['before power'];
  const holds = begins.map((begin) => ({ begin, ranges: holdRanges(sides, begin) }));
  return { ways: ways.toSorted((a, b) => sizeOf(a) - sizeOf(b) || lengthOf(a) - lengthOf(b)), holds, found };
}

/** What is done, and when it is over: both small in a small example. */
const sizeOf = ({ moments }: Way): number => moments.filter(({ isDeed }) => isDeed).length;
const lengthOf = ({ moments }: Way): number => moments.at(-1)?.atUs ?? 0;
