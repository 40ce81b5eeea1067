/** Real time keeps the order and the times of what happens, however late it wakes up. The kernel's clock is one of the test's here. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { VirtualClock } from '../../src/hal/machine/virtual-clock.ts';
import { RealClock, type Stamped } from '../../src/hal/pi/real-clock.ts';

const SETTLE_US = 5_000;

function clockAt(time?: VirtualClock) {
  let nowUs = 1_000_000;
  const startUs = nowUs;
  const failures: unknown[] = [];
  const clock = new RealClock({
    ...(time ? { time } : {}),
    settleUs: SETTLE_US,
    failed: (error) => failures.push(error),
    now: () => BigInt(nowUs) * 1000n,
  });
  onTestFinished(() => clock.stop());
  const waiting: Stamped[] = [];
  clock.follow(() => waiting.splice(0));
  return {
    clock,
    failures,
    /** Wakes up when it is `us` after the start. */
    wakeAt(us: number) {
      nowUs = startUs + us;
      clock.wake();
    },
    /** An edge the kernel stamps with `us` after the start. */
    edge: (us: number, run: (atUs: number) => void) => waiting.push({ atNs: BigInt(startUs + us) * 1000n, run }),
  };
}

describe('the real clock', () => {
  test('runs each task at its own time, in order, after a stall of any length', () => {
    const { clock, wakeAt } = clockAt();
    const ran: [string, number][] = [];
    clock.at(300, () => ran.push(['second', clock.nowUs]));
    clock.at(100, () => {
      ran.push(['first', clock.nowUs]);
      clock.at(200, () => ran.push(['between', clock.nowUs]));
    });
    wakeAt(10_000_000);
    expect(ran).toEqual([
      ['first', 100],
      ['between', 200],
      ['second', 300],
    ]);
    expect(clock.nowUs).toBe(10_000_000 - SETTLE_US);
  });

  test('hands over edges between the tasks, each with the time of the kernel; what is due at that very moment comes first', () => {
    const { clock, wakeAt, edge } = clockAt();
    const ran: string[] = [];
    for (const us of [100, 200, 300]) clock.at(us, () => ran.push(`task ${us}`));
    edge(150, (atUs) => ran.push(`edge ${atUs} at ${clock.nowUs}`));
    edge(200, (atUs) => ran.push(`edge ${atUs}`));
    wakeAt(200_000);
    expect(ran).toEqual(['task 100', 'edge 150 at 150', 'task 200', 'edge 200', 'task 300']);
    expect(clock.late).toEqual({ edges: 0, mostUs: 0 });
  });

  test('edges of several sources are put in order', () => {
    const { clock, wakeAt, edge } = clockAt();
    const heard: number[] = [];
    clock.follow(() => (heard.length === 0 ? [{ atNs: 1_000_050n * 1000n, run: (atUs) => heard.push(atUs) }] : []));
    edge(70, (atUs) => heard.push(atUs));
    edge(90, (atUs) => heard.push(atUs));
    wakeAt(20_000);
    expect(heard).toEqual([50, 70, 90]);
  });

  test('waits for the settling time: an edge handed over a little late still comes before the task that follows it', () => {
    const { clock, wakeAt, edge } = clockAt();
    const ran: string[] = [];
    clock.at(10_000, () => ran.push('task'));
    wakeAt(10_000 + SETTLE_US - 1);
    expect(ran).toEqual([]);
    edge(9_999, (atUs) => ran.push(`edge ${atUs}`));
    wakeAt(10_000 + SETTLE_US);
    expect(ran).toEqual(['edge 9999', 'task']);
  });

  test('an edge that comes later than that keeps its time while nothing later was decided; else it is moved, and counted', () => {
    const { clock, wakeAt, edge } = clockAt();
    const heard: number[] = [];
    clock.at(1_000, () => {});
    wakeAt(100_000);
    edge(50_000, (atUs) => heard.push(atUs));
    wakeAt(110_000);
    expect(heard).toEqual([50_000]);
    expect(clock.late.edges).toBe(0);
    edge(20_000, (atUs) => heard.push(atUs));
    wakeAt(120_000);
    expect(heard).toEqual([50_000, 50_000]);
    expect(clock.late).toEqual({ edges: 1, mostUs: 30_000 });
  });

  test('act brings time up to date first, and what it sets runs in its turn', () => {
    const { clock, wakeAt } = clockAt();
    const ran: number[] = [];
    clock.at(50, () => ran.push(clock.nowUs));
    wakeAt(0);
    const at = clock.act(() => clock.act(() => clock.nowUs));
    expect(at).toBe(0);
    wakeAt(60_000);
    clock.act(() => clock.at(clock.nowUs + 7, () => ran.push(clock.nowUs)));
    wakeAt(70_000);
    expect(ran).toEqual([50, 60_000 - SETTLE_US + 7]);
  });

  test('wakes by itself for what is due', async () => {
    const failures: unknown[] = [];
    const clock = new RealClock({ failed: (error) => failures.push(error) });
    onTestFinished(() => clock.stop());
    const atUs = await new Promise<number>((resolve) => clock.at(3_000, () => resolve(clock.nowUs)));
    expect(atUs).toBe(3_000);
    expect(clock.wallUs).toBeGreaterThanOrEqual(8_000);
    expect(failures).toEqual([]);
  });

  test('stops and tells when a source or a task throws', () => {
    const { clock, wakeAt, failures, edge } = clockAt();
    const ran: string[] = [];
    clock.at(10, () => {
      throw new Error('the line is gone');
    });
    clock.at(20, () => ran.push('after it'));
    wakeAt(10_000);
    edge(30, () => ran.push('edge'));
    wakeAt(20_000);
    expect(failures).toEqual([new Error('the line is gone')]);
    expect(ran).toEqual([]);
  });

  test('drives a clock of somebody else: what is set on that runs, and decides; edges keep their times on it', () => {
    const time = new VirtualClock();
    time.advanceTo(7_000);
    const { clock, wakeAt, edge } = clockAt(time);
    const ran: string[] = [];
    time.at(10_000, () => ran.push(`task ${time.nowUs}`));
    edge(1_000, (atUs) => ran.push(`edge ${atUs}`));
    wakeAt(50_000);
    expect(ran).toEqual(['edge 8000', 'task 10000']);
    edge(2_000, (atUs) => ran.push(`edge ${atUs}`));
    wakeAt(60_000);
    expect(ran.at(-1)).toBe('edge 10000');
    expect([clock.late.edges, time.nowUs]).toEqual([1, 7_000 + 60_000 - SETTLE_US]);
  });

  describe('piece by piece', () => {
    test('a piece ends at the very event; then time stands still, and the next piece makes up for it', async () => {
      const time = new VirtualClock();
      const { clock, wakeAt, edge } = clockAt(time);
      const ran: number[] = [];
      for (const us of [1_000, 2_000, 3_000]) time.at(us, () => ran.push(us));
      const first = clock.pass(() => ran.length === 2, 1_000_000);
      wakeAt(500_000);
      expect([await first, time.nowUs]).toEqual([true, 2_000]);
      edge(600_000, (atUs) => ran.push(atUs));
      wakeAt(700_000);
      expect([ran, time.nowUs]).toEqual([[1_000, 2_000], 2_000]);
      const second = clock.pass(() => false, 650_000);
      expect([await second, time.nowUs]).toEqual([false, 650_000]);
      expect(ran).toEqual([1_000, 2_000, 3_000, 600_000]);
      expect(clock.late.edges).toBe(0);
    });

    test('it ends by what somebody else has done, without an event', async () => {
      const { clock, wakeAt } = clockAt();
      let isOver = false;
      const piece = clock.pass(() => isOver, 1_000_000);
      wakeAt(100_000);
      isOver = true;
      wakeAt(150_000);
      expect([await piece, clock.nowUs]).toEqual([true, 100_000 - SETTLE_US]);
    });

    test('what a source throws comes out of the piece, and of each after it', async () => {
      const { clock, wakeAt } = clockAt();
      clock.follow(() => {
        if (clock.wallUs > 50_000) throw new Error('the line is gone');
        return [];
      });
      const piece = clock.pass(() => false, 1_000_000);
      wakeAt(60_000);
      await expect(piece).rejects.toThrow('the line is gone');
      await expect(clock.pass(() => true, 2_000_000)).rejects.toThrow('the line is gone');
    });
  });

  test('refuses a time in the past, as the virtual clock does', () => {
    const { clock, wakeAt } = clockAt();
    wakeAt(10_000);
    expect(() => clock.at(4_000, () => {})).toThrow(RangeError);
  });
});
