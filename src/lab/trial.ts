/**
 * One trial on the real bench: somebody holds the reset button through a power-up (or, where the board arms at a press, on the running recorder)
 * and lets go at an exact moment, while the contact bounces or fails and the mains dip. What came of it is read from the trace and from the flash.
 * Nothing here reads a threshold of the board: the first sample is where the trace has it.
 */
import { Bench } from '../bench/bench.ts';
import type { Bounce } from '../bench/bounce.ts';
import type { PrePowerGrade } from '../bench/pre-power-hold.ts';
import type { Action, Board, Verdict } from '../board.ts';
import type { Stepper } from '../fsm/stepper.ts';
import { US_PER_S, type Us } from '../units.ts';

/** From what a hold is counted: the first sample of the button after power-good, or the moment it is pressed. */
export type HoldStart = 'first-sample' | 'press';

export interface Trial {
  readonly board: Board;
  /** How long the finger is down before the plug goes in; negative: it comes down so long after it, if the hold is not over. 0 for a start at the press. */
  readonly preHoldUs: Us;
  /** From the start of the hold to the finger's going up; at least 0. `Infinity`: it never goes up. */
  readonly holdUs: Us;
  /** Of the contact, at the press and at the release; an ideal one by default. */
  readonly bounce?: Bounce | undefined;
  /** The contact opens under the finger and closes again, both before the release. Times from the start of the hold. */
  readonly gap?: { readonly atUs: Us; readonly forUs: Us } | undefined;
  /** The mains fall to 0 V. Times from the start of the hold. */
  readonly dip?: { readonly atUs: Us; readonly forUs: Us } | undefined;
  /** Of the bench; default 1. */
  readonly seed?: number | undefined;
  /** Another firmware than the board's, for tests of what finds mistakes in it. */
  readonly stepper?: Stepper | undefined;
}

export type TrialAction = Exclude<Action, 'none'>;

/** When the contact changed, and to what. */
export interface ContactChange {
  readonly atUs: Us;
  readonly closed: boolean;
}

export interface TrialResult {
  /** On the button since power was last good; `undefined` when the firmware came to none in time. */
  readonly verdict: Verdict | undefined;
  /** What was begun, in order: more than one where the recorder did more than one thing. */
  readonly actions: readonly TrialAction[];
  readonly grade: PrePowerGrade['verdict'] | undefined;
  /** How often power came or came back. */
  readonly powerUps: number;
  readonly pluggedAtUs: Us;
  /** Where the hold was counted from; `undefined` when the recorder never took a first sample. */
  readonly startUs: Us | undefined;
  /** The release of the finger; `Infinity` when it stayed down. */
  readonly liftedAtUs: Us;
  /** When the verdict was announced. */
  readonly verdictAtUs: Us | undefined;
  readonly contact: readonly ContactChange[];
  readonly endUs: Us;
}

/** No board of ours takes its first sample later; a recorder that takes none is given up here. */
const FIRST_SAMPLE_US: Us = 10 * US_PER_S;
/** A recorder that has not started by then is taken as it is. */
const READY_US: Us = 600 * US_PER_S;
/** After the last thing that is done to the recorder: debounce, boot, reset and restart are over, or it is told as it is. */
const SETTLE_US: Us = 300 * US_PER_S;
/** A finger that stays down is watched for so long: longer than any board may wait for a stuck button. */
export const FOREVER_US: Us = 3_700 * US_PER_S;

/** Where holds of this board count from: a board that arms at power-up counts from there, also where a press arms it too. */
export const holdStartOf = (board: Board): HoldStart =>
  board.armOn.includes('power-on') || !board.armOn.includes('press') ? 'first-sample' : 'press';

/** The trial up to the moment the plug is in, the button as it was before; the bench for what comes next. */
export function begin(trial: Trial): Bench {
  const { board, seed = 1, stepper } = trial;
  const bench = new Bench({ board, state: 'provisioned', seed, ...(stepper ? { stepper } : {}) });
  if (holdStartOf(board) === 'first-sample' && trial.preHoldUs >= 0) {
    bench.finger.press(trial.bounce ?? 'none');
    bench.advance(trial.preHoldUs);
  }
  bench.supply.plugIn();
  return bench;
}

