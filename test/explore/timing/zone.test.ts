/** Zones against what they stand for: sets of remaining times, listed one by one. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Zone } from '../../../src/explore/timing/zone.ts';

const SIZE = 8;
/** Every pair of remaining times below SIZE that the zone has. */
function membersOf(zone: Zone): string[] {
  const found: string[] = [];
  const fits = (times: readonly number[]) => times.every((a, i) => times.every((b, j) => a - b <= zone.at(i, j)));
  if (zone.size === 2) for (let x = 0; x < SIZE; x++) if (fits([0, x])) found.push(`${x}`);
  if (zone.size === 3) for (let x = 0; x < SIZE; x++) for (let y = 0; y < SIZE; y++) if (fits([0, x, y])) found.push(`${x},${y}`);
  return found;
}
const bound = fc.tuple(fc.nat(SIZE - 1), fc.nat(SIZE - 1)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
const pairZone = fc.tuple(bound, bound).map(([[a, b], [c, d]]) => new Zone(1).with(1, a, b).with(2, c, d));
const limit = fc.tuple(fc.nat(2), fc.nat(2), fc.integer({ min: -SIZE, max: SIZE })).filter(([i, j]) => i !== j);

describe('a zone', () => {
  test('has the remaining times between the bounds of its timers, and no others', () => {
    const zone = new Zone(1).with(1, 2, 3).with(2, 5, 5);
    expect(membersOf(zone)).toEqual(['2,5', '3,5']);
  });

  test('tightened has what fits the limit, and says when nothing is left', () => {
    fc.assert(
      fc.property(pairZone, limit, (zone, [i, j, us]) => {
        const left = membersOf(zone).filter((member) => {
          const times = [0, ...member.split(',').map(Number)];
          return (times[i] as number) - (times[j] as number) <= us;
        });
        const tight = zone.copy();
        const isThere = tight.tighten(i, j, us);
        expect(isThere).toBe(left.length > 0);
        if (isThere) expect(membersOf(tight)).toEqual(left);
      }),
    );
  });

  test('after time has passed has what was there, less any time that no timer minds', () => {
    fc.assert(
      fc.property(pairZone, (zone) => {
        const later = new Set<string>();
        for (const member of membersOf(zone)) {
          const [x = 0, y = 0] = member.split(',').map(Number);
          for (let us = 0; us <= Math.min(x, y); us++) later.add(`${x - us},${y - us}`);
        }
        zone.letPass();
        expect(membersOf(zone)).toEqual([...later].toSorted());
      }),
    );
  });

  test('without a timer has the times of the others; swapped, the same in another order', () => {
    fc.assert(
      fc.property(pairZone, limit, (zone, [i, j, us]) => {
        if (!zone.tighten(i, j, us)) return;
        expect(membersOf(zone.without(1))).toEqual([...new Set(membersOf(zone).map((member) => member.split(',')[1] ?? ''))].toSorted());
        const swapped = zone.copy();
        swapped.swap(1);
        expect(membersOf(swapped)).toEqual(
          membersOf(zone)
            .map((member) => member.split(',').toReversed().join())
            .toSorted(),
        );
      }),
    );
  });

  test('holds another where it has all of its times', () => {
    fc.assert(
      fc.property(pairZone, pairZone, (a, b) => {
        const those = new Set(membersOf(a));
        expect(a.holds(b)).toBe(membersOf(b).every((member) => those.has(member)));
      }),
    );
  });

  test('has two timers apart where they can never be the same', () => {
    fc.assert(
      fc.property(pairZone, (zone) => {
        expect(zone.areApart(1, 2)).toBe(
          membersOf(zone).every((member) => member.split(',')[0] !== member.split(',')[1]) && !(zone.at(1, 2) >= 0 && zone.at(2, 1) >= 0),
        );
      }),
    );
  });

  test('widened has all that it had, what did not grow stays, and what did grows to the longest times', () => {
    const smaller = new Zone(1).with(1, 2, 3).with(2, 5, 5);
    const grown = new Zone(1).with(1, 2, 4).with(2, 5, 5);
    grown.widen(smaller, [0, SIZE - 1, SIZE - 1]);
    expect(membersOf(grown)).toEqual(['2,5', '3,5', '4,5', '5,5', '6,5', '7,5']);
  });

  test('widened from one that is as large is as it was', () => {
    fc.assert(
      fc.property(pairZone, (zone) => {
        const widened = zone.copy();
        widened.widen(zone, [0, SIZE - 1, SIZE - 1]);
        expect(membersOf(widened)).toEqual(membersOf(zone));
      }),
    );
  });
});
