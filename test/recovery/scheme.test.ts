/** The scheme of QR codes and security codes: what fits what, what does not, and that no input however odd breaks it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromBase32, normaliseBase32, toBase32 } from '../../src/recovery/crockford.ts';
import { decodeToRecorder, decodeToService, encodeToRecorder, encodeToService, type ToService } from '../../src/recovery/messages.ts';
import { authenticate, decodeQr, encodeQr, formatCode, isGenuine, isSame, issueOf, securityCode } from '../../src/recovery/scheme.ts';

const KEY = '0123456789abcdef'.repeat(4);
const OTHER_KEY = `f${KEY.slice(1)}`;
const REQUEST = { serial: 'RSV34TD6VZFTTHT', nonce: '00112233445566778899aabbccddeeff', sequence: 7 };

const hex = (bytes: number) => fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((raw) => Buffer.from(raw).toString('hex'));
const requests = fc.record({
  serial: fc.stringMatching(/^[0-9A-Z]{1,32}$/),
  nonce: hex(16),
  sequence: fc.integer({ min: 1, max: 999_999_999_999_999 }),
});

describe('Crockford base 32', () => {
  test('gives back the bytes it was made from', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(fromBase32(toBase32(bytes, Math.ceil((bytes.length * 8) / 5)), bytes.length)).toEqual(bytes);
      }),
    );
  });

  test('is that of its author: known values', () => {
    expect(toBase32(Buffer.from('foobar'), 10)).toBe('CSQPYRK1E8');
    expect(toBase32(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff), 8)).toBe('ZZZZZZZZ');
  });

  test('takes what people write for what they mean, and nothing else', () => {
    expect(normaliseBase32('7k3m-9qwx', 8)).toBe('7K3M9QWX');
    expect(normaliseBase32(' oO iI-lL 00', 8)).toBe('00111100');
    for (const wrong of ['7K3M-9QW', '7K3M-9QWXX', '7K3M-9QWU', '7K3M_9QWX', 'Ⅶ K3M9QWX', '', ' '.repeat(100_000)])
      expect(normaliseBase32(wrong, 8)).toBeUndefined();
  });
});

describe('the QR code', () => {
  test('says what it was made of, in characters that keep it small, and nothing secret', () => {
    const text = encodeQr(REQUEST, KEY);
    expect(decodeQr(text)).toMatchObject(REQUEST);
    expect(text).toMatch(/^[0-9A-Z:]+$/);
    expect(text.length).toBeLessThan(90);
    expect(text.toLowerCase()).not.toContain(KEY.slice(0, 8));
    fc.assert(
      fc.property(requests, (request) => {
        expect(decodeQr(encodeQr(request, KEY))).toMatchObject(request);
      }),
    );
  });

  test('is genuine with the key of its recorder only, and with every character as it was', () => {
    const text = encodeQr(REQUEST, KEY);
    const decoded = decodeQr(text);
    expect(decoded && isGenuine(decoded, KEY)).toBe(true);
    expect(decoded && isGenuine(decoded, OTHER_KEY)).toBe(false);
    for (let at = 0; at < text.length; at++) {
      for (const character of ['0', '1', 'Z', ':']) {
        if (text[at] === character) continue;
        const changed = decodeQr(text.slice(0, at) + character + text.slice(at + 1));
        expect(changed !== undefined && isGenuine(changed, KEY), `${character} at ${at}`).toBe(false);
      }
    }
  });

  test('is nothing else than the codes of recorders, however odd', () => {
    for (const text of [
      '',
      'https://example.test',
      'RECSIM2:A:B:1:C',
      encodeQr(REQUEST, KEY).toLowerCase(),
      `${encodeQr(REQUEST, KEY)}:`,
      'RECSIM1'.repeat(1000),
    ])
      expect(decodeQr(text), text.slice(0, 40)).toBeUndefined();
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 120 }), (text) => {
        expect(decodeQr(text)).toBeUndefined();
      }),
    );
  });
});

describe('security codes', () => {
  test('answer the QR code, the number and the key they were made for, and no other', () => {
    const code = securityCode(REQUEST, 1, KEY);
    expect(formatCode(code)).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(issueOf(formatCode(code), REQUEST, 1, 2, KEY)).toBe(1);
    expect(issueOf(code.toLowerCase(), REQUEST, 1, 2, KEY)).toBe(1);
    expect(issueOf(securityCode(REQUEST, 2, KEY), REQUEST, 1, 2, KEY)).toBe(2);
    expect(issueOf(securityCode(REQUEST, 2, KEY), REQUEST, 1, 1, KEY)).toBeUndefined();
    expect(issueOf(code, { ...REQUEST, sequence: 8 }, 1, 2, KEY)).toBeUndefined();
    expect(issueOf(code, { ...REQUEST, nonce: `f${REQUEST.nonce.slice(1)}` }, 1, 2, KEY)).toBeUndefined();
    expect(issueOf(code, REQUEST, 1, 2, OTHER_KEY)).toBeUndefined();
  });

  test('are never the answer to text that is none', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (typed) => {
        expect(issueOf(typed, REQUEST, 1, 10, KEY)).toBeUndefined();
      }),
    );
  });

  test('use all 32 characters at every place', () => {
    const seen = Array.from({ length: 8 }, () => new Set<string>());
    for (let issue = 1; issue <= 2000; issue++)
      for (const [at, character] of [...securityCode(REQUEST, issue, KEY)].entries()) seen[at]?.add(character);
    expect(seen.map(({ size }) => size)).toEqual(Array(8).fill(32));
  });

  test('are made and compared as often for a wrong text as for a right one', () => {
    // The time it takes cannot be tested; the work can: HMAC is asked once for each number, whatever was typed.
    const crypto = process.getBuiltinModule('node:crypto');
    const original = crypto.createHmac;
    const asked: number[] = [];
    for (const typed of [securityCode(REQUEST, 1, KEY), securityCode(REQUEST, 3, KEY), 'nonsense', '', '0'.repeat(500)]) {
      let count = 0;
      crypto.createHmac = ((...args: Parameters<typeof original>) => {
        count++;
        return original(...args);
      }) as typeof original;
      try {
        issueOf(typed, REQUEST, 1, 3, KEY);
      } finally {
        crypto.createHmac = original;
      }
      asked.push(count);
    }
    expect(asked).toEqual([3, 3, 3, 3, 3]);
  });
});

describe('what the key signs', () => {
  test('has a purpose: the same words for another purpose, or cut in other places, are signed otherwise', () => {
    const signed = [
      authenticate(KEY, 'qr-code', ['a', 'b']),
      authenticate(KEY, 'security-code', ['a', 'b']),
      authenticate(KEY, 'qr-code', ['ab']),
      authenticate(KEY, 'qr-code', ['', 'ab']),
      authenticate(KEY, 'qr-code', ['a', 'b', '']),
      authenticate(OTHER_KEY, 'qr-code', ['a', 'b']),
    ].map((bytes) => Buffer.from(bytes).toString('hex'));
    expect(new Set(signed).size).toBe(signed.length);
  });

  test('texts are the same or not, also of different lengths', () => {
    expect([isSame('a', 'a'), isSame('a', 'b'), isSame('', 'a'), isSame('', '')]).toEqual([true, false, false, true]);
  });
});

describe('messages between recorder and service', () => {
  const keyOf = (serial: string) => (serial === REQUEST.serial ? KEY : undefined);
  const said: ToService[] = [
    { type: 'registration', serial: REQUEST.serial, email: 'owner@recorder.test' },
    { type: 'registration', serial: REQUEST.serial, email: null },
    { type: 'password-changed', serial: REQUEST.serial, by: 'recovery' },
  ];

  test('arrive as they were said', () => {
    for (const message of said) expect(decodeToService(encodeToService(message, KEY), keyOf)).toEqual(message);
    const told = { type: 'code-sent', issue: 2, ...REQUEST } as const;
    expect(decodeToRecorder(encodeToRecorder(told, KEY), KEY)).toEqual(told);
  });

  test('are believed from those who have the key, and in their own direction only', () => {
    const [message] = said;
    expect(message && decodeToService(encodeToService(message, OTHER_KEY), keyOf)).toBeUndefined();
    expect(decodeToService(encodeToService({ type: 'registration', serial: 'OTHER', email: null }, KEY), keyOf)).toBeUndefined();
    const told = encodeToRecorder({ type: 'code-sent', issue: 1, ...REQUEST }, KEY);
    expect(decodeToService(told, keyOf)).toBeUndefined();
    expect(message && decodeToRecorder(encodeToService(message, KEY), KEY)).toBeUndefined();
  });

  test('with a byte changed are nothing, and neither is anything else', () => {
    const bytes = encodeToService({ type: 'registration', serial: REQUEST.serial, email: 'a@b.test' }, KEY);
    for (let at = 0; at < bytes.length; at++) {
      const changed = Uint8Array.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(decodeToService(changed, keyOf), `byte ${at}`).toBeUndefined();
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (raw) => {
        expect(decodeToService(raw, keyOf)).toBeUndefined();
        expect(decodeToRecorder(raw, KEY)).toBeUndefined();
      }),
    );
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const raw = Buffer.from(JSON.stringify(value) ?? '');
        expect(decodeToService(raw, keyOf)).toBeUndefined();
        expect(decodeToRecorder(raw, KEY)).toBeUndefined();
      }),
    );
    expect(decodeToService(Buffer.from(JSON.stringify({ body: '{"serial":"RSV34TD6VZFTTHT"}', mac: 'x'.repeat(10_000) })), keyOf)).toBeUndefined();
  });
});
