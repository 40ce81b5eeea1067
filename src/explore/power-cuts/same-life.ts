/**
 * When two lives are the same. All that storage does after a boot follows from what the boot learnt and from the cells it reads later. So where a boot
 * learns what an earlier one learnt, and every cell that the earlier life touched before erasing it holds the same, the same operations follow with the
 * same outcome, and only the boot itself has to be judged. What else lies in the flash, such as half a record in a block that is given up, differs and is never
 * looked at; the blocks whose remains a story judges count as touched.
 */

import type { MemoryStore } from '../../hal/nor/memory-store.ts';
import { NorArray } from '../../hal/nor/nor-array.ts';
import type { FlashGeometry, FlashOperation } from '../../hal/ports.ts';
import { MIN_BLOCKS } from '../../storage/log.ts';
import type { Storage } from '../../storage/storage.ts';
import type { Fault } from './fault.ts';
import type { Story } from './story.ts';

/** Cells that a life touched, and what they held when it began. */
export interface Touched {
  readonly address: number;
  readonly bytes: Uint8Array;
}

/** Keeps account of the cells that are read or programmed in blocks that were not erased before. */
export class WatchedArray extends NorArray {
  readonly #erased = new Set<number>();
  #touched: Touched[] = [];
  #before: MemoryStore | undefined;

  /** `before`: the cells as they are now. */
  watch(before: MemoryStore): void {
    this.#before = before;
  }

  /** Ends the account. */
  unwatch(): readonly Touched[] {
    this.#before = undefined;
    return this.#touched;
  }

  override read(address: number, length: number): Uint8Array {
    this.#touch(address, length);
    return super.read(address, length);
  }

  override perform(operation: FlashOperation): boolean {
    if (operation.type === 'program') this.#touch(operation.address, operation.bytes.length);
    else this.#erased.add(operation.address);
    return super.perform(operation);
  }

  #touch(address: number, length: number): void {
    if (!this.#before || this.#erased.has(address - (address % this.eraseSize))) return;
    this.#touched.push({ address, bytes: this.#before.read(address, length) });
  }
}

export class SameLife {
  readonly #story: Story;
  readonly #storage: typeof Storage;
  readonly #lives = new Map<number, (readonly Touched[])[]>();

  /** `storage`: that of the firmware. */
  constructor(story: Story, storage: typeof Storage) {
    this.#story = story;
    this.#storage = storage;
  }

  /** Boots and judges the boot. What is wrong; `undefined` when nothing is and life goes on as one that ended well; `unknown` when it has to be lived. */
  judge(flash: MemoryStore, progress: number): Fault | undefined | 'unknown' {
    try {
      const storage = new this.#storage(new NorArray(this.#story.geometry, flash));
      const lives = this.#lives.get(this.keyOf(storage, flash, progress));
      if (!lives?.some((touched) => touched.every(({ address, bytes }) => holds(flash, address, bytes)))) return 'unknown';
      return this.#story.judge(storage, 'boot', progress, flash);
    } catch (error) {
      return { kind: 'exception', text: String(error) };
    }
  }

  /** A number for what a boot learnt, the progress, and the blocks whose remains are judged. */
  keyOf(storage: Storage, flash: MemoryStore, progress: number): number {
    const hash = new Hash();
    hash.add(progress);
    storage.device.reveal((value) => hash.add(value));
    storage.settings.reveal((value) => hash.add(value));
    if (this.#story.judgesRemains) hash.add(remainsOf(flash, this.#story.geometry));
    return hash.value;
  }

  /** A life that ended well. */
  remember(key: number, touched: readonly Touched[]): void {
    const lives = this.#lives.get(key);
    if (lives) lives.push(touched);
    else this.#lives.set(key, [touched]);
  }
}

function remainsOf(flash: MemoryStore, { size, eraseSize }: FlashGeometry): number {
  return flash.fingerprint(MIN_BLOCKS, size / eraseSize);
}

function holds(flash: MemoryStore, address: number, bytes: Uint8Array): boolean {
  const now = flash.read(address, bytes.length);
  for (let index = 0; index < bytes.length; index++) if (bytes[index] !== now[index]) return false;
  return true;
}

/** 53 bits of two multiplicative hashes. */
class Hash {
  #low = 0x811c9dc5;
  #high = 0x9e3779b9;

  add(value: number | Uint8Array): void {
    if (typeof value === 'number') {
      this.#mix(value | 0);
      this.#mix((value / 2 ** 32) | 0);
      return;
    }
    this.#mix(value.length);
    for (let index = 0; index < value.length; index++) this.#mix(value[index] as number);
  }

  get value(): number {
    return (this.#high & 0x1fffff) * 2 ** 32 + ((this.#low ^ (this.#low >>> 15)) >>> 0);
  }

  #mix(part: number): void {
    this.#low = Math.imul(this.#low ^ part, 0x01000193);
    this.#low ^= this.#low >>> 13;
    this.#high = Math.imul(this.#high ^ part, 0x85ebca6b) + 0x27d4eb2f;
    this.#high ^= this.#high >>> 15;
  }
}
