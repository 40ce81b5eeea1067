/** Durations as tests write them: a text with its unit, or whole microseconds. */
import { parseDuration, type Us } from '../units.ts';

/** `'25 s'`, `'150 ms'`, or microseconds. */
export type Duration = Us | string;

/** In microseconds. Throws an Error that says what is wrong with a text or a number that is none. */
export function toUs(duration: Duration): Us {
  if (typeof duration === 'number') {
    if (Number.isSafeInteger(duration) && duration >= 0) return duration;
    throw new Error(`${duration} is not a duration: write whole microseconds from 0, or a text such as '25 s'`);
  }
  const parsed = parseDuration(duration);
  if (parsed.ok) return parsed.value;
  throw new Error(parsed.problem);
}
