/**
 * What of a statechart can happen at all on its board, whatever the order of edges and timers. A model without a button has states for one, and
 * nobody can cover them: reports tell those apart. Guards that read what happened are followed as far as they can be; any other may hold.
 * So what is found out of reach is, and of what is not some may still be.
 */
import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';
import type { Board } from '../board.ts';
import { ACCEPTS } from '../fsm/boot.ts';
import { branchesOf, isLeaf, named, pathOf } from '../fsm/machine-parts.ts';
import { startOf } from '../fsm/words.ts';
import { domainOf, enteredBelow, isWithin, itemsOf, type MachineItems, stops, type TransitionItem, timerItem } from './items.ts';

/** Events that one region raises for another: they come only from an action of the machine. */
const INTERNAL: ReadonlySet<string> = new Set([...Object.keys(ACCEPTS), 'hold.ended']);

/** The names of all items of the machine that can happen on this board. */
export function reachable(machine: AnyStateMachine, board: Board): ReadonlySet<string> {
  return new Reach(machine, board).names();
}

/** What the board alone rules out: events that nothing can cause, and guards that never hold. */
function ruledOut(board: Board): { readonly events: ReadonlySet<string>; readonly guards: ReadonlySet<string> } {
  const everyCause = (['power-on', 'brown-out', 'watchdog', 'software'] as const).every((cause) => board.armOn.includes(cause));
  return {
    events: new Set(board.hasResetButton ? [] : ['contact.closed', 'contact.opened']),
    guards: new Set([...(everyCause ? ['causeDoesNotArm'] : []), ...(board.promptForMissingEmail ? [] : ['promptsForEmail'])]),
  };
}

/** A guard that holds only after an action: the action, with the guard's parameter if it has one. */
const AFTER: Readonly<Record<string, string>> = { moreBeeps: 'loadBeeps', latchedIn: 'latch' };

class Reach {
  readonly #machine: AnyStateMachine;
  readonly #items: MachineItems;
  readonly #out: ReturnType<typeof ruledOut>;
  readonly #states = new Set<AnyStateNode>();
  readonly #transitions = new Set<TransitionItem>();
  /** Actions that can be carried out, as `type` and as `type parameter`. */
  readonly #actions = new Set<string>();

  constructor(machine: AnyStateMachine, board: Board) {
    this.#machine = machine;
    this.#items = itemsOf(machine);
    this.#out = ruledOut(board);
    this.#enter(enteredBelow(machine.root));
    for (let before = -1; before !== this.#size; ) {
      before = this.#size;
      for (const node of this.#states) for (const branches of branchesOf(node)) this.#try(branches);
    }
  }

  get #size(): number {
    return this.#states.size + this.#transitions.size + this.#actions.size;
  }

  names(): ReadonlySet<string> {
    const names = new Set([...this.#transitions].map(({ name }) => name));
    for (const node of this.#states) {
      if (isLeaf(node)) names.add(pathOf(node));
      for (const id of this.#items.timersOf.get(node) ?? []) {
        names.add(timerItem(id, 'started')).add(timerItem(id, 'fired'));
        if ([...this.#transitions].some((transition) => endsTimer(transition, node, id))) names.add(timerItem(id, 'stopped'));
      }
    }
    return names;
  }

  #enter(nodes: readonly AnyStateNode[]): void {
    for (const node of nodes) {
      this.#states.add(node);
      this.#note(node.entry);
      this.#note(node.exit);
    }
  }

  #note(actions: readonly unknown[]): void {
    for (const { type, params } of actions.map(named)) this.#actions.add(type).add(`${type} ${String(params)}`);
  }

  #try(branches: readonly AnyTransitionDefinition[]): void {
    for (const branch of branches) {
      if (!this.#comes(branch.eventType)) return;
      if (branch.guard !== undefined && !this.#mayHold(branch.guard)) continue;
      const item = this.#items.transitions.get(branch);
      if (item) {
        this.#transitions.add(item);
        this.#enter(item.enters);
      }
      this.#note(branch.actions);
    }
  }

  #comes(event: string): boolean {
    if (event === '') return true;
    if (this.#items.timers.has(event)) return this.#actions.has(startOf(event));
    return INTERNAL.has(event) ? this.#actions.has(`tell ${event}`) : !this.#out.events.has(event);
  }

  #mayHold(guard: unknown): boolean {
    const { type, params } = named(guard);
    if (this.#out.guards.has(type)) return false;
    const action = AFTER[type];
    if (action !== undefined) return this.#actions.has(params === undefined ? action : `${action} ${String(params)}`);
    return this.#partMayHold((this.#machine.implementations.guards[type] ?? {}) as XStateGuard);
  }

  #partMayHold({ name, stateValue, guards }: XStateGuard): boolean {
    if (guards) return name?.startsWith('and') ? guards.every((part) => this.#partMayHold(part)) : guards.some((part) => this.#partMayHold(part));
    return stateValue === undefined || this.#isReached(stateValue);
  }

  #isReached(value: Readonly<Record<string, string>>): boolean {
    const [region, state] = Object.entries(value)[0] ?? [];
    return [...this.#states].some((node) => pathOf(node) === `${region}.${state}`);
  }
}

/** What XState leaves on the guards `stateIn`, `and` and `or`. */
interface XStateGuard {
  readonly name?: string;
  readonly stateValue?: Readonly<Record<string, string>>;
  readonly guards?: readonly XStateGuard[];
}

/** Whether taking the transition can stop the timer of `node` before it is due. */
function endsTimer(transition: TransitionItem, node: AnyStateNode, id: string): boolean {
  const { definition } = transition;
  if (definition.eventType === id) return false;
  const isActive = isWithin(definition.source, node) || isWithin(node, definition.source);
  if (!isActive) return false;
  if (stops(transition, id)) return true;
  const domain = domainOf(definition);
  return domain !== undefined && node !== domain && isWithin(node, domain);
}
