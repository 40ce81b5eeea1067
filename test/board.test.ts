/** The phases of a hold, made from the stages of a board. */
import { describe, expect, test } from 'vitest';
import { type Board, holdPhases, type Stage } from '../src/board.ts';
import { S } from './support/world.ts';

const phases = (stages: readonly Stage[], overHold: Board['overHold'] = 'ignore') =>
  holdPhases({ stages, overHold }).map(({ name, fromUs, verdict }) => [name, fromUs, verdict]);
const stage = (from: number, to: number, action: Stage['action']): Stage => ({ fromUs: from * S, toUs: to * S, action });

describe('hold phases', () => {
  test('one window: early, window, and over from the microsecond after its end', () => {
    expect(phases([stage(20, 30, 'factory-default')])).toEqual([
      ['early', 0, 'short'],
      ['window', 20 * S, 'reset'],
      ['over', 30 * S + 1, 'over-held'],
    ]);
  });

  test('an accepted over-hold belongs to the last window', () => {
    expect(phases([stage(20, 30, 'factory-default')], 'accept').map(([name]) => name)).toEqual(['early', 'window']);
  });

  test('a window without an end leaves nothing over', () => {
    expect(phases([stage(5, Number.POSITIVE_INFINITY, 'factory-default')]).map(([name]) => name)).toEqual(['early', 'window']);
  });

  test('a window that begins at once leaves nothing early', () => {
    expect(phases([stage(0, 1, 'restart')]).map(([name]) => name)).toEqual(['window', 'over']);
  });

  test('between two stages lies a gap from the microsecond after the first to the second', () => {
    expect(phases([stage(0, 1, 'restart'), stage(5, 10, 'factory-default')])).toEqual([
      ['window1', 0, 'restart'],
      ['gap1', 1 * S + 1, 'between'],
      ['window2', 5 * S, 'reset'],
      ['over', 10 * S + 1, 'over-held'],
    ]);
  });

  test('stages that touch have no gap: the border belongs to the later one', () => {
    expect(phases([stage(5, 10, 'restart'), stage(10, 15, 'password-reset')])).toEqual([
      ['early', 0, 'short'],
      ['window1', 5 * S, 'restart'],
      ['window2', 10 * S, 'password-reset'],
      ['over', 15 * S + 1, 'over-held'],
    ]);
  });

  test('a stage that begins one microsecond after another leaves no gap', () => {
    const touching: Stage = { fromUs: 1 * S + 1, toUs: 2 * S, action: 'restart' };
    expect(phases([stage(0, 1, 'none'), touching]).map(([name]) => name)).toEqual(['window1', 'window2', 'over']);
  });
});
