/**
 * Units. Time is an integer number of microseconds everywhere inside recsim; names end in their unit (`holdMinUs`).
 * People write durations with a unit ("20 s", "1.5ms"); nothing is ever guessed for a bare number.
 * 2^53 us is 285 years, so plain numbers are exact.
 */

/** Microseconds: an integer, never negative unless a name says `delta`. */
export type Us = number;

export const US_PER_MS = 1_000;
export const US_PER_S = 1_000_000;

const US_PER_UNIT: Readonly<Record<string, number>> = {
  ns: 0.001,
  us: 1,
  µs: 1,
  ms: US_PER_MS,
  s: US_PER_S,
  min: 60 * US_PER_S,
  h: 3600 * US_PER_S,
};

/** The units a duration may carry, as told to people. */
export const DURATION_UNITS = 'us, ms, s, min, h';

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

/**
 * Parses "20 s", "1.5ms", "4h", "30000us" into microseconds.
 * Refuses negative values, missing or unknown units, and fractions of a microsecond ("1ns").
 */
export function parseDuration(text: string): Parsed<Us> {
  const match = /^\s*([+-]?)(\d+(?:\.\d*)?)\s*([a-zµ]*)\s*$/i.exec(text);
  if (!match) return { ok: false, problem: `"${text}" is not a duration; write a number and a unit (${DURATION_UNITS}), for example "25 s"` };
  const [, sign = '', digits = '', unit = ''] = match;
  if (sign === '-') return { ok: false, problem: `"${text}" is negative; a duration is zero or more` };
  if (unit === '') return { ok: false, problem: `"${text}" has no unit; write one of ${DURATION_UNITS}, for example "${digits} s"` };
  const factor = Object.hasOwn(US_PER_UNIT, unit) ? US_PER_UNIT[unit] : undefined;
  if (factor === undefined) return { ok: false, problem: `"${unit}" is not a unit of time; use one of ${DURATION_UNITS}` };
  const us = scaleDecimal(digits, factor);
  if (!Number.isSafeInteger(us)) {
    const why = us > Number.MAX_SAFE_INTEGER ? 'too long to be exact' : 'not a whole number of microseconds, the finest time there is';
    return { ok: false, problem: `"${text}" is ${why}` };
  }
  return { ok: true, value: us };
}

/** Multiplies a decimal text by a power-of-ten-friendly factor without binary rounding: "20.001" s is 20001000 exactly. */
function scaleDecimal(digits: string, factor: number): number {
  const [whole = '0', fraction = ''] = digits.split('.');
  const scale = 10 ** fraction.length;
  const scaled = (Number(whole + fraction) * factor) / scale;
  const rounded = Math.round(scaled);
  return Math.abs(scaled - rounded) < 1e-6 ? rounded : scaled;
}

/** Seconds with milliseconds, or microseconds where they matter: 14100000 -> "14.100 s", 19999999 -> "19.999999 s". */
export function formatSeconds(us: Us): string {
  const digits = us % US_PER_MS === 0 ? 3 : 6;
  return `${(us / US_PER_S).toFixed(digits)} s`;
}

/** The shortest exact form: 0 -> "0 s", 30000 -> "30 ms", 20000000 -> "20 s", 1500 -> "1.5 ms", 7 -> "7 us". */
export function formatDuration(us: Us): string {
  if (us === 0) return '0 s';
  const magnitude = Math.abs(us);
  if (magnitude >= 3600 * US_PER_S && us % (360 * US_PER_S) === 0) return `${us / (3600 * US_PER_S)} h`;
  if (magnitude >= 120 * US_PER_S && us % (60 * US_PER_S) === 0) return `${us / (60 * US_PER_S)} min`;
  if (magnitude >= US_PER_S) return `${us / US_PER_S} s`;
  if (magnitude >= US_PER_MS) return `${us / US_PER_MS} ms`;
  return `${us} us`;
}

/** Parses "9.6 V" into volts; refuses a missing unit and negative values. */
export function parseVolts(text: string): Parsed<number> {
  const match = /^\s*(-?\d+(?:\.\d+)?)\s*(m?V)\s*$/.exec(text);
  if (!match) return { ok: false, problem: `"${text}" is not a voltage; write a number and V, for example "9.6 V"` };
  const volts = Number(match[1]) * (match[2] === 'mV' ? 0.001 : 1);
  if (volts < 0) return { ok: false, problem: `"${text}" is negative` };
  return { ok: true, value: volts };
}
