/** The challenge of the QR code: what is read from a flash that anybody may have written, and what each job on it leaves for the next boot. */
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { type AttemptLimit, ROUTES, UNTIL_RENEWED } from '../../src/storage/attempts.ts';
import { type Challenge, decodeChallenge, encodeChallenge, encodeVoid } from '../../src/storage/challenge.ts';
import { type Credentials, hashSecrets } from '../../src/storage/credentials.ts';
import { encodeJson } from '../../src/storage/json.ts';
import { MAX_PAYLOAD } from '../../src/storage/record.ts';
import { readValue } from '../../src/storage/record-value.ts';
import { manufacture, RECORD, Storage } from '../../src/storage/storage.ts';
import { geometry, TestFlash, text, textOf } from '../support/flash.ts';

const NONCES = ['00112233445566778899aabbccddeeff', '8f8e8d8c8b8a89888786858483828180', 'deadbeefdeadbeefdeadbeefdeadbeef'] as const;
const ONE: Challenge = { nonce: NONCES[0], sequence: 7, createdMs: 1_767_225_600_000, issue: 2, issuedMs: 1_767_225_660_000 };

describe('what a flash says of the challenge', () => {
  const counts = fc.nat(Number.MAX_SAFE_INTEGER);
  const nonces = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString('hex'));
  const challenges: fc.Arbitrary<Challenge> = fc.record({ nonce: nonces, sequence: counts, createdMs: counts, issue: counts, issuedMs: counts });

  test('is what was stored, whatever that was', () => {
    fc.assert(fc.property(challenges, (challenge) => void expect(decodeChallenge(encodeChallenge(challenge))).toEqual(challenge)));
  });

  test('nothing: there was none yet. That there is none any more, or damage: none that a code answers', () => {
    expect(decodeChallenge('absent')).toBe('absent');
    expect([decodeChallenge(encodeVoid()), decodeChallenge('damaged')]).toEqual(['void', 'void']);
  });

  test('of bytes that are no JSON is void', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void expect(decodeChallenge(bytes)).toBe('void')));
    for (const odd of ['', 'null', '[]', '7', '"nonce"', '{"nonce":', '\u0000', '[{"nonce":""}]', `${'['.repeat(9_000)}`])
      expect(decodeChallenge(text(odd)), odd.slice(0, 40)).toBe('void');
  });

  test('of any JSON is void, and nothing that is not in it', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => void expect(decodeChallenge(text(JSON.stringify(value)))).toBe('void')));
  });

  test('with one field of another kind, or without it, is void', () => {
    const isFine = (field: keyof Challenge, value: unknown) =>
      field === 'nonce' ? typeof value === 'string' && /^[0-9a-f]{32}$/.test(value) : Number.isSafeInteger(value) && (value as number) >= 0;
    const wrong = [
      null,
      undefined,
      true,
      '',
      '0',
      'x'.repeat(32),
      NONCES[0].toUpperCase(),
      `${NONCES[0]}\n`,
      `${NONCES[0]}0`,
      -1,
      0.5,
      2 ** 53,
      Number.POSITIVE_INFINITY,
      {},
      [],
      [1],
    ];
    const values = fc.oneof(fc.constantFrom(...wrong), fc.jsonValue(), fc.double(), fc.string());
    fc.assert(
      fc.property(challenges, fc.constantFrom(...(Object.keys(ONE) as (keyof Challenge)[])), values, (challenge, field, value) => {
        fc.pre(!isFine(field, value));
        expect(decodeChallenge(encodeJson({ ...challenge, [field]: value }))).toBe('void');
      }),
      { numRuns: 1000 },
    );
  });

  test('with more fields than it should have has those that it should have, and no others', () => {
    fc.assert(
      fc.property(challenges, fc.dictionary(fc.string(), fc.jsonValue()), (challenge, more) => {
        const payload = text(JSON.stringify({ ...more, ...challenge }));
        expect(decodeChallenge(payload)).toEqual(challenge);
      }),
    );
    const polluted = text(`{"__proto__":{"nonce":"${NONCES[0]}","sequence":1,"createdMs":1,"issue":0,"issuedMs":0}}`);
    expect(decodeChallenge(polluted)).toBe('void');
  });
});

const SMALL = geometry(8, 2048, 4);
const IDENTITY = { serial: 'RS0000042', key: '0123456789abcdef'.repeat(4) };
const setOf = (name: string): Credentials =>
  hashSecrets({ user: 'admin', password: name, email: `${name}@recorder.test` }, 1, (bytes) => bytes.fill(name.length));
