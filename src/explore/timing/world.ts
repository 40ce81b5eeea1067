/**
 * A recorder, its supply and its button as one automaton over discrete states and timers, for the search of all timings: the firmware's own statechart, asked through its table, and
 * around it what the device does for it. It takes events one at a time and knows no clock: whoever explores says when which timer ends.
 * Modelled: contact edges (a bounce is edges), the loss of power at any moment and its return as a power-on or a brown-out, reset causes, the reset journal as the storage keeps it, watchdog and
 * hang. Of the supply the firmware sees no more than that: a dip that it bridges changes nothing, one that it does not is a loss, later by the hold-up.
 * Not modelled: the bytes on the flash. That a step of the journal is there whole or not at all is shown by the power cuts (`make power-cut`), and taken from there.
 */
import type { Board, ResetCause } from '../../board.ts';
import { chartOf } from '../../fsm/chart.ts';
import type { MachineState, Outcome, Stepper } from '../../fsm/stepper.ts';
import { type PowerUp, powerUp, type ResetScope, type SystemCommand } from '../../fsm/system.ts';
import type { Us } from '../../units.ts';
import { firmwareBoard } from '../../variant.ts';
import { type Start, TimerChanges } from './timer-changes.ts';

/** What is kept without power, as the firmware finds it at its start. */
export type Stored = Omit<PowerUp, 'arms'>;

/** What the world outside can do. */
export const DEEDS = ['contact.closed', 'contact.opened', 'power.lost', 'power-on', 'brown-out', 'firmware.hung', 'set-up.done'] as const;
export type Deed = (typeof DEEDS)[number];

/** Work on the flash, one after the other; each ends durable or, where power is lost before, has not been. */
export type Job =
  | 'reset.request all'
  | 'reset.request password'
  | 'settings.erase'
  | 'defaults.restore'
  | 'reset.finish'
  | 'store stuck'
  | 'store released'
  | 'store set-up';

export interface Condition {
  /** Undefined without power, and while the firmware hangs. */
  readonly machine: MachineState | undefined;
  readonly isClosed: boolean;
  readonly hasPower: boolean;
  readonly isHung: boolean;
  readonly stored: Stored;
  readonly jobs: readonly Job[];
  /** Presses so far, where they are counted. */
  readonly presses: number;
}

export interface Change {
  readonly next: Condition;
  readonly stops: readonly string[];
  /** All timers of the recorder stop, before any start. */
  readonly halts: boolean;
  readonly starts: readonly Start[];
  /** What could be seen of it, in its order: `power-up`, `verdict reset`, `buzzer on`, `reset requested`, ... */
  readonly seen: readonly string[];
}

/** How long each piece of work on the flash takes. */
export type JobTimes = Readonly<Record<Job, Us>>;

export interface WorldOptions {
  readonly board: Board;
  readonly jobTimes: JobTimes;
  /** So many presses at most, each with all its bounces; without it, any number. */
  readonly pressesMax?: number | undefined;
  /** The board that the firmware was made for; by default what the board's own firmware believes. */
  readonly firmware?: Board | undefined;
}

const WATCHDOG = 'watchdog.bit';
const JOB = 'job.ended';

/** What the firmware is told when a job is done. */
const TOLD: Readonly<Partial<Record<Job, string>>> = {
  'reset.request all': 'reset.requested',
  'reset.request password': 'reset.requested',
  'settings.erase': 'settings.erased',
  'defaults.restore': 'defaults.restored',
  'reset.finish': 'reset.finished',
  'store set-up': 'setup.finished',
};

export class World {
  readonly #board: Board;
  readonly #stepper: Stepper;
  readonly #jobTimes: JobTimes;
  readonly #pressesMax: number;
  /** Whether the firmware takes a closed contact for a pressed button. */
  readonly #isWiredRight: boolean;
  /** Of power that comes back; one of them where the firmware treats both alike. */
  readonly #causes: readonly ('power-on' | 'brown-out')[];

