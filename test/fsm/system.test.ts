/** The statechart on boards that differ from the default: stages, thresholds, presses at run time, beeps, late lifts. */
import { describe, expect, test } from 'vitest';
import { Bench } from '../../src/bench/bench.ts';
import type { Stage } from '../../src/board.ts';
import { Driver } from '../../src/fsm/driver.ts';
import { createStepper } from '../../src/fsm/stepper.ts';
import { createSystemMachine, FIRST_POWER_UP, powerUpKey } from '../../src/fsm/system.ts';
import { heldFor, heldToT0, MS, powerCycle, provisioned, resets, S, seedBoard, starts } from '../support/world.ts';

/** When the buzzer went on and off, from T0. */
const beeps = (bench: Bench, t0Us: number) => bench.trace.all('buzzer').map((entry) => [entry.atUs - t0Us, entry.value]);

describe('a power-up', () => {
  test('is that of a recorder fresh from its box where nothing is known', () => {
    expect(FIRST_POWER_UP).toEqual({ arms: true, stuckBefore: false, credentials: 'absent', pendingReset: 'none', pendingIsErased: false });
  });

  test('has a number of its own, from 0 up, whichever of the 72 it is', () => {
    const both = [false, true];
    const keys = both.flatMap((arms) =>
      both.flatMap((stuckBefore) =>
        both.flatMap((pendingIsErased) =>
          (['present', 'absent', 'corrupt'] as const).flatMap((credentials) =>
            (['none', 'all', 'password'] as const).map((pendingReset) =>
              powerUpKey({ arms, stuckBefore, credentials, pendingReset, pendingIsErased }),
            ),
          ),
        ),
      ),
    );
    expect(keys.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 72 }, (_, key) => key));
  });
});

test('without a reset button nothing is ever held', () => {
  const stepper = createStepper(createSystemMachine(seedBoard({ hasResetButton: false })));
  let { state } = stepper.start(FIRST_POWER_UP);
  for (const event of ['contact.closed', 'button.pressed', 'sampling.started', 'early.reached', 'contact.opened', 'button.released']) {
    const step = stepper.step(state, event);
    ({ state } = step);
    expect([state.regions.hold, step.commands.filter(({ type }) => type === 'verdict')], event).toEqual(['not-fitted', []]);
  }
});

test('a contact that settled open only after a very short boot holds nothing up: the recorder is ready then', () => {
  const stepper = createStepper(createSystemMachine(seedBoard({ initDurationUs: 10 * MS })));
  const driver = Driver.start(stepper, { ...FIRST_POWER_UP, credentials: 'present' }, 0, () => {}, ['contact.closed']);
  driver.send('contact.opened', 45 * MS);
  driver.advanceTo(60 * MS);
  expect(driver.state.regions.boot).toBe('awaiting-release');
  driver.advanceTo(75 * MS);
  expect([driver.state.regions.boot, driver.state.regions.hold]).toEqual(['ready.login', 'idle']);
});

describe('beeps', () => {
  test('one beep of 150 ms at T0, held or not', () => {
    const bench = new Bench({ board: seedBoard() });
    bench.supply.plugIn();
    bench.advance(60 * S);
    expect(beeps(bench, 50 * MS)).toEqual([
      [0, 1],
      [150 * MS, 0],
    ]);
  });

  test.each([0, 1, 2, 5])('%i boot beeps are exactly as many', (count) => {
    const bench = new Bench({ board: seedBoard({ bootBeep: { count, onUs: 100 * MS, offUs: 50 * MS } }) });
    bench.supply.plugIn();
    bench.advance(60 * S);
    expect(beeps(bench, 50 * MS)).toEqual(
      Array.from({ length: count }, (_, index) => [
        [index * 150 * MS, 1],
        [index * 150 * MS + 100 * MS, 0],
      ]).flat(),
    );
  });

  test('an accepted hold beeps as the board says, also when it cuts a boot beep short', () => {
    const board = seedBoard({
      actionBeep: { count: 2, onUs: 100 * MS, offUs: 100 * MS },
      bootBeep: { count: 1, onUs: 5 * S, offUs: 1 },
      stages: [{ fromUs: 1 * S, toUs: 2 * S, action: 'factory-default' }],
    });
    const bench = heldToT0({ board });
    const t0 = bench.nowUs;
    bench.advance(1.5 * S);
    bench.finger.release('none');
    bench.advance(1 * S);
    const decided = 1.5 * S + 30 * MS;
    expect(beeps(bench, t0)).toEqual([
      [0, 1],
      [decided, 0],
      [decided, 1],
      [decided + 100 * MS, 0],
      [decided + 200 * MS, 1],
      [decided + 300 * MS, 0],
    ]);
  });

  test('one beep for an accepted hold is one, whatever train of boot beeps it breaks off', () => {
    const board = seedBoard({
      bootBeep: { count: 3, onUs: 400 * MS, offUs: 400 * MS },
      actionBeep: { count: 1, onUs: 100 * MS, offUs: 100 * MS },
      decideAt: 'threshold',
      stages: [{ fromUs: 1 * S, toUs: 5 * S, action: 'restart' }],
    });
    const bench = heldToT0({ board });
    bench.advance(1.9 * S);
    const t0 = 4.5 * S + board.samplingStartUs;
    expect(beeps(bench, t0).filter(([atUs]) => Number(atUs) >= 1 * S)).toEqual([
      [1 * S, 0],
      [1 * S, 1],
      [1.1 * S, 0],
    ]);
  });

  test('the buzzer is silent after a loss of power in the middle of a beep', () => {
    const bench = heldToT0();
    bench.supply.unplug();
    bench.advance(20 * MS);
    expect(bench.hal.buzzerPin.level).toBe(0);
  });
});

