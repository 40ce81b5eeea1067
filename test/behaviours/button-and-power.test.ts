/**
 * Behaviours 1-29: the reset button and power. T0 is the first sample after power-good; a hold ends at the first raw edge of its
 * debounced release; the window is [20.000, 30.000] s, both ends included.
 */
import { describe, expect, test } from 'vitest';
import { Bench } from '../../src/bench/bench.ts';
import type { Board } from '../../src/board.ts';
import {
  heldFor,
  heldToT0,
  logged,
  MS,
  powerCycle,
  provisioned,
  releaseAfter,
  resets,
  S,
  seedBoard,
  settingsImage,
  starts,
} from '../support/world.ts';

/** The finger stays down, but the contact opens for `openUs`. */
function lift(bench: Bench, openUs: number): void {
  bench.finger.disturb([0, openUs]);
}

describe('the window', () => {
  test('1 released at 19.999 s -> normal boot, "short hold" logged', () => {
    const bench = heldFor(19.999 * S);
    expect(bench.verdict).toBe('short');
    expect(bench.isIn('boot.ready.login')).toBe(true);
    expect(logged(bench, 'short hold')).toBe(true);
    expect(resets(bench)).toBe(0);
  });

  test.each([
    ['2', 20],
    ['3', 25],
    ['4', 30],
  ])('%s released at %f s -> reset, then the set-up wizard', (_, seconds) => {
    const bench = heldFor(seconds * S);
    expect(bench.verdict).toBe('reset');
    expect(resets(bench)).toBe(1);
    expect(provisioned(bench)).toBe(false);
    expect(bench.isIn('boot.ready.wizard')).toBe(true);
  });

  test('5 released at 30.001 s -> ignored; on a board that accepts over-holds -> reset', () => {
    const ignored = heldFor(30.001 * S);
    expect(ignored.verdict).toBe('over-held');
    expect(resets(ignored)).toBe(0);
    expect(ignored.isIn('boot.ready.login')).toBe(true);
    const accepted = heldFor(30.001 * S, { board: seedBoard({ overHold: 'accept' }) });
    expect(accepted.verdict).toBe('reset');
    expect(resets(accepted)).toBe(1);
  });

  test('the edges of the window are exact: every millisecond within 20 ms of them, and 1 us to either side', () => {
    for (let ms = -20; ms <= 20; ms++) {
      expect(`${ms} ms: ${heldFor(20 * S + ms * MS).verdict}`).toBe(`${ms} ms: ${ms < 0 ? 'short' : 'reset'}`);
      expect(`${ms} ms: ${heldFor(30 * S + ms * MS).verdict}`).toBe(`${ms} ms: ${ms > 0 ? 'over-held' : 'reset'}`);
    }
    expect([-1, 0, 1].map((us) => heldFor(20 * S + us).verdict)).toEqual(['short', 'reset', 'reset']);
    expect([-1, 0, 1].map((us) => heldFor(30 * S + us).verdict)).toEqual(['reset', 'reset', 'over-held']);
  });

  test('6 never released -> stuck fault at 60 s, normal boot, no reset loop', () => {
    const bench = heldToT0();
    const t0 = bench.nowUs;
    bench.advanceTo(t0 + 60 * S - 1);
    expect(bench.verdict).toBeUndefined();
    bench.advance(1);
    expect(bench.verdict).toBe('stuck');
    expect(bench.trace.last('fault')).toMatchObject({ atUs: t0 + 60 * S, value: 'button-stuck' });
    bench.advance(3600 * S);
    expect(bench.isIn('boot.ready.login')).toBe(true);
    expect(starts(bench)).toEqual(['power-on']);
    expect(resets(bench)).toBe(0);
  });

  test('7 still stuck at the next boot -> not armed until one release is seen', () => {
    const bench = heldToT0();
    bench.advance(70 * S);
    powerCycle(bench);
    expect(bench.isIn('hold.not-released-since-fault')).toBe(true);
    releaseAfter(bench, 25 * S, 30 * S);
    expect(bench.verdict).toBe('not-armed');
    expect(resets(bench)).toBe(0);
    // That release was seen and stored: the next hold counts again.
    bench.finger.press('none');
    powerCycle(bench);
    releaseAfter(bench, 25 * S);
    expect(bench.verdict).toBe('reset');
  });

  test('7 a stuck button found released at the next power-up is forgiven, and the hold after that counts', () => {
    const bench = heldToT0();
    bench.advance(70 * S);
    bench.supply.unplug();
    bench.finger.release('none');
    bench.advance(2 * S);
    bench.supply.plugIn();
    bench.advance(1 * S);
    expect(bench.trace.last('fault')?.value).toBe('none');
    bench.finger.press('none');
    powerCycle(bench);
    releaseAfter(bench, 25 * S);
    expect(bench.verdict).toBe('reset');
  });
});

