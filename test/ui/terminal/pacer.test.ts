import { describe, expect, it } from 'vitest';
import type { Bench } from '../../../src/bench/bench.ts';
import { VirtualClock } from '../../../src/hal/machine/virtual-clock.ts';
import { Pacer } from '../../../src/ui/terminal/pacer.ts';
import { passingOf, passSettled } from '../../../src/ui/terminal/passing.ts';
import { ManualWall } from '../../support/manual-wall.ts';

const never = () => false;

describe('virtual time beside wall time', () => {
  it('runs as many times faster as asked, in whole milliseconds, losing nothing over many frames', () => {
    for (const [pace, expected] of [
      [0.1, 1_000],
      [1, 10_000],
      [60, 600_000],
    ] as const) {
      const wall = new ManualWall();
      const clock = new VirtualClock();
      const pacer = new Pacer(wall, pace);
      for (let frame = 0; frame < 300; frame++) {
        wall.nowMs += 10_000 / 300;
        pacer.keepUp(clock, never);
        expect(clock.nowUs % 1000).toBe(0);
      }
      expect(Math.abs(clock.nowUs / 1000 - expected)).toBeLessThanOrEqual(1);
    }
  });

  it('stands still while paused and does not make up for it', () => {
    const wall = new ManualWall();
    const clock = new VirtualClock();
    const pacer = new Pacer(wall, 1);
    pacer.pause(true);
    wall.nowMs += 5000;
    pacer.keepUp(clock, never);
    expect(clock.nowUs).toBe(0);
    pacer.pause(false);
    wall.nowMs += 100;
    pacer.keepUp(clock, never);
    expect(clock.nowUs).toBe(100_000);
  });

  it('makes up for no more than a quarter of a second after the process was stopped', () => {
    const wall = new ManualWall();
    const clock = new VirtualClock();
    const pacer = new Pacer(wall, 1);
    wall.nowMs += 60_000;
    pacer.keepUp(clock, never);
    expect(clock.nowUs).toBe(250_000);
  });

  it('as fast as possible still stops at each thing one can notice', () => {
    const wall = new ManualWall();
    const clock = new VirtualClock();
    const pacer = new Pacer(wall, 'max');
    const seen: number[] = [];
    clock.at(3_000_000, () => {});
    for (const atUs of [5_000_000, 90_000_000]) clock.at(atUs, () => seen.push(clock.nowUs));
    let count = seen.length;
    pacer.keepUp(clock, () => seen.length > count);
    expect([clock.nowUs, seen]).toEqual([5_000_000, [5_000_000]]);
    count = seen.length;
    pacer.keepUp(clock, () => seen.length > count);
    expect(clock.nowUs).toBe(90_000_000);
  });

  it('goes through its paces up and down and stops at both ends', () => {
    const pacer = new Pacer(new ManualWall(), 1);
    const shift = (by: 1 | -1) => {
      pacer.shift(by);
      return pacer.pace;
    };
    const up = Array.from({ length: 7 }, () => shift(1));
    expect(up).toEqual([2, 5, 10, 60, 'max', 'max', 'max']);
    const down = Array.from({ length: 8 }, () => shift(-1));
    expect(down).toEqual([60, 10, 5, 2, 1, 0.1, 0.1, 0.1]);
  });

  it('a pace between two of them goes to its neighbours', () => {
    const pacer = new Pacer(new ManualWall(), 3);
    pacer.shift(1);
    expect(pacer.pace).toBe(5);
  });
});

describe('time and the world outside', () => {
  /** A clock, and somebody outside who begins work at 1 s and has done it when `end` is called. */
  function world() {
    const clock = new VirtualClock();
    let end = () => {};
    let work: Promise<void> | undefined;
    clock.at(1_000_000, () => {
      work = new Promise<void>((resolve) => {
        end = resolve;
      }).finally(() => {
        work = undefined;
      });
    });
    const outside = {
      get isBusy() {
        return work !== undefined;
      },
      settled: async () => void (await work),
    };
    return { bench: { clock, outside } as unknown as Bench, end: () => end() };
  }

  it.each([1, 'max'] as const)('at pace %s it is held where somebody outside begins work, and goes on when it is done', async (pace) => {
    const { bench, end } = world();
    const wall = new ManualWall();
    const pacer = new Pacer(wall, pace);
    const keepUp = () => {
      wall.nowMs += 250;
      pacer.keepUp(passingOf(bench), never);
    };
    for (let frame = 0; frame < 10; frame++) keepUp();
    expect(bench.clock.nowUs).toBe(1_000_000);
    end();
    await bench.outside.settled();
    await Promise.resolve();
    keepUp();
    expect(bench.clock.nowUs).toBeGreaterThan(1_000_000);
  });

  it('a wait goes through to its end, however long the work takes', async () => {
    const { bench, end } = world();
    const passed = passSettled(bench, 3_000_000);
    await Promise.resolve();
    expect(bench.clock.nowUs).toBe(1_000_000);
    end();
    await passed;
    expect(bench.clock.nowUs).toBe(3_000_000);
  });
});
