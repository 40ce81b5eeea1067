/**
 * The stories of resets. Until a reset is requested durably everything stays as it was; from then on the next boots finish it without being asked,
 * and when it is done nothing of what was erased can be found in the flash, by whatever means it is read.
 */

import type { MemoryStore } from '../../hal/nor/memory-store.ts';
import { NorArray } from '../../hal/nor/nor-array.ts';
import type { FlashGeometry } from '../../hal/ports.ts';
import { UNTIL_RENEWED } from '../../storage/attempts.ts';
import { type Credentials, encodeAbsent } from '../../storage/credentials.ts';
import type { FlashJob } from '../../storage/job.ts';
import { MIN_BLOCKS } from '../../storage/log.ts';
import type { ResetScope } from '../../storage/reset-journal.ts';
import { RECORD, Storage } from '../../storage/storage.ts';
import { type Fault, isSame, judgeRecords, recordsOf, sayingOf, whateverIsThere } from './fault.ts';
import { filledUp, flashAfter, NONCE, secretsOf } from './fixture.ts';
import { finishReset, type Moment, type Progress, type Story } from './story.ts';

/** The progress of these stories: the firmware was told that the request is durable. */
const PROMISED = 1;

/** Secrets are looked for in groups of so many bytes: any run of 15 contains one. */
const RUN = 8;

/** Characters of the salt in a PHC string. */
const SALT_LENGTH = 22;

/** The operations after which a story of going on begins, and what the journal says there. */
const STAGES = ['requested', 'erasing 1', 'erasing 2', 'defaulted'] as const;

/** Resets of both scopes, from the request on. The owner set `credentials`. */
export function resetStories(geometry: FlashGeometry, credentials: Credentials): readonly Story[] {
  const used = usedFlash(geometry, credentials);
  return [
    resetting('factory reset', geometry, used, credentials, 'all'),
    resetting('factory reset, device log full', geometry, fullDeviceLog(geometry, used), credentials, 'all'),
    resetting('password reset', geometry, used, credentials, 'password'),
  ];
}

/** The same from every stage of the journal on, as a boot finds it. */
export function resumeStories(geometry: FlashGeometry, credentials: Credentials): readonly Story[] {
  const used = usedFlash(geometry, credentials);
  const scopes = [
    ['factory', 'all'],
    ['password', 'password'],
  ] as const;
  return scopes.flatMap(([name, scope]) =>
    STAGES.map((stage) => resetting(`resume ${name} reset, ${stage}`, geometry, used, credentials, scope, stage)),
  );
}

/** Older sets lie in other blocks, and the device log has seen a reset before. */
function usedFlash(geometry: FlashGeometry, credentials: Credentials): MemoryStore {
  return flashAfter(
    geometry,
    undefined,
    (storage) => wholeReset(storage, 'all'),
    (storage) => storage.saveCredentials(credentials),
    (storage) => storage.renewChallenge(NONCE, 1_000),
    (storage) => storage.settings.moveOn(),
    (storage) => storage.attempts.guess('login', { attempts: 3, lockUs: 1_000 }, () => false),
    (storage) => storage.attempts.guess('code', { attempts: 3, lockUs: UNTIL_RENEWED }, () => false),
  );
}

function* wholeReset(storage: Storage, scope: ResetScope): FlashJob<boolean> {
  return (yield* storage.requestReset(scope)) && (yield* finishReset(storage));
}

/** The request of a reset makes the device log move on. */
const fullDeviceLog = (geometry: FlashGeometry, from: MemoryStore): MemoryStore =>
  filledUp(
    geometry,
    from,
    (storage) => storage.requestReset('all'),
    (storage, count) => storage.storeStuck(count % 2 === 0),
  );

