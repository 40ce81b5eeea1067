/**
 * The cells of a flash in memory. Of each block the part up to the last programmed byte is kept, so that thousands of recorders fit in a
 * process; a block is never changed but replaced, so that a copy costs next to nothing.
 */
import { areErasedBytes, type CellStore, ERASED, erasedBytes } from './nor-array.ts';

/** The bytes of a flash and the wear of its blocks, to be read. */
export type CellContents = Pick<CellStore, 'read' | 'eraseCount'>;

/** `cells` become those of `contents`, a flash with blocks of the same size. */
export function putCells(cells: CellStore, eraseSize: number, contents: CellContents): void {
  for (let block = 0; block < cells.size / eraseSize; block++) {
    cells.write(block * eraseSize, contents.read(block * eraseSize, eraseSize));
    cells.setEraseCount(block, contents.eraseCount(block));
  }
}

export class MemoryStore implements CellStore {
  readonly size: number;
  readonly #eraseSize: number;
  readonly #blocks: (Uint8Array | undefined)[];
  readonly #eraseCounts: number[];
  /** Of each block, once it was asked for. */
  readonly #fingerprints: (number | undefined)[];

  /** Fresh from the factory: all erased. */
  constructor({ size, eraseSize }: { readonly size: number; readonly eraseSize: number }) {
    this.size = size;
    this.#eraseSize = eraseSize;
    this.#blocks = new Array(size / eraseSize).fill(undefined);
    this.#eraseCounts = new Array(size / eraseSize).fill(0);
    this.#fingerprints = new Array(size / eraseSize).fill(undefined);
  }

  /** A copy of what is in a flash of this geometry. */
  static of(geometry: { readonly size: number; readonly eraseSize: number }, contents: CellContents): MemoryStore {
    const copy = new MemoryStore(geometry);
    putCells(copy, geometry.eraseSize, contents);
    return copy;
  }

  /** An independent copy at this moment. */
  clone(): MemoryStore {
    const copy = new MemoryStore({ size: this.size, eraseSize: this.#eraseSize });
    for (let block = 0; block < this.#blocks.length; block++) {
      copy.#blocks[block] = this.#blocks[block];
      copy.#eraseCounts[block] = this.#eraseCounts[block] as number;
      copy.#fingerprints[block] = this.#fingerprints[block];
    }
    return copy;
  }

  read(address: number, length: number): Uint8Array {
    const offset = address % this.#eraseSize;
    if (offset + length <= this.#eraseSize) return this.#readInBlock((address - offset) / this.#eraseSize, offset, length);
    const bytes = new Uint8Array(length);
    this.#eachPart(address, length, (block, start, from, to) => bytes.set(this.#readInBlock(block, start, to - from), from));
    return bytes;
  }

  write(address: number, bytes: Uint8Array): void {
    const offset = address % this.#eraseSize;
    if (offset + bytes.length <= this.#eraseSize) this.#writeInBlock((address - offset) / this.#eraseSize, offset, bytes);
    else this.#eachPart(address, bytes.length, (block, start, from, to) => this.#writeInBlock(block, start, bytes.subarray(from, to)));
  }

  /** How many bytes of a block there are up to the last that is not erased, or a few more. */
  usedLength(block: number): number {
    return this.#blocks[block]?.length ?? 0;
  }

  /**
   * A number of 53 bits that is the same for the same cells, and almost certainly another for others. Of the blocks from `from` up to, not including,
   * `to`. Erase counts do not count.
   */
  fingerprint(from = 0, to = this.#blocks.length): number {
    let low = 0;
    let high = 0;
    for (let block = from; block < to; block++) {
      const cells = this.#blocks[block];
      if (!cells) continue;
      const print = this.#fingerprints[block] ?? fingerprintOf(cells, block);
      this.#fingerprints[block] = print;
      // The blocks' numbers differ by place, so adding them keeps the order.
      low = (low + (print >>> 0)) >>> 0;
      high = (high + Math.floor(print / 2 ** 32)) & HIGH_MASK;
    }
    return high * 2 ** 32 + low;
  }

  /** What nearly all writes and reads are: within one block. */
  #writeInBlock(block: number, start: number, bytes: Uint8Array): void {
    const stored = this.#blocks[block];
    const kept = bytes.length === this.#eraseSize ? 0 : (stored?.length ?? 0);
    const isErase = bytes.length === this.#eraseSize && areErasedBytes(bytes);
    const length = Math.max(kept, start + (isErase ? 0 : usedLength(bytes)));
    this.#blocks[block] = undefined;
    this.#fingerprints[block] = undefined;
    if (length === start && kept === 0) return;
    const grown = new Uint8Array(length);
    if (stored && kept > 0) grown.set(stored);
    if (kept < start) grown.fill(ERASED, kept, start);
    grown.set(bytes.length <= length - start ? bytes : bytes.subarray(0, length - start), start);
    this.#blocks[block] = grown;
  }

  #readInBlock(block: number, offset: number, length: number): Uint8Array {
    const stored = this.#blocks[block];
    if (!stored || offset >= stored.length) return erasedBytes(length);
    if (offset + length <= stored.length) return stored.subarray(offset, offset + length);
    const bytes = new Uint8Array(length);
    bytes.set(stored.subarray(offset));
    return bytes.fill(ERASED, stored.length - offset);
  }

  eraseCount(block: number): number {
    return this.#eraseCounts[block] ?? 0;
  }

  setEraseCount(block: number, count: number): void {
    this.#eraseCounts[block] = count;
  }

  /** Splits a range at block borders: `visit(block, offset in the block, from, to)`, `from` and `to` counted from `address`. */
  #eachPart(address: number, length: number, visit: (block: number, start: number, from: number, to: number) => void): void {
    for (let from = 0; from < length; ) {
      const start = (address + from) % this.#eraseSize;
      const to = Math.min(length, from + this.#eraseSize - start);
      visit(Math.floor((address + from) / this.#eraseSize), start, from, to);
      from = to;
    }
  }
}

const HIGH_MASK = 2 ** 21 - 1;

/** Two multiplicative hashes over the bytes up to the last that is not erased (FNV-1a, and one with another factor), 53 bits of them. */
function fingerprintOf(cells: Uint8Array, block: number): number {
  const end = usedLength(cells);
  if (end === 0) return 0;
  let low = 0x811c9dc5 ^ block;
  let high = 0x9e3779b9 + block;
  for (let index = 0; index < end; index++) {
    const byte = cells[index] as number;
    low = Math.imul(low ^ byte, 0x01000193);
    high = Math.imul(high ^ byte, 0x85ebca6b) + 0x27d4eb2f;
    high ^= high >>> 15;
  }
  low = Math.imul(low ^ (low >>> 16), 0xc2b2ae35);
  return ((high >>> 0) & HIGH_MASK) * 2 ** 32 + ((low ^ (low >>> 13)) >>> 0);
}

/** How long `bytes` are without the erased ones at their end. */
export function usedLength(bytes: Uint8Array): number {
  let end = bytes.length;
  // Four at a time: an erase writes a whole block of them.
  while (end >= 4 && ((bytes[end - 1] as number) & (bytes[end - 2] as number) & (bytes[end - 3] as number) & (bytes[end - 4] as number)) === ERASED)
    end -= 4;
  while (end > 0 && bytes[end - 1] === ERASED) end--;
  return end;
}
