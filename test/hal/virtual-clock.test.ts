/** The virtual clock: by example, and against @sinonjs/fake-timers and naive one-step-at-a-time time on random tasks. */
import FakeTimers from '@sinonjs/fake-timers';
import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../src/hal/machine/virtual-clock.ts';
import type { Alarm } from '../../src/hal/ports.ts';
import { createRandom } from '../../src/random.ts';

/** A clock with a log of what ran when. */
function logged() {
  const clock = new VirtualClock();
  const log: string[] = [];
  const note = (name: string) => () => log.push(`${name} at ${clock.nowUs}`);
  return { clock, log, note };
}

describe('time', () => {
  test('begins at 0, with nothing to come', () => {
    const clock = new VirtualClock();
    expect([clock.nowUs, clock.nextUs]).toEqual([0, Number.POSITIVE_INFINITY]);
  });

  test('stops at every deadline on the way, also at those set on the way', () => {
    const { clock, log, note } = logged();
    clock.at(100, () => {
      note('first')();
      clock.at(clock.nowUs + 100, note('chained'));
    });
    clock.at(250, note('last'));
    clock.advanceTo(1_000);
    expect(log).toEqual(['first at 100', 'chained at 200', 'last at 250']);
    expect(clock.nowUs).toBe(1_000);
  });

  test('a task at the very end of an advance runs, one a microsecond later does not', () => {
    const { clock, log, note } = logged();
    clock.at(10, note('in'));
    clock.at(11, note('out'));
    clock.advance(10);
    expect(log).toEqual(['in at 10']);
    clock.advance(1);
    expect(log).toEqual(['in at 10', 'out at 11']);
  });

  test('nextUs is the time of the next task that still waits', () => {
    const clock = new VirtualClock();
    const alarm = clock.at(5, () => {});
    clock.at(7, () => {});
    expect(clock.nextUs).toBe(5);
    clock.cancel(alarm);
    expect(clock.nextUs).toBe(7);
    clock.advanceTo(7);
    expect(clock.nextUs).toBe(Number.POSITIVE_INFINITY);
  });

  test('step moves to the next task, runs it alone, and says when there is none', () => {
    const { clock, log, note } = logged();
    clock.at(5, note('a'));
    clock.at(5, note('b'));
    expect([clock.step(), clock.nowUs, log]).toEqual([true, 5, ['a at 5']]);
    expect([clock.step(), clock.nowUs, log]).toEqual([true, 5, ['a at 5', 'b at 5']]);
    expect([clock.step(), clock.nowUs]).toEqual([false, 5]);
  });
});

describe('ties', () => {
  test('run in the order they were set', () => {
    const { clock, log, note } = logged();
    for (const name of ['a', 'b', 'c', 'd', 'e']) clock.at(7, note(name));
    clock.advanceTo(7);
    expect(log).toEqual(['a at 7', 'b at 7', 'c at 7', 'd at 7', 'e at 7']);
  });

  test('one that is set during the tie runs after those that waited', () => {
    const { clock, log, note } = logged();
    clock.at(7, () => {
      note('a')();
      clock.at(7, note('late'));
    });
    clock.at(7, note('b'));
    clock.advanceTo(7);
    expect(log).toEqual(['a at 7', 'b at 7', 'late at 7']);
  });

  test('a task set for now runs at the next advance, even of nothing', () => {
    const { clock, log, note } = logged();
    clock.at(0, note('now'));
    expect(log).toEqual([]);
    clock.advance(0);
    expect(log).toEqual(['now at 0']);
  });
});

describe('cancel', () => {
  test('before its time: the task never runs', () => {
    const { clock, log, note } = logged();
    clock.cancel(clock.at(5, note('a')));
    clock.advanceTo(10);
    expect(log).toEqual([]);
  });

  test('during a tie: one task takes back another of the same time', () => {
    const { clock, log, note } = logged();
    let second: Alarm | undefined;
    clock.at(5, () => {
      note('a')();
      clock.cancel(second);
    });
    second = clock.at(5, note('b'));
    clock.at(5, note('c'));
    clock.advanceTo(5);
    expect(log).toEqual(['a at 5', 'c at 5']);
  });

  test('from inside the task itself, after it ran, twice, and of nothing: no effect', () => {
    const { clock, log, note } = logged();
    const alarm: Alarm = clock.at(5, () => {
      note('a')();
      clock.cancel(alarm);
    });
    clock.at(6, note('b'));
    clock.advanceTo(5);
    clock.cancel(alarm);
    clock.cancel(alarm);
    clock.cancel(undefined);
    clock.advanceTo(6);
    expect(log).toEqual(['a at 5', 'b at 6']);
  });
});

describe('a loop without time', () => {
  test('is ended with an error that says when, instead of running for ever', () => {
    const clock = new VirtualClock();
    const again = () => {
      clock.at(clock.nowUs, again);
    };
    clock.at(7, again);
    expect(() => clock.advanceTo(10)).toThrow('time stands still at 7 us');
  });

  test('many tasks of one time are no loop', () => {
    const clock = new VirtualClock();
    let ran = 0;
    for (let task = 0; task < 100_000; task++) clock.at(5, () => ran++);
    clock.advanceTo(5);
    expect(ran).toBe(100_000);
  });
});

