/**
 * From the statechart to the screen: for every state that xstate/graph finds a path to, a person walks that path on a real recorder, by the words on its screens. Each
 * step must end where the chart says, with the screen of that state.
 */
import { describe, expect, test } from 'vitest';
import { getShortestPaths } from 'xstate/graph';
import { createMenusMachine, type MenuFacts } from '../../src/fsm/menus.ts';
import { screenStates } from '../../src/ui/screen/menu-screens.ts';
import { QUESTION_KEYS, wordsOf } from '../../src/ui/screen/strings.ts';
import { type Given, OWNER, Person, readyBench } from '../support/owner.ts';
import { logged, seedBoard } from '../support/world.ts';

const EVERYTHING: MenuFacts = { hasPattern: true, hasEmail: true, hasQuestions: true, promptsForEmail: false };

/** Owners whose recorders show different screens. */
const OWNERS: Readonly<Record<string, readonly [MenuFacts, Given]>> = {
  'an owner with everything': [EVERYTHING, { owner: {} }],
  'an owner without an email address': [{ ...EVERYTHING, hasEmail: false }, { owner: { email: undefined } }],
  'an owner with a password only': [
    { hasPattern: false, hasEmail: false, hasQuestions: false, promptsForEmail: false },
    { owner: { pattern: undefined, email: undefined, questions: undefined } },
  ],
  'an owner without an address, on a board that asks for one': [
    { ...EVERYTHING, hasEmail: false, promptsForEmail: true },
    { owner: { email: undefined }, board: seedBoard({ promptForMissingEmail: true }) },
  ],
  'nobody yet': [{ hasPattern: false, hasEmail: false, hasQuestions: false, promptsForEmail: false }, { state: 'factory' }],
};

/** Events that no person causes: a fault of the flash, and what a path of an owner need not. */
const LEFT_OUT = /\.(failed|known|unknown)$|^menus\.closed$|^input\.taken$/;

function pathsOf(facts: MenuFacts, first: string): { state: string; events: string[] }[] {
  const machine = createMenusMachine(seedBoard());
  const events = [...machine.events]
    .map(String)
    .filter((event) => !LEFT_OUT.test(event) && (event === first || !/^(login|setup)\.required$/.test(event)));
  const paths = getShortestPaths(machine, {
    input: facts,
    events: events.map((type) => ({ type })),
    serializeState: ({ value }) => JSON.stringify(value),
  } as Parameters<typeof getShortestPaths>[1]);
  const nameOf = (value: unknown): string =>
    typeof value === 'string' ? value : (Object.entries(value as object).map(([key, below]) => `${key}.${nameOf(below)}`)[0] ?? '');
  return paths.map(({ state, steps }) => ({
    state: nameOf((state as { value: { menu: unknown } }).value.menu),
    events: steps.map(({ event }) => (event as { type: string }).type).filter((event) => event !== 'xstate.init'),
  }));
}

const NEW_PASSWORD = { 'New Password': 'Camera2027', 'Confirm Password': 'Camera2027' };
const ANSWERS = { 'Answer 1': 'blue', 'Answer 2': 'rex', 'Answer 3': 'porto' };

/**
 * Does what leads to `event`; `outcome` is what comes next. Outcomes of guesses and of saving come by themselves; a rule is obeyed at once, so a path has only the
 * outcome of it, and the click that leads there is the person's.
 */
async function act(who: Person, event: string, outcome: string): Promise<void> {
  const [what = '', how] = event.split('.');
  if (event === 'session.expired') who.wait(who.bench.board.autoLogoutUs);
  else if (event in RULES) RULES[event]?.(who);
  else if (how === 'drawn') who.draw(...(outcome === 'pattern.accepted' ? (OWNER.pattern ?? []) : [3, 2, 1, 4]));
  else if (how === 'chosen') who.choose('Reset Type', what === 'qr-code' ? 'QR Code' : 'Security Questions');
  else if (how === 'clicked') {
    if (outcome === 'code.accepted') who.fill({ 'Security code': (await who.scan()) ?? '' });
    who.fill(FIELDS[outcome] ?? {});
    who.click(what);
  }
}

/** What a person does where a rule is asked for. */
const RULES: Readonly<Record<string, (who: Person) => void>> = {
  'new-password.accepted': (who) => {
    const isOurs = logged(who.bench, 'recorder set up');
    const old = who.menu === 'desktop.set-password' ? { 'Old Password': isOurs ? NEW_PASSWORD['New Password'] : OWNER.password } : {};
    who.fill({ ...old, ...NEW_PASSWORD }, who.menu.startsWith('wizard.') ? 'Next' : 'Save');
  },
  'new-pattern.accepted': (who) => who.draw(1, 4, 7, 8),
  'pattern.confirmed': (who) => who.draw(1, 4, 7, 8),
  'pattern.mismatched': (who) => who.draw(7, 8, 9, 6),
  'protection.accepted': (who) => {
    // The paths from the wizard go on with an owner who has a password only.
    for (const n of who.menu.startsWith('wizard.') ? [] : [1, 2, 3]) {
      who.choose(`Question ${n}`, wordsOf(QUESTION_KEYS[n] ?? 'question.pet', 'en').text);
      who.fill({ [`Answer ${n}`]: `answer ${n}` });
    }
    who.click('Save');
  },
  'email.accepted': (who) => who.fill({ 'Reserved Email': 'new@recorder.test' }, who.menu === 'recovery.email' ? 'Next' : 'Save'),
  'agreement.accepted': (who) => who.click('I have read and agree to all terms', 'Next'),
};

/** What has to be in the fields for this outcome of the next click. */
const FIELDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'password.accepted': { Password: OWNER.password },
  'password.rejected': { Password: 'wrong' },
  'answers.accepted': ANSWERS,
  'answers.rejected': { ...ANSWERS, 'Answer 2': 'cat' },
  'code.rejected': { 'Security code': '0000-0000' },
};

const seen = new Set<string>();

describe.each(Object.keys(OWNERS))('%s', (name) => {
  const [facts, given] = OWNERS[name] ?? [EVERYTHING, {}];
  const first = given.state === 'factory' ? 'setup.required' : 'login.required';
  const paths = pathsOf(facts, first).filter(({ events }) => events[0] === first);

  test.each(paths.map((path) => [path.state, path.events.slice(1).join(', ') || 'at once', path] as const))(
    'comes to %s: %s',
    async (state, _, { events }) => {
      const who = new Person(readyBench(given));
      const states: string[] = [];
      who.bench.trace.onEntry(({ signal, value }) => {
        if (signal === 'state.menu') states.push(String(value));
        // What the screen says it is, at the very moment the state is entered.
        if (signal === 'state.menu') seen.add(who.bench.recorder.firmware?.screen.id ?? '');
      });
      seen.add(who.bench.recorder.firmware?.screen.id ?? '');
      for (let index = 1; index < events.length; index++) await act(who, events[index] as string, events[index + 1] ?? '');
      // A state in which the recorder is busy is passed on the way.
      expect([who.menu, ...states]).toContain(state);
      if (!/checking|saving|preparing|refreshing|removing/.test(state))
        expect([who.menu, who.bench.recorder.firmware?.screen.id]).toEqual([state, state]);
    },
  );
});

test('every screen of the menus was seen', () => {
  expect(screenStates().filter((state) => !seen.has(state))).toEqual([]);
});
