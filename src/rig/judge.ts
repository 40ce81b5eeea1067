/**
 * Judges an attempt from its trace alone: what was measured, whether the person spoiled it, whether the device failed. The person comes first: an attempt that was not carried out as
 * asked says nothing of the device. With one exception: a device that resets although it was not held long enough, or too long, has failed whatever the person did.
 */
import { type Explanation, explainVerdict } from '../bench/explain.ts';
import { Trace, type TraceEntry } from '../bench/trace.ts';
import type { Board } from '../board.ts';
import { formatSeconds, type Us } from '../units.ts';
import { type ContactEdge, longest, type Movement, movementsOf } from './contact.ts';
import { formatLimits, formatValue, grade, MEASURE_NAMES, MEASURES, type Measurement, type MeasureName } from './measures.ts';
import { type Plan, windowText } from './plan.ts';
import { allowedHold } from './procedure.ts';

/** What the person did wrong. */
export type Slip =
  | 'no-press'
  | 'power-first'
  | 'let-go'
  | 'power-early'
  | 'power-late'
  | 'no-power'
  | 'power-lost'
  | 'released-early'
  | 'released-late'
  | 'never-released'
  | 'stuck-before';

/** What makes times doubtful, whoever did what: edges that the kernel could not keep, or that came too late. */
export type Doubt = 'edges-lost' | 'edge-late';

/** What is wrong with the device. */
export type Defect = 'not-started' | 'no-reset' | 'reset-outside-window' | 'missing' | 'out-of-limits';

export interface Finding {
  readonly code: Slip | Doubt | Defect;
  /** A sentence with numbers, without a full stop. */
  readonly text: string;
}

/** When what happened, in microseconds of the trace; `undefined` where it did not. */
export interface Times {
  readonly pressedUs: Us | undefined;
  readonly powerGoodUs: Us | undefined;
  readonly firstSampleUs: Us | undefined;
  /** The edge from which the contact stayed open. */
  readonly releasedUs: Us | undefined;
}

export interface Judgement {
  /** INVALID: spoiled by the person, or not measured well enough to say anything, and may be tried again. */
  readonly outcome: 'PASS' | 'FAIL' | 'INVALID';
  readonly blame: 'person' | 'device' | undefined;
  /** Why it is not PASS. */
  readonly findings: readonly Finding[];
  readonly measurements: readonly Measurement[];
  /** What the firmware decided about the button. */
  readonly verdict: Explanation | undefined;
  readonly times: Times;
}

type Terms = Pick<Plan, 'board' | 'limits' | 'window'>;

/** `entries`: of the attempt alone. It begins without power, and with an open contact. */
export function judge(entries: readonly TraceEntry[], terms: Terms): Judgement {
  const seen = look(entries, terms.board);
  const { verdict } = seen;
  const values = valuesOf(seen);
  const measurements = MEASURE_NAMES.map((name) => grade(name, values[name], terms.limits[name]));
  const result = { measurements, verdict, times: seen.times };
  const doubts = doubtsIn(entries);
  if (doubts.length > 0) return { ...result, outcome: 'INVALID', blame: undefined, findings: doubts };
  const slips = slipsOf(seen, terms, values);
  const tooWilling = resetOutsideWindow(values.hold, verdict, terms);
  if (slips.length > 0 && !tooWilling) return { ...result, outcome: 'INVALID', blame: 'person', findings: slips };
  const defects = tooWilling ? [tooWilling] : defectsOf(seen, terms, measurements);
  if (defects.length > 0) return { ...result, outcome: 'FAIL', blame: 'device', findings: defects };
  return { ...result, outcome: 'PASS', blame: undefined, findings: [] };
}

/** On real lines. */
function doubtsIn(entries: readonly TraceEntry[]): Finding[] {
  return entries
    .filter(({ signal }) => signal === 'gpio')
    .map(({ value, detail }) =>
      value === 'edges-lost'
        ? { code: 'edges-lost', text: `edges were lost (${detail}): what was measured around them is doubtful` }
        : { code: 'edge-late', text: `an edge came ${detail} too late to keep its time: this machine was too busy` },
    );
}

interface Seen {
  readonly movements: readonly Movement[];
  readonly press: Movement | undefined;
  readonly release: Movement | undefined;
  readonly plugInUs: Us | undefined;
  /** After it was given. */
  readonly powerLostUs: Us | undefined;
  readonly beep: { readonly onUs: Us; readonly offUs: Us | undefined } | undefined;
  readonly times: Times;
  readonly verdict: Explanation | undefined;
}

