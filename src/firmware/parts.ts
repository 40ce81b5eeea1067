/** The parts that a firmware is made of, and that a variant (src/variant.ts) may make differently. */
import type { Board } from '../board.ts';
import { DeviceTime } from './device-time.ts';
import { Entries } from './entries.ts';
import { Guesses } from './guesses.ts';
import { Recovery } from './recovery.ts';

const RIGHT_PARTS = { DeviceTime, Entries, Guesses, Recovery };

export type Parts = typeof RIGHT_PARTS;

/** Those of the board's firmware. */
export function partsOf({ variant }: Pick<Board, 'variant'>): Parts {
  const vary = variant?.parts as ((right: Parts) => Partial<Parts>) | undefined;
  return vary ? { ...RIGHT_PARTS, ...vary(RIGHT_PARTS) } : RIGHT_PARTS;
}
