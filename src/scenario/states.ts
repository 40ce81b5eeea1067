/**
 * The states of a board's statechart as dotted paths: `boot`, `boot.ready`, `boot.ready.login`, `hold.counting.window`, ...
 * They come from the machine itself, so a scenario cannot name a state that its board has not.
 */
import type { Bench } from '../bench/bench.ts';
import type { TraceEntry } from '../bench/trace.ts';
import type { Board } from '../board.ts';
import { suggest } from '../errors.ts';
import { createStepper, REGIONS, type Stepper, tabulate } from '../fsm/stepper.ts';
import { createSystemMachine } from '../fsm/system.ts';

interface Chart {
  readonly stepper: Stepper;
  readonly paths: ReadonlySet<string>;
}

const charts = new WeakMap<Board, Chart>();

/** The statechart of a board, built once: what it may be in, and the stepper that all its benches share. */
export function chartOf(board: Board): Chart {
  let chart = charts.get(board);
  if (!chart) {
    const machine = createSystemMachine(board);
    chart = { stepper: tabulate(createStepper(machine)), paths: new Set(pathsBelow(machine.root)) };
    charts.set(board, chart);
  }
  return chart;
}

interface StateNode {
  readonly path: readonly string[];
  readonly states: Readonly<Record<string, StateNode>>;
}

function pathsBelow(node: StateNode): string[] {
  return Object.values(node.states).flatMap((child) => [child.path.join('.'), ...pathsBelow(child)]);
}

/** What is wrong with a state path on this board, or nothing: `"boot.redy" is not a state of this board`, and a remedy. */
export function statePathProblem(path: string, board: Board): { readonly message: string; readonly remedy: string } | undefined {
  const { paths } = chartOf(board);
  if (paths.has(path)) return undefined;
  const known = [...paths];
  const region = REGIONS.find((name) => path === name || path.startsWith(`${name}.`));
  const remedy = suggest(path, region ? known.filter((name) => name.startsWith(`${region}.`)) : known);
  return {
    message: `"${path}" is not a state of the board "${board.name}"`,
    remedy: remedy.startsWith('Known') && !region ? `A state begins with ${REGIONS.join(', ')}, for example boot.ready.login` : remedy,
  };
}

/** Whether a trace entry says that the state at `path`, or one below it, became active. */
export function isStateEntry(entry: TraceEntry, path: string): boolean {
  return entry.signal.startsWith('state.') && isBelow(`${entry.signal.slice('state.'.length)}.${entry.value}`, path);
}

export const isBelow = (state: string, path: string): boolean => state === path || state.startsWith(`${path}.`);

/** The active state of the region that `path` is in: `boot.initialising`; without power there is none. */
export function activeBeside(path: string, bench: Bench): string {
  const [region = ''] = path.split('.');
  return bench.states.find((state) => isBelow(state, region)) ?? 'no state: it has no power';
}