function resetting(
  name: string,
  geometry: FlashGeometry,
  flash: MemoryStore,
  credentials: Credentials,
  scope: ResetScope,
  from?: (typeof STAGES)[number],
): Story {
  const start = new Storage(new NorArray(geometry, flash));
  const records = recordsOf(start);
  const wanted = numberOf(start) + 1;
  const absent = encodeAbsent();
  const defaults = new Map([
    [RECORD.credentials, [absent]],
    [RECORD.attempts, [undefined]],
    [RECORD.challenge, [undefined]],
  ]);
  const isAbsent = (storage: Storage) => isSame(absent, sayingOf(storage, RECORD.credentials) ?? 'absent');
  const secrets = [...(scope === 'all' ? secretsOf(credentials) : [credentials.password]), NONCE];

  function judge(storage: Storage, moment: Moment, progress: number, now: MemoryStore): Fault | undefined {
    const { state } = storage.journal;
    const pending = typeof state === 'object' && state.stage !== 'done' ? state : undefined;
    const isDone = typeof state === 'object' && state.number === wanted && !pending;
    if (state === 'damaged') return { kind: 'lost', text: 'the reset journal is unreadable' };
    if (moment !== 'boot' && pending) return { kind: 'forgotten', text: `the reset is still at "${pending.stage}"` };
    if (!isDone && !pending) {
      if (progress >= PROMISED || moment === 'finished') return { kind: 'forgotten', text: 'the reset was requested and is not pending' };
      return judgeRecords(storage, records);
    }
    if (isDone) {
      if (!isAbsent(storage))
        return { kind: 'premature', text: 'the journal says that the reset is done, and the login data are not those of the factory' };
      return judgeRecords(storage, records, defaults) ?? judgeRemains(now, geometry, secrets);
    }
    // With the password go its counts and its QR code, all at once: no code opens a recorder that has none.
    const isGone = scope === 'password' && isAbsent(storage);
    if (pending?.stage === 'requested') return judgeRecords(storage, records, isGone ? defaults : new Map());
    if (pending?.stage === 'defaulted' || scope === 'password') return judgeRecords(storage, records, defaults);
    // Half erased: whatever the settings say is erased before anybody is let in. The rest must be untouched.
    return judgeRecords(storage, records, whateverIsThere(storage, ...defaults.keys()), true);
  }

  return {
    name,
    geometry,
    judgesRemains: true,
    erases: secrets,
    ...(from ? { begunBy: 'boot' } : scope === 'all' ? { begunBy: 'menu' } : {}),
    flash: from ? leftAt(geometry, flash, scope, from) : flash,
    *work(storage: Storage, progress: Progress) {
      if (numberOf(storage) === wanted) return yield* finishReset(storage);
      if (!(yield* storage.requestReset(scope))) return false;
      progress.value = PROMISED;
      return yield* finishReset(storage);
    },
    judge,
  };
}

function numberOf(storage: Storage): number {
  const { state } = storage.journal;
  return typeof state === 'object' ? state.number : 0;
}

/** The flash as power was cut when the journal had just come to `stage`. */
function leftAt(geometry: FlashGeometry, from: MemoryStore, scope: ResetScope, stage: (typeof STAGES)[number]): MemoryStore {
  const flash = from.clone();
  const array = new NorArray(geometry, flash);
  const [name, erased = '0'] = stage.split(' ');
  const job = wholeReset(new Storage(array), scope);
  for (let step = job.next(); !step.done; step = job.next(array.perform(step.value))) {
    const pending = new Storage(array).journal.pending;
    if (pending?.stage === name && pending?.erased === Number(erased)) return flash;
  }
  throw new Error(`no reset comes to "${stage}"`);
}

/** Looks for what was erased in the bytes of the flash, whatever a log makes of them. */
function judgeRemains(flash: MemoryStore, { size, eraseSize }: FlashGeometry, secrets: readonly string[]): Fault | undefined {
  for (let address = MIN_BLOCKS * eraseSize; address < size; address += eraseSize) {
    const length = flash.usedLength(address / eraseSize);
    if (length === 0) continue;
    const bytes = Buffer.from(flash.read(address, length));
    for (const secret of secrets) {
      // Of a hash, what is not the same in all of them: the salt and what follows.
      const from = secret.startsWith('$scrypt') ? secret.lastIndexOf('$') - SALT_LENGTH : 0;
      for (let at = from; at === from || at + RUN <= secret.length; at += RUN) {
        const part = secret.slice(at, at + RUN);
        if (bytes.includes(part)) return { kind: 'remains', text: `"${part}" of an erased secret is in the block at 0x${address.toString(16)}` };
      }
    }
  }
  return undefined;
}
