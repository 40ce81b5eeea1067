/**
 * Four executors of one statechart must agree to the microsecond: the pure driver, the same driver on a tabulated machine, and
 * XState's own actor on the virtual clock and on fake-timers. Schedules are random, their times lie on and near the thresholds of
 * the board. The rule on ties, the same for all four: a timer that is due at the time of an event fires before it.
 */
import FakeTimers from '@sinonjs/fake-timers';
import { describe, expect, test } from 'vitest';
import { createActor } from 'xstate';
import type { Board } from '../../src/board.ts';
import { Driver } from '../../src/fsm/driver.ts';
import { createStepper, type Outcome, type Stepper, tabulate } from '../../src/fsm/stepper.ts';
import { createSystemMachine, type PowerUp, type SystemCommand, type SystemMachine } from '../../src/fsm/system.ts';
import { VirtualClock } from '../../src/hal/machine/virtual-clock.ts';
import type { Alarm } from '../../src/hal/ports.ts';
import { createRandom, type Random } from '../../src/random.ts';
import type { Us } from '../../src/units.ts';
import { MS, S, seedBoard } from '../support/world.ts';

const BOARDS: Readonly<Record<string, Board>> = {
  'the default board': seedBoard(),
  'decides at the threshold, arms on any press': seedBoard({ decideAt: 'threshold', armOn: ['power-on', 'press'] }),
  'decides at the threshold, two action beeps': seedBoard({ decideAt: 'threshold', actionBeep: { count: 2, onUs: 30 * MS, offUs: 20 * MS } }),
  'accepts a hold past the window, arms on any press': seedBoard({ overHold: 'accept', armOn: ['power-on', 'press'] }),
  'has no debounce': seedBoard({ debounceUs: 0, armOn: ['power-on', 'press'] }),
  'has no debounce, two boot beeps': seedBoard({ debounceUs: 0, bootBeep: { count: 2, onUs: 100 * MS, offUs: 100 * MS } }),
  'has three stages with LEDs': seedBoard({
    armOn: ['power-on', 'press'],
    stages: [
      { fromUs: 1 * S, toUs: 5 * S, action: 'restart', led: 'fast-blink' },
      { fromUs: 5 * S, toUs: 10 * S, action: 'password-reset' },
      { fromUs: 12 * S, toUs: Number.POSITIVE_INFINITY, action: 'factory-default', led: 'on' },
    ],
  }),
  'debounces as long as its window and its beep': seedBoard({
    debounceUs: 500 * MS,
    samplingStartUs: 500 * MS,
    bootBeep: { count: 1, onUs: 500 * MS, offUs: 1 },
    stages: [{ fromUs: 0, toUs: 500 * MS, action: 'factory-default' }],
    armOn: ['power-on', 'press'],
  }),
  'decides at the threshold of a short window, debounces long': seedBoard({
    decideAt: 'threshold',
    debounceUs: 500 * MS,
    stages: [{ fromUs: 1 * S, toUs: 2 * S, action: 'factory-default' }],
    armOn: ['power-on', 'press'],
  }),
  // No phase of length 0: fake-timers make 1 of a delay of 0 that is asked for inside a tick.
  'is stuck two microseconds after its window': seedBoard({ stuckAfterUs: 30 * S + 2, armOn: ['power-on', 'press'] }),
};

const CREDENTIALS: readonly PowerUp['credentials'][] = ['present', 'present', 'absent', 'corrupt'];
/** Of the device, to the steps of a reset; in any order here. */
const ANSWERS = ['reset.requested', 'settings.erased', 'defaults.restored', 'reset.finished', 'reset.failed'];

const SCHEDULES_PER_BOARD = 110;
const BOARD_NAMES = Object.keys(BOARDS);

interface Schedule {
  readonly powerUp: PowerUp;
  readonly events: readonly { readonly atUs: Us; readonly event: string }[];
  readonly endUs: Us;
}

/** What an executor did: the commands with their times, and after every event of the schedule the states and the time of the next timer. */
type Account = readonly string[];

/** Mostly edges of the contact, half of them at times where something else is due. */
function randomSchedule(board: Board, random: Random): Schedule {
  const marks = [0, board.debounceUs, board.samplingStartUs, board.bootBeep.onUs, board.initDurationUs, board.restartDelayUs, board.stuckAfterUs]
    .concat(board.stages.flatMap(({ fromUs, toUs }) => [fromUs, Number.isFinite(toUs) ? toUs : board.stuckAfterUs]))
    .flatMap((at) => [at, at, at + 1, at - 1, at + board.debounceUs, at - board.debounceUs])
    .filter((at) => at >= 0);
  const mark = () => marks[random.int(0, marks.length - 1)] ?? 0;
  const flip = () => random.int(0, 1) === 1;
  const powerUp: PowerUp = {
    arms: random.int(0, 9) > 0,
    stuckBefore: random.int(0, 9) === 0,
    credentials: CREDENTIALS[random.int(0, CREDENTIALS.length - 1)] ?? 'absent',
    pendingReset: random.int(0, 9) > 0 ? 'none' : flip() ? 'all' : 'password',
    pendingIsErased: flip(),
  };
  const events: { atUs: Us; event: string }[] = [];
  let closed = false;
  let atUs = 0;
  for (let count = random.int(2, 14); count > 0; count--) {
    // Measured from the event before, or from power-good, where the timers of the boot began.
    const next = flip() ? mark() : mark() + board.samplingStartUs;
    atUs = flip() ? Math.max(atUs, next) : atUs + next;
    const other = random.int(0, 19);
    if (other === 0) events.push({ atUs, event: 'factory-default.requested' });
    else if (other === 1) events.push({ atUs, event: 'restart.requested' });
    else if (other <= 5) events.push({ atUs, event: ANSWERS[random.int(0, ANSWERS.length - 1)] ?? 'reset.failed' });
    else {
      closed = !closed;
      events.push({ atUs, event: closed ? 'contact.closed' : 'contact.opened' });
    }
  }
  return { powerUp, events, endUs: atUs + 70 * S };
}

