/**
 * The statechart of a board, built once and shared by everything that runs or names it: the stepper that remembers its steps, and the
 * states as dotted paths (`boot`, `boot.ready`, `boot.ready.login`, ...), read from the machine itself.
 */
import type { Board } from '../board.ts';
import { createStepper, type Stepper, tabulate } from './stepper.ts';
import { createSystemMachine, powerUpKey } from './system.ts';

export interface Chart {
  readonly stepper: Stepper;
  readonly paths: ReadonlySet<string>;
}

const charts = new WeakMap<Board, Chart>();

export function chartOf(board: Board): Chart {
  let chart = charts.get(board);
  if (!chart) {
    const machine = createSystemMachine(board);
    chart = { stepper: tabulate(createStepper(machine, powerUpKey)), paths: new Set(pathsBelow(machine.root)) };
    charts.set(board, chart);
  }
  return chart;
}

/** Whether the state is the one at `path` or lies below it: name by name, so `boot.read` is not above `boot.ready`. */
export const isBelow = (state: string, path: string): boolean => state === path || state.startsWith(`${path}.`);

interface StateNode {
  readonly path: readonly string[];
  readonly states: Readonly<Record<string, StateNode>>;
}

function pathsBelow(node: StateNode): string[] {
  return Object.values(node.states).flatMap((child) => [child.path.join('.'), ...pathsBelow(child)]);
}
