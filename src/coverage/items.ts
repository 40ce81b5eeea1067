/**
 * What there is to cover in a statechart, read from the machine itself, each thing by its name:
 *   state       boot.ready.login                     a state without states below it
 *   transition  hold.counting --button.released [latchedIn early]--> hold.short
 *   timer       button.released started              and fired, and stopped before it was due
 * The names are the keys of every report, so they are stable as long as the machine is.
 */
import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';
import { branchesOf, childrenOf, initialOf, type Named, named, pathOf, statesBelow, targetsOf, timersOf } from '../fsm/machine-parts.ts';
import { stopOf } from '../fsm/words.ts';

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
  const nodes = statesBelow(machine.root);
  const transitions = new Map<AnyTransitionDefinition, TransitionItem>();
  const timersOfNode = new Map<AnyStateNode, readonly string[]>();
  for (const node of nodes) {
    timersOfNode.set(
      node,
      timersOf(node).map(({ event }) => event),
    );
    for (const branches of branchesOf(node)) {
      branches.forEach((definition, index) => {
        transitions.set(definition, { name: nameOf(definition, index > 0), definition, enters: entered(definition) });
      });
    }
  }
  return { nodes, transitions, timersOf: timersOfNode, timers: new Set([...timersOfNode.values()].flat()) };
}

export const stops = ({ definition }: TransitionItem, id: string): boolean => definition.actions.some((action) => named(action).type === stopOf(id));

function nameOf(transition: AnyTransitionDefinition, isAlternative: boolean): string {
  const { source, eventType, guard } = transition;
  const targets = targetsOf(transition);
  const event = eventType === '' ? 'at once' : eventType;
  const condition = guard === undefined ? (isAlternative ? ' [else]' : '') : ` [${guardText(named(guard))}]`;
  const to = targets.length === 0 ? '(stays)' : targets.map(pathOf).join(', ');
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
  return targetsOf(transition).flatMap((node) => (node === domain ? enteredBelow(node) : [...above(node, domain), node, ...enteredBelow(node)]));
}

/** What is entered below a state when it is entered itself. */
export function enteredBelow(node: AnyStateNode): AnyStateNode[] {
  const initial = initialOf(node);
  const children = node.type === 'parallel' ? childrenOf(node) : initial ? [initial] : [];
  return children.flatMap((child) => [child, ...enteredBelow(child)]);
}
