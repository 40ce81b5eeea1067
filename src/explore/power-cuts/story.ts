/**
 * A story is a piece of work on flash that power may leave at any operation: the flash it begins with, what the firmware and the person do after each
 * boot until it is done, and what may be found at every boot. A life of the recorder is one boot: mending, the rest of a pending reset, then
 * the work. What a life knows and a flash does not, such as that a guess was looked at, is the story's progress: one small number.
 */

import type { MemoryStore } from '../../hal/nor/memory-store.ts';
import type { FlashGeometry } from '../../hal/ports.ts';
import type { FlashJob } from '../../storage/job.ts';
import type { Storage } from '../../storage/storage.ts';
import type { Fineness } from './cuts.ts';
import type { Fault } from './fault.ts';

/** What was promised or seen so far, over all lives; 0 in the beginning. */
export interface Progress {
  value: number;
}

/** `boot`: nothing was written yet; `recovered`: mending and a pending reset are done; `finished`: the work is, too. */
export type Moment = 'boot' | 'recovered' | 'finished';

export interface Story {
  readonly name: string;
  readonly geometry: FlashGeometry;
  /** The flash before the story. */
  readonly flash: MemoryStore;
  /** `judge` looks at the bytes of the settings blocks, not only at what storage says. */
  readonly judgesRemains?: boolean;
  /** What a reset must leave nothing of. */
  readonly erases?: readonly string[];
  /** What makes a recorder with this flash do the work: its boot alone, or the factory default of its menu. */
  readonly begunBy?: 'boot' | 'menu';
  /** How fine the first and the second of two cuts are in the long form, where all of them would take hours; by default all. */
  readonly pairs?: readonly [first: Fineness, second: Fineness];
  /** What remains to be done, as a person or the firmware would find out; nothing when it is done. False: it did not succeed. */
  work(storage: Storage, progress: Progress): FlashJob<boolean>;
  judge(storage: Storage, moment: Moment, progress: number, flash: MemoryStore): Fault | undefined;
}

/** What the firmware does at every boot before anything else; the order is that of the statechart. False: a pending reset could not be finished. */
export function* recover(storage: Storage): FlashJob<boolean> {
  yield* storage.heal();
  return yield* finishReset(storage);
}

/** The steps of a reset that are still to be done, if one is pending. */
export function* finishReset(storage: Storage): FlashJob<boolean> {
  const pending = storage.stored.pendingReset;
  if (!pending) return true;
  if (!pending.isErased && !((yield* storage.eraseSettings()) && (yield* storage.restoreDefaults()))) return false;
  return yield* storage.finishReset();
}
