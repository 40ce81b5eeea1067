/** The flash of a board: the geometry its parameters give, and the chip on a clock. */
import type { Board } from '../../board.ts';
import type { Clock, FlashGeometry, Observe } from '../ports.ts';
import { MemoryStore } from './memory-store.ts';
import { type CellStore, NorArray } from './nor-array.ts';
import { NorFlash } from './nor-flash.ts';

/** The geometry of a board's flash, and so of an image of it. */
export function flashGeometry(board: Board): FlashGeometry {
  return { size: board.flashBlocks * board.flashEraseSize, eraseSize: board.flashEraseSize, writeSize: board.flashWriteSize };
}

/** `chance`, 0 to 1, exclusive: which of the ways to tear an operation. `cells` hold what is in the flash; by default new ones in memory. */
export function createBoardFlash(board: Board, clock: Clock, chance: () => number, observe: Observe, cells?: CellStore): NorFlash {
  const geometry = flashGeometry(board);
  const array = new NorArray(geometry, cells ?? new MemoryStore(geometry), board.flashEndurance);
  return new NorFlash(array, clock, { eraseUs: board.flashEraseUs, programUs: board.flashProgramUs }, chance, observe);
}
