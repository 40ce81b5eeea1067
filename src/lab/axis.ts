/** The axes of a sweep as people write them: `0 s..45 s/500 ms` (a step), `0 s..45 s:91` (a number of points), or a list, `0 s, 10 ms, 1 s`. */
import { fail, ok, type Result } from '../errors.ts';
import { formatDuration, parseDuration, US_PER_MS, US_PER_S, type Us } from '../units.ts';
import { evenly } from './segments.ts';

/** The durations that an axis of a sweep may have. */
export const AXES = {
  hold: { maxUs: 3_600 * US_PER_S, meaning: 'how long the button is held, from the first sample (or from the press, where a press arms)' },
  preHold: { maxUs: 3_600 * US_PER_S, meaning: 'how long it is held before the plug goes in' },
  bounce: { maxUs: 200 * US_PER_MS, meaning: 'how long the contact bounces, at the press and at the release' },
  dip: { maxUs: 600 * US_PER_S, meaning: 'how long the mains fail in the middle of the hold' },
} as const;

export type AxisName = keyof typeof AXES;

const POINTS_MAX = 100_000;

/** Ascending, each once. `option` is how the axis is called on the command line. */
export function parseAxis(name: AxisName, option: string, written: string): Result<readonly Us[]> {
  const complain = (message: string, remedy = `For example ${option} "0 s..45 s/500 ms", "0 s..45 s:91" or "0 s, 25 s"`) =>
    fail<readonly Us[]>({ code: 'usage', message: `${option} "${written}": ${message}`, remedy });
  const range = /^(.*?)\.\.(.*?)(?:([/:])(.*))?$/s.exec(written);
  const texts = range ? [range[1] ?? '', range[2] ?? ''] : written.split(',');
  const points: Us[] = [];
  for (const text of texts) {
    const parsed = /^\s*0\s*$/.test(text) ? { ok: true as const, value: 0 } : parseDuration(text);
    if (!parsed.ok) return complain(parsed.problem.replace(/, for example.*/, ''));
    if (parsed.value > AXES[name].maxUs)
      return complain(`${formatDuration(parsed.value)} is more than ${formatDuration(AXES[name].maxUs)}`, 'Write less');
    points.push(parsed.value);
  }
  if (!range) return ok([...new Set(points)].sort((a, b) => a - b));
  const [fromUs = 0, toUs = 0] = points;
  if (toUs < fromUs) return complain('it ends before it begins', 'Exchange the two');
  const [, , , sign, by = ''] = range;
  if (sign === ':') {
    const count = Number(by);
    if (!/^\s*\d+\s*$/.test(by) || count < 2 || count > POINTS_MAX)
      return complain(`"${by}" is not a number of points`, `Write a whole number from 2 to ${POINTS_MAX}`);
    return ok([...new Set(evenly(fromUs, toUs, count - 1))]);
  }
  if (sign === undefined) return complain('a range needs a step or a number of points', `Write "${written}/500 ms" or "${written}:91"`);
  const step = parseDuration(by);
  if (!step.ok) return complain(step.problem.replace(/, for example.*/, ''));
  if (step.value === 0 || (toUs - fromUs) / step.value >= POINTS_MAX)
    return complain(`a step of ${formatDuration(step.value)} makes more than ${POINTS_MAX} points`, 'Take a longer step');
  return ok(Array.from({ length: Math.floor((toUs - fromUs) / step.value) + 1 }, (_, index) => fromUs + index * step.value));
}
