/**
 * Bits that change by themselves, and bits that cannot: every bit of the flash that matters is flipped, one at a time, and every bit that a save programs is
 * stuck at 0 and at 1. A flip may cost a record its readability, though a single one should not; it must never make an older value of it, another, or none.
 * Two flips close together are tried at random places: they are found, not mended. Not tried: cells that read differently each time.
 */

import type { MemoryStore } from '../../hal/nor/memory-store.ts';
import { NorArray } from '../../hal/nor/nor-array.ts';
import type { FlashGeometry } from '../../hal/ports.ts';
import { createRandom } from '../../random.ts';
import { encodeVoid } from '../../storage/challenge.ts';
import { type Credentials, encodeCredentials } from '../../storage/credentials.ts';
import { type FlashJob, runNow } from '../../storage/job.ts';
import type { Written } from '../../storage/log.ts';
import { RECORD, Storage } from '../../storage/storage.ts';
import { type Allowed, type Fault, judgeRecords, type Records, recordsOf } from './fault.ts';
import { flashAfter, NONCE, nonceOf } from './fixture.ts';
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

/** A flash with an older set and an older QR code in a retired block, and the older QR code in the current one too: what must not come back. */
function agedFlash(geometry: FlashGeometry, [old, changed]: BitOptions['sets']): MemoryStore {
  return flashAfter(
    geometry,
    changed,
    (storage) => storage.saveCredentials(changed),
    (storage) => storage.renewChallenge(nonceOf(1), 1_000),
    (storage) => storage.settings.moveOn(),
    (storage) => storage.saveCredentials(old),
    (storage) => storage.attempts.guess('login', { attempts: 5, lockUs: 1 }, () => false),
    (storage) => storage.renewChallenge(NONCE, 1_500),
    (storage) => storage.markTime(1_000),
    (storage) => storage.device.moveOn(),
    (storage) => storage.markTime(2_000),
  );
}

/** Flips every bit in turn; then a boot, mending, a boot; and a save with a boot, both with the flip found at boot and after it. */
export function flipBits({ geometry, sets, isThorough, stopAfter = Number.POSITIVE_INFINITY }: BitOptions): Trials {
  const flash = agedFlash(geometry, sets);
  const records = recordsOf(new Storage(new NorArray(geometry, flash)));
  const count = new Count();
  for (const address of addresses(flash, geometry, isThorough)) {
    for (let bit = 0; bit < 8 && count.failures.length < stopAfter; bit++) {
      for (const isKnown of [true, false]) {
        const array = new NorArray(geometry, flash.clone());
        const description = `bit ${bit} of ${hex(address)} flipped ${isKnown ? 'before' : 'after'} the boot`;
        count.add(description, () => flipAndJudge(array, [{ address, bit }], isKnown, records, sets[1]));
      }
    }
  }
  return count.trials;
}

/** How far apart two flips are at most, in bytes: often in one record. */
const NEAR = 40;

/** Flips two bits that are close together, at random places. The same seed gives the same ones. */
export function flipPairs({ geometry, sets, isThorough, stopAfter = Number.POSITIVE_INFINITY }: BitOptions, seed = 1): Trials {
  const flash = agedFlash(geometry, sets);
  const records = recordsOf(new Storage(new NorArray(geometry, flash)));
  const random = createRandom(seed);
  const places = addresses(flash, geometry, false);
  const count = new Count();
  for (let trial = isThorough ? 40_000 : 2_000; trial > 0 && count.failures.length < stopAfter; trial--) {
    const index = random.int(0, places.length - 1);
    const first = { address: places[index] as number, bit: random.int(0, 7) };
    const second = { address: places[Math.min(places.length - 1, index + random.int(0, NEAR))] as number, bit: random.int(0, 7) };
    if (first.address === second.address && first.bit === second.bit) continue;
    const description = `bits ${first.bit} of ${hex(first.address)} and ${second.bit} of ${hex(second.address)} flipped`;
    count.add(description, () => flipAndJudge(new NorArray(geometry, flash.clone()), [first, second], true, records, sets[1]));
  }
  return count.trials;
}

const hex = (address: number): string => `0x${address.toString(16)}`;

interface Bit {
  readonly address: number;
  readonly bit: number;
}

/** `isKnown`: the flip is there when the recorder boots, not only after. */
function flipAndJudge(array: NorArray, bits: readonly Bit[], isKnown: boolean, records: Records, changed: Credentials): Fault | boolean {
  let storage = new Storage(array);
  for (const { address, bit } of bits) array.flipBit(address, bit);
  let isWhole = true;
  const judge = (allowed?: ReadonlyMap<number, readonly Uint8Array[]>): Fault | undefined => {
    const fault = judgeRecords(storage, records, allowed, true);
    isWhole &&= !isDamaged(storage);
    return fault;
  };
  const perform = array.perform.bind(array);
  if (isKnown) {
    storage = new Storage(array);
    const atBoot = judge();
    if (atBoot) return atBoot;
    const wasFound = storage.needsHealing;
    runNow(recover(storage), perform);
    storage = new Storage(array);
    const mended = judge();
    if (mended) return mended;
    if (wasFound && isWhole && storage.needsHealing) return { kind: 'refused', text: 'it was not mended' };
    if (bits.length === 1 && !isWhole) return { kind: 'lost', text: 'a single flip made a record unreadable' };
    if (bits.length === 1 && !standsAsIs(array, records)) return { kind: 'refused', text: 'the flip was left in the flash' };
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

/** Whether every record stands somewhere in the flash byte by byte. */
function standsAsIs(array: NorArray, records: Records): boolean {
  const flash = Buffer.from(array.read(0, array.size));
  return [...records.values()].every((payload) => flash.includes(Buffer.from(payload)));
}

const isDamaged = (storage: Storage): boolean =>
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
          const save = plainSave(changed);
          const written = runNow(save.work(storage), array.perform.bind(array));
          return judgeSave(array, storage, records, save, written === 'written');
        });
  }
  return count.trials;
}

/** A save, and what is stored once it has succeeded. */
export interface Save {
  work(storage: Storage): FlashJob<Written>;
  readonly saved: Allowed;
}

export const plainSave = (set: Credentials): Save => ({
  work: (storage) => storage.saveCredentials(set),
  saved: new Map([[RECORD.credentials, [encodeCredentials(set)]]]),
});

/** The save that ends a recovery: with it go the challenge and all that was counted. */
export const recoverySave = (set: Credentials): Save => ({
  work: (storage) => storage.saveVoidingCodes(set),
  saved: new Map([
    [RECORD.credentials, [encodeCredentials(set)]],
    [RECORD.challenge, [encodeVoid()]],
    [RECORD.attempts, [undefined]],
  ]),
});

/** After a save that succeeded everybody must find what it saved, after one that failed what was there; before and after the next boots. */
export function judgeSave(array: NorArray, storage: Storage, records: Records, { saved }: Save, isSaved: boolean): Fault | boolean {
  const allowed = isSaved ? saved : undefined;
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