describe('arming', () => {
  test('8 pressed after T0 -> not armed, even for 25 s', () => {
    for (const lateUs of [1, 1 * MS, 29 * MS, 31 * MS, 1 * S, 19 * S]) {
      const bench = new Bench({ board: seedBoard(), state: 'provisioned' });
      bench.supply.plugIn();
      bench.advance(seedBoard().samplingStartUs + lateUs);
      bench.finger.press('none');
      releaseAfter(bench, 25 * S, 30 * S);
      expect(`${lateUs} us: ${bench.verdict}`).toBe(`${lateUs} us: not-armed`);
      expect(bench.trace.last('verdict')?.detail).toBe('pressed-after-first-sample');
      expect(resets(bench)).toBe(0);
      expect(bench.isIn('boot.ready.login')).toBe(true);
    }
  });

  test('9 pressed 1 ms before T0 with bounce -> armed once stable, counted from T0', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const press = () => {
        const bench = new Bench({ board: seedBoard(), seed, state: 'provisioned' });
        bench.supply.plugIn();
        bench.advance(seedBoard().samplingStartUs - 1 * MS);
        bench.finger.press('board');
        bench.advance(1 * MS);
        return bench;
      };
      const outcome = (heldUs: number) => {
        const bench = press();
        releaseAfter(bench, heldUs);
        return bench.verdict;
      };
      expect([`seed ${seed}`, outcome(20 * S - 1), outcome(20 * S)]).toEqual([`seed ${seed}`, 'short', 'reset']);
    }
  });

  test('10 held 2 s before power and 25 s after -> reset, with a warning by the bench', () => {
    const bench = heldFor(25 * S, { prePowerUs: 2 * S });
    expect(bench.verdict).toBe('reset');
    expect(bench.prePowerGrade).toMatchObject({ verdict: 'warn', heldUs: 2 * S });
    expect(bench.prePowerGrade?.message).toContain('2.000 s too short');
  });

  test('10 the hold before power is good from 4 s to 5 s, and its strictness is the board’s', () => {
    const grade = (prePowerUs: number, changes: Partial<Board> = {}) => heldToT0({ board: seedBoard(changes), prePowerUs }).prePowerGrade?.verdict;
    expect([4 * S - 1, 4 * S, 5 * S, 5 * S + 1].map((us) => grade(us))).toEqual(['warn', 'good', 'good', 'warn']);
    expect(grade(2 * S, { enforcePrePowerHold: 'fail' })).toBe('fail');
    expect(grade(2 * S, { enforcePrePowerHold: 'off' })).toBeUndefined();
  });

  test.each(['before', 'after'])('11 released exactly at power-on, just %s the plug -> normal boot', (order) => {
    const bench = new Bench({ board: seedBoard(), state: 'provisioned' });
    bench.finger.press('none');
    bench.advance(4.5 * S);
    if (order === 'before') bench.finger.release('none');
    bench.supply.plugIn();
    if (order === 'after') bench.finger.release('none');
    bench.advance(60 * S);
    expect(bench.verdict).toBe('not-armed');
    expect(bench.explain()?.because).toBe('open-at-first-sample');
    expect(bench.isIn('boot.ready.login')).toBe(true);
    expect(resets(bench)).toBe(0);
  });
});

