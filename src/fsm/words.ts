/** The words the regions are written in: plain data that names actions of the machine (see the actions in system.ts). */
import type { LedPattern, Verdict } from '../board.ts';
import type { Because, SystemCommand } from './system.ts';

export const startOf = (event: string) => `start ${event}`;
export const stopOf = (event: string) => `stop ${event}`;
/**
 * A timer that runs while its state is active and ends in a named event. It is what XState makes of `after`, but its event has
 * a name that every region can hear in the same step: `button.released` instead of a raise on top of `xstate.after.debounce...`.
 */
export const timer = (event: string) => ({ entry: [startOf(event)], exit: [stopOf(event)] });

export const tell = (event: string) => ({ type: 'tell', params: event });
export const ask = (command: SystemCommand) => ({ type: 'ask', params: command });
export const showLed = (pattern: LedPattern) => ask({ type: 'led.show', pattern });
export const verdict = (name: Verdict, because: Because) => ask({ type: 'verdict', verdict: name, because });
