/** Matchers that look at the bench as it is now, and at what has been. */
import type { Bench } from '../bench/bench.ts';
import type { LedPattern, Verdict } from '../board.ts';
import { LED_PATTERNS } from '../board-parameters.ts';
import { suggest } from '../errors.ts';
import { decodeEvent, lastTime } from '../scenario/events.ts';
import { VERDICTS } from '../scenario/format.ts';
import { formatMeasure, limits, measureStep } from '../scenario/measure.ts';
import { type Pulse, pulsesOf } from '../scenario/pulses.ts';
import { activeBeside } from '../scenario/states.ts';
import { placeInFlash, type Stored, stored } from '../scenario/stored.ts';
import { settlingUs, verdictProblem } from '../scenario/verdicts.ts';
import { formatDuration, formatSeconds, type Us } from '../units.ts';
import { checkState, isOn, type Part, partText } from './conditions.ts';
import { type Duration, toUs } from './duration.ts';
import type { Finding } from './finding.ts';

export interface Beeps {
  /** How many beeps there must have been, no more and no fewer; at least one if not said. */
  readonly count?: number;
  /** How long each lasted: only beeps of that length count. */
  readonly on?: Duration;
  /** How far from `on` a beep may be and still count; 0 if not said. */
  readonly tolerance?: Duration;
  /** An event as `measure` of scenarios names them: only what came after it last happened counts. `power.good` if not said. */
  readonly since?: string;
}

export interface Times {
  /** Events as `measure` of scenarios names them: `power.on`, `boot.ready`, `buzzer.off`, `screen.Unlock Pattern`, ... */
  readonly from: string;
  readonly to: string;
  readonly atLeast?: Duration;
  readonly atMost?: Duration;
}

export function inState(bench: Bench, path: string): Finding {
  checkState(bench, path);
  return { holds: bench.isIn(path), wanted: `be in ${path}`, found: activeBeside(path, bench) };
}

export function on(bench: Bench, part: Part): Finding {
  return { holds: isOn(bench, part), wanted: `have its ${part} on`, found: partText(bench, part) };
}

export function led(bench: Bench, pattern: LedPattern): Finding {
  if (!LED_PATTERNS.includes(pattern)) throw new Error(`"${pattern}" is not a pattern of the led. ${suggest(pattern, LED_PATTERNS)}`);
  return { holds: bench.hal.led.pattern === pattern, wanted: `show the led pattern ${pattern}`, found: bench.hal.led.pattern };
}

export function beeped(bench: Bench, { count, on: length, tolerance = 0, since = 'power.good' }: Beeps = {}): Finding {
  if (count !== undefined && !(Number.isInteger(count) && count >= 0))
    throw new Error(`count ${count} is not a number of beeps: write a whole number from 0`);
  const sinceUs = lastTime(bench.trace, eventOf(bench, since), Number.POSITIVE_INFINITY);
  const onUs = length === undefined ? undefined : toUs(length);
  const toleranceUs = toUs(tolerance);
  const beeps = sinceUs === undefined ? [] : pulsesOf(bench.trace, 'buzzer', sinceUs);
  const counting = beeps.filter(({ lengthUs }) => onUs === undefined || (lengthUs !== undefined && Math.abs(lengthUs - onUs) <= toleranceUs));
  const each = onUs === undefined ? '' : ` for ${formatDuration(onUs)}${toleranceUs === 0 ? '' : ` +- ${formatDuration(toleranceUs)}`}`;
  const wanted = `have beeped${count === undefined ? '' : ` ${timesText(count)}`}${each} since ${since}`;
  const holds = count === undefined ? counting.length > 0 : counting.length === count;
  return { holds, wanted, found: sinceUs === undefined ? `${since} has not happened` : beepsText(beeps) };
}

const timesText = (count: number): string => (count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`);

function beepsText(beeps: readonly Pulse[]): string {
  if (beeps.length === 0) return 'no beep';
  const each = beeps.map(
    ({ fromUs, lengthUs }) => `${lengthUs === undefined ? 'one that has not ended' : formatDuration(lengthUs)} at ${formatSeconds(fromUs)}`,
  );
  return `${beeps.length} beep${beeps.length === 1 ? '' : 's'}: ${each.join(', ')}`;
}

function eventOf(bench: Bench, name: string) {
  const event = decodeEvent(name, bench.board);
  if (event.ok) return event.matcher;
  throw new Error(`${event.problem.message}. ${event.problem.remedy}`);
}

/** Right after a release it lets the contact rest and be debounced, which takes milliseconds. */
export function verdict(bench: Bench, wanted: Verdict, because?: string): Finding {
  if (!VERDICTS.includes(wanted)) throw new Error(`"${wanted}" is not a verdict. ${suggest(wanted, VERDICTS)}`);
  bench.runUntil(() => settlingUs(bench) === 0, bench.nowUs + settlingUs(bench));
  const problem = verdictProblem(bench, wanted, because);
  const reason = because === undefined ? '' : ` because of "${because}"`;
  return { holds: problem === undefined, wanted: `have the verdict ${wanted}${reason}`, found: problem?.replace(/^.*?, got /, '') ?? wanted };
}

const STORED: readonly Stored[] = ['factory', 'present', 'corrupt'];

export function storedAs(bench: Bench, wanted: Stored): Finding {
  if (!STORED.includes(wanted)) throw new Error(`login data is never "${wanted}". ${suggest(wanted, STORED)}`);
  const found = stored(bench);
  return { holds: found === wanted, wanted: `have stored login data that is ${wanted}`, found };
}

export function inFlash(bench: Bench, text: string): Finding {
  const at = placeInFlash(bench, text);
  return {
    holds: at !== undefined,
    wanted: `have "${text}" in its flash`,
    found: at === undefined ? 'it is nowhere in it' : `it is at 0x${at.toString(16)}`,
  };
}

export function taken(bench: Bench, { from, to, atLeast, atMost }: Times): Finding {
  const min = atLeast === undefined ? undefined : toUs(atLeast);
  const max = atMost === undefined ? undefined : toUs(atMost);
  const name = `from ${from} to ${to}`;
  const value = { name, from, to, min, max, unit: unitOf(max ?? min ?? 0) };
  const step = { kind: 'measure' as const, place: { file: '' }, value, from: eventOf(bench, from), to: eventOf(bench, to) };
  const measured = measureStep(step, bench.trace);
  if (!measured.ok) return { holds: false, wanted: `have taken its time ${name}`, found: measured.message.replace(`${name}: `, '') };
  const allowed = limits(measured.measure);
  return {
    holds: measured.measure.grade !== 'bad',
    wanted: `have taken its time ${name}${allowed === '' ? '' : `, ${allowed}`}`,
    found: formatMeasure(measured.measure),
  };
}

const unitOf = (us: Us): 's' | 'ms' => (us >= 1_000_000 ? 's' : 'ms');
