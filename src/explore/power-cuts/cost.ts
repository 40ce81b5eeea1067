/** What one commit of the owner's set costs, beside the least that any log needs: the payload, its length and a check value, in one program operation. */

import { NorArray } from '../../hal/nor/nor-array.ts';
import type { FlashGeometry, FlashOperation } from '../../hal/ports.ts';
import { type Credentials, encodeCredentials } from '../../storage/credentials.ts';
import { runNow } from '../../storage/job.ts';
import { Storage } from '../../storage/storage.ts';
import { flashAfter } from './fixture.ts';
import { nearlyFull } from './stories.ts';

export interface Cost {
  readonly name: string;
  readonly payload: number;
  readonly programs: number;
  readonly programmed: number;
  readonly erases: number;
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
    ...measured.map(([name, flash]) => {
      const array = new NorArray(geometry, flash.clone());
      const operations: FlashOperation[] = [];
      runNow(new Storage(array).saveCredentials(changed), (operation) => {
        operations.push(operation);
        return array.perform(operation);
      });
      const programs = operations.filter((operation) => operation.type === 'program');
      const programmed = programs.reduce((sum, { bytes }) => sum + bytes.length, 0);
      return { name, payload, programs: programs.length, programmed, erases: operations.length - programs.length };
    }),
  ];
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
