/**
 * Bits that change by themselves, and bits that cannot: every bit of the flash that matters is flipped, one at a time, and every bit that a save programs is
 * stuck at 0 and at 1. A flip may cost a record its readability, though a single one should not; it must never make an older value of it, another, or none.
 * Not tried: two flips at once, and cells that read differently each time.
 */

import type { MemoryStore } from '../../hal/nor/memory-store.ts';
import { NorArray } from '../../hal/nor/nor-array.ts';
import type { FlashGeometry } from '../../hal/ports.ts';
import { type Credentials, encodeCredentials } from '../../storage/credentials.ts';
import { runNow } from '../../storage/job.ts';
import { RECORD, Storage } from '../../storage/storage.ts';
import { type Fault, judgeRecords, type Records, recordsOf } from './fault.ts';
import { flashAfter } from './fixture.ts';
import { recover } from './story.ts';

export interface Trials {
  readonly tried: number;
  /** Nothing was lost. */
  readonly recovered: number;
  /** Something is unreadable, and said to be so; or an operation was refused, and all is as it was. */
  readonly told: number;
  readonly failures: readonly (Fault & { readonly description: string })[];
}

export interface BitOptions {
  readonly geometry: FlashGeometry;
  readonly sets: readonly [old: Credentials, changed: Credentials];
  /** Every block that holds anything, not only the records that count. */
  readonly isThorough: boolean;
  readonly stopAfter?: number;
}

/** Flips every bit in turn; then a boot, mending, a boot; and a save with a boot, both with the flip found at boot and after it. */
export function flipBits({ geometry, sets: [old, changed], isThorough, stopAfter = Number.POSITIVE_INFINITY }: BitOptions): Trials {
  const flash = flashAfter(
    geometry,
    changed,
    (storage) => storage.saveCredentials(old),
    (storage) => storage.settings.moveOn(),
    (storage) => storage.attempts.guess('login', { attempts: 5, lockUs: 1 }, () => false),
    (storage) => storage.markTime(1_000),
    (storage) => storage.device.moveOn(),
    (storage) => storage.markTime(2_000),
  );
  const records = recordsOf(new Storage(new NorArray(geometry, flash)));
  const count = new Count();
  for (const address of addresses(flash, geometry, isThorough)) {
    for (let bit = 0; bit < 8 && count.failures.length < stopAfter; bit++) {
      for (const isKnown of [true, false]) {
        const array = new NorArray(geometry, flash.clone());
        count.add(`bit ${bit} of 0x${address.toString(16)} flipped ${isKnown ? 'before' : 'after'} the boot`, () =>
          flipOne(array, address, bit, isKnown, records, changed),
        );
      }
    }
  }
  return count.trials;
}

function flipOne(array: NorArray, address: number, bit: number, isKnown: boolean, records: Records, changed: Credentials): Fault | boolean {
  let storage = new Storage(array);
  array.flipBit(address, bit);
  let isWhole = true;
  const judge = (allowed?: ReadonlyMap<number, readonly Uint8Array[]>): Fault | undefined => {
    const fault = judgeRecords(storage, records, allowed, true);
    isWhole &&= !judgeIsDamaged(storage);
    return fault;
  };
  const perform = array.perform.bind(array);
  if (isKnown) {
    storage = new Storage(array);
    const atBoot = judge();
    if (atBoot) return atBoot;
    runNow(recover(storage), perform);
    storage = new Storage(array);
    const mended = judge();
    if (mended) return mended;
    if (isWhole && storage.needsHealing) return { kind: 'refused', text: 'it was not mended' };
  }
  if (runNow(storage.saveCredentials(changed), perform) !== 'written') return { kind: 'refused', text: 'a save was refused' };
  const saved = new Map([[RECORD.credentials, [encodeCredentials(changed)]]]);
  for (let boots = 0; boots < 2; boots++) {
    const fault = judge(saved) ?? (storage.credentials.kind === 'present' ? undefined : { kind: 'lost', text: 'what was saved is unreadable' });
    if (fault) return fault;
    storage = new Storage(array);
  }
  return isWhole;
}

