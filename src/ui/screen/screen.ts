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
  /** Of a reset that is going on: blocks erased so far, blocks to erase, and whether an earlier power-up began it. */
  readonly erased: number;
  readonly eraseBlocks: number;
  readonly isResumed: boolean;
  /** Nobody knows whether a reset was going on. */
  readonly isJournalDamaged: boolean;
}

/** The title of what a monitor shows without a signal. */
export const NO_SIGNAL = 'No Signal';

const TITLES: Readonly<Record<string, string>> = {
  starting: 'Starting',
  initialising: 'Initialising',
  'awaiting-release': 'Reset button held',
  'ready.login': 'Unlock Pattern',
  'ready.wizard': 'Set-up Wizard',
  locked: 'Recorder Locked',
  defaulting: 'Factory Default',
  'clearing-password': 'Password Reset',
  'reset-failed': 'Storage Fault',
  restarting: 'Restarting',
};

/** The title alone: it changes only with the state, so it can be traced without drawing the screen. */
export function screenTitle(boot: string): string {
  return TITLES[boot] ?? TITLES[boot.slice(0, boot.indexOf('.'))] ?? NO_SIGNAL;
}

export function screenOf(facts: ScreenFacts): Screen {
  const title = screenTitle(facts.boot);
  const faults = faultsOf(facts);
  const screen = (lines: readonly string[], source: Screen['source'], progress?: number): Screen => ({
    title,
    lines: [...lines, ...faults],
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
    case 'locked':
      return screen(['The login data is damaged: nobody can log in.', 'Restore the factory defaults with the reset button.'], 'assumed');
    case 'reset-failed.unchanged':
      return screen(['The reset could not be noted: nothing was changed.', 'Switch off and call service.'], 'assumed');
    case 'reset-failed.unfinished':
      return screen(
        ['The settings could not be erased. The reset will go on', 'at the next power-up. If this comes again, call service.'],
        'assumed',
      );
    case 'restarting':
      return screen(['Restarting ...'], 'assumed');
    default: {
      const step = resetStep(facts);
      return step ? screen(step.lines, step.source, step.progress) : screen([], 'assumed');
    }
  }
}

/** What a reset that is going on shows. */
function resetStep({ boot, erased, eraseBlocks, isResumed }: ScreenFacts): Omit<Screen, 'title'> | undefined {
  const [process, step] = boot.split('.');
  const steps: Readonly<Record<string, readonly [doing: string, progress: number]>> = {
    requesting: ['Noting the request ...', 0],
    erasing: [`Erasing: ${erased} of ${eraseBlocks} blocks`, (0.1 * eraseBlocks + 0.7 * erased) / eraseBlocks],
    restoring: [process === 'defaulting' ? 'Writing the factory settings ...' : 'Keeping the other settings ...', 0.8],
    finishing: ['Finishing ...', 0.95],
  };
  const [doing, progress] = steps[step ?? ''] ?? [];
  if (doing === undefined || progress === undefined) return undefined;
  const resumed = 'Power was lost: going on where it stopped.';
  const end = ['', doing, 'Do not switch off.'];
  if (process === 'defaulting')
    return { lines: ['Restoring factory default settings.', isResumed ? resumed : 'Recordings are kept.', ...end], source: 'manual', progress };
  return { lines: ['Clearing the password.', ...(isResumed ? [resumed] : []), ...end], source: 'assumed', progress };
}

function faultsOf({ hold, isJournalDamaged }: ScreenFacts): readonly string[] {
  const faults = [];
  if (hold === 'stuck' || hold === 'not-released-since-fault') faults.push('Fault: the reset button does not release. Check the switch.');
  if (isJournalDamaged) faults.push('Fault: the reset journal is damaged. Nothing was erased.');
  return faults.length > 0 ? ['', ...faults] : [];
}