const [OLD, NEW] = [setOf('old'), setOf('newer')];
const LIMIT: AttemptLimit = { attempts: 3, lockUs: UNTIL_RENEWED };

let flash: TestFlash;
beforeEach(() => {
  flash = new TestFlash(SMALL);
  flash.run(manufacture(new Storage(flash.array), IDENTITY, 'volume', OLD));
});

const boot = () => new Storage(flash.array);
const renew = (nonce: string, createdMs = 1_000) => flash.run(boot().renewChallenge(nonce, createdMs));
const wrong = (route: (typeof ROUTES)[number] = 'code') => flash.run(boot().attempts.guess(route, LIMIT, () => false));
const counts = () => ROUTES.map((route) => boot().attempts.of(route));
/** The number that was given last. */
function lastNumber(): number | undefined {
  const marks = boot().device.get(RECORD.time);
  const value = typeof marks === 'string' ? undefined : readValue(RECORD.time, marks);
  return value?.kind === 'time' ? value.sequence : undefined;
}
const live = (): Challenge => {
  const { challenge } = boot();
  if (typeof challenge === 'string') throw new Error(`the challenge is ${challenge}`);
  return challenge;
};

describe('a new challenge', () => {
  test('takes the place of the last, one number up, with no code sent for it', () => {
    expect(boot().challenge).toBe('absent');
    expect(renew(NONCES[0])).toBe('written');
    expect(live()).toEqual({ nonce: NONCES[0], sequence: 1, createdMs: 1_000, issue: 0, issuedMs: 0 });
    flash.run(boot().noteIssue(live(), 1, 2_000));
    renew(NONCES[1], 3_000);
    expect(live()).toEqual({ nonce: NONCES[1], sequence: 2, createdMs: 3_000, issue: 0, issuedMs: 0 });
    expect(lastNumber()).toBe(2);
  });

  test('has no wrong code counted against it; wrong passwords and answers stay counted', () => {
    renew(NONCES[0]);
    for (let count = 0; count < 3; count++) wrong();
    wrong('login');
    wrong('questions');
    expect(wrong()).toBe('locked');
    renew(NONCES[1]);
    expect(counts()).toEqual([
      { failures: 1, lockedUs: 0 },
      { failures: 1, lockedUs: 0 },
      { failures: 0, lockedUs: 0 },
    ]);
  });

  test('leaves the time as it is, and a new time leaves its number', () => {
    flash.run(boot().markTime(5_000));
    renew(NONCES[0]);
    expect([boot().timeMark, lastNumber()]).toEqual([5_000, 1]);
    flash.run(boot().markTime(6_000));
    expect([boot().timeMark, lastNumber()]).toEqual([6_000, 1]);
  });

  test('cut at any operation takes no number that was given before, and wins the old one no guess', () => {
    renew(NONCES[0]);
    wrong();
    const { store } = flash;
    for (let cut = 0, isOver = false; !isOver; cut++) {
      flash = new TestFlash(SMALL, store.clone());
      isOver = flash.runUntil(boot().renewChallenge(NONCES[1], 2_000), cut);
      const { nonce, sequence } = live();
      const [, , code] = counts();
      if (nonce === NONCES[0]) expect([sequence, code], `cut ${cut}`).toEqual([1, { failures: 1, lockedUs: 0 }]);
      else expect([nonce, sequence], `cut ${cut}`).toEqual([NONCES[1], 2]);
      expect(lastNumber(), `cut ${cut}`).toBeGreaterThanOrEqual(sequence);
      const given = lastNumber() ?? 0;
      renew(NONCES[2]);
      expect([live().sequence, counts()[2]], `cut ${cut}`).toEqual([given + 1, { failures: 0, lockedUs: 0 }]);
    }
  });

  test('that cannot be stored is refused, and the old one stays as it was', () => {
    renew(NONCES[0]);
    wrong();
    flash.array.failWhen(() => true);
    expect(renew(NONCES[1])).toBe('worn');
    expect([live().nonce, counts()[2]]).toEqual([NONCES[0], { failures: 1, lockedUs: 0 }]);
  });

  test('whose number cannot be stored is not stored itself, so that none is given twice', () => {
    renew(NONCES[0]);
    flash.array.failWhen(({ address }) => address < 3 * SMALL.eraseSize);
    expect(renew(NONCES[1])).toBe('worn');
    expect([live().nonce, live().sequence]).toEqual([NONCES[0], 1]);
  });

  test('that cannot be stored wins the last one no guess, though the count could be cleared', () => {
    renew(NONCES[0]);
    wrong();
    const isOfChallenge = (bytes: Uint8Array) => Buffer.from(bytes).includes(NONCES[1]);
    flash.array.failWhen((operation) => operation.type === 'program' && isOfChallenge(operation.bytes));
    expect(renew(NONCES[1])).toBe('worn');
    expect([live().nonce, counts()[2]]).toEqual([NONCES[0], { failures: 1, lockedUs: 0 }]);
  });

  test('is there, and said to be not, where the count of wrong codes cannot be cleared', () => {
    wrong();
    const isOfCounts = (bytes: Uint8Array) => Buffer.from(bytes).includes('"code":{"failures":0');
    flash.array.failWhen((operation) => operation.type === 'program' && isOfCounts(operation.bytes));
    expect(renew(NONCES[0])).toBe('worn');
    expect([live().nonce, counts()[2]]).toEqual([NONCES[0], { failures: 1, lockedUs: 0 }]);
  });

  test('is numbered on from the last one where the numbers are lost', () => {
    for (const nonce of NONCES) renew(nonce);
    flash.run(boot().device.append({ type: RECORD.time, payload: text('nonsense') }));
    renew(NONCES[0]);
    expect([live().sequence, lastNumber()]).toEqual([4, 4]);
  });
});

