/** What carries out a step: one function a kind. `repeat` is the runner's. */
import type { StepKind, StepValues } from './format.ts';
import type { MeasureStep, Step } from './scenario.ts';
import type { Stage, Stop } from './stage.ts';

type Handler<Value, Of> = (stage: Stage, value: Value, step: Of) => Stop | Promise<Stop>;

export type Handlers = { readonly [Kind in Exclude<StepKind, 'repeat' | 'measure'>]: Handler<StepValues[Kind], Step> } & {
  readonly measure: Handler<StepValues['measure'], MeasureStep>;
};
