/** The world around the recorder: bounce, finger, supply, lid, trace, explanations. */
import { describe, expect, test } from 'vitest';
import { Bench } from '../../src/bench/bench.ts';
import { bounceTimes } from '../../src/bench/bounce.ts';
import { SCREWS } from '../../src/bench/lid.ts';
import { createRandom } from '../../src/random.ts';
import { heldFor, heldToT0, MS, powerCycle, S, seedBoard, starts } from '../support/world.ts';

const edges = (bench: Bench) => bench.trace.all('reset').map((entry) => [entry.atUs, entry.value]);

describe('bounce', () => {
  test('is irregular, ascending, odd in number, from the first change to the last, for 500 seeds', () => {
    for (let seed = 0; seed < 500; seed++) {
      const random = createRandom(seed);
      const toggles = random.int(1, 100);
      const durationUs = random.int(0, 5 * MS);
      const times = bounceTimes({ durationUs, toggles }, random);
      expect([seed, times.length % 2]).toEqual([seed, 1]);
      expect([seed, times[0]]).toEqual([seed, 0]);
      expect(times.length).toBeLessThanOrEqual(toggles);
      for (let index = 1; index < times.length; index++) expect((times[index] ?? 0) > (times[index - 1] ?? 0)).toBe(true);
      if (times.length > 1) expect([seed, times.at(-1)]).toEqual([seed, durationUs]);
    }
  });

  test('of the same seed is the same, of another seed another', () => {
    const times = (seed: number) => bounceTimes({ durationUs: 2 * MS, toggles: 21 }, createRandom(seed));
    expect(times(7)).toEqual(times(7));
    expect(times(7)).not.toEqual(times(8));
  });

  test('can be regular', () => {
    expect(bounceTimes({ durationUs: 40, toggles: 5, regular: true }, createRandom(1))).toEqual([0, 10, 20, 30, 40]);
  });

  test('fits into a duration that is too short for its toggles', () => {
    expect(bounceTimes({ durationUs: 3, toggles: 99 }, createRandom(1)).length).toBe(3);
    expect(bounceTimes({ durationUs: 0, toggles: 99 }, createRandom(1))).toEqual([0]);
  });
});

describe('the finger', () => {
  test('gives one edge a move without bounce, and as many as the board says with it', () => {
    const bench = new Bench({ board: seedBoard() });
    bench.finger.press('none');
    bench.advance(1 * S);
    bench.finger.release('none');
    bench.advance(1 * S);
    expect(edges(bench)).toEqual([
      [0, 0],
      [1 * S, 1],
    ]);
    bench.finger.press();
    bench.advance(1 * S);
    const count = edges(bench).length - 2;
    expect(count).toBeGreaterThanOrEqual(9);
    expect(count).toBeLessThanOrEqual(100);
    expect(edges(bench).at(-1)).toEqual([2 * S + 2 * MS, 0]);
  });

  test('lifted in the middle of a bounce ends released', () => {
    for (let seed = 1; seed <= 50; seed++) {
      const bench = new Bench({ board: seedBoard(), seed });
      bench.finger.press();
      bench.advance(1 * MS);
      bench.finger.release();
      bench.advance(1 * S);
      expect([seed, bench.hal.resetButton.read()]).toEqual([seed, 1]);
    }
  });

  test('pressing twice or lifting twice changes nothing', () => {
    const bench = new Bench({ board: seedBoard() });
    bench.finger.release();
    bench.finger.press('none');
    bench.advance(1 * S);
    bench.finger.press('none');
    expect(bench.finger.heldUs).toBe(1 * S);
    expect(edges(bench)).toHaveLength(1);
  });

  test('stays where it is through every loss of power and reset', () => {
    const bench = heldToT0();
    powerCycle(bench);
    bench.recorder.firmware?.hang();
    bench.advance(30 * S);
    expect(starts(bench)).toEqual(['power-on', 'power-on', 'watchdog']);
    expect(bench.finger.isPressing).toBe(true);
    expect(edges(bench)).toHaveLength(1);
  });
});

