/** What each step does, and how a run that does not pass is told. */
import { describe, expect, test } from 'vitest';
import { outcomeOf, runSteps } from '../support/scenarios.ts';
import { seedBoard } from '../support/world.ts';

/** Held from 4.5 s before power; time stands at the first sample. */
const HELD = '  - press: { bounce: none }\n  - delay: 4.5 s\n  - power: on\n  - wait-state: { state: boot.initialising }\n';

describe('a run', () => {
  test('passes at the end of the file, at the virtual time it came to', async () => {
    const run = await runSteps('  - delay: 1.5 s\n  - delay: 500 ms\n');
    expect([run.outcome, run.virtualUs]).toEqual(['PASS', 2_000_000]);
    expect(run.steps.map(({ step, startUs, endUs }) => [step, startUs, endUs])).toEqual([
      ['delay', 0, 1_500_000],
      ['delay', 1_500_000, 2_000_000],
    ]);
  });

  test('ends at its first failure; later steps do not run', async () => {
    const run = await runSteps('  - expect-pin: { part-id: power, value: 1 }\n  - delay: 1 h\n');
    expect(outcomeOf(run)).toBe('FAIL test.yaml:4:5 expect-pin at 0.000 s: expected power 1, power is 0');
    expect([run.virtualUs, run.steps.length]).toEqual([0, 1]);
  });

  test('times out in virtual time, and says what it waited for', async () => {
    expect(outcomeOf(await runSteps('  - power: on\n  - wait-state: { state: boot.defaulting }\n'))).toBe(
      'TIMEOUT test.yaml:5:5 wait-state at 600.000 s: the time of the scenario (10 min) ran out while it waited for boot.defaulting; the recorder is in boot.ready.wizard',
    );
    expect(outcomeOf(await runSteps('  - delay: 3 s\n', 'timeout: 2 s'))).toBe(
      'TIMEOUT test.yaml:5:5 delay at 2.000 s: the time of the scenario (2 s) ran out',
    );
    expect(outcomeOf(await runSteps('  - delay: 2 s\n', 'timeout: 2 s'))).toBe('PASS');
    expect((await runSteps('  - delay: 3 s\n', 'timeout: 2 s', { timeoutUs: 3_000_000 })).outcome).toBe('PASS');
  });

  test('is the same for the same seed and another for another', async () => {
    const hash = async (seed: number) => (await runSteps('  - press:\n  - delay: 4.5 s\n  - power: on\n  - delay: 30 s\n', '', { seed })).traceHash;
    expect(await hash(3)).toBe(await hash(3));
    expect(await hash(3)).not.toBe(await hash(4));
  });

  test('ends in an error when a board restarts for ever in hardly any time', async () => {
    const board = seedBoard({
      ...{ armOn: ['power-on', 'software'], samplingStartUs: 1, initDurationUs: 1_000_000, restartDelayUs: 0, flashEraseUs: 0, debounceUs: 0 },
      ...{ decideAt: 'threshold', stages: [{ fromUs: 0, toUs: 1, action: 'restart' }] },
    });
    const run = await runSteps('  - press: { bounce: none }\n  - power: on\n  - delay: 1 h\n', 'timeout: 2 h', { board });
    expect(outcomeOf(run)).toMatch(/^ERROR test.yaml:7:5 delay at 0\.\d+ s: more happens than can be recorded/);
  }, 60_000);
});

