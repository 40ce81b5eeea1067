/**
 * What a record says, without what it must not tell: of a secret only that there is one. For people who look into a flash, and for nobody's login.
 * Texts come from the flash as they are: whoever prints them must keep control characters away from a terminal.
 */
import { type Attempts, ROUTES, type Route } from './attempts.ts';
import { decodeChallenge } from './challenge.ts';
import { decodeCredentials } from './credentials.ts';
import { decodeJson } from './json.ts';
import { decodeEntry, type ResetEntry } from './reset-journal.ts';
import { RECORD } from './storage.ts';

export type RecordName = keyof typeof RECORD;

export type RecordValue =
  | { readonly kind: 'login-data'; readonly isSet: boolean; readonly holds: LoginData | undefined }
  | { readonly kind: 'attempts'; readonly routes: Readonly<Partial<Record<Route, Attempts | 'damaged'>>> }
  | { readonly kind: 'identity'; readonly serial: string; readonly hasKey: boolean }
  | { readonly kind: 'recordings'; readonly volume: string }
  | { readonly kind: 'button'; readonly isStuck: boolean }
  /** Nothing of the challenge but its number: with the rest, and the key, one could make its codes. */
  | { readonly kind: 'challenge'; readonly sequence: number | undefined; readonly issue: number }
  | { readonly kind: 'time'; readonly unixMs: number; readonly sequence: number }
  | { readonly kind: 'journal'; readonly entry: ResetEntry }
  /** The last of its type could not be read when the log moved on: an empty record keeps that from being forgotten. */
  | { readonly kind: 'lost' };

/** Which login data there are; none of them. */
export interface LoginData {
  readonly password: true;
  readonly hint: boolean;
  readonly pattern: boolean;
  readonly email: boolean;
  /** How many. */
  readonly questions: number;
}

/** The name of a type of record; `undefined` for a number that this version does not use. */
export function nameOfType(type: number): RecordName | undefined {
  return (Object.keys(RECORD) as RecordName[]).find((name) => RECORD[name] === type);
}

/** What `payload`, of a record that checks, says; `undefined` when it is not what a record of this type says, or nobody knows the type. */
export function readValue(type: number, payload: Uint8Array): RecordValue | undefined {
  if (payload.length === 0) return { kind: 'lost' };
  const name = nameOfType(type);
  return name === undefined ? undefined : READERS[name](payload);
}

const READERS: Readonly<Record<RecordName, (payload: Uint8Array) => RecordValue | undefined>> = {
  credentials: readLoginData,
  attempts: readAttempts,
  challenge(payload) {
    const challenge = decodeChallenge(payload);
    if (typeof challenge === 'object') return { kind: 'challenge', sequence: challenge.sequence, issue: challenge.issue };
    return decodeJson(payload)?.['void'] === true ? { kind: 'challenge', sequence: undefined, issue: 0 } : undefined;
  },
  identity(payload) {
    const { serial, key } = decodeJson(payload) ?? {};
    return typeof serial === 'string' ? { kind: 'identity', serial, hasKey: typeof key === 'string' } : undefined;
  },
  recordings(payload) {
    const volume = decodeJson(payload)?.['volume'];
    return typeof volume === 'string' ? { kind: 'recordings', volume } : undefined;
  },
  button(payload) {
    const stuck = decodeJson(payload)?.['stuck'];
    return typeof stuck === 'boolean' ? { kind: 'button', isStuck: stuck } : undefined;
  },
  time(payload) {
    const { unixMs, sequence = 0 } = decodeJson(payload) ?? {};
    const isWhole = (value: unknown): value is number => Number.isSafeInteger(value);
    return isWhole(unixMs) && isWhole(sequence) ? { kind: 'time', unixMs, sequence } : undefined;
  },
  journal: readEntry,
  journalCopy: readEntry,
};

function readLoginData(payload: Uint8Array): RecordValue | undefined {
  const state = decodeCredentials(payload);
  if (state.kind === 'corrupt') return undefined;
  if (state.kind === 'absent') return { kind: 'login-data', isSet: false, holds: undefined };
  const { hint, pattern, email, questions } = state.credentials;
  const holds: LoginData = {
    password: true,
    hint: hint !== undefined,
    pattern: pattern !== undefined,
    email: email !== undefined,
    questions: questions.length,
  };
  return { kind: 'login-data', isSet: true, holds };
}

/** Route by route; what else is in the record is nobody's count. */
function readAttempts(payload: Uint8Array): RecordValue | undefined {
  const all = decodeJson(payload);
  if (!all) return undefined;
  const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
  const routes = ROUTES.filter((route) => Object.hasOwn(all, route)).map((route) => {
    const { failures, lockedUs } = (all[route] ?? {}) as Partial<Attempts>;
    return [route, isCount(failures) && isCount(lockedUs) ? { failures, lockedUs } : 'damaged'] as const;
  });
  return { kind: 'attempts', routes: Object.fromEntries(routes) };
}

function readEntry(payload: Uint8Array): RecordValue | undefined {
  const entry = decodeEntry(payload);
  return typeof entry === 'object' ? { kind: 'journal', entry } : undefined;
}