describe('stages', () => {
  const stage = (from: number, to: number, action: Stage['action']): Stage => ({ fromUs: from * S, toUs: to * S, action });
  const board = seedBoard({
    stages: [stage(1, 5, 'none'), stage(5, 10, 'restart'), stage(10, 15, 'password-reset'), stage(18, 20, 'factory-default')],
  });

  test.each([
    [0.5, 'short'],
    [3, 'between'],
    [5, 'restart'],
    [9.999, 'restart'],
    [10, 'password-reset'],
    [15, 'password-reset'],
    [15.001, 'between'],
    [17.999, 'between'],
    [18, 'reset'],
    [20, 'reset'],
    [20.001, 'over-held'],
  ])('a hold of %f s -> %s', (seconds, verdict) => {
    expect(heldFor(seconds * S, { board }).verdict).toBe(verdict);
  });

  test('a restart keeps the password, a password reset and a factory default clear it', () => {
    expect(starts(heldFor(7 * S, { board }))).toEqual(['power-on', 'software']);
    expect(provisioned(heldFor(7 * S, { board }))).toBe(true);
    const cleared = heldFor(12 * S, { board });
    expect([provisioned(cleared), cleared.trace.all('journal', 'requested')[0]?.detail]).toEqual([false, 'password']);
    const defaulted = heldFor(19 * S, { board });
    expect([provisioned(defaulted), defaulted.trace.all('journal', 'requested')[0]?.detail]).toEqual([false, 'all']);
  });

  test('a stage may lend the LED; it goes back to the boot when the stage or the hold ends', () => {
    const shown = seedBoard({ stages: [{ ...stage(2, 4, 'factory-default'), led: 'fast-blink' }] });
    const leds = (heldUs: number) =>
      heldFor(heldUs, { board: shown })
        .trace.all('led')
        .slice(0, 3)
        .map((entry) => entry.value);
    expect(leds(3 * S)).toEqual(['slow-blink', 'fast-blink', 'off']);
    expect(leds(5 * S)).toEqual(['slow-blink', 'fast-blink', 'slow-blink']);
    const bench = heldToT0({ board: shown });
    bench.advance(2 * S - 1);
    expect(bench.hal.led.pattern).toBe('slow-blink');
    bench.advance(1);
    expect(bench.hal.led.pattern).toBe('fast-blink');
  });

  test('a stage that begins at T0 shows its own pattern at once', () => {
    const shown = seedBoard({ stages: [{ ...stage(0, 4, 'restart'), led: 'on' }] });
    expect(heldToT0({ board: shown }).hal.led.pattern).toBe('on');
  });
});

