/**
 * XState used as a pure function: (state, event) -> outcome. An outcome is plain data: the next state, the timers that
 * were stopped and started, the commands emitted. Nothing runs here, so a state can be kept, cloned, compared and replayed.
 * `createStepper` asks XState every time; `tabulate` remembers each answer, which is sound because the machine is finite and
 * reads nothing but its state and the event.
 */
import {
  type AnyActorScope,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type AnyTransitionDefinition,
  createActor,
  type EventObject,
} from 'xstate';
import type { PowerUp, SystemCommand, SystemMachine } from './system.ts';

export interface TimerStart {
  readonly id: string;
  readonly delayUs: number;
}

/** One configuration of a machine. */
export interface MachineState<R extends string = Region> {
  readonly snapshot: AnyMachineSnapshot;
  /** The active state of each region: `{ contact: 'open', hold: 'counting.early', boot: 'initialising', ... }`. */
  readonly regions: Readonly<Record<R, string>>;
}

/** The regions of the `system` machine. */
export const REGIONS = ['contact', 'hold', 'boot', 'buzzer'] as const;
export type Region = (typeof REGIONS)[number];

export interface Outcome<Command = SystemCommand, R extends string = Region> {
  readonly state: MachineState<R>;
  readonly stops: readonly string[];
  readonly starts: readonly TimerStart[];
  readonly commands: readonly Command[];
  /** The transitions of the machine that were taken, in their order. */
  readonly taken: readonly AnyTransitionDefinition[];
}

/** `Input` is what the machine is told at its start; by default these are the types of the `system` machine. */
export interface Stepper<Input = PowerUp, Command = SystemCommand, R extends string = Region> {
  /** The machine at its start: at power-good. */
  start(input: Input): Outcome<Command, R>;
  /** The machine after one event; a timer's event is the timer's id. */
  step(state: MachineState<R>, event: string): Outcome<Command, R>;
}

interface XStateAction {
  readonly type: string;
  readonly params: { readonly event: EventObject; readonly id: string; readonly delay?: number; readonly sendId: string };
}

interface XStateMicrostep {
  readonly _transitions: readonly AnyTransitionDefinition[];
}

/**
 * A stepper for a machine whose top is parallel: each of its regions has one active state. `keyOf` tells the ways to start apart.
 * Throws when the machine uses anything but assign, raise, cancel and emit: such an action would be lost silently.
 * One inert scope serves all calls; `machine.transition` with it costs a fifth of XState's own `transition()`.
 */
export function createStepper<Input = PowerUp, Command = SystemCommand, R extends string = Region>(
  of: AnyStateMachine | SystemMachine,
  keyOf: (input: Input) => string | number = (input) => JSON.stringify(input),
): Stepper<Input, Command, R> {
  const machine = of as AnyStateMachine;
  const regions = Object.keys(machine.root.states) as R[];
  let actions: XStateAction[] = [];
  let taken: AnyTransitionDefinition[] = [];
  const self = createActor(machine, { input: {} });
  const scope = {
    self,
    id: self.id,
    sessionId: self.sessionId,
    // Each microstep is told to the inspectors of an actor's system, and nowhere else.
    system: Object.create(self.system, { _sendInspectionEvent: { value: (microstep: XStateMicrostep) => taken.push(...microstep._transitions) } }),
    logger: () => {},
    defer: () => {},
    stopChild: () => {},
    emit: () => {},
    actionExecutor: (action: XStateAction) => {
      actions.push(action);
    },
  } as unknown as AnyActorScope;

  const outcome = (snapshot: AnyMachineSnapshot): Outcome<Command, R> => {
    const stops: string[] = [];
    const starts: TimerStart[] = [];
    const commands: Command[] = [];
    for (const { type, params } of actions) {
      if (type === 'xstate.emit') commands.push(params.event as unknown as Command);
      else if (type === 'xstate.cancel') {
        stops.push(params.sendId);
        // Stopped in the step that started it: a state entered and left again at once.
        const started = starts.findIndex(({ id }) => id === params.sendId);
        if (started >= 0) starts.splice(started, 1);
      } else if (type === 'xstate.raise' && params.delay !== undefined) {
        if (!(params.delay >= 0 && Number.isSafeInteger(params.delay))) throw new RangeError(`timer ${params.id}: a delay of ${params.delay} us`);
        starts.push({ id: params.id, delayUs: params.delay });
      } else if (type !== 'xstate.raise') throw new Error(`the machine ${machine.id} may not use the action ${type}`);
    }
    return { state: { snapshot, regions: regionsOf(snapshot.value, regions) }, stops, starts, commands, taken };
  };

  // There are a few ways to start; the snapshots are immutable, so each is asked for once.
  const starts = new Map<string | number, Outcome<Command, R>>();
  return {
    start(input) {
      const key = keyOf(input);
      let found = starts.get(key);
      if (!found) {
        actions = [];
        taken = [];
        found = outcome(machine.getInitialSnapshot(scope as never, input));
        starts.set(key, found);
      }
      return found;
    },
    step(state, event) {
      actions = [];
      taken = [];
      return outcome(machine.transition(state.snapshot, { type: event }, scope as never));
    },
  };
}

/** Remembers every outcome, so that XState is asked once for each pair of state and event. Equal states become one object. */
export function tabulate<Input = PowerUp, Command = SystemCommand, R extends string = Region>(
  stepper: Stepper<Input, Command, R>,
): Stepper<Input, Command, R> & { readonly states: number } {
  const known = new Map<string, MachineState<R>>();
  const edges = new Map<MachineState<R>, Map<string, Outcome<Command, R>>>();
  const starts = new Map<Outcome<Command, R>, Outcome<Command, R>>();
  const intern = (found: Outcome<Command, R>): Outcome<Command, R> => {
    const key = stateKey(found.state);
    const state = known.get(key) ?? found.state;
    if (state === found.state) known.set(key, state);
    return { ...found, state };
  };
  return {
    get states() {
      return known.size;
    },
    start(input) {
      const first = stepper.start(input);
      let found = starts.get(first);
      if (!found) {
        found = intern(first);
        starts.set(first, found);
      }
      return found;
    },
    step(state, event) {
      let row = edges.get(state);
      if (!row) {
        row = new Map();
        edges.set(state, row);
      }
      let found = row.get(event);
      if (!found) {
        found = intern(stepper.step(state, event));
        row.set(event, found);
      }
      return found;
    },
  };
}

/** Two states with the same key behave the same from here on. */
export function stateKey(state: Pick<MachineState, 'snapshot'>): string {
  return JSON.stringify([state.snapshot.value, state.snapshot.context]);
}

function regionsOf<R extends string>(value: unknown, names: readonly R[]): Record<R, string> {
  const regions = {} as Record<R, string>;
  for (const name of names) regions[name] = pathOf((value as Record<R, StateValue>)[name]);
  return regions;
}

type StateValue = string | { readonly [child: string]: StateValue };

function pathOf(value: StateValue): string {
  if (typeof value === 'string') return value;
  for (const child in value) return `${child}.${pathOf(value[child] as StateValue)}`;
  return '';
}
