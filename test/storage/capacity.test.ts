/** Flash from the smallest to the largest: where the board check lets it pass, the most that an owner can set is saved, reset, and saved again. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadBoard, shippedBoards } from '../../src/board-file.ts';
import { unwrap } from '../../src/errors.ts';
import type { FlashGeometry } from '../../src/hal/ports.ts';
import { ROUTES, UNTIL_RENEWED } from '../../src/storage/attempts.ts';
import { fullestLogs, largestCredentials } from '../../src/storage/capacity.ts';
import { NONCE_BYTES } from '../../src/storage/challenge.ts';
import { type Credentials, decodeCredentials, hashSecrets, LIMITS } from '../../src/storage/credentials.ts';
import { MAX_PAYLOAD } from '../../src/storage/record.ts';
import { manufacture, RECORD, Storage } from '../../src/storage/storage.ts';
import { geometry, TestFlash } from '../support/flash.ts';

function largestSet(questions?: number): Credentials {
  const state = decodeCredentials(largestCredentials(questions));
  if (state.kind !== 'present') throw new Error('the largest set is no set');
  return state.credentials;
}
const LARGEST = largestSet();
/** As much as there can be, and no hash of it real. */
const IDENTITY = { serial: 'S'.repeat(32), key: 'f'.repeat(64) };
const MOST = Number.MAX_SAFE_INTEGER;
/** Numbers and times that no recorder lives to see. */
const CHALLENGE = { nonce: 'f'.repeat(2 * NONCE_BYTES), sequence: MOST, createdMs: MOST, issue: 10, issuedMs: MOST };

const neededBy = (of: Pick<FlashGeometry, 'writeSize'>, questions?: number): number => {
  const { settings, device } = fullestLogs(of, questions);
  return Math.max(settings, device);
};
const fits = (of: FlashGeometry): boolean => neededBy(of) <= of.eraseSize;

/** The life of a recorder that uses all its room. Fails at the first thing that is not stored. */
function live(of: FlashGeometry, largest = LARGEST): void {
  const flash = new TestFlash(of);
  const boot = () => new Storage(flash.array);
  const name = 'V'.repeat(32);
  expect(flash.run(manufacture(boot(), IDENTITY, name))).toBe(true);
  const use = () => {
    expect(flash.run(boot().renewChallenge(CHALLENGE.nonce, 1))).toBe('written');
    for (const route of ROUTES) expect(flash.run(boot().attempts.keepLock(route, UNTIL_RENEWED))).toBe(true);
    expect(flash.run(boot().noteIssue(CHALLENGE, CHALLENGE.issue, CHALLENGE.issuedMs))).toBe('written');
    for (let count = 0; count < 3; count++) expect(flash.run(boot().saveCredentials(largest))).toBe('written');
    expect(flash.run(boot().markTime(boot().timeMark + 1e15))).toBe('written');
    expect(flash.run(boot().storeStuck(true))).toBe('written');
    expect(boot().credentials).toEqual({ kind: 'present', credentials: largest });
    expect(boot().attempts.of('code')).toEqual({ failures: 0, lockedUs: UNTIL_RENEWED });
    expect(boot().challenge).toEqual(CHALLENGE);
    expect(flash.run(boot().saveVoidingCodes(largest))).toBe('written');
    expect([boot().challenge, boot().attempts.of('code')]).toEqual(['void', { failures: 0, lockedUs: 0 }]);
  };
  use();
  for (const scope of ['password', 'all'] as const) {
    expect(flash.run(boot().requestReset(scope))).toBe(true);
    expect(flash.run(boot().eraseSettings())).toBe(true);
    expect(flash.run(boot().restoreDefaults())).toBe(true);
    expect(flash.run(boot().finishReset())).toBe(true);
    expect(boot().stored).toMatchObject({ credentials: 'absent', pendingReset: undefined });
    use();
  }
  // The second copy of the journal too, which a reset does without when it must.
  expect(boot().device.get(RECORD.journalCopy)).toEqual(boot().device.get(RECORD.journal));
  expect([boot().identity, boot().recordings]).toEqual([IDENTITY, name]);
}

