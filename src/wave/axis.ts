/**
 * A time axis for people: minutes of waiting shrink, edges get room. It has a stop wherever a signal changes; stretches between stops are as wide as the
 * logarithm of their time. Where there are more changes than stops, those nearest to one another share a stop, so a bounce is one.
 */
import type { Us } from '../units.ts';
import { changesDuring, type Signal } from './wave.ts';

export interface AxisOptions {
  readonly fromUs: Us;
  readonly toUs: Us;
  /** At least 2: the beginning and the end. */
  readonly stopsMax: number;
  /** Times that keep a stop of their own as long as there is one. */
  readonly keep?: readonly Us[];
}

/** Changes of one signal that follow one another so fast are one bounce. */
const BOUNCE_US = 5_000;

/** The times of the stops, ascending; the first is `fromUs`, the last `toUs`. Each change of what is drawn asks for one. */
export function stopsOf(drawn: readonly Pick<Signal, 'changes'>[], { fromUs, toUs, stopsMax, keep = [] }: AxisOptions): Us[] {
  const fixed = new Set([fromUs, toUs, ...keep.filter((atUs) => atUs > fromUs && atUs < toUs)]);
  const times = new Set(fixed);
  for (const signal of drawn) {
    let lastUs = Number.NEGATIVE_INFINITY;
    for (const { atUs } of changesDuring(signal, fromUs, toUs + 1)) {
      if (atUs - lastUs > BOUNCE_US) times.add(atUs);
      lastUs = atUs;
    }
  }
  const stops = mostAlone(
    [...times].sort((a, b) => a - b),
    fixed,
  );
  while (stops.length > Math.max(2, stopsMax)) stops.splice(leastMissed(stops, fixed), 1);
  return stops;
}

/** Giving up stops one by one takes the square of their number: of more than these only those that come longest after the one before are looked at. */
const LOOKED_AT = 500;

function mostAlone(stops: readonly Us[], fixed: ReadonlySet<Us>): Us[] {
  if (stops.length <= LOOKED_AT) return [...stops];
  const gapOf = (index: number) => (fixed.has(stops[index] as Us) ? Number.POSITIVE_INFINITY : (stops[index] as Us) - (stops[index - 1] ?? 0));
  const byGap = stops.map((_, index) => index).sort((a, b) => (gapOf(b) > gapOf(a) ? 1 : -1));
  return byGap
    .slice(0, LOOKED_AT)
    .sort((a, b) => a - b)
    .map((index) => stops[index] as Us);
}

/** The stop that comes soonest after the one before it; one that is fixed only when all are. */
function leastMissed(stops: readonly Us[], fixed: ReadonlySet<Us>): number {
  let found = stops.length - 2;
  let least = Number.POSITIVE_INFINITY;
  for (let index = 1; index < stops.length - 1; index++) {
    const stop = stops[index] as Us;
    const gap = stop - (stops[index - 1] as Us) + (fixed.has(stop) ? 1e15 : 0);
    if (gap < least) {
      least = gap;
      found = index;
    }
  }
  return found;
}

/** How much room a stretch of time asks for: 1 for none, about 2 for 10 ms, 5 for 10 s. */
export const roomFor = (us: Us): number => 1 + Math.log10(1 + us / 1000);