  constructor({ board, jobTimes, pressesMax = Number.POSITIVE_INFINITY, firmware = firmwareBoard(board) }: WorldOptions) {
    this.#board = firmware;
    this.#stepper = chartOf(firmware).stepper;
    this.#jobTimes = jobTimes;
    this.#pressesMax = pressesMax;
    this.#isWiredRight = firmware.activeLevel === board.closedLevel;
    const armsOn = (cause: ResetCause) => board.armOn.includes(cause) || firmware.armOn.includes(cause);
    this.#causes = armsOn('power-on') === armsOn('brown-out') ? ['power-on'] : ['power-on', 'brown-out'];
  }

  /** A recorder that was set up and is not plugged in. */
  get beginning(): Condition {
    const stored: Stored = { stuckBefore: false, credentials: 'present', pendingReset: 'none', pendingIsErased: false };
    return { machine: undefined, isClosed: false, hasPower: false, isHung: false, stored, jobs: [], presses: 0 };
  }

  /** What can be done to it now. */
  deedsAt(condition: Condition): readonly Deed[] {
    const { isClosed, hasPower, machine, jobs } = condition;
    const deeds: Deed[] = [];
    if (this.#board.hasResetButton && isClosed) deeds.push('contact.opened');
    if (this.#board.hasResetButton && !isClosed && !(isPress(condition) && condition.presses >= this.#pressesMax)) deeds.push('contact.closed');
    if (hasPower) deeds.push('power.lost');
    else deeds.push(...this.#causes);
    if (machine) deeds.push('firmware.hung');
    if (machine?.regions.boot === 'ready.wizard' && !jobs.includes('store set-up')) deeds.push('set-up.done');
    return deeds;
  }

  /** `event`: a deed, or a timer that ends. */
  take(condition: Condition, event: string): Change {
    const draft = new Draft(condition);
    switch (event) {
      case 'contact.closed':
      case 'contact.opened':
        draft.next.isClosed = event === 'contact.closed';
        if (draft.next.isClosed && isPress(condition) && Number.isFinite(this.#pressesMax)) draft.next.presses++;
        if (draft.next.machine) this.#tell(draft, this.#edge(draft.next.isClosed));
        break;
      case 'power.lost':
        draft.next.hasPower = false;
        draft.seen.push('power lost');
        this.#halt(draft);
        break;
      case 'power-on':
      case 'brown-out':
        draft.next.hasPower = true;
        this.#boot(draft, event);
        break;
      case 'firmware.hung':
        this.#hang(draft);
        break;
      case 'set-up.done':
        this.#add(draft, 'store set-up');
        break;
      case WATCHDOG:
        draft.seen.push('watchdog');
        this.#boot(draft, 'watchdog');
        break;
      case JOB:
        this.#jobDone(draft);
        break;
      default:
        this.#tell(draft, event);
    }
    return draft.done();
  }

  #edge(isClosed: boolean): string {
    return isClosed === this.#isWiredRight ? 'contact.closed' : 'contact.opened';
  }

  /** The processor stands still, and what it had in its memory is gone. */
  #halt(draft: Draft): void {
    const { next } = draft;
    if (next.machine?.regions.buzzer.endsWith('.on') || next.isHung) draft.seen.push('buzzer off');
    next.machine = undefined;
    next.isHung = false;
    next.jobs = [];
    draft.halt();
  }

  #boot(draft: Draft, cause: ResetCause): void {
    this.#halt(draft);
    const { next } = draft;
    draft.seen.push(`power-up ${cause}`);
    this.#carryOut(draft, this.#stepper.start(powerUp(this.#board, cause, next.stored)));
    if (next.machine && this.#board.hasResetButton && next.isClosed === this.#isWiredRight) this.#tell(draft, 'contact.closed');
  }

  /** The program goes round in circles: nothing is heard and done any more, outputs stay as they are, and nobody feeds the watchdog. */
  #hang(draft: Draft): void {
    const { next } = draft;
    draft.halt();
    next.machine = undefined;
    next.isHung = true;
    next.jobs = [];
    draft.seen.push('hung');
    this.#starve(draft);
  }

  #tell(draft: Draft, event: string): void {
    if (draft.next.machine) this.#carryOut(draft, this.#stepper.step(draft.next.machine, event));
  }

  #carryOut(draft: Draft, { state, stops, starts, commands }: Outcome): void {
    const wasFed = this.#isFed(draft.next.machine);
    draft.next.machine = state;
    const isFed = this.#isFed(state);
    for (const timer of stops) draft.timers.stop(timer);
    for (const { id, delayUs } of starts) draft.timers.start(id, delayUs);
    if (wasFed && !isFed) this.#starve(draft);
    else if (!wasFed && isFed) draft.timers.stop(WATCHDOG);
    for (const command of commands) this.#execute(draft, command);
  }

