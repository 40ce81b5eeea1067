/** What comes out of running a scenario: one record that the terminal, JUnit and JSON show in their own ways. */
import type { TraceEntry } from '../bench/trace.ts';
import type { Board } from '../board.ts';
import type { Hits } from '../coverage/tally.ts';
import type { Place } from '../errors.ts';
import type { Us } from '../units.ts';
import type { Variables } from './matrix.ts';
import type { Scenario } from './scenario.ts';

/** ERROR: the run could not be carried to its end; TIMEOUT: the virtual time of the scenario ran out; ABORTED: somebody stopped it. */
export type Outcome = 'PASS' | 'FAIL' | 'ERROR' | 'TIMEOUT' | 'ABORTED';

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

/** What drawings of a trace need of its board. */
export type BoardFacts = Pick<Board, 'name' | 'closedLevel' | 'supplyVolts' | 'debounceUs'>;

/** What reports say of the scenario of a run. */
export interface ScenarioFacts {
  readonly file: string;
  readonly name: string;
  readonly board: BoardFacts;
  readonly brand: string;
  readonly seed: number;
  readonly state: string;
  readonly variables: Variables;
}

/** What is kept of a run: plain data, the same on every machine, and small when it passed. */
export interface RunRecord {
  readonly scenario: ScenarioFacts;
  readonly outcome: Outcome;
  readonly failure?: Failure;
  readonly steps: readonly StepRecord[];
  readonly measures: readonly Measure[];
  readonly warnings: readonly string[];
  /** Lines of `log` and `prompt` with their time. */
  readonly notes: readonly { readonly atUs: Us; readonly text: string }[];
  readonly virtualUs: Us;
  /** At the end; of a record without lines where it passed and no report is made. */
  readonly screen: { readonly title: string; readonly lines: readonly string[] };
  /** How it came to a failure, in lines of text: causes, a timing diagram, the screen. Empty where it passed. */
  readonly account: readonly string[];
  /** Of a record all of it where that is wanted; otherwise only where it did not pass, and then the last TRACE_KEPT entries. */
  readonly trace: readonly TraceEntry[];
  /** SHA-256 of the whole trace; of a record empty where no report is made. */
  readonly traceHash: string;
  /** How often each state, transition and timer of the board's statechart happened; of a record only where it is wanted. */
  readonly coverage?: Hits;
}

/** A run as it comes from the runner, with all of its trace. */
export interface Run extends RunRecord {
  readonly scenario: Scenario;
  /** That of the screen, without drawing it. */
  readonly title: string;
  /** Added up when it is asked for. */
  readonly coverage: Hits;
}

const TRACE_KEPT = 2_000;

/** What of a record takes time to make: whether somebody wants it. */
export interface Wanted {
  readonly withCoverage: boolean;
  /** All of the trace, also of a run that passed. */
  readonly keepsTrace: boolean;
  /** A report is made of it. */
  readonly isReported: boolean;
}

export function recordOf(run: Run, { withCoverage, keepsTrace, isReported }: Wanted): RunRecord {
  const { outcome, failure, steps, measures, warnings, notes, virtualUs, account, trace } = run;
  const { file, name, board, brand, seed, state, variables } = run.scenario;
  return {
    scenario: { file, name, board: factsOf(board), brand, seed, state, variables },
    outcome,
    ...(failure ? { failure } : {}),
    ...{ steps, measures, warnings, notes, virtualUs, account },
    screen: isReported || failure ? run.screen : { title: run.title, lines: [] },
    traceHash: isReported ? run.traceHash : '',
    trace: keepsTrace ? trace : lastOfTrace(run),
    ...(withCoverage ? { coverage: run.coverage } : {}),
  };
}

/** What people need of a trace: of a run that passed nothing. */
export const lastOfTrace = ({ outcome, trace }: Pick<RunRecord, 'outcome' | 'trace'>): RunRecord['trace'] =>
  outcome === 'PASS' ? [] : trace.slice(-TRACE_KEPT);

const factsOf = ({ name, closedLevel, supplyVolts, debounceUs }: Board): BoardFacts => ({ name, closedLevel, supplyVolts, debounceUs });

/** Whether it passed, but with a measure that is nearer to a limit than the scenario likes. */
export const isMarginal = ({ outcome, measures }: Pick<RunRecord, 'outcome' | 'measures'>): boolean =>
  outcome === 'PASS' && measures.some(({ grade }) => grade === 'marginal');
