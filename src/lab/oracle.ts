/**
 * A second opinion on a trial: what the rules of a board make of it, by looking at the whole history of the contact and of the mains at once. It
 * knows the rules as docs and boards state them (T0 is the first sample; a hold ends at the first edge of the release that lasts; both ends of a window
 * are inside; nothing carries over a loss of power) and shares no code with the statecharts, so that the two can be compared.
 * Not judged (`undefined`): a board on which a restart arms after something was done; mains that fail, or a contact that moves, just when a reset ends;
 * a contact that only bounced before it came to rest open, where the button does not count before it is seen released.
 */
import type { Action, Board, ResetCause, Stage, Verdict } from '../board.ts';
import { US_PER_S, type Us } from '../units.ts';
import { type ContactChange, holdStartOf, type Trial, type TrialAction, type TrialResult } from './trial.ts';

export interface Prediction {
  readonly verdict: Verdict;
  readonly actions: readonly TrialAction[];
  readonly grade: TrialResult['grade'];
}

export type Oracle = (trial: Trial, seen: Seen) => Prediction | undefined;

/** What a person with a probe on the contact sees; nothing of what the firmware thinks. */
export type Seen = Pick<TrialResult, 'contact' | 'pluggedAtUs' | 'startUs' | 'liftedAtUs'>;

/** A stretch in which the contact did not move. */
interface Run {
  readonly closed: boolean;
  readonly fromUs: Us;
  readonly toUs: Us;
}

/** One run of the firmware: from power-good, or from a restart after something was done. */
interface Start {
  readonly fromUs: Us;
  readonly toUs: Us;
  readonly cause: ResetCause;
}

/** What became of the button in one run. */
interface Judged {
  readonly verdict: Verdict;
  /** The first thing that was done, and when it was decided. */
  readonly action?: TrialAction;
  readonly actedAtUs?: Us;
  /** A stuck button is remembered until it is seen released. */
  readonly stuck: boolean;
}

/** Within so long what a reset erases is erased; how long exactly is a matter of the flash. */
const RESET_US: Us = 5 * US_PER_S;

const ACTS: Readonly<Record<TrialAction, Verdict>> = { 'factory-default': 'reset', 'password-reset': 'password-reset', restart: 'restart' };

export function predict(trial: Trial, seen: Seen): Prediction | undefined {
  const { board } = trial;
  const powerUps = powerUpsOf(trial, seen);
  const grade = gradeOf(trial, seen, powerUps.at(-1)?.fromUs ?? seen.pluggedAtUs);
  if (!board.hasResetButton) return { verdict: 'not-armed', actions: [], grade };
  const actions: TrialAction[] = [];
  let verdict: Verdict = 'not-armed';
  let stuck = false;
  for (const power of powerUps) {
    verdict = 'not-armed';
    let start: Start | undefined = power;
    while (start) {
      const runs = runsIn(seen.contact, start);
      let judged = judgeStart(board, start, runs, stuck);
      if (!judged) return undefined;
      const { action, actedAtUs = 0 } = judged;
      let next: Start | undefined;
      if (action !== undefined) {
        actions.push(action);
        const restart = restartAfter(board, action, actedAtUs, power, seen.contact);
        if (!restart) return undefined;
        // Until the restart the button is watched on, and nothing more is done.
        const cut: Start = { ...start, toUs: restart.earliestUs };
        judged = judgeStart(board, cut, runsIn(seen.contact, cut), stuck) ?? judged;
        next = { fromUs: restart.latestUs, toUs: power.toUs, cause: 'software' };
      }
      if (judged.verdict !== 'not-armed') verdict = judged.verdict;
      stuck = judged.stuck;
      start = next;
    }
  }
  return { verdict, actions, grade };
}

/** When the recorder restarts of itself; `undefined` where something happens meanwhile that makes the exact moment matter. */
function restartAfter(
  board: Board,
  action: TrialAction,
  actedAtUs: Us,
  power: Start,
  contact: readonly ContactChange[],
): { readonly earliestUs: Us; readonly latestUs: Us } | undefined {
  const earliestUs = actedAtUs + board.restartDelayUs;
  const latestUs = earliestUs + (action === 'restart' ? 0 : RESET_US);
  const quietUs = latestUs + (action === 'restart' ? 0 : board.samplingStartUs + board.debounceUs);
  const moves = contact.some(({ atUs }) => atUs >= earliestUs && atUs <= quietUs);
  if (board.armOn.includes('software') || power.toUs <= quietUs || (moves && action !== 'restart')) return undefined;
  return { earliestUs, latestUs };
}

