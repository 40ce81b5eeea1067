/**
 * Whether a flash can hold the most that its owner can set: each log must fit one block, or the wizard could not save. Worked out from the records
 * themselves, so that it follows when they change. Not promised: room for several commits in a block; a tight one moves on at each.
 */
import type { FlashGeometry } from '../hal/ports.ts';
import { encodeAttempts, ROUTES } from './attempts.ts';
import { encodeChallenge, NONCE_BYTES } from './challenge.ts';
import { encodeCredentials, LIMITS } from './credentials.ts';
import { encodeJson } from './json.ts';
import { lengthOfLog } from './log.ts';
import { longestPhc } from './phc.ts';

/** Bytes of the fullest settings and of the fullest device log on such a flash; the larger must not exceed an erase block. */
export function fullestLogs(
  geometry: Pick<FlashGeometry, 'writeSize'>,
  questions: number = LIMITS.questions,
): { readonly settings: number; readonly device: number } {
  return {
    settings: lengthOfLog([largestCredentials(questions), largestAttempts(), largestChallenge()], geometry),
    device: lengthOfLog(largestDeviceRecords(), geometry),
  };
}

/** The payload of the largest set that a person can enter. In JSON a quotation mark takes two bytes, more than any other one-byte character. */
export function largestCredentials(questions: number = LIMITS.questions): Uint8Array {
  const marks = (length: number) => '"'.repeat(length);
  const phc = longestPhc();
  return encodeCredentials({
    user: marks(LIMITS.user),
    password: phc,
    hint: marks(LIMITS.hint),
    pattern: phc,
    email: 'x'.repeat(LIMITS.email),
    questions: Array.from({ length: questions }, () => ({ question: marks(LIMITS.question), answer: phc })),
  });
}

const LARGEST = Number.MAX_SAFE_INTEGER;

/** A route that is locked counts no failures. */
const largestAttempts = () => encodeAttempts(Object.fromEntries(ROUTES.map((route) => [route, { failures: 0, lockedUs: LARGEST }])));

const largestChallenge = () =>
  encodeChallenge({ nonce: 'f'.repeat(2 * NONCE_BYTES), sequence: LARGEST, createdMs: LARGEST, issue: 10, issuedMs: LARGEST });

/** Serial numbers and names of volumes are given at manufacture; 32 characters are more than any maker uses. */
function largestDeviceRecords(): readonly Uint8Array[] {
  const name = 'x'.repeat(32);
  const entry = encodeJson({ number: LARGEST, scope: 'password', stage: 'requested', erased: LARGEST });
  return [
    encodeJson({ serial: name, key: 'f'.repeat(64) }),
    encodeJson({ volume: name }),
    encodeJson({ stuck: false }),
    encodeJson({ unixMs: LARGEST, sequence: LARGEST }),
    entry,
    entry,
  ];
}