describe('the button', () => {
  test('press with "for" does not hold up the next steps', async () => {
    const run = await runSteps(
      '  - press: { for: 2 s, bounce: none }\n  - delay: 1 s\n  - expect-pin: { part-id: reset, value: 0 }\n  - delay: 1 s\n  - expect-pin: { part-id: reset, value: 1 }\n',
    );
    expect(outcomeOf(run)).toBe('PASS');
  });

  test('a release ends a press with "for" early, and its old end does not lift the next press', async () => {
    const run = await runSteps(
      '  - press: { for: 2 s, bounce: none }\n  - delay: 1 s\n  - release: { bounce: none }\n  - expect-pin: { part-id: reset, value: 1 }\n  - press: { bounce: none }\n  - delay: 5 s\n  - expect-pin: { part-id: reset, value: 0 }\n',
    );
    expect(outcomeOf(run)).toBe('PASS');
  });

  test('a second press takes over from one that still lasts', async () => {
    const run = await runSteps(
      '  - press: { for: 2 s, bounce: none }\n  - delay: 1 s\n  - press:\n  - delay: 5 s\n  - expect-pin: { part-id: reset, value: 0 }\n',
    );
    expect(outcomeOf(run)).toBe('PASS');
  });

  test('bounce comes from the board, from the step with its own seed, or is none', async () => {
    const edges = async (bounce: string, seed = 1) =>
      (await runSteps(`  - press: ${bounce}\n  - delay: 1 s\n`, '', { seed })).trace
        .filter((entry) => entry.signal === 'reset')
        .map((entry) => entry.atUs);
    expect(await edges('{ bounce: none }')).toEqual([0]);
    expect((await edges('')).length).toBeGreaterThan(5);
    const own = '{ bounce: { duration: 5 ms, toggles: 21, seed: 9 } }';
    expect(await edges(own)).toHaveLength(21);
    expect(await edges(own, 2)).toEqual(await edges(own, 1));
    expect(await edges('{ bounce: { duration: 5 ms, toggles: 21 } }', 2)).not.toEqual(await edges('{ bounce: { duration: 5 ms, toggles: 21 } }', 1));
  });

  test('set-control presses, fails the contact under the finger, and moves the plug', async () => {
    const run = await runSteps(
      '  - set-control: { part-id: reset, control: pressed, value: 1 }\n  - delay: 1 s\n  - expect-pin: { part-id: reset, value: 0 }\n' +
        '  - set-control: { part-id: reset, name: contact, value: 0 }\n  - expect-pin: { part-id: reset, value: 1 }\n' +
        '  - set-control: { part-id: power, control: plugged, value: 1 }\n  - expect-pin: { part-id: power, value: 1 }\n',
    );
    expect(outcomeOf(run)).toBe('PASS');
  });

  test('a wrong verdict is explained', async () => {
    const run = await runSteps(`${HELD}  - delay: 9.55 s\n  - release: { bounce: none }\n  - delay: 1 s\n  - expect-verdict: { verdict: reset }\n`);
    expect(outcomeOf(run)).toBe(
      'FAIL test.yaml:11:5 expect-verdict at 15.100 s: expected reset, got short - held 9.550 s from the first sample, 10.450 s short of the window (20.000 s to 30.000 s)',
    );
    const lifted = await runSteps(
      `${HELD}  - delay: 9.55 s\n  - set-control: { part-id: reset, control: contact, value: 0 }\n  - delay: 41 ms\n  - set-control: { part-id: reset, control: contact, value: 1 }\n  - delay: 30 s\n  - expect-verdict: { verdict: reset }\n`,
    );
    expect(outcomeOf(lifted)).toContain('contact opened 41 ms at 14.100 s with the finger still down; debounce is 30 ms');
  });

  test('right after a release expect-verdict waits for the contact to rest, and no longer', async () => {
    const run = await runSteps(`${HELD}  - delay: 20 s\n  - release: { bounce: none }\n  - expect-verdict: { verdict: reset }\n`);
    expect([run.outcome, run.virtualUs]).toEqual(['PASS', 24_580_000]);
    expect((await runSteps(`${HELD}  - delay: 20 s\n  - release:\n  - expect-verdict: { verdict: reset }\n`)).outcome).toBe('PASS');
    const early = await runSteps(`  - power: on\n  - expect-verdict: { verdict: not-armed }\n`);
    expect(outcomeOf(early)).toContain('got no verdict yet - the hold is unsampled');
  });

  test('the right verdict for another reason fails, and so does a verdict too early', async () => {
    const steps = (because: string) =>
      `${HELD}  - delay: 20 s\n  - release: { bounce: none }\n  - delay: 1 s\n  - expect-verdict: { verdict: reset, because: ${because} }\n`;
    expect(outcomeOf(await runSteps(steps('inside the window')))).toBe('PASS');
    expect(outcomeOf(await runSteps(steps('released-in-stage')))).toBe('PASS');
    expect(outcomeOf(await runSteps(steps('the moon')))).toContain(
      'expected reset because of "the moon", got it because of something else - released-in-stage',
    );
    expect(outcomeOf(await runSteps(`${HELD}  - expect-verdict: { verdict: reset }\n`))).toContain('got no verdict yet - the hold is counting.early');
    expect(outcomeOf(await runSteps('  - expect-verdict: { verdict: reset }\n'))).toContain('got no verdict yet - the recorder has no power');
  });

  test('a bad hold before power fails the run where the board enforces it, else it is a warning', async () => {
    const steps = '  - press:\n  - delay: 2 s\n  - power: on\n  - delay: 1 s\n';
    const strict = await runSteps(steps, '', { board: seedBoard({ enforcePrePowerHold: 'fail' }) });
    expect(outcomeOf(strict)).toContain('FAIL test.yaml:6:5 power at 2.000 s: the hold before power: held 2.000 s, 2.000 s too short');
    const mild = await runSteps(steps);
    expect([mild.outcome, mild.warnings.length]).toEqual(['PASS', 1]);
    expect((await runSteps(steps, '', { board: seedBoard({ enforcePrePowerHold: 'off' }) })).warnings).toEqual([]);
  });
});

