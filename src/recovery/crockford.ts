/**
 * Crockford's base 32: digits and letters without I, L, O and U, so that nothing can be taken for something else when it is read from a
 * screen or told on the telephone. Source: Douglas Crockford, Base 32.
 */
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The first `characters` characters, of 5 bits each, of `bytes`. */
export function toBase32(bytes: Uint8Array, characters: number): string {
  let text = '';
  for (let index = 0; index < characters; index++) {
    const bit = index * 5;
    const pair = ((bytes[bit >> 3] ?? 0) << 8) | (bytes[(bit >> 3) + 1] ?? 0);
    text += DIGITS[(pair >> (11 - (bit & 7))) & 31];
  }
  return text;
}

/** The bytes that `toBase32` made this text from; `undefined` for a text that it did not make. */
export function fromBase32(text: string, length: number): Uint8Array | undefined {
  const bytes = new Uint8Array(length);
  let buffer = 0;
  let bits = 0;
  let at = 0;
  for (const character of text) {
    const digit = DIGITS.indexOf(character);
    if (digit < 0) return undefined;
    buffer = ((buffer << 5) | digit) & 0xffff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    if (at < length) bytes[at++] = buffer >> bits;
  }
  return at === length && toBase32(bytes, text.length) === text ? bytes : undefined;
}

const TAKEN_FOR: Readonly<Record<string, string>> = { O: '0', I: '1', L: '1' };

/** As a person may have typed it: whatever case, with spaces and hyphens, O for 0, I and L for 1. `undefined` when other characters are in it, or it is not `length` long. */
export function normaliseBase32(typed: string, length: number): string | undefined {
  // Cut first: what is many times too long is not worth looking through.
  if (typed.length > 8 * length) return undefined;
  const plain = [...typed.replace(/[\s-]/g, '').toUpperCase()].map((character) => TAKEN_FOR[character] ?? character);
  return plain.length === length && plain.every((character) => DIGITS.includes(character)) ? plain.join('') : undefined;
}