/** The rail outlives its supply by the hold-up; a dip that lasts as long ends it. Dips are to 0 V, so power comes back as a power-on. */
function powerUpsOf({ board, dip }: Trial, { pluggedAtUs, startUs = pluggedAtUs }: Seen): Start[] {
  const cause = 'power-on';
  if (!dip || dip.forUs === 0 || dip.forUs < board.supplyHoldUpUs) return [{ fromUs: pluggedAtUs, toUs: Number.POSITIVE_INFINITY, cause }];
  const failsUs = startUs + dip.atUs;
  return [
    { fromUs: pluggedAtUs, toUs: failsUs + board.supplyHoldUpUs, cause },
    { fromUs: failsUs + dip.forUs, toUs: Number.POSITIVE_INFINITY, cause },
  ];
}

/** The person's hold before the latest power-on, by the stop-watch. */
function gradeOf({ board, preHoldUs }: Trial, { pluggedAtUs, startUs = pluggedAtUs, liftedAtUs }: Seen, powerUs: Us): TrialResult['grade'] {
  const pressedUs = holdStartOf(board) === 'press' ? startUs : pluggedAtUs - preHoldUs;
  if (board.enforcePrePowerHold === 'off' || powerUs < pressedUs || powerUs > liftedAtUs) return undefined;
  const heldUs = powerUs - pressedUs;
  return heldUs >= board.prePowerHoldMinUs && heldUs <= board.prePowerHoldMaxUs ? 'good' : board.enforcePrePowerHold;
}

/** The contact while there is power: where it was when power came, and every change after. */
function runsIn(contact: readonly ContactChange[], { fromUs, toUs }: Start): Run[] {
  const runs: Run[] = [];
  let closed = false;
  let since = fromUs;
  for (const change of contact) {
    if (change.closed === closed || change.atUs >= toUs) continue;
    // Of no length, but power found it closed.
    const isFirst = closed && change.atUs === fromUs;
    if (change.atUs > since || isFirst) runs.push({ closed, fromUs: since, toUs: change.atUs });
    closed = change.closed;
    since = Math.max(since, change.atUs);
  }
  return [...runs, { closed, fromUs: since, toUs }];
}

function judgeStart(board: Board, { fromUs, toUs, cause }: Start, runs: readonly Run[], stuckBefore: boolean): Judged | undefined {
  const { debounceUs } = board;
  const nothing: Judged = { verdict: 'not-armed', stuck: stuckBefore };
  const t0 = fromUs + board.samplingStartUs;
  if (t0 >= toUs) return nothing;
  // The sample sees the contact as it was before a change of the same moment.
  const sampled = runs.find((run) => run.toUs >= t0 && (run.fromUs < t0 || run.fromUs === fromUs));
  const restsOpen = sampled !== undefined && !sampled.closed && (sampled.fromUs === fromUs || t0 - sampled.fromUs > debounceUs);
  const lasts = (run: Run) => run.toUs - run.fromUs >= debounceUs;
  const releasedAfter = (us: Us) => runs.find((run) => !run.closed && run.fromUs >= us && lasts(run));

  let judged = nothing;
  // From when on a press counts, where any press does.
  let idleFromUs = t0;
  if (restsOpen) judged = { ...nothing, stuck: false };
  else if (!board.armOn.includes(cause) || stuckBefore) {
    const release = releasedAfter(t0 - debounceUs);
    if (!release) return nothing;
    if (!runs.findLast((run) => lasts(run) && run.toUs <= release.fromUs)?.closed) return undefined;
    // Seen released: forgiven, unless it was the cause that did not arm, which is looked at first.
    judged = { ...nothing, stuck: stuckBefore && !board.armOn.includes(cause) };
    idleFromUs = Math.max(t0, release.fromUs + debounceUs);
  } else {
    const held = holdFrom(board, runs, t0, (run) => run.toUs > fromUs);
    if (!held) return nothing;
    judged = take(judged, held);
    idleFromUs = held.atUs;
  }
  if (!board.armOn.includes('press')) return judged.stuck && releasedAfter(idleFromUs) ? { ...judged, stuck: false } : judged;
  for (;;) {
    if (judged.stuck) {
      const release = releasedAfter(idleFromUs);
      if (!release) return judged;
      judged = { ...judged, stuck: false };
      idleFromUs = release.fromUs + debounceUs;
    }
    const press = runs.find((run) => run.closed && run.fromUs >= idleFromUs);
    const held = press && holdFrom(board, runs, press.fromUs, (run) => run.fromUs >= press.fromUs);
    if (!held) return judged;
    judged = take(judged, held);
    idleFromUs = Math.max(held.atUs, press.fromUs + 1);
  }
}