describe('power', () => {
  test('power-cycle waits with the plug out; the finger stays where it is', async () => {
    const run = await runSteps(
      `${HELD}  - power-cycle: { off: 2 s }\n  - expect-pin: { part-id: reset, value: 0 }\n  - expect-pin: { part-id: power, value: 1 }\n`,
    );
    expect([outcomeOf(run), run.virtualUs]).toEqual(['PASS', 6_550_000]);
    expect(run.trace.filter((entry) => entry.signal === 'plug').map((entry) => entry.value)).toEqual(['in', 'out', 'in']);
  });

  test('a dip shorter than the hold-up is ridden through, a longer one is a brown-out', async () => {
    const dip = (length: string) =>
      runSteps(`  - power: on\n  - expect-never: { part-id: power, value: 0, for: 2 s }\n  - delay: 1 s\n  - dip: { for: ${length}, to: 5 V }\n`);
    expect(outcomeOf(await dip('19 ms'))).toBe('PASS');
    expect(outcomeOf(await dip('21 ms'))).toBe('FAIL test.yaml:5:5 expect-never at 1.020 s: expected never power 0, but it came');
  });

  test('a hanging firmware is reset by its watchdog; controls of the firmware need power', async () => {
    const run = await runSteps('  - power: on\n  - delay: 1 s\n  - set-control: { part-id: power, control: hang, value: 1 }\n  - delay: 11 s\n');
    expect(run.trace.filter((entry) => entry.signal === 'firmware').map((entry) => entry.detail)).toEqual(['power-on', 'watchdog']);
    expect(outcomeOf(await runSteps('  - set-control: { part-id: power, control: hang, value: 1 }\n'))).toContain(
      'the recorder has no power: there is no firmware to hang',
    );
  });

  test('the menu restarts, and restores factory defaults', async () => {
    const menu = (control: string) =>
      `  - power: on\n  - wait-state: { state: boot.ready.login }\n  - set-control: { part-id: power, control: ${control}, value: 1 }\n  - delay: 30 s\n`;
    expect(outcomeOf(await runSteps(`${menu('soft-reset')}  - expect-state: { state: boot.ready.login }\n`, 'state: provisioned'))).toBe('PASS');
    expect(outcomeOf(await runSteps(`${menu('factory-default')}  - expect-state: { state: boot.ready.wizard }\n`, 'state: provisioned'))).toBe(
      'PASS',
    );
  });
});

