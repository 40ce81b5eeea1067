/** The statechart without the world around it: a host that only carries out what the job needs, on every executor the project knows. */
import FakeTimers from '@sinonjs/fake-timers';
import { createActor } from 'xstate';
import { Driver } from '../../src/fsm/driver.ts';
import { createStepper, type Outcome, type Stepper, tabulate } from '../../src/fsm/stepper.ts';
import {
  createSystemMachine,
  FIRST_POWER_UP,
  type PowerUp,
  powerUpKey,
  type SystemCommand,
  type SystemEvent,
  type SystemMachine,
} from '../../src/fsm/system.ts';
import { VirtualClock } from '../../src/hal/machine/virtual-clock.ts';
import type { Us } from '../../src/units.ts';
import { BOARD, END_US, ERASE_US, type Job, RELEASE_US, STEP_US } from '../job.ts';

/** At power-good after the plug, and after the restart. The control finds a recorder without a password. */
const SECOND_POWER_UP: PowerUp = { ...FIRST_POWER_UP, arms: false };

/** What the device answers to each step of a reset, and after how long. */
const ANSWERS: Readonly<Partial<Record<SystemCommand['type'], { readonly event: SystemEvent; readonly afterUs: Us }>>> = {
  'reset.request': { event: 'reset.requested', afterUs: STEP_US },
  'settings.erase': { event: 'settings.erased', afterUs: ERASE_US },
  'defaults.restore': { event: 'defaults.restored', afterUs: STEP_US },
  'reset.finish': { event: 'reset.finished', afterUs: STEP_US },
};

export const pureDriver = (): Job => onDriver(createStepper(createSystemMachine(BOARD), powerUpKey), true);
export const tabulatedDriver = (): Job => onDriver(tabulate(createStepper(createSystemMachine(BOARD), powerUpKey)), false);

/** `record` keeps every state and command with its time, as a trace does. */
function onDriver(stepper: Stepper, record: boolean): Job {
  return (held) => {
    const trace: unknown[] = [];
    let resets = 0;
    let beeps = 0;
    let answer: SystemEvent = 'reset.requested';
    let answerAtUs = Number.POSITIVE_INFINITY;
    let restartAtUs = Number.POSITIVE_INFINITY;
    const listener = ({ state, commands }: Outcome, atUs: Us, event: string) => {
      if (record) trace.push({ atUs, event, regions: state.regions });
      for (const command of commands) {
        if (record) trace.push({ atUs, command });
        if (command.type === 'buzzer.on') beeps++;
        else if (command.type === 'device.restart') restartAtUs = atUs;
        else {
          const next = ANSWERS[command.type];
          if (!next) continue;
          answer = next.event;
          answerAtUs = atUs + next.afterUs;
          if (answer === 'settings.erased') resets++;
        }
      }
    };
    let driver = Driver.start(stepper, FIRST_POWER_UP, 0, listener);
    let boots = 1;
    let releaseAtUs = Number.POSITIVE_INFINITY;
    if (held) {
      driver.send('contact.closed', 0);
      releaseAtUs = RELEASE_US;
    }
    for (;;) {
      const nextUs = Math.min(driver.deadlineUs, releaseAtUs, answerAtUs, END_US);
      if (nextUs === releaseAtUs) {
        releaseAtUs = Number.POSITIVE_INFINITY;
        driver.send('contact.opened', nextUs);
      } else if (nextUs === answerAtUs) {
        answerAtUs = Number.POSITIVE_INFINITY;
        driver.send(answer, nextUs);
      } else driver.advanceTo(nextUs);
      if (nextUs === END_US) break;
      if (restartAtUs === nextUs) {
        boots++;
        driver = Driver.start(stepper, SECOND_POWER_UP, nextUs, listener);
      }
    }
    if (record && trace.length === 0) throw new Error('nothing was recorded');
    return { boots, resets, beeps, atWizard: driver.state.regions.boot === 'ready.wizard' };
  };
}

/** A clock for XState, and the same clock for the host. */
interface ActorClock {
  setTimeout(task: () => void, delayUs: Us): unknown;
  clearTimeout(id: unknown): void;
  advanceTo(atUs: Us): void;
}

function virtualClock(): ActorClock {
  const clock = new VirtualClock();
  return {
    setTimeout: (task, delayUs) => clock.at(clock.nowUs + delayUs, task),
    clearTimeout: (id) => clock.cancel(id as ReturnType<VirtualClock['at']>),
    advanceTo: (atUs) => clock.advanceTo(atUs),
  };
}

/** One millisecond of fake-timers stands for a microsecond. */
function fakeTimersClock(): ActorClock {
  const clock = FakeTimers.createClock(0, 1e9);
  return {
    setTimeout: (task, delayUs) => clock.setTimeout(task, delayUs),
    clearTimeout: (id) => clock.clearTimeout(id as Parameters<typeof clock.clearTimeout>[0]),
    advanceTo: (atUs) => clock.tick(atUs - clock.now),
  };
}

export const actorOnVirtualClock = (): Job => onActor(createSystemMachine(BOARD), virtualClock);
export const actorOnFakeTimers = (): Job => onActor(createSystemMachine(BOARD), fakeTimersClock);

function onActor(machine: SystemMachine, createClock: () => ActorClock): Job {
  return (held) => {
    const clock = createClock();
    let boots = 0;
    let resets = 0;
    let beeps = 0;
    const boot = (input: PowerUp) => {
      boots++;
      const actor = createActor(machine, { input, clock: clock as never });
      actor.on('*', (command: SystemCommand) => {
        if (command.type === 'buzzer.on') beeps++;
        else if (command.type === 'device.restart') {
          actor.stop();
          current = boot(SECOND_POWER_UP);
        } else {
          const answer = ANSWERS[command.type];
          if (!answer) return;
          if (answer.event === 'settings.erased') resets++;
          clock.setTimeout(() => current.send({ type: answer.event }), answer.afterUs);
        }
      });
      return actor.start();
    };
    let current = boot(FIRST_POWER_UP);
    if (held) {
      current.send({ type: 'contact.closed' });
      clock.advanceTo(RELEASE_US);
      current.send({ type: 'contact.opened' });
    }
    clock.advanceTo(END_US);
    const atWizard = current.getSnapshot().matches({ boot: { ready: 'wizard' } } as never);
    return { boots, resets, beeps, atWizard };
  };
}
