/**
 * Where an outcome changes along a line of durations, to the microsecond: probed on a grid, bisected between neighbours that differ, then checked
 * at random points. Bisection alone would miss an outcome that comes and goes between two equal neighbours; what the random points find of that
 * kind is bisected too and told.
 */
import type { Random } from '../random.ts';
import type { Us } from '../units.ts';

/** A stretch with one outcome, both ends included. */
export interface Segment {
  readonly outcome: string;
  readonly fromUs: Us;
  readonly toUs: Us;
}

/** A point inside a stretch that came out differently: the outcome is not monotone there. */
export interface Island {
  readonly atUs: Us;
  readonly outcome: string;
  /** What the stretch around it was taken for. */
  readonly among: string;
}

export interface Line {
  /** In order, without gaps, from the first to the last point. */
  readonly segments: readonly Segment[];
  readonly islands: readonly Island[];
}

export interface Search {
  /** Where to look first; whole microseconds. At least two. */
  readonly points: readonly Us[];
  /** Random points in each stretch, to see that it is one. */
  readonly checks: number;
  readonly random: Random;
}

/** Islands are bisected and their surroundings checked again so many times; an outcome like noise would never end. */
const ROUNDS_MAX = 3;

/** The stretches of `outcomeAt` between the smallest and the largest of the points. It is asked once for each duration. */
export function segmentsOf(outcomeAt: (us: Us) => string, { points, checks, random }: Search): Line {
  const known = new Map<Us, string>();
  const at = (us: Us): string => {
    let outcome = known.get(us);
    if (outcome === undefined) {
      outcome = outcomeAt(us);
      known.set(us, outcome);
    }
    return outcome;
  };
  const refine = (low: Us, high: Us): void => {
    if (high - low <= 1 || at(low) === at(high)) return;
    const middle = low + Math.floor((high - low) / 2);
    at(middle);
    refine(low, middle);
    refine(middle, high);
  };
  const refineAll = () => {
    const sorted = [...known.keys()].sort((a, b) => a - b);
    sorted.forEach((us, index) => {
      refine(us, sorted[index + 1] ?? us);
    });
  };

  for (const us of points) at(us);
  refineAll();
  const islands: Island[] = [];
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const before = islands.length;
    for (const { outcome: among, fromUs, toUs } of merged(known)) {
      for (let check = 0; check < checks && toUs - fromUs > 1; check++) {
        const atUs = fromUs + 1 + randomBelow(random, toUs - fromUs - 1);
        const outcome = at(atUs);
        if (outcome !== among) islands.push({ atUs, outcome, among });
      }
    }
    if (islands.length === before) break;
    refineAll();
  }
  return { segments: merged(known), islands };
}

function merged(known: ReadonlyMap<Us, string>): Segment[] {
  const segments: { outcome: string; fromUs: Us; toUs: Us }[] = [];
  for (const [us, outcome] of [...known].sort(([a], [b]) => a - b)) {
    const last = segments.at(-1);
    if (last?.outcome === outcome) last.toUs = us;
    else segments.push({ outcome, fromUs: us, toUs: us });
  }
  return segments;
}

/** From 0 to `count - 1`; more than 2^31 of them too. */
function randomBelow(random: Random, count: number): number {
  const WIDE = 2 ** 30;
  if (count <= WIDE) return random.int(0, count - 1);
  return Math.min(count - 1, Math.floor(((random.int(0, WIDE - 1) + random.int(0, WIDE - 1) / WIDE) / WIDE) * count));
}

/** `count` + 1 points from `fromUs` to `toUs`, as evenly as whole microseconds allow. */
export const evenly = (fromUs: Us, toUs: Us, count: number): Us[] =>
  Array.from({ length: count + 1 }, (_, index) => fromUs + Math.round(((toUs - fromUs) * index) / count));
