/**
 * XState used as a pure function: (state, event) -> outcome. An outcome is plain data: the next state, the timers that
 * were stopped and started, the commands emitted. Nothing runs here, so a state can be kept, cloned, compared and replayed.
 * `createStepper` asks XState every time; `tabulate` remembers each answer, which is sound because the machine is finite and
 * reads nothing but its state and the event.
 */
import { type AnyActorScope, createActor, type EventObject, type SnapshotFrom } from 'xstate';
import { FIRST_POWER_UP, type PowerUp, type SystemCommand, type SystemMachine } from './system.ts';

export interface TimerStart {
  readonly id: string;
  readonly delayUs: number;
}

/** One configuration of the machine. */
export interface MachineState {
  readonly snapshot: SnapshotFrom<SystemMachine>;
  /** The active state of each region: `{ contact: 'open', hold: 'counting.early', boot: 'initialising', ... }`. */
  readonly regions: Readonly<Record<Region, string>>;
}

export const REGIONS = ['contact', 'hold', 'boot', 'buzzer'] as const;
export type Region = (typeof REGIONS)[number];

export interface Outcome {
  readonly state: MachineState;
  readonly stops: readonly string[];
  readonly starts: readonly TimerStart[];
  readonly commands: readonly SystemCommand[];
}

export interface Stepper {
  /** The machine at power-good. */
  start(powerUp: PowerUp): Outcome;
  /** The machine after one event; a timer's event is the timer's id. */
  step(state: MachineState, event: string): Outcome;
}

const keyOf = ({ arms, stuckBefore, credentials, pendingReset, pendingIsErased }: PowerUp): string =>
  `${arms} ${stuckBefore} ${credentials} ${pendingReset} ${pendingIsErased}`;

interface XStateAction {
  readonly type: string;
  readonly params: { readonly event: EventObject; readonly id: string; readonly delay?: number; readonly sendId: string };
}

/**
 * Throws when the machine uses anything but assign, raise, cancel and emit: such an action would be lost silently.
 * One inert scope serves all calls; `machine.transition` with it costs a fifth of XState's own `transition()`.
 */
export function createStepper(machine: SystemMachine): Stepper {
  let actions: XStateAction[] = [];
  const self = createActor(machine, { input: FIRST_POWER_UP });
  const scope = {
    self,
    id: self.id,
    sessionId: self.sessionId,
    system: self.system,
    logger: () => {},
    defer: () => {},
    stopChild: () => {},
    emit: () => {},
    actionExecutor: (action: XStateAction) => {
      actions.push(action);
    },
  } as unknown as AnyActorScope;

  const outcome = (snapshot: SnapshotFrom<SystemMachine>): Outcome => {
    const stops: string[] = [];
    const starts: TimerStart[] = [];
    const commands: SystemCommand[] = [];
    for (const { type, params } of actions) {
      if (type === 'xstate.emit') commands.push(params.event as unknown as SystemCommand);
      else if (type === 'xstate.cancel') {
        stops.push(params.sendId);
        // Stopped in the step that started it: a state entered and left again at once.
        const started = starts.findIndex(({ id }) => id === params.sendId);
        if (started >= 0) starts.splice(started, 1);
      } else if (type === 'xstate.raise' && params.delay !== undefined) {
        if (!(params.delay >= 0 && Number.isSafeInteger(params.delay))) throw new RangeError(`timer ${params.id}: a delay of ${params.delay} us`);
        starts.push({ id: params.id, delayUs: params.delay });
      } else if (type !== 'xstate.raise' && type !== 'xstate.assign') throw new Error(`the system machine may not use the action ${type}`);
    }
    return { state: { snapshot, regions: regionsOf(snapshot.value) }, stops, starts, commands };
  };

  // There are a few ways to start; the snapshots are immutable, so each is asked for once.
  const starts = new Map<string, Outcome>();
  return {
    start(powerUp) {
      const key = keyOf(powerUp);
      let found = starts.get(key);
      if (!found) {
        actions = [];
        found = outcome(machine.getInitialSnapshot(scope as never, powerUp));
        starts.set(key, found);
      }
      return found;
    },
    step(state, event) {
      actions = [];
      return outcome(machine.transition(state.snapshot, { type: event }, scope as never));
    },
  };
}

/** Remembers every outcome, so that XState is asked once for each pair of state and event. Equal states become one object. */
export function tabulate(stepper: Stepper): Stepper & { readonly states: number } {
  const known = new Map<string, MachineState>();
  const edges = new Map<MachineState, Map<string, Outcome>>();
  const starts = new Map<Outcome, Outcome>();
  const intern = (found: Outcome): Outcome => {
    const key = stateKey(found.state);
    const state = known.get(key) ?? found.state;
    if (state === found.state) known.set(key, state);
    return { ...found, state };
  };
  return {
    get states() {
      return known.size;
    },
    start(powerUp) {
      const first = stepper.start(powerUp);
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
export function stateKey(state: MachineState): string {
  return JSON.stringify([state.snapshot.value, state.snapshot.context]);
}

function regionsOf(value: unknown): Record<Region, string> {
  const regions = value as Record<Region, StateValue>;
  return { contact: pathOf(regions.contact), hold: pathOf(regions.hold), boot: pathOf(regions.boot), buzzer: pathOf(regions.buzzer) };
}

type StateValue = string | { readonly [child: string]: StateValue };

function pathOf(value: StateValue): string {
  if (typeof value === 'string') return value;
  for (const child in value) return `${child}.${pathOf(value[child] as StateValue)}`;
  return '';
}
