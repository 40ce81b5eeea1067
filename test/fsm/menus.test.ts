/**
 * The statechart of the menus: every state it can reach, every event in each of them, and what must hold whatever a person clicks. The table is reviewed text
 * (menus-table.txt): a line for each pair that does something; every other pair is asserted to do nothing.
 */

import { describe, expect, test } from 'vitest';
import type { AnyStateMachine } from 'xstate';
import { createMenusMachine, type MenuCommand, type MenuFacts, type MenuRegion } from '../../src/fsm/menus.ts';
import { createStepper, type MachineState, type Outcome, stateKey, tabulate } from '../../src/fsm/stepper.ts';
import { bootTitle } from '../../src/ui/screen/boot-screens.ts';
import { menuTitle, screenStates } from '../../src/ui/screen/menu-screens.ts';
import type { ChartNode, ChartParts } from '../../src/variant.ts';
import { seedBoard } from '../support/world.ts';

const machine = createMenusMachine(seedBoard());
const stepper = tabulate(createStepper<MenuFacts, MenuCommand, MenuRegion>(machine));
type State = MachineState<MenuRegion>;
type Step = Outcome<MenuCommand, MenuRegion>;

const BOTH = [false, true];
const ALL_FACTS: MenuFacts[] = BOTH.flatMap((hasPattern) =>
  BOTH.flatMap((hasEmail) =>
    BOTH.flatMap((hasQuestions) => BOTH.map((promptsForEmail) => ({ hasPattern, hasEmail, hasQuestions, promptsForEmail }))),
  ),
);

const events = (of: AnyStateMachine): string[] =>
  [...of.events]
    .map(String)
    .filter((event) => event !== '*')
    .sort();
const EVENTS = events(machine);

/** Every configuration that can be reached, each with a shortest way there. */
function reachable(): Map<string, { readonly state: State; readonly way: readonly string[] }> {
  const found = new Map<string, { state: State; way: readonly string[] }>();
  const queue: { state: State; way: readonly string[] }[] = ALL_FACTS.map((facts) => ({ state: stepper.start(facts).state, way: [] }));
  for (let at = queue.shift(); at; at = queue.shift()) {
    const key = stateKey(at.state);
    if (found.has(key)) continue;
    found.set(key, at);
    for (const event of EVENTS) queue.push({ state: stepper.step(at.state, event).state, way: [...at.way, event] });
  }
  return found;
}

const places = [...reachable().values()];
const names = [...new Set(places.map(({ state }) => state.regions.menu))];
const contextOf = ({ snapshot }: State) => snapshot.context as MenuFacts;

const isFact = (event: string) => /\.(known|unknown)$/.test(event);
const doesNothing = (before: State, { state, commands, starts, stops }: Step) =>
  stateKey(state) === stateKey(before) && commands.length + starts.length + stops.length === 0;

/** `-> desktop.home [session.begin password] (starts session.expired)`. */
function told(before: State, { state, commands, starts, stops }: Step): string {
  const to = state.regions.menu === before.regions.menu ? '' : `-> ${state.regions.menu}`;
  const asked = commands.map(({ type, ...more }) => [type, ...Object.values(more)].join(' '));
  const timers = [...stops.map((id) => `stops ${id}`), ...starts.map(({ id }) => `starts ${id}`)];
  const learned = Object.entries(contextOf(state)).filter(([fact, value]) => contextOf(before)[fact as keyof MenuFacts] !== value);
  return [
    to,
    ...(asked.length > 0 ? [`[${asked.join(', ')}]`] : []),
    ...(timers.length > 0 ? [`(${timers.join(', ')})`] : []),
    ...learned.map(([fact, value]) => `${fact} = ${value}`),
  ]
    .filter((part) => part !== '')
    .join(' ');
}

