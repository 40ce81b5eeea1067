/**
 * The stories of guesses, at a password and at a security code: one guess a life. A guess that was begun may be counted, one that was looked at must be; what is
 * counted of the other ways in, and the challenge, stay as they were.
 */

import type { MemoryStore } from '../../hal/nor/memory-store.ts';
import { NorArray } from '../../hal/nor/nor-array.ts';
import type { FlashGeometry } from '../../hal/ports.ts';
import { type AttemptLimit, ROUTES, type Route } from '../../storage/attempts.ts';
import { RECORD, Storage } from '../../storage/storage.ts';
import { type Fault, judgeRecords, recordsOf, whateverIsThere } from './fault.ts';
import type { Moment, Progress, Story } from './story.ts';

/** How a progress holds two numbers: guesses begun times this, and those that were looked at. */
const BEGUN = 16;

export interface Guessing {
  readonly name: string;
  readonly geometry: FlashGeometry;
  /** With the guesses that were made before. */
  readonly flash: MemoryStore;
  readonly route: Route;
  readonly limit: AttemptLimit;
  readonly isRight: boolean;
}

export function guessing({ name, geometry, flash, route, limit, isRight }: Guessing): Story {
  const start = new Storage(new NorArray(geometry, flash));
  const records = recordsOf(start);
  const before = start.attempts.of(route);
  if (before === 'damaged') throw new Error('the counts of the story are damaged');
  const others = othersOf(start, route);
  return {
    name,
    geometry,
    flash,
    *work(storage: Storage, progress: Progress) {
      progress.value += BEGUN;
      const guess = yield* storage.attempts.guess(route, limit, () => {
        progress.value++;
        return isRight;
      });
      return guess !== 'unwritable';
    },
    judge(storage: Storage, moment: Moment, progress: number): Fault | undefined {
      const fault = judgeRecords(storage, records, whateverIsThere(storage, RECORD.attempts));
      if (fault) return fault;
      if (othersOf(storage, route) !== others) return { kind: 'mixed', text: 'guesses at another way in are counted differently' };
      const looked = progress % BEGUN;
      const most = before.failures + Math.floor(progress / BEGUN);
      const now = storage.attempts.of(route);
      if (now === 'damaged') return { kind: 'lost', text: 'the count of guesses is unreadable' };
      const isLocked = now.lockedUs === limit.lockUs && now.failures === 0;
      if (isLocked) return most >= limit.attempts ? undefined : { kind: 'mixed', text: 'locked too early' };
      if (now.lockedUs !== 0) return { kind: 'mixed', text: `a lock of ${now.lockedUs} us` };
      // A right guess ends the count, and nobody may have been told before power was cut: what is counted then may be later guesses only.
      const least = isRight && looked > 0 ? 0 : before.failures + looked;
      if (now.failures > most) return { kind: 'mixed', text: `${now.failures} guesses are counted, ${most} were begun` };
      if (now.failures < least) return { kind: 'uncounted', text: `${now.failures} guesses are counted, ${least} were looked at` };
      if (moment === 'finished' && isRight && now.failures > 0) return { kind: 'mixed', text: 'a right guess is counted as a wrong one' };
      return undefined;
    },
  };
}

/** What is counted of all ways in but one. */
export function othersOf(storage: Storage, route: Route): string {
  return JSON.stringify(ROUTES.filter((other) => other !== route).map((other) => storage.attempts.of(other)));
}