function look(entries: readonly TraceEntry[], board: Board): Seen {
  const edges: ContactEdge[] = entries
    .filter(({ signal }) => signal === 'reset')
    .map(({ atUs, value }) => ({ atUs, isClosed: value === board.activeLevel }));
  const movements = movementsOf(edges);
  const press = movements[0];
  const last = movements.at(-1);
  const release = last && !last.endsClosed && last !== press ? last : undefined;
  const first = (signal: string, value: string | number, fromUs: Us = 0) =>
    entries.find((entry) => entry.signal === signal && entry.value === value && entry.atUs >= fromUs)?.atUs;
  const powerGoodUs = first('rail', 'good');
  const after = <T>(find: (fromUs: Us) => T): T | undefined => (powerGoodUs === undefined ? undefined : find(powerGoodUs));
  const onUs = after((fromUs) => first('buzzer', 1, fromUs));
  return {
    movements,
    press,
    release,
    plugInUs: first('plug', 'in'),
    powerLostUs: after((fromUs) => first('plug', 'out', fromUs) ?? first('rail', 'lost', fromUs)),
    beep: onUs === undefined ? undefined : { onUs, offUs: first('buzzer', 0, onUs) },
    times: {
      pressedUs: press?.fromUs,
      powerGoodUs,
      firstSampleUs: after((fromUs) => first('state.boot', 'initialising', fromUs)),
      releasedUs: release?.toUs ?? (press && !press.endsClosed ? press.toUs : undefined),
    },
    verdict: powerGoodUs === undefined ? undefined : verdictIn(entries, board),
  };
}

/** The latest that was announced; `not-armed` only where nothing else was, since every start of the firmware may say it. */
function verdictIn(entries: readonly TraceEntry[], board: Board): Explanation | undefined {
  const trace = new Trace();
  trace.entries.push(...entries);
  const announced = trace.all('verdict');
  const verdict = announced.findLast(({ value }) => value !== 'not-armed') ?? announced.at(-1);
  return verdict && explainVerdict(trace, verdict, board);
}

type Values = Partial<Record<MeasureName, number>>;

