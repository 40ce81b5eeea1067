/**
 * The stories: all work that a recorder does on its flash, each from the moment before it begins. Those that are told twice differ in how full the flash
 * is, for that decides whether a record is added to a block or the log moves on.
 */

import type { MemoryStore } from '../../hal/nor/memory-store.ts';
import { NorArray } from '../../hal/nor/nor-array.ts';
import type { FlashGeometry } from '../../hal/ports.ts';
import type { AttemptLimit } from '../../storage/attempts.ts';
import { type Credentials, encodeCredentials } from '../../storage/credentials.ts';
import { type FlashJob, runNow } from '../../storage/job.ts';
import { encodeJson } from '../../storage/json.ts';
import { RECORD, Storage } from '../../storage/storage.ts';
import { type Fault, isSame, judgeRecords, recordsOf } from './fault.ts';
import { flashAfter, fullSet, SMALL_FLASH, smallestSet } from './fixture.ts';
import { resetStories, resumeStories } from './reset-stories.ts';
import type { Moment, Progress, Story } from './story.ts';

/** Three wrong guesses lock for half an hour. */
const LIMIT: AttemptLimit = { attempts: 3, lockUs: 1_800_000_000 };

export interface StoryOptions {
  readonly geometry?: FlashGeometry;
  /** The owner's set before and after a change. The longer, the more ways there are to cut its record. */
  readonly sets?: readonly [old: Credentials, changed: Credentials];
}

/** All work but the going on of a reset. */
export function workStories({
  geometry = SMALL_FLASH,
  sets: [old, changed] = [fullSet('old'), fullSet('new')],
}: StoryOptions = {}): readonly Story[] {
  const settled = flashAfter(geometry, old, (storage) => storage.markTime(1_000));
  return [
    saving('first set-up', geometry, flashAfter(geometry, undefined), changed),
    saving('change of password', geometry, settled, changed),
    smallestChange(geometry),
    saving('change of password, moving on', geometry, nearlyFull(geometry, old, changed), changed),
    ...resetStories(geometry, old),
    guessing('wrong guess', geometry, old, 0, false),
    guessing('last permitted guess', geometry, old, LIMIT.attempts - 1, false),
    guessing('right guess', geometry, old, 1, true),
    noting('stuck button', geometry, settled, RECORD.button, encodeJson({ stuck: true }), (storage) => storage.storeStuck(true)),
    noting('time mark', geometry, settled, RECORD.time, encodeJson({ unixMs: 2_000 }), (storage) => storage.markTime(2_000)),
    mending(geometry, old),
  ];
}

export function allStories(options: StoryOptions = {}): readonly Story[] {
  const { geometry = SMALL_FLASH, sets: [old] = [fullSet('old')] } = options;
  return [...workStories(options), ...resumeStories(geometry, old)];
}

/** The story that is short enough for every three cuts. */
export const smallestChange = (geometry: FlashGeometry): Story =>
  saving('change of password, smallest set', geometry, flashAfter(geometry, smallestSet('old')), smallestSet('new'));

/** A flash whose settings block has no room for another set. */
export function nearlyFull(geometry: FlashGeometry, old: Credentials, changed: Credentials): MemoryStore {
  const flash = flashAfter(geometry, old);
  const erases = (from: MemoryStore): number => {
    const array = new NorArray(geometry, from.clone());
    runNow(new Storage(array).saveCredentials(changed), (operation) => array.perform(operation));
    return Array.from({ length: geometry.size / geometry.eraseSize }, (_, block) => array.eraseCount(block) - from.eraseCount(block)).reduce(
      (a, b) => a + b,
    );
  };
  const array = new NorArray(geometry, flash);
  // A log that never moves on is broken, and must not keep us here for ever.
  for (let left = geometry.eraseSize; erases(flash) === 0; left--) {
    if (left === 0) throw new Error('the settings log never moves on');
    runNow(
      new Storage(array).attempts.guess('login', { attempts: 999, lockUs: 1 }, () => false),
      (operation) => array.perform(operation),
    );
  }
  return flash;
}

const before = (story: { readonly geometry: FlashGeometry; readonly flash: MemoryStore }) =>
  recordsOf(new Storage(new NorArray(story.geometry, story.flash)));

