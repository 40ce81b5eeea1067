/**
 * Flash as plain non-volatile bytes: what was written stays through every reset and power cut.
 * Not modelled here: the NOR rule that programming only clears bits, torn writes, wear.
 */
import type { Flash, Observe } from '../ports.ts';

const ERASED = 0xff;

export class MockFlash implements Flash {
  readonly size: number;
  readonly eraseSize: number;
  /** Of each block the part up to the last byte written: what is erased takes no memory, so that thousands of recorders fit in a process. */
  readonly #blocks: (Uint8Array | undefined)[];
  readonly #worn = new Set<number>();
  readonly #observe: Observe;

  constructor(blocks: number, eraseSize: number, observe: Observe) {
    this.size = blocks * eraseSize;
    this.eraseSize = eraseSize;
    this.#blocks = new Array(blocks).fill(undefined);
    this.#observe = observe;
  }

  read(address: number, length: number): Uint8Array {
    this.#check(address, length);
    const bytes = new Uint8Array(length).fill(ERASED);
    this.#eachPart(address, length, (block, start, from, to) => {
      const stored = this.#blocks[block];
      if (stored && start < stored.length) bytes.set(stored.subarray(start, start + to - from), from);
    });
    return bytes;
  }

  write(address: number, bytes: Uint8Array): void {
    this.#check(address, bytes.length);
    this.#eachPart(address, bytes.length, (block, start, from, to) => {
      const stored = this.#blocks[block] ?? new Uint8Array(0);
      const grown = new Uint8Array(Math.max(stored.length, start + to - from)).fill(ERASED);
      grown.set(stored);
      grown.set(bytes.subarray(from, to), start);
      this.#blocks[block] = grown;
    });
    this.#observe('flash', 'write', `${bytes.length} bytes at 0x${address.toString(16)}`);
  }

  erase(address: number): boolean {
    this.#check(address, this.eraseSize);
    if (address % this.eraseSize !== 0) throw new RangeError(`no erase block begins at 0x${address.toString(16)}`);
    const block = address / this.eraseSize;
    if (this.#worn.has(block)) {
      this.#observe('flash', 'erase-failed', `block at 0x${address.toString(16)}`);
      return false;
    }
    this.#blocks[block] = undefined;
    this.#observe('flash', 'erase', `block at 0x${address.toString(16)}`);
    return true;
  }

  /** Makes every later erase of the block at `address` fail. */
  wearOut(address: number): void {
    this.#worn.add(address / this.eraseSize);
  }

  /** Splits a range at block borders: `visit(block, offset in the block, from, to)`, `from` and `to` counted from `address`. */
  #eachPart(address: number, length: number, visit: (block: number, start: number, from: number, to: number) => void): void {
    for (let from = 0; from < length; ) {
      const start = (address + from) % this.eraseSize;
      const to = Math.min(length, from + this.eraseSize - start);
      visit(Math.floor((address + from) / this.eraseSize), start, from, to);
      from = to;
    }
  }

  #check(address: number, length: number): void {
    if (!Number.isInteger(address) || address < 0 || address + length > this.size)
      throw new RangeError(`flash address ${address} + ${length} is outside 0..${this.size}`);
  }
}