describe('a code', () => {
  beforeEach(() => {
    renew(NONCES[0]);
  });

  test('that was sent is noted, and nothing else of the challenge changes', () => {
    expect(flash.run(boot().noteIssue(live(), 2, 4_000))).toBe('written');
    expect(live()).toEqual({ nonce: NONCES[0], sequence: 1, createdMs: 1_000, issue: 2, issuedMs: 4_000 });
  });

  test('is answered by none once the challenge is void, until there is a new one', () => {
    wrong();
    expect(flash.run(boot().voidChallenge())).toBe('written');
    expect([boot().challenge, counts()[2]]).toEqual(['void', { failures: 1, lockedUs: 0 }]);
    renew(NONCES[1]);
    expect(live().sequence).toBe(2);
  });

  test('is used up in the one commit in which its password counts, and no wrong guess is left then', () => {
    for (const route of ROUTES) wrong(route);
    const from = flash.operations.length;
    expect(flash.run(boot().saveVoidingCodes(NEW))).toBe('written');
    expect(flash.operations.slice(from).map(({ type }) => type)).toEqual(['erase', 'program', 'program', 'program']);
    expect([boot().challenge, boot().credentials]).toEqual(['void', { kind: 'present', credentials: NEW }]);
    expect(counts()).toEqual(Array(3).fill({ failures: 0, lockedUs: 0 }));
  });

  test('is not used up by a save that fails', () => {
    wrong('login');
    const tooLong = { ...NEW, hint: 'h'.repeat(MAX_PAYLOAD) };
    expect(flash.run(boot().saveVoidingCodes(tooLong))).toBe('full');
    expect(flash.run(boot().saveVoidingCodes({ ...NEW, hint: 'h'.repeat(2_000) }))).toBe('full');
    flash.array.failWhen(() => true);
    expect(flash.run(boot().saveVoidingCodes(NEW))).toBe('worn');
    expect([live().nonce, boot().credentials, counts()[0]]).toEqual([NONCES[0], { kind: 'present', credentials: OLD }, { failures: 1, lockedUs: 0 }]);
  });

  test.each(['all', 'password'] as const)('is void after a reset (%s): of its challenge no byte is left, but its number is', (scope) => {
    flash.run(boot().noteIssue(live(), 1, 2_000));
    wrong();
    expect(flash.find(NONCES[0])).toBeGreaterThan(0);
    flash.run(boot().requestReset(scope));
    flash.run(boot().eraseSettings());
    flash.run(boot().restoreDefaults());
    flash.run(boot().finishReset());
    expect([boot().challenge, lastNumber(), counts()[2]]).toEqual(['absent', 1, { failures: 0, lockedUs: 0 }]);
    for (let at = 0; at + 8 <= NONCES[0].length; at++) expect(flash.find(NONCES[0].slice(at, at + 8))).toBe(-1);
    renew(NONCES[1]);
    expect(live().sequence).toBe(2);
  });
});

test('a number of another kind in the record of the time is taken for none', () => {
  for (const sequence of [-1, 0.5, '3', null, 2 ** 53]) {
    flash.run(boot().device.append({ type: RECORD.time, payload: encodeJson({ unixMs: 5, sequence }) }));
    expect(flash.run(boot().renewChallenge(NONCES[0], 1))).toBe('written');
    expect(textOf(boot().device.get(RECORD.time))).toBe('{"unixMs":5,"sequence":1}');
    flash.run(boot().voidChallenge());
  }
});
