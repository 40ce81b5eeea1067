/**
 * The statecharts of a board, built once and shared by everything that runs or names them: the steppers that remember their steps, and the
 * states as dotted paths (`boot`, `boot.ready`, `boot.ready.login`, `menu.login.pattern`, ...), read from the machines themselves.
 */
import type { AnyStateMachine } from 'xstate';
import type { Board } from '../board.ts';
import { firmwareBoard } from '../variant.ts';
import { pathOf, statesBelow } from './machine-parts.ts';
import { createMenusMachine, type MenuStepper } from './menus.ts';
import { createStepper, REGIONS, type Stepper, tabulate } from './stepper.ts';
import { createSystemMachine, powerUpKey } from './system.ts';

export interface Chart {
  readonly stepper: Stepper;
  /** The menus; made when they are first asked for, because many runs never open them. */
  readonly menus: MenuStepper;
  /** The machines behind the steppers: `system`, then `menus`. */
  readonly machines: readonly AnyStateMachine[];
  /** Every state there is. */
  readonly paths: ReadonlySet<string>;
}

/** The names of all regions, those of the system first. */
export const ALL_REGIONS = [...REGIONS, 'menu'] as const;

const charts = new WeakMap<Board, Chart>();

export function chartOf(board: Board): Chart {
  let chart = charts.get(board);
  if (!chart) {
    chart = new LazyChart(board);
    charts.set(board, chart);
  }
  return chart;
}

class LazyChart implements Chart {
  readonly #board: Board;
  readonly #system: ReturnType<typeof createSystemMachine>;
  readonly stepper: Stepper;
  #menus: { readonly machine: ReturnType<typeof createMenusMachine>; readonly stepper: MenuStepper } | undefined;
  #paths: ReadonlySet<string> | undefined;

  constructor(board: Board) {
    this.#board = firmwareBoard(board);
    this.#system = createSystemMachine(this.#board);
    this.stepper = tabulate(createStepper(this.#system, powerUpKey));
  }

  get menus(): MenuStepper {
    return this.#menusMade.stepper;
  }

  get machines(): readonly AnyStateMachine[] {
    return [this.#system as unknown as AnyStateMachine, this.#menusMade.machine];
  }

  get paths(): ReadonlySet<string> {
    this.#paths ??= new Set(this.machines.flatMap(({ root }) => statesBelow(root).map(pathOf)));
    return this.#paths;
  }

  get #menusMade() {
    if (!this.#menus) {
      const machine = createMenusMachine(this.#board);
      this.#menus = { machine, stepper: tabulate(createStepper(machine)) };
    }
    return this.#menus;
  }
}

/** Whether the state is the one at `path` or lies below it: name by name, so `boot.read` is not above `boot.ready`. */
export const isBelow = (state: string, path: string): boolean => state === path || state.startsWith(`${path}.`);

/** The same of `state` in `region`, without putting the two together. */
export function isRegionBelow(region: string, state: string, path: string): boolean {
  if (!path.startsWith(region)) return false;
  return path.length === region.length || (path[region.length] === '.' && isBelow(state, path.slice(region.length + 1)));
}
