/**
 * Secrets as salted, memory-hard hashes in PHC string form: `$scrypt$ln=14,r=8,p=1$SALT$HASH`, base 64 without padding. The string carries its own
 * cost, so a cost can be changed without losing what was stored. Not promised: that a four-digit secret withstands an attacker with the flash; and
 * zeros at the end of a secret (U+0000) count for nothing, because HMAC, at the bottom of scrypt, pads its key with them.
 * Sources: PHC string format; RFC 7914 (scrypt); OWASP Password Storage Cheat Sheet for the costs.
 */
const SALT_BYTES = 16;
const HASH_BYTES = 32;
const BLOCK_SIZE = 8;
const PARALLELISM = 1;

/** Costs are bounded: one from a forged image must neither take all memory nor be one that scrypt refuses. */
const PHC = /^\$scrypt\$ln=([1-9]|1\d|20),r=([1-8]),p=([1-9]|1[0-6])\$([A-Za-z0-9+/]{22})\$([A-Za-z0-9+/]{43})$/;

/** Not imported at the top: crypto takes a while to load, and many runs need no hash. */
const crypto = () => process.getBuiltinModule('node:crypto');

/** Hashes `secret`. `cost` is log2 of scrypt's N, 1 to 20: 14 takes 16 MiB and some 60 ms on a PC, each step more doubles both. */
export function hashSecret(secret: string, cost: number, fill: (bytes: Uint8Array) => void): string {
  const salt = new Uint8Array(SALT_BYTES);
  fill(salt);
  return `$scrypt$ln=${cost},r=${BLOCK_SIZE},p=${PARALLELISM}$${base64(salt)}$${base64(derive(secret, salt, cost, BLOCK_SIZE, PARALLELISM))}`;
}

/** Whether `secret` is the one that was hashed. Takes as long for a wrong secret as for the right one. False for a string that is no such hash. */
export function verifySecret(secret: string, phc: string): boolean {
  const [, ln, r, p, salt, hash] = PHC.exec(phc) ?? [];
  if (salt === undefined || hash === undefined) return false;
  const derived = derive(secret, Buffer.from(salt, 'base64'), Number(ln), Number(r), Number(p));
  return crypto().timingSafeEqual(derived, Buffer.from(hash, 'base64'));
}

/** A string as long as the longest that `hashSecret` gives; a hash of nothing. */
export const longestPhc = (): string => `$scrypt$ln=20,r=${BLOCK_SIZE},p=${PARALLELISM}$${'A'.repeat(22)}$${'A'.repeat(43)}`;

/** Whether this is a hash that `verifySecret` can check: ln 1 to 20, r 1 to 8, p 1 to 16. */
export const isPhc = (text: unknown): text is string => typeof text === 'string' && PHC.test(text);

function derive(secret: string, salt: Uint8Array, cost: number, blockSize: number, parallelism: number): Uint8Array {
  const N = 2 ** cost;
  return crypto().scryptSync(secret, salt, HASH_BYTES, { N, r: blockSize, p: parallelism, maxmem: 2 * 128 * N * blockSize + 2 ** 20 });
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replace(/=+$/, '');
