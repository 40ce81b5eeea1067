/**
 * Carries out a scenario on a bench, in virtual time. Steps run one after the other; presses, dips and what must never be go on in
 * the background. The end of the file is the end of the run, except that forbidden things are watched to the end of their time.
 * Not promised: that a run of another version of recsim has the same trace hash.
 */
import { Bench } from '../bench/bench.ts';
import type { BounceChoice } from '../bench/finger.ts';
import type { TraceEntry } from '../bench/trace.ts';
import { inverse } from '../board.ts';
import { formatDuration, formatSeconds, US_PER_MS, type Us } from '../units.ts';
import { type Condition, pinCondition, screenCondition, stateCondition } from './condition.ts';
import type { StepValues } from './format.ts';
import { measureStep } from './measure.ts';
import { PulseCounter } from './pulses.ts';
import type { Failure, Measure, Run, StepRecord } from './run.ts';
import type { Scenario, Step } from './scenario.ts';

/** A board that restarts for ever, faster than any time passes, ends here. */
const EVENTS_MAX = 5_000_000;
const TRACE_MAX = 2_000_000;

/** Ends a run early; `undefined` lets it go on. */
type Stop = Failure | undefined;

interface Watch {
  readonly step: Step;
  readonly condition: Condition;
  readonly endUs: Us;
}

export function runScenario(scenario: Scenario): Run {
  return new Runner(scenario).run();
}

class Runner {
  readonly #scenario: Scenario;
  readonly #bench: Bench;
  readonly #steps: StepRecord[] = [];
  readonly #measures: Measure[] = [];
  readonly #warnings: string[] = [];
  readonly #notes: { atUs: Us; text: string }[] = [];
  #watches: Watch[] = [];
  #listeners: ((entry: TraceEntry) => void)[] = [];
  /** A failure that came up in the background. */
  #broken: Stop;
  #step: Step;
  /** The end of a press with `for`. */
  #release: ReturnType<Bench['clock']['at']> | undefined;
  #events = 0;

  constructor(scenario: Scenario) {
    const { board, brand, seed, state } = scenario;
    this.#scenario = scenario;
    this.#bench = new Bench({ board, brand, seed, state });
    this.#step = scenario.steps[0] as Step;
    this.#bench.trace.onEntry((entry) => this.#hear(entry));
  }

  run(): Run {
    let failure: Stop;
    try {
      failure = this.#runAll(this.#scenario.steps) ?? this.#passWatches();
    } catch (error) {
      failure = this.#stop(`recsim itself failed: ${error instanceof Error ? error.message : String(error)}`, 'ERROR');
    }
    const { trace, nowUs } = this.#bench;
    return {
      scenario: this.#scenario,
      outcome: failure?.outcome ?? 'PASS',
      ...(failure ? { failure } : {}),
      steps: this.#steps,
      measures: this.#measures,
      warnings: this.#warnings,
      notes: this.#notes,
      virtualUs: nowUs,
      screen: this.#bench.shown,
      trace: trace.entries,
      get traceHash() {
        return trace.hash();
      },
    };
  }

