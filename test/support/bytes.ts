/** Many bytes of every kind, and what is said where they did not arrive as they were sent. */
import { createHash } from 'node:crypto';
import { createRandom } from '../../src/random.ts';

export const MEGABYTE = 1_000_000;

/** The same for the same seed. */
export function bytesOf(seed: number, length = MEGABYTE): Buffer {
  const random = createRandom(seed);
  return Buffer.from(Uint8Array.from({ length }, () => random.int(0, 255)));
}

/** Length and SHA-256, and beside another one where they first differ. */
export function fingerprint(bytes: Buffer, sent?: Buffer): string {
  const hash = createHash('sha256').update(bytes).digest('hex');
  const same = sent === undefined || bytes.equals(sent);
  return `${bytes.length} bytes, ${hash}${same ? '' : `, first difference at ${firstDifference(bytes, sent)}`}`;
}

function firstDifference(a: Buffer, b: Buffer): number {
  const index = a.findIndex((byte, at) => byte !== b[at]);
  return index < 0 ? a.length : index;
}
