/**
 * The two stories that take more than one commit. A new QR code: its number is taken, the challenge stored, the wrong codes forgotten, in this order. The way back in:
 * a security code is counted and looked at, then the new password is saved and the challenge is void, both at once; and whoever has the code tries it again.
 */

import type { MemoryStore } from '../../hal/nor/memory-store.ts';
import { NorArray } from '../../hal/nor/nor-array.ts';
import type { FlashGeometry } from '../../hal/ports.ts';
import { type AttemptLimit, UNTIL_RENEWED } from '../../storage/attempts.ts';
import { type Credentials, encodeCredentials } from '../../storage/credentials.ts';
import { readValue } from '../../storage/record-value.ts';
import { RECORD, Storage } from '../../storage/storage.ts';
import { type Fault, isSame, judgeRecords, recordsOf, sayingOf, whateverIsThere } from './fault.ts';
import { nonceOf } from './fixture.ts';
import { othersOf } from './guess-stories.ts';
import type { Moment, Progress, Story } from './story.ts';

/** How a progress holds two numbers: the higher times this, and the lower. */
const HIGH = 16;

/** The number of the latest QR code, as the flash has it; 0 where there was none. */
export function lastNumber(storage: Storage): number {
  const payload = sayingOf(storage, RECORD.time);
  const value = payload && readValue(RECORD.time, payload);
  return value?.kind === 'time' ? value.sequence : 0;
}

/** One QR code a life. The progress holds how many were begun, and how far the numbers of those that anybody can have seen had come before the latest. */
export function renewing(name: string, geometry: FlashGeometry, flash: MemoryStore): Story {
  const start = new Storage(new NorArray(geometry, flash));
  const records = recordsOf(start);
  const [first, others, counted] = [lastNumber(start), othersOf(start, 'code'), JSON.stringify(start.attempts.of('code'))];
  const uncounted = JSON.stringify({ failures: 0, lockedUs: 0 });

  function judge(storage: Storage, moment: Moment, progress: number): Fault | undefined {
    const begun = Math.floor(progress / HIGH);
    const fault = judgeRecords(storage, records, whateverIsThere(storage, RECORD.challenge, RECORD.attempts, RECORD.time));
    if (fault) return fault;
    if (storage.timeMark !== start.timeMark) return { kind: 'lost', text: `the time is ${storage.timeMark}` };
    if (othersOf(storage, 'code') !== others) return { kind: 'mixed', text: 'guesses at another way in are counted differently' };
    const { challenge } = storage;
    const number = lastNumber(storage);
    const count = JSON.stringify(storage.attempts.of('code'));
    if (number < first || number > first + begun)
      return { kind: 'repeated', text: `the latest number is ${number}, after ${first} and ${begun} more` };
    if (isSame(records.get(RECORD.challenge), sayingOf(storage, RECORD.challenge) ?? 'absent')) {
      if (moment === 'finished') return { kind: 'lost', text: 'the new QR code is not there' };
      return count === counted ? undefined : { kind: 'revived', text: `of the old QR code are counted ${count}, not ${counted}` };
    }
    if (typeof challenge !== 'object') return { kind: 'lost', text: `the challenge is ${challenge}` };
    const { nonce, sequence, createdMs: life, issue } = challenge;
    if (nonce !== nonceOf(life) || life < 1 || life > begun || issue !== 0)
      return { kind: 'mixed', text: `a challenge of ${JSON.stringify(challenge)}` };
    const seen = life === begun ? progress % HIGH : 0;
    if (sequence <= first + seen || sequence > number) return { kind: 'repeated', text: `QR code ${sequence} after ${first + seen}, of ${number}` };
    if (moment === 'finished' && life < begun) return { kind: 'lost', text: 'an earlier QR code is there' };
    const isRight = count === uncounted || (count === counted && moment !== 'finished');
    return isRight ? undefined : { kind: 'uncounted', text: `of the new QR code are counted ${count}` };
  }

  return {
    name,
    geometry,
    flash,
    pairs: ['bytes', 'bytes'],
    *work(storage: Storage, progress: Progress) {
      const { challenge } = storage;
      const seen = typeof challenge === 'object' ? challenge.sequence - first : 0;
      const life = Math.floor(progress.value / HIGH) + 1;
      progress.value = life * HIGH + Math.max(seen, progress.value % HIGH);
      return (yield* storage.renewChallenge(nonceOf(life), life)) === 'written';
    },
    judge,
  };
}

