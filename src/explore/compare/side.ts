/** One of two recorders that are compared: its firmware in its device, states numbered and steps remembered, and what of it counts as an observation. */
import type { Board } from '../../board.ts';
import { type MachineState, stateKey } from '../../fsm/stepper.ts';
import { firmwareBoard } from '../../variant.ts';
import { Numbering } from '../timing/numbering.ts';
import { type Change, type Condition, type JobTimes, World } from '../timing/world.ts';

/** What becomes of a hold, as people see it: its verdict and its consequence. Of what was no hold to begin with nothing becomes. */
const isObserved = (sight: string): boolean => /^(wipe|verdict) /.test(sight) && sight !== 'verdict not-armed';

export interface SideStep extends Omit<Change, 'next' | 'seen'> {
  readonly to: number;
  /** What can be observed of it, together: `verdict reset, wipe all`; empty where there is nothing. */
  readonly observed: string;
}

export class Side {
  readonly board: Board;
  /** What the firmware believes of it. */
  readonly believed: Board;
  readonly #world: World;
  readonly #conditions = new Numbering<Condition>();
  readonly #machines = new Map<MachineState, string>();
  readonly #steps: Map<string, SideStep>[] = [];

  constructor(board: Board, jobTimes: JobTimes) {
    this.board = board;
    this.believed = firmwareBoard(board);
    this.#world = new World({ board, jobTimes });
    this.#number(this.#world.beginning);
  }

  /** The state at the beginning is 0. */
  at(state: number): Condition {
    return this.#conditions.at(state);
  }

  deedsAt(state: number): readonly string[] {
    return this.#world.deedsAt(this.at(state));
  }

  step(state: number, event: string): SideStep {
    this.#steps[state] ??= new Map();
    const known = this.#steps[state] as Map<string, SideStep>;
    let found = known.get(event);
    if (!found) {
      const { next, seen, ...change } = this.#world.take(this.at(state), event);
      found = { ...change, to: this.#number(next), observed: [...new Set(seen.filter(isObserved))].toSorted().join(', ') };
      known.set(event, found);
    }
    return found;
  }

  #number(condition: Condition): number {
    const { machine, ...device } = condition;
    const key = JSON.stringify([machine ? this.#machineKey(machine) : '', device]);
    return this.#conditions.of(key, condition);
  }

  #machineKey(machine: MachineState): string {
    let key = this.#machines.get(machine);
    if (key === undefined) {
      key = stateKey(machine);
      this.#machines.set(machine, key);
    }
    return key;
  }
}
