/**
 * The cells of a flash in a file: first the bytes of the flash as they are, for hexdump, binwalk and flash programmers, then a trailer:
 *   size + 0    "RECSIMEC" in ASCII
 *   size + 8    version of the trailer, 1
 *   size + 12   bytes of an erase block
 *   size + 16   how often each block was erased, one number a block
 * Numbers are unsigned, 32 bits, little endian. `write` is on the disk when it returns (pwrite, fdatasync). Nothing is kept in memory, so the
 * process may be killed at any moment. An erase count is not worth a sync of its own: it goes to the disk with the erase that follows it, and
 * a power cut of the host right between may lose it. Not promised: that a write is all or nothing; a host that dies in the middle of one may
 * leave any of its sectors, in any order, which is more than a torn program of the flash does.
 */
import { fail, ok, type Problem, problemOfWriting, type Result } from '../../errors.ts';
import type { FlashGeometry } from '../ports.ts';
import { type Disk, HOST_DISK, makeDurably, readAll, writeAll } from './disk.ts';
import type { CellContents } from './memory-store.ts';
import { type CellStore, CellStoreError, ERASED } from './nor-array.ts';

const MAGIC = 'RECSIMEC';
const VERSION = 1;
/** Bytes of the trailer before the erase counts. */
export const HEAD_SIZE = 16;
export const COUNT_SIZE = 4;

export type Blocks = Pick<FlashGeometry, 'size' | 'eraseSize'>;

const FACTORY: CellContents = { read: (_, length) => new Uint8Array(length).fill(ERASED), eraseCount: () => 0 };

/**
 * Makes an image that holds `contents`, by default all erased. It is durable on return and never seen half made; an image of that name is replaced.
 * Not for two processes at once.
 */
export function createImage(file: string, { size, eraseSize }: Blocks, contents = FACTORY, disk = HOST_DISK): Result<void> {
  try {
    makeDurably(disk, file, (descriptor) => {
      const trailer = new Uint8Array(HEAD_SIZE + (size / eraseSize) * COUNT_SIZE);
      const numbers = new DataView(trailer.buffer);
      trailer.set(headOf(eraseSize));
      for (let block = 0; block < size / eraseSize; block++) {
        writeAll(disk, descriptor, contents.read(block * eraseSize, eraseSize), block * eraseSize);
        numbers.setUint32(HEAD_SIZE + block * COUNT_SIZE, contents.eraseCount(block), true);
      }
      writeAll(disk, descriptor, trailer, size);
    });
    return ok(undefined);
  } catch (error) {
    return fail(problemOfWriting(file, error));
  }
}

/** Opens an image made before, for a flash of this geometry. */
export function openImage(file: string, geometry: Blocks, disk = HOST_DISK): Result<ImageFile> {
  let descriptor: number;
  try {
    descriptor = disk.open(file, 'r+');
  } catch (error) {
    return fail(problemOfOpening(file, error));
  }
  try {
    const problem = misfit(file, descriptor, geometry, disk);
    if (!problem) return ok(new ImageFile(file, descriptor, geometry, disk));
    disk.close(descriptor);
    return fail(problem);
  } catch (error) {
    disk.close(descriptor);
    return fail(problemOfReading(file, error));
  }
}

/** Made by `openImage`. Every operation after one that failed fails the same way: what is in the file is not known any more. */
export class ImageFile implements CellStore {
  readonly file: string;
  readonly size: number;
  readonly #eraseSize: number;
  readonly #disk: Disk;
  /** `undefined` once it is closed: the number may belong to another file by then. */
  #descriptor: number | undefined;
  #failure: CellStoreError | undefined;

  constructor(file: string, descriptor: number, { size, eraseSize }: Blocks, disk: Disk) {
    this.file = file;
    this.size = size;
    this.#eraseSize = eraseSize;
    this.#descriptor = descriptor;
    this.#disk = disk;
  }

  read(address: number, length: number): Uint8Array {
    this.#check(address, length);
    return this.#read(address, length);
  }

  write(address: number, bytes: Uint8Array): void {
    this.#check(address, bytes.length);
    this.#write(address, bytes, true);
  }

  eraseCount(block: number): number {
    const bytes = this.#read(this.#placeOfCount(block), COUNT_SIZE);
    return new DataView(bytes.buffer).getUint32(0, true);
  }

  /** `count`: 0 to 2^32 - 1. */
  setEraseCount(block: number, count: number): void {
    if (!Number.isInteger(count) || count < 0 || count > 0xffff_ffff) throw new RangeError(`an erase count of ${count}`);
    const bytes = new Uint8Array(COUNT_SIZE);
    new DataView(bytes.buffer).setUint32(0, count, true);
    this.#write(this.#placeOfCount(block), bytes, false);
  }

