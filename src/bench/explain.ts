/**
 * Why a verdict is what it is, in words, read from the trace: when the hold began, when the contact opened, what the board asks for.
 * The firmware gives only a code (`because`); the numbers are the bench's.
 */
import type { Board, Verdict } from '../board.ts';
import type { Because } from '../fsm/system.ts';
import { formatDuration, formatSeconds, US_PER_MS, type Us } from '../units.ts';
import type { Trace, TraceEntry } from './trace.ts';

/** What of a trace is looked at. */
export type TraceView = Pick<Trace, 'last' | 'all'>;

export interface Explanation {
  readonly verdict: Verdict;
  readonly because: Because | 'open-at-first-sample' | 'not-fitted';
  /** When the firmware decided. */
  readonly atUs: Us;
  /** When the hold began: the first sample, for a button held through power-up. */
  readonly fromUs?: Us;
  /** When the contact opened for good. */
  readonly openedAtUs?: Us;
  /** From `fromUs` to `openedAtUs`. */
  readonly heldUs?: Us;
  readonly text: string;
}

/** Explains the verdict entry `verdict` of `trace`. */
export function explainVerdict(trace: TraceView, verdict: TraceEntry, board: Board): Explanation {
  const because = verdict.detail as Because;
  const name = verdict.value as Verdict;
  const base = { verdict: name, because, atUs: verdict.atUs };
  const fromUs = holdStart(trace, verdict);
  const cause = trace.last('firmware', verdict.atUs)?.detail ?? 'unknown';
  switch (because) {
    case 'pressed-after-first-sample':
      return {
        ...base,
        text: `the button was pressed after the first sample (${pressText(trace, verdict, board)}); only a button held at power-up counts`,
      };
    case 'press-not-stable':
      return { ...base, text: `the contact was never closed for a whole debounce time (${formatDuration(board.debounceUs)})` };
    case 'cause-does-not-arm':
      return { ...base, text: `the processor started by ${cause} reset; this board arms on ${board.armOn.join(', ')}` };
    case 'not-released-since-fault':
      return { ...base, text: 'the button was stuck at an earlier power-up and has not been seen released since' };
    case 'never-released':
      return {
        ...base,
        ...withStart(fromUs),
        text: `still held ${formatSeconds(board.stuckAfterUs)} after the first sample: taken for a stuck button`,
      };
    case 'held-to-threshold':
      // A threshold of 0 s is reached in the step that begins the hold.
      return { ...base, fromUs: fromUs ?? verdict.atUs, text: `held to the threshold; this board decides without waiting for the release` };
    case 'released-in-stage':
    case 'released-early':
    case 'released-between-stages':
    case 'released-late': {
      const openedAtUs = verdict.atUs - board.debounceUs;
      const heldUs = openedAtUs - (fromUs ?? openedAtUs);
      const text = `held ${formatSeconds(heldUs)} from the first sample, ${against(heldUs, board)}${openingText(trace, openedAtUs, board)}`;
      return { ...base, ...withStart(fromUs), openedAtUs, heldUs, text };
    }
    default:
      return because satisfies never;
  }
}

/** A short account of where a hold of `heldUs` lies among the stages of the board. */
function against(heldUs: Us, board: Board): string {
  const { stages } = board;
  const window = (from: Us, to: Us) => (Number.isFinite(to) ? `${formatSeconds(from)} to ${formatSeconds(to)}` : `from ${formatSeconds(from)}`);
  const inside = stages.findLast((stage) => heldUs >= stage.fromUs && heldUs <= stage.toUs);
  if (inside) return `inside the window of ${window(inside.fromUs, inside.toUs)}`;
  const next = stages.find((stage) => heldUs < stage.fromUs);
  if (next) return `${formatSeconds(next.fromUs - heldUs)} short of the window (${window(next.fromUs, next.toUs)})`;
  const last = stages.at(-1);
  if (!last) return 'and this board has no window';
  const past = `${formatSeconds(heldUs - last.toUs)} past the window (${window(last.fromUs, last.toUs)})`;
  return `${past}; overHold is ${board.overHold}`;
}

function withStart(fromUs: Us | undefined): { fromUs?: Us } {
  return fromUs === undefined ? {} : { fromUs };
}

/** When the hold that led to `verdict` began: its first `counting` state. */
function holdStart(trace: TraceView, verdict: TraceEntry): Us | undefined {
  const states = trace.all('state.hold').filter((entry) => entry.atUs <= verdict.atUs);
  let from: Us | undefined;
  for (let index = states.length - 1; index >= 0; index--) {
    const entry = states[index] as TraceEntry;
    if (String(entry.value).startsWith('counting')) from = entry.atUs;
    else if (from !== undefined) break;
  }
  return from;
}

function pressText(trace: TraceView, verdict: TraceEntry, board: Board): string {
  const firstSample = trace.all('state.boot', 'initialising').findLast((entry) => entry.atUs <= verdict.atUs);
  const closedAtUs = verdict.atUs - board.debounceUs;
  return firstSample ? `${formatSeconds(closedAtUs - firstSample.atUs)} after it` : 'later';
}

/** A contact that closes again this soon was not let go by a person. */
export const LIFT_US = 250 * US_PER_MS;

/**
 * What the contact did at the release: " - contact opened 41 ms at 14.100 s with the finger still down; debounce is 30 ms". In a recorded press nobody knows
 * of a finger: then a contact that closes again at once is told.
 */
function openingText(trace: TraceView, openedAtUs: Us, board: Board): string {
  const finger = trace.last('finger', openedAtUs);
  if (finger && finger.value !== 'down') return '';
  const closedAgain = trace.all('reset', board.activeLevel).find((entry) => entry.atUs > openedAtUs);
  if (!finger && !(closedAgain && closedAgain.atUs - openedAtUs < LIFT_US)) return '';
  const length = closedAgain ? ` ${formatDuration(closedAgain.atUs - openedAtUs)}` : '';
  const how = finger ? ' with the finger still down' : ' and closed again';
  return ` - contact opened${length} at ${formatSeconds(openedAtUs)}${how}; debounce is ${formatDuration(board.debounceUs)}`;
}
