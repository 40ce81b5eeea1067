/**
 * What is measured of an attempt, and on whom it is: the one table that plans, judgement, reports and documentation are made of. A measure of the person outside its limits spoils
 * the attempt; one of the device fails the unit.
 */
import { formatDuration, US_PER_MS, US_PER_S } from '../units.ts';

export const MEASURES = {
  'pre-power-hold': { of: 'person', unit: 's', meaning: 'from the press to power' },
  hold: { of: 'person', unit: 's', meaning: 'from the first sample after power to the release' },
  'press-bounce-edges': { of: 'device', unit: 'count', meaning: 'edges of the press; 1 is a contact that does not bounce' },
  'press-bounce-longest': { of: 'device', unit: 'ms', meaning: 'the longest time the contact was open while it bounced at the press' },
  'press-settle': { of: 'device', unit: 'ms', meaning: 'from the first edge of the press to its last' },
  'contact-loss': { of: 'device', unit: 'ms', meaning: 'the longest time the contact was open under the finger, between press and release' },
  'beep-latency': { of: 'device', unit: 'ms', meaning: 'from power-good to the beep' },
  'beep-length': { of: 'device', unit: 'ms', meaning: 'how long the beep was' },
  'release-bounce-edges': { of: 'device', unit: 'count', meaning: 'edges of the release; 1 is a contact that does not bounce' },
  'release-bounce-longest': { of: 'device', unit: 'ms', meaning: 'the longest time the contact was closed again while it bounced at the release' },
  'release-settle': { of: 'device', unit: 'ms', meaning: 'from the first edge of the release to its last' },
} as const satisfies Readonly<Record<string, { readonly of: 'person' | 'device'; readonly unit: MeasureUnit; readonly meaning: string }>>;

/** How a value is shown. Times are whole microseconds inside; a count is a number of things. */
export type MeasureUnit = 's' | 'ms' | 'count';
export type MeasureName = keyof typeof MEASURES;
export const MEASURE_NAMES = Object.keys(MEASURES) as MeasureName[];

/** Both ends are allowed. In microseconds, or a count. */
export interface Limits {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  /** Nearer to a limit than this is `marginal`. */
  readonly marginal?: number | undefined;
}

export interface Measurement extends Limits {
  readonly name: MeasureName;
  /** Microseconds, or a count; `undefined` where what would be measured did not happen. */
  readonly value: number | undefined;
  /** `missing`: it has limits and no value. `unlimited`: nothing is asked of it. */
  readonly grade: 'good' | 'marginal' | 'bad' | 'missing' | 'unlimited';
}

export function grade(name: MeasureName, value: number | undefined, limits: Limits | undefined): Measurement {
  const { min, max, marginal = 0 } = limits ?? {};
  const graded = (grade: Measurement['grade']): Measurement => ({ name, value, ...limits, grade });
  if (min === undefined && max === undefined) return graded('unlimited');
  if (value === undefined) return graded('missing');
  if ((min !== undefined && value < min) || (max !== undefined && value > max)) return graded('bad');
  const isNear = (limit: number | undefined) => limit !== undefined && Math.abs(value - limit) < marginal;
  return graded(isNear(min) || isNear(max) ? 'marginal' : 'good');
}

const US_PER = { s: US_PER_S, ms: US_PER_MS };

/** `24.952 s`, `57`; `-` where there is none. */
export function formatValue(name: MeasureName, value: number | undefined): string {
  if (value === undefined) return '-';
  const { unit } = MEASURES[name];
  return unit === 'count' ? String(value) : `${value / US_PER[unit]} ${unit}`;
}

/** `20 s to 30 s`, `2 or less`; empty where there are no limits. */
export function formatLimits({ name, min, max }: Pick<Measurement, 'name' | 'min' | 'max'>): string {
  const say = (limit: number) => (MEASURES[name].unit === 'count' ? String(limit) : formatDuration(limit));
  if (min !== undefined && max !== undefined) return `${say(min)} to ${say(max)}`;
  if (min !== undefined) return `${say(min)} or more`;
  return max === undefined ? '' : `${say(max)} or less`;
}