describe('the supply', () => {
  const bench = () => {
    const world = new Bench({ board: seedBoard() });
    world.supply.plugIn();
    world.advance(1 * S);
    return world;
  };

  test('holds the rail for exactly its hold-up after the plug is pulled', () => {
    const world = bench();
    world.supply.unplug();
    world.advance(20 * MS - 1);
    expect(world.supply.isGood).toBe(true);
    world.advance(1);
    expect(world.supply.isGood).toBe(false);
    expect(world.recorder.firmware).toBeUndefined();
    expect(world.states).toEqual([]);
  });

  test('a plug put back within the hold-up was never out for the firmware', () => {
    const world = bench();
    world.supply.unplug();
    world.advance(19 * MS);
    world.supply.plugIn();
    world.advance(10 * S);
    expect(starts(world)).toEqual(['power-on']);
  });

  test('tells a brown-out from a power-on by whether the input went to 0 V', () => {
    const world = bench();
    world.supply.dip(1 * S, 5);
    world.advance(2 * S);
    world.supply.dip(1 * S, 0);
    world.advance(2 * S);
    expect(starts(world)).toEqual(['power-on', 'brown-out', 'power-on']);
  });

  test('unplugged during a brown-out, the next start is a power-on', () => {
    const world = bench();
    world.supply.dip(1 * S, 5);
    world.advance(0.5 * S);
    world.supply.unplug();
    world.advance(1 * S);
    world.supply.plugIn();
    world.advance(1 * S);
    expect(starts(world)).toEqual(['power-on', 'power-on']);
  });

  test('a dip with the plug out is a dip of nothing', () => {
    const world = bench();
    world.supply.unplug();
    world.advance(1 * S);
    world.supply.dip(1 * S, 8);
    world.advance(2 * S);
    expect(world.trace.all('supply').map((entry) => entry.value)).toEqual([0, 0]);
    expect(starts(world)).toEqual(['power-on']);
  });

  test('a second dip replaces the first', () => {
    const world = bench();
    world.supply.dip(10 * MS);
    world.advance(5 * MS);
    world.supply.dip(10 * MS);
    world.advance(1 * S);
    expect(starts(world)).toEqual(['power-on']);
    expect(world.supply.inputVolts).toBe(12);
  });

  test('the rail exactly at the brown-out voltage holds, below it does not', () => {
    const starting = (volts: number) => {
      const world = bench();
      world.supply.dip(1 * S, volts);
      world.advance(2 * S);
      return starts(world).length;
    };
    expect([9.6, 9.5].map(starting)).toEqual([1, 2]);
  });
});

describe('the lid', () => {
  test('lifts once its four screws are out, and closing it puts them back', () => {
    const { lid } = new Bench({ board: seedBoard() });
    for (let screw = 0; screw < SCREWS; screw++) {
      expect(lid.lift()).toBe(false);
      lid.unscrew();
    }
    expect([lid.screwsIn, lid.lift(), lid.isOpen]).toEqual([0, true, true]);
    lid.close();
    expect([lid.screwsIn, lid.isOpen]).toEqual([SCREWS, false]);
  });
});

describe('the bench', () => {
  test('is in a state by its whole path or by the beginning of it, name by name', () => {
    const bench = heldToT0();
    expect(['hold.counting.early', 'hold.counting', 'hold'].map((path) => bench.isIn(path))).toEqual([true, true, true]);
    expect(['hold.counting.earl', 'hold.count', 'hold.counting.window', 'boot'].map((path) => bench.isIn(path))).toEqual([false, false, false, true]);
  });

  test('runs until a condition holds, event by event, at most to the limit, which is included', () => {
    const until = (limitUs: number) => {
      const bench = heldToT0();
      const t0 = bench.nowUs;
      const held = bench.runUntil(() => bench.isIn('hold.counting.window'), t0 + limitUs);
      return [held, bench.nowUs - t0];
    };
    expect(until(60 * S)).toEqual([true, 20 * S]);
    expect(until(20 * S)).toEqual([true, 20 * S]);
    expect(until(20 * S - 1)).toEqual([false, 20 * S - 1]);
    expect(until(0)).toEqual([false, 0]);
  });

  test('tells the screen by its title in the trace, once for each', () => {
    const titles = heldFor(25 * S)
      .trace.all('screen')
      .map((entry) => entry.value);
    expect(titles).toEqual([
      'Starting',
      'Initialising',
      'Reset button held',
      'Factory Default',
      'Restarting',
      'Starting',
      'Initialising',
      'Set-up Wizard',
    ]);
  });

  test('shows the progress of the boot on the screen', () => {
    const bench = heldToT0();
    bench.advance(5 * S);
    expect(bench.shown.lines).toContain('25 %');
  });

  test('a board without a watchdog is never bitten, however long its firmware hangs', () => {
    const bench = heldToT0({ board: seedBoard({ watchdogTimeoutUs: 0 }) });
    bench.recorder.firmware?.hang();
    bench.advance(3600 * S);
    expect(starts(bench)).toEqual(['power-on']);
  });
});

