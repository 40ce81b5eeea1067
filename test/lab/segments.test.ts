/** Finding where an outcome changes: exact, complete where random points help, and told where bisection alone would lie. */
import { describe, expect, test } from 'vitest';
import { evenly, segmentsOf } from '../../src/lab/segments.ts';
import { createRandom } from '../../src/random.ts';

const search = (points: readonly number[], checks = 8) => ({ points, checks, random: createRandom(1) });

describe('the stretches of an outcome', () => {
  test('are found to the microsecond, wherever their edges lie, for 200 random places of them', () => {
    const random = createRandom(7);
    for (let round = 0; round < 200; round++) {
      const first = random.int(1, 40_000_000);
      const second = first + random.int(2_000_000, 40_000_000);
      const { segments, islands } = segmentsOf((us) => (us < first ? 'short' : us <= second ? 'reset' : 'over'), search(evenly(0, 100_000_000, 60)));
      expect(segments).toEqual([
        { outcome: 'short', fromUs: 0, toUs: first - 1 },
        { outcome: 'reset', fromUs: first, toUs: second },
        { outcome: 'over', fromUs: second + 1, toUs: 100_000_000 },
      ]);
      expect(islands).toEqual([]);
    }
  });

  test('that lie between two points of the grid which differ are found too', () => {
    const outcomeAt = (us: number) => (us < 40 ? 'a' : us < 45 ? 'b' : us < 50 ? 'c' : 'd');
    expect(segmentsOf(outcomeAt, search([0, 1000])).segments.map(({ fromUs }) => fromUs)).toEqual([0, 40, 45, 50]);
  });

  test('each microsecond is asked for once', () => {
    const asked: number[] = [];
    segmentsOf(
      (us) => {
        asked.push(us);
        return us < 777 ? 'a' : 'b';
      },
      search([0, 500, 500, 1000]),
    );
    expect(new Set(asked).size).toBe(asked.length);
  });

  test('an outcome that comes and goes between two equal points is told as not monotone, and its edges are found', () => {
    const { segments, islands } = segmentsOf((us) => (us >= 300 && us < 700 ? 'reset' : 'short'), search([0, 1000]));
    expect(islands.length).toBeGreaterThan(0);
    expect(islands.every(({ atUs, outcome, among }) => outcome === 'reset' && among === 'short' && atUs >= 300 && atUs < 700)).toBe(true);
    expect(segments.map(({ outcome, fromUs }) => [outcome, fromUs])).toEqual([
      ['short', 0],
      ['reset', 300],
      ['short', 700],
    ]);
  });

  test('noise ends, and is told', () => {
    const { islands } = segmentsOf((us) => (us % 2 === 0 ? 'even' : 'odd'), search([0, 100_000]));
    expect(islands.length).toBeGreaterThan(3);
  });
});

test('points are spread evenly, both ends included', () => {
  expect(evenly(0, 10, 4)).toEqual([0, 3, 5, 8, 10]);
});
