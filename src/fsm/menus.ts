/**
 * The recorder's `menus` statechart: what stands on the screen of a recorder that is ready. One region, `menu`, whose states are the screens.
 *   closed     the recorder is not ready          wizard     a recorder without a password is set up
 *   login      by unlock pattern or password      recovery   the ways back in for those who forgot
 *   desktop    what the owner may do; its pages on security are in menus-security.ts
 * The machine sees no secret. What a person typed is looked at outside, and comes in as an event such as `password.accepted`; what is to be
 * looked at, stored or told goes out as a command. It reads no clock and draws nothing.
 * Sources: the reset guide for the order of the screens of a recovery, manuals for wizard and desktop (see ui/screen/strings.ts, text by text).
 */
import { type AnyStateMachine, assign, cancel, emit, raise, setup } from 'xstate';
import type { Board } from '../board.ts';
import type { ChartParts } from '../variant.ts';
import { lintMachine, MAX_ITERATIONS } from './lint.ts';
import { SECURITY_PAGES } from './menus-security.ts';
import { clearForm, guess, menuAsk, saving, say } from './menus-words.ts';
import type { Stepper } from './stepper.ts';
import { startOf, stopOf } from './words.ts';

/** What is known when the menus open. */
export interface MenuFacts {
  /** Whether an unlock pattern is set: then it is the way to log in. */
  readonly hasPattern: boolean;
  /** Whether an email address is stored: without one no security code can be sent. */
  readonly hasEmail: boolean;
  /** Whether security questions were set. */
  readonly hasQuestions: boolean;
  /** Board parameter `promptForMissingEmail`. */
  readonly promptsForEmail: boolean;
}

/** Guesses at a secret, counted before they are looked at. */
export type GuessAt = 'password' | 'pattern' | 'code' | 'answers' | 'old-password';

/** What is checked against the rules of the board, at once. Nothing happens but a message where it breaks one. */
export type RuleFor = 'new-password' | 'new-pattern' | 'protection' | 'email' | 'agreement';

export type Saved = 'setup' | 'recovery' | 'password' | 'pattern' | 'no-pattern' | 'questions' | 'email';

/** What a person is told beside the screen they are on. */
export type MenuMessage =
  | 'wrong-password'
  | 'wrong-pattern'
  | 'wrong-code'
  | 'wrong-answers'
  | 'login-locked'
  | 'questions-locked'
  | 'not-stored'
  | 'patterns-differ'
  | 'draw-again'
  | 'saved';

/** What the machine asks of the firmware. */
export type MenuCommand =
  /** Forget all that was typed, drawn and chosen. */
  | { readonly type: 'form.clear' }
  | { readonly type: 'message.show'; readonly message: MenuMessage }
  /** Answered by `WHAT.accepted`, `WHAT.rejected`, `WHAT.locked` or `WHAT.failed`. */
  | { readonly type: 'guess.check'; readonly at: GuessAt }
  /** Answered by `WHAT.accepted`, or by a message. */
  | { readonly type: 'rule.check'; readonly of: RuleFor }
  /** Answered by `pattern.confirmed` or `pattern.mismatched`. */
  | { readonly type: 'pattern.compare' }
  | { readonly type: 'pattern.forget' }
  /** See that there is a QR code that codes are accepted for; `anew` makes another one in any case. Answered by `challenge.ready` or `challenge.failed`. */
  | { readonly type: 'challenge.prepare'; readonly anew: boolean }
  /** Answered by `settings.saved` or `settings.failed`. */
  | { readonly type: 'settings.save'; readonly what: Saved }
  | { readonly type: 'session.begin'; readonly by: 'pattern' | 'password' | 'setup' }
  | { readonly type: 'session.end'; readonly because: 'logged-out' | 'expired' }
  | { readonly type: 'device.request'; readonly event: 'factory-default.requested' | 'restart.requested' };

export type MenuRegion = 'menu';
export type MenuStepper = Stepper<MenuFacts, MenuCommand, MenuRegion>;

/** What the statechart of menus depends on. */
export type MenuBoard = Pick<Board, 'name' | 'autoLogoutUs' | 'variant'>;

const begin = (by: 'pattern' | 'password' | 'setup') => ({ target: '#menu.desktop', actions: menuAsk({ type: 'session.begin', by }) });
const end = (because: 'logged-out' | 'expired') => menuAsk({ type: 'session.end', because });

/** Where a login begins. */
const login = (actions: readonly object[] = []) => [
  { guard: 'hasPattern', target: '#menu.login.pattern', actions },
  { target: '#menu.login.password', actions },
];

