/**
 * The cells of a NOR flash and the rules they obey, without time: erase sets a block to 0xFF, program clears bits, blocks wear out.
 * What a power cut leaves of an operation is chosen by number (`tornVariants`, `tear`), so that every way of dying can be tried in turn and
 * named again. Defects can be planted: bits that are stuck, bits that flip, operations that fail.
 * Not modelled: read disturb, and cells that read differently each time; an interrupted erase leaves one fixed mixture.
 * Source: the littlefs emulated block device (torn writes, bad blocks); Zephyr's flash simulator (units, wear).
 */
import { formatProblem, type Problem } from '../../errors.ts';
import type { FlashGeometry, FlashOperation, ReadableFlash } from '../ports.ts';

export const ERASED = 0xff;

let erased = new Uint8Array(0);

/** So many erased bytes, which must not be changed: everybody gets the same. */
export function erasedBytes(length: number): Uint8Array {
  if (erased.length < length) erased = new Uint8Array(length).fill(ERASED);
  return erased.subarray(0, length);
}

/** Whether these are bytes of `erasedBytes`, which can be told without looking at each. */
export const areErasedBytes = (bytes: Uint8Array): boolean => bytes.buffer === erased.buffer;

/**
 * Where the bytes are kept. The cells tell it what they have become; what `write` was given is durable when it returns.
 * All but `size` throw a CellStoreError when what holds the bytes fails.
 */
export interface CellStore {
  readonly size: number;
  /** What is there now; the bytes stay what they are when the cells change, and must not be changed. */
  read(address: number, length: number): Uint8Array;
  write(address: number, bytes: Uint8Array): void;
  /** How often the block was erased so far. */
  eraseCount(block: number): number;
  setEraseCount(block: number, count: number): void;
}

/**
 * What holds the cells of a simulated flash has failed: the host's disk, not the flash. No firmware hears of it, because a flash that reports a
 * failure has a bad block for the rest of its life, and a full disk makes none. The run ends instead, like one that loses power there.
 */
export class CellStoreError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(formatProblem(problem));
    this.name = 'CellStoreError';
    this.problem = problem;
  }
}

/** Endurance without an end. */
const UNLIMITED_CYCLES = Number.POSITIVE_INFINITY;

/** Ways in which an interrupted erase leaves a block, beside "not at all" and "entirely". */
const TORN_ERASES = 8;

export class NorArray implements ReadableFlash {
  readonly size: number;
  readonly eraseSize: number;
  readonly writeSize: number;
  /** The cells themselves, without planted defects. */
  readonly store: CellStore;
  readonly #endurance: number;
  /** A block as it is after an erase. */
  readonly #erased: Uint8Array;
  readonly #worn = new Set<number>();
  /** Bits that keep their value: address -> [mask of stuck bits, their value]. */
  readonly #stuck = new Map<number, readonly [mask: number, value: number]>();
  #failing: ((operation: FlashOperation) => boolean) | undefined;

  /** `endurance`: erase cycles of a block before it fails to erase. */
  constructor(geometry: FlashGeometry, store: CellStore, endurance: number = UNLIMITED_CYCLES) {
    if (store.size !== geometry.size) throw new RangeError(`a store of ${store.size} bytes for a flash of ${geometry.size}`);
    this.size = geometry.size;
    this.eraseSize = geometry.eraseSize;
    this.writeSize = geometry.writeSize;
    this.store = store;
    this.#endurance = endurance;
    this.#erased = erasedBytes(geometry.eraseSize);
  }

