/**
 * What stands on the recorder's monitor, as data. Renderers draw it; they decide nothing.
 * Every screen says where its text comes from: `seed` (the reset guide), `manual`, or `assumed` (our wording).
 */
import type { Us } from '../../units.ts';

export interface Screen {
  /** Names the screen for scenarios and traces. */
  readonly title: string;
  readonly lines: readonly string[];
  /** 0 to 1 where something takes its time. */
  readonly progress?: number;
  /** The seed guide, a manual, or our own wording. */
  readonly source: 'seed' | 'manual' | 'assumed';
}

/** What the screen depends on: the boot region of the statechart and a few facts beside it. */
export interface ScreenFacts {
  readonly boot: string;
  readonly hold: string;
  readonly brand: string;
  readonly model: string;
  /** How long the present boot state has lasted. */
  readonly elapsedUs: Us;
  readonly initDurationUs: Us;
}

/** The title of what a monitor shows without a signal. */
export const NO_SIGNAL = 'No Signal';

const TITLES: Readonly<Record<string, string>> = {
  starting: 'Starting',
  initialising: 'Initialising',
  'awaiting-release': 'Reset button held',
  'ready.login': 'Unlock Pattern',
  'ready.wizard': 'Set-up Wizard',
  defaulting: 'Factory Default',
  'clearing-password': 'Password Reset',
  'erase-failed': 'Storage Fault',
  restarting: 'Restarting',
};

/** The title alone: it changes only with the state, so it can be traced without drawing the screen. */
export function screenTitle(boot: string): string {
  return TITLES[boot] ?? NO_SIGNAL;
}

export function screenOf(facts: ScreenFacts): Screen {
  const title = screenTitle(facts.boot);
  const fault =
    facts.hold === 'stuck' || facts.hold === 'not-released-since-fault' ? ['', 'Fault: the reset button does not release. Check the switch.'] : [];
  const screen = (lines: readonly string[], source: Screen['source'], progress?: number): Screen => ({
    title,
    lines: [...lines, ...fault],
    source,
    ...(progress === undefined ? {} : { progress }),
  });
  switch (facts.boot) {
    case 'starting':
      return screen([facts.brand], 'assumed');
    case 'initialising':
      return screen([facts.brand, facts.model, '', 'System is initialising ...'], 'assumed', Math.min(1, facts.elapsedUs / facts.initDurationUs));
    case 'awaiting-release':
      return screen([facts.brand, facts.model, '', 'The reset button is held.', 'Release it to go on.'], 'assumed');
    case 'ready.login':
      return screen(['o   o   o', 'o   o   o', 'o   o   o', '', '[Forgot Pattern]'], 'seed');
    case 'ready.wizard':
      return screen(
        ['Welcome. This recorder is set to its factory defaults.', '', 'User name   admin', 'Password    ________', '', '[Next]'],
        'manual',
      );
    case 'defaulting':
      return screen(['Restoring factory default settings.', 'Recordings are kept.', 'Do not switch off.'], 'manual');
    case 'clearing-password':
      return screen(['Clearing the password.', 'Do not switch off.'], 'assumed');
    case 'erase-failed':
      return screen(['The settings could not be erased.', 'Switch off and call service.'], 'assumed');
    case 'restarting':
      return screen(['Restarting ...'], 'assumed');
    default:
      return screen([], 'assumed');
  }
}