/** A state that is left after some time without input: every input begins that time anew. A session that lives for ever has no timer. */
function session(board: MenuBoard, expired: unknown, on: object, entry: readonly object[] = []) {
  if (board.autoLogoutUs === 0) return { entry, on };
  return {
    entry: [...entry, startOf('session.expired')],
    exit: [stopOf('session.expired')],
    on: { ...on, 'input.taken': { actions: [stopOf('session.expired'), startOf('session.expired')] }, 'session.expired': expired },
  };
}

const WIZARD = {
  entry: [clearForm],
  initial: 'password',
  states: {
    password: {
      on: { 'next.clicked': { actions: menuAsk({ type: 'rule.check', of: 'new-password' }) }, 'new-password.accepted': 'pattern' },
    },
    pattern: {
      on: {
        'pattern.drawn': { actions: menuAsk({ type: 'rule.check', of: 'new-pattern' }) },
        'new-pattern.accepted': { target: 'pattern-again', actions: say('draw-again') },
        'skip.clicked': { target: 'protection', actions: menuAsk({ type: 'pattern.forget' }) },
        'back.clicked': 'password',
      },
    },
    'pattern-again': {
      on: {
        'pattern.drawn': { actions: menuAsk({ type: 'pattern.compare' }) },
        'pattern.confirmed': 'protection',
        'pattern.mismatched': { target: 'pattern', actions: say('patterns-differ') },
        'back.clicked': 'pattern',
      },
    },
    protection: {
      on: {
        'save.clicked': { actions: menuAsk({ type: 'rule.check', of: 'protection' }) },
        'protection.accepted': 'saving',
        'back.clicked': 'pattern',
      },
    },
    saving: saving('setup', { saved: 'agreement', failed: 'protection' }),
    agreement: {
      on: { 'next.clicked': { actions: menuAsk({ type: 'rule.check', of: 'agreement' }) }, 'agreement.accepted': 'startup' },
    },
    startup: { on: { 'finish.clicked': begin('setup') } },
  },
};

const LOGIN = {
  entry: [clearForm],
  initial: 'password',
  states: {
    pattern: { on: { 'pattern.drawn': 'checking-pattern', 'forgot-pattern.clicked': 'password' } },
    'checking-pattern': guess('pattern', { accepted: begin('pattern'), back: 'pattern', rejected: 'wrong-pattern', locked: 'login-locked' }),
    password: {
      on: {
        'ok.clicked': 'checking-password',
        'back.clicked': { guard: 'hasPattern', target: 'pattern' },
        'forgot-password.clicked': [{ guard: 'canBeReset', target: '#menu.recovery.notice' }, { target: '#menu.recovery.closed' }],
      },
    },
    'checking-password': guess('password', { accepted: begin('password'), back: 'password', rejected: 'wrong-password', locked: 'login-locked' }),
  },
};

/** What the reset type `QR Code` leads to. */
const BY_QR_CODE = [
  { guard: 'hasEmail', target: '#menu.recovery.preparing' },
  { guard: 'promptsForEmail', target: '#menu.recovery.email' },
  { target: '#menu.recovery.no-qr-code' },
];
const GIVE_UP = { 'cancel.clicked': '#menu.login.password' };
const BY_QUESTIONS = { 'security-questions.chosen': { guard: 'hasQuestions', target: '#menu.recovery.questions' } };

const recovery = (board: MenuBoard) => ({
  entry: [clearForm],
  initial: 'notice',
  states: {
    closed: { on: { 'ok.clicked': '#menu.login.password' } },
    notice: { on: { 'ok.clicked': BY_QR_CODE, ...GIVE_UP } },
    email: {
      on: {
        'next.clicked': { actions: menuAsk({ type: 'rule.check', of: 'email' }) },
        'email.accepted': 'saving-email',
        ...BY_QUESTIONS,
        ...GIVE_UP,
      },
    },
    'saving-email': saving('email', { saved: 'preparing', failed: 'email' }),
    preparing: {
      entry: [menuAsk({ type: 'challenge.prepare', anew: false })],
      on: { 'challenge.ready': 'qr-code', 'challenge.failed': { target: 'no-qr-code', actions: say('not-stored') } },
    },
    refreshing: {
      entry: [menuAsk({ type: 'challenge.prepare', anew: true })],
      on: { 'challenge.ready': 'qr-code', 'challenge.failed': { target: 'no-qr-code', actions: say('not-stored') } },
    },
    'qr-code': { on: { 'next.clicked': 'checking-code', 'refresh.clicked': 'refreshing', ...BY_QUESTIONS, ...GIVE_UP } },
    'checking-code': guess('code', { accepted: 'new-password', back: 'qr-code', rejected: 'wrong-code', locked: 'wrong-code' }),
    'no-qr-code': { on: { ...BY_QUESTIONS, ...GIVE_UP } },
    questions: { on: { 'next.clicked': 'checking-answers', 'qr-code.chosen': BY_QR_CODE, ...GIVE_UP } },
    'checking-answers': guess('answers', { accepted: 'new-password', back: 'questions', rejected: 'wrong-answers', locked: 'questions-locked' }),
    // Whoever got this far and went away must not leave it to the next who comes by.
    'new-password': session(board, '#menu.login.password', {
      'save.clicked': { actions: menuAsk({ type: 'rule.check', of: 'new-password' }) },
      'new-password.accepted': 'saving',
      ...GIVE_UP,
    }),
    saving: saving('recovery', { saved: 'result', failed: 'new-password' }),
    result: { on: { 'ok.clicked': '#menu.login.password' } },
  },
});

