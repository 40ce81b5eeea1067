/**
 * Checks a statechart before it runs. XState lets a mistyped delay or action through: the delay fires at once, the action does nothing.
 * Here both are refused, and so is everything that would make the machine depend on more than its state and its events.
 */
import type { AnyStateMachine, AnyStateNode } from 'xstate';

interface NamedThing {
  readonly type: string;
  readonly params?: unknown;
}

/** Long enough for any chain of steps in one event, short enough to end a loop. */
export const MAX_ITERATIONS = 100;

/** What is wrong with the machine, one sentence each; empty when it is sound. */
export function lintMachine(machine: AnyStateMachine): string[] {
  const faults: string[] = [];
  const { actions, guards, delays } = machine.implementations as unknown as Record<'actions' | 'guards' | 'delays', Record<string, unknown>>;
  const ids = new Set<string>();

  for (const [name, delay] of Object.entries(delays)) {
    if (typeof delay !== 'number' || !Number.isSafeInteger(delay) || delay < 0) faults.push(`timer "${name}" lasts ${String(delay)} us`);
  }
  if (!Number.isFinite(machine.options?.maxIterations)) faults.push('the machine sets no finite maxIterations');

  const checkAction = (node: AnyStateNode, action: unknown) => {
    const name = nameOf(action);
    if (name === undefined) faults.push(`${node.id} has an unnamed action`);
    else if (!Object.hasOwn(actions, name)) faults.push(`${node.id} uses the action "${name}", which is not defined`);
    else if (!('resolve' in (actions[name] as object))) faults.push(`the action "${name}" has a side effect of its own`);
  };
  const visit = (node: AnyStateNode) => {
    if (ids.has(node.id)) faults.push(`two states have the id ${node.id}`);
    ids.add(node.id);
    if (node.invoke.length > 0) faults.push(`${node.id} invokes something`);
    if (node.after.length > 0) faults.push(`${node.id} uses "after"; use a named timer`);
    for (const action of [...node.entry, ...node.exit]) checkAction(node, action);
    checkTimers(node, delays, faults);
    const transitions = [...[...node.transitions.values()].flat(), ...(node.always ?? [])];
    for (const transition of transitions) {
      for (const action of transition.actions) checkAction(node, action);
      const guard = nameOf(transition.guard);
      if (transition.guard !== undefined && (guard === undefined || !Object.hasOwn(guards, guard)))
        faults.push(`${node.id} uses the guard "${guard}", which is not defined`);
    }
    for (const child of Object.values(node.states)) visit(child);
  };
  visit(machine.root);
  return faults;
}

/** A timer that a state starts must be stopped when it is left, and its event must be heard there. */
function checkTimers(node: AnyStateNode, delays: Record<string, unknown>, faults: string[]): void {
  const started = timersIn(node.entry, 'start ');
  const stopped = timersIn(node.exit, 'stop ');
  for (const timer of started) {
    if (!Object.hasOwn(delays, timer)) faults.push(`${node.id} starts the timer "${timer}", which has no length`);
    if (!stopped.includes(timer)) faults.push(`${node.id} starts the timer "${timer}" and does not stop it when it is left`);
    if (!node.ownEvents.includes(timer)) faults.push(`${node.id} starts the timer "${timer}" and does not hear it`);
  }
  for (const timer of stopped) if (!started.includes(timer)) faults.push(`${node.id} stops the timer "${timer}" it did not start`);
}

const timersIn = (actions: readonly unknown[], prefix: string): string[] =>
  actions.flatMap((action) => {
    const name = nameOf(action);
    return name?.startsWith(prefix) ? [name.slice(prefix.length)] : [];
  });

function nameOf(thing: unknown): string | undefined {
  if (typeof thing === 'string') return thing;
  return typeof thing === 'object' && thing !== null ? (thing as NamedThing).type : undefined;
}
