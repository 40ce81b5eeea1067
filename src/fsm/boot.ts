/**
 * The region `boot` of the statechart: from power-good to a usable recorder, through a reset to the next boot, and on with a reset that power
 * interrupted. A reset is four steps; each asks the device for one thing and waits until it is durable.
 */
import type { ResetScope } from './system.ts';
import { ask, showLed, startOf, stopOf, timer } from './words.ts';

/** What an accepted hold sets in motion. */
export const ACCEPTS = {
  'factory-default.accepted': 'defaulting',
  'password-reset.accepted': 'clearing-password',
  'restart.accepted': 'restarting',
} as const;

/** Where a boot ends. */
const USABLE = [
  { guard: { type: 'credentialsAre', params: 'present' }, target: 'ready.login' },
  { guard: { type: 'credentialsAre', params: 'absent' }, target: 'ready.wizard' },
  { target: 'locked' },
];

/**
 * A reset, step by step; each step is durable before the next begins. Before `erasing` nothing has changed; from there on only forward, if need be
 * after a power cut, by the next boot.
 */
function resetProcess(scope: ResetScope) {
  return {
    entry: [showLed('fast-blink')],
    initial: 'requesting',
    states: {
      requesting: {
        entry: [ask({ type: 'reset.request', scope })],
        on: { 'reset.requested': 'erasing', 'reset.failed': '#boot.reset-failed.unchanged' },
      },
      erasing: {
        entry: [ask({ type: 'settings.erase' })],
        on: { 'settings.erased': 'restoring', 'reset.failed': '#boot.reset-failed.unfinished' },
      },
      restoring: {
        entry: [ask({ type: 'defaults.restore' })],
        on: { 'defaults.restored': 'finishing', 'reset.failed': '#boot.reset-failed.unfinished' },
      },
      finishing: {
        entry: [ask({ type: 'reset.finish' })],
        on: { 'reset.finished': '#boot.restarting', 'reset.failed': '#boot.reset-failed.unfinished' },
      },
    },
  };
}

/** A reset that power interrupted goes on where it stopped. */
const RESUME = (['all', 'password'] as const).flatMap((scope) => {
  const process = scope === 'all' ? 'defaulting' : 'clearing-password';
  return [
    { guard: { type: 'erasePending', params: scope }, target: `${process}.erasing` },
    { guard: { type: 'finishPending', params: scope }, target: `${process}.finishing` },
  ];
});

/** From power-good to a usable recorder, and through a reset to the next boot. */
export const BOOT = {
  id: 'boot',
  initial: 'starting',
  states: {
    starting: { ...timer('sampling.started'), on: { 'sampling.started': [...RESUME, { target: 'initialising' }] } },
    initialising: {
      entry: [startOf('initialisation.finished'), showLed('slow-blink')],
      exit: [stopOf('initialisation.finished')],
      on: { ...ACCEPTS, 'initialisation.finished': [{ guard: 'holdIsPending', target: 'awaiting-release' }, ...USABLE] },
    },
    'awaiting-release': { on: { ...ACCEPTS, 'hold.ended': USABLE } },
    ready: {
      entry: [showLed('on')],
      on: { ...ACCEPTS, 'factory-default.requested': 'defaulting', 'restart.requested': 'restarting' },
      initial: 'login',
      states: { login: {}, wizard: { on: { 'setup.finished': 'login' } } },
    },
    // The login data are damaged: only the button leads out.
    locked: { entry: [showLed('slow-blink')], on: { ...ACCEPTS, 'restart.requested': 'restarting' } },
    defaulting: resetProcess('all'),
    'clearing-password': resetProcess('password'),
    'reset-failed': { initial: 'unchanged', states: { unchanged: {}, unfinished: {} } },
    // The restart ends this run of the machine.
    restarting: { ...timer('restart.due'), on: { 'restart.due': { actions: ask({ type: 'device.restart' }) } } },
  },
};
