/**
 * What one commit of the owner's set costs, beside the least that any log needs: the payload, its length and a check value, in one program operation. And what
 * the work on QR codes costs, which is more than one commit.
 */

import type { MemoryStore } from '../../hal/nor/memory-store.ts';
import { NorArray } from '../../hal/nor/nor-array.ts';
import type { FlashGeometry, FlashOperation } from '../../hal/ports.ts';
import { type Credentials, encodeCredentials } from '../../storage/credentials.ts';
import { type FlashJob, runNow } from '../../storage/job.ts';
import { Storage } from '../../storage/storage.ts';
import { CHALLENGE, flashAfter, NONCE, nonceOf } from './fixture.ts';
import { nearlyFull } from './stories.ts';

/** What some work asks of the flash. */
export interface Work {
  readonly name: string;
  readonly programs: number;
  readonly programmed: number;
  readonly erases: number;
}

export interface Cost extends Work {
  readonly payload: number;
}

/** The length of the payload (2 bytes) and a CRC-32. */
const LEAST_OVERHEAD = 6;

export function costsOf(geometry: FlashGeometry, [old, changed]: readonly [Credentials, Credentials]): readonly Cost[] {
  const payload = encodeCredentials(changed).length;
  const least = Math.ceil((payload + LEAST_OVERHEAD) / geometry.writeSize) * geometry.writeSize;
  const measured = [
    ['in place', flashAfter(geometry, old)],
    ['moving on', nearlyFull(geometry, old, changed)],
  ] as const;
  return [
    { name: 'the least', payload, programs: 1, programmed: least, erases: 0 },
    ...measured.map(([name, flash]) => ({ ...workOf(name, geometry, flash, (storage) => storage.saveCredentials(changed)), payload })),
  ];
}

/** All work on QR codes, on a flash with room for it. */
export function codeWork(geometry: FlashGeometry, [old, changed]: readonly [Credentials, Credentials]): readonly Work[] {
  const flash = flashAfter(geometry, old, (storage) => storage.renewChallenge(NONCE, CHALLENGE.createdMs));
  const work = (name: string, job: (storage: Storage) => FlashJob<unknown>) => workOf(name, geometry, flash, job);
  return [
    work('new QR code', (storage) => storage.renewChallenge(nonceOf(1), 2_000)),
    work('security code sent', (storage) => storage.noteIssue(CHALLENGE, 1, 2_000)),
    work('wrong security code', (storage) => storage.attempts.guess('code', { attempts: 5, lockUs: 1 }, () => false)),
    work('QR code given up', (storage) => storage.voidChallenge()),
    work('save after a recovery', (storage) => storage.saveVoidingCodes(changed)),
  ];
}

function workOf(name: string, geometry: FlashGeometry, flash: MemoryStore, job: (storage: Storage) => FlashJob<unknown>): Work {
  const array = new NorArray(geometry, flash.clone());
  const operations: FlashOperation[] = [];
  runNow(job(new Storage(array)), (operation) => {
    operations.push(operation);
    return array.perform(operation);
  });
  const programs = operations.filter((operation) => operation.type === 'program');
  const programmed = programs.reduce((sum, { bytes }) => sum + bytes.length, 0);
  return { name, programs: programs.length, programmed, erases: operations.length - programs.length };
}

/** A flash both of whose logs are as full as they get: a boot has the most to read. */
export function fullestFlash(geometry: FlashGeometry, [old, changed]: readonly [Credentials, Credentials]): NorArray {
  const flash = nearlyFull(geometry, old, changed);
  const array = new NorArray(geometry, flash);
  const before = array.eraseCount(1);
  for (let time = 1; time < geometry.eraseSize; time++) {
    const copy = flash.clone();
    runNow(new Storage(array).markTime(time), (operation) => array.perform(operation));
    if (array.eraseCount(1) !== before) return new NorArray(geometry, copy);
  }
  throw new Error('the device log never moves on');
}
