/** The statecharts of a board as the page draws them: regions, states in one another, arrows with words. Made once for each board. */
import type { Board } from '../../board.ts';
import { chartOf } from '../../fsm/chart.ts';
import { stateLines, transitionLabel } from '../../fsm/chart-label.ts';
import { allArrows, type ChartState, chartModel } from '../../fsm/chart-model.ts';

export interface DrawnState {
  /** Dotted, with its region: `hold.counting.early`. */
  readonly path: string;
  readonly name: string;
  /** What it does when it is entered and left, and what it takes without being left. */
  readonly lines: readonly string[];
  /** Path of the child it begins in; only where it has children. */
  readonly initial?: string;
  readonly states: readonly DrawnState[];
}

export interface DrawnArrow {
  readonly from: string;
  readonly target: string;
  /** Empty where it is taken as soon as its guard holds. */
  readonly event: string;
  /** `window.reached after 20 s [contactHasLifted] / tell hold.ended`. */
  readonly label: string;
}

export interface DrawnRegion {
  readonly state: DrawnState;
  readonly arrows: readonly DrawnArrow[];
}

const made = new WeakMap<Board, readonly DrawnRegion[]>();

/** The same object for the same board. */
export function chartsOf(board: Board): readonly DrawnRegion[] {
  let regions = made.get(board);
  if (!regions) {
    regions = chartOf(board).machines.flatMap((machine) => chartModel(machine, board.name).states.map(regionOf));
    made.set(board, regions);
  }
  return regions;
}

function regionOf(state: ChartState): DrawnRegion {
  const arrows = allArrows([state]).map((arrow): DrawnArrow => {
    const { from, target, event = '' } = arrow;
    return { from, target, event, label: transitionLabel(arrow) };
  });
  return { state: drawn(state), arrows };
}

const drawn = (state: ChartState): DrawnState => ({
  path: state.path,
  name: state.name,
  lines: stateLines(state),
  ...(state.initial === undefined ? {} : { initial: state.initial }),
  states: state.states.map(drawn),
});
