/**
 * The stories: all work that a recorder does on its flash, each from the moment before it begins. Those that are told twice differ in how full the flash
 * is, for that decides whether a record is added to a block or the log moves on.
 */

import type { MemoryStore } from '../../hal/nor/memory-store.ts';
import { NorArray } from '../../hal/nor/nor-array.ts';
import type { FlashGeometry } from '../../hal/ports.ts';
import type { AttemptLimit } from '../../storage/attempts.ts';
import type { Credentials } from '../../storage/credentials.ts';
import { encodeJson } from '../../storage/json.ts';
import { RECORD, Storage } from '../../storage/storage.ts';
import { challengeStories } from './challenge-stories.ts';
import { judgeRecords, recordsOf } from './fault.ts';
import { filledUp, flashAfter, fullSet, NONCE, SMALL_FLASH, smallestSet } from './fixture.ts';
import { guessing } from './guess-stories.ts';
import { noting, saving } from './noting.ts';
import { resetStories, resumeStories } from './reset-stories.ts';
import type { Story } from './story.ts';

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
  // What marks the time must keep the number of the QR code.
  const numbered = flashAfter(geometry, old, (storage) => storage.renewChallenge(NONCE, 1_000));
  const login = (name: string, failures: number, isRight: boolean) => {
    const earlier = Array.from({ length: failures }, () => (storage: Storage) => storage.attempts.guess('login', LIMIT, () => false));
    return guessing({ name, geometry, flash: flashAfter(geometry, old, ...earlier), route: 'login', limit: LIMIT, isRight });
  };
  return [
    saving('first set-up', geometry, flashAfter(geometry, undefined), changed),
    saving('change of password', geometry, settled, changed),
    smallestChange(geometry),
    saving('change of password, moving on', geometry, nearlyFull(geometry, old, changed), changed),
    login('wrong guess', 0, false),
    login('last permitted guess', LIMIT.attempts - 1, false),
    login('right guess', 1, true),
    noting('stuck button', geometry, settled, RECORD.button, encodeJson({ stuck: true }), (storage) => storage.storeStuck(true)),
    noting('time mark', geometry, numbered, RECORD.time, encodeJson({ unixMs: 2_000, sequence: 1 }), (storage) => storage.markTime(2_000)),
    ...challengeStories(geometry, [old, changed]),
    mending(geometry, old),
    ...resetStories(geometry, old),
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
  return filledUp(
    geometry,
    flashAfter(geometry, old),
    (storage) => storage.saveCredentials(changed),
    (storage) => storage.attempts.guess('login', { attempts: 999, lockUs: 1 }, () => false),
  );
}

/** A bit flipped by age in each log: the next boot mends it, by moving on. */
function mending(geometry: FlashGeometry, credentials: Credentials): Story {
  const flash = flashAfter(geometry, credentials);
  const array = new NorArray(geometry, flash);
  for (const address of [0, 3 * geometry.eraseSize]) array.flipBit(address + 3 * geometry.writeSize + 40, 3);
  const records = recordsOf(new Storage(array));
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