const line = (atUs: Us, what: unknown): string => `${atUs} ${JSON.stringify(what)}`;

function runDriver(stepper: Stepper, { powerUp, events, endUs }: Schedule): Account {
  const account: string[] = [];
  const listener = ({ commands }: Outcome, atUs: Us) => {
    for (const command of commands) account.push(line(atUs, command));
  };
  const driver = Driver.start(stepper, powerUp, 0, listener);
  const states = () => account.push(line(driver.nowUs, [driver.state.snapshot.value, driver.state.snapshot.context, driver.deadlineUs]));
  for (const { atUs, event } of events) {
    driver.send(event, atUs);
    states();
  }
  driver.advanceTo(endUs);
  states();
  return account;
}

/** XState asks its clock for time-outs in the unit of its delays, here microseconds. */
interface ActorClock {
  readonly nowUs: Us;
  readonly nextUs: Us;
  advanceTo(atUs: Us): void;
  setTimeout(task: () => void, delayUs: Us): unknown;
  clearTimeout(id: unknown): void;
}

function virtualClock(): ActorClock {
  const clock = new VirtualClock();
  return {
    get nowUs() {
      return clock.nowUs;
    },
    get nextUs() {
      return clock.nextUs;
    },
    advanceTo: (atUs) => clock.advanceTo(atUs),
    setTimeout: (task, delayUs) => clock.at(clock.nowUs + delayUs, task),
    clearTimeout: (id) => clock.cancel(id as Alarm | undefined),
  };
}

/** One millisecond of fake-timers stands for a microsecond. They do not say when the next timer fires, so that is kept here. */
function fakeTimersClock(): ActorClock {
  const clock = FakeTimers.createClock(0, 1e9);
  const deadlines = new Map<unknown, Us>();
  return {
    get nowUs() {
      return clock.now;
    },
    get nextUs() {
      return Math.min(...deadlines.values());
    },
    advanceTo: (atUs) => clock.tick(atUs - clock.now),
    setTimeout(task, delayUs) {
      const id = clock.setTimeout(() => {
        deadlines.delete(id);
        task();
      }, delayUs);
      deadlines.set(id, clock.now + delayUs);
      return id;
    },
    clearTimeout(id) {
      deadlines.delete(id);
      clock.clearTimeout(id as Parameters<typeof clock.clearTimeout>[0]);
    },
  };
}

function runActor(machine: SystemMachine, clock: ActorClock, { powerUp, events, endUs }: Schedule): Account {
  const account: string[] = [];
  const actor = createActor(machine, { input: powerUp, clock: clock as never });
  actor.on('*', (command: SystemCommand) => account.push(line(clock.nowUs, command)));
  actor.start();
  const states = () => {
    const { value, context } = actor.getSnapshot();
    account.push(line(clock.nowUs, [value, context, clock.nextUs]));
  };
  for (const { atUs, event } of events) {
    clock.advanceTo(atUs);
    actor.send({ type: event });
    states();
  }
  clock.advanceTo(endUs);
  states();
  actor.stop();
  return account;
}

describe.each(BOARD_NAMES)('four executors agree on a board that %s', (name) => {
  const board = BOARDS[name] as Board;
  const machine = createSystemMachine(board);
  const pure = createStepper(machine);
  const tabulated = tabulate(createStepper(machine));

  test(`on ${SCHEDULES_PER_BOARD} random schedules`, () => {
    const verdicts = new Set<string>();
    for (let index = 0; index < SCHEDULES_PER_BOARD; index++) {
      const seed = BOARD_NAMES.indexOf(name) * 1_000 + index;
      const schedule = randomSchedule(board, createRandom(seed));
      const expected = runActor(machine, virtualClock(), schedule);
      const context = `seed ${seed}: ${JSON.stringify(schedule)}`;
      expect(runActor(machine, fakeTimersClock(), schedule), `fake-timers, ${context}`).toEqual(expected);
      expect(runDriver(pure, schedule), `pure driver, ${context}`).toEqual(expected);
      expect(runDriver(tabulated, schedule), `tabulated driver, ${context}`).toEqual(expected);
      for (const entry of expected) verdicts.add(/"verdict":"([a-z-]+)"/.exec(entry)?.[1] ?? '');
    }
    // Schedules that never come to a verdict would agree for nothing.
    expect(verdicts.size).toBeGreaterThan(2);
  });
});

test('there are at least a thousand schedules', () => {
  expect(SCHEDULES_PER_BOARD * BOARD_NAMES.length).toBeGreaterThanOrEqual(1_000);
});