describe('refused', () => {
  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1, 0.5, 2 ** 53, 9])('a task at %d us, when it is 10 us', (atUs) => {
    const clock = new VirtualClock();
    clock.advanceTo(10);
    expect(() => clock.at(atUs, () => {})).toThrow(RangeError);
    expect(clock.nextUs).toBe(Number.POSITIVE_INFINITY);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, -1, 10.5, 9])('an advance to %d us, when it is 10 us', (atUs) => {
    const clock = new VirtualClock();
    clock.advanceTo(10);
    expect(() => clock.advanceTo(atUs)).toThrow(RangeError);
    expect(clock.nowUs).toBe(10);
  });

  test('a negative advance', () => {
    expect(() => new VirtualClock().advance(-1)).toThrow(RangeError);
  });
});

/** What a task needs of a clock, so that one random programme runs on three of them. */
interface Scheduler {
  now(): number;
  set(delay: number, task: () => void): unknown;
  cancel(id: unknown): void;
  advance(by: number): void;
}

function virtual(): Scheduler {
  const clock = new VirtualClock();
  return {
    now: () => clock.nowUs,
    set: (delay, task) => clock.at(clock.nowUs + delay, task),
    cancel: (id) => clock.cancel(id as Alarm | undefined),
    advance: (by) => clock.advance(by),
  };
}

function fakeTimers(): Scheduler {
  const clock = FakeTimers.createClock(0, 1e9);
  return {
    now: () => clock.now,
    set: (delay, task) => clock.setTimeout(task, delay),
    cancel: (id) => clock.clearTimeout(id as Parameters<typeof clock.clearTimeout>[0]),
    advance: (by) => clock.tick(by),
  };
}

/** The plainest clock there is: visits every moment and looks through all tasks. */
function naive(): Scheduler {
  let now = 0;
  let tasks: { readonly at: number; readonly task: () => void }[] = [];
  const runDue = () => {
    for (let due = tasks.find(({ at }) => at === now); due; due = tasks.find(({ at }) => at === now)) {
      tasks = tasks.filter((entry) => entry !== due);
      due.task();
    }
  };
  return {
    now: () => now,
    set(delay, task) {
      const entry = { at: now + delay, task };
      tasks.push(entry);
      return entry;
    },
    cancel(id) {
      tasks = tasks.filter((entry) => entry !== id);
    },
    advance(by) {
      runDue();
      for (const end = now + by; now < end; ) {
        now++;
        runDue();
      }
    },
  };
}

/** Tasks that set and cancel tasks; the account says what ran when. `leastDelay` is the shortest delay asked for inside a task. */
function randomProgramme(clock: Scheduler, seed: number, leastDelay: number): string[] {
  const random = createRandom(seed);
  const account: string[] = [];
  const ids: unknown[] = [];
  let budget = 150;
  const add = (least: number) => {
    if (budget-- <= 0) return;
    const name = ids.length;
    // Short delays, so that ties are many.
    ids.push(clock.set(random.int(least, 25), () => run(name)));
  };
  const run = (name: number) => {
    account.push(`${clock.now()}: ${name}`);
    for (let count = random.int(0, 2); count > 0; count--) add(leastDelay);
    if (random.int(0, 2) === 0) clock.cancel(ids[random.int(0, ids.length - 1)]);
  };
  for (let round = 0; round < 12; round++) {
    for (let count = random.int(0, 5); count > 0; count--) add(0);
    if (ids.length > 0 && random.int(0, 3) === 0) clock.cancel(ids[random.int(0, ids.length - 1)]);
    clock.advance(random.int(0, 30));
  }
  clock.advance(2_000);
  return account;
}

describe('against other clocks', () => {
  const SEEDS = Array.from({ length: 300 }, (_, index) => index + 1);

  test('the same tasks at the same times in the same order as fake-timers, for 300 random programmes', () => {
    // fake-timers make 1 of a delay of 0 that is asked for inside a task; we do not.
    for (const seed of SEEDS) expect(randomProgramme(virtual(), seed, 1), `seed ${seed}`).toEqual(randomProgramme(fakeTimers(), seed, 1));
  });

  test('the same as time that visits every moment, for 300 random programmes, delays of 0 inside tasks included', () => {
    let ran = 0;
    for (const seed of SEEDS) {
      const account = randomProgramme(virtual(), seed, 0);
      expect(account, `seed ${seed}`).toEqual(randomProgramme(naive(), seed, 0));
      ran += account.length;
    }
    expect(ran).toBeGreaterThan(10_000);
  });

  test('100,000 random tasks, a third of them cancelled, run by time and then by the order they were set', () => {
    const random = createRandom(1);
    const clock = new VirtualClock();
    const ran: { atUs: number; order: number }[] = [];
    const kept: { atUs: number; order: number }[] = [];
    for (let order = 0; order < 100_000; order++) {
      const entry = { atUs: random.int(0, 50_000), order };
      const alarm = clock.at(entry.atUs, () => {
        expect(clock.nowUs === entry.atUs).toBe(true);
        ran.push(entry);
      });
      if (order % 3 === 0) clock.cancel(alarm);
      else kept.push(entry);
    }
    clock.advanceTo(50_000);
    expect(ran.length).toBe(kept.length);
    kept.sort((a, b) => a.atUs - b.atUs || a.order - b.order);
    expect(ran.every((entry, index) => entry === kept[index])).toBe(true);
  });
});
