/** The lint of the statechart: the shipped machine is sound, and each kind of mistake is named. */
import { describe, expect, test } from 'vitest';
import { type AnyStateMachine, assign, emit, fromPromise, setup } from 'xstate';
import { lintMachine } from '../../src/fsm/lint.ts';
import { createSystemMachine } from '../../src/fsm/system.ts';
import { seedBoard } from '../support/world.ts';

const OPTIONS = { options: { maxIterations: 100 } };

/** A small machine with the implementations of a sound one and the states given. */
function machineOf(states: Record<string, unknown>, extra: Record<string, unknown> = {}): AnyStateMachine {
  return setup({
    delays: { tick: 10 },
    guards: { yes: () => true },
    actors: { wait: fromPromise(async () => {}) },
    actions: { 'start tick': assign({}), 'stop tick': assign({}), ask: emit({ type: 'asked' }), print: () => {} },
  }).createMachine({ id: 'm', initial: 'a', states: { a: {}, ...states } as never, ...OPTIONS, ...extra } as never) as unknown as AnyStateMachine;
}

describe('the lint of the statechart', () => {
  test('finds nothing in the shipped machine', () => {
    expect(lintMachine(createSystemMachine(seedBoard()) as unknown as AnyStateMachine)).toEqual([]);
  });

  test('accepts a sound machine', () => {
    expect(lintMachine(machineOf({ a: { entry: 'start tick', exit: 'stop tick', on: { tick: { guard: 'yes', actions: 'ask' } } } }))).toEqual([]);
  });

  test.each([
    ['an action that is not defined', { a: { entry: 'aks' } }, 'uses the action "aks", which is not defined'],
    ['an action at the exit that is not defined', { a: { exit: 'aks' } }, 'uses the action "aks", which is not defined'],
    ['an action on the way that is not defined', { a: { on: { x: { actions: 'aks' } } } }, 'uses the action "aks", which is not defined'],
    ['a guard without an event that is not defined', { a: { always: { guard: 'yse', target: 'b' } }, b: {} }, 'uses the guard "yse", which is not'],
    ['a guard that is not defined', { a: { on: { x: { guard: 'yse', target: 'a' } } } }, 'uses the guard "yse", which is not defined'],
    [
      'a timer without a length',
      { a: { entry: 'start tock', exit: 'stop tock', on: { tock: 'a' } } },
      'starts the timer "tock", which has no length',
    ],
    ['a timer that is not stopped', { a: { entry: 'start tick', on: { tick: 'a' } } }, 'does not stop it when it is left'],
    ['a timer that nobody hears', { a: { entry: 'start tick', exit: 'stop tick' } }, 'does not hear it'],
    ['a timer stopped where it was not started', { a: { exit: 'stop tick' } }, 'stops the timer "tick" it did not start'],
    ['an action with a side effect', { a: { entry: 'print' } }, 'the action "print" has a side effect'],
    ['an unnamed action', { a: { entry: () => {} } }, 'has an unnamed action'],
    ['an "after"', { a: { after: { tick: 'a' } } }, 'uses "after"'],
    ['an invoked child', { a: { invoke: { src: 'wait' } } }, 'invokes something'],
  ])('names %s', (_, states, fault) => {
    expect(lintMachine(machineOf(states)).join('\n')).toContain(fault);
  });

  test('names two states of one id', () => {
    expect(lintMachine(machineOf({ a: { id: 'twin' }, b: { id: 'twin' } }))).toEqual(['two states have the id twin']);
  });

  test('names a delay that has to be asked for', () => {
    const machine = setup({ delays: { tick: () => 10 } }).createMachine({ id: 'm', ...OPTIONS });
    expect(lintMachine(machine as unknown as AnyStateMachine).join('\n')).toContain('timer "tick" lasts () => 10 us');
  });

  test('names a machine that may loop for ever', () => {
    expect(lintMachine(machineOf({}, { options: {} })).join('\n')).toContain('maxIterations');
  });

  test('names a delay that is no whole number of microseconds', () => {
    expect(() => createSystemMachine(seedBoard({ debounceUs: 0.5 }))).toThrow('timer "button.pressed" lasts 0.5 us');
    expect(() => createSystemMachine(seedBoard({ initDurationUs: Number.NaN }))).toThrow('initialisation.finished');
    expect(() => createSystemMachine(seedBoard({ initDurationUs: -1 }))).toThrow('timer "initialisation.finished" lasts -1 us');
    expect(() => createSystemMachine(seedBoard({ debounceUs: 0 }))).not.toThrow();
  });
});
