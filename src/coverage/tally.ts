/**
 * Counts what a run covers of the statechart of its board. The steppers remember each outcome as one object, so a step costs one entry of a
 * map; names come in when the tally is read. A tally is plain data, the same in every process, and tallies are merged by adding them up.
 */
import type { Board } from '../board.ts';
import { chartOf } from '../fsm/chart.ts';
import { isLeaf, pathOf } from '../fsm/machine-parts.ts';
import type { MenuStepper } from '../fsm/menus.ts';
import type { MachineState, Outcome, Stepper } from '../fsm/stepper.ts';
import { enteredBelow, itemsOf, timerItem } from './items.ts';

/** How often each thing happened, by its name (see items.ts). What did not happen is not there. */
export type Hits = Readonly<Record<string, number>>;

type AnyOutcome = Outcome<unknown, string>;

interface Counted {
  /** The state before; at a start there is none. */
  readonly before: MachineState<string> | undefined;
  readonly event: string;
  times: number;
}

export class CoverageTally {
  /** As the board's own, and each step is counted. */
  readonly stepper: Stepper;
  /** The same for the menus, which are made when they are first asked for. */
  readonly menus: () => MenuStepper;
  readonly #counted = new Map<AnyOutcome, Counted>();

  constructor(board: Board) {
    const chart = chartOf(board);
    this.stepper = this.#counting(chart.stepper);
    let menus: MenuStepper | undefined;
    this.menus = () => {
      menus ??= this.#counting(chart.menus);
      return menus;
    };
  }

  /** What happened so far, in the order in which each thing first happened. */
  get hits(): Hits {
    const hits = new Map<string, number>();
    for (const [outcome, counted] of this.#counted)
      for (const item of happenedIn(outcome, counted)) hits.set(item, (hits.get(item) ?? 0) + counted.times);
    return Object.fromEntries(hits);
  }

  #counting<Input, Command, R extends string>(stepper: Stepper<Input, Command, R>): Stepper<Input, Command, R> {
    return {
      start: (input) => this.#count(stepper.start(input), undefined, ''),
      step: (state, event) => this.#count(stepper.step(state, event), state, event),
    };
  }

  #count<O extends AnyOutcome>(outcome: O, before: MachineState<string> | undefined, event: string): O {
    const counted = this.#counted.get(outcome);
    if (counted) counted.times++;
    else this.#counted.set(outcome, { before, event, times: 1 });
    return outcome;
  }
}

const remembered = new WeakMap<AnyOutcome, readonly string[]>();

/** The names of all that happened in one step. An outcome belongs to one state and one event, so it is worked out once. */
function happenedIn(outcome: AnyOutcome, counted: Counted): readonly string[] {
  let happened = remembered.get(outcome);
  if (!happened) {
    happened = namesOf(outcome, counted);
    remembered.set(outcome, happened);
  }
  return happened;
}

function namesOf({ state, taken, starts, stops }: AnyOutcome, { before, event }: Counted): string[] {
  const { machine } = state.snapshot;
  const { transitions, timersOf, timers } = itemsOf(machine);
  const steps = taken.flatMap((definition) => transitions.get(definition) ?? []);
  const entered = [...(before ? [] : enteredBelow(machine.root)), ...steps.flatMap(({ enters }) => enters)];
  const running = new Set((before?.snapshot._nodes ?? []).flatMap((node) => timersOf.get(node) ?? []));
  return [
    ...entered.filter(isLeaf).map(pathOf),
    ...steps.map(({ name }) => name),
    ...(timers.has(event) ? [timerItem(event, 'fired')] : []),
    // A timer that has just fired is "stopped" when its state is left, and so is one that was never running.
    ...new Set(stops.filter((id) => id !== event && running.has(id)).map((id) => timerItem(id, 'stopped'))),
    ...starts.map(({ id }) => timerItem(id, 'started')),
  ];
}
