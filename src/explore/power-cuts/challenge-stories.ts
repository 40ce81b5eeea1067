/**
 * The stories of the QR code: a new challenge in place of none, of one, of one with too many wrong codes; a code that was sent; a challenge that is given up;
 * guesses at a code; and the way back in, from the code that was typed to the password that is saved. No number is given twice, no wrong code is forgotten
 * but with its QR code, and no code opens a recorder twice.
 */

import type { MemoryStore } from '../../hal/nor/memory-store.ts';
import type { FlashGeometry } from '../../hal/ports.ts';
import { createRandom } from '../../random.ts';
import { type AttemptLimit, UNTIL_RENEWED } from '../../storage/attempts.ts';
import { encodeChallenge, encodeVoid } from '../../storage/challenge.ts';
import { type Credentials, encodeCredentials } from '../../storage/credentials.ts';
import type { FlashJob } from '../../storage/job.ts';
import { lengthOfLog } from '../../storage/log.ts';
import { RECORD, type Storage } from '../../storage/storage.ts';
import { sayingOf } from './fault.ts';
import { CHALLENGE, filledUp, flashAfter, NONCE } from './fixture.ts';
import { guessing } from './guess-stories.ts';
import { noting } from './noting.ts';
import { type Recovering, recovering, renewing } from './recovery-stories.ts';
import type { Story } from './story.ts';

const LIMIT: AttemptLimit = { attempts: 3, lockUs: UNTIL_RENEWED };

const renew = (storage: Storage) => storage.renewChallenge(NONCE, CHALLENGE.createdMs);
const wrong =
  (route: 'login' | 'code', limit = LIMIT) =>
  (storage: Storage): FlashJob<unknown> =>
    storage.attempts.guess(route, limit, () => false);

export function challengeStories(geometry: FlashGeometry, [old, changed]: readonly [Credentials, Credentials]): readonly Story[] {
  const after = (...jobs: readonly ((storage: Storage) => FlashJob<unknown>)[]) => flashAfter(geometry, old, ...jobs);
  const live = after((storage) => storage.markTime(1_000), renew);
  const used = after(renew, wrong('login'), wrong('code'));
  const spent = after(renew, wrong('login'), wrong('code'), wrong('code'), wrong('code'));
  const issued = { ...CHALLENGE, issue: 1, issuedMs: 2_000 };
  const guess = (name: string, failures: number, isRight: boolean) => {
    const flash = after(renew, wrong('login'), ...Array.from({ length: failures }, () => wrong('code')));
    return guessing({ name, geometry, flash, route: 'code', limit: LIMIT, isRight });
  };
  return [
    renewing('QR code, the first', geometry, after()),
    renewing('QR code anew', geometry, used),
    renewing('QR code anew, wrong codes used up', geometry, spent),
    renewing('QR code anew, both logs full', geometry, bothFull(geometry, used)),
    noting('security code sent', geometry, live, RECORD.challenge, encodeChallenge(issued), (storage) => storage.noteIssue(CHALLENGE, 1, 2_000)),
    noting('QR code given up', geometry, used, RECORD.challenge, encodeVoid(), (storage) => storage.voidChallenge()),
    guess('wrong security code', 0, false),
    guess('last permitted wrong security code', LIMIT.attempts - 1, false),
    guess('right security code', 1, true),
    guess('right security code, last permitted', LIMIT.attempts - 1, true),
    ...recoveryStories(geometry, used, [old, changed]),
  ];
}

/** The way back in, with room in the settings block, without it, and with a log that fills its block to the last unit. */
function recoveryStories(geometry: FlashGeometry, used: MemoryStore, [old, changed]: readonly [Credentials, Credentials]): readonly Story[] {
  const moving = filledUp(geometry, used, wrong('code', { attempts: 999, lockUs: 1 }), wrong('login', { attempts: 999, lockUs: 1 }));
  const [fullest, other] = [fillingTheLog(geometry, old), fillingTheLog(geometry, changed)];
  const full = flashAfter(geometry, fullest, renew, wrong('login'), wrong('code'), (storage) => storage.settings.moveOn());
  const told: readonly (readonly [string, Recovering])[] = [
    ['recovery', { geometry, flash: used, changed, pairs: ['bytes', 'bytes'] }],
    ['recovery, settings moving on', { geometry, flash: moving, changed, pairs: ['bytes', 'bytes'] }],
    ['recovery, the fullest log', { geometry, flash: full, changed: other, pairs: ['bytes', 'few'] }],
  ];
  return told.map(([name, recovery]) => recovering(name, recovery));
}

/** The next new QR code makes both logs move on. */
function bothFull(geometry: FlashGeometry, from: MemoryStore): MemoryStore {
  const device = filledUp(
    geometry,
    from,
    (storage) => storage.markTime(1_000_000),
    (storage, count) => storage.storeStuck(count % 2 === 0),
  );
  return filledUp(geometry, device, (storage) => storage.voidChallenge(), sayingAgain());
}

/** What is stored is stored once more, now this and now that, in no order: records that come in turns may always leave room for a shorter one. */
function sayingAgain(): (storage: Storage) => FlashJob<unknown> {
  const random = createRandom(1);
  const types = [RECORD.challenge, RECORD.attempts, RECORD.credentials];
  return (storage) => {
    const type = types[random.int(0, types.length - 1)] ?? RECORD.attempts;
    return storage.settings.append({ type, payload: sayingOf(storage, type) ?? encodeVoid() });
  };
}

/** The set with a hint so long that with challenge and counts it takes all of an erase block, or as much of it as whole units can. */
function fillingTheLog(geometry: FlashGeometry, credentials: Credentials): Credentials {
  const counts = new TextEncoder().encode('{"login":{"failures":1,"lockedUs":0},"code":{"failures":1,"lockedUs":0}}');
  const others = [encodeChallenge(CHALLENGE), counts];
  const lengthWith = (hint: string) => lengthOfLog([encodeCredentials({ ...credentials, hint }), ...others], geometry);
  let hint = 'h';
  while (lengthWith(`${hint}h`) <= geometry.eraseSize) hint += 'h';
  return { ...credentials, hint };
}