  /** May be called twice. Nothing is written: all is on the disk already. */
  close(): void {
    if (this.#descriptor !== undefined) this.#disk.close(this.#descriptor);
    this.#descriptor = undefined;
  }

  #read(offset: number, length: number): Uint8Array {
    return this.#attempt(
      (descriptor) => {
        const bytes = readAll(this.#disk, descriptor, length, offset);
        if (bytes.length === length) return bytes;
        const remedy = 'Keep other programs away from it, and start with another copy';
        throw new CellStoreError({ code: 'file-unreadable', message: 'was cut short by another program', place: { file: this.file }, remedy });
      },
      (error) => problemOfReading(this.file, error),
    );
  }

  #write(offset: number, bytes: Uint8Array, isDurable: boolean): void {
    this.#attempt(
      (descriptor) => {
        writeAll(this.#disk, descriptor, bytes, offset);
        if (isDurable) this.#disk.sync(descriptor);
      },
      (error) => problemOfWriting(this.file, error),
    );
  }

  /**
   * A sync that failed must not be tried again: the kernel has forgotten what it could not write, and the second one would succeed.
   * Source: Rebello et al., Can Applications Recover from fsync Failures? (USENIX ATC 2020).
   */
  #attempt<T>(act: (descriptor: number) => T, explain: (error: unknown) => Problem): T {
    if (this.#descriptor === undefined) throw new Error(`${this.file} is closed`);
    if (this.#failure) throw this.#failure;
    try {
      return act(this.#descriptor);
    } catch (error) {
      this.#failure = error instanceof CellStoreError ? error : new CellStoreError(explain(error));
      throw this.#failure;
    }
  }

  #check(address: number, length: number): void {
    if (!(address >= 0 && address + length <= this.size)) throw new RangeError(`image address ${address} + ${length} is outside 0..${this.size}`);
  }

  #placeOfCount(block: number): number {
    if (!(block >= 0 && block < this.size / this.#eraseSize)) throw new RangeError(`no block ${block}`);
    return this.size + HEAD_SIZE + block * COUNT_SIZE;
  }
}

const ANOTHER = 'Name the board it was made for, or another file';

function headOf(eraseSize: number): Uint8Array {
  const head = new Uint8Array(HEAD_SIZE);
  head.set(new TextEncoder().encode(MAGIC));
  const numbers = new DataView(head.buffer);
  numbers.setUint32(8, VERSION, true);
  numbers.setUint32(12, eraseSize, true);
  return head;
}

/** How long the image of such a flash is, in bytes. */
export const imageLength = ({ size, eraseSize }: Blocks): number => size + HEAD_SIZE + (size / eraseSize) * COUNT_SIZE;

/** Why the open file is no image of such a flash; `undefined` when it is one. */
function misfit(file: string, descriptor: number, { size, eraseSize }: Blocks, disk: Disk): Problem | undefined {
  const place = { file };
  const { isFile, size: length } = disk.stat(descriptor);
  if (!isFile) return { code: 'bad-type', message: 'is no ordinary file, so no flash image', place, remedy: 'Name another file' };
  const expected = imageLength({ size, eraseSize });
  if (length !== expected) {
    const message = `is ${length} bytes long; the image of a flash of ${size / eraseSize} blocks of ${eraseSize} bytes has ${expected}`;
    return { code: 'contradiction', message, place, remedy: ANOTHER };
  }
  return problemOfTrailer(file, readAll(disk, descriptor, HEAD_SIZE, size), { size, eraseSize });
}

/** Why these bytes of `file`, at offset `size`, do not begin the trailer of such a flash; `undefined` when they do. */
export function problemOfTrailer(file: string, head: Uint8Array, { size, eraseSize }: Blocks): Problem | undefined {
  const isOurs = headOf(eraseSize).every((byte, index) => byte === head[index]);
  if (isOurs) return undefined;
  const message = `has no "${MAGIC}" version ${VERSION} for blocks of ${eraseSize} bytes at offset ${size}: no flash image, or one of another recsim`;
  return { code: 'contradiction', message, place: { file }, remedy: ANOTHER };
}

function problemOfOpening(file: string, error: unknown): Problem {
  const { code } = error as NodeJS.ErrnoException;
  const place = { file };
  if (code === 'ENOENT' || code === 'ENOTDIR') return { code: 'file-missing', message: 'is not there', place, remedy: 'Look at the path' };
  if (code === 'EISDIR') return { code: 'bad-type', message: 'is a folder, not a flash image', place, remedy: 'Name a file in it' };
  if (code !== 'EACCES' && code !== 'EPERM' && code !== 'EROFS') return problemOfReading(file, error);
  const message = 'may not be written to, and a flash is written to';
  return { code: 'file-unwritable', message, place, remedy: 'Make it writable (chmod u+w), or copy it to a place where it is' };
}

export function problemOfReading(file: string, error: unknown): Problem {
  const { code, message } = error as NodeJS.ErrnoException;
  const [why, remedy] = code === 'EIO' ? ['the disk failed (EIO)', 'Look at the log of the system (dmesg)'] : [code ?? message, 'Try a copy of it'];
  return { code: 'file-unreadable', message: `cannot be read: ${why}`, place: { file }, remedy };
}
