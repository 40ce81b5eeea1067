/** What is kept of a unit: plain data in OpenHTF's words. Times of phases and prompts are microseconds of the bench, those of an attempt count from its own beginning. */
import type { TraceEntry } from '../bench/trace.ts';
import type { Outcome } from '../scenario/run.ts';
import type { Us } from '../units.ts';
import { VERSION } from '../version.ts';
import { vcdOf } from '../wave/vcd.ts';
import { waveOf } from '../wave/wave.ts';
import type { Finding, Judgement, Times } from './judge.ts';
import { MEASURES, type Measurement } from './measures.ts';
import type { Plan } from './plan.ts';
import type { Prompt } from './station.ts';

export const RECORD_FORMAT = 1;

export const PHASES = ['wiring', 'power-away', 'pre-power-hold', 'beep', 'hold', 'release', 'verdict'] as const;
export type PhaseName = (typeof PHASES)[number];

export interface PhaseRecord {
  readonly name: PhaseName;
  /** The attempt it belongs to. */
  readonly attempt?: number;
  readonly startUs: Us;
  endUs: Us;
  /** DONE: it came to its end, whatever was found. */
  outcome: 'DONE' | 'ERROR' | 'ABORTED';
  readonly prompts: { readonly atUs: Us; readonly prompt: Prompt }[];
}

export interface AttemptRecord extends Omit<Judgement, 'outcome' | 'findings'> {
  readonly number: number;
  readonly outcome: Judgement['outcome'] | 'ERROR' | 'ABORTED';
  readonly findings: readonly { readonly code: Finding['code'] | WiringFault | 'error' | 'aborted'; readonly text: string }[];
  /** On the bench. */
  readonly startUs: Us;
  readonly lengthUs: Us;
  /** Its times count from the beginning of the attempt. */
  readonly trace: readonly TraceEntry[];
}

export interface Reason {
  readonly code: AttemptRecord['findings'][number]['code'] | 'nobody-there' | 'not-judged' | 'still-held' | 'still-powered';
  readonly text: string;
}

export type WiringFault = 'inverted' | 'stuck-closed' | 'never-closes' | 'never-opens';

export interface UnitRecord {
  readonly dutId: string;
  readonly stationId: string;
  readonly plan: Plan;
  readonly setting: Setting;
  /** Of the bench. */
  readonly seed: number;
  /** Wall time, in milliseconds since 1970. */
  readonly startMs: number;
  readonly endMs: number;
  readonly outcome: Outcome;
  readonly isMarginal: boolean;
  /** Why it is not PASS, the gravest first. */
  readonly reasons: readonly Reason[];
  readonly phases: readonly PhaseRecord[];
  readonly attempts: readonly AttemptRecord[];
  /** How long the bench ran. */
  readonly lengthUs: Us;
}

/** What was real. */
export interface Setting {
  readonly hal: 'mock' | 'pi';
  /** On real lines: the way they are reached, and which they are. */
  readonly gpio?: string;
  readonly lines?: readonly string[];
  /** Who rehearsed it, and on what; on the mock. */
  readonly person?: string;
  readonly defect?: string;
}

export const attachmentOf = ({ number }: Pick<AttemptRecord, 'number'>): string => `attempt-${number}.vcd`;

export const vcdOfAttempt = ({ trace, lengthUs }: AttemptRecord, { board }: Plan): string => vcdOf(waveOf({ trace, board, virtualUs: lengthUs }));

