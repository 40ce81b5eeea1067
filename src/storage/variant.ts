/** The storage of a board's firmware: the right one, or what a variant (src/variant.ts) makes of it. */
import type { Board } from '../board.ts';
import { Storage } from './storage.ts';

export function storageOf({ variant }: Pick<Board, 'variant'>): typeof Storage {
  const vary = variant?.storage as ((right: typeof Storage) => typeof Storage) | undefined;
  return vary ? vary(Storage) : Storage;
}
