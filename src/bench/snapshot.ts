/**
 * A recorder at one moment, as it could lie in a drawer: all of it that outlives a power cut, and what the vendor's service has in its books about it, without which it
 * would be refused as one that goes back in time.
 * Not in it: RAM, what is plugged in and held, the inbox and mails on their way, planted defects of the flash, random numbers to come. A flash operation that is under
 * way has not happened.
 */
import type { Board } from '../board.ts';
import { RTC_EPOCH_MS } from '../hal/mock/index.ts';
import { flashGeometry } from '../hal/nor/board-flash.ts';
import { type CellContents, MemoryStore } from '../hal/nor/memory-store.ts';
import { NorArray } from '../hal/nor/nor-array.ts';
import type { FlashGeometry } from '../hal/ports.ts';
import type { Book } from '../outside/vendor-service.ts';
import { Storage } from '../storage/storage.ts';

export { CLOCK_MAX_MS } from '../storage/storage.ts';

export interface Snapshot {
  /** The name of its board. */
  readonly board: string;
  readonly geometry: FlashGeometry;
  /** The bytes of its flash, and how often each block was erased. Never written to. */
  readonly cells: MemoryStore;
  /** What its real-time clock said, in ms since 1970; `undefined`: its battery was dead. */
  readonly rtcMs: number | undefined;
  /** What the clock of the vendor's service said, in ms since 1970. */
  readonly serverMs: number;
  readonly books: readonly Book[];
}

/**
 * Where the clock of a recorder goes on of which only the flash was kept: at the latest time it stored, since how long it was off nobody knows. In ms since 1970.
 */
export const clockAfter = ({ timeMark }: Pick<Storage, 'timeMark'>): number => Math.max(timeMark, RTC_EPOCH_MS);

/** A recorder of which only the flash was kept; the service has not heard of it. */
export function snapshotOfFlash(board: string, geometry: FlashGeometry, contents: CellContents): Snapshot {
  const cells = MemoryStore.of(geometry, contents);
  const nowMs = clockAfter(new Storage(new NorArray(geometry, cells)));
  return { board, geometry, cells, rtcMs: nowMs, serverMs: nowMs, books: [] };
}

/** Why a snapshot cannot be put into a recorder with this board, in words that go on after its name; `undefined` where it can. */
export function misfitOf({ board, geometry }: Pick<Snapshot, 'board' | 'geometry'>, wanted: Board): string | undefined {
  if (board !== wanted.name) return `has the board ${JSON.stringify(board)}, not "${wanted.name}"`;
  const [has, needs] = [geometry, flashGeometry(wanted)].map(
    ({ size, eraseSize, writeSize }) => `${size / eraseSize} blocks of ${eraseSize} bytes, written by ${writeSize}`,
  );
  return has === needs ? undefined : `has a flash of ${has}; the board "${board}" now has one of ${needs}`;
}