describe('a contact that is not quite still', () => {
  test('12 a 12 ms bounce burst at 25 s is ignored', () => {
    const bench = heldToT0();
    bench.advance(25 * S);
    bench.finger.disturb([0, 1 * MS, 2 * MS, 5 * MS, 7 * MS, 8 * MS, 11 * MS, 12 * MS]);
    bench.advance(1 * S);
    expect(bench.verdict).toBeUndefined();
    bench.finger.release('none');
    bench.advance(60 * S);
    expect(bench.verdict).toBe('reset');
    expect(resets(bench)).toBe(1);
  });

  test('13 an open pulse of 29 ms is ignored, one of 30 ms is a release; the limit is exact to 1 us', () => {
    const isRelease = (openUs: number) => {
      const bench = heldToT0();
      bench.advance(25 * S);
      lift(bench, openUs);
      bench.advance(1 * S);
      return bench.verdict === 'reset';
    };
    expect([29 * MS, 30 * MS - 1, 30 * MS, 30 * MS + 1].map(isRelease)).toEqual([false, false, true, true]);
  });

  test('14 open for 40 ms at 10 s -> short hold; pressing on does not resume it', () => {
    const bench = heldToT0();
    bench.advance(10 * S);
    lift(bench, 40 * MS);
    bench.advance(1 * S);
    expect(bench.verdict).toBe('short');
    releaseAfter(bench, 15 * S, 60 * S);
    expect(bench.verdict).toBe('short');
    expect(resets(bench)).toBe(0);
    expect(bench.explain()?.text).toContain('contact opened 40 ms');
  });

  test('15 open for 40 ms at 25 s -> a genuine release: one reset, the press after it is ignored', () => {
    const bench = heldToT0();
    bench.advance(25 * S);
    lift(bench, 40 * MS);
    releaseAfter(bench, 30 * S, 60 * S);
    expect(bench.verdict).toBe('reset');
    expect(resets(bench)).toBe(1);
    expect(starts(bench)).toEqual(['power-on', 'software']);
  });

  test('16 a release that bounces across 20.000 s is judged by the first edge of its final stable run', () => {
    const verdict = (lastEdgeUs: number) => {
      const bench = heldToT0();
      bench.advance(20 * S - 5 * MS);
      // Opens 5 ms before the window, bounces twice, opens for good at `lastEdgeUs` from 20.000 s.
      bench.finger.disturb([0, 1 * MS, 2 * MS, 4 * MS, 5 * MS + lastEdgeUs]);
      bench.advance(1 * S);
      return bench.verdict;
    };
    expect([-1, 0, 1 * MS].map(verdict)).toEqual(['short', 'reset', 'reset']);
  });

  test('17 regular bounce, whatever its period, is no false release', () => {
    for (let periodMs = 1; periodMs <= 29; periodMs++) {
      const bench = heldToT0();
      bench.advance(21 * S);
      bench.finger.disturb(Array.from({ length: 100 }, (_, index) => index * periodMs * MS));
      bench.advance(4 * S);
      expect(`${periodMs} ms: ${bench.verdict}`).toBe(`${periodMs} ms: undefined`);
      bench.finger.release('none');
      bench.advance(1 * S);
      expect(`${periodMs} ms: ${bench.verdict}`).toBe(`${periodMs} ms: reset`);
    }
  });

  test('bounce as the board has it changes no verdict 3 ms away from an edge of the window, for 100 seeds', () => {
    for (let seed = 1; seed <= 100; seed++) {
      const verdict = (heldUs: number) => heldFor(heldUs, { seed, bounce: 'board' }).verdict;
      expect([seed, verdict(20 * S - 3 * MS), verdict(25 * S), verdict(30 * S + 3 * MS)]).toEqual([seed, 'short', 'reset', 'over-held']);
    }
  });
});

