/**
 * The cells of a flash in memory. Of each block the part up to the last programmed byte is kept, so that thousands of recorders fit in a
 * process; a block is never changed but replaced, so that a copy costs next to nothing.
 */
import { type CellStore, ERASED } from './nor-array.ts';

export class MemoryStore implements CellStore {
  readonly size: number;
  readonly #eraseSize: number;
  readonly #blocks: (Uint8Array | undefined)[];
  readonly #eraseCounts: number[];

  /** Fresh from the factory: all erased. */
  constructor({ size, eraseSize }: { readonly size: number; readonly eraseSize: number }) {
    this.size = size;
    this.#eraseSize = eraseSize;
    this.#blocks = new Array(size / eraseSize).fill(undefined);
    this.#eraseCounts = new Array(size / eraseSize).fill(0);
  }

  /** An independent copy at this moment. */
  clone(): MemoryStore {
    const copy = new MemoryStore({ size: this.size, eraseSize: this.#eraseSize });
    for (let block = 0; block < this.#blocks.length; block++) {
      copy.#blocks[block] = this.#blocks[block];
      copy.#eraseCounts[block] = this.#eraseCounts[block] as number;
    }
    return copy;
  }

  read(address: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length).fill(ERASED);
    this.#eachPart(address, length, (block, start, from, to) => {
      const stored = this.#blocks[block];
      if (stored && start < stored.length) bytes.set(stored.subarray(start, start + to - from), from);
    });
    return bytes;
  }

  write(address: number, bytes: Uint8Array): void {
    this.#eachPart(address, bytes.length, (block, start, from, to) => {
      const stored = this.#blocks[block];
      const end = usedLength(bytes, from, to) - from + start;
      const whole = start === 0 && to - from === this.#eraseSize;
      const grown = new Uint8Array(whole ? end : Math.max(stored?.length ?? 0, end)).fill(ERASED);
      if (stored) grown.set(whole ? stored.subarray(0, end) : stored);
      grown.set(bytes.subarray(from, Math.min(to, from + Math.max(0, grown.length - start))), start);
      this.#blocks[block] = grown.length === 0 ? undefined : grown;
    });
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

/** Where the trailing erased bytes of `bytes`, between `from` and `to`, begin. */
function usedLength(bytes: Uint8Array, from: number, to: number): number {
  let end = to;
  while (end > from && bytes[end - 1] === ERASED) end--;
  return end;
}
