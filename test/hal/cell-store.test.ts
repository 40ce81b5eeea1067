/** The rules of NOR cells hold wherever their bytes are kept, in memory or in a file; and both ways keep the same bytes. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unwrap } from '../../src/errors.ts';
import { createImage, openImage } from '../../src/hal/nor/image-file.ts';
import { MemoryStore } from '../../src/hal/nor/memory-store.ts';
import { type CellStore, NorArray } from '../../src/hal/nor/nor-array.ts';
import { FakeDisk } from '../support/fake-disk.ts';
import { carryOut, deeds, GEOMETRY, hex, wholeOf } from '../support/flash-operations.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'recsim-cells-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function newImage() {
  const file = path.join(folder, `${files++}.bin`);
  unwrap(createImage(file, GEOMETRY));
  return unwrap(openImage(file, GEOMETRY));
}

const STORES: readonly (readonly [name: string, create: () => CellStore])[] = [
  ['memory', () => new MemoryStore(GEOMETRY)],
  ['an image file', newImage],
];

const { size, eraseSize } = GEOMETRY;
const program = (address: number, ...bytes: number[]) => ({ type: 'program', address, bytes: Uint8Array.from(bytes) }) as const;
const erase = (block: number) => ({ type: 'erase', address: block * eraseSize }) as const;

describe.each(STORES)('cells in %s', (_, create) => {
  const createArray = (endurance?: number) => new NorArray(GEOMETRY, create(), endurance);

  test('are all erased in the beginning, and no block was ever erased', () => {
    const store = create();
    expect(wholeOf(store)).toEqual({ bytes: 'ff'.repeat(size), eraseCounts: [0, 0, 0, 0] });
    expect(store.size).toBe(size);
  });

  test('a program only clears bits, and touches its own bytes alone', () => {
    const array = createArray();
    expect(array.perform(program(4, 0b1111_0000, 0, 0xff, 0x5a))).toBe(true);
    array.perform(program(4, 0b1010_1010, 0xff, 0x0f, 0xa5));
    expect([...array.read(0, 12)]).toEqual([0xff, 0xff, 0xff, 0xff, 0b1010_0000, 0, 0x0f, 0, 0xff, 0xff, 0xff, 0xff]);
  });

  test('a program may go across the border of a block', () => {
    const array = createArray();
    array.perform(program(eraseSize - 4, 1, 2, 3, 4, 5, 6, 7, 8));
    expect([...array.read(eraseSize - 5, 10)]).toEqual([0xff, 1, 2, 3, 4, 5, 6, 7, 8, 0xff]);
  });

  test('an erase sets its block, and no other', () => {
    const array = createArray();
    for (const address of [eraseSize - 4, eraseSize, 2 * eraseSize - 4, 2 * eraseSize]) array.perform(program(address, 0, 0, 0, 0));
    expect(array.perform(erase(1))).toBe(true);
    expect(array.read(eraseSize, eraseSize)).toEqual(new Uint8Array(eraseSize).fill(0xff));
    expect([array.read(eraseSize - 4, 4), array.read(2 * eraseSize, 4)]).toEqual([new Uint8Array(4), new Uint8Array(4)]);
  });

  test('erases are counted block by block, torn ones too, and end with the endurance', () => {
    const array = createArray(2);
    array.perform(erase(3));
    array.tear(erase(3), 0);
    expect(wholeOf(array).eraseCounts).toEqual([0, 0, 0, 2]);
    array.perform(program(3 * eraseSize, 1, 2, 3, 4));
    expect(array.perform(erase(3))).toBe(false);
    expect([[...array.read(3 * eraseSize, 4)], array.eraseCount(3)]).toEqual([[1, 2, 3, 4], 2]);
  });

  test('a torn program leaves its beginning, and perhaps half a byte; each way of it another mixture', () => {
    const variants = Array.from({ length: 7 }, (_, variant) => {
      const array = createArray();
      array.tear(program(0, 0, 0, 0, 0), variant);
      return hex(array.read(0, 4));
    });
    expect(variants).toEqual(['f0ffffff', '00ffffff', '00f0ffff', '0000ffff', '0000f0ff', '000000ff', '000000f0']);
  });

  test('a torn erase sets bits and clears none, in every way it can be torn', () => {
    for (let variant = 0; variant < 8; variant++) {
      const array = createArray();
      const before = Uint8Array.from({ length: eraseSize }, (_, index) => index % 251);
      array.perform({ type: 'program', address: 0, bytes: before });
      array.tear(erase(0), variant);
      const lost = array.read(0, eraseSize).filter((byte, index) => (byte & (before[index] as number)) !== before[index]);
      expect(lost, `variant ${variant}`).toHaveLength(0);
    }
  });

  test('a stuck bit keeps its value through program and erase', () => {
    const array = createArray();
    array.stickBit(8, 0, 1);
    array.stickBit(8, 7, 0);
    array.perform(program(8, 0, 0, 0, 0));
    expect([...array.read(8, 2)]).toEqual([0b0000_0001, 0]);
    array.perform(erase(0));
    expect([...array.read(8, 2)]).toEqual([0b0111_1111, 0xff]);
  });

  test('a flipped bit can be flipped in both directions', () => {
    const array = createArray();
    array.flipBit(8, 3);
    array.flipBit(9, 0);
    array.flipBit(9, 0);
    expect([...array.read(8, 2)]).toEqual([0b1111_0111, 0xff]);
  });

  test('an operation the chip reports as failed changes nothing', () => {
    const array = createArray();
    array.failWhen(({ type }) => type === 'program');
    expect([array.perform(program(0, 1, 2, 3, 4)), array.perform(erase(0))]).toEqual([false, true]);
    expect(array.read(0, 4)).toEqual(new Uint8Array(4).fill(0xff));
  });

  test('what was read stays as it was when the cells change, and what was written is a copy', () => {
    const store = create();
    const given = Uint8Array.of(1, 2, 3, 4);
    store.write(0, given);
    given.fill(9);
    const read = store.read(0, 4);
    const blank = store.read(4, 4);
    store.write(0, Uint8Array.of(0, 0, 0, 0, 5, 6, 7, 8));
    expect([...read, ...blank]).toEqual([1, 2, 3, 4, 0xff, 0xff, 0xff, 0xff]);
    expect([...store.read(0, 8)]).toEqual([0, 0, 0, 0, 5, 6, 7, 8]);
  });

  test('operations outside, or not aligned, are refused as mistakes', () => {
    const array = createArray();
    for (const operation of [program(size, 1, 2, 3, 4), program(-4, 1, 2, 3, 4), program(2, 1, 2, 3, 4), program(0, 1), erase(4)])
      expect(() => array.perform(operation), JSON.stringify(operation)).toThrow(RangeError);
    expect(() => array.read(size - 1, 2)).toThrow(RangeError);
    expect(wholeOf(array).bytes).toBe('ff'.repeat(size));
  });
});

describe('memory and image file', () => {
  test('hold the same after any programs, erases and torn operations; the file also when it is opened again', () => {
    const samples = fc.property(fc.array(deeds, { maxLength: 25 }), fc.integer({ min: 97, max: 2000 }), (all, mostAtOnce) => {
      const memory = new MemoryStore(GEOMETRY);
      // In memory as well, so that there can be many; disks that write less than they are asked for included.
      const disk = Object.assign(new FakeDisk(), { mostAtOnce });
      disk.makeFolder('/state');
      unwrap(createImage('/state/flash.bin', GEOMETRY, undefined, disk));
      const image = unwrap(openImage('/state/flash.bin', GEOMETRY, disk));
      for (const deed of all) for (const store of [memory, image]) carryOut(new NorArray(GEOMETRY, store), deed);
      expect(wholeOf(image)).toEqual(wholeOf(memory));
      image.close();
      expect(wholeOf(unwrap(openImage('/state/flash.bin', GEOMETRY, disk)))).toEqual(wholeOf(memory));
    });
    fc.assert(samples, { numRuns: 200 });
  });

  test('hold the same on the disk of this machine', () => {
    const samples = fc.property(fc.array(deeds, { maxLength: 15 }), (all) => {
      const memory = new MemoryStore(GEOMETRY);
      const image = newImage();
      for (const deed of all) for (const store of [memory, image]) carryOut(new NorArray(GEOMETRY, store), deed);
      image.close();
      const again = unwrap(openImage(image.file, GEOMETRY));
      expect(wholeOf(again)).toEqual(wholeOf(memory));
      again.close();
    });
    fc.assert(samples, { numRuns: 50 });
  });
});
