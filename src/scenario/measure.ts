/** The time between two events of the trace, against limits. It looks back from the step: the latest `to`, and the latest `from` before it. */
import type { Trace } from '../bench/trace.ts';
import { formatDuration, US_PER_MS, US_PER_S, type Us } from '../units.ts';
import { lastTime } from './events.ts';
import type { Measure } from './run.ts';
import type { MeasureStep } from './scenario.ts';

type Measured =
  | { readonly ok: true; readonly measure: Measure; readonly problem?: string }
  /** One of the events has not happened. */
  | { readonly ok: false; readonly message: string };

export function measureStep({ value, from, to }: MeasureStep, trace: Trace): Measured {
  const toUs = lastTime(trace, to, Number.POSITIVE_INFINITY);
  if (toUs === undefined) return { ok: false, message: `${value.name}: ${value.to} has not happened` };
  const fromUs = lastTime(trace, from, toUs);
  if (fromUs === undefined) return { ok: false, message: `${value.name}: ${value.from} has not happened before ${value.to}` };
  const { name, min, max, marginal = 0, unit = 's' } = value;
  const valueUs = toUs - fromUs;
  const isBad = (min !== undefined && valueUs < min) || (max !== undefined && valueUs > max);
  const isNear = (limit: Us | undefined) => limit !== undefined && Math.abs(valueUs - limit) < marginal;
  const grade = isBad ? 'bad' : isNear(min) || isNear(max) ? 'marginal' : 'good';
  const measure: Measure = { name, valueUs, unit, grade, ...(min === undefined ? {} : { minUs: min }), ...(max === undefined ? {} : { maxUs: max }) };
  if (!isBad) return { ok: true, measure };
  return { ok: true, measure, problem: `${name} is ${formatDuration(valueUs)}, ${limits(measure)}` };
}

const US_PER = { us: 1, ms: US_PER_MS, s: US_PER_S };

/** The value in its own unit: `149.5 ms`. */
export function formatMeasure({ valueUs, unit }: Measure): string {
  return `${valueUs / US_PER[unit]} ${unit}`;
}

/** `allowed 100 ms to 200 ms`; empty when there is no limit. */
export function limits({ minUs, maxUs }: Measure): string {
  if (minUs !== undefined && maxUs !== undefined) return `allowed ${formatDuration(minUs)} to ${formatDuration(maxUs)}`;
  if (minUs !== undefined) return `allowed ${formatDuration(minUs)} or more`;
  return maxUs === undefined ? '' : `allowed ${formatDuration(maxUs)} or less`;
}
