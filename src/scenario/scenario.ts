/** A scenario as the runner sees it: decoded, checked against its board, every time in microseconds. */
import type { Delivery } from '../bench/factory.ts';
import type { Snapshot } from '../bench/snapshot.ts';
import type { Board } from '../board.ts';
import type { Place } from '../errors.ts';
import type { Language } from '../ui/screen/model.ts';
import type { Us } from '../units.ts';
import type { EventMatcher } from './events.ts';
import type { StepKind, StepValues } from './format.ts';
import type { Variables } from './matrix.ts';

/** The brand of a file that names none: the maker's. */
export const DEFAULT_BRAND = 'Dahua';

interface StepBase {
  /** The `name` that the file gives it. */
  readonly name?: string;
  /** Where the step's key stands. */
  readonly place: Place;
}

type PlainStep = { [Kind in Exclude<StepKind, 'repeat' | 'measure'>]: StepBase & { readonly kind: Kind; readonly value: StepValues[Kind] } };

export interface MeasureStep extends StepBase {
  readonly kind: 'measure';
  readonly value: StepValues['measure'];
  readonly from: EventMatcher;
  readonly to: EventMatcher;
}

interface RepeatStep extends StepBase {
  readonly kind: 'repeat';
  readonly times: number;
  readonly steps: readonly Step[];
}

export type Step = PlainStep[keyof PlainStep] | MeasureStep | RepeatStep;

export interface Scenario {
  readonly file: string;
  readonly name: string;
  readonly description?: string;
  readonly board: Board;
  readonly brand: string;
  readonly language: Language;
  /** log2 of scrypt's N instead of the board's. */
  readonly hashCost?: number;
  readonly seed: number;
  readonly timeoutUs: Us;
  /** How the recorder comes, as the file says it. */
  readonly state: string;
  /** The same, with the snapshot that `state` names. */
  readonly begins: Delivery['state'] | Snapshot;
  /** The combination of the file's matrix that this is; empty where it has none. */
  readonly variables: Variables;
  readonly steps: readonly Step[];
}
