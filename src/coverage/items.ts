/**
 * What there is to cover in a statechart, read from the machine itself, each thing by its name:
 *   state       boot.ready.login                     a state without states below it
 *   transition  hold.counting --button.released [latchedIn early]--> hold.short
 *   timer       button.released started              and fired, and stopped before it was due
 * The names are the keys of every report, so they are stable as long as the machine is.
 */
import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';
import { startOf, stopOf } from '../fsm/words.ts';

export type ItemKind = 'states' | 'transitions' | 'timers';
export const ITEM_KINDS: readonly ItemKind[] = ['states', 'transitions', 'timers'];

export const TIMER_EVENTS = ['started', 'fired', 'stopped'] as const;
export const timerItem = (id: string, event: (typeof TIMER_EVENTS)[number]): string => `${id} ${event}`;

export interface TransitionItem {
  readonly name: string;
  readonly definition: AnyTransitionDefinition;
  /** The states it enters, those above them included. */
  readonly enters: readonly AnyStateNode[];
}

export interface MachineItems {
  /** Every state, from the regions down. */
  readonly nodes: readonly AnyStateNode[];
  readonly transitions: ReadonlyMap<AnyTransitionDefinition, TransitionItem>;
  /** The timers that a state starts when it is entered. */
  readonly timersOf: ReadonlyMap<AnyStateNode, readonly string[]>;
  readonly timers: ReadonlySet<string>;
}

const known = new WeakMap<AnyStateMachine, MachineItems>();

export function itemsOf(machine: AnyStateMachine): MachineItems {
  let items = known.get(machine);
  if (!items) {
    items = readItems(machine);
    known.set(machine, items);
  }
  return items;
}

function readItems(machine: AnyStateMachine): MachineItems {
  const nodes = below(machine.root);
  const transitions = new Map<AnyTransitionDefinition, TransitionItem>();
  const timersOf = new Map<AnyStateNode, readonly string[]>();
  for (const node of nodes) {
    timersOf.set(node, timersIn(node.entry, machine));
    for (const branches of branchesOf(node)) {
      branches.forEach((definition, index) => {
        transitions.set(definition, { name: nameOf(definition, index > 0), definition, enters: entered(definition) });
      });
    }
  }
  return { nodes, transitions, timersOf, timers: new Set([...timersOf.values()].flat()) };
}

const below = (node: AnyStateNode): AnyStateNode[] =>
  Object.values(node.states as Record<string, AnyStateNode>).flatMap((child) => [child, ...below(child)]);

/** The transitions of a state, those for the same event together. */
export function branchesOf(node: AnyStateNode): readonly (readonly AnyTransitionDefinition[])[] {
  return [...node.transitions.values(), ...(node.always ? [node.always] : [])];
}

export const pathOf = (node: AnyStateNode): string => node.path.join('.');
export const isLeaf = (node: AnyStateNode): boolean => node.type === 'atomic';

/** Something that is named and may have a parameter: a guard or an action. */
export interface Named {
  readonly type: string;
  readonly params?: unknown;
}

export const named = (thing: unknown): Named => (typeof thing === 'string' ? { type: thing } : (thing as Named));

/** Whether a timer is running when the state has been entered, by the actions at its entry. */
const timersIn = (actions: readonly unknown[], machine: AnyStateMachine): string[] => {
  const started = new Set(actions.map((action) => named(action).type));
  return Object.keys(machine.implementations.delays).filter((id) => started.has(startOf(id)));
};

export const stops = ({ definition }: TransitionItem, id: string): boolean => definition.actions.some((action) => named(action).type === stopOf(id));

function nameOf({ source, eventType, guard, target }: AnyTransitionDefinition, isAlternative: boolean): string {
  const event = eventType === '' ? 'at once' : eventType;
  const condition = guard === undefined ? (isAlternative ? ' [else]' : '') : ` [${guardText(named(guard))}]`;
  const to = target === undefined ? '(stays)' : target.map((node: AnyStateNode) => pathOf(node)).join(', ');
  return `${pathOf(source)} --${event}${condition}--> ${to}`;
}

const guardText = ({ type, params }: Named): string => (params === undefined ? type : `${type} ${String(params)}`);

/** The states above a state, from its own parent up to `until`, which is not among them. */
function above(node: AnyStateNode, until: AnyStateNode | undefined): AnyStateNode[] {
  const found: AnyStateNode[] = [];
  for (let parent = node.parent; parent && parent !== until; parent = parent.parent) found.push(parent);
  return found;
}

export const isWithin = (node: AnyStateNode, ancestor: AnyStateNode): boolean => node === ancestor || above(node, undefined).includes(ancestor);

/** The state that a transition does not leave: everything active below it is left. `undefined` where nothing is left. */
export function domainOf({ source, target, reenter }: AnyTransitionDefinition): AnyStateNode | undefined {
  const targets = target as readonly AnyStateNode[] | undefined;
  if (!targets) return undefined;
  if (!reenter && targets.every((node) => isWithin(node, source))) return source;
  return above(source, undefined).find((ancestor) => targets.every((node) => node !== ancestor && isWithin(node, ancestor)));
}

function entered(transition: AnyTransitionDefinition): AnyStateNode[] {
  const domain = domainOf(transition);
  const targets = (transition.target ?? []) as readonly AnyStateNode[];
  return targets.flatMap((node) => (node === domain ? enteredBelow(node) : [...above(node, domain), node, ...enteredBelow(node)]));
}

/** What is entered below a state when it is entered itself. */
export function enteredBelow(node: AnyStateNode): AnyStateNode[] {
  const children = node.type === 'parallel' ? Object.values(node.states) : node.type === 'compound' ? [...node.initial.target] : [];
  return (children as AnyStateNode[]).flatMap((child) => [child, ...enteredBelow(child)]);
}
