/**
 * Carries out a scenario in virtual time. Steps run one after the other; presses, dips and what must never be go on in
 * the background. The end of the file is the end of the run, except that forbidden things are watched to the end of their time.
 * Not promised: that a run of another version of recsim has the same trace hash.
 */
import type { Handlers } from './handlers.ts';
import type { Run, StepRecord } from './run.ts';
import type { Scenario, Step } from './scenario.ts';
import { Stage, type Stop } from './stage.ts';
import { DEVICE_STEPS } from './steps-device.ts';
import { EXPECT_STEPS } from './steps-expect.ts';
import { SCREEN_STEPS } from './steps-screen.ts';

const HANDLERS: Handlers = { ...DEVICE_STEPS, ...EXPECT_STEPS, ...SCREEN_STEPS };

/** Resolves with what came of it; a failure of recsim itself is an outcome too, and so is that `signal` stopped it. */
export async function runScenario(scenario: Scenario, signal?: AbortSignal): Promise<Run> {
  const stage = new Stage(scenario, signal);
  const records: StepRecord[] = [];
  let failure: Stop;
  try {
    failure = (await runAll(scenario.steps, stage, records)) ?? (await stage.passWatches());
  } catch (error) {
    failure = stage.stop(`recsim itself failed: ${error instanceof Error ? error.message : String(error)}`, 'ERROR');
  }
  const { bench, measures, warnings, notes } = stage;
  // Loaded by those that have something to account for.
  const accountOf = failure ? (await import('./account.ts')).accountOf : () => [];
  let account: readonly string[] | undefined;
  let shown: Run['screen'] | undefined;
  const run = {
    scenario,
    outcome: failure?.outcome ?? 'PASS',
    ...(failure ? { failure } : {}),
    steps: records,
    measures,
    warnings,
    notes,
    virtualUs: bench.nowUs,
    title: bench.title,
    get screen() {
      shown ??= bench.shown;
      return shown;
    },
    trace: bench.trace.entries,
    get traceHash() {
      return bench.trace.hash();
    },
    get account() {
      account ??= accountOf(run);
      return account;
    },
    get coverage() {
      return stage.tally.hits;
    },
  } satisfies Run as Run;
  return run;
}

async function runAll(steps: readonly Step[], stage: Stage, records: StepRecord[]): Promise<Stop> {
  for (const step of steps) {
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
  const startUs = stage.nowUs;
  const carryOut = HANDLERS[step.kind] as (stage: Stage, value: unknown, step: Step) => Stop | Promise<Stop>;
  const failure = (await carryOut(stage, step.value, step)) ?? stage.broken;
  const { kind, place, name } = step;
  records.push({ step: kind, place, startUs, endUs: stage.nowUs, ...(name === undefined ? {} : { name }) });
  return failure;
}
