/** The seed board is drawn a second time, for SPIN (bench/spin/recorder.pml): a model that says something else than the statechart that ships would be compared with it in vain. */
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { plantWith } from '../../bench/spin/explore.ts';
import { walk } from '../../bench/spin/plain.ts';
// @ts-expect-error -- a plain script without types
import { compile, runPan } from '../../bench/spin.mjs';
import { skipWithout } from '../support/tool.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const bySpin = (bug: string, order: string, more: string[] = []) => runPan(compile(ROOT, bug, order, { more, optimise: '-O0' }).file);

describe.skipIf(skipWithout('spin', ['spin', '-V'], 'the model for SPIN is not compared with the statechart', 'spin gcc'))('SPIN', () => {
  test('walks the very states of the statechart that ships, and breaks nothing', () => {
    const spin = bySpin('NONE', 'depth', ['-DEDGES_MAX=2']);
    const { states, transitions, length } = walk(plantWith('NONE'), false, 2);
    expect({ states, transitions, length }).toEqual({ states: spin.states, transitions: spin.transitions, length: undefined });
    expect(spin.length).toBeUndefined();
    expect(states).toBeGreaterThan(50_000);
  });

  test('finds a window that begins a microsecond early, by a way as short as ours', () => {
    const { length } = walk(plantWith('WINDOW_EARLY'), true);
    expect(length).toBe(19);
    expect(bySpin('WINDOW_EARLY', 'breadth').length).toBe(length);
  });
});
