/** A statechart as plain data, read from the machine itself: its states, transitions and timers. What the renderers chart-mermaid, chart-dot and chart-scxml draw. */
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { formatDuration, type Us } from '../units.ts';
import { startOf, stopOf } from './words.ts';

export interface ChartModel {
  /** `system` or `menus`. */
  readonly name: string;
  readonly board: string;
  /** The regions, side by side. */
  readonly states: readonly ChartState[];
}

export interface ChartState {
  /** Dotted, as in scenarios: `hold.counting.early`. */
  readonly path: string;
  readonly name: string;
  /** Path of the child it begins in; only where it has children. */
  readonly initial?: string;
  /** Run while the state is active; each ends in its event. */
  readonly timers: readonly ChartTimer[];
  readonly entry: readonly ChartAction[];
  readonly exit: readonly ChartAction[];
  /** In the order in which they are looked at. */
  readonly transitions: readonly ChartTransition[];
  readonly states: readonly ChartState[];
}

export interface ChartTimer {
  readonly event: string;
  readonly us: Us;
}

export interface ChartTransition {
  /** Absent where it is taken as soon as its guard holds. */
  readonly event?: string;
  /** How long after the state was entered, where its own timer is the event. */
  readonly afterUs?: Us;
  /** Name of the guard, with what it is asked: `latchedIn(early)`. */
  readonly guard?: string;
  /** Absent where the state stays. */
  readonly target?: string;
  readonly actions: readonly ChartAction[];
}

export interface ChartAction {
  /** `ask` the device, `tell` the other regions, `start` or `stop` a timer, or a change of the machine's memory. */
  readonly kind: string;
  /** `buzzer.on`, `factory-default.accepted`. */
  readonly what: string;
  /** The rest: `{ verdict: 'reset', because: 'released-in-stage' }`. */
  readonly with?: Readonly<Record<string, unknown>>;
  /** How long a timer runs that is started. */
  readonly us?: Us;
}

interface Named {
  readonly type: string;
  readonly params?: unknown;
}

/** Reads a machine whose top is parallel. `board` is the name of the board it was made for. */
export function chartModel(machine: AnyStateMachine, board: string): ChartModel {
  const { delays } = machine.implementations as unknown as { readonly delays: Readonly<Record<string, Us>> };
  return { name: machine.id, board, states: childrenOf(machine.root, delays) };
}

const childrenOf = (node: AnyStateNode, delays: Readonly<Record<string, Us>>): ChartState[] =>
  Object.values(node.states).map((child) => stateOf(child as AnyStateNode, delays));

function stateOf(node: AnyStateNode, delays: Readonly<Record<string, Us>>): ChartState {
  const entry = namedOf(node.entry);
  const timers = Object.entries(delays).flatMap(([event, us]) => (entry.some(({ type }) => type === startOf(event)) ? [{ event, us }] : []));
  // A timer of the state itself: started on entry, stopped on exit.
  const isTimers = ({ type }: Named) => timers.some(({ event }) => type === startOf(event) || type === stopOf(event));
  const own = (actions: readonly Named[]) => actions.filter((action) => !isTimers(action)).map((action) => actionOf(action, delays));
  const initial = (node.initial?.target as readonly AnyStateNode[] | undefined)?.[0];
  const transitions = [...[...node.transitions.values()].flat(), ...(node.always ?? [])];
  return {
    path: pathOf(node),
    name: node.key,
    ...(initial && Object.keys(node.states).length > 0 ? { initial: pathOf(initial) } : {}),
    timers,
    entry: own(entry),
    exit: own(namedOf(node.exit)),
    transitions: transitions.map((transition): ChartTransition => {
      const event = transition.eventType;
      const timer = timers.find((one) => one.event === event);
      const target = (transition.target as readonly AnyStateNode[] | undefined)?.[0];
      return {
        ...(event ? { event } : {}),
        ...(timer ? { afterUs: timer.us } : {}),
        ...(transition.guard ? { guard: guardOf(transition.guard as string | Named) } : {}),
        ...(target ? { target: pathOf(target) } : {}),
        actions: namedOf(transition.actions).map((action) => actionOf(action, delays)),
      };
    }),
    states: childrenOf(node, delays),
  };
}

/** XState keeps an action without parameters as its name. */
const namedOf = (actions: readonly unknown[]): Named[] =>
  (actions as (string | Named)[]).map((action) => (typeof action === 'string' ? { type: action } : action));

const pathOf = (node: AnyStateNode): string => node.path.join('.');

const guardOf = (guard: string | Named): string => {
  if (typeof guard === 'string') return guard;
  return guard.params === undefined ? guard.type : `${guard.type}(${String(guard.params)})`;
};

function actionOf({ type, params }: Named, delays: Readonly<Record<string, Us>>): ChartAction {
  if (type === 'ask') {
    const { type: what, ...rest } = params as { readonly type: string } & Readonly<Record<string, unknown>>;
    return { kind: 'ask', what, ...(Object.keys(rest).length > 0 ? { with: rest } : {}) };
  }
  const [word = '', ...rest] = type.split(' ');
  const what = rest.join(' ');
  if (word === 'start') return { kind: word, what, us: delays[what] ?? 0 };
  if (rest.length > 0) return { kind: word, what };
  if (typeof params === 'object' && params !== null) return { kind: type, what: '', with: params as Readonly<Record<string, unknown>> };
  return { kind: type, what: params === undefined ? '' : String(params) };
}

/** `ask verdict reset, released-in-stage`. */
export function actionText({ kind, what, with: rest = {}, us }: ChartAction): string {
  const values = Object.entries(rest).map(([key, value]) => (typeof value === 'boolean' ? `${key} ${value ? 'yes' : 'no'}` : String(value)));
  return [kind, what, us === undefined ? '' : formatDuration(us), values.join(', ')].filter((word) => word !== '').join(' ');
}

/** All states, a parent before its children. */
export const allStates = (states: readonly ChartState[]): ChartState[] => states.flatMap((state) => [state, ...allStates(state.states)]);

export interface ChartArrow extends ChartTransition {
  readonly from: string;
  readonly target: string;
}

/** All transitions that lead from one state to another, or to itself by the way out. */
export const allArrows = (states: readonly ChartState[]): ChartArrow[] =>
  allStates(states).flatMap(({ path, transitions }) =>
    transitions.flatMap((transition) => (transition.target === undefined ? [] : [{ ...transition, from: path, target: transition.target }])),
  );
