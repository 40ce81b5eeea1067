/**
 * The states that a scenario names: `boot`, `boot.ready.login`, `hold.counting.window`, ... A state that the board has not is refused with a
 * suggestion; one that it has is looked for on the bench and in the trace.
 */
import type { Bench } from '../bench/bench.ts';
import type { TraceEntry } from '../bench/trace.ts';
import type { Board } from '../board.ts';
import { suggest } from '../errors.ts';
import { ALL_REGIONS, chartOf, isBelow, isRegionBelow } from '../fsm/chart.ts';

/** What is wrong with a state path on this board, or nothing: `"boot.redy" is not a state of this board`, and a remedy. */
export function statePathProblem(path: string, board: Board): { readonly message: string; readonly remedy: string } | undefined {
  const { paths } = chartOf(board);
  if (paths.has(path)) return undefined;
  const known = [...paths];
  const region = ALL_REGIONS.find((name) => path === name || path.startsWith(`${name}.`));
  const remedy = suggest(path, region ? known.filter((name) => name.startsWith(`${region}.`)) : known);
  return {
    message: `"${path}" is not a state of the board "${board.name}"`,
    remedy: remedy.startsWith('Known') && !region ? `A state begins with ${ALL_REGIONS.join(', ')}, for example boot.ready.login` : remedy,
  };
}

/** Whether a trace entry says that the state at `path`, or one below it, became active. */
export function isStateEntry({ signal, value }: TraceEntry, path: string): boolean {
  return signal.startsWith('state.') && isRegionBelow(signal.slice('state.'.length), String(value), path);
}

/** The active state of the region that `path` is in: `boot.initialising`; without power there is none. */
export function activeBeside(path: string, bench: Bench): string {
  const [region = ''] = path.split('.');
  return bench.states.find((state) => isBelow(state, region)) ?? 'no state: it has no power';
}