  read(address: number, length: number): Uint8Array {
    if (!Number.isInteger(address) || address < 0 || !Number.isInteger(length) || length < 0 || address + length > this.size)
      throw new RangeError(`flash address ${address} + ${length} is outside 0..${this.size}`);
    const cells = this.store.read(address, length);
    if (this.#stuck.size === 0) return cells;
    const bytes = Uint8Array.from(cells);
    for (const [at, [mask, value]] of this.#stuck)
      if (at >= address && at < address + length) bytes[at - address] = ((bytes[at - address] as number) & ~mask) | value;
    return bytes;
  }

  /** Carries the operation out; false when the chip reports that it failed, which leaves the cells as they were. */
  perform(operation: FlashOperation): boolean {
    this.check(operation);
    if (this.#failing?.(operation)) return false;
    if (operation.type === 'erase' && !this.#wear(operation.address)) return false;
    this.store.write(operation.address, this.#result(operation));
    return true;
  }

  /** Throws a RangeError for an operation that no such chip could be asked for. */
  check(operation: FlashOperation): void {
    const { address } = operation;
    const at = `0x${address.toString(16)}`;
    if (operation.type === 'erase') {
      if (!(address >= 0 && address < this.size) || address % this.eraseSize !== 0) throw new RangeError(`no erase block begins at ${at}`);
      return;
    }
    const { length } = operation.bytes;
    if (length === 0) throw new RangeError(`programming nothing at ${at}`);
    if (!(address >= 0 && address + length <= this.size)) throw new RangeError(`flash address ${at} + ${length} is outside 0..${this.size}`);
    if (address % this.writeSize !== 0 || length % this.writeSize !== 0)
      throw new RangeError(`programming ${length} bytes at ${at}: the write unit is ${this.writeSize} bytes`);
  }

  /**
   * How many ways there are to lose power in the middle of this operation. A program stops after each of its bytes but the last, and
   * in the middle of each byte; an erase leaves one of a few mixtures of old, new and random.
   */
  tornVariants(operation: FlashOperation): number {
    return operation.type === 'erase' ? TORN_ERASES : 2 * operation.bytes.length - 1;
  }

  /**
   * Power is lost during the operation: the cells are left as `variant` says, 0 to tornVariants - 1. Of a program, the higher the variant, the more
   * of it was done.
   */
  tear(operation: FlashOperation, variant: number): void {
    this.check(operation);
    const before = this.read(operation.address, operation.type === 'erase' ? this.eraseSize : operation.bytes.length);
    if (operation.type === 'erase') this.#wear(operation.address);
    this.store.write(operation.address, torn(before, this.#result(operation), operation.type, variant));
  }

  eraseCount(block: number): number {
    return this.store.eraseCount(block);
  }

  /** Makes every later erase of the block fail, as at the end of its life. */
  wearOut(block: number): void {
    this.#worn.add(block);
  }

  /** One bit keeps `value`, whatever is programmed or erased. */
  stickBit(address: number, bit: number, value: 0 | 1): void {
    const [mask, values] = this.#stuck.get(address) ?? [0, 0];
    this.#stuck.set(address, [mask | (1 << bit), value ? values | (1 << bit) : values & ~(1 << bit)]);
  }

  /** One bit changes by itself, as cells do with age. */
  flipBit(address: number, bit: number): void {
    const [byte = 0] = this.store.read(address, 1);
    this.store.write(address, Uint8Array.of(byte ^ (1 << bit)));
  }

  /** The chip reports a failure of every operation that `fails` says so of. `undefined` heals it. */
  failWhen(fails: ((operation: FlashOperation) => boolean) | undefined): void {
    this.#failing = fails;
  }

  #result(operation: FlashOperation): Uint8Array {
    if (operation.type === 'erase') return this.#erased;
    const { bytes } = operation;
    const cells = this.store.read(operation.address, bytes.length);
    const left = new Uint8Array(bytes.length);
    for (let index = 0; index < left.length; index++) left[index] = (cells[index] as number) & (bytes[index] as number);
    return left;
  }

  /** Counts an erase; false when the block has no life left for it. */
  #wear(address: number): boolean {
    const block = address / this.eraseSize;
    const count = this.store.eraseCount(block);
    if (this.#worn.has(block) || count >= this.#endurance) return false;
    this.store.setEraseCount(block, count + 1);
    return true;
  }
}

/** What is left of `before` on its way to `after`. */
function torn(before: Uint8Array, after: Uint8Array, type: FlashOperation['type'], variant: number): Uint8Array {
  const { length } = after;
  const left = Uint8Array.from(before);
  if (type === 'program') {
    // 2 k: k bytes and half the bits of the next; 2 k - 1: k bytes.
    const whole = (variant + 1) >> 1;
    left.set(after.subarray(0, whole));
    if (variant % 2 === 0) left[whole] = (before[whole] as number) & ((after[whole] as number) | 0xf0);
    return left;
  }
  const half = length >> 1;
  switch (variant) {
    case 0: // The first half is erased,
      left.fill(ERASED, 0, half);
      return left;
    case 1: // the second,
      left.fill(ERASED, half);
      return left;
    case 2: // all but the first bytes, where headers are,
      left.fill(ERASED, 64);
      return left;
    case 3: // only the first bytes,
      left.fill(ERASED, 0, 64);
      return left;
    case 4: // nothing yet,
      return left;
    case 5: // everything, but nobody was told,
      return after;
    default: // or each cell made up its own mind.
      return noise(before, variant === 6 ? 0x9e3779b9 : 0x85ebca6b, variant === 6);
  }
}

/** Each bit of `before` is set or stays, by chance; with `settle` most are set. The same for the same bytes: xorshift, no other randomness is needed. */
function noise(before: Uint8Array, seed: number, settle: boolean): Uint8Array {
  let state = seed;
  return before.map((byte) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return byte | (settle ? state | (state >>> 8) : state);
  });
}
