/**
 * Coverage of statecharts: for each board and region every state, transition and timer there is, with how often it happened. Plain data that is
 * merged by adding up, so shards of a run can be joined without the boards at hand.
 */
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import type { Board } from '../board.ts';
import { chartOf } from '../fsm/chart.ts';
import { isLeaf, pathOf } from '../fsm/machine-parts.ts';
import { ITEM_KINDS, type ItemKind, itemsOf, type MachineItems, TIMER_EVENTS, timerItem } from './items.ts';
import { reachable } from './reach.ts';
import type { Hits } from './tally.ts';

export interface RegionCoverage {
  readonly region: string;
  readonly states: Hits;
  readonly transitions: Hits;
  readonly timers: Hits;
  /** The names of what cannot happen on this board; it counts neither as covered nor as uncovered. */
  readonly outOfReach: readonly string[];
}

export interface BoardCoverage {
  readonly board: string;
  readonly regions: readonly RegionCoverage[];
}

/** How much of something is covered. */
export interface Share {
  readonly covered: number;
  readonly total: number;
}

/** Sums up what runs covered, board by board. */
export class CoverageSum {
  readonly #byName = new Map<string, { readonly board: Board; readonly hits: Record<string, number> }>();

  /** `hits` is the `coverage` of a run on the board with this name; `board` is asked for it once. */
  add(name: string, hits: Hits, board: () => Board): void {
    let sum = this.#byName.get(name);
    if (!sum) {
      sum = { board: board(), hits: {} };
      this.#byName.set(name, sum);
    }
    for (const [item, times] of Object.entries(hits)) sum.hits[item] = (sum.hits[item] ?? 0) + times;
  }

  /** In the order of their names. */
  get boards(): BoardCoverage[] {
    return inOrder([...this.#byName.values()].map(({ board, hits }) => boardCoverage(board, hits)));
  }
}

export function coverageOf(runs: readonly { readonly board: Board; readonly hits: Hits }[]): BoardCoverage[] {
  const sum = new CoverageSum();
  for (const { board, hits } of runs) sum.add(board.name, hits, () => board);
  return sum.boards;
}

const inOrder = (boards: BoardCoverage[]): BoardCoverage[] => boards.sort((a, b) => (a.board < b.board ? -1 : 1));

function boardCoverage(board: Board, hits: Hits): BoardCoverage {
  const regions = chartOf(board).machines.flatMap((machine) => {
    const inReach = reachable(machine, board);
    return Object.values(machine.root.states as Record<string, AnyStateNode>).map((region) => regionCoverage(machine, region, inReach, hits));
  });
  return { board: board.name, regions };
}

function regionCoverage(machine: AnyStateMachine, region: AnyStateNode, inReach: ReadonlySet<string>, hits: Hits): RegionCoverage {
  const items = namesOf(itemsOf(machine), region);
  const counted = (kind: ItemKind): Hits => Object.fromEntries(items[kind].map((name) => [name, hits[name] ?? 0]));
  const outOfReach = ITEM_KINDS.flatMap((kind) => items[kind]).filter((name) => !inReach.has(name) && (hits[name] ?? 0) === 0);
  return { region: region.key, states: counted('states'), transitions: counted('transitions'), timers: counted('timers'), outOfReach };
}

function namesOf({ nodes, transitions, timersOf }: MachineItems, region: AnyStateNode): Record<ItemKind, readonly string[]> {
  const isOurs = (node: AnyStateNode) => node.path[0] === region.key;
  const ours = nodes.filter(isOurs);
  const timers = new Set(ours.flatMap((node) => timersOf.get(node) ?? []));
  return {
    states: ours.filter(isLeaf).map(pathOf),
    transitions: [...transitions.values()].filter(({ definition }) => isOurs(definition.source)).map(({ name }) => name),
    timers: [...timers].flatMap((id) => TIMER_EVENTS.map((event) => timerItem(id, event))),
  };
}

/** Joins what shards of one run covered. A thing that one of them covered is covered. */
export function mergeCoverage(shards: readonly (readonly BoardCoverage[])[]): BoardCoverage[] {
  const merged = new Map<string, Map<string, RegionCoverage>>();
  for (const { board, regions } of shards.flat()) {
    const known = merged.get(board) ?? new Map<string, RegionCoverage>();
    merged.set(board, known);
    for (const region of regions) known.set(region.region, joined(known.get(region.region), region));
  }
  return inOrder([...merged].map(([board, regions]) => ({ board, regions: [...regions.values()] })));
}

function joined(one: RegionCoverage | undefined, other: RegionCoverage): RegionCoverage {
  if (!one) return other;
  const sum = (kind: ItemKind): Hits => {
    const added: Record<string, number> = { ...one[kind] };
    for (const [name, times] of Object.entries(other[kind])) added[name] = (added[name] ?? 0) + times;
    return added;
  };
  const [states, transitions, timers] = [sum('states'), sum('transitions'), sum('timers')];
  const outOfReach = one.outOfReach.filter((name) => (states[name] ?? 0) + (transitions[name] ?? 0) + (timers[name] ?? 0) === 0);
  return { region: one.region, states, transitions, timers, outOfReach };
}

export function shareOf(regions: readonly RegionCoverage[], kinds: readonly ItemKind[] = ITEM_KINDS): Share {
  let covered = 0;
  let total = 0;
  for (const region of regions) {
    const out = new Set(region.outOfReach);
    for (const kind of kinds)
      for (const [name, times] of Object.entries(region[kind])) {
        if (out.has(name)) continue;
        total++;
        if (times > 0) covered++;
      }
  }
  return { covered, total };
}

/** In per cent, rounded down so that 100 is said of nothing less; of nothing to cover, 100. */
export const percentOf = ({ covered, total }: Share): number => (total === 0 ? 100 : Math.floor((covered / total) * 1000) / 10);

/**
 * What could have happened and did not, most interesting first: states nobody was in; transitions from states somebody was in, which were one event away;
 * timers whose state was entered; the rest, which comes with its state.
 */
export function uncovered({ states, transitions, timers, outOfReach }: RegionCoverage): string[] {
  const out = new Set(outOfReach);
  const missing = (hits: Hits) => Object.keys(hits).filter((name) => hits[name] === 0 && !out.has(name));
  const visited = Object.keys(states).filter((name) => (states[name] ?? 0) > 0);
  const wasIn = (transition: string) => {
    const source = transition.slice(0, transition.indexOf(' --'));
    return visited.some((state) => state === source || state.startsWith(`${source}.`));
  };
  const ran = (timer: string) => (timers[timerItem(timer.slice(0, timer.lastIndexOf(' ')), 'started')] ?? 0) > 0;
  const open = [...missing(transitions).map((name) => ({ name, near: wasIn(name) })), ...missing(timers).map((name) => ({ name, near: ran(name) }))];
  return [
    ...missing(states),
    ...open.filter(({ near }) => near).map(({ name }) => name),
    ...open.filter(({ near }) => !near).map(({ name }) => name),
  ];
}
