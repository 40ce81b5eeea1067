/** Mistakes in how a contact is debounced, and a hold counted and judged. */
import { ask, stopOf, tell, timer } from '../fsm/words.ts';
import { US_PER_MS } from '../units.ts';
import type { ChartNode } from '../variant.ts';
import { added, changed, regionsChanged } from './change.ts';
import type { Mistake } from './mistake.ts';

interface State extends ChartNode {
  readonly entry?: readonly unknown[];
  readonly on?: ChartNode;
}

interface Branch {
  readonly guard?: { readonly params?: unknown } | string;
  readonly target?: string;
}

/** Every phase of a hold, with what `change` makes of it. */
const phasesChanged = (regions: ChartNode, change: (name: string, state: State) => State): ChartNode =>
  changed(regions, 'hold/states/counting/states', (states: Readonly<Record<string, State>>) =>
    Object.fromEntries(Object.entries(states).map(([name, state]) => [name, name === 'overdue' ? state : change(name, state)])),
  );

const without = (node: ChartNode | undefined, name: string): ChartNode => {
  const { [name]: _, ...rest } = node ?? {};
  return rest;
};

export const HOLD_MISTAKES: Readonly<Record<string, Mistake>> = {
  /** The line is read as pressed, whatever it says. */
  'always-active': {
    system: regionsChanged((regions) =>
      changed(
        changed(regions, 'contact/initial', () => 'closed'),
        'contact/states/closed/on/contact.opened',
        () => undefined,
      ),
    ),
  },
  /** The time of the debounce runs from the first opening; that the contact closes again does not stop it. */
  'first-opening-counts': {
    system: regionsChanged((regions) => changed(regions, 'contact/states/opening/on/contact.closed', () => undefined)),
  },
  /** A hold is judged by the phase in which its end is confirmed, a debounce time after the end. */
  'judged-when-settled': {
    system: regionsChanged((regions) =>
      phasesChanged(regions, (name, state) => ({
        ...state,
        entry: [...(state.entry ?? []), { type: 'latch', params: name }],
        on: without(state.on, 'contact.opened'),
      })),
    ),
  },
  /** The main loop looks at the contact every 10 ms, and takes the time at which it looks for the time at which the contact opened. */
  'judged-at-the-poll': {
    system: ({ regions, timers }) => ({
      regions: phasesChanged(
        added(
          changed(regions, 'contact/states/closed/on/contact.opened', () => 'unseen'),
          'contact/states/unseen',
          { ...timer('contact.polled'), on: { 'contact.closed': 'closed', 'contact.polled': 'opening' } },
        ),
        (_, state) => ({ ...state, on: { ...without(state.on, 'contact.opened'), 'contact.polled': state.on?.['contact.opened'] } }),
      ),
      timers: { ...timers, 'contact.polled': 10 * US_PER_MS },
    }),
  },
  /** A release before the window is forgotten, and the time goes on. */
  'release-is-forgotten': {
    system: regionsChanged((regions) =>
      changed(regions, 'hold/states/counting/on/button.released', (branches: readonly Branch[]) =>
        branches.map((branch) => (branch.target === 'short' ? { guard: branch.guard } : branch)),
      ),
    ),
  },
  /** Half of the hold is noted in the flash, and the next power-up goes on from there. The note is the one for a stuck button, which has no other use here. */
  'counts-over-power-ups': {
    system: ({ regions, timers }) => {
      const halfUs = Math.floor((timers['window.reached'] ?? 0) / 2);
      const note = (stuck: boolean) => ask({ type: 'fault.stored', stuck });
      const { entry, exit } = timer('window.reached');
      const latched = { 'contact.opened': { actions: { type: 'latch', params: 'early' } } };
      let chart = changed(regions, 'hold/states/counting/states/early', () => ({
        ...timer('half.reached'),
        on: { ...latched, 'half.reached': 'late' },
      }));
      chart = added(chart, 'hold/states/counting/states/late', {
        entry: [...entry, note(true)],
        exit,
        on: { ...latched, 'window.reached': 'window' },
      });
      chart = changed(chart, 'hold/states/short/entry', (actions: readonly unknown[]) => [...actions, note(false)]);
      chart = changed(chart, 'hold/states/unsampled/on/sampling.started', (branches: readonly Branch[]) =>
        branches.map((branch) => (branch.guard === 'stuckBefore' ? { ...branch, target: '#hold.counting.late' } : branch)),
      );
      return { regions: chart, timers: { ...timers, 'half.reached': halfUs, 'window.reached': (timers['window.reached'] ?? 0) - halfUs } };
    },
  },
  /** When the system has started, nobody looks after the hold any more. */
  'hold-ends-with-initialisation': {
    system: regionsChanged((regions) =>
      added(regions, 'hold/states/counting/on/initialisation.finished', { target: 'idle', actions: tell('hold.ended') }),
    ),
  },
  /** The system takes the pin for itself once it has started, and panics when it is low. */
  'panic-while-held': {
    system: regionsChanged((regions) =>
      added(regions, 'hold/states/counting/on/initialisation.finished', { actions: ask({ type: 'device.restart' }) }),
    ),
  },
  /** While it waits for the release, the main loop does nothing else. */
  'watchdog-starves': { feeds: ({ hold = '' }) => !hold.startsWith('counting') },
  /** One timer serves the beep and the debounce: an edge of the contact takes it away from the beep. */
  'beep-never-ends': {
    system: regionsChanged((regions) =>
      added(regions, 'buzzer/states/boot-beep/states/on/on/contact.opened', { actions: [stopOf('boot-beep.ended')] }),
    ),
  },
};
