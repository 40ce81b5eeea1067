/**
 * How it came to this: the chain of causes, read from the trace and told in words, a line each. Only what bears on button, power and verdict is told at
 * length; of screens and the world outside the latest. The board's limits stand beside what they judged.
 */
import { type Board, holdPhases } from '../board.ts';
import { formatDuration, formatSeconds, type Us } from '../units.ts';
import { explainVerdict } from './explain.ts';
import { Trace, type TraceEntry } from './trace.ts';

export interface Cause {
  readonly atUs: Us;
  readonly text: string;
}

/** 1: button, power, verdict. 2: what the firmware did about it. 3: screens, hands, the world. */
type Rank = 1 | 2 | 3;
/** What is told only when it is kept is put into words only then: a run may have a million entries. */
type Words = string | (() => string);
interface Ranked {
  readonly atUs: Us;
  readonly rank: Rank;
  readonly words: Words;
}

const CAUSES_MAX = 10;
/** Of the latest, whatever they are. */
const LATEST = 3;

export interface CausesOptions {
  /** What happened later is not told. */
  readonly untilUs: Us;
  /** Lines at most; default 10. */
  readonly max?: number;
}

/** The causes in order of time, from the last power-up before `untilUs` and the press that led to it. */
export function causesOf(entries: readonly TraceEntry[], board: Board, { untilUs, max = CAUSES_MAX }: CausesOptions): Cause[] {
  const trace = new Trace();
  for (const entry of entries) if (entry.atUs <= untilUs) trace.entries.push(entry);
  const told = tell(trace, board);
  const late = told.slice(-LATEST);
  const early = told.slice(0, -LATEST);
  const kept = early
    .map((cause, index) => ({ cause, index }))
    .sort((a, b) => a.cause.rank - b.cause.rank || b.index - a.index)
    .slice(0, Math.max(0, max - LATEST))
    .sort((a, b) => a.index - b.index)
    .map(({ cause }) => cause);
  return [...kept, ...late].map(({ atUs, words }) => ({ atUs, text: typeof words === 'string' ? words : words() }));
}

/** Where the story begins: the plug that went in last, and the finger that was down then. */
export function storyStart(entries: readonly TraceEntry[], untilUs: Us): Us {
  let startUs = 0;
  let downAtUs: Us | undefined;
  for (const { atUs, signal, value } of entries) {
    if (atUs > untilUs) break;
    if (signal === 'finger') downAtUs = value === 'down' ? atUs : undefined;
    if (signal === 'plug' && value === 'in') startUs = downAtUs ?? atUs;
  }
  return startUs;
}

/** The times that decided the latest verdict: when the contact opened and closed again, when the firmware judged. Empty without a verdict. */
export function decidingTimes(entries: readonly TraceEntry[], { debounceUs }: Pick<Board, 'debounceUs'>, untilUs: Us): Us[] {
  const verdict = entries.findLast(({ signal, atUs }) => signal === 'verdict' && atUs <= untilUs);
  if (!verdict) return [];
  const openedAtUs = verdict.atUs - debounceUs;
  const edges = entries.filter(({ signal, atUs }) => signal === 'reset' && atUs >= openedAtUs).slice(0, 2);
  return edges[0]?.atUs === openedAtUs ? [verdict.atUs, ...edges.map(({ atUs }) => atUs)] : [verdict.atUs];
}

function tell(trace: Trace, board: Board): Ranked[] {
  const { entries } = trace;
  const startUs = storyStart(entries, Number.POSITIVE_INFINITY);
  const contacts = contactCauses(trace, board);
  const causes: Ranked[] = [];
  let powered: TraceEntry | undefined;
  entries.forEach((entry, index) => {
    if (entry.signal === 'rail') powered = entry;
    if (entry.atUs < startUs) return;
    const contact = contacts.get(entry);
    if (contact !== undefined) causes.push({ atUs: entry.atUs, rank: 1, words: contact });
    // The first start after power came is told with the power.
    const said = entry.signal === 'firmware' && entry.atUs === powered?.atUs ? undefined : sayingOf(entry, index, trace, board);
    if (said) causes.push({ atUs: entry.atUs, rank: said[0], words: said[1] });
  });
  return causes;
}

type Said = readonly [rank: Rank, words: Words] | undefined;

