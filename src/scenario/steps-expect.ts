/** Steps that look: expectations, waits, measures. */
import { formatDuration } from '../units.ts';
import { type Condition, pinCondition, type ScreenTexts, screenCondition, stateCondition } from './condition.ts';
import type { StepValues } from './format.ts';
import type { Handlers } from './handlers.ts';
import { measureStep } from './measure.ts';
import { PulseCounter } from './pulses.ts';
import type { MeasureStep, Step } from './scenario.ts';
import type { Stage, Stop } from './stage.ts';
import { placeInFlash, stored } from './stored.ts';
import { settlingUs, verdictProblem } from './verdicts.ts';

const pin =
  (waits: boolean) =>
  (stage: Stage, value: StepValues['expect-pin']): Promise<Stop> =>
    stage.reach(pinCondition(stage.bench, value['part-id'], value.value), value.timeout, waits);

const state =
  (waits: boolean) =>
  (stage: Stage, value: StepValues['expect-state']): Promise<Stop> =>
    stage.reach(stateCondition(stage.bench, value.state), value.timeout, waits);

const screen =
  (waits: boolean) =>
  async (stage: Stage, value: StepValues['expect-screen']): Promise<Stop> => {
    const condition = screenCondition(stage.bench, textsOf(stage, value));
    const failure = condition.holds() ? undefined : await stage.settleScreen(() => condition.holds());
    return failure ?? stage.reach(condition, value.timeout, waits);
  };

/** The texts with what their names stand for. */
function textsOf(stage: Stage, { title, contains, absent }: ScreenTexts): ScreenTexts {
  const filled = (written: string | undefined) => (written === undefined ? undefined : stage.text(written));
  return { title: filled(title), contains: filled(contains), absent: filled(absent) };
}

async function expectPulse(stage: Stage, { 'part-id': part, timeout, ...pulse }: StepValues['expect-pulse']): Promise<Stop> {
  const { nowUs } = stage;
  const counter = new PulseCounter(pulse, part === 'power' ? 'rail' : part, stage.bench.trace);
  const stopListening = stage.onEntry((entry) => counter.hear(entry));
  const wanted = { wanted: `${counter.wanted} of ${part}`, actual: () => counter.actual };
  const failure = await stage.pass(stage.limitOf(timeout), () => counter.isOver, wanted);
  stopListening();
  if (failure) return failure;
  if (counter.problem) return stage.fail(`${part}: ${counter.problem}`);
  if (counter.isOver) return undefined;
  return stage.fail(`waited ${formatDuration(stage.nowUs - nowUs)} for ${wanted.wanted}, ${counter.actual}`);
}

function expectNever(stage: Stage, value: StepValues['expect-never'], step: Step): Stop | Promise<Stop> {
  const { bench } = stage;
  const endUs = stage.nowUs + value.for;
  let condition: Condition;
  if (value.state !== undefined) condition = stateCondition(bench, value.state);
  else if (value.screen !== undefined) condition = screenCondition(bench, textsOf(stage, value.screen));
  else condition = pinCondition(bench, value['part-id'] ?? 'reset', value.value ?? 0);
  if (condition.holds()) return stage.fail(`expected never ${condition.wanted}, but it is so already`);
  stage.forbid(step, condition, endUs);
  return value.wait ? stage.pass(endUs) : undefined;
}

async function expectVerdict(stage: Stage, { verdict, because }: StepValues['expect-verdict']): Promise<Stop> {
  const { bench } = stage;
  const waitUs = settlingUs(bench);
  const failure = waitUs === 0 ? undefined : await stage.pass(bench.nowUs + waitUs, () => bench.verdict !== undefined);
  if (failure) return failure;
  const problem = verdictProblem(bench, verdict, because);
  return problem === undefined ? undefined : stage.fail(problem);
}

function expectStorage(stage: Stage, { credentials, 'contains-none-of': absent = [] }: StepValues['expect-storage']): Stop {
  const found = stored(stage.bench);
  if (credentials !== undefined && found !== credentials) return stage.fail(`expected credentials ${credentials}, got ${found}`);
  for (const secret of absent.map((text) => stage.text(text))) {
    const at = placeInFlash(stage.bench, secret);
    if (at !== undefined) return stage.fail(`expected no "${secret}" in the flash, found it at 0x${at.toString(16)}`);
  }
  return undefined;
}

function measure(stage: Stage, _: StepValues['measure'], step: MeasureStep): Stop {
  const measured = measureStep(step, stage.bench.trace);
  if (!measured.ok) return stage.fail(measured.message);
  stage.measures.push(measured.measure);
  return measured.problem === undefined ? undefined : stage.fail(measured.problem);
}

export const EXPECT_STEPS = {
  'expect-pin': pin(false),
  'wait-pin': pin(true),
  'expect-state': state(false),
  'wait-state': state(true),
  'expect-screen': screen(false),
  'wait-screen': screen(true),
  'expect-pulse': expectPulse,
  'expect-never': expectNever,
  'expect-verdict': expectVerdict,
  'expect-storage': expectStorage,
  measure,
  log: (stage, value) => {
    stage.notes.push({ atUs: stage.nowUs, text: stage.text(value) });
    return undefined;
  },
  prompt: (stage, value) => {
    stage.notes.push({ atUs: stage.nowUs, text: `(prompt) ${value}` });
    return undefined;
  },
} satisfies Partial<Handlers>;
