/**
 * The challenge that a QR code shows and that security codes answer: a random number, its number in order, when it was made, and what the recorder has heard of
 * codes sent for it. It outlives power cuts, so that a code may be used after one. A factory reset erases it, and with it the codes.
 * Source: the reset guide for the life of a code; the rest is ours (docs/recovery-scheme.md).
 */
import { decodeJson, encodeJson } from './json.ts';
import type { Latest } from './log.ts';

export const NONCE_BYTES = 16;

export interface Challenge {
  /** 16 random bytes, in hex. */
  readonly nonce: string;
  /** Counts the challenges of this recorder, from 1; no reset brings it back. */
  readonly sequence: number;
  /** By the recorder's own clock, in ms since 1970. */
  readonly createdMs: number;
  /** The number of the latest code that the vendor's service has told of; 0: none. */
  readonly issue: number;
  /** When it told so; 0 with no issue. */
  readonly issuedMs: number;
}

/** `void`: the last one was used, had too many wrong codes, or ran out. Unreadable is void too: no code answers it. */
export type ChallengeState = Challenge | 'absent' | 'void';

export const encodeChallenge = (challenge: Challenge): Uint8Array => encodeJson(challenge);
export const encodeVoid = (): Uint8Array => encodeJson({ void: true });

export function decodeChallenge(latest: Latest): ChallengeState {
  if (latest === 'absent') return 'absent';
  const { nonce, sequence, createdMs, issue, issuedMs } = (latest === 'damaged' ? undefined : decodeJson(latest)) ?? {};
  const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
  if (typeof nonce !== 'string' || !/^[0-9a-f]{32}$/.test(nonce)) return 'void';
  return isCount(sequence) && isCount(createdMs) && isCount(issue) && isCount(issuedMs) ? { nonce, sequence, createdMs, issue, issuedMs } : 'void';
}
