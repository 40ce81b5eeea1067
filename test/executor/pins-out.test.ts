/** The pins of a bench on real lines: what a person does there reaches the recorder at its own time, and what the recorder does is seen there. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { Bench } from '../../src/bench/bench.ts';
import type { Board } from '../../src/board.ts';
import { type Problem, unwrap } from '../../src/errors.ts';
import { leadPinsOut } from '../../src/executor/pins-out.ts';
import { timingOf } from '../../src/executor/timing.ts';
import { openPiLines } from '../../src/hal/pi/lines.ts';
import { FakeLines, linedBoard } from '../support/fake-lines.ts';
import { MS, S } from '../support/world.ts';

async function led(board: Board = linedBoard(), lines = new FakeLines()) {
  const bench = new Bench({ board, state: 'provisioned', hashCost: 4 });
  const failures: Problem[] = [];
  const { backend, now } = lines;
  const opened = unwrap(
    await openPiLines(board, { backend, now, time: bench.clock, observe() {}, failed: (problems) => failures.push(...problems) }),
  );
  onTestFinished(() => opened.close());
  const out = leadPinsOut(bench, opened);
  return { bench, lines, opened, out, failures };
}

describe('pins led out', () => {
  test('the seed procedure by a real button and a real plug: the verdict, the hold before power, and a beep on the line', async () => {
    const { bench, lines, out } = await led();
    lines.drive('reset', 0);
    await lines.pass(4.5 * S);
    lines.drive('power', 1);
    await lines.pass(1 * S);
    expect(bench.trace.all('plug', 'in').map(({ atUs }) => atUs)).toEqual([4.52 * S]);
    expect(bench.prePowerGrade?.verdict).toBe('good');
    await lines.pass(25 * S);
    lines.drive('reset', 1);
    await lines.pass(1 * S);
    const beeps = lines.written.filter(({ part }) => part === 'buzzer');
    const due = bench.trace.all('buzzer');
    expect(beeps.map(({ level }) => level)).toEqual(due.map(({ value }) => value));
    for (const [index, { atUs }] of due.entries()) expect((beeps[index]?.atUs ?? 0) - 1 * S - atUs).toBe(5 * MS);
    expect(bench.verdict).toBe('reset');
    expect(bench.finger.isPressing).toBe(false);
    expect(bench.explain()?.text).not.toContain('finger still down');
    // By so much machine time stays behind.
    expect(timingOf(out)).toEqual(['1 beep, each ordered 5 ms after it was due (median; 5 ms at most)']);
  });

  /** Each edge so many milliseconds after the one before, closed first. */
  const fingers = async (...afterMs: number[]) => {
    const { bench, lines } = await led();
    for (const [index, ms] of afterMs.entries()) {
      await lines.pass(ms * MS);
      lines.drive('reset', index % 2 === 0 ? 0 : 1);
    }
    await lines.pass(1 * S);
    const edges = bench.trace.all('reset').map(({ atUs }) => atUs / MS);
    return { edges, moves: bench.trace.all('finger').map(({ atUs, value, detail }) => [atUs / MS, value, detail]) };
  };

  test('a contact that bounces: the finger goes down with the first edge, and up with the first edge', async () => {
    const { edges, moves } = await fingers(100, 2, 2, 500, 3, 3);
    expect(edges).toEqual([100, 102, 104, 604, 607, 610]);
    expect(moves).toEqual([
      [100, 'down', undefined],
      [604, 'up', '504000 us'],
    ]);
  });

  test('a contact that opens for a moment only: the finger is down again once it has rested', async () => {
    const { moves } = await fingers(100, 500, 10);
    expect(moves).toEqual([
      [100, 'down', undefined],
      [600, 'up', '500000 us'],
      [640, 'down', undefined],
    ]);
  });

  test('what is pressed and plugged in at first counts', async () => {
    const lines = new FakeLines();
    lines.drive('reset', 0);
    lines.drive('power', 1);
    const { bench } = await led(linedBoard(), lines);
    await lines.pass(100 * MS);
    expect([bench.finger.isPressing, bench.supply.isGood]).toEqual([true, true]);
  });

  test('power lost on the line is power lost; the LED follows its pattern', async () => {
    const { bench, lines } = await led();
    lines.drive('power', 1);
    await lines.pass(40 * S);
    expect([bench.hal.led.pattern, lines.level('led')]).toEqual(['on', 1]);
    lines.drive('power', 0);
    await lines.pass(1 * S);
    expect([bench.recorder.firmware, lines.level('led')]).toEqual([undefined, 0]);
  });

  test('a board without a power-sense line keeps the plug of the bench', async () => {
    const { power: _, ...pins } = linedBoard().pins;
    const { bench, lines } = await led(linedBoard({ pins }));
    await lines.pass(100 * MS);
    expect(bench.supply.isPlugged).toBe(false);
    bench.supply.plugIn();
    await lines.pass(100 * MS);
    expect(bench.supply.isGood).toBe(true);
  });

  test('a line that is gone: told, time stands still, outputs off and lines given back', async () => {
    const { bench, lines, failures } = await led();
    lines.drive('power', 1);
    await lines.pass(1 * S);
    const { nowUs } = bench;
    lines.vanish();
    await lines.pass(1 * S);
    expect(failures).toMatchObject([{ code: 'hardware', message: expect.stringContaining('is gone') }]);
    expect(bench.nowUs).toBe(nowUs);
    expect([...lines.taken]).toEqual([]);
    expect(lines.level('buzzer')).toBe(0);
  });
});