/** A later verdict replaces an earlier one, `not-armed` none; something that was done is not done twice. */
function take(before: Judged, { verdict, atUs }: Held): Judged {
  if (verdict === 'not-armed') return before;
  const action = (Object.keys(ACTS) as TrialAction[]).find((one) => ACTS[one] === verdict);
  const first = before.action === undefined && action !== undefined ? { action, actedAtUs: atUs } : {};
  return { ...before, ...first, verdict, stuck: verdict === 'stuck' };
}

interface Held {
  readonly verdict: Verdict;
  /** When it was decided. */
  readonly atUs: Us;
}

/** What becomes of a hold that is counted from `startUs`; `undefined` while it is still counted when power goes. Runs before it count for the contact's rest only. */
function holdFrom(board: Board, all: readonly Run[], startUs: Us, belongs: (run: Run) => boolean): Held | undefined {
  const { debounceUs } = board;
  const runs = all.filter(belongs);
  const stuckAtUs = startUs + board.stuckAfterUs;
  const acting = board.decideAt === 'threshold' ? board.stages.find(({ action }) => action !== 'none') : undefined;
  let settled = false;
  for (const run of runs) {
    if (run.closed) {
      const restsFromUs = settled ? run.fromUs : run.fromUs + debounceUs;
      if (restsFromUs <= run.toUs) settled = true;
      if (settled && acting) {
        const atUs = Math.max(restsFromUs, startUs + acting.fromUs);
        if (atUs <= run.toUs && atUs < stuckAtUs && atUs <= startUs + endOf(acting, board)) return { verdict: verdictOf(acting.action), atUs };
      }
      if (run.toUs >= stuckAtUs && Number.isFinite(stuckAtUs)) return { verdict: 'stuck', atUs: Math.max(stuckAtUs, run.fromUs) };
      continue;
    }
    if (run.toUs - run.fromUs < debounceUs) continue;
    if (run.toUs < startUs) {
      settled = false;
      continue;
    }
    const atUs = run.fromUs + debounceUs;
    // Open since before the hold began, or never closed for long enough: there was no hold.
    if (!settled || run.fromUs < startUs) return { verdict: 'not-armed', atUs: Math.max(atUs, startUs) };
    return { verdict: judgeHold(run.fromUs - startUs, board), atUs };
  }
  return undefined;
}

/** The verdict on a hold of exactly `heldUs`, judged at its release. */
function judgeHold(heldUs: Us, { stages, overHold }: Board): Verdict {
  const stage = stages.findLast(({ fromUs, toUs }) => heldUs >= fromUs && heldUs <= toUs);
  if (stage) return verdictOf(stage.action);
  const [first] = stages;
  const last = stages.at(-1);
  if (!first || !last || heldUs < first.fromUs) return 'short';
  if (heldUs < last.fromUs) return 'between';
  return overHold === 'accept' ? verdictOf(last.action) : 'over-held';
}

const verdictOf = (action: Action): Verdict => (action === 'none' ? 'between' : ACTS[action]);

const endOf = (stage: Stage, { stages, overHold }: Board): Us =>
  stage === stages.at(-1) && overHold === 'accept' ? Number.POSITIVE_INFINITY : stage.toUs;
