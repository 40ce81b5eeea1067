/**
 * Flash as plain non-volatile bytes: what was written stays through every reset and power cut.
 * Not modelled here: the NOR rule that programming only clears bits, torn writes, wear.
 */
import type { Flash, Observe } from '../ports.ts';

export class MockFlash implements Flash {
  readonly size: number;
  readonly eraseSize: number;
  readonly #bytes: Uint8Array;
  readonly #observe: Observe;

  constructor(blocks: number, eraseSize: number, observe: Observe) {
    this.size = blocks * eraseSize;
    this.eraseSize = eraseSize;
    this.#bytes = new Uint8Array(this.size).fill(0xff);
    this.#observe = observe;
  }

  read(address: number, length: number): Uint8Array {
    this.#check(address, length);
    return this.#bytes.slice(address, address + length);
  }

  write(address: number, bytes: Uint8Array): void {
    this.#check(address, bytes.length);
    this.#bytes.set(bytes, address);
    this.#observe('flash', 'write', `${bytes.length} bytes at 0x${address.toString(16)}`);
  }

  erase(address: number): void {
    this.#check(address, this.eraseSize);
    if (address % this.eraseSize !== 0) throw new RangeError(`no erase block begins at 0x${address.toString(16)}`);
    this.#bytes.fill(0xff, address, address + this.eraseSize);
    this.#observe('flash', 'erase', `block at 0x${address.toString(16)}`);
  }

  #check(address: number, length: number): void {
    if (!Number.isInteger(address) || address < 0 || address + length > this.size)
      throw new RangeError(`flash address 0x${address.toString(16)} + ${length} is outside 0..0x${this.size.toString(16)}`);
  }
}