function sayingOf(entry: TraceEntry, index: number, trace: Trace, board: Board): Said {
  const { signal, value, detail, atUs } = entry;
  const why = detail === undefined ? '' : ` (${detail})`;
  switch (signal) {
    case 'finger':
      return [1, value === 'down' ? 'finger down' : `finger up, after ${upAfter(detail)}`];
    case 'plug':
      return [1, value === 'in' ? 'plug in' : 'plug out'];
    case 'supply':
      return [1, Number(value) < board.brownoutVolts ? `the supply sags to ${value} V${holdUp(board)}` : `the supply is back at ${value} V`];
    case 'rail':
      if (value === 'lost') return [1, 'the processor loses power'];
      // A plug that goes in says it all.
      return detail === 'power-on' ? undefined : [1, `the processor gets power${why}`];
    case 'grade':
      return value === 'good' ? undefined : [1, detail ?? ''];
    case 'firmware':
      return value === 'started' ? [1, `the processor restarts (${detail})`] : undefined;
    case 'state.boot':
      return bootWords(String(value), trace, atUs, board);
    case 'state.hold':
      return holdWords(String(value), board);
    case 'buzzer':
      return value === 1 ? [3, () => `beep${beepLength(trace, index)}`] : undefined;
    case 'verdict':
      // What the contact did stands in a line before.
      return [1, () => `verdict ${value}: ${explainVerdict(trace, entry, board).text.replace(/ - .*/, '')}`];
    case 'fault':
      return value === 'none' ? undefined : [1, `fault: ${value}${why}`];
    case 'cut':
      return [1, value === 'called-off' ? 'power cut called off' : `power cut ordered: ${detail}`];
    case 'flash':
      return /torn|failed/.test(String(value)) ? [1, `flash: ${value}${why}`] : undefined;
    case 'journal':
      return value === 'erasing' && trace.entries[index - 1]?.value === 'erasing' ? undefined : [2, `reset: ${value}${why}`];
    case 'screen':
      return [3, `screen: ${value}`];
    case 'input':
      return [3, `${value} ${detail ?? ''}`.trimEnd()];
    case 'mail':
    case 'service':
    case 'network':
    case 'recovery':
      return [3, `${signal}: ${value}${why}`];
    default:
      return undefined;
  }
}

const upAfter = (detail = ''): string => formatSeconds(Number(detail.replace(/ us$/, '')));

const holdUp = ({ supplyHoldUpUs }: Board): string => `; it holds up ${formatDuration(supplyHoldUpUs)}`;

function bootWords(state: string, trace: Trace, atUs: Us, { closedLevel, hasResetButton }: Board): Said {
  if (state === 'initialising') {
    if (!hasResetButton) return undefined;
    return [1, () => `first sample: contact ${trace.last('reset', atUs)?.value === closedLevel ? 'closed' : 'open'}`];
  }
  if (/^(ready|locked|reset-failed|restarting)/.test(state)) return [2, `boot is ${state}`];
  return undefined;
}

/** A phase of the hold that has been reached. */
function holdWords(state: string, board: Board): Said {
  const name = /^counting\.(.+)$/.exec(state)?.[1];
  const phase = holdPhases(board).find((each) => each.name === name);
  if (!phase || phase.fromUs === 0) return undefined;
  return [2, `the hold reaches ${formatSeconds(phase.fromUs)}: phase ${phase.name}, for a ${phase.verdict} verdict`];
}

function beepLength({ entries }: Trace, index: number): string {
  for (let at = index + 1; at < entries.length; at++) {
    const entry = entries[at] as TraceEntry;
    if (entry.signal === 'buzzer') return ` of ${formatDuration(entry.atUs - (entries[index] as TraceEntry).atUs)}`;
  }
  return '';
}

/** What the contact did by itself: first edge of a burst -> words. Edges at a move of the finger are its bounce, and told with the finger. */
function contactCauses({ entries }: Trace, board: Board): Map<TraceEntry, string> {
  const { closedLevel, debounceUs, bounceDurationUs } = board;
  const causes = new Map<TraceEntry, string>();
  const edges = entries.filter(({ signal }) => signal === 'reset');
  const moves = entries.filter(({ signal }) => signal === 'finger');
  const movedAt = new Set(moves.map(({ atUs }) => atUs));
  const isRecorded = moves.length === 0;
  // Bursts of edges that follow one another within a bounce are one move of the contact.
  const bursts: TraceEntry[][] = [];
  for (const edge of edges) {
    const burst = bursts.at(-1);
    const last = burst?.at(-1);
    if (burst && last && edge.atUs - last.atUs <= Math.max(1, bounceDurationUs)) burst.push(edge);
    else bursts.push([edge]);
  }
  bursts.forEach((burst, index) => {
    const first = burst[0] as TraceEntry;
    const last = burst.at(-1) as TraceEntry;
    if (movedAt.has(first.atUs)) return;
    const isClosed = last.value === closedLevel;
    const bounced = burst.length === 1 ? '' : `, ${burst.length} edges in ${formatDuration(last.atUs - first.atUs)}`;
    const next = bursts[index + 1]?.[0];
    if (!isClosed) {
      const finger = moves.findLast(({ atUs }) => atUs <= first.atUs)?.value === 'down' ? ' with the finger still down' : '';
      const length = next ? ` ${formatDuration(next.atUs - last.atUs)}` : '';
      const isLift = finger !== '' || next !== undefined;
      causes.set(first, `contact opened${length}${finger}${bounced}${isLift ? `; debounce is ${formatDuration(debounceUs)}` : ''}`);
    } else if (isRecorded || burst.length % 2 === 0) causes.set(first, `contact closed${bounced}`);
  });
  return causes;
}
