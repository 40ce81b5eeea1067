/** A mistake changes the right statechart at one place, and is refused where that place is not there any more. */
import { expect, test } from 'vitest';
import { added, changed } from '../../src/faulty/change.ts';

const CHART = { hold: { on: { released: 'idle' }, entry: ['latch'] }, boot: {} };

test('a copy is changed at its place, and the right chart is as it was', () => {
  const wrong = changed(CHART, 'hold/on/released', (target) => `not ${target}`);
  expect(wrong).toEqual({ ...CHART, hold: { ...CHART.hold, on: { released: 'not idle' } } });
  expect(CHART.hold.on.released).toBe('idle');
});

test('what becomes undefined is taken out', () => {
  expect(changed(CHART, 'hold/on/released', () => undefined)).toEqual({ ...CHART, hold: { on: {}, entry: ['latch'] } });
});

test('something is added where there is nothing', () => {
  expect(added(CHART, 'hold/on/pressed', 'held')).toEqual({ ...CHART, hold: { ...CHART.hold, on: { released: 'idle', pressed: 'held' } } });
});

test.each([
  [() => changed(CHART, 'hold/on/opened', () => 'x'), 'the right statechart has nothing at hold/on/opened'],
  [() => changed(CHART, 'hold/states/early', () => 'x'), 'the right statechart has no "states" on the way to hold/states/early'],
  [() => added(CHART, 'hold/on/released', 'x'), 'the right statechart has something at hold/on/released'],
])('a place that is not as it was is refused', (change, complaint) => {
  expect(change).toThrow(complaint);
});
