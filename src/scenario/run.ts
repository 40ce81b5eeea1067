/** What comes out of running a scenario: one record that the terminal, JUnit and JSON show in their own ways. */
import type { TraceEntry } from '../bench/trace.ts';
import type { Hits } from '../coverage/tally.ts';
import type { Place } from '../errors.ts';
import type { Us } from '../units.ts';
import type { Scenario } from './scenario.ts';

/** ERROR: the run could not be carried to its end; TIMEOUT: the virtual time of the scenario ran out. */
export type Outcome = 'PASS' | 'FAIL' | 'ERROR' | 'TIMEOUT';

/** Why a run did not pass. */
export interface Failure {
  readonly outcome: Exclude<Outcome, 'PASS'>;
  readonly message: string;
  readonly atUs: Us;
  /** The step that failed and where it stands. */
  readonly step: string;
  readonly place: Place;
}

export interface StepRecord {
  readonly step: string;
  readonly name?: string;
  readonly place: Place;
  readonly startUs: Us;
  readonly endUs: Us;
}

export interface Measure {
  readonly name: string;
  readonly valueUs: Us;
  readonly minUs?: Us;
  readonly maxUs?: Us;
  readonly unit: 'us' | 'ms' | 's';
  /** `marginal`: inside its limits, but nearer to one than the scenario likes. */
  readonly grade: 'good' | 'marginal' | 'bad';
}

export interface Run {
  readonly scenario: Scenario;
  readonly outcome: Outcome;
  readonly failure?: Failure;
  readonly steps: readonly StepRecord[];
  readonly measures: readonly Measure[];
  readonly warnings: readonly string[];
  /** Lines of `log` and `prompt` with their time. */
  readonly notes: readonly { readonly atUs: Us; readonly text: string }[];
  readonly virtualUs: Us;
  readonly screen: { readonly title: string; readonly lines: readonly string[] };
  readonly trace: readonly TraceEntry[];
  /** SHA-256 of the trace; made when it is asked for. */
  readonly traceHash: string;
  /** How often each state, transition and timer of the board's statechart happened; added up when it is asked for. */
  readonly coverage: Hits;
}