const judgeIsDamaged = (storage: Storage): boolean =>
  Object.values(RECORD).some((type) => storage.device.get(type) === 'damaged' || storage.settings.get(type) === 'damaged');

/** The used bytes of the blocks, and as many blank ones behind them as a record takes; of blocks that do not count only the header. */
function addresses(flash: MemoryStore, { size, eraseSize, writeSize }: FlashGeometry, isThorough: boolean): number[] {
  const all: number[] = [];
  for (let block = 0; block < size / eraseSize; block++) {
    const used = flash.usedLength(block);
    const isRetired = used > 0 && flash.read(block * eraseSize, 1)[0] === 0;
    const header = 8 * writeSize;
    const end = isThorough ? eraseSize : used === 0 ? 0 : isRetired ? header : Math.min(eraseSize, used + header);
    for (let offset = 0; offset < end; offset++) all.push(block * eraseSize + offset);
  }
  return all;
}

/** Sticks every bit of the cells that a save programs, at 0 and at 1, after the boot. */
export function stickBits({ geometry, sets: [old, changed], stopAfter = Number.POSITIVE_INFINITY }: BitOptions): Trials {
  const flash = flashAfter(geometry, old);
  const records = recordsOf(new Storage(new NorArray(geometry, flash)));
  const count = new Count();
  for (const address of programmedBy(geometry, flash, changed)) {
    for (let bit = 0; bit < 8 && count.failures.length < stopAfter; bit++)
      for (const value of [0, 1] as const)
        count.add(`bit ${bit} of 0x${address.toString(16)} stuck at ${value}`, () => {
          const array = new NorArray(geometry, flash.clone());
          const storage = new Storage(array);
          array.stickBit(address, bit, value);
          const written = runNow(storage.saveCredentials(changed), array.perform.bind(array));
          return judgeSave(array, storage, records, changed, written === 'written');
        });
  }
  return count.trials;
}

/** After a save that succeeded everybody must find the new set, after one that failed the old one; before and after the next boots. */
export function judgeSave(array: NorArray, storage: Storage, records: Records, changed: Credentials, isSaved: boolean): Fault | boolean {
  const allowed = isSaved ? new Map([[RECORD.credentials, [encodeCredentials(changed)]]]) : undefined;
  const faultOfRunning = judgeRecords(storage, records, allowed);
  if (faultOfRunning) return faultOfRunning;
  for (let boots = 0; boots < 2; boots++) {
    const next = new Storage(array);
    const fault = judgeRecords(next, records, allowed);
    if (fault) return { ...fault, text: `after a boot: ${fault.text}, and the save ${isSaved ? 'had succeeded' : 'had failed'}` };
    runNow(recover(next), array.perform.bind(array));
  }
  return isSaved;
}

function programmedBy(geometry: FlashGeometry, flash: MemoryStore, changed: Credentials): number[] {
  const array = new NorArray(geometry, flash.clone());
  const all: number[] = [];
  runNow(new Storage(array).saveCredentials(changed), (operation) => {
    if (operation.type === 'program') for (let index = 0; index < operation.bytes.length; index++) all.push(operation.address + index);
    return array.perform(operation);
  });
  return all;
}

/** Counts trials and keeps the faults. */
export class Count {
  readonly failures: (Fault & { readonly description: string })[] = [];
  #tried = 0;
  #recovered = 0;
  #told = 0;

  /** `trial` returns a fault, or whether nothing was lost. */
  add(description: string, trial: () => Fault | boolean): void {
    this.#tried++;
    let outcome: Fault | boolean;
    try {
      outcome = trial();
    } catch (error) {
      outcome = { kind: 'exception', text: String(error) };
    }
    if (outcome === true) this.#recovered++;
    else if (outcome === false) this.#told++;
    else this.failures.push({ ...outcome, description: `${description}: ${outcome.kind}: ${outcome.text}` });
  }

  get trials(): Trials {
    return { tried: this.#tried, recovered: this.#recovered, told: this.#told, failures: this.failures };
  }
}
