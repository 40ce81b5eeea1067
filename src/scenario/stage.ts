/**
 * The stage on which a scenario is played: the bench with a person's hands, time that passes until something holds, what must never happen meanwhile, and how a run stops.
 * Virtual time stands still while something outside takes real time (a mail exchange, a picture being read), so a run is the same every time.
 */
import path from 'node:path';
import { Bench } from '../bench/bench.ts';
import { BUSY_US, Hands } from '../bench/hands.ts';
import type { Snapshot } from '../bench/snapshot.ts';
import type { TraceEntry } from '../bench/trace.ts';
import { CoverageTally } from '../coverage/tally.ts';
import { breathe } from '../hal/wall-time.ts';
import { formatDuration, formatSeconds, type Us } from '../units.ts';
import type { Condition } from './condition.ts';
import type { Failure, Measure } from './run.ts';
import type { Scenario, Step } from './scenario.ts';
import { SerialEar } from './serial-ear.ts';
import { withVariables } from './variables.ts';

/** A board that restarts for ever, faster than any time passes, ends here. */
const EVENTS_MAX = 5_000_000;
const TRACE_MAX = 1_000_000;
/** So many events take some milliseconds. */
const BREATHE_EVERY = 10_000;

/** Ends a run early; `undefined` lets it go on. */
export type Stop = Failure | undefined;

interface Watch {
  readonly step: Step;
  readonly condition: Condition;
  readonly endUs: Us;
}

/** What is waited for, in words. */
export type Awaited = Pick<Condition, 'wanted' | 'actual'>;

export class Stage {
  readonly scenario: Scenario;
  /** What the run covers of the statechart. */
  readonly tally: CoverageTally;
  readonly bench: Bench;
  readonly hands: Hands;
  readonly serial: SerialEar;
  readonly measures: Measure[] = [];
  readonly warnings: string[] = [];
  readonly notes: { atUs: Us; text: string }[] = [];
  /** What `code-as` has named. */
  readonly variables = new Map<string, string>();
  /** By their names. */
  readonly snapshots = new Map<string, Snapshot>();
  /** The step that is carried out. */
  step: Step;
  #watches: Watch[] = [];
  #listeners: ((entry: TraceEntry) => void)[] = [];
  /** A failure that came up in the background. */
  #broken: Stop;
  #events = 0;
  readonly #signal: AbortSignal | undefined;