  /** Whether the main loop feeds the watchdog: a right firmware's always does. */
  #isFed(machine: MachineState | undefined): boolean {
    return machine === undefined || this.#board.variant?.feeds?.(machine.regions) !== false;
  }

  /** It was fed within the last half of its time. */
  #starve(draft: Draft): void {
    const { watchdogTimeoutUs } = this.#board;
    if (watchdogTimeoutUs > 0) draft.timers.start(WATCHDOG, watchdogTimeoutUs - Math.ceil(watchdogTimeoutUs / 2), watchdogTimeoutUs);
  }

  #execute(draft: Draft, command: SystemCommand): void {
    switch (command.type) {
      case 'buzzer.on':
        draft.seen.push('buzzer on');
        break;
      case 'buzzer.off':
        draft.seen.push('buzzer off');
        break;
      case 'verdict':
        draft.seen.push(`verdict ${command.verdict}`);
        break;
      case 'fault.stored':
        this.#add(draft, command.stuck ? 'store stuck' : 'store released');
        break;
      case 'reset.request':
        draft.seen.push(`wipe ${command.scope}`);
        this.#add(draft, `reset.request ${command.scope}`);
        break;
      case 'settings.erase':
      case 'defaults.restore':
      case 'reset.finish':
        this.#add(draft, command.type);
        break;
      case 'device.restart':
        draft.seen.push('restart');
        this.#boot(draft, 'software');
        break;
      default:
        break;
    }
  }

  #add(draft: Draft, job: Job): void {
    draft.next.jobs = [...draft.next.jobs, job];
    if (draft.next.jobs.length === 1) draft.timers.start(JOB, this.#jobTimes[job]);
  }

  #jobDone(draft: Draft): void {
    const [job, ...rest] = draft.next.jobs;
    if (!job) return;
    draft.next.jobs = rest;
    draft.next.stored = after(draft.next.stored, job);
    draft.seen.push(job);
    if (rest[0]) draft.timers.start(JOB, this.#jobTimes[rest[0]]);
    const told = TOLD[job];
    if (told !== undefined) this.#tell(draft, told);
  }
}

/** A contact that closes now was at rest, and does not bounce. */
const isPress = ({ machine }: Condition): boolean =>
  machine === undefined || machine.regions.contact === 'open' || machine.regions.contact === 'closed';

/** What is stored once the job is durable. */
function after(stored: Stored, job: Job): Stored {
  switch (job) {
    case 'reset.request all':
    case 'reset.request password':
      return { ...stored, pendingReset: job.slice('reset.request '.length) as ResetScope, pendingIsErased: false };
    case 'settings.erase':
      return { ...stored, credentials: 'corrupt' };
    case 'defaults.restore':
      return { ...stored, credentials: 'absent', pendingIsErased: true };
    case 'reset.finish':
      return { ...stored, pendingReset: 'none', pendingIsErased: false };
    case 'store stuck':
      return { ...stored, stuckBefore: true };
    case 'store released':
      return { ...stored, stuckBefore: false };
    case 'store set-up':
      return { ...stored, credentials: 'present' };
    default:
      return job satisfies never;
  }
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** A change in the making. */
class Draft {
  readonly next: Writable<Condition>;
  readonly seen: string[] = [];
  readonly timers = new TimerChanges();
  #isHalted = false;

  constructor(before: Condition) {
    this.next = { ...before };
  }

  /** Every timer of the processor stops. */
  halt(): void {
    this.timers.forgetStarts();
    this.#isHalted = true;
  }

  done(): Change {
    const { stops, starts } = this.timers;
    return { next: this.next, stops, halts: this.#isHalted, starts, seen: this.seen };
  }
}
