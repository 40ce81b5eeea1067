/**
 * Every state the statechart can reach, whatever the order of edges and timers: an over-approximation that forgets how long timers run.
 * What holds in all of these holds in every real run.
 */
import { describe, expect, test } from 'vitest';
import { type Board, holdPhases } from '../../src/board.ts';
import { loadBoard, shippedBoards } from '../../src/board-file.ts';
import { unwrap } from '../../src/errors.ts';
import { createStepper, type MachineState, type Outcome, stateKey, tabulate } from '../../src/fsm/stepper.ts';
import { createSystemMachine, FIRST_POWER_UP, type PowerUp } from '../../src/fsm/system.ts';

interface Place {
  readonly state: MachineState;
  readonly timers: ReadonlySet<string>;
}

const EDGES = ['contact.closed', 'contact.opened'];
const REQUESTS = ['restart.requested', 'factory-default.requested'];
const STORAGE = ['reset.requested', 'settings.erased', 'defaults.restored', 'reset.finished', 'reset.failed'];
const BOTH = [true, false];
const POWER_UPS: PowerUp[] = [
  ...BOTH.flatMap((arms) =>
    BOTH.flatMap((stuckBefore) =>
      (['present', 'absent', 'corrupt'] as const).map((credentials) => ({ ...FIRST_POWER_UP, arms, stuckBefore, credentials })),
    ),
  ),
  ...(['all', 'password'] as const).flatMap((pendingReset) =>
    BOTH.map((pendingIsErased) => ({ ...FIRST_POWER_UP, credentials: 'corrupt' as const, pendingReset, pendingIsErased })),
  ),
];

function next(timers: ReadonlySet<string>, outcome: Outcome): Place {
  const running = new Set(timers);
  for (const id of outcome.stops) running.delete(id);
  for (const { id } of outcome.starts) running.add(id);
  return { state: outcome.state, timers: running };
}

/** All places, and the commands seen on the way. */
function explore(board: Board): { places: Place[]; verdicts: Set<string> } {
  const stepper = tabulate(createStepper(createSystemMachine(board)));
  const seen = new Map<string, Place>();
  const verdicts = new Set<string>();
  const queue: Place[] = [];
  const visit = (timers: ReadonlySet<string>, outcome: Outcome) => {
    for (const command of outcome.commands) if (command.type === 'verdict') verdicts.add(command.verdict);
    const place = next(timers, outcome);
    const key = `${stateKey(place.state)} ${[...place.timers].sort().join()}`;
    if (seen.has(key)) return;
    seen.set(key, place);
    queue.push(place);
  };
  for (const powerUp of POWER_UPS) visit(new Set(), stepper.start(powerUp));
  for (let place = queue.pop(); place; place = queue.pop()) {
    const { state, timers } = place;
    for (const event of [...EDGES, ...REQUESTS, ...STORAGE]) visit(timers, stepper.step(state, event));
    for (const timer of timers) {
      const left = new Set(timers);
      left.delete(timer);
      visit(left, stepper.step(state, timer));
    }
  }
  return { places: [...seen.values()], verdicts };
}

describe.each(shippedBoards())('every reachable state of board %s', (name) => {
  const { board } = unwrap(loadBoard(name));
  const { places, verdicts } = explore(board);
  const faults = (isFaulty: (place: Place) => boolean) =>
    places.filter(isFaulty).map(({ state, timers }) => ({ ...state.regions, timers: [...timers] }));

  test('is one of finitely many', () => {
    expect(places.length).toBeGreaterThan(10);
    expect(places.length).toBeLessThan(40_000);
  });

  test('where the buzzer sounds, its end is running', () => {
    expect(faults(({ state, timers }) => state.regions.buzzer.endsWith('.on') && !timers.has(state.regions.buzzer.replace('.on', '.ended')))).toEqual(
      [],
    );
  });

  test('where the contact has not settled, its debounce is running', () => {
    const debounce = ['button.pressed', 'button.chattered', 'button.released'];
    expect(
      faults(
        ({ state, timers }) => ['closing', 'chattering', 'opening'].includes(state.regions.contact) && !debounce.some((timer) => timers.has(timer)),
      ),
    ).toEqual([]);
  });

  test('where a hold is counted, it comes to an end: a phase is running, or the contact is open and about to settle', () => {
    const ends = (place: Place) =>
      place.state.regions.hold === 'counting.overdue'
        ? ['opening', 'chattering'].includes(place.state.regions.contact)
        : [...place.timers].some((timer) => timer.endsWith('.reached'));
    expect(faults((place) => place.state.regions.hold.startsWith('counting') && !ends(place))).toEqual([]);
  });

  test('counts no hold under a contact that has settled open', () => {
    expect(faults(({ state }) => state.regions.hold.startsWith('counting') && state.regions.contact === 'open')).toEqual([]);
  });

  test('leads on: it waits for a timer, a hold, the flash or a person', () => {
    const waits: Record<string, (place: Place) => boolean> = {
      starting: ({ timers }) => timers.has('sampling.started'),
      initialising: ({ timers }) => timers.has('initialisation.finished'),
      'awaiting-release': ({ state }) => state.regions.hold.startsWith('counting'),
    };
    expect(faults((place) => !(waits[place.state.regions.boot]?.(place) ?? true))).toEqual([]);
  });

  test('has every verdict of its phases among its ways', () => {
    const phases = holdPhases(board).map((phase) => phase.verdict);
    // Even where a board decides at the threshold: without times, a contact may be about to settle open for ever, past every phase.
    const reached = [...phases, 'stuck'];
    const expected = board.hasResetButton ? [...new Set([...reached, 'not-armed'])] : [];
    expect([...verdicts].sort()).toEqual(expected.sort());
  });
});