test('every pair of state and event does what the reviewed table says, and every pair that is not in it does nothing', async () => {
  const owners: [string, MenuFacts][] = [
    ['an owner with everything', { hasPattern: true, hasEmail: true, hasQuestions: true, promptsForEmail: true }],
    ['an owner with a password only', { hasPattern: false, hasEmail: false, hasQuestions: false, promptsForEmail: false }],
  ];
  const lines: string[] = [];
  let pairs = 0;
  let ignored = 0;
  let facts = 0;
  for (const [who, wanted] of owners) {
    lines.push(`=== ${who}`);
    for (const name of names) {
      const place = places.find(({ state }) => state.regions.menu === name && JSON.stringify(contextOf(state)) === JSON.stringify(wanted));
      if (!place) continue;
      lines.push(name);
      for (const event of EVENTS) {
        pairs++;
        const step = stepper.step(place.state, event);
        if (doesNothing(place.state, step)) ignored++;
        // These are the same everywhere, and have a test of their own.
        else if (isFact(event)) facts++;
        else lines.push(`  ${event.padEnd(28)} ${told(place.state, step)}`);
      }
    }
  }
  lines.push('', `${pairs} pairs: ${ignored} are ignored, in ${facts} a fact is learned`);
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('menus-table.txt');
});

test('what a fact changes is only what it says: all other pairs are alike whatever is known', () => {
  const depends = new Set<string>();
  for (const name of names) {
    const same = places.filter(({ state }) => state.regions.menu === name);
    for (const event of EVENTS) {
      if (isFact(event)) continue;
      const outcomes = new Set(same.map(({ state }) => told(state, stepper.step(state, event))));
      if (outcomes.size > 1) depends.add(`${name} ${event}`);
    }
  }
  expect([...depends].sort()).toEqual(
    [
      'closed login.required',
      'login.password back.clicked',
      'login.password forgot-password.clicked',
      ...names.filter((name) => name.startsWith('desktop.')).flatMap((name) => [`${name} log-out.clicked`, `${name} session.expired`]),
      'desktop.set-pattern remove.clicked',
      'recovery.email security-questions.chosen',
      'recovery.no-qr-code security-questions.chosen',
      'recovery.notice ok.clicked',
      'recovery.qr-code security-questions.chosen',
      'recovery.questions qr-code.chosen',
    ].sort(),
  );
});

test('every screen of the menus is that of a state that can be reached, and every state but the closed one has a screen', () => {
  expect(names.filter((name) => name !== 'closed').sort()).toEqual([...screenStates()].sort());
  for (const name of names) expect(menuTitle(name, 'en') === undefined, name).toBe(name === 'closed');
  expect(bootTitle('ready.login', 'en')).toBeUndefined();
});

test('a board without an end of sessions has the same screens and no timer', () => {
  const forever = createMenusMachine(seedBoard({ autoLogoutUs: 0 }));
  expect(events(forever)).toEqual(EVENTS.filter((event) => event !== 'session.expired' && event !== 'input.taken'));
});

test('a session without an end begins as any other: what was typed is cleared', () => {
  const begins = ({ state }: { readonly state: State }) =>
    stepper.step(state, 'pattern.accepted').commands.some(({ type }) => type === 'session.begin');
  const { state: from, way } = places.find(begins) as (typeof places)[number];
  const begun = [0, 60_000_000].map((autoLogoutUs) => {
    const menus = createStepper<MenuFacts, MenuCommand, MenuRegion>(createMenusMachine(seedBoard({ autoLogoutUs })));
    const before = way.reduce((state, event) => menus.step(state, event).state, menus.start(contextOf(from)).state);
    return menus.step(before, 'pattern.accepted').commands.map(({ type }) => type);
  });
  expect(begun[0]).toEqual(['session.begin', 'form.clear']);
  expect(begun[1]).toEqual(begun[0]);
});

test('menus with an action that does not exist are refused when they are made', () => {
  const broken = {
    name: 'broken',
    menus: (right: ChartParts) => ({ ...right, regions: { menu: { ...(right.regions['menu'] as ChartNode), entry: ['no such action'] } } }),
  };
  expect(() => createMenusMachine(seedBoard({ variant: broken }))).toThrow(/^the menus of board seed are not sound:\n/);
});