  #runAll(steps: readonly Step[]): Stop {
    for (const step of steps) {
      const failure = step.kind === 'repeat' ? this.#repeat(step.steps, step.times) : this.#runOne(step);
      if (failure) return failure;
    }
    return undefined;
  }

  #repeat(steps: readonly Step[], times: number): Stop {
    for (let round = 0; round < times; round++) {
      const failure = this.#runAll(steps);
      if (failure) return failure;
    }
    return undefined;
  }

  #runOne(step: Step): Stop {
    this.#step = step;
    const startUs = this.#bench.nowUs;
    const failure = this.#execute(step) ?? this.#broken;
    const { kind, place, name } = step;
    this.#steps.push({ step: kind, place, startUs, endUs: this.#bench.nowUs, ...(name === undefined ? {} : { name }) });
    return failure;
  }

  #execute(step: Step): Stop {
    const bench = this.#bench;
    switch (step.kind) {
      case 'delay':
        return this.#pass(bench.nowUs + step.value);
      case 'set-control':
        return this.#setControl(step.value);
      case 'press':
        return this.#press(step.value ?? {});
      case 'release':
        return this.#lift(bounceOf(step.value?.bounce));
      case 'power':
        return this.#plug(step.value === 'on');
      case 'power-cycle':
        this.#plug(false);
        return this.#pass(bench.nowUs + step.value.off) ?? this.#plug(true);
      case 'dip':
        bench.supply.dip(step.value.for, step.value.to);
        return undefined;
      case 'expect-pin':
      case 'wait-pin':
        return this.#reach(pinCondition(bench, step.value['part-id'], step.value.value), step.value.timeout, step.kind === 'wait-pin');
      case 'expect-state':
      case 'wait-state':
        return this.#reach(stateCondition(bench, step.value.state), step.value.timeout, step.kind === 'wait-state');
      case 'expect-screen':
      case 'wait-screen':
        return this.#reach(screenCondition(bench, step.value), step.value.timeout, step.kind === 'wait-screen');
      case 'expect-pulse':
        return this.#expectPulse(step.value);
      case 'expect-never':
        return this.#expectNever(step, step.value);
      case 'expect-verdict':
        return this.#expectVerdict(step.value);
      case 'measure':
        return this.#measure(step);
      case 'set-clock':
        if (step.value.to !== undefined) bench.hal.rtc.set(step.value.to);
        else bench.hal.rtc.jump(Math.round((step.value.by ?? 0) / US_PER_MS));
        return undefined;
      case 'rtc-battery':
        bench.hal.rtc.loseBattery();
        return undefined;
      case 'cut-power':
        bench.cutPower({ operation: step.value['at-flash-operation'], when: step.value.when });
        return undefined;
      case 'expect-storage':
        return this.#expectStorage(step.value);
      case 'log':
      case 'prompt':
        this.#notes.push({ atUs: bench.nowUs, text: step.kind === 'log' ? step.value : `(prompt) ${step.value}` });
        return undefined;
      case 'repeat':
        throw new Error('repeats are run by #runAll');
      default:
        return step satisfies never;
    }
  }

  #setControl({ 'part-id': part, control, name, value }: StepValues['set-control']): Stop {
    const { board, hal, recorder } = this.#bench;
    switch (`${part}.${control ?? name}`) {
      case 'reset.pressed':
        return value === 1 ? this.#press({}) : this.#lift('board');
      case 'reset.contact':
        hal.resetButton.drive(value === 1 ? board.closedLevel : inverse(board.closedLevel));
        return undefined;
      case 'power.plugged':
        return this.#plug(value === 1);
      default: {
        const { firmware } = recorder;
        if (!firmware) return this.#fail(`the recorder has no power: there is no firmware to ${control ?? name}`);
        if ((control ?? name) === 'hang') firmware.hang();
        else firmware.request((control ?? name) === 'soft-reset' ? 'restart.requested' : 'factory-default.requested');
        return undefined;
      }
    }
  }

  #press({ for: heldUs, bounce }: NonNullable<StepValues['press']>): Stop {
    const { clock, finger } = this.#bench;
    clock.cancel(this.#release);
    const choice = bounceOf(bounce);
    finger.press(choice);
    if (heldUs !== undefined) this.#release = clock.at(clock.nowUs + heldUs, () => finger.release(choice));
    return undefined;
  }

  #lift(bounce: BounceChoice): Stop {
    this.#bench.clock.cancel(this.#release);
    this.#bench.finger.release(bounce);
    return undefined;
  }

  #plug(isIn: boolean): Stop {
    if (isIn) this.#bench.supply.plugIn();
    else this.#bench.supply.unplug();
    return undefined;
  }

  /** Expects the condition now or, with a time-out, by then; a wait without one goes on until the scenario's own. */
  #reach(condition: Condition, timeoutUs: Us | undefined, waits: boolean): Stop {
    if (condition.holds()) return undefined;
    if (timeoutUs === undefined && !waits) return this.#fail(`expected ${condition.wanted}, ${condition.actual()}`);
    let reached = false;
    const { nowUs } = this.#bench;
    const stopLooking = this.#onEntry((entry) => {
      reached ||= condition.matches(entry);
    });
    const isReached = () => reached || condition.holds();
    const limitUs = timeoutUs === undefined ? Number.POSITIVE_INFINITY : nowUs + timeoutUs;
    const failure = this.#pass(limitUs, isReached, condition);
    reached ||= isReached();
    stopLooking();
    if (failure || reached) return failure;
    return this.#fail(`waited ${formatDuration(this.#bench.nowUs - nowUs)} for ${condition.wanted}, ${condition.actual()}`);
  }

  #expectPulse({ 'part-id': part, timeout, ...pulse }: StepValues['expect-pulse']): Stop {
    const { nowUs, trace } = this.#bench;
    const counter = new PulseCounter(pulse, part === 'power' ? 'rail' : part, trace);
    const stopListening = this.#onEntry((entry) => counter.hear(entry));
    const limitUs = timeout === undefined ? Number.POSITIVE_INFINITY : nowUs + timeout;
    const wanted = { wanted: `${counter.wanted} of ${part}`, actual: () => counter.actual };
    const failure = this.#pass(limitUs, () => counter.isOver, wanted);
    stopListening();
    if (failure) return failure;
    if (counter.problem) return this.#fail(`${part}: ${counter.problem}`);
    if (counter.isOver) return undefined;
    return this.#fail(`waited ${formatDuration(this.#bench.nowUs - nowUs)} for ${wanted.wanted}, ${counter.actual}`);
  }

  #expectNever(step: Step, value: StepValues['expect-never']): Stop {
    const bench = this.#bench;
    const endUs = bench.nowUs + value.for;
    let condition: Condition;
    if (value.state !== undefined) condition = stateCondition(bench, value.state);
    else if (value.screen !== undefined) condition = screenCondition(bench, value.screen);
    else condition = pinCondition(bench, value['part-id'] ?? 'reset', value.value ?? 0);
    if (condition.holds()) return this.#fail(`expected never ${condition.wanted}, but it is so already`);
    this.#watches.push({ step, condition, endUs });
    return value.wait ? this.#pass(endUs) : undefined;
  }

  #expectVerdict({ verdict, because }: StepValues['expect-verdict']): Stop {
    const failure = this.#settle();
    if (failure) return failure;
    const found = this.#bench.explain();
    if (!found) {
      const why = this.#bench.supply.isGood ? `the hold is ${this.#bench.recorder.firmware?.regions.hold}` : 'the recorder has no power';
      return this.#fail(`expected ${verdict}, got no verdict yet - ${why}`);
    }
    if (found.verdict !== verdict) return this.#fail(`expected ${verdict}, got ${found.verdict} - ${found.text}`);
    if (because === undefined || found.text.includes(because) || found.because === because) return undefined;
    return this.#fail(`expected ${verdict} because of "${because}", got it because of something else - ${found.because}: ${found.text}`);
  }

  #expectStorage({ credentials, 'contains-none-of': absent = [] }: StepValues['expect-storage']): Stop {
    const found = this.#bench.credentials;
    const named = found === 'absent' ? 'factory' : found;
    if (credentials !== undefined && named !== credentials) return this.#fail(`expected credentials ${credentials}, got ${named}`);
    const { flash } = this.#bench.hal;
    const image = Buffer.from(flash.read(0, flash.size));
    for (const secret of absent) {
      const at = image.indexOf(secret);
      if (at >= 0) return this.#fail(`expected no "${secret}" in the flash, found it at 0x${at.toString(16)}`);
    }
    return undefined;
  }

  /** A finger that was lifted a moment ago has decided the hold; lets the contact come to rest and be debounced, which takes milliseconds. */
  #settle(): Stop {
    const { board, finger, recorder, verdict, nowUs } = this.#bench;
    if (verdict || finger.isPressing || !recorder.firmware) return undefined;
    return this.#pass(nowUs + board.bounceDurationUs + board.debounceUs, () => this.#bench.verdict !== undefined);
  }

  #measure(step: Extract<Step, { kind: 'measure' }>): Stop {
    const measured = measureStep(step, this.#bench.trace);
    if (!measured.ok) return this.#fail(measured.message);
    this.#measures.push(measured.measure);
    return measured.problem === undefined ? undefined : this.#fail(measured.problem);
  }

  /** At the end of the file: what must never be is watched to the end of its time. */
  #passWatches(): Stop {
    const last = this.#watches.reduce<Watch | undefined>((latest, watch) => (latest && latest.endUs >= watch.endUs ? latest : watch), undefined);
    if (!last) return undefined;
    this.#step = last.step;
    return this.#pass(Math.max(last.endUs, this.#bench.nowUs)) ?? this.#broken;
  }

  /** Lets time pass to `limitUs`, or until `isOver`, or to the end of the scenario's time. */
  #pass(limitUs: Us, isOver: () => boolean = () => false, awaited?: Pick<Condition, 'wanted' | 'actual'>): Stop {
    const { clock, trace } = this.#bench;
    const { timeoutUs } = this.#scenario;
    const endUs = Math.min(limitUs, Math.max(timeoutUs, clock.nowUs));
    while (!this.#broken && !isOver()) {
      if (clock.nextUs > endUs) {
        clock.advanceTo(endUs);
        if (isOver() || limitUs <= endUs) break;
        const waiting = awaited ? ` while it waited for ${awaited.wanted}; ${awaited.actual()}` : '';
        return this.#stop(`the time of the scenario (${formatDuration(timeoutUs)}) ran out${waiting}`, 'TIMEOUT');
      }
      clock.step();
      if (++this.#events > EVENTS_MAX || trace.entries.length > TRACE_MAX)
        return this.#stop(`more happens than can be recorded: does the recorder restart without end?`, 'ERROR');
    }
    this.#watches = this.#watches.filter((watch) => watch.endUs > clock.nowUs);
    return this.#broken;
  }

  #hear(entry: TraceEntry): void {
    for (const listener of this.#listeners) listener(entry);
    if (entry.signal === 'grade' && entry.value !== 'good') this.#grade(entry);
    this.#look((condition) => condition.matches(entry));
  }

  #grade(entry: TraceEntry): void {
    if (entry.value === 'fail') this.#broken ??= this.#fail(`the hold before power: ${entry.detail}`);
    else this.#warnings.push(`the hold before power at ${formatSeconds(entry.atUs)}: ${entry.detail}`);
  }

  /** Whether something happened that must not. */
  #look(isTrue: (condition: Condition) => boolean): void {
    const { nowUs } = this.#bench;
    for (const { step, condition, endUs } of this.#watches) {
      if (endUs < nowUs || !isTrue(condition)) continue;
      this.#broken ??= this.#stop(`expected never ${condition.wanted}, but it came`, 'FAIL', step);
    }
  }

  #onEntry(listener: (entry: TraceEntry) => void): () => void {
    this.#listeners.push(listener);
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener);
    };
  }

  #fail(message: string): Failure {
    return this.#stop(message, 'FAIL');
  }

  #stop(message: string, outcome: Failure['outcome'], { kind, place }: Step = this.#step): Failure {
    return { outcome, message, atUs: this.#bench.nowUs, step: kind, place };
  }
}

function bounceOf(bounce: NonNullable<StepValues['press']>['bounce']): BounceChoice {
  if (bounce === undefined) return 'board';
  if (bounce === 'none') return 'none';
  const { duration, toggles, seed } = bounce;
  return { durationUs: duration, toggles, ...(seed === undefined ? {} : { seed }) };
}