function valuesOf({ movements, press, release, beep, plugInUs, times }: Seen): Values {
  const { pressedUs, powerGoodUs, firstSampleUs, releasedUs } = times;
  const values: { [Name in MeasureName]: number | undefined } = {
    'pre-power-hold': pressedUs !== undefined && plugInUs !== undefined && plugInUs >= pressedUs ? plugInUs - pressedUs : undefined,
    hold: firstSampleUs !== undefined && releasedUs !== undefined && releasedUs >= firstSampleUs ? releasedUs - firstSampleUs : undefined,
    'press-bounce-edges': press?.edges.length,
    'press-bounce-longest': press && longest(press, 'open'),
    'press-settle': press && press.toUs - press.fromUs,
    'contact-loss':
      release &&
      Math.max(
        0,
        ...movements
          .slice(1, -1)
          .filter(isLoss)
          .map((loss) => longest(loss, 'open')),
      ),
    'beep-latency': beep && powerGoodUs !== undefined ? beep.onUs - powerGoodUs : undefined,
    'beep-length': beep?.offUs === undefined ? undefined : beep.offUs - beep.onUs,
    'release-bounce-edges': release?.edges.length,
    'release-bounce-longest': release && longest(release, 'closed'),
    'release-settle': release && release.toUs - release.fromUs,
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Values;
}

/** The contact opened under the finger and closed again. */
const isLoss = ({ edges, endsClosed }: Movement): boolean => endsClosed && edges[0]?.isClosed === false;

function slipsOf(
  { movements, press, release, plugInUs, powerLostUs, times, verdict }: Seen,
  { limits, window, board }: Terms,
  values: Values,
): Finding[] {
  const { pressedUs, firstSampleUs, releasedUs } = times;
  const one = (code: Slip, text: string): Finding[] => [{ code, text }];
  if (pressedUs === undefined || !press) {
    return plugInUs === undefined
      ? one('no-press', 'the button was not pressed')
      : one('power-first', 'power was given, and the button was not pressed before it');
  }
  if (plugInUs !== undefined && plugInUs < pressedUs)
    return one('power-first', `the button was pressed ${formatSeconds(pressedUs - plugInUs)} after power; it has to be held before`);
  const letGo = movements.find(
    (movement, index) => !movement.endsClosed && (index < movements.length - 1 || plugInUs === undefined || movement.toUs < plugInUs),
  );
  if (letGo && (plugInUs === undefined || letGo.toUs < plugInUs))
    return one('let-go', `the button was let go after ${formatSeconds(letGo.toUs - pressedUs)}, before there was power`);
  if (plugInUs === undefined) return one('no-power', 'power was not given');

  const slips: Finding[] = [];
  const before = grade('pre-power-hold', values['pre-power-hold'], limits['pre-power-hold']);
  const { value: heldUs = 0, min, max } = before;
  if (before.grade === 'bad') {
    const asked = `the plan asks for ${formatLimits(before)} before power`;
    slips.push(
      min !== undefined && heldUs < min
        ? {
            code: 'power-early',
            text: `power was given ${formatSeconds(min - heldUs)} too early, ${formatSeconds(heldUs)} after the press; ${asked}`,
          }
        : {
            code: 'power-late',
            text: `power was given ${formatSeconds(heldUs - (max ?? 0))} too late, ${formatSeconds(heldUs)} after the press; ${asked}`,
          },
    );
  }
  const isReleasedBy = (us: Us) => releasedUs !== undefined && releasedUs <= us;
  // Without power nothing can be decided any more.
  if (powerLostUs !== undefined && (!isReleasedBy(powerLostUs) || verdict === undefined || powerLostUs < verdict.atUs)) {
    const when = isReleasedBy(powerLostUs)
      ? `${formatSeconds(powerLostUs - (releasedUs ?? 0))} after the release, before the recorder had decided`
      : `${formatSeconds(powerLostUs - plugInUs)} after it was given, the button still held`;
    return [...slips, { code: 'power-lost', text: `power was taken away ${when}` }];
  }
  if (letGo) {
    const again = movements[movements.indexOf(letGo) + 1] as Movement;
    const text = `the button was let go ${formatSeconds(letGo.toUs - plugInUs)} after power, and pressed again ${formatSeconds(again.fromUs - letGo.toUs)} later`;
    return [...slips, { code: 'let-go', text }];
  }
  if (releasedUs === undefined || (!release && press.endsClosed)) return [...slips, { code: 'never-released', text: 'the button was not released' }];
  if (firstSampleUs === undefined) return slips;
  if (verdict?.because === 'not-released-since-fault')
    slips.push({ code: 'stuck-before', text: 'the button was held so long before that it was taken for stuck; give power once without pressing it' });
  const { fromUs, toUs } = allowedHold(window, limits.hold);
  const held = releasedUs - firstSampleUs;
  const asked = `${windowText({ fromUs, toUs, verdict: window.verdict })} are asked for`;
  if (held < 0)
    slips.push({
      code: 'released-early',
      text: `the button was released ${formatSeconds(-held)} before the first sample of board ${board.name}; ${asked} after it`,
    });
  else if (held < fromUs)
    slips.push({ code: 'released-early', text: `released ${formatSeconds(fromUs - held)} too early, held ${formatSeconds(held)}; ${asked}` });
  else if (held > toUs)
    slips.push({ code: 'released-late', text: `released ${formatSeconds(held - toUs)} too late, held ${formatSeconds(held)}; ${asked}` });
  return slips;
}

/** It must not reset: nobody who holds it by accident may lose the settings. */
function resetOutsideWindow(heldUs: Us | undefined, verdict: Explanation | undefined, { window }: Terms): Finding | undefined {
  const { fromUs, toUs } = window;
  if (heldUs === undefined || verdict?.verdict !== window.verdict || (heldUs >= fromUs && heldUs <= toUs)) return undefined;
  const off = heldUs < fromUs ? `${formatSeconds(fromUs - heldUs)} short of` : `${formatSeconds(heldUs - toUs)} past`;
  return {
    code: 'reset-outside-window',
    text: `held ${formatSeconds(heldUs)}, ${off} the window (${windowText(window)}), and yet the verdict is ${verdict.verdict}`,
  };
}

function defectsOf({ times, verdict }: Seen, { window }: Terms, measurements: readonly Measurement[]): Finding[] {
  const defects: Finding[] = [];
  const { firstSampleUs, releasedUs } = times;
  if (firstSampleUs === undefined) defects.push({ code: 'not-started', text: 'the recorder did not start: the button was never sampled' });
  else if (verdict?.verdict !== window.verdict) {
    const heldUs = (releasedUs ?? firstSampleUs) - firstSampleUs;
    const held = `held ${formatSeconds(heldUs)}, inside the window (${windowText(window)})`;
    // Where the firmware has counted the same, there is nothing to explain.
    const why = verdict && verdict.heldUs !== heldUs ? `: ${verdict.text}` : '';
    const got = verdict ? `the verdict is ${verdict.verdict}${why}` : 'there was no verdict';
    defects.push({ code: 'no-reset', text: `${held}, and yet ${got}` });
  }
  for (const measurement of measurements) {
    const { name, value } = measurement;
    if (MEASURES[name].of === 'person') continue;
    const allowed = `allowed ${formatLimits(measurement)}`;
    if (measurement.grade === 'bad') defects.push({ code: 'out-of-limits', text: `${name} is ${formatValue(name, value)}, ${allowed}` });
    if (measurement.grade === 'missing')
      defects.push({ code: 'missing', text: `${name} could not be measured (${WHY_MISSING[name] ?? 'nothing of it was seen'}), ${allowed}` });
  }
  return defects;
}

const WHY_MISSING: Readonly<Partial<Record<MeasureName, string>>> = {
  'beep-latency': 'no beep was heard',
  'beep-length': 'no end of a beep was heard',
};