describe('whatever is clicked, in whatever order', () => {
  /** All ways from the login: states reached without any of the events in `without`. */
  function reachedWithout(without: readonly string[], from: readonly State[]): Set<string> {
    const seen = new Map<string, State>();
    const queue = [...from];
    for (let state = queue.pop(); state; state = queue.pop()) {
      const key = stateKey(state);
      if (seen.has(key)) continue;
      seen.set(key, state);
      for (const event of EVENTS) if (!without.includes(event)) queue.push(stepper.step(state, event).state);
    }
    return new Set([...seen.values()].map(({ regions }) => regions.menu));
  }
  const logins = ALL_FACTS.map((facts) => stepper.step(stepper.start(facts).state, 'login.required').state);
  const PROOFS = ['password.accepted', 'pattern.accepted', 'setup.required'];

  test('nobody reaches the desktop but by a right password, a right pattern or the set-up', () => {
    const seen = reachedWithout(PROOFS, logins);
    expect([...seen].filter((name) => name.startsWith('desktop.'))).toEqual([]);
    expect(seen).toContain('recovery.result');
  });

  test('nobody sets a new password but after a right code or right answers, or logged in with the old one', () => {
    const seen = reachedWithout([...PROOFS, 'code.accepted', 'answers.accepted'], logins);
    expect([...seen].filter((name) => /new-password|saving$|result/.test(name))).toEqual([]);
    const loggedIn = reachedWithout(['old-password.accepted', 'code.accepted', 'answers.accepted', 'setup.required'], logins);
    expect(loggedIn).not.toContain('desktop.saving-password');
  });

  test('a reset by the menu is asked for from its confirmation only, and a session ends at the login', () => {
    for (const { state } of places) {
      for (const event of EVENTS) {
        const step = stepper.step(state, event);
        const name = state.regions.menu;
        for (const command of step.commands) {
          if (command.type === 'device.request')
            expect([name, event]).toEqual([
              command.event === 'restart.requested' ? 'desktop.confirm-restart' : 'desktop.confirm-default',
              'ok.clicked',
            ]);
          if (command.type === 'session.end') expect(step.state.regions.menu).toMatch(/^login\./);
          if (command.type === 'settings.save' && command.what === 'recovery') expect(name).toBe('recovery.new-password');
        }
      }
    }
  });

  test('what was typed is forgotten whenever a login, a recovery, a set-up or a session begins', () => {
    const part = (name: string) => name.split('.')[0];
    for (const { state } of places) {
      for (const event of EVENTS) {
        const { state: after, commands } = stepper.step(state, event);
        if (part(after.regions.menu) === part(state.regions.menu) || after.regions.menu === 'closed') continue;
        expect(commands, `${state.regions.menu} ${event}`).toContainEqual({ type: 'form.clear' });
      }
    }
  });

  test('the screens can always be left: from every state there is a way to the login or the main menu', () => {
    const before = new Map<string, Set<string>>();
    for (const { state } of places) {
      for (const event of EVENTS) {
        if (event === 'menus.closed') continue;
        const after = stateKey(stepper.step(state, event).state);
        before.set(after, (before.get(after) ?? new Set()).add(stateKey(state)));
      }
    }
    const led = new Set<string>();
    const queue = places.filter(({ state }) => /^(login\.p|desktop\.home)/.test(state.regions.menu)).map(({ state }) => stateKey(state));
    for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
      if (led.has(key)) continue;
      led.add(key);
      queue.push(...(before.get(key) ?? []));
    }
    expect(places.filter(({ state }) => !led.has(stateKey(state))).map(({ state }) => state.regions.menu)).toEqual([]);
  });
});

test('a fact that is learned changes itself and nothing else, in every state', () => {
  for (const { state } of places) {
    for (const event of EVENTS.filter(isFact)) {
      const step = stepper.step(state, event);
      const [name = '', what] = event.split('.');
      const fact = `has${name.charAt(0).toUpperCase()}${name.slice(1)}`;
      expect(contextOf(step.state)).toEqual({ ...contextOf(state), [fact]: what === 'known' });
      expect([step.state.regions.menu, step.commands, step.starts, step.stops]).toEqual([state.regions.menu, [], [], []]);
    }
  }
});
