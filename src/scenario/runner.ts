/**
 * Carries out a scenario, in virtual time or at a station in real time. Steps run one after the other; presses, dips and what must never be go on in
 * the background. The end of the file is the end of the run, except that forbidden things are watched to the end of their time.
 * Not promised: that a run of another version of recsim has the same trace hash.
 */
import { ProblemError } from '../errors.ts';
import type { Us } from '../units.ts';
import type { Handlers } from './handlers.ts';
import type { Failure, Run, StepRecord } from './run.ts';
import type { Scenario, Step } from './scenario.ts';
import { Stage, type Stop } from './stage.ts';
import type { OpenStation } from './station.ts';
import { DEVICE_STEPS } from './steps-device.ts';
import { EXPECT_STEPS } from './steps-expect.ts';
import { personSteps } from './steps-person.ts';
import { SCREEN_STEPS } from './steps-screen.ts';

const HANDLERS: Handlers = { ...DEVICE_STEPS, ...EXPECT_STEPS, ...SCREEN_STEPS };

/**
 * Resolves with what came of it; a failure of recsim itself is an outcome too, and so is that `signal` stopped it, or that hardware failed on the way. Rejects with a ProblemError
 * where the station cannot be opened.
 */
export async function runScenario(scenario: Scenario, signal?: AbortSignal, openStation?: OpenStation): Promise<Run> {
  const stage = new Stage(scenario, signal);
  const records: StepRecord[] = [];
  let failure: Stop;
  if (openStation) stage.station = await openStation(stage.bench, signal);
  try {
    failure = (await runAll(scenario.steps, stage, records)) ?? (await stage.passWatches());
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    failure = stage.stop(error instanceof ProblemError ? what : `recsim itself failed: ${what}`, 'ERROR');
  } finally {
    stage.station?.close();
  }
  // Loaded by those that have something to account for.
  return new PlayedRun(stage, records, failure, failure ? (await import('./account.ts')).accountOf : () => []);
}

/**
 * What was played, with its views made when they are asked for. A class, because V8 keeps the getters of an object literal, and with them all that they reach, until
 * its next full collection: with thousands of runs a second that costs more than a tenth of the time.
 */
class PlayedRun implements Run {
  readonly scenario: Scenario;
  readonly outcome: Run['outcome'];
  declare readonly failure?: Failure;
  readonly steps: readonly StepRecord[];
  readonly measures: Run['measures'];
  readonly warnings: Run['warnings'];
  readonly notes: Run['notes'];
  readonly virtualUs: Us;
  readonly title: string;
  readonly trace: Run['trace'];
  readonly #stage: Stage;
  readonly #accountOf: (run: Run) => readonly string[];
  #screen: Run['screen'] | undefined;
  #account: readonly string[] | undefined;

  constructor(stage: Stage, steps: readonly StepRecord[], failure: Stop, accountOf: (run: Run) => readonly string[]) {
    const { bench, measures, warnings, notes, scenario } = stage;
    this.scenario = scenario;
    this.outcome = failure?.outcome ?? 'PASS';
    if (failure) this.failure = failure;
    this.steps = steps;
    this.measures = measures;
    this.warnings = warnings;
    this.notes = notes;
    this.virtualUs = bench.nowUs;
    this.title = bench.title;
    this.trace = bench.trace.entries;
    this.#stage = stage;
    this.#accountOf = accountOf;
    Object.defineProperties(this, VIEWS);
  }

  get screen(): Run['screen'] {
    this.#screen ??= this.#stage.bench.shown;
    return this.#screen;
  }

  get traceHash(): string {
    return this.#stage.bench.trace.hash();
  }

  get account(): readonly string[] {
    this.#account ??= this.#accountOf(this);
    return this.#account;
  }

  get coverage(): Run['coverage'] {
    return this.#stage.tally.hits;
  }
}

/** Its getters as properties of its own: a copy, `{ ...run }`, has them too. */
const VIEWS: PropertyDescriptorMap = Object.fromEntries(
  ['screen', 'traceHash', 'account', 'coverage'].map((name) => [
    name,
    { ...Object.getOwnPropertyDescriptor(PlayedRun.prototype, name), enumerable: true },
  ]),
);

async function runAll(steps: readonly Step[], stage: Stage, records: StepRecord[]): Promise<Stop> {
  for (let index = 0; index < steps.length; index++) {
    const step = steps[index] as Step;
    stage.next = steps[index + 1];
    const failure = step.kind === 'repeat' ? await repeat(step, stage, records) : await runOne(step, stage, records);
    if (failure) return failure;
  }
  return undefined;
}

async function repeat({ steps, times }: Extract<Step, { kind: 'repeat' }>, stage: Stage, records: StepRecord[]): Promise<Stop> {
  for (let round = 0; round < times; round++) {
    const failure = await runAll(steps, stage, records);
    if (failure) return failure;
  }
  return undefined;
}

async function runOne(step: Exclude<Step, { kind: 'repeat' }>, stage: Stage, records: StepRecord[]): Promise<Stop> {
  stage.step = step;
  stage.station?.begins?.(step);
  const startUs = stage.nowUs;
  const handlers = stage.station ? { ...HANDLERS, ...personSteps(stage.station.real) } : HANDLERS;
  const carryOut = handlers[step.kind] as (stage: Stage, value: unknown, step: Step) => Stop | Promise<Stop>;
  const failure = (await carryOut(stage, step.value, step)) ?? stage.broken;
  const { kind, place, name } = step;
  records.push({ step: kind, place, startUs, endUs: stage.nowUs, ...(name === undefined ? {} : { name }) });
  return failure;
}