describe('power', () => {
  test('18 a dip shorter than the hold-up of the supply -> the hold goes on', () => {
    const bench = heldToT0();
    bench.advance(15 * S);
    bench.supply.dip(20 * MS - 1);
    releaseAfter(bench, 5 * S);
    expect(bench.verdict).toBe('reset');
    expect(starts(bench)).toEqual(['power-on']);
  });

  test('18 a dip as long as the hold-up is a loss of power; a sag that stays above the brown-out voltage is nothing', () => {
    const bench = heldToT0();
    bench.supply.dip(10 * S, 9.6);
    bench.advance(11 * S);
    expect(starts(bench)).toEqual(['power-on']);
    bench.supply.dip(20 * MS);
    bench.advance(1 * S);
    expect(starts(bench)).toEqual(['power-on', 'power-on']);
  });

  test('19 a brown-out at 15 s with the button still held -> counted anew from the new T0, time never accumulates', () => {
    const verdict = (heldAgainUs: number) => {
      const bench = heldToT0();
      bench.advance(15 * S);
      bench.supply.dip(100 * MS, 8);
      bench.advance(100 * MS + bench.board.samplingStartUs);
      expect(starts(bench)).toEqual(['power-on', 'brown-out']);
      releaseAfter(bench, heldAgainUs);
      return bench.verdict;
    };
    expect([10 * S, 20 * S - 1, 20 * S].map(verdict)).toEqual(['short', 'short', 'reset']);
  });

  test('20 a power cut at 25 s while held -> nothing erased', () => {
    const bench = heldToT0();
    bench.advance(25 * S);
    bench.supply.unplug();
    releaseAfter(bench, 10 * S);
    expect(bench.verdict).toBeUndefined();
    expect(provisioned(bench)).toBe(true);
    expect(resets(bench)).toBe(0);
  });

  test('20 a power cut in the very moment of the release, before it is debounced -> nothing erased', () => {
    const bench = heldToT0();
    bench.advance(25 * S - 20 * MS);
    bench.supply.unplug();
    releaseAfter(bench, 20 * MS - 1, 60 * S);
    expect(resets(bench)).toBe(0);
  });

  test('21 three dips -> no credit for the parts', () => {
    const bench = heldToT0();
    for (let dip = 0; dip < 3; dip++) {
      bench.advance(8 * S);
      bench.supply.dip(100 * MS, 8);
      bench.advance(100 * MS + bench.board.samplingStartUs);
    }
    releaseAfter(bench, 8 * S, 60 * S);
    expect(bench.verdict).toBe('short');
    expect(starts(bench)).toEqual(['power-on', 'brown-out', 'brown-out', 'brown-out']);
    expect(resets(bench)).toBe(0);
  });

  test('22 a watchdog reset during the hold -> not armed on that boot, the cause logged', () => {
    const bench = heldToT0();
    bench.advance(10 * S);
    bench.recorder.firmware?.hang();
    bench.advance(40 * S);
    expect(starts(bench)).toEqual(['power-on', 'watchdog']);
    expect(bench.trace.last('log', bench.nowUs)).toBeDefined();
    expect(bench.trace.all('log', 'start').at(-1)?.detail).toBe('reset cause: watchdog');
    expect(bench.verdict).toBe('not-armed');
    expect(bench.explain()?.text).toContain('watchdog');
    bench.finger.release('none');
    bench.advance(60 * S);
    expect(resets(bench)).toBe(0);
  });

  test('22 the watchdog bites one time-out after the last feeding, not earlier, not later', () => {
    const bench = heldToT0();
    bench.advance(7 * S);
    bench.recorder.firmware?.hang();
    const bitesAtUs = bench.hal.watchdog.bitesAtUs ?? 0;
    expect(bitesAtUs - bench.nowUs).toBeLessThanOrEqual(10 * S);
    bench.advanceTo(bitesAtUs - 1);
    expect(starts(bench)).toEqual(['power-on']);
    bench.advance(1);
    expect(starts(bench)).toEqual(['power-on', 'watchdog']);
  });

  test('23 a healthy hold of 30 s, and of an hour -> the watchdog is kept fed', () => {
    const bench = heldFor(30 * S);
    expect(starts(bench)).toEqual(['power-on', 'software']);
    const stuck = heldToT0();
    stuck.advance(3600 * S);
    expect(starts(stuck)).toEqual(['power-on']);
  });

  test('24 a soft reboot with the button held -> not armed', () => {
    const bench = new Bench({ board: seedBoard(), state: 'provisioned' });
    bench.supply.plugIn();
    bench.advance(30 * S);
    bench.finger.press('none');
    bench.recorder.firmware?.request('restart.requested');
    bench.advance(30 * S);
    expect(starts(bench)).toEqual(['power-on', 'software']);
    bench.finger.release('none');
    bench.advance(60 * S);
    expect(bench.verdict).toBe('not-armed');
    expect(resets(bench)).toBe(0);
  });

  test('25 a jump of the RTC during the hold has no effect', () => {
    const run = (jumpMs: number) => {
      const bench = heldToT0();
      bench.advance(10 * S);
      if (jumpMs !== 0) bench.hal.rtc.jump(jumpMs);
      releaseAfter(bench, 10 * S, 60 * S);
      return bench.trace.entries.filter((entry) => entry.signal !== 'rtc');
    };
    const day = 25 * 3600 * 1000;
    expect(run(day)).toEqual(run(0));
    expect(run(-day)).toEqual(run(0));
  });
});

