/**
 * What a record says, without what it must not tell: of a secret only that there is one. For people who look into a flash, and for nobody's login.
 * Texts come from the flash as they are: whoever prints them must keep control characters away from a terminal.
 */
import { type Attempts, decodeAttempts, type Route } from './attempts.ts';
import { decodeCredentials } from './credentials.ts';
import { decodeJson } from './json.ts';
import { decodeEntry, type ResetEntry } from './reset-journal.ts';
import { RECORD } from './storage.ts';

export type RecordName = keyof typeof RECORD;

export type RecordValue =
  | { readonly kind: 'login-data'; readonly isSet: boolean; readonly holds: LoginData | undefined }
  | { readonly kind: 'attempts'; readonly routes: Readonly<Partial<Record<Route, Attempts>>> }
  | { readonly kind: 'identity'; readonly serial: string; readonly hasKey: boolean }
  | { readonly kind: 'recordings'; readonly volume: string }
  | { readonly kind: 'button'; readonly isStuck: boolean }
  | { readonly kind: 'time'; readonly unixMs: number }
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
  attempts(payload) {
    const routes = decodeAttempts(payload);
    return routes === 'damaged' ? undefined : { kind: 'attempts', routes };
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
    const unixMs = decodeJson(payload)?.['unixMs'];
    return typeof unixMs === 'number' && Number.isSafeInteger(unixMs) ? { kind: 'time', unixMs } : undefined;
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

function readEntry(payload: Uint8Array): RecordValue | undefined {
  const entry = decodeEntry(payload);
  return typeof entry === 'object' ? { kind: 'journal', entry } : undefined;
}
