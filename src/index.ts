/** recsim as a library: boards, the bench with its virtual time, and the statechart. */
export { Bench, type BenchOptions } from './bench/bench.ts';
export type { Bounce } from './bench/bounce.ts';
export type { Explanation } from './bench/explain.ts';
export { formatEntry, Trace, type TraceEntry } from './bench/trace.ts';
export type { Action, ArmOn, Board, HoldPhase, LedPattern, Level, ResetCause, Stage, Verdict } from './board.ts';
export { holdPhases } from './board.ts';
export { type BoardFile, loadBoard, shippedBoards } from './board-file.ts';
export { formatProblem, type Problem, ProblemError, type Result, unwrap } from './errors.ts';
export { Driver } from './fsm/driver.ts';
export { createStepper, type Stepper, tabulate } from './fsm/stepper.ts';
export { createSystemMachine } from './fsm/system.ts';
export { loadScenario } from './scenario/decode.ts';
export type { Failure, Measure, Outcome, Run, StepRecord } from './scenario/run.ts';
export { runScenario } from './scenario/runner.ts';
export type { Scenario } from './scenario/scenario.ts';
export { formatDuration, formatSeconds, parseDuration, type Us } from './units.ts';
