/**
 * What a hold of the button is worth, from its definition alone: an observer that sees the contact, the supply and the first sample, and shares no code with the statechart that it is compared with.
 * A hold begins at the first sample of a power-up with a contact that is not settled open, or, on boards that arm on a press, where a contact that was settled open closes; it ends at the edge at which the contact
 * opened for good, and counts by the stage it was in then. On boards that decide at a threshold it counts as soon as it is in a stage with a contact settled closed.
 * Source: the reset guide; `stages`, `decideAt`, `armOn`, `debounce`, `stuckAfter` and `overHold` of the board.
 */
import type { Action, Board } from '../../board.ts';
import type { Us } from '../../units.ts';
import { type Start, TimerChanges } from './timer-changes.ts';

export interface Opinion {
  /** `off`: no power, or nothing runs. */
  readonly phase: 'off' | 'before-sample' | 'holding' | 'none';
  readonly isClosed: boolean;
  /** The contact has kept its level for the debounce time. */
  readonly isSettled: boolean;
  /** It was settled closed since this hold could begin. */
  readonly wasHeld: boolean;
  /** How many limits of the hold have passed. */
  readonly limit: number;
  /** That of the hold when the contact last opened. */
  readonly latched: number;
  /** A hold at the first sample counts on this power-up. */
  readonly arms: boolean;
}

export interface Judged {
  readonly next: Opinion;
  readonly stops: readonly string[];
  readonly starts: readonly Start[];
  /** `held factory-default`, `held none`, ... */
  readonly seen: readonly string[];
}

const SAMPLED = 'judge.sampled';
const SETTLED = 'judge.settled';
const LIMIT = 'judge.limit';

interface Limit {
  readonly fromUs: Us;
  readonly action: Action | 'stuck';
}

export class Judge {
  readonly #board: Board;
  /** What a hold is worth from each time on, until the next. */
  readonly #limits: readonly Limit[];

  constructor(board: Board) {
    this.#board = board;
    this.#limits = limitsOf(board);
  }

  readonly beginning: Opinion = { phase: 'off', isClosed: false, isSettled: true, wasHeld: false, limit: 0, latched: 0, arms: false };

  /** Everything that it may see comes here; `arms` counts at a power-up alone. */
  take(opinion: Opinion, event: string, arms: boolean): Judged {
    const draft = new Draft(opinion);
    if (event === 'contact.closed' || event === 'contact.opened') this.#edge(draft, event === 'contact.closed');
    else if (event === 'power-up') this.#powerUp(draft, arms);
    else if (event === 'halted') draft.off();
    else if (event === SAMPLED) this.#sample(draft);
    else if (event === SETTLED) this.#settle(draft);
    else if (event === LIMIT) this.#reach(draft);
    return draft.done();
  }

  #powerUp(draft: Draft, arms: boolean): void {
    draft.off();
    const { next } = draft;
    next.arms = arms;
    next.phase = 'before-sample';
    draft.start(SAMPLED, this.#board.samplingStartUs);
    if (next.isClosed) this.#unsettle(draft);
  }

  #unsettle(draft: Draft): void {
    draft.next.isSettled = false;
    draft.start(SETTLED, this.#board.debounceUs);
  }

  #edge(draft: Draft, isClosed: boolean): void {
    const { next } = draft;
    next.isClosed = isClosed;
    const mayBegin = this.#board.armOn.includes('press');
    if (next.phase === 'off' || (next.phase === 'none' && !mayBegin)) return;
    const isPress = isClosed && next.isSettled;
    // A lift shorter than the debounce is no lift.
    const isBackInHold = isClosed && !next.isSettled && next.wasHeld;
    if (isBackInHold) {
      draft.stop(SETTLED);
      next.isSettled = true;
    } else this.#unsettle(draft);
    if (next.phase === 'holding') {
      if (!isClosed) next.latched = next.limit;
      else if (this.#at(next.limit).action === 'stuck') this.#end(draft, 'none');
      else if (isBackInHold) this.#decide(draft);
    } else if (next.phase === 'none' && isPress) this.#begin(draft);
  }