/** The way back in. */
export interface Recovering {
  readonly geometry: FlashGeometry;
  /** With a challenge, and one wrong code and one wrong password counted. */
  readonly flash: MemoryStore;
  readonly changed: Credentials;
  /** As a story has it. */
  readonly pairs: NonNullable<Story['pairs']>;
}

/** More than are begun in all lives of a story. */
const LIMIT: AttemptLimit = { attempts: 12, lockUs: UNTIL_RENEWED };

/** What else the progress of a recovery holds, beside the guesses that were begun: a right code was looked at; the save was reported. */
const [LOOKED, SAVED] = [1, 2];

/** Whoever has the code uses it as long as the old password counts, saves, and uses it again. */
export function recovering(name: string, { geometry, flash, changed, pairs }: Recovering): Story {
  const start = new Storage(new NorArray(geometry, flash));
  const records = recordsOf(start);
  const { challenge } = start;
  if (typeof challenge !== 'object') throw new Error('the story needs a challenge');
  const set = encodeCredentials(changed);
  const others = othersOf(start, 'code');
  const none = JSON.stringify(Array(2).fill({ failures: 0, lockedUs: 0 }));
  const isGood = (storage: Storage) => typeof storage.challenge === 'object' && storage.challenge.nonce === challenge.nonce;

  function judge(storage: Storage, moment: Moment, progress: number): Fault | undefined {
    const allowed = whateverIsThere(storage, RECORD.challenge, RECORD.attempts).set(RECORD.credentials, [records.get(RECORD.credentials), set]);
    const fault = judgeRecords(storage, records, allowed);
    if (fault) return fault;
    const isNew = isSame(set, sayingOf(storage, RECORD.credentials) ?? 'absent');
    if (!isNew && (moment === 'finished' || (progress & SAVED) > 0))
      return { kind: 'lost', text: 'the password that was saved', record: 'credentials' };
    if (isNew && storage.challenge !== 'void') return { kind: 'revived', text: 'the new password counts, and the code is still good' };
    if (!isNew && !isSame(records.get(RECORD.challenge), sayingOf(storage, RECORD.challenge) ?? 'absent'))
      return { kind: 'lost', text: 'the old password counts, and the code is no longer good' };
    if (othersOf(storage, 'code') !== (isNew ? none : others)) return { kind: 'mixed', text: `counted elsewhere: ${othersOf(storage, 'code')}` };
    const code = storage.attempts.of('code');
    if (code === 'damaged' || code.lockedUs > 0) return { kind: 'lost', text: `of codes are counted ${JSON.stringify(code)}` };
    // The wrong one of before is counted until a right one is looked at, or the password is changed.
    const most = Math.floor(progress / HIGH) + (isNew ? 0 : 1);
    if (code.failures > most) return { kind: 'mixed', text: `${code.failures} codes are counted, ${most} were begun` };
    const isForgotten = !isNew && (progress & LOOKED) === 0 && code.failures < 1;
    return isForgotten ? { kind: 'uncounted', text: 'the wrong code of before is forgotten' } : undefined;
  }

  return {
    name,
    geometry,
    flash,
    pairs,
    *work(storage: Storage, progress: Progress) {
      const guess = () => {
        progress.value += HIGH;
        return storage.attempts.guess('code', LIMIT, () => {
          if (isGood(storage)) progress.value |= LOOKED;
          return isGood(storage);
        });
      };
      if (!isSame(set, sayingOf(storage, RECORD.credentials) ?? 'absent')) {
        if ((yield* guess()) !== 'right') return false;
        if ((yield* storage.saveVoidingCodes(changed)) !== 'written') return false;
        progress.value |= SAVED;
      }
      return (yield* guess()) === 'wrong';
    },
    judge,
  };
}