describe('unusual boards', () => {
  const wrongPolarity = () => seedBoard({ closedLevel: 1 });

  test('26 wrong polarity in the profile, button untouched -> not-released fault, never a reset', () => {
    const bench = new Bench({ board: wrongPolarity(), state: 'provisioned' });
    bench.supply.plugIn();
    bench.advance(120 * S);
    expect(bench.verdict).toBe('stuck');
    expect(bench.shown.lines.join(' ')).toContain('does not release');
    powerCycle(bench);
    bench.advance(120 * S);
    expect(bench.verdict).toBe('not-armed');
    expect(resets(bench)).toBe(0);
    expect(starts(bench)).toEqual(['power-on', 'power-on']);
  });

  test('26 wrong polarity, the procedure followed for any length, twice -> never a reset', () => {
    for (let seconds = 1; seconds <= 60; seconds++) {
      const bench = heldFor(seconds * S, { board: wrongPolarity() });
      bench.finger.press('none');
      powerCycle(bench);
      releaseAfter(bench, seconds * S, 90 * S);
      expect(`${seconds} s: ${resets(bench)}`).toBe(`${seconds} s: 0`);
    }
  });

  test('27 no button fitted -> a held switch does nothing; the menu restores factory defaults', () => {
    const board = seedBoard({ hasResetButton: false });
    const bench = heldFor(25 * S, { board });
    expect(bench.verdict).toBe('not-armed');
    expect(bench.explain()?.text).toContain('no reset button');
    expect(resets(bench)).toBe(0);
    expect(bench.isIn('boot.ready.login')).toBe(true);
    bench.recorder.firmware?.request('factory-default.requested');
    bench.advance(60 * S);
    expect(resets(bench)).toBe(1);
    expect(bench.isIn('boot.ready.wizard')).toBe(true);
  });

  test('28 a second full hold after a reset -> the same, back to the wizard', () => {
    const bench = heldFor(25 * S);
    const settings = settingsImage(bench);
    bench.finger.press('none');
    powerCycle(bench);
    releaseAfter(bench, 25 * S, 60 * S);
    expect(bench.verdict).toBe('reset');
    expect(resets(bench)).toBe(2);
    expect(bench.isIn('boot.ready.wizard')).toBe(true);
    expect(settingsImage(bench).equals(settings)).toBe(true);
  });

  test('29 buzzer absent -> detection unchanged', () => {
    const silent = seedBoard({ hasBuzzer: false });
    for (const heldUs of [20 * S - 1, 20 * S, 30 * S, 30 * S + 1]) {
      const [withBuzzer, without] = [seedBoard(), silent].map((board) => heldFor(heldUs, { board }));
      const rest = (bench: Bench | undefined) => bench?.trace.entries.filter((entry) => entry.signal !== 'buzzer');
      expect(rest(without)).toEqual(rest(withBuzzer));
      expect(without?.trace.all('buzzer')).toEqual([]);
      expect(withBuzzer?.trace.all('buzzer').length).toBeGreaterThan(0);
    }
  });
});
