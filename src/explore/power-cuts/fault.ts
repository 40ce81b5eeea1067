/**
 * What can be wrong after a power cut, a flipped bit or a failed operation, and the comparison that all judges share: of every type of record, what
 * storage says must be one of the things it may say. A comparison of bytes, so no field of a set can come from another set unnoticed.
 */
import { encodeChallenge, encodeVoid } from '../../storage/challenge.ts';
import { encodeAbsent } from '../../storage/credentials.ts';
import { RECORD, type Storage } from '../../storage/storage.ts';

export const FAULT_KINDS = [
  'lost',
  'mixed',
  'password-less',
  'forgotten',
  'premature',
  'uncounted',
  'revived',
  'repeated',
  'remains',
  'refused',
  'exception',
] as const;

/**
 * `lost`: what was there is not, is unreadable or older; `mixed`: neither the old nor the new; `password-less`: nobody asks for a password though one is
 * set; `forgotten`: a reset is not done; `premature`: the journal calls one done that is not; `uncounted`: a guess is not counted; `revived`: a security code is good that must not be any more, or new guesses are won at
 * it; `repeated`: the number of a QR code went back or was given twice; `remains`: erased secrets are still in the flash; `refused`: no success, though
 * nothing is broken; `exception`: storage threw.
 */
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface Fault {
  readonly kind: FaultKind;
  readonly text: string;
  /** The type of record that it is about, where it is about one. */
  readonly record?: keyof typeof RECORD | undefined;
}

/** What each type of record says: `undefined` nothing. Every type that is not listed has nothing to say. */
export type Records = ReadonlyMap<number, Uint8Array>;
/** What each type may say. */
export type Allowed = ReadonlyMap<number, readonly (Uint8Array | undefined)[]>;

const ABSENT = encodeAbsent();
const TYPES = Object.values(RECORD);
const SETTINGS: ReadonlySet<number> = new Set([RECORD.credentials, RECORD.attempts, RECORD.challenge]);
const JOURNAL: ReadonlySet<number> = new Set([RECORD.journal, RECORD.journalCopy]);

const nameOf = (type: number) => (Object.keys(RECORD) as (keyof typeof RECORD)[]).find((name) => RECORD[name] === type);

const latest = (storage: Storage, type: number) => (SETTINGS.has(type) ? storage.settings : storage.device).get(type);

/** What storage says of a type now; `undefined` where that is nothing, or damage. */
export function sayingOf(storage: Storage, type: number): Uint8Array | undefined {
  const payload = latest(storage, type);
  return typeof payload === 'string' ? undefined : payload;
}

/** Allows of these types what is there, for they are judged by other means. */
export const whateverIsThere = (storage: Storage, ...types: readonly number[]): Map<number, readonly (Uint8Array | undefined)[]> =>
  new Map(types.map((type) => [type, [sayingOf(storage, type)]]));

/** All that storage says now. Throws for a damaged record: this is for flashes that are in order. */
export function recordsOf(storage: Storage): Map<number, Uint8Array> {
  const records = new Map<number, Uint8Array>();
  for (const type of TYPES) {
    const payload = latest(storage, type);
    if (payload === 'damaged') throw new Error(`${nameOf(type)} is damaged`);
    if (payload !== 'absent') records.set(type, payload);
  }
  return records;
}

/**
 * Judges every record but the journal's, which is judged by what it leads to. `allowed` overrides what was there before. With `damageIsFine` a record may
 * be unreadable, for it was damaged on purpose.
 */
export function judgeRecords(storage: Storage, before: Records, allowed: Allowed = new Map(), damageIsFine = false): Fault | undefined {
  for (const type of TYPES) {
    if (JOURNAL.has(type)) continue;
    const now = latest(storage, type);
    if (now === 'damaged') {
      if (damageIsFine) continue;
      return { kind: 'lost', text: `${nameOf(type)}: unreadable`, record: nameOf(type) };
    }
    const choices = allowed.get(type) ?? [before.get(type)];
    if (choices.some((choice) => isSame(choice, now))) continue;
    if (now === 'absent') return { kind: 'lost', text: `${nameOf(type)}: gone`, record: nameOf(type) };
    if (type === RECORD.credentials && storage.credentials.kind === 'absent') return { kind: 'password-less', text: 'no password is asked for' };
    return { kind: 'mixed', text: `${nameOf(type)}: ${textOf(now)}, which is neither the old nor the new`, record: nameOf(type) };
  }
  return judgeMeaning(storage, damageIsFine);
}

/** The records are right: then what storage makes of them must be right too. */
function judgeMeaning(storage: Storage, damageIsFine: boolean): Fault | undefined {
  const payload = storage.settings.get(RECORD.credentials);
  const { kind } = storage.credentials;
  const expected = typeof payload === 'string' ? 'corrupt' : isSame(ABSENT, payload) ? 'absent' : 'present';
  if (kind !== expected)
    return { kind: kind === 'absent' ? 'password-less' : 'lost', text: `credentials are ${kind}, not ${expected}`, record: 'credentials' };
  const challenge = judgeChallenge(storage);
  if (challenge) return challenge;
  if (damageIsFine) return undefined;
  if (!storage.identity || !storage.recordings) return { kind: 'lost', text: 'identity or recordings cannot be read' };
  if (storage.stored.journalDamaged) return { kind: 'lost', text: 'the reset journal is unreadable' };
  return undefined;
}

const VOID = encodeVoid();

/** The challenge is the one that the record says; of damage nobody makes one. */
function judgeChallenge(storage: Storage): Fault | undefined {
  const payload = latest(storage, RECORD.challenge);
  const { challenge } = storage;
  const isRight =
    payload === 'damaged' || isSame(VOID, payload)
      ? challenge === 'void'
      : payload === 'absent'
        ? challenge === 'absent'
        : typeof challenge === 'object' && isSame(encodeChallenge(challenge), payload);
  if (isRight) return undefined;
  return {
    kind: 'revived',
    text: `the challenge is ${typeof challenge === 'object' ? JSON.stringify(challenge) : challenge}, which the flash does not say`,
  };
}

export function isSame(a: Uint8Array | undefined, b: Uint8Array | 'absent' | 'damaged'): boolean {
  if (a === undefined || typeof b === 'string') return a === undefined && b === 'absent';
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false;
  return true;
}

const textOf = (payload: Uint8Array): string => new TextDecoder().decode(payload.subarray(0, 60));
