/** A statechart as plain data, read from the machine itself: its states, transitions and timers. What the renderers chart-mermaid, chart-dot and chart-scxml draw. */
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { formatDuration, type Us } from '../units.ts';
import { branchesOf, childrenOf, durationsOf, initialOf, type Named, named, pathOf, targetsOf, timersOf } from './machine-parts.ts';
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

/** Reads a machine whose top is parallel. `board` is the name of the board it was made for. */
export function chartModel(machine: AnyStateMachine, board: string): ChartModel {
  return { name: machine.id, board, states: childrenOf(machine.root).map(stateOf) };
}

function stateOf(node: AnyStateNode): ChartState {
  const durations = durationsOf(node.machine);
  const timers = timersOf(node);
  // A timer of the state itself: started on entry, stopped on exit.
  const isTimers = ({ type }: Named) => timers.some(({ event }) => type === startOf(event) || type === stopOf(event));
  const told = (actions: readonly unknown[]) => actions.map((action) => actionOf(named(action), durations));
  const own = (actions: readonly unknown[]) => told(actions.filter((action) => !isTimers(named(action))));
  const initial = initialOf(node);
  return {
    path: pathOf(node),
    name: node.key,
    ...(initial ? { initial: pathOf(initial) } : {}),
    timers,
    entry: own(node.entry),
    exit: own(node.exit),
    transitions: branchesOf(node)
      .flat()
      .map((transition): ChartTransition => {
        const event = transition.eventType;
        const timer = timers.find((one) => one.event === event);
        const [target] = targetsOf(transition);
        return {
          ...(event ? { event } : {}),
          ...(timer ? { afterUs: timer.us } : {}),
          ...(transition.guard ? { guard: guardOf(named(transition.guard)) } : {}),
          ...(target ? { target: pathOf(target) } : {}),
          actions: told(transition.actions),
        };
      }),
    states: childrenOf(node).map(stateOf),
  };
}

const guardOf = ({ type, params }: Named): string => (params === undefined ? type : `${type}(${String(params)})`);

function actionOf({ type, params }: Named, durations: Readonly<Record<string, Us>>): ChartAction {
  if (type === 'ask') {
    const { type: what, ...rest } = params as { readonly type: string } & Readonly<Record<string, unknown>>;
    return { kind: 'ask', what, ...(Object.keys(rest).length > 0 ? { with: rest } : {}) };
  }
  const [word = '', ...rest] = type.split(' ');
  const what = rest.join(' ');
  if (word === 'start') return { kind: word, what, us: durations[what] ?? 0 };
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