describe('what is expected', () => {
  test('a state that is left in the microsecond it was entered is not missed', async () => {
    const board = seedBoard({ decideAt: 'threshold', restartDelayUs: 0, stages: [{ fromUs: 5_000_000, toUs: 30_000_000, action: 'restart' }] });
    const run = await runSteps(`${HELD}  - wait-state: { state: boot.restarting, timeout: 6 s }\n`, '', { board });
    expect([outcomeOf(run), run.virtualUs]).toEqual(['PASS', 9_550_000]);
  });

  test('with a time-out waits for it and then fails', async () => {
    const run = await runSteps('  - power: on\n  - expect-state: { state: boot.ready, timeout: 3 s }\n');
    expect(outcomeOf(run)).toBe('FAIL test.yaml:5:5 expect-state at 3.000 s: waited 3 s for boot.ready, the recorder is in boot.initialising');
    expect(outcomeOf(await runSteps('  - power: on\n  - expect-state: { state: boot.ready, timeout: 21 s }\n'))).toBe('PASS');
  });

  test('pins and patterns', async () => {
    const run = await runSteps(
      '  - power: on\n  - wait-pin: { part-id: buzzer, value: 1 }\n  - expect-pin: { part-id: led, pin: A, value: slow-blink }\n  - wait-pin: { part-id: led, value: 1 }\n',
    );
    expect(outcomeOf(run)).toBe('PASS');
    expect(outcomeOf(await runSteps('  - power: on\n  - expect-pin: { part-id: led, value: on }\n'))).toContain('expected led on, led is off');
  });

  test('screens by title, text and absence', async () => {
    const board = seedBoard({ initDurationUs: 5_000_000 });
    const run = await runSteps(
      `${HELD}  - wait-screen: { title: Reset button held }\n  - expect-screen: { contains: Release it to go on }\n  - expect-screen: { absent: Fault }\n  - expect-never: { screen: { contains: does not release }, for: 60 s }\n`,
      '',
      { board },
    );
    expect(outcomeOf(run)).toContain('FAIL test.yaml:11:5 expect-never');
    expect(outcomeOf(await runSteps('  - expect-screen: { title: Starting }\n'))).toContain(
      'expected a screen titled "Starting", the screen is "No Signal"',
    );
  });

  test('pulses by length, pause and number', async () => {
    const board = seedBoard({ bootBeep: { count: 2, onUs: 150_000, offUs: 100_000 } });
    const pulses = async (wish: string) =>
      outcomeOf(await runSteps(`  - power: on\n  - expect-pulse: { part-id: buzzer, ${wish} }\n`, '', { board }));
    expect(await pulses('on: 150 ms')).toBe('PASS');
    expect(await pulses('on: 150 ms, off: 100 ms, count: 2')).toBe('PASS');
    expect(await pulses('on: 140 ms, tolerance: 10 ms')).toBe('PASS');
    expect(await pulses('on: 140 ms')).toContain('buzzer: expected a pulse of 140 ms, pulse 1 lasted 150 ms');
    expect(await pulses('on: 150 ms, off: 150 ms, count: 2')).toContain('expected a pause of 150 ms, pause 2 lasted 100 ms');
    expect(await pulses('on: 150 ms, count: 3, timeout: 2 s')).toContain('waited 2 s for 3 pulses of 150 ms of buzzer, there were 2');
  });
});

