/**
 * Contact bounce: a mechanical contact that moves opens and closes irregularly for a few milliseconds before it rests.
 * Default 2 ms with 10 to 100 changes, as Wokwi's users ask for; regular trains exist to provoke aliasing.
 */
import { createRandom, type Random } from '../random.ts';
import type { Us } from '../units.ts';

export interface Bounce {
  /** From the first change of the contact to its last. */
  readonly durationUs: Us;
  /** Changes of the contact in all, the first included; made odd, because the contact ends where it was moved to. */
  readonly toggles: number;
  /** Equal distances instead of random ones. */
  readonly regular?: boolean;
  /** Draws this bounce from a seed of its own instead of the bench's. */
  readonly seed?: number;
}

/**
 * The times at which the contact changes, counted from the first: ascending, no two alike, the first 0, the last `durationUs`.
 * Their number is odd. A bounce too short for its toggles gets as many as there are microseconds.
 */
export function bounceTimes({ durationUs, toggles, regular = false, seed }: Bounce, benchRandom: Random): Us[] {
  const random = seed === undefined ? benchRandom : createRandom(seed);
  const wanted = Math.min(toggles, durationUs + 1);
  const count = wanted % 2 === 1 ? wanted : wanted - 1;
  if (count < 3) return [0];
  if (regular) return Array.from({ length: count }, (_, index) => Math.floor((index * durationUs) / (count - 1)));
  const inner = new Set<Us>();
  while (inner.size < count - 2) inner.add(random.int(1, durationUs - 1));
  return [0, ...[...inner].sort((a, b) => a - b), durationUs];
}
