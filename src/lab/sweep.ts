/**
 * A grid of trials: every hold with every hold before power, bounce and dip of the mains, each played on the bench and compared with what the rules of the board
 * make of it (oracle.ts). A dip comes in the middle of the hold. The same seed gives the same trials, whatever the grid.
 */
import type { Board } from '../board.ts';
import type { Stepper } from '../fsm/stepper.ts';
import { createRandom } from '../random.ts';
import type { Us } from '../units.ts';
import type { AxisName } from './axis.ts';
import { type Oracle, type Prediction, predict } from './oracle.ts';
import { holdStartOf, outcomeOf, runTrial, type Trial, type TrialResult } from './trial.ts';

export type Grid = Readonly<Record<AxisName, readonly Us[]>>;
export type Point = Readonly<Record<AxisName, Us>>;

/** One trial of the grid, and what came of it. */
export interface Cell {
  readonly at: Point;
  readonly outcome: string;
  readonly grade: TrialResult['grade'];
  /** What the rules make of it, where that is not what came of it. */
  readonly rules?: Prediction;
  /** `unjudged`: the oracle does not say. */
  readonly check: 'agrees' | 'differs' | 'unjudged';
}

export interface SweepOptions {
  readonly seed: number;
  /** Another firmware than the board's. */
  readonly stepper?: Stepper;
  readonly oracle?: Oracle;
}

export const cellsIn = ({ hold, preHold, bounce, dip }: Grid): number => hold.length * preHold.length * bounce.length * dip.length;

/** The points of the grid are numbered from 0, holds fastest. */
function pointAt(grid: Grid, index: number): Point {
  let rest = index;
  const next = (axis: readonly Us[]): Us => {
    const value = axis[rest % axis.length] as Us;
    rest = Math.floor(rest / axis.length);
    return value;
  };
  return { hold: next(grid.hold), preHold: next(grid.preHold), bounce: next(grid.bounce), dip: next(grid.dip) };
}

/** Plays one point of the grid, by its number. */
export const cellAt = (board: Board, grid: Grid, index: number, options: SweepOptions): Cell => cellOf(board, pointAt(grid, index), options);

export function* sweep(board: Board, grid: Grid, options: SweepOptions): Generator<Cell> {
  for (let index = 0; index < cellsIn(grid); index++) yield cellAt(board, grid, index, options);
}

/** Plays one point. */
export function cellOf(board: Board, at: Point, { oracle = predict, ...options }: SweepOptions): Cell {
  const trial = trialOf(board, at, options);
  const result = runTrial(trial);
  const rules = oracle(trial, result);
  const { grade } = result;
  const base = { at, outcome: outcomeOf(result), grade };
  if (!rules) return { ...base, check: 'unjudged' };
  return isAs(result, rules) ? { ...base, check: 'agrees' } : { ...base, check: 'differs', rules };
}

/** The trial at a point of the grid. */
export function trialOf(board: Board, at: Point, { seed, stepper }: Pick<SweepOptions, 'seed' | 'stepper'>): Trial {
  const { bounceTogglesMin, bounceTogglesMax } = board;
  const toggles = createRandom(seed + at.bounce).int(bounceTogglesMin, bounceTogglesMax);
  return {
    board,
    preHoldUs: holdStartOf(board) === 'press' ? 0 : at.preHold,
    holdUs: at.hold,
    seed,
    ...(at.bounce > 0 ? { bounce: { durationUs: at.bounce, toggles, seed } } : {}),
    ...(at.dip > 0 ? { dip: { atUs: Math.floor(at.hold / 2), forUs: at.dip } } : {}),
    ...(stepper ? { stepper } : {}),
  };
}

const isAs = (result: TrialResult, rules: Prediction) =>
  result.verdict === rules.verdict && result.grade === rules.grade && result.actions.join() === rules.actions.join();

/** A grid that shows the whole of a board: holds past its last window, holds before power around the good ones, no bounce, the board's own and a bad contact, dips that are bridged and not. */
export function defaultGrid(board: Board): Grid {
  const ends = board.stages.flatMap(({ fromUs, toUs }) => [fromUs, toUs]).filter((us) => Number.isFinite(us));
  const lastUs = Math.max(1_000_000, ...ends);
  const pre = board.enforcePrePowerHold === 'off' ? [0, 4_500_000] : evenlyAround(board.prePowerHoldMinUs, board.prePowerHoldMaxUs);
  return {
    hold: [...new Set([...ends, ...Array.from({ length: 61 }, (_, index) => Math.round((lastUs * 1.5 * index) / 60))])].sort((a, b) => a - b),
    preHold: holdStartOf(board) === 'press' ? [0] : pre,
    bounce: [...new Set([0, board.bounceDurationUs, Math.min(200_000, 3 * board.debounceUs)])].sort((a, b) => a - b),
    dip: [...new Set([0, Math.floor(board.supplyHoldUpUs / 2), board.supplyHoldUpUs + 500_000])].sort((a, b) => a - b),
  };
}

const evenlyAround = (minUs: Us, maxUs: Us): Us[] => [...new Set([0, Math.floor(minUs / 2), minUs, maxUs, 2 * maxUs])].sort((a, b) => a - b);
