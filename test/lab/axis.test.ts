/** Axes of a sweep: ranges with a step or a number of points, lists, and complaints that say what to write. */
import { describe, expect, test } from 'vitest';
import { formatProblem, unwrap } from '../../src/errors.ts';
import { parseAxis } from '../../src/lab/axis.ts';
import { MS, S } from '../support/world.ts';

const hold = (written: string) => parseAxis('hold', '--hold', written);
const complaint = (written: string) => {
  const parsed = hold(written);
  return parsed.ok ? 'taken' : parsed.problems.map(formatProblem).join();
};

describe('an axis', () => {
  test.each([
    ['0 s..2 s/500 ms', [0, 500 * MS, S, 1.5 * S, 2 * S]],
    ['0..1s/400ms', [0, 400 * MS, 800 * MS]],
    ['1 s..2 s:3', [S, 1.5 * S, 2 * S]],
    ['19.999999s..20.000001s:3', [20 * S - 1, 20 * S, 20 * S + 1]],
    ['25 s', [25 * S]],
    ['2 s, 0, 2 s, 1 ms', [0, MS, 2 * S]],
  ])('%s', (written, points) => {
    expect(unwrap(hold(written))).toEqual(points);
  });

  test('is refused in words', () => {
    expect(
      ['5', '1 s..2 s', '2 s..1 s/1 ms', '0 s..1 s:1', '0 s..1 s:x', '0 s..1 s/0 s', '0..1 h/1 us', '2 h', ''].map(complaint),
    ).toMatchInlineSnapshot(`
      [
        "--hold "5": "5" has no unit; write one of us, ms, s, min, h. For example --hold "0 s..45 s/500 ms", "0 s..45 s:91" or "0 s, 25 s"",
        "--hold "1 s..2 s": a range needs a step or a number of points. Write "1 s..2 s/500 ms" or "1 s..2 s:91"",
        "--hold "2 s..1 s/1 ms": it ends before it begins. Exchange the two",
        "--hold "0 s..1 s:1": "1" is not a number of points. Write a whole number from 2 to 100000",
        "--hold "0 s..1 s:x": "x" is not a number of points. Write a whole number from 2 to 100000",
        "--hold "0 s..1 s/0 s": a step of 0 s makes more than 100000 points. Take a longer step",
        "--hold "0..1 h/1 us": a step of 1 us makes more than 100000 points. Take a longer step",
        "--hold "2 h": 2 h is more than 1 h. Write less",
        "--hold "": "" is not a duration; write a number and a unit (us, ms, s, min, h). For example --hold "0 s..45 s/500 ms", "0 s..45 s:91" or "0 s, 25 s"",
      ]
    `);
  });
});
