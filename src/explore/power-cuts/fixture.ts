/**
 * The recorder whose power is cut: its owner's secrets before and after, and its flash as it left the factory. The hashes are no hashes of anything:
 * storage looks at their form only, and scrypt would take a hundred thousand times as long as a power cut.
 */

import { MemoryStore } from '../../hal/nor/memory-store.ts';
import { NorArray } from '../../hal/nor/nor-array.ts';
import type { FlashGeometry } from '../../hal/ports.ts';
import { type Challenge, NONCE_BYTES } from '../../storage/challenge.ts';
import type { Credentials } from '../../storage/credentials.ts';
import { type FlashJob, runNow } from '../../storage/job.ts';
import { type Identity, manufacture, Storage } from '../../storage/storage.ts';

/** The smallest flash two logs fit in: the fewer blocks, the sooner each is used again, and the shorter a sweep. */
export const SMALL_FLASH: FlashGeometry = { size: 6 * 2048, eraseSize: 2048, writeSize: 4 };

/** Smaller than any board's: a boot reads whole blocks, and two cuts make millions of boots. */
export const TINY_FLASH: FlashGeometry = { size: 6 * 1024, eraseSize: 1024, writeSize: 4 };

/** What boards have by default. */
export const BOARD_FLASH: FlashGeometry = { size: 8 * 4096, eraseSize: 4096, writeSize: 4 };

export const IDENTITY: Identity = { serial: 'RS0000042', key: '00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff' };
export const VOLUME = 'vol-4711';

/** A string of the form that hashSecret gives, told apart by `name`. */
function phcOf(name: string): string {
  const letters = (length: number, salt: string) =>
    Array.from({ length }, (_, index) => {
      const code = [...`${salt}${name}`].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0) + index * 7919) >>> 0, index);
      return 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'[code % 64];
    }).join('');
  return `$scrypt$ln=14,r=8,p=1$${letters(22, 's')}$${letters(43, 'h')}`;
}

/** All that can be set. `name` makes the set differ from others in every secret. */
export const fullSet = (name: string): Credentials => ({
  user: 'admin',
  password: phcOf(`${name} password`),
  hint: `hint-of-${name}-owner`,
  pattern: phcOf(`${name} pattern`),
  email: `${name}-owner@example.org`,
  questions: ['first', 'second', 'third'].map((which) => ({ question: `The ${which} one?`, answer: phcOf(`${name} ${which}`) })),
});

/** The least that can be set: a user and a password. */
export const smallestSet = (name: string): Credentials => ({ user: 'a', password: phcOf(`${name} password`), questions: [] });

/** A set with one secret of each kind that is stored as it is, and a password. */
export const shortSet = (name: string): Credentials => ({
  user: 'a',
  password: phcOf(`${name} password`),
  hint: `h-${name}-h`,
  email: `${name}@a.org`,
  questions: [],
});

/** Random numbers of QR codes, told apart by `index`, 0 to 255. */
export const nonceOf = (index: number): string => index.toString(16).padStart(2, '0').repeat(NONCE_BYTES);

/** Of a QR code that is there before a story begins: no two runs of eight characters of it are alike, so that each can be looked for. */
export const NONCE = '9f86d081884c7d659a2feaa0c55ad015';

/** The first challenge of a recorder, with that number. */
export const CHALLENGE: Challenge = { nonce: NONCE, sequence: 1, createdMs: 1_500, issue: 0, issuedMs: 0 };

/** Everything in a set that must not be found after it was erased. */
export function secretsOf({ password, pattern, hint, email, questions }: Credentials): readonly string[] {
  return [password, pattern, hint, email, ...questions.map(({ answer }) => answer)].filter((secret) => secret !== undefined);
}

/** A story does not fit the flash that it was to happen on. */
export class NoRoom extends Error {}

/** A flash as it left the factory, and the work of `jobs` done on it, each after a boot of its own. */
export function flashAfter(
  geometry: FlashGeometry,
  credentials: Credentials | undefined,
  ...jobs: readonly ((storage: Storage) => FlashJob<unknown>)[]
): MemoryStore {
  const store = new MemoryStore(geometry);
  const array = new NorArray(geometry, store);
  const perform = array.perform.bind(array);
  if (!runNow(manufacture(new Storage(array), IDENTITY, VOLUME, credentials), perform)) throw new NoRoom('the factory could not write this flash');
  for (const job of jobs) runNow(job(new Storage(array)), perform);
  return store;
}

/** The flash as `fill`, done again and again, has made it when `job` makes a log move on for the first time. */
export function filledUp(
  geometry: FlashGeometry,
  from: MemoryStore,
  job: (storage: Storage) => FlashJob<unknown>,
  fill: (storage: Storage, count: number) => FlashJob<unknown>,
): MemoryStore {
  const flash = from.clone();
  const array = new NorArray(geometry, flash);
  // A log that never moves on is broken, and must not keep us here for ever.
  for (let count = 0; count < geometry.eraseSize; count++) {
    const trial = new NorArray(geometry, flash.clone());
    let erases = 0;
    runNow(job(new Storage(trial)), (operation) => {
      if (operation.type === 'erase') erases++;
      return trial.perform(operation);
    });
    if (erases > 0) return flash;
    runNow(fill(new Storage(array), count), (operation) => array.perform(operation));
  }
  throw new NoRoom('the log never moves on');
}
