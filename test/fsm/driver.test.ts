/** The driver's rules on time, each on a stepper of a few lines: what an event starts and stops is written beside it. */
import { describe, expect, test } from 'vitest';
import { Driver } from '../../src/fsm/driver.ts';
import { createStepper, type MachineState, type Outcome, REGIONS, type Stepper, type TimerStart, tabulate } from '../../src/fsm/stepper.ts';
import { createSystemMachine, FIRST_POWER_UP } from '../../src/fsm/system.ts';
import { S, seedBoard } from '../support/world.ts';

interface Reaction {
  readonly starts?: readonly TimerStart[];
  readonly stops?: readonly string[];
}

/** Reacts to every event as its script says; unknown events do nothing. */
function scripted(script: Readonly<Record<string, Reaction>>): Stepper {
  const state = { snapshot: undefined, regions: Object.fromEntries(REGIONS.map((region) => [region, ''])) } as unknown as MachineState;
  const outcome = (event: string): Outcome => ({
    state,
    stops: script[event]?.stops ?? [],
    starts: script[event]?.starts ?? [],
    commands: [],
    taken: [],
  });
  return { start: () => outcome('start'), step: (_, event) => outcome(event) };
}

const POWER_UP = FIRST_POWER_UP;

function start(script: Readonly<Record<string, Reaction>>, atUs = 0) {
  const log: string[] = [];
  const listener = (_: Outcome, at: number, event: string) => log.push(`${event} at ${at}`);
  return { driver: Driver.start(scripted(script), POWER_UP, atUs, listener), log };
}

describe('timers', () => {
  test('run from the moment of power-good', () => {
    const { driver, log } = start({ start: { starts: [{ id: 'a', delayUs: 10 }] } }, 1_000);
    expect(driver.deadlineUs).toBe(1_010);
    driver.advanceTo(2_000);
    expect(log).toEqual(['power.good at 1000', 'a at 1010']);
    expect(driver.nowUs).toBe(2_000);
  });

  test('fire at their own deadlines, also those started on the way', () => {
    const { driver, log } = start({
      start: { starts: [{ id: 'a', delayUs: 100 }] },
      a: { starts: [{ id: 'b', delayUs: 100 }] },
      b: { starts: [{ id: 'c', delayUs: 0 }] },
    });
    driver.advanceTo(1_000);
    expect(log).toEqual(['power.good at 0', 'a at 100', 'b at 200', 'c at 200']);
    expect(driver.deadlineUs).toBe(Number.POSITIVE_INFINITY);
  });

  test('that are due when an event happens fire before it; those a microsecond later do not', () => {
    const { driver, log } = start({
      start: {
        starts: [
          { id: 'due', delayUs: 50 },
          { id: 'later', delayUs: 51 },
        ],
      },
    });
    driver.send('edge', 50);
    expect(log).toEqual(['power.good at 0', 'due at 50', 'edge at 50']);
  });

  test('fire in the order of their deadlines, whichever was started first, and the earliest is the one that is told', () => {
    const starts = [
      { id: 'last', delayUs: 30 },
      { id: 'first', delayUs: 10 },
      { id: 'second', delayUs: 20 },
    ];
    const { driver, log } = start({ start: { starts } });
    expect(driver.deadlineUs).toBe(10);
    driver.advanceTo(100);
    expect(log.slice(1)).toEqual(['first at 10', 'second at 20', 'last at 30']);
  });

  test('of the same deadline fire in the order they were started, whatever was stopped in between', () => {
    const names = ['d', 'b', 'x', 'a', 'c'];
    const { driver, log } = start({
      start: { starts: names.map((id) => ({ id, delayUs: 10 })) },
      drop: { stops: ['x'], starts: [{ id: 'last', delayUs: 5 }] },
    });
    driver.send('drop', 5);
    driver.advanceTo(10);
    expect(log.slice(2)).toEqual(['d at 10', 'b at 10', 'a at 10', 'c at 10', 'last at 10']);
  });

  test('that are stopped do not fire; stopping one that does not run does nothing', () => {
    const { driver, log } = start({ start: { starts: [{ id: 'a', delayUs: 10 }] }, edge: { stops: ['a', 'unknown'] } });
    driver.send('edge', 9);
    driver.advanceTo(100);
    expect(log).toEqual(['power.good at 0', 'edge at 9']);
  });

  test('that are started anew replace the old ones', () => {
    const again: Reaction = { stops: ['a'], starts: [{ id: 'a', delayUs: 10 }] };
    const { driver, log } = start({ start: { starts: [{ id: 'a', delayUs: 10 }] }, edge: again });
    driver.send('edge', 9);
    driver.send('edge', 18);
    driver.advanceTo(100);
    expect(log).toEqual(['power.good at 0', 'edge at 9', 'edge at 18', 'a at 28']);
  });

  test('that are started and stopped in one step do not run: a board that decides at the threshold leaves its window at once', () => {
    const stepper = createStepper(createSystemMachine(seedBoard({ decideAt: 'threshold' })));
    const verdicts: [number, string][] = [];
    const driver = Driver.start(stepper, POWER_UP, 0, ({ commands }, atUs) => {
      for (const command of commands) if (command.type === 'verdict') verdicts.push([atUs, command.verdict]);
    });
    driver.send('contact.closed', 0);
    driver.advanceTo(25 * S);
    expect(verdicts).toEqual([[20 * S + 50_000, 'reset']]);
    expect(driver.deadlineUs).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('time', () => {
  test('cannot go back', () => {
    const { driver, log } = start({});
    driver.advanceTo(10);
    expect(() => driver.send('edge', 9)).toThrow(RangeError);
    expect(() => driver.advanceTo(9)).toThrow(RangeError);
    expect(log).toEqual(['power.good at 0']);
    expect(driver.nowUs).toBe(10);
  });

  test('stands still for several events of one moment', () => {
    const { driver, log } = start({});
    driver.send('one', 5);
    driver.send('two', 5);
    expect(log.slice(1)).toEqual(['one at 5', 'two at 5']);
  });
});

describe('a fork', () => {
  test('goes its own way: neither hears of the other', () => {
    const { driver, log } = start({
      start: { starts: [{ id: 'a', delayUs: 10 }] },
      edge: { stops: ['a'], starts: [{ id: 'b', delayUs: 3 }] },
    });
    driver.advanceTo(4);
    const forked: string[] = [];
    const copy = driver.fork((_, at, event) => forked.push(`${event} at ${at}`));
    copy.send('edge', 5);
    copy.advanceTo(100);
    expect(forked).toEqual(['edge at 5', 'b at 8']);
    expect([driver.nowUs, driver.deadlineUs]).toEqual([4, 10]);
    driver.advanceTo(100);
    expect(log).toEqual(['power.good at 0', 'a at 10']);
  });

  test('of the real machine comes to another verdict than its original', () => {
    const stepper = tabulate(createStepper(createSystemMachine(seedBoard())));
    const original = Driver.start(stepper, POWER_UP, 0);
    original.send('contact.closed', 0);
    original.advanceTo(15 * S);
    const early = original.fork();
    early.send('contact.opened', 16 * S);
    early.advanceTo(17 * S);
    original.send('contact.opened', 25 * S);
    original.advanceTo(26 * S);
    expect([early.state.regions.hold, original.state.regions.hold]).toEqual(['short', 'reset']);
  });
});
