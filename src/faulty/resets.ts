/** Mistakes in the order of the steps of a reset, in the statechart and in the storage. */
import { ask } from '../fsm/words.ts';
import { encodeAbsent } from '../storage/credentials.ts';
import type { FlashJob } from '../storage/job.ts';
import { RECORD, type Storage } from '../storage/storage.ts';
import { changed, regionsChanged } from './change.ts';
import type { Mistake } from './mistake.ts';

const STEPS = 'boot/states/defaulting/states';

/** Erases and restores where the journal has no reset under way. */
const withoutJournal = (Right: typeof Storage): typeof Storage =>
  class extends Right {
    override *eraseSettings(erased: (blocks: number) => void = () => {}): FlashJob<boolean> {
      if (this.journal.pending) return yield* super.eraseSettings(erased);
      // biome-ignore lint/correctness/useYield: there is nothing to be noted
      return yield* this.settings.erase('all', 0, function* (blocks) {
        erased(blocks);
        return true;
      });
    }

    override *restoreDefaults(): FlashJob<boolean> {
      if (this.journal.pending) return yield* super.restoreDefaults();
      return (yield* this.settings.format([{ type: RECORD.credentials, payload: encodeAbsent() }])) === 'written';
    }
  };

export const RESET_MISTAKES: Readonly<Record<string, Mistake>> = {
  /** The settings are erased first, and only then is the reset noted in the journal. */
  'wipes-before-request': {
    storage: withoutJournal,
    system: regionsChanged((regions) => {
      let chart = changed(regions, 'boot/states/defaulting/initial', () => 'erasing');
      chart = changed(chart, `${STEPS}/erasing/on/settings.erased`, () => 'requesting');
      return changed(chart, `${STEPS}/requesting/on/reset.requested`, () => 'restoring');
    }),
  },
  /** The journal says that the reset is done before it is. */
  'done-early': {
    storage: withoutJournal,
    system: regionsChanged((regions) => {
      let chart = changed(regions, `${STEPS}/requesting/on/reset.requested`, () => 'finishing');
      chart = changed(chart, `${STEPS}/finishing/on/reset.finished`, () => 'erasing');
      return changed(chart, `${STEPS}/restoring/on/defaults.restored`, () => '#boot.restarting');
    }),
  },
  /** A boot does not look whether a reset was under way. */
  'reset-is-not-resumed': {
    system: regionsChanged((regions) => changed(regions, 'boot/states/starting/on/sampling.started', () => [{ target: 'initialising' }])),
  },
  /** A second handler of the same button restarts the recorder at the release, while the first begins the reset. */
  'two-handlers': {
    system: regionsChanged((regions) =>
      changed(regions, `${STEPS}/requesting/entry`, (actions: readonly unknown[]) => [...actions, ask({ type: 'device.restart' })]),
    ),
  },
};
