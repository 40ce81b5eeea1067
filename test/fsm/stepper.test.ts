/** The stepper: XState as a function, and its answers remembered. */
import { describe, expect, test } from 'vitest';
import { type AnyStateMachine, cancel, log, raise, sendTo, setup } from 'xstate';
import { Driver } from '../../src/fsm/driver.ts';
import { createStepper, REGIONS, type Stepper, stateKey, tabulate } from '../../src/fsm/stepper.ts';
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

/** A parallel machine of these regions, with timers `tick` and `tock` of so many microseconds. */
function machineOf(states: Record<string, unknown>, lengths: Readonly<Record<string, number>> = { tick: 10, tock: 20 }): AnyStateMachine {
  const timers = Object.keys(lengths);
  return setup({
    actions: {
      ...Object.fromEntries(timers.map((id) => [`start ${id}`, raise({ type: id } as never, { id, delay: lengths[id] as number })])),
      ...Object.fromEntries(timers.map((id) => [`stop ${id}`, cancel(id)])),
      say: log('said'),
      send: sendTo(({ self }) => self, { type: 'x' } as never, { delay: 5 }),
    },
  }).createMachine({ id: 'm', type: 'parallel', states } as never) as unknown as AnyStateMachine;
}

describe('what the stepper tells of a machine', () => {
  test('the regions are those of the system machine, in their order', () => {
    const { state } = createStepper(createSystemMachine(seedBoard())).start(POWER_UP);
    expect(Object.keys(state.regions)).toEqual(REGIONS);
  });

  test('a timer of a state that is left in the step that entered it does not start; those beside it do', () => {
    const timed = (id: string) => ({ initial: 'off', states: { off: { on: { go: 'on' } }, on: { entry: `start ${id}`, exit: `stop ${id}` } } });
    const passed = {
      initial: 'off',
      states: { off: { on: { go: 'passed' } }, passed: { entry: 'start tick', exit: 'stop tick', always: 'over' }, over: {} },
    };
    const machine = machineOf({ first: timed('a'), second: passed, third: timed('b') }, { a: 1, tick: 2, b: 3 });
    const stepper = createStepper<object, never, string>(machine);
    const { starts, stops } = stepper.step(stepper.start({}).state, 'go');
    expect([starts, stops]).toEqual([
      [
        { id: 'a', delayUs: 1 },
        { id: 'b', delayUs: 3 },
      ],
      ['tick'],
    ]);
    const other = createStepper<object, never, string>(machineOf({ second: passed, first: timed('a') }, { a: 1, tick: 2 }));
    expect(other.step(other.start({}).state, 'go').starts).toEqual([{ id: 'a', delayUs: 1 }]);
  });

  test('the state of a region is told with all that it lies in, and nothing of a region without states', () => {
    const nested = { initial: 'a', states: { a: { initial: 'b', states: { b: { initial: 'c', states: { c: {} } } } } } };
    expect(createStepper<object, never, string>(machineOf({ nested, empty: {} })).start({}).state.regions).toEqual({ nested: 'a.b.c', empty: '' });
  });

  test('a timer that starts goes on when another one stops later in the step', () => {
    const starting = { initial: 'off', states: { off: { on: { go: 'on' } }, on: { entry: ['start tock', raise({ type: 'stop' } as never)] } } };
    const stopping = { initial: 'on', states: { on: { entry: 'start tick', exit: 'stop tick', on: { stop: 'off' } }, off: {} } };
    const stepper = createStepper<object, never, string>(machineOf({ starting, stopping }));
    const { starts, stops } = stepper.step(stepper.start({}).state, 'go');
    expect([starts, stops]).toEqual([[{ id: 'tock', delayUs: 20 }], ['tick']]);
  });

  test('each step has the transitions that it took, and no others', () => {
    const stepper = createStepper(createSystemMachine(seedBoard()));
    const first = stepper.start(POWER_UP);
    const closing = stepper.step(first.state, 'contact.closed');
    const again = stepper.start({ ...POWER_UP, arms: false });
    const taken = [first, closing, again].map((outcome) => outcome.taken.map(({ source, eventType }) => `${source.path.join('.')} ${eventType}`));
    expect(taken).toEqual([[], ['contact.open contact.closed'], []]);
    expect(again.starts).toEqual([{ id: 'sampling.started', delayUs: 50_000 }]);
    expect(stepper.step(closing.state, 'no.such.event').taken).toEqual([]);
  });

  test.each(['say', 'send'])('an action whose effect would be lost is refused: %s', (action) => {
    const stepper = createStepper<object, never, string>(machineOf({ region: { entry: action } }));
    expect(() => stepper.start({})).toThrow('the machine m may not use the action xstate.');
  });

  test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('a timer of %d us is refused, one of none is not', (length) => {
    const stepperOf = (us: number) => createStepper<object, never, string>(machineOf({ region: { entry: 'start tick' } }, { tick: us }));
    expect(() => stepperOf(length).start({})).toThrow(`timer tick: a delay of ${length} us`);
    expect(stepperOf(0).start({}).starts).toEqual([{ id: 'tick', delayUs: 0 }]);
  });

  test('each way to start is asked for once, also behind a table', () => {
    const stepper = createStepper(createSystemMachine(seedBoard()));
    expect(stepper.start({ ...POWER_UP })).toBe(stepper.start({ ...POWER_UP }));
    const table = tabulate(stepper);
    expect(table.start({ ...POWER_UP })).toBe(table.start({ ...POWER_UP }));
    expect(table.start({ ...POWER_UP, arms: false })).not.toBe(table.start(POWER_UP));
    expect(table.states).toBe(2);
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
