/** Which things of two lists belong together. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { align, type Pair } from '../../src/scenario/align.ts';

interface Thing {
  readonly name: string;
  readonly at: number;
}

const SIDES = { nameOf: ({ name }: Thing) => name, distance: (a: Thing, b: Thing) => Math.abs(a.at - b.at), near: 0 };
const things = (...times: readonly number[]) => times.map((at): Thing => ({ name: 'beep', at }));
const times = (pairs: readonly Pair<Thing>[]) => pairs.map(([a, b]) => [a?.at, b?.at]);

/** How many pairs there are, and how far they lie apart in all. */
const worthOf = (pairs: readonly Pair<Thing>[]) => {
  const both = pairs.filter((pair): pair is [Thing, Thing] => pair[0] !== undefined && pair[1] !== undefined);
  return { pairs: both.length, apart: both.reduce((sum, [a, b]) => sum + Math.abs(a.at - b.at), 0) };
};

/** Tries every way. */
function best(a: readonly Thing[], b: readonly Thing[]): { readonly pairs: number; readonly apart: number } {
  const [one, ...restOfA] = a;
  const [other, ...restOfB] = b;
  if (!one || !other) return { pairs: 0, apart: 0 };
  const ways = [best(restOfA, b), best(a, restOfB)];
  if (one.name === other.name) {
    const { pairs, apart } = best(restOfA, restOfB);
    ways.push({ pairs: pairs + 1, apart: apart + Math.abs(one.at - other.at) });
  }
  return ways.sort((x, y) => y.pairs - x.pairs || x.apart - y.apart)[0] as (typeof ways)[0];
}

const THINGS = fc
  .array(fc.record({ name: fc.constantFrom('on', 'off'), at: fc.nat({ max: 9 }) }), { maxLength: 6 })
  .map((list) => list.sort((one, other) => one.at - other.at));

describe('two lists', () => {
  test('that are the same belong together one by one', () => {
    expect(times(align(things(1, 2, 3), things(1, 2, 3), SIDES))).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
  });

  test('of which one lacks something in the middle: that is what has no other', () => {
    expect(times(align(things(1, 5, 9), things(1.1, 9.1), SIDES))).toEqual([
      [1, 1.1],
      [5, undefined],
      [9, 9.1],
    ]);
    expect(times(align(things(1.1, 9.1), things(1, 5, 9), SIDES))).toEqual([
      [1.1, 1],
      [9.1, 9],
      [undefined, 5],
    ]);
  });

  test('of which some cannot belong together: those stay alone', () => {
    const distance = (a: Thing, b: Thing) => (Math.abs(a.at - b.at) > 3 ? Number.POSITIVE_INFINITY : Math.abs(a.at - b.at));
    expect(times(align(things(1, 5), things(9), { ...SIDES, distance }))).toEqual([
      [1, undefined],
      [5, undefined],
      [undefined, 9],
    ]);
  });

  test('have as many pairs as there can be, and of those the nearest; in order, each thing once', () => {
    fc.assert(
      fc.property(THINGS, THINGS, (a, b) => {
        const found = align(a, b, { ...SIDES, near: -1 });
        expect(worthOf(found)).toEqual(best(a, b));
        expect(found.flatMap(([one]) => (one ? [one] : []))).toEqual(a);
        const paired = found.flatMap(([one, other]) => (one && other ? [b.indexOf(other)] : []));
        expect(paired).toEqual([...paired].sort((x, y) => x - y));
        expect(found.filter(([, other]) => other).length).toBe(b.length);
      }),
    );
  });

  test('too long to search and unlike from the beginning go by their names in order', () => {
    const [a, b] = [things(...Array.from({ length: 1_500 }, (_, at) => at)), things(...Array.from({ length: 1_499 }, (_, at) => at + 0.5))];
    const found = align(a, b, SIDES);
    expect(times(found.slice(-2))).toEqual([
      [1_498, 1_498.5],
      [1_499, undefined],
    ]);
  });
});