  constructor(scenario: Scenario, signal?: AbortSignal) {
    this.#signal = signal;
    const { board, brand, language, seed, begins: state, hashCost } = scenario;
    this.scenario = scenario;
    this.tally = new CoverageTally(board);
    const { stepper, menus } = this.tally;
    this.bench = new Bench({ board, brand, language, seed, state, stepper, menus, ...(hashCost === undefined ? {} : { hashCost }) });
    this.hands = new Hands(this.bench);
    this.serial = new SerialEar(this.bench.hal.console);
    this.step = scenario.steps[0] as Step;
    if (hashCost !== undefined && hashCost < board.passwordHashCost)
      this.warnings.push(`weak password hashes: cost ${hashCost} instead of ${board.passwordHashCost}`);
    this.bench.trace.onEntry((entry) => this.#hear(entry));
  }

  get broken(): Stop {
    return this.#broken;
  }

  get nowUs(): Us {
    return this.bench.nowUs;
  }

  /** Files are named from where the scenario lies. */
  fileOf(name: string): string {
    return path.resolve(path.dirname(this.scenario.file), name);
  }

  /** `${NAME}` in a text is what it stands for. */
  text(written: string): string {
    return withVariables(written, this.variables);
  }

  /** Lets time pass to `limitUs`, or until `isOver`, or to the end of the scenario's time. */
  async pass(limitUs: Us, isOver: () => boolean = () => false, awaited?: Awaited): Promise<Stop> {
    const { clock, trace, outside } = this.bench;
    const { timeoutUs } = this.scenario;
    const endUs = Math.min(limitUs, Math.max(timeoutUs, clock.nowUs));
    while (!this.#broken && !isOver()) {
      if (outside.isBusy) await outside.settled();
      if (!clock.step(endUs)) {
        clock.advanceTo(endUs);
        if (isOver() || limitUs <= endUs) break;
        const waiting = awaited ? ` while it waited for ${awaited.wanted}; ${awaited.actual()}` : '';
        return this.stop(`the time of the scenario (${formatDuration(timeoutUs)}) ran out${waiting}`, 'TIMEOUT');
      }
      if (++this.#events > EVENTS_MAX || trace.entries.length > TRACE_MAX)
        return this.stop(`more happens than can be recorded: does the recorder restart without end?`, 'ERROR');
      if (this.#signal && this.#events % BREATHE_EVERY === 0) await breathe();
      if (this.#signal?.aborted) return this.stop('it was stopped', 'ABORTED');
    }
    this.#watches = this.#watches.filter((watch) => watch.endUs > clock.nowUs);
    return this.#broken;
  }

  /** Expects the condition now or, with a time-out, by then; a wait without one goes on until the scenario's own. */
  async reach(condition: Condition, timeoutUs: Us | undefined, waits: boolean): Promise<Stop> {
    if (condition.holds()) return undefined;
    if (timeoutUs === undefined && !waits) return this.fail(`expected ${condition.wanted}, ${condition.actual()}`);
    let reached = false;
    const { nowUs } = this;
    const stopLooking = this.onEntry((entry) => {
      reached ||= condition.matches(entry);
    });
    const isReached = () => reached || condition.holds();
    const failure = await this.pass(this.limitOf(timeoutUs), isReached, condition);
    reached ||= isReached();
    stopLooking();
    if (failure || reached) return failure;
    return this.fail(`waited ${formatDuration(this.nowUs - nowUs)} for ${condition.wanted}, ${condition.actual()}`);
  }

  /** A recorder that is checking or saving shows no controls for a moment: lets that pass, or until `isOver`. */
  async settleScreen(isOver: () => boolean = () => false): Promise<Stop> {
    const { hands } = this;
    return hands.mustWait ? this.pass(this.nowUs + BUSY_US, () => isOver() || !hands.mustWait) : undefined;
  }

  /** When a wait with this time-out is over. */
  limitOf(timeoutUs: Us | undefined): Us {
    return timeoutUs === undefined ? Number.POSITIVE_INFINITY : this.nowUs + timeoutUs;
  }

  /** From now until `endUs` the condition must not come true. */
  forbid(step: Step, condition: Condition, endUs: Us): void {
    this.#watches.push({ step, condition, endUs });
  }

  /** At the end of the file: what must never be is watched to the end of its time. */
  async passWatches(): Promise<Stop> {
    const last = this.#watches.reduce<Watch | undefined>((latest, watch) => (latest && latest.endUs >= watch.endUs ? latest : watch), undefined);
    if (!last) return undefined;
    this.step = last.step;
    return (await this.pass(Math.max(last.endUs, this.nowUs))) ?? this.#broken;
  }

  onEntry(listener: (entry: TraceEntry) => void): () => void {
    this.#listeners.push(listener);
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener);
    };
  }

  fail(message: string): Failure {
    return this.stop(message, 'FAIL');
  }

  stop(message: string, outcome: Failure['outcome'], { kind, place }: Step = this.step): Failure {
    return { outcome, message, atUs: this.nowUs, step: kind, place };
  }

  #hear(entry: TraceEntry): void {
    for (const listener of this.#listeners) listener(entry);
    if (entry.signal === 'grade' && entry.value !== 'good') this.#grade(entry);
    this.#look(entry);
  }

  #grade(entry: TraceEntry): void {
    if (entry.value === 'fail') this.#broken ??= this.fail(`the hold before power: ${entry.detail}`);
    else this.warnings.push(`the hold before power at ${formatSeconds(entry.atUs)}: ${entry.detail}`);
  }

  /** Whether something happened that must not. */
  #look(entry: TraceEntry): void {
    const { nowUs } = this;
    for (const { step, condition, endUs } of this.#watches) {
      if (endUs < nowUs || !condition.matches(entry)) continue;
      this.#broken ??= this.stop(`expected never ${condition.wanted}, but it came`, 'FAIL', step);
    }
  }
}