describe('a verdict at the threshold', () => {
  const board = seedBoard({ decideAt: 'threshold' });

  test('falls the moment the window opens, the button still held', () => {
    const bench = heldToT0({ board });
    bench.advance(20 * S - 1);
    expect(bench.verdict).toBeUndefined();
    bench.advance(1);
    expect([bench.verdict, bench.explain()?.because]).toEqual(['reset', 'held-to-threshold']);
  });

  test('the restarted firmware does not reset again while the button stays down', () => {
    const bench = heldToT0({ board });
    bench.advance(300 * S);
    expect(resets(bench)).toBe(1);
    expect(starts(bench)).toEqual(['power-on', 'software']);
    expect(bench.verdict).toBe('reset');
  });

  test('waits for a contact that is just open: closed again within the debounce -> reset, else short', () => {
    const verdict = (openUs: number) => {
      const bench = heldToT0({ board });
      bench.advance(20 * S - 10 * MS);
      bench.finger.disturb([0, openUs]);
      bench.advance(1 * S);
      return bench.verdict;
    };
    expect([30 * MS - 1, 30 * MS].map(verdict)).toEqual(['reset', 'short']);
  });
});

describe('armed by a press at run time', () => {
  const board = seedBoard({ armOn: ['press'], stages: [{ fromUs: 5 * S, toUs: 10 * S, action: 'factory-default' }] });
  const running = () => {
    const bench = new Bench({ board, state: 'provisioned' });
    bench.supply.plugIn();
    bench.advance(40 * S);
    return bench;
  };

  test('counts from the press, again and again', () => {
    const bench = running();
    for (const [seconds, verdict] of [
      [4.999, 'short'],
      [10.001, 'over-held'],
      [5, 'reset'],
    ] as const) {
      bench.finger.press('none');
      bench.advance(seconds * S);
      bench.finger.release('none');
      bench.advance(1 * S);
      expect(bench.verdict).toBe(verdict);
    }
    expect(resets(bench)).toBe(1);
  });

  test('a button held since power-up does not count until it was released', () => {
    const bench = heldFor(7 * S, { board });
    expect(bench.verdict).toBe('not-armed');
    expect(resets(bench)).toBe(0);
  });

  test('a tap shorter than the debounce time is no press', () => {
    const bench = running();
    bench.finger.press('none');
    bench.advance(29 * MS);
    bench.finger.release('none');
    bench.advance(20 * S);
    expect(bench.trace.last('verdict')?.detail).toBe('press-not-stable');
    expect(resets(bench)).toBe(0);
  });
});

describe('the time of a stuck button', () => {
  test('a contact that just bounces at that time is stuck once it closes again', () => {
    const bench = heldToT0();
    bench.advance(60 * S - 10 * MS);
    bench.finger.disturb([0, 20 * MS]);
    bench.advance(10 * MS);
    expect(bench.isIn('hold.counting.overdue')).toBe(true);
    bench.advance(10 * MS);
    expect(bench.verdict).toBe('stuck');
  });

  test('a release just before it is judged as a release', () => {
    const bench = heldToT0();
    bench.advance(60 * S - 10 * MS);
    bench.finger.release('none');
    bench.advance(1 * S);
    expect(bench.verdict).toBe('over-held');
    expect(bench.trace.all('fault')).toEqual([]);
  });
});

describe('odds and ends', () => {
  test('a failed erase is shown, and the recorder does not restart', () => {
    const bench = heldToT0();
    bench.hal.flash.array.wearOut(5);
    bench.advance(25 * S);
    bench.finger.release('none');
    bench.advance(60 * S);
    expect(bench.isIn('boot.reset-failed.unfinished')).toBe(true);
    expect(bench.shown.title).toBe('Storage Fault');
    expect(starts(bench)).toEqual(['power-on']);
  });

  test('menu requests before the recorder is ready are ignored', () => {
    const bench = new Bench({ board: seedBoard(), state: 'provisioned' });
    bench.supply.plugIn();
    bench.advance(5 * S);
    bench.recorder.firmware?.request('factory-default.requested');
    bench.advance(60 * S);
    expect(resets(bench)).toBe(0);
  });

  test('without debounce one opposite sample ends the hold', () => {
    const bench = heldToT0({ board: seedBoard({ debounceUs: 0 }) });
    bench.advance(10 * S);
    bench.finger.disturb([0, 1]);
    bench.advance(1);
    expect(bench.verdict).toBe('short');
  });

  test('a soft reboot during which the button is let go clears nothing and arms nothing', () => {
    const bench = heldFor(10 * S);
    powerCycle(bench);
    bench.advance(60 * S);
    expect(bench.verdict).toBe('not-armed');
    expect(provisioned(bench)).toBe(true);
  });
});
