/**
 * What a person proves to be the owner with. All of it is one record, so a save is one commit: the old set or the new one, never a mixture. "No password
 * yet" is a record too: a recorder whose record is missing or unreadable is corrupt, which is not the same as one that was never set up.
 * Password, pattern and answers are kept as hashes only. The email is kept as it is: mail has to be sent there.
 */
import { decodeJson, encodeJson } from './json.ts';
import type { Latest } from './log.ts';
import { hashSecret, isPhc } from './phc.ts';

/** A set as a person gives it. */
export interface Secrets {
  readonly user: string;
  readonly password: string;
  readonly hint?: string;
  /** Points 1 to 9 in the order they were drawn. */
  readonly pattern?: readonly number[];
  readonly email?: string;
  readonly questions?: readonly { readonly question: string; readonly answer: string }[];
}

/**
 * The most that may be entered, in bytes of UTF-8, without control characters; the password, the pattern and the answers are hashed, so their length
 * takes no room. An email address is ASCII without quotation marks, its length that of RFC 5321. Every board is checked to have room for all of it.
 */
export const LIMITS = { user: 32, hint: 64, email: 254, question: 64, questions: 3 } as const;

/** The same as it is stored: every secret as a PHC string. */
export interface Credentials {
  readonly user: string;
  readonly password: string;
  readonly hint?: string;
  readonly pattern?: string;
  readonly email?: string;
  readonly questions: readonly { readonly question: string; readonly answer: string }[];
}

export type CredentialState =
  | { readonly kind: 'present'; readonly credentials: Credentials }
  /** The recorder is as it left the factory: the set-up wizard is next. */
  | { readonly kind: 'absent' }
  /** Nobody is let in, until a reset. */
  | { readonly kind: 'corrupt' };

/** Hashes every secret with a salt of its own. `cost` as in hashSecret. */
export function hashSecrets(secrets: Secrets, cost: number, fill: (bytes: Uint8Array) => void): Credentials {
  const { user, password, hint, pattern, email, questions = [] } = secrets;
  return {
    user,
    password: hashSecret(password, cost, fill),
    ...(hint === undefined ? {} : { hint }),
    ...(pattern ? { pattern: hashSecret(patternText(pattern), cost, fill) } : {}),
    ...(email === undefined ? {} : { email }),
    questions: questions.map(({ question, answer }) => ({ question, answer: hashSecret(answerText(answer), cost, fill) })),
  };
}

/** A pattern as it is hashed: `1-2-3-6-9`. */
export const patternText = (points: readonly number[]): string => points.join('-');

/** An answer as it is hashed: case and outer spaces do not count (OWASP). */
export const answerText = (answer: string): string => answer.trim().toLowerCase();

/** The record of a recorder without a password. */
export const encodeAbsent = (): Uint8Array => encodeJson({ set: false });

export const encodeCredentials = (credentials: Credentials): Uint8Array => encodeJson({ set: true, ...credentials });

/** Anything but a complete set or the record of its absence is corrupt. */
export function decodeCredentials(latest: Latest): CredentialState {
  const value = latest === 'absent' || latest === 'damaged' ? undefined : decodeJson(latest);
  if (value?.['set'] === false) return { kind: 'absent' };
  const { set, user, password, hint, pattern, email, questions } = value ?? {};
  const isComplete =
    set === true &&
    typeof user === 'string' &&
    user !== '' &&
    isPhc(password) &&
    isOptional(hint) &&
    (pattern === undefined || isPhc(pattern)) &&
    isOptional(email) &&
    Array.isArray(questions) &&
    questions.every((entry: { question?: unknown; answer?: unknown } | null) => typeof entry?.question === 'string' && isPhc(entry.answer));
  if (!value || !isComplete) return { kind: 'corrupt' };
  const { set: _, ...credentials } = value;
  return { kind: 'present', credentials: credentials as unknown as Credentials };
}

const isOptional = (value: unknown): boolean => value === undefined || typeof value === 'string';
