/** A machine read from itself, as XState keeps it: its states, their transitions and their timers. Whoever lists, draws, counts or names them reads them here. */
import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';
import type { Us } from '../units.ts';
import { startOf } from './words.ts';

/** Something that is named and may have a parameter: a guard or an action. */
export interface Named {
  readonly type: string;
  readonly params?: unknown;
}

/** XState keeps one without a parameter as its name. */
export const named = (thing: unknown): Named => (typeof thing === 'string' ? { type: thing } : (thing as Named));

/** Dotted, as in scenarios: `boot.ready.login`. */
export const pathOf = (node: AnyStateNode): string => node.path.join('.');
export const isLeaf = (node: AnyStateNode): boolean => node.type === 'atomic';
export const childrenOf = (node: AnyStateNode): readonly AnyStateNode[] => Object.values(node.states as Record<string, AnyStateNode>);
/** Every state below it, a parent before its children. */
export const statesBelow = (node: AnyStateNode): AnyStateNode[] => childrenOf(node).flatMap((child) => [child, ...statesBelow(child)]);

/** The transitions of a state, those for the same event together, in the order in which they are looked at. */
export function branchesOf(node: AnyStateNode): readonly (readonly AnyTransitionDefinition[])[] {
  return [...node.transitions.values(), ...(node.always ? [node.always] : [])];
}

export const targetsOf = ({ target }: AnyTransitionDefinition): readonly AnyStateNode[] => target ?? [];
/** The state that one with states below it begins in. */
export const initialOf = (node: AnyStateNode): AnyStateNode | undefined =>
  (node.type === 'compound' ? (node.initial.target as readonly AnyStateNode[]) : [])[0];

export interface Timer {
  /** Its id is the event that it ends in. */
  readonly event: string;
  readonly us: Us;
}

/** How long each timer of the machine runs, by its event. */
export const durationsOf = (machine: AnyStateMachine): Readonly<Record<string, Us>> =>
  machine.implementations.delays as unknown as Readonly<Record<string, Us>>;

/** The timers that run when the state has been entered, by the actions at its entry. */
export function timersOf(node: AnyStateNode): readonly Timer[] {
  const started = new Set(node.entry.map((action: unknown) => named(action).type));
  return Object.entries(durationsOf(node.machine)).flatMap(([event, us]) => (started.has(startOf(event)) ? [{ event, us }] : []));
}

/** A transition that was taken, by the paths of the states that it led from and to. */
export interface Step {
  readonly from: string;
  /** Empty where it was taken as soon as its guard held. */
  readonly event: string;
  readonly target: string;
}

/** Those of the transitions that moved `region`, in their order. */
export const stepsOf = (taken: readonly AnyTransitionDefinition[], region: string): Step[] =>
  taken.flatMap((definition) => {
    const [target] = targetsOf(definition);
    return target && definition.source.path[0] === region
      ? [{ from: pathOf(definition.source), event: definition.eventType, target: pathOf(target) }]
      : [];
  });
