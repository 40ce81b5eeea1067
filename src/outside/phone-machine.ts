/**
 * The phone in the owner's hand: from the apps on its home screen through the menus of one of them to the camera, and what comes of a picture.
 * Order and names are the reset guide's: Home > Setting > Password Security > Reset Password > permission > scan. Like the recorder's machines it is flat and
 * pure; taking the picture, reading it and asking the vendor's service are commands, their outcomes are events.
 */
import { type AnyStateMachine, assign, emit, setup } from 'xstate';
import { MAX_ITERATIONS } from '../fsm/lint.ts';

export type PhoneCommand =
  /** Answered by `code.read`, `foreign.read` or `nothing.read`. */
  | { readonly type: 'picture.take' }
  /** Answered by `service.answered` or `service.unreachable`. */
  | { readonly type: 'service.ask' }
  | { readonly type: 'camera.allow' };

interface Context {
  readonly mayUseCamera: boolean;
}

const ask = (command: PhoneCommand) => ({ type: 'ask', params: command });
const back = (target: string) => ({ 'back.clicked': target });

const PHONE = {
  initial: 'apps',
  on: {
    'app.closed': { target: '.apps', actions: { type: 'permit', params: false } },
    'camera.permitted': { actions: { type: 'permit', params: true } },
  },
  states: {
    apps: { on: { 'app.opened': 'app' } },
    app: { on: { 'home.clicked': 'home' } },
    home: { on: { 'setting.clicked': 'setting', ...back('app') } },
    setting: { on: { 'password-security.clicked': 'password-security', ...back('home') } },
    'password-security': {
      on: { 'reset-password.clicked': [{ guard: 'mayUseCamera', target: 'camera' }, { target: 'permission' }], ...back('setting') },
    },
    permission: {
      on: {
        'allow.clicked': { target: 'camera', actions: [ask({ type: 'camera.allow' }), { type: 'permit', params: true }] },
        'deny.clicked': 'denied',
      },
    },
    denied: { on: back('password-security') },
    camera: { on: { 'scan.clicked': 'reading', ...back('password-security') } },
    reading: {
      entry: [ask({ type: 'picture.take' })],
      on: { 'code.read': 'asking', 'nothing.read': 'nothing-read', 'foreign.read': 'foreign-read' },
    },
    'nothing-read': { on: { 'scan.clicked': 'reading', ...back('password-security') } },
    'foreign-read': { on: { 'scan.clicked': 'reading', ...back('password-security') } },
    asking: { entry: [ask({ type: 'service.ask' })], on: { 'service.answered': 'answered', 'service.unreachable': 'unreachable' } },
    answered: { on: { 'done.clicked': 'app' } },
    unreachable: { on: { 'scan.clicked': 'reading', ...back('password-security') } },
  },
};

export function createPhoneMachine(): AnyStateMachine {
  return setup({
    types: {} as { context: Context; events: { type: string }; emitted: PhoneCommand },
    guards: { mayUseCamera: ({ context }) => context.mayUseCamera },
    actions: {
      permit: assign((_, mayUseCamera: boolean) => ({ mayUseCamera })),
      ask: emit((_, command: PhoneCommand) => command),
    },
  }).createMachine({
    id: 'phone',
    type: 'parallel',
    context: { mayUseCamera: false },
    options: { maxIterations: MAX_ITERATIONS },
    states: { phone: PHONE } as never,
  }) as unknown as AnyStateMachine;
}