/** Plays the trial to its end. The same trial gives the same result. */
export function runTrial(trial: Trial): TrialResult {
  const { board, holdUs, preHoldUs, gap, dip, bounce = 'none' } = trial;
  const bench = begin(trial);
  const { clock, finger } = bench;
  const pluggedAtUs = bench.nowUs;
  if (holdStartOf(board) === 'press') {
    bench.runUntil(() => hasSettled(bench), pluggedAtUs + READY_US);
    bench.advance(1 * US_PER_S);
    finger.press(bounce);
  }
  const late = preHoldUs < 0 ? clock.at(pluggedAtUs - preHoldUs, () => finger.press(bounce)) : undefined;
  const startUs = holdStartOf(board) === 'press' ? bench.nowUs : firstSample(bench, pluggedAtUs);
  const fromUs = startUs ?? bench.nowUs;
  if (gap) clock.at(fromUs + gap.atUs, () => finger.disturb([0, gap.forUs]));
  if (dip) clock.at(fromUs + dip.atUs, () => bench.supply.dip(dip.forUs));
  const liftedAtUs = fromUs + holdUs;
  const quietUs = Math.max(fromUs, gap ? fromUs + gap.atUs + gap.forUs : 0, dip ? fromUs + dip.atUs + dip.forUs : 0);
  if (Number.isFinite(holdUs)) {
    bench.advanceTo(liftedAtUs);
    clock.cancel(late);
    finger.release(bounce);
  }
  bench.advanceTo(Math.max(quietUs, bench.nowUs) + (bounce === 'none' ? 0 : bounce.durationUs));
  const limitUs = bench.nowUs + (Number.isFinite(holdUs) ? SETTLE_US : FOREVER_US);
  bench.runUntil(() => bench.verdict !== undefined && hasSettled(bench), limitUs);
  return { ...resultOf(bench), pluggedAtUs, startUs, liftedAtUs };
}

/** Runs to the first sample of the button, the events of that moment before it done; `undefined` when there is none. */
function firstSample(bench: Bench, pluggedAtUs: Us): Us | undefined {
  const sampled = () => bench.recorder.firmware !== undefined && bench.recorder.firmware.regions.boot !== 'starting';
  return bench.runUntil(sampled, pluggedAtUs + FIRST_SAMPLE_US) ? bench.nowUs : undefined;
}

/** The contact rests, and the recorder is where it stays until somebody does something. */
function hasSettled(bench: Bench): boolean {
  const regions = bench.recorder.firmware?.regions;
  if (!regions || (regions.contact !== 'open' && regions.contact !== 'closed')) return false;
  return regions.boot.startsWith('ready') || regions.boot === 'locked' || regions.boot.startsWith('reset-failed');
}

function resultOf(bench: Bench): Omit<TrialResult, 'pluggedAtUs' | 'startUs' | 'liftedAtUs'> {
  const { trace, board } = bench;
  const actions: TrialAction[] = [];
  let ends = 0;
  const contact: ContactChange[] = [];
  let verdictAtUs: Us | undefined;
  for (const { signal, value, detail, atUs } of trace.entries) {
    if (signal === 'reset') contact.push({ atUs, closed: value === board.closedLevel });
    else if (signal === 'verdict') {
      if (value === bench.verdict && verdictAtUs === undefined) verdictAtUs = atUs;
    } else if (signal === 'rail' && value === 'good') verdictAtUs = undefined;
    else if (signal === 'journal' && value === 'requested') actions.push(detail === 'password' ? 'password-reset' : 'factory-default');
    else if (signal === 'journal' && value === 'done') ends++;
    else if (signal === 'firmware' && value === 'started' && detail === 'software') {
      if (ends > 0) ends--;
      else actions.push('restart');
    }
  }
  return {
    verdict: bench.verdict,
    actions,
    grade: bench.prePowerGrade?.verdict,
    powerUps: trace.all('rail', 'good').length,
    verdictAtUs,
    contact,
    endUs: bench.nowUs,
  };
}

/** The outcome in one word: what was done, else the verdict. Where the two do not fit, both. */
export function outcomeOf({ verdict, actions }: Pick<TrialResult, 'verdict' | 'actions'>): string {
  const [action, ...more] = actions;
  const name = verdict ?? 'undecided';
  if (action === undefined) return DONE_BY[name] === undefined ? name : `${name} (not done)`;
  if (more.length > 0) return `${actions.join(' + ')}`;
  return DONE_BY[name] === action ? action : `${action} (${name})`;
}

/** What a verdict promises to do. */
const DONE_BY: Readonly<Record<string, TrialAction>> = { reset: 'factory-default', 'password-reset': 'password-reset', restart: 'restart' };
