/** Flash operations by chance: of fast-check, and from a seed; and what the whole of a store holds. */
import fc from 'fast-check';
import type { CellStore, NorArray } from '../../src/hal/nor/nor-array.ts';
import type { FlashGeometry, FlashOperation } from '../../src/hal/ports.ts';
import type { Random } from '../../src/random.ts';

/** Small, so that operations meet; a block is more than one sector of a disk. */
export const GEOMETRY: FlashGeometry = { size: 4 * 1024, eraseSize: 1024, writeSize: 4 };

/** An operation, and how far it comes. */
export interface Deed {
  readonly operation: FlashOperation;
  /** The way it is torn; `undefined`: it is carried out. */
  readonly variant: number | undefined;
}

const UNITS = GEOMETRY.size / GEOMETRY.writeSize;
const BLOCKS = GEOMETRY.size / GEOMETRY.eraseSize;

const programs: fc.Arbitrary<FlashOperation> = fc
  .tuple(fc.nat(UNITS - 1), fc.uint8Array({ minLength: 1, maxLength: 300 }))
  .map(([unit, bytes]) => programAt(unit, bytes));

const erases: fc.Arbitrary<FlashOperation> = fc.nat(BLOCKS - 1).map((block) => ({ type: 'erase', address: block * GEOMETRY.eraseSize }));

/** A program of whole units, cut off at the end of the flash. */
function programAt(unit: number, bytes: Uint8Array): FlashOperation {
  const length = Math.min(Math.ceil(bytes.length / GEOMETRY.writeSize), UNITS - unit) * GEOMETRY.writeSize;
  const whole = new Uint8Array(length).fill(0xff);
  whole.set(bytes.subarray(0, length));
  return { type: 'program', address: unit * GEOMETRY.writeSize, bytes: whole };
}

export const deeds: fc.Arbitrary<Deed> = fc.record({
  operation: fc.oneof({ weight: 3, arbitrary: programs }, { weight: 1, arbitrary: erases }),
  variant: fc.option(fc.nat(1000), { nil: undefined, freq: 3 }),
});

/** The same without fast-check, for another process to follow. */
export function randomOperation(random: Random): FlashOperation {
  if (random.int(0, 3) === 0) return { type: 'erase', address: random.int(0, BLOCKS - 1) * GEOMETRY.eraseSize };
  const bytes = Uint8Array.from({ length: random.int(1, 300) }, () => random.int(0, 255));
  return programAt(random.int(0, UNITS - 1), bytes);
}

export function carryOut(array: NorArray, { operation, variant }: Deed): void {
  if (variant === undefined) array.perform(operation);
  else array.tear(operation, variant % array.tornVariants(operation));
}

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

export interface Whole {
  /** In hexadecimal: compared a hundred times as fast as an array. */
  readonly bytes: string;
  readonly eraseCounts: readonly number[];
}

export function wholeOf(store: Pick<CellStore, 'read' | 'eraseCount'>): Whole {
  return { bytes: hex(store.read(0, GEOMETRY.size)), eraseCounts: Array.from({ length: BLOCKS }, (_, block) => store.eraseCount(block)) };
}

/** What flash there may be after an end in the middle: `before` and `after` the operation under way, equal when there was none. */
export interface Survivors {
  readonly before: Whole;
  readonly after: Whole;
}

/** What is in `whole` that the operation under way does not explain. */
export function losses({ before, after }: Survivors, whole: Whole): string[] {
  const found: string[] = [];
  for (let at = 0; at < GEOMETRY.size; at++) {
    const [is, was, will] = [whole.bytes, before.bytes, after.bytes].map((bytes) => bytes.slice(2 * at, 2 * at + 2));
    if (is !== was && is !== will) found.push(`byte ${at} is ${is}, was ${was}, would have been ${will}`);
  }
  whole.eraseCounts.forEach((count, block) => {
    if (count !== before.eraseCounts[block] && count !== after.eraseCounts[block]) found.push(`erase count of block ${block} is ${count}`);
  });
  return found;
}
