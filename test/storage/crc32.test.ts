/** CRC-32: the published check value, another implementation, and what it promises of one and of two flipped bits. */
import zlib from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkAndCorrect, crc32 } from '../../src/storage/crc32.ts';
import { MAX_PAYLOAD } from '../../src/storage/record.ts';
import { text } from '../support/flash.ts';

/** `bytes` with its CRC behind it, as one string of bits to flip. */
function withCrc(bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(bytes.length + 4);
  whole.set(bytes);
  new DataView(whole.buffer).setUint32(bytes.length, crc32(bytes), true);
  return whole;
}

function flipped(whole: Uint8Array, ...bits: readonly number[]): Uint8Array {
  const copy = Uint8Array.from(whole);
  for (const bit of bits) copy[bit >> 3] = (copy[bit >> 3] as number) ^ (1 << (bit & 7));
  return copy;
}

/** Checks what `withCrc` made; returns the finding and the bytes as they are afterwards. */
function check(whole: Uint8Array): { finding: string; bytes: Uint8Array } {
  const bytes = whole.slice(0, -4);
  const crc = new DataView(whole.buffer, whole.byteOffset).getUint32(bytes.length, true);
  return { finding: checkAndCorrect(bytes, crc), bytes };
}

const messages = fc.uint8Array({ minLength: 1, maxLength: 400 });
/** A message with its CRC, and so many different bits of it. */
const withBits = (count: number, of = messages) =>
  of.chain((bytes) => {
    const whole = withCrc(bytes);
    return fc.tuple(fc.constant(whole), fc.uniqueArray(fc.nat(whole.length * 8 - 1), { minLength: count, maxLength: count }));
  });

describe('crc32', () => {
  test('gives the published check value, and 0 for nothing', () => {
    expect(crc32(text('123456789'))).toBe(0xcbf43926);
    expect(crc32(new Uint8Array(0))).toBe(0);
  });

  test('is what zlib gives, for any bytes and any part of them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), fc.nat(300), (bytes, a, b) => {
        const [from, to] = [Math.min(a, b, bytes.length), Math.min(Math.max(a, b), bytes.length)];
        expect(crc32(bytes)).toBe(zlib.crc32(bytes));
        expect(crc32(bytes, from, to)).toBe(zlib.crc32(bytes.subarray(from, to)));
      }),
    );
  });
});

describe('checkAndCorrect', () => {
  test('calls bytes intact that are, and leaves them alone', () => {
    fc.assert(
      fc.property(messages, (bytes) => {
        expect(check(withCrc(bytes))).toEqual({ finding: 'intact', bytes });
      }),
    );
  });

  test('puts right any one flipped bit, of the bytes or of the CRC', () => {
    const message = text('one record, as long as most');
    const whole = withCrc(message);
    for (let bit = 0; bit < whole.length * 8; bit++)
      expect(check(flipped(whole, bit)), `bit ${bit}`).toEqual({ finding: 'corrected', bytes: message });
    fc.assert(
      fc.property(withBits(1), ([sound, bits]) => {
        expect(check(flipped(sound, ...bits))).toEqual({ finding: 'corrected', bytes: sound.slice(0, -4) });
      }),
    );
  });

  test('finds any two flipped bits, and takes them neither for none nor for one', () => {
    const whole = withCrc(text('twelve bytes'));
    for (let a = 0; a < whole.length * 8; a++)
      for (let b = a + 1; b < whole.length * 8; b++) {
        const damaged = flipped(whole, a, b);
        const { finding, bytes } = check(damaged);
        if (finding !== 'damaged' || !bytes.every((byte, at) => byte === damaged[at])) throw new Error(`bits ${a} and ${b}: ${finding}`);
      }
    fc.assert(
      fc.property(withBits(2), ([sound, bits]) => {
        expect(check(flipped(sound, ...bits)).finding).toBe('damaged');
      }),
    );
  });

  test('keeps both promises up to the longest record there can be', () => {
    const longest = fc
      .integer()
      .map((seed) => Uint8Array.from({ length: MAX_PAYLOAD + 8 }, (_, index) => Math.imul(index + seed, 2654435761) >>> 24));
    fc.assert(
      fc.property(withBits(2, longest), ([sound, [a = 0, b = 0]]) => {
        const one = check(flipped(sound, a));
        expect(one.finding).toBe('corrected');
        expect(Buffer.compare(one.bytes, sound.subarray(0, -4))).toBe(0);
        expect(check(flipped(sound, a, b)).finding).toBe('damaged');
      }),
      { numRuns: 40 },
    );
  });

  test('calls damage what one bit before the first byte would explain', () => {
    const bytes = text('message');
    const before = crc32(Uint8Array.of(0x80, ...bytes)) ^ crc32(Uint8Array.of(0, ...bytes));
    expect(checkAndCorrect(bytes, (crc32(bytes) ^ before) >>> 0)).toBe('damaged');
    expect(bytes).toEqual(text('message'));
  });

  test('changes no byte of what it calls damaged, however many bits are flipped', () => {
    fc.assert(
      fc.property(messages, fc.nat(2 ** 32 - 1), (bytes, crc) => {
        const given = Uint8Array.from(bytes);
        fc.pre(checkAndCorrect(given, crc) === 'damaged');
        expect(given).toEqual(bytes);
      }),
    );
  });
});
