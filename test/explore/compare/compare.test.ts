/** Two boards compared: where they do the same nothing is found, where they do not the smallest way is, to the microsecond, and on benches it is so. */
import { describe, expect, test } from 'vitest';
import { Bench } from '../../../src/bench/bench.ts';
import type { Board } from '../../../src/board.ts';
import { addExploreCommand } from '../../../src/cli/explore.ts';
import { type Comparison, compareBoards, type Way } from '../../../src/explore/compare/compare.ts';
import { runVerb } from '../../support/run-verb.ts';
import { goWay, SMALL } from '../../support/ways.ts';
import { MS, S } from '../../support/world.ts';

const small = (changes: Partial<Board>): Board => ({ ...SMALL, ...changes });

function compared(first: Board, second: Board, maxStates?: number): Comparison {
  const comparing = compareBoards([first, second], { maxStates });
  let step = comparing.next();
  while (!step.done) step = comparing.next(false);
  return step.value;
}

const shownBy = ({ ways }: Comparison) => ways.map(({ shown }) => shown);

/** What a bench shows on that way. */
function played(board: Board, { moments }: Way): string[] {
  const bench = new Bench({ board, seed: 1, state: 'provisioned', hashCost: 1 });
  const shown: string[] = [];
  bench.trace.onEntry(({ signal, value }) => {
    if (signal === 'verdict') shown.push(String(value));
  });
  goWay(bench, moments);
  bench.advance(1 * S);
  return shown;
}

describe('two boards that do the same', () => {
  test('are found to, in all timings', () => {
    const { ways, holds, found } = compared(SMALL, small({ name: 'other', title: 'Another' }));
    expect([ways, found.isExhausted, found.leavesDoubts]).toEqual([[], true, false]);
    expect(holds.flatMap(({ ranges }) => ranges).every(({ shown }) => shown[0] === shown[1])).toBe(true);
  });

  test('but for how long they take to come up: nobody sees a difference in what becomes of holds', () => {
    expect(compared(SMALL, small({ name: 'slow', initDurationUs: 250 * MS })).ways).toEqual([]);
  });

  test('are not said to when not all was looked at', () => {
    expect(compared(SMALL, SMALL, 100).found.isExhausted).toBe(false);
  });
});

describe('a window that ends a microsecond later', () => {
  const late = small({ name: 'late', stages: [{ fromUs: 200 * MS, toUs: 300 * MS + 1, action: 'factory-default' }] });

  test('is found, with the one hold in which it shows, and shows on benches at the very microseconds', () => {
    const comparison = compared(SMALL, late);
    expect(shownBy(comparison)).toEqual([['verdict over-held', 'verdict reset, wipe all']]);
    const differing = comparison.holds.flatMap(({ ranges }) => ranges).filter(({ shown }) => shown[0] !== shown[1]);
    expect(differing).toEqual([{ fromUs: 300 * MS + 1, toUs: 300 * MS + 1, shown: ['verdict over-held', 'verdict reset, wipe all'] }]);
    const [way] = comparison.ways;
    expect([SMALL, late].map((board) => way && played(board, way))).toEqual([['over-held'], ['reset']]);
  });
});

describe('a debounce that is 20 ms longer', () => {
  const slow = small({ name: 'slow', debounceUs: SMALL.debounceUs + 20 * MS });

  test('takes a lift for a bounce that is a release to the other: no plain hold shows it, and on benches it is so', () => {
    // There is more to find, but the small comes first.
    const { ways } = compared(SMALL, slow, 6_000);
    const way = ways.find(({ shown }) => shown[0] === 'verdict reset, wipe all' && shown[1] === 'verdict over-held');
    const edges = way?.moments.filter(({ what }) => what.startsWith('contact.')) ?? [];
    expect(edges.map(({ what }) => what)).toEqual(['contact.closed', 'contact.opened', 'contact.closed', 'contact.opened']);
    const lift = (edges[2]?.atUs ?? 0) - (edges[1]?.atUs ?? 0);
    expect(lift).toBeGreaterThanOrEqual(SMALL.debounceUs);
    expect(lift).toBeLessThan(slow.debounceUs);
    expect([SMALL, slow].map((board) => way && played(board, way))).toEqual([['reset'], ['over-held']]);
  });
});

describe('recsim explore --compare', () => {
  const compare = (...args: string[]) => runVerb(addExploreCommand, ['explore', '--compare', ...args]);

  test('tells the ranges of holds, the smallest example in exact microseconds, and that nothing else differs', async () => {
    const { stdout, exitCode } = await compare('seed', 'xvr-gui4');
    expect(exitCode).toBe(1);
    expect(stdout).toContain('    5.000 s to 10.000 s         seed: does nothing: short; xvr-gui4: wipes\n');
    expect(stdout).toContain('    20.000 s to 30.000 s        seed: wipes; xvr-gui4: does nothing: over-held\n');
    expect(stdout).toContain('    released 5.000000 s after the first sample: seed: does nothing: short; xvr-gui4: wipes\n');
    expect(stdout).toContain('nothing else differs');
  });

  test('tells all as JSON', async () => {
    const { stdout, exitCode } = await compare('seed', 'xvr-gui4', '--json', '-');
    const { boards, isExhausted, mayDifferInMore, holds, differences } = JSON.parse(stdout);
    expect([exitCode, boards, isExhausted, mayDifferInMore]).toEqual([1, ['seed', 'xvr-gui4'], true, false]);
    expect(holds[0].ranges.at(-1)).toEqual({ fromUs: 60 * S, toUs: null, shown: ['verdict stuck', 'verdict stuck'], isSame: true });
    expect(differences[0].moments.map(({ atUs, deed }: { atUs: number; deed: string | null }) => [atUs, deed]).slice(0, 3)).toEqual([
      [0, 'contact.closed'],
      [0, 'power-on'],
      [5_050_000, 'contact.opened'],
    ]);
  });

  test('tells in which holds a faulty firmware differs from the mended one', async () => {
    const { stdout, exitCode } = await compare('faulty/threshold-off-by-one');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^ +1\.000 s +threshold-off-by-one, mended: wipes; threshold-off-by-one: does nothing: short$/m);
  });

  test.each([[['seed']], [['seed', 'xvr-gui4', 'unifi']]])('%j is refused', async (boards) => {
    const { stderr, exitCode } = await compare(...boards);
    expect([stderr, exitCode]).toEqual([
      `error: --compare takes two boards, not ${boards.length}. Write --compare NAME NAME, or one faulty board, which is compared with its mended firmware\n`,
      2,
    ]);
  });
});