describe('what must never be', () => {
  test('is watched while the next steps run', async () => {
    expect(outcomeOf(await runSteps('  - power: on\n  - expect-never: { state: boot.ready, for: 30 s }\n  - delay: 25 s\n'))).toBe(
      'FAIL test.yaml:5:5 expect-never at 20.050 s: expected never boot.ready, but it came',
    );
  });

  test('is watched to the end of its time after the last step, and no longer', async () => {
    expect(outcomeOf(await runSteps('  - power: on\n  - expect-never: { state: boot.ready, for: 30 s }\n'))).toContain('FAIL');
    const run = await runSteps('  - power: on\n  - expect-never: { state: boot.ready, for: 20 s }\n  - delay: 1 s\n');
    expect([outcomeOf(run), run.virtualUs]).toEqual(['PASS', 20_000_000]);
    expect(outcomeOf(await runSteps('  - power: on\n  - expect-never: { state: boot.ready, for: 20 s }\n  - delay: 60 s\n'))).toBe('PASS');
  });

  test('with wait it blocks, and it fails at once when it is so already', async () => {
    expect((await runSteps('  - expect-never: { part-id: power, value: 1, for: 5 s, wait: true }\n  - power: on\n')).outcome).toBe('PASS');
    expect(outcomeOf(await runSteps('  - expect-never: { part-id: power, value: 1, for: 5 s }\n  - power: on\n'))).toContain('FAIL');
    expect(outcomeOf(await runSteps('  - power: on\n  - expect-never: { part-id: power, value: 1, for: 5 s }\n'))).toContain('but it is so already');
  });
});

describe('the other steps', () => {
  test('measure looks back at two events and compares with limits', async () => {
    const run = (more: string) => runSteps(`  - power: on\n  - wait-state: { state: boot.ready }\n  - measure: { name: m, ${more} }\n`);
    const measured = async (more: string) => (await run(more)).measures.map(({ valueUs, grade }) => `${valueUs} ${grade}`);
    expect(await measured('from: buzzer.on, to: buzzer.off')).toEqual(['150000 good']);
    expect(await measured('from: power.on, to: power.good')).toEqual(['0 good']);
    expect(await measured('from: power.good, to: boot.ready, min: 20 s, max: 20.06 s, marginal: 20 ms')).toEqual(['20050000 marginal']);
    expect(await measured('from: screen.Initialising, to: led.on')).toEqual(['20000000 good']);
    expect(outcomeOf(await run('from: buzzer.on, to: buzzer.off, max: 100 ms'))).toContain(
      'measure at 20.050 s: m is 150 ms, allowed 100 ms or less',
    );
    expect(outcomeOf(await run('from: buzzer.on, to: verdict.reset'))).toContain('m: verdict.reset has not happened');
    expect(outcomeOf(await run('from: buzzer.off, to: buzzer.on'))).toContain('m: buzzer.off has not happened before buzzer.on');
  });

  test('a state is entered from outside it only', async () => {
    const run = await runSteps(`${HELD}  - delay: 25 s\n  - measure: { name: m, from: hold.counting, to: hold.counting.window }\n`);
    expect(run.measures[0]?.valueUs).toBe(20_000_000);
  });

  test('repeat does its steps again and again; names and notes are kept', async () => {
    const run = await runSteps(
      '  - repeat:\n      times: 3\n      steps:\n        - { name: wait, delay: 1 s }\n        - log: once more\n  - prompt: Go home\n',
    );
    expect([run.outcome, run.virtualUs, run.steps.length, run.steps[0]?.name]).toEqual(['PASS', 3_000_000, 7, 'wait']);
    expect(run.notes.map(({ text }) => text)).toEqual(['once more', 'once more', 'once more', '(prompt) Go home']);
  });

  test('the real-time clock is moved, set, and loses its time', async () => {
    const run = await runSteps(
      '  - set-clock: { clock: rtc, by: -25 h }\n  - set-clock: { clock: rtc, to: "2031-02-03T04:05:06Z" }\n  - rtc-battery: dead\n',
    );
    expect(run.trace.map(({ value, detail }) => `${value} ${detail ?? ''}`)).toEqual([
      'set 2025-12-30T23:00:00.000Z',
      'set 2031-02-03T04:05:06.000Z',
      'battery-dead ',
    ]);
  });
});