describe('a flash that has room', () => {
  test.each([
    ['the smallest', geometry(6, 2048, 1)],
    ['pages as microcontrollers have them', geometry(6, 2048, 8)],
    ['the largest write unit', geometry(6, 4096, 256)],
    ['the largest blocks', geometry(6, 131_072, 256)],
    ['the largest blocks, written byte by byte', geometry(6, 131_072, 1)],
    ['sizes that are no powers of two', geometry(7, 3 * 1023, 3)],
    ['many blocks', geometry(4096, 4096, 16)],
  ])('serves a whole life: %s', (_, of) => {
    expect(fits(of)).toBe(true);
    live(of);
  });

  test('serves a whole life wherever the check lets it pass', () => {
    const geometries = fc
      .tuple(fc.integer({ min: 6, max: 40 }), fc.integer({ min: 1, max: 256 }), fc.integer({ min: 2048, max: 8192 }))
      .map(([blocks, writeSize, room]) => geometry(blocks, Math.ceil(room / writeSize) * writeSize, writeSize))
      .filter(fits);
    fc.assert(
      fc.property(geometries, (of) => live(of)),
      { numRuns: 40 },
    );
  });

  test('is one that fits to the byte: with a unit less the most cannot be saved', () => {
    for (const writeSize of [1, 4, 16, 32, 64, 128, 256]) {
      const needed = neededBy({ writeSize });
      live(geometry(6, needed, writeSize));
      expect(() => live(geometry(6, needed - writeSize, writeSize)), `write unit ${writeSize}`).toThrow();
    }
  });

  test('is larger for a board that asks more questions, and smaller for one that asks fewer', () => {
    for (const questions of [1, 2, 4, 5]) {
      const needed = neededBy({ writeSize: 4 }, questions);
      live(geometry(6, needed, 4), largestSet(questions));
      expect(() => live(geometry(6, needed - 4, 4), largestSet(questions)), `${questions} questions`).toThrow();
    }
    const sizes = [1, 2, 3, 4, 5].map((questions) => neededBy({ writeSize: 4 }, questions));
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
    expect(new Set(sizes).size).toBe(5);
  });

  test('is what every shipped board has', () => {
    for (const name of shippedBoards()) {
      const { flashEraseSize, flashWriteSize, questionCount } = unwrap(loadBoard(name)).board;
      expect(neededBy({ writeSize: flashWriteSize }, questionCount), name).toBeLessThanOrEqual(flashEraseSize);
    }
  });
});

test('the fullest logs take so many bytes: boards were laid out by these figures', () => {
  expect([1, 16, 256].map((writeSize) => fullestLogs({ writeSize }))).toEqual([
    { settings: 1792, device: 513 },
    { settings: 1888, device: 688 },
    { settings: 3584, device: 3840 },
  ]);
});

test('no set within the limits is larger than the largest', () => {
  const most = largestCredentials().length;
  expect(most).toBeLessThan(MAX_PAYLOAD);
  const within = (bytes: number) =>
    fc.string({ unit: 'grapheme', maxLength: bytes }).filter((text) => Buffer.byteLength(text) <= bytes && !/\p{Cc}/u.test(text));
  const texts = fc.record({ user: within(LIMITS.user), hint: within(LIMITS.hint), question: within(LIMITS.question) });
  for (const letter of ['x', '"', '\\', 'é', 'あ', '🔑']) {
    const fill = (bytes: number) => letter.repeat(Math.floor(bytes / Buffer.byteLength(letter)));
    const questions = LARGEST.questions.map(({ answer }) => ({ question: fill(LIMITS.question), answer }));
    const set = { ...LARGEST, user: fill(LIMITS.user), hint: fill(LIMITS.hint), questions };
    expect(Buffer.byteLength(JSON.stringify({ set: true, ...set })), letter).toBeLessThanOrEqual(most);
  }
  fc.assert(
    fc.property(texts, ({ user, hint, question }) => {
      const set = { ...LARGEST, user, hint, questions: LARGEST.questions.map(({ answer }) => ({ question, answer })) };
      expect(Buffer.byteLength(JSON.stringify({ set: true, ...set }))).toBeLessThanOrEqual(most);
    }),
  );
  // Hashes are as long whatever is hashed; the cost takes one digit or two.
  const { password } = hashSecrets({ user: 'a', password: 'x'.repeat(32) }, 10, (bytes) => bytes.fill(255));
  expect(password.length).toBe(LARGEST.password.length);
});
