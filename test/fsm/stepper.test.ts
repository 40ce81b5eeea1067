/** The stepper: XState as a function, and its answers remembered. */
import { describe, expect, test } from 'vitest';
import { Driver } from '../../src/fsm/driver.ts';
import { createStepper, type Stepper, stateKey, tabulate } from '../../src/fsm/stepper.ts';
import { createSystemMachine, FIRST_POWER_UP } from '../../src/fsm/system.ts';
import { S, seedBoard } from '../support/world.ts';

const POWER_UP = { ...FIRST_POWER_UP, credentials: 'present' } as const;

/** Counts how often the stepper behind is asked. */
function counted(stepper: Stepper): Stepper & { asked: number } {
  const counting = {
    asked: 0,
    start: (powerUp: Parameters<Stepper['start']>[0]) => stepper.start(powerUp),
    step: (...args: Parameters<Stepper['step']>) => {
      counting.asked++;
      return stepper.step(...args);
    },
  };
  return counting;
}

function hold(stepper: Stepper, heldUs: number) {
  const driver = Driver.start(stepper, POWER_UP, 0, () => {}, ['contact.closed']);
  driver.send('contact.opened', 50_000 + heldUs);
  driver.advanceTo(120 * S);
  return driver.state;
}

describe('the stepper', () => {
  test('is pure: the same state and event give the same outcome, and the state stays as it was', () => {
    const stepper = createStepper(createSystemMachine(seedBoard()));
    const { state } = stepper.start(POWER_UP);
    const key = stateKey(state);
    const [once, twice] = [stepper.step(state, 'contact.closed'), stepper.step(state, 'contact.closed')];
    expect(stateKey(twice.state)).toBe(stateKey(once.state));
    expect([twice.starts, twice.stops, twice.commands]).toEqual([once.starts, once.stops, once.commands]);
    expect(stateKey(state)).toBe(key);
  });

  test('names what starts and stops: the debounce of a closing contact', () => {
    const stepper = createStepper(createSystemMachine(seedBoard()));
    const closing = stepper.step(stepper.start(POWER_UP).state, 'contact.closed');
    expect(closing.starts).toEqual([{ id: 'button.pressed', delayUs: 30_000 }]);
    expect(stepper.step(closing.state, 'contact.opened').stops).toContain('button.pressed');
  });

  test('an unknown event changes nothing', () => {
    const stepper = createStepper(createSystemMachine(seedBoard()));
    const { state } = stepper.start(POWER_UP);
    const after = stepper.step(state, 'no.such.event');
    expect([stateKey(after.state), after.starts, after.stops, after.commands]).toEqual([stateKey(state), [], [], []]);
  });
});

describe('the tabulated stepper', () => {
  test('asks once for each pair of state and event, over any number of power-ups', () => {
    const behind = counted(createStepper(createSystemMachine(seedBoard())));
    const stepper = tabulate(behind);
    hold(stepper, 25 * S);
    const { asked } = behind;
    const { states } = stepper;
    for (let run = 0; run < 100; run++) hold(stepper, 25 * S);
    expect([behind.asked, stepper.states]).toEqual([asked, states]);
    expect(asked).toBeGreaterThan(5);
  });

  test('makes equal states one: two ways to the same place end in the same object', () => {
    const stepper = tabulate(createStepper(createSystemMachine(seedBoard())));
    expect(hold(stepper, 21 * S)).toBe(hold(stepper, 29 * S));
    expect(hold(stepper, 21 * S)).not.toBe(hold(stepper, 19 * S));
    const { state } = stepper.start(POWER_UP);
    const there = stepper.step(state, 'contact.closed').state;
    const back = stepper.step(stepper.step(there, 'contact.opened').state, 'button.chattered').state;
    expect(back).toBe(state);
  });
});