/** A person saves a set, and again as long as the recorder does not know it. */
function saving(name: string, geometry: FlashGeometry, flash: MemoryStore, credentials: Credentials): Story {
  return noting(name, geometry, flash, RECORD.credentials, encodeCredentials(credentials), (storage) => storage.saveCredentials(credentials));
}

/** One record gets a new payload; `store` is repeated until it has it. */
function noting(
  name: string,
  geometry: FlashGeometry,
  flash: MemoryStore,
  type: number,
  payload: Uint8Array,
  store: (storage: Storage) => FlashJob<string>,
): Story {
  const records = before({ geometry, flash });
  const either = new Map([[type, [records.get(type), payload]]]);
  const done = new Map([[type, [payload]]]);
  const latest = (storage: Storage) => (type === RECORD.credentials ? storage.settings : storage.device).get(type);
  return {
    name,
    geometry,
    flash,
    *work(storage) {
      return isSame(payload, latest(storage)) || (yield* store(storage)) === 'written';
    },
    judge: (storage, moment) => judgeRecords(storage, records, moment === 'finished' ? done : either),
  };
}

/** How a progress holds two numbers: guesses begun times this, and those that were looked at. */
const BEGUN = 16;

/** A person guesses once a life. A guess that was begun may be counted, one that was looked at must be. */
function guessing(name: string, geometry: FlashGeometry, credentials: Credentials, failures: number, isRight: boolean): Story {
  const earlier = Array.from({ length: failures }, () => (storage: Storage) => storage.attempts.guess('login', LIMIT, () => false));
  const flash = flashAfter(geometry, credentials, ...earlier);
  const records = before({ geometry, flash });
  return {
    name,
    geometry,
    flash,
    *work(storage: Storage, progress: Progress) {
      progress.value += BEGUN;
      const guess = yield* storage.attempts.guess('login', LIMIT, () => {
        progress.value++;
        return isRight;
      });
      return guess !== 'unwritable';
    },
    judge(storage: Storage, moment: Moment, progress: number): Fault | undefined {
      const looked = progress % BEGUN;
      const most = failures + Math.floor(progress / BEGUN);
      const payload = storage.settings.get(RECORD.attempts);
      const fault = judgeRecords(storage, records, new Map([[RECORD.attempts, [typeof payload === 'string' ? undefined : payload]]]));
      if (fault) return fault;
      const now = storage.attempts.of('login');
      if (now === 'damaged') return { kind: 'lost', text: 'the count of guesses is unreadable' };
      const isLocked = now.lockedUs === LIMIT.lockUs && now.failures === 0;
      if (isLocked) return most >= LIMIT.attempts ? undefined : { kind: 'mixed', text: 'locked too early' };
      if (now.lockedUs !== 0) return { kind: 'mixed', text: `a lock of ${now.lockedUs} us` };
      // A right guess ends the count, and nobody may have been told before power was cut: what is counted then may be later guesses only.
      const least = isRight && looked > 0 ? 0 : failures + looked;
      if (now.failures > most) return { kind: 'mixed', text: `${now.failures} guesses are counted, ${most} were begun` };
      if (now.failures < least) return { kind: 'uncounted', text: `${now.failures} guesses are counted, ${least} were looked at` };
      if (moment === 'finished' && isRight && now.failures > 0) return { kind: 'mixed', text: 'a right guess is counted as a wrong one' };
      return undefined;
    },
  };
}

/** A bit flipped by age in each log: the next boot mends it, by moving on. */
function mending(geometry: FlashGeometry, credentials: Credentials): Story {
  const flash = flashAfter(geometry, credentials);
  const array = new NorArray(geometry, flash);
  for (const address of [0, 3 * geometry.eraseSize]) array.flipBit(address + 3 * geometry.writeSize + 40, 3);
  const records = before({ geometry, flash });
  return {
    name: 'mending flipped bits',
    geometry,
    flash,
    // biome-ignore lint/correctness/useYield: everything is done by the boot.
    *work(storage) {
      return !storage.needsHealing;
    },
    judge: (storage) => judgeRecords(storage, records),
  };
}