describe('explanations', () => {
  test.each([
    [20, 'held 20.000 s from the first sample, inside the window of 20.000 s to 30.000 s'],
    [30, 'held 30.000 s from the first sample, inside the window of 20.000 s to 30.000 s'],
    [19.999, 'held 19.999 s from the first sample, 0.001 s short of the window (20.000 s to 30.000 s)'],
    [25, 'held 25.000 s from the first sample, inside the window of 20.000 s to 30.000 s'],
    [30.001, 'held 30.001 s from the first sample, 0.001 s past the window (20.000 s to 30.000 s); overHold is ignore'],
    [70, 'still held 60.000 s after the first sample: taken for a stuck button'],
  ])('a hold of %f s', (seconds, text) => {
    expect(heldFor(seconds * S).explain()?.text).toBe(text);
  });

  test('a contact that opened under the finger is named with its length, its time and the debounce', () => {
    const bench = heldToT0();
    bench.advance(9.55 * S);
    bench.finger.disturb([0, 41 * MS]);
    bench.advance(5 * S);
    expect(bench.explain()?.text).toBe(
      'held 9.550 s from the first sample, 10.450 s short of the window (20.000 s to 30.000 s) - contact opened 41 ms at 14.100 s with the finger still down; debounce is 30 ms',
    );
  });

  test('a press after the first sample says how late it was', () => {
    const bench = new Bench({ board: seedBoard() });
    bench.supply.plugIn();
    bench.advance(3.05 * S);
    bench.finger.press('none');
    bench.advance(1 * S);
    expect(bench.explain()?.text).toBe('the button was pressed after the first sample (3.000 s after it); only a button held at power-up counts');
  });

  test('say when the hold began, when the contact opened for good, how long that was, and when it was decided', () => {
    const t0 = 4.55 * S;
    expect(heldFor(25 * S).explain()).toMatchObject({ fromUs: t0, openedAtUs: t0 + 25 * S, heldUs: 25 * S, atUs: t0 + 25 * S + 30 * MS });
  });

  test('of a threshold at the first sample itself: the hold began and was decided in the same moment', () => {
    const board = seedBoard({ decideAt: 'threshold', stages: [{ fromUs: 0, toUs: Number.POSITIVE_INFINITY, action: 'restart' }] });
    const bench = heldToT0({ board });
    expect(bench.explain()).toMatchObject({ verdict: 'restart', because: 'held-to-threshold', fromUs: bench.nowUs, atUs: bench.nowUs });
  });

  test('there is none while a hold is counted or before there was power', () => {
    expect(new Bench({ board: seedBoard() }).explain()).toBeUndefined();
    expect(heldToT0().explain()).toBeUndefined();
  });
});

describe('the trace', () => {
  test('of the same seed has the same hash, of another seed another', () => {
    const hash = (seed: number) => heldFor(25 * S, { seed, bounce: 'board' }).trace.hash();
    expect(hash(3)).toBe(hash(3));
    expect(hash(3)).not.toBe(hash(4));
  });

  test('is in order of time', () => {
    const { entries } = heldFor(25 * S, { bounce: 'board' }).trace;
    for (let index = 1; index < entries.length; index++) expect((entries[index]?.atUs ?? 0) >= (entries[index - 1]?.atUs ?? 0)).toBe(true);
  });

  test('of a run without an end is kept in part, and what a verdict is explained by, for as long as that holds', () => {
    const kept = 20;
    const bench = new Bench({ board: seedBoard(), trace: kept, state: 'provisioned' });
    const whole = new Bench({ board: seedBoard(), state: 'provisioned' });
    const both = (act: (bench: Bench) => void) => [bench, whole].forEach(act);
    // More edges than are kept, while the hold is counted.
    both(({ finger, supply }) => {
      finger.press('none');
      supply.plugIn();
    });
    both((each) => each.advance(5 * S));
    for (let chatter = 0; chatter < 30; chatter++)
      both((each) => {
        each.finger.disturb([0, 1 * MS]);
        each.advance(1 * S);
      });
    both((each) => each.finger.release('none'));
    both((each) => each.advance(1 * S));
    const text = whole.explain()?.text;
    expect(text).toMatch(/^held 34\.95\d s from the first sample, .* past the window/);
    expect(bench.explain()?.text).toBe(text);
    for (let press = 0; press < 100; press++)
      both((each) => {
        each.finger.press('none');
        each.advance(1 * S);
        each.finger.release('none');
        each.advance(1 * S);
        expect(bench.trace.entries.length).toBeLessThan(2 * kept);
      });
    expect(bench.explain()).toEqual(whole.explain());
    expect(bench.trace.entries).toEqual(whole.trace.entries.slice(-bench.trace.entries.length));
    both(powerCycle);
    expect(bench.explain()).toEqual(whole.explain());
  });

  test('can be left out without a change of behaviour', () => {
    const bench = new Bench({ board: seedBoard(), trace: false, state: 'provisioned' });
    bench.finger.press('none');
    bench.supply.plugIn();
    bench.advance(25 * S);
    bench.finger.release('none');
    bench.advance(60 * S);
    expect([bench.verdict, bench.trace.entries.length, bench.isIn('boot.ready.wizard')]).toEqual(['reset', 0, true]);
  });
});