  #sample(draft: Draft): void {
    const { next } = draft;
    if (!next.arms || (!next.isClosed && next.isSettled)) this.#rest(draft);
    else this.#begin(draft);
  }

  /** No hold is under way. What the contact does is of interest only where a press may begin one. */
  #rest(draft: Draft): void {
    const { next } = draft;
    Object.assign(next, { phase: 'none', limit: 0, latched: 0 });
    draft.stop(LIMIT);
    if (this.#board.armOn.includes('press')) return;
    Object.assign(next, { isSettled: true, wasHeld: false });
    draft.stop(SETTLED);
  }

  #begin(draft: Draft): void {
    const { next } = draft;
    next.phase = 'holding';
    next.limit = 0;
    next.latched = -1;
    this.#wait(draft);
    this.#decide(draft);
  }

  #wait(draft: Draft): void {
    const { limit } = draft.next;
    const after = this.#limits[limit + 1];
    if (after) draft.start(LIMIT, after.fromUs - this.#at(limit).fromUs);
  }

  #settle(draft: Draft): void {
    const { next } = draft;
    next.isSettled = true;
    if (next.isClosed) {
      next.wasHeld = true;
      this.#decide(draft);
      return;
    }
    const { wasHeld } = next;
    next.wasHeld = false;
    if (next.phase !== 'holding') return;
    // Opened before the first sample, or never settled closed: there was no hold.
    const worth = wasHeld && next.latched >= 0 ? this.#at(next.latched).action : 'none';
    this.#end(draft, worth === 'stuck' ? 'none' : worth);
  }

  #reach(draft: Draft): void {
    const { next } = draft;
    next.limit++;
    this.#wait(draft);
    if (this.#at(next.limit).action !== 'stuck') this.#decide(draft);
    else if (next.isClosed) this.#end(draft, 'none');
  }

  /** At a threshold nobody waits for the release. */
  #decide(draft: Draft): void {
    const { next } = draft;
    const { action } = this.#at(next.limit);
    if (this.#board.decideAt !== 'threshold' || next.phase !== 'holding' || action === 'none' || action === 'stuck') return;
    if (next.isClosed && next.isSettled && next.wasHeld) this.#end(draft, action);
  }

  #end(draft: Draft, worth: Action): void {
    this.#rest(draft);
    draft.seen.push(`held ${worth}`);
  }

  #at(limit: number): Limit {
    return this.#limits[limit] ?? { fromUs: 0, action: 'none' };
  }
}

/** The times at which the worth of a hold changes. Both ends of a stage belong to it; where two touch, the later has the moment. */
function limitsOf({ stages, overHold, stuckAfterUs }: Board): readonly Limit[] {
  const limits: Limit[] = [{ fromUs: 0, action: 'none' }];
  stages.forEach(({ fromUs, toUs, action }, index) => {
    limits.push({ fromUs, action });
    const next = stages[index + 1];
    const isOpenEnded = next === undefined && (overHold === 'accept' || !Number.isFinite(toUs));
    if (!isOpenEnded && !(next && next.fromUs <= toUs + 1)) limits.push({ fromUs: toUs + 1, action: 'none' });
  });
  limits.push({ fromUs: stuckAfterUs, action: 'stuck' });
  // A stage from 0 on leaves nothing before it.
  return limits.filter(({ fromUs }, index) => limits[index + 1]?.fromUs !== fromUs);
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

class Draft {
  readonly next: Writable<Opinion>;
  readonly seen: string[] = [];
  readonly #timers = new TimerChanges();

  constructor(before: Opinion) {
    this.next = { ...before };
  }

  /** Anew, where it runs. */
  start(timer: string, us: Us): void {
    this.#timers.stop(timer);
    this.#timers.start(timer, us);
  }

  stop(timer: string): void {
    this.#timers.stop(timer);
  }

  off(): void {
    for (const timer of [SAMPLED, SETTLED, LIMIT]) this.stop(timer);
    Object.assign(this.next, { phase: 'off', isSettled: true, wasHeld: false, limit: 0, latched: 0, arms: false });
  }

  done(): Judged {
    const { stops, starts } = this.#timers;
    return { next: this.next, stops, starts, seen: this.seen };
  }
}
