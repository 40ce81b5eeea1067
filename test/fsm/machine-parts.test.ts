/** A machine read from itself: what those who list, draw, count and name its states are told of it. */
import { describe, expect, test } from 'vitest';
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { branchesOf, childrenOf, initialOf, isLeaf, named, pathOf, statesBelow, stepsOf, targetsOf, timersOf } from '../../src/fsm/machine-parts.ts';
import { createStepper } from '../../src/fsm/stepper.ts';
import { createSystemMachine, FIRST_POWER_UP } from '../../src/fsm/system.ts';
import { seedBoard } from '../support/world.ts';

const machine = createSystemMachine(seedBoard()) as unknown as AnyStateMachine;
const nodeOf = (path: string): AnyStateNode => {
  const node = statesBelow(machine.root).find((one) => pathOf(one) === path);
  if (!node) throw new Error(`no state ${path}`);
  return node;
};

describe('a state', () => {
  test('is listed before those below it', () => {
    expect(statesBelow(nodeOf('boot.ready')).map(pathOf)).toEqual(['boot.ready.login', 'boot.ready.wizard']);
    const paths = statesBelow(machine.root).map(pathOf);
    expect(paths.slice(0, 3)).toEqual(['contact', 'contact.open', 'contact.closing']);
    expect([machine.id, ...childrenOf(machine.root).map(pathOf)]).toEqual(['system', 'contact', 'hold', 'boot', 'buzzer']);
  });

  test('is a leaf where nothing is below it', () => {
    expect(['boot.locked', 'boot.ready', 'boot'].map((path) => isLeaf(nodeOf(path)))).toEqual([true, false, false]);
  });

  test('begins in a state below it where there is one', () => {
    expect(['boot', 'boot.ready', 'boot.locked'].map((path) => initialOf(nodeOf(path))?.key)).toEqual(['starting', 'login', undefined]);
    expect(initialOf(machine.root)).toBeUndefined();
  });

  test('has the timers that its entry starts, and the ways out in their order', () => {
    expect(timersOf(nodeOf('boot.starting'))).toEqual([{ event: 'sampling.started', us: 50_000 }]);
    expect(timersOf(nodeOf('boot.locked'))).toEqual([]);
    const ways = branchesOf(nodeOf('hold.unsampled')).map((branch) => branch.map((way) => targetsOf(way).map(pathOf).join()));
    expect(ways).toEqual([['hold.idle', 'hold.idle', 'hold.cause-does-not-arm', 'hold.not-released-since-fault', 'hold.counting.early']]);
  });

  test('may have ways out that wait for no event', () => {
    const threshold = createSystemMachine(seedBoard({ decideAt: 'threshold' })) as unknown as AnyStateMachine;
    const window = statesBelow(threshold.root).find((node) => pathOf(node) === 'hold.counting.window') as AnyStateNode;
    expect(
      branchesOf(window)
        .at(-1)
        ?.map((way) => [way.eventType, targetsOf(way).map(pathOf).join()]),
    ).toEqual([['', 'hold.reset']]);
  });
});

test('a guard or an action is named by itself, or by its type', () => {
  expect([named('latch'), named({ type: 'latch', params: 'early' })]).toEqual([{ type: 'latch' }, { type: 'latch', params: 'early' }]);
});

test('of the transitions taken, a region has those that moved it', () => {
  const stepper = createStepper(createSystemMachine(seedBoard()));
  const closing = stepper.step(stepper.start(FIRST_POWER_UP).state, 'contact.closed');
  expect(stepsOf(closing.taken, 'contact')).toEqual([{ from: 'contact.open', event: 'contact.closed', target: 'contact.closing' }]);
  expect(stepsOf(closing.taken, 'hold')).toEqual([]);
  // The hold begins, and the first edge after it only latches the phase.
  const sampled = stepper.step(closing.state, 'sampling.started');
  expect(stepsOf(sampled.taken, 'hold')).toEqual([{ from: 'hold.unsampled', event: 'sampling.started', target: 'hold.counting.early' }]);
  expect(stepsOf(stepper.step(sampled.state, 'contact.opened').taken, 'hold')).toEqual([]);
});