/** The record as JSON; docs/rig.md describes it. A later version may add keys; `format` changes when one changes its meaning. */
export function recordJson(record: UnitRecord) {
  const { dutId, stationId, plan, setting, seed, startMs, endMs, outcome, isMarginal, reasons, phases, attempts, lengthUs } = record;
  return {
    format: RECORD_FORMAT,
    recsim: VERSION,
    dut_id: dutId,
    station_id: stationId,
    hal: setting.hal,
    ...(setting.lines === undefined ? {} : { gpio: setting.gpio, lines: setting.lines }),
    seed,
    ...(setting.person === undefined ? {} : { rehearsed_by: setting.person }),
    ...(setting.defect === undefined ? {} : { simulated_defect: setting.defect }),
    plan: { name: plan.name, file: plan.file },
    board: plan.board.name,
    start_time: isoOf(startMs),
    end_time: isoOf(endMs),
    outcome,
    marginal: isMarginal,
    outcome_details: reasons,
    length_us: lengthUs,
    phases: phases.map(({ name, attempt, startUs, endUs, outcome, prompts }) => ({
      name,
      ...(attempt === undefined ? {} : { attempt }),
      start_us: startUs,
      end_us: endUs,
      outcome,
      prompts: prompts.map(({ atUs, prompt }) => ({ at_us: atUs, text: prompt.text })),
    })),
    attempts: attempts.map((attempt) => ({
      number: attempt.number,
      outcome: attempt.outcome,
      blame: attempt.blame ?? null,
      findings: attempt.findings,
      start_us: attempt.startUs,
      length_us: attempt.lengthUs,
      times: timesJson(attempt.times),
      verdict: attempt.verdict ? { verdict: attempt.verdict.verdict, because: attempt.verdict.because, text: attempt.verdict.text } : null,
      measurements: attempt.measurements.map((measurement) => measurementJson(measurement, attempt.outcome)),
      attachments: [attachmentOf(attempt)],
    })),
  };
}

const isoOf = (ms: number): string => new Date(ms).toISOString();

const timesJson = ({ pressedUs, powerGoodUs, firstSampleUs, releasedUs }: Times) => ({
  pressed_us: pressedUs ?? null,
  power_good_us: powerGoodUs ?? null,
  first_sample_us: firstSampleUs ?? null,
  released_us: releasedUs ?? null,
});

const OUTCOMES: Readonly<Record<Measurement['grade'], 'PASS' | 'FAIL' | 'UNSET'>> = {
  good: 'PASS',
  marginal: 'PASS',
  bad: 'FAIL',
  missing: 'FAIL',
  unlimited: 'UNSET',
};

function measurementJson({ name, value, min, max, marginal, grade }: Measurement, attempt: AttemptRecord['outcome']) {
  const { unit, of } = MEASURES[name];
  // What an attempt never came to is only held against it where it was judged.
  const isUnset = grade === 'missing' && attempt !== 'FAIL';
  return {
    name,
    of,
    value: value ?? null,
    units: unit === 'count' ? 'count' : 'us',
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(marginal === undefined ? {} : { marginal_within: marginal }),
    outcome: isUnset ? 'UNSET' : OUTCOMES[grade],
    marginal: grade === 'marginal',
  };
}

export interface Yield {
  /** Units: each serial number once, as it was judged last. */
  readonly units: number;
  readonly judged: number;
  readonly passed: number;
  /** Passed / judged, from 0 to 1; `undefined` where none was judged. */
  readonly share: number | undefined;
}

/** Of a session. A unit that could not be judged counts neither as good nor as bad. */
export function yieldOf(records: readonly Pick<UnitRecord, 'dutId' | 'outcome'>[]): Yield {
  const latest = new Map<string, Outcome | undefined>();
  for (const { dutId, outcome } of records) {
    if (outcome === 'PASS' || outcome === 'FAIL') latest.set(dutId, outcome);
    else if (!latest.has(dutId)) latest.set(dutId, undefined);
  }
  const outcomes = [...latest.values()];
  const judged = outcomes.filter((outcome) => outcome !== undefined).length;
  const passed = outcomes.filter((outcome) => outcome === 'PASS').length;
  return { units: latest.size, judged, passed, share: judged === 0 ? undefined : passed / judged };
}

/** `2 of 3 units passed (66.7 %); 1 more could not be judged`. */
export function yieldText({ units, judged, passed, share }: Yield): string {
  const open = units - judged;
  const more = open > 0 ? `${open} ${judged > 0 ? 'more' : open === 1 ? 'unit' : 'units'} could not be judged` : '';
  if (share === undefined) return units === 0 ? 'no unit was tested' : more;
  const yielded = `${passed} of ${judged} ${judged === 1 ? 'unit' : 'units'} passed (${(share * 100).toFixed(1)} %)`;
  return more === '' ? yielded : `${yielded}; ${more}`;
}