const DESKTOP = {
  initial: 'home',
  states: {
    home: { on: { 'system.clicked': 'system', 'security.clicked': 'security', 'event-log.clicked': 'event-log' } },
    system: { on: { 'default.clicked': 'default', 'restart.clicked': 'confirm-restart', 'back.clicked': 'home' } },
    default: { on: { 'factory-default.clicked': 'confirm-default', 'back.clicked': 'system' } },
    'confirm-default': {
      on: { 'ok.clicked': { actions: menuAsk({ type: 'device.request', event: 'factory-default.requested' }) }, 'cancel.clicked': 'default' },
    },
    'confirm-restart': {
      on: { 'ok.clicked': { actions: menuAsk({ type: 'device.request', event: 'restart.requested' }) }, 'cancel.clicked': 'system' },
    },
    'event-log': { on: { 'back.clicked': 'home' } },
    ...SECURITY_PAGES,
  },
};

/** What was found out about the stored settings, after a change of them. */
const FACTS = Object.fromEntries(
  (['hasPattern', 'hasEmail', 'hasQuestions'] as const).flatMap((fact) => {
    const name = fact.slice('has'.length).toLowerCase();
    return [
      [`${name}.known`, { actions: { type: 'learn', params: { [fact]: true } } }],
      [`${name}.unknown`, { actions: { type: 'learn', params: { [fact]: false } } }],
    ];
  }),
);

function menuRegion(board: MenuBoard) {
  return {
    id: 'menu',
    initial: 'closed',
    on: { 'menus.closed': '.closed', ...FACTS },
    states: {
      closed: { on: { 'setup.required': 'wizard', 'login.required': login() } },
      wizard: WIZARD,
      login: LOGIN,
      recovery: recovery(board),
      desktop: { ...DESKTOP, ...session(board, login([end('expired')]), { 'log-out.clicked': login([end('logged-out')]) }, [clearForm]) },
    },
  };
}

/** Builds the statechart of the menus of one board. Boards differ in how long a session lives. */
export function createMenusMachine(board: MenuBoard): AnyStateMachine {
  const right: ChartParts = { regions: { menu: menuRegion(board) }, timers: { 'session.expired': board.autoLogoutUs } };
  const { regions, timers: delays } = board.variant?.menus?.(right) ?? right;
  const events = Object.keys(delays);
  const machine = setup({
    types: {} as { context: MenuFacts; input: MenuFacts; events: { type: string }; emitted: MenuCommand },
    delays,
    guards: {
      hasPattern: ({ context }) => context.hasPattern,
      hasEmail: ({ context }) => context.hasEmail,
      hasQuestions: ({ context }) => context.hasQuestions,
      promptsForEmail: ({ context }) => context.promptsForEmail,
      canBeReset: ({ context }) => context.hasEmail || context.hasQuestions || context.promptsForEmail,
    },
    actions: {
      ...Object.fromEntries(events.map((event) => [startOf(event), raise({ type: event }, { id: event, delay: event as never })])),
      ...Object.fromEntries(events.map((event) => [stopOf(event), cancel(event)])),
      learn: assign((_, facts: Partial<MenuFacts>) => facts),
      /** Asks the firmware. */
      ask: emit((_, command: MenuCommand) => command),
    },
  }).createMachine({
    id: 'menus',
    type: 'parallel',
    context: ({ input }) => ({ ...input }),
    options: { maxIterations: MAX_ITERATIONS },
    states: regions as never,
  }) as unknown as AnyStateMachine;
  const faults = lintMachine(machine);
  if (faults.length > 0) throw new Error(`the menus of board ${board.name} are not sound:\n${faults.join('\n')}`);
  return machine;
}
