/**
 * CRC-32 (IEEE 802.3, reflected), and putting right a single flipped bit by it. The Hamming distance is 4 up to 11 KB, so each single-bit
 * error has a remainder of its own, and no two-bit error is taken for one. Source: Koopman, 32-bit cyclic redundancy codes (2002).
 */
const POLYNOMIAL = 0xedb88320;

const shift = (remainder: number): number => (remainder & 1 ? (remainder >>> 1) ^ POLYNOMIAL : remainder >>> 1) >>> 0;

const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = shift(remainder);
  return remainder;
});

/** Of the bytes from `from` up to, not including, `to`. */
export function crc32(bytes: Uint8Array, from = 0, to = bytes.length): number {
  let remainder = -1;
  for (let index = from; index < to; index++) remainder = (remainder >>> 8) ^ (TABLE[(remainder ^ (bytes[index] as number)) & 0xff] as number);
  return ~remainder >>> 0;
}

/**
 * Checks `bytes` against the `crc` stored with them. With one bit flipped in either, puts it right in `bytes` and says so. `bytes` are at most
 * 11 KB; they are left alone when they cannot be put right.
 */
export function checkAndCorrect(bytes: Uint8Array, crc: number): 'intact' | 'corrected' | 'damaged' {
  const difference = (crc32(bytes) ^ crc) >>> 0;
  if (difference === 0) return 'intact';
  // One bit of the CRC itself.
  if ((difference & (difference - 1)) === 0) return 'corrected';
  // What a flipped bit does to the remainder, from the last bit of the message back to the first.
  let remainder = POLYNOMIAL;
  for (let bit = bytes.length * 8 - 1; bit >= 0; bit--) {
    if (remainder === difference) {
      bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7));
      return 'corrected';
    }
    remainder = shift(remainder);
  }
  return 'damaged';
}
