/**
 * What the next boot would make of a flash, with the button left alone: where it ends, what it goes on with, what it complains of. Asked of the same
 * `Storage` that a boot reads. Not known here: whether the chip still works; a worn block shows only when it is erased.
 */
import type { ReadableFlash } from '../hal/ports.ts';
import { ROUTES } from './attempts.ts';
import { type BlockDump, dumpFlash } from './dump.ts';
import type { ResetScope } from './reset-journal.ts';
import { RECORD, Storage } from './storage.ts';

export interface BootForecast {
  /** `resumes`: it goes on with a reset and restarts; then it ends at the set-up wizard. */
  readonly outcome: 'login' | 'wizard' | 'locked' | 'resumes';
  /** Of a reset that is not done. */
  readonly reset: { readonly scope: ResetScope; readonly erased: number; readonly of: number; readonly onlyLastStep: boolean } | undefined;
  /** Why it is locked. */
  readonly lockedBecause: 'login-data-damaged' | 'login-data-missing' | 'nothing-stored' | undefined;
  readonly faults: readonly BootFault[];
  /** Something is amiss that can still be read, and will be mended. */
  readonly willMend: boolean;
}

export type BootFault = 'button-stuck' | 'reset-journal-damaged' | 'identity-lost' | 'recordings-mark-lost' | 'attempts-damaged';

/** `blocks`: what `dumpFlash` says of the same flash. Throws a RangeError when the flash has too few blocks for the logs. */
export function forecastBoot(flash: ReadableFlash, blocks: readonly BlockDump[] = dumpFlash(flash)): BootForecast {
  const storage = new Storage(flash);
  const { credentials, pendingReset, stuckBefore, journalDamaged } = storage.stored;
  const { pending } = storage.journal;
  const faults: BootFault[] = [];
  if (stuckBefore) faults.push('button-stuck');
  if (journalDamaged) faults.push('reset-journal-damaged');
  if (!storage.identity) faults.push('identity-lost');
  if (storage.recordings === undefined) faults.push('recordings-mark-lost');
  // Without login data nobody guesses, and a reset erases the counts.
  if (credentials === 'present' && !pending && ROUTES.some((route) => storage.attempts.of(route) === 'damaged')) faults.push('attempts-damaged');
  const isLocked = !pending && credentials === 'corrupt';
  return {
    outcome: pending ? 'resumes' : credentials === 'present' ? 'login' : credentials === 'absent' ? 'wizard' : 'locked',
    reset: pending && {
      scope: pending.scope,
      erased: pending.erased,
      of: storage.settingsBlocks,
      onlyLastStep: pendingReset?.isErased === true,
    },
    lockedBecause: isLocked ? reasonOf(storage, blocks) : undefined,
    faults,
    willMend: storage.needsHealing,
  };
}

function reasonOf({ settings }: Storage, blocks: readonly BlockDump[]): BootForecast['lockedBecause'] {
  if (blocks.every(({ state }) => state === 'free')) return 'nothing-stored';
  const isErased = blocks.every(({ role, state }) => role === 'device' || state === 'free');
  return isErased || settings.get(RECORD.credentials) === 'absent' ? 'login-data-missing' : 'login-data-damaged';
}
