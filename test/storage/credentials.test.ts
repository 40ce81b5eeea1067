/** Credentials: a complete set, the record of none, or corrupt; and no secret in them that need not be there. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  answerText,
  type Credentials,
  decodeCredentials,
  encodeAbsent,
  encodeCredentials,
  hashSecrets,
  patternText,
  type Secrets,
} from '../../src/storage/credentials.ts';
import { encodeJson } from '../../src/storage/json.ts';
import { verifySecret } from '../../src/storage/phc.ts';
import { text } from '../support/flash.ts';

const SECRETS: Secrets = {
  user: 'admin',
  password: 'Recorder2026',
  hint: 'the usual',
  pattern: [1, 2, 3, 6, 9],
  email: 'owner@recorder.test',
  questions: [{ question: 'Which city?', answer: '  Porto ' }],
};
let salts = 0;
const hashed = hashSecrets(SECRETS, 1, (bytes) => bytes.fill(salts++));
const changed = (changes: Record<string, unknown>) => decodeCredentials(encodeJson({ set: true, ...hashed, ...changes })).kind;

describe('hashing a set', () => {
  test('hashes password, pattern and answers, and keeps the rest', () => {
    expect([hashed.user, hashed.hint, hashed.email, hashed.questions[0]?.question]).toEqual([
      'admin',
      'the usual',
      'owner@recorder.test',
      'Which city?',
    ]);
    const text = JSON.stringify(hashed).toLowerCase();
    for (const secret of ['recorder2026', 'porto', '1-2-3-6-9', '12369']) expect(text).not.toContain(secret);
    expect(verifySecret('Recorder2026', hashed.password)).toBe(true);
    expect(verifySecret(patternText([1, 2, 3, 6, 9]), hashed.pattern ?? '')).toBe(true);
    expect(verifySecret(patternText([9, 6, 3, 2, 1]), hashed.pattern ?? '')).toBe(false);
  });

  test('gives every secret a salt of its own', () => {
    const hashes = [hashed.password, hashed.pattern, hashed.questions[0]?.answer].map((phc) => phc?.split('$')[3]);
    expect(new Set(hashes).size).toBe(3);
  });

  test('takes an answer whatever its case and the spaces around it, but not within', () => {
    const answer = hashed.questions[0]?.answer ?? '';
    for (const given of ['porto', 'PORTO', '\tPorto\n']) expect(verifySecret(answerText(given), answer), given).toBe(true);
    for (const given of ['por to', 'portu', '']) expect(verifySecret(answerText(given), answer), given).toBe(false);
  });

  test('does not tell 1-23 from a pattern of other points', () => {
    expect(patternText([1, 2, 3])).not.toBe(patternText([12, 3]));
  });

  test('leaves out what was not given', () => {
    const least = hashSecrets({ user: 'a', password: 'b' }, 1, (bytes) => bytes.fill(0));
    expect(Object.keys(least).sort()).toEqual(['password', 'questions', 'user']);
    expect(decodeCredentials(encodeCredentials(least))).toEqual({ kind: 'present', credentials: least });
  });
});

describe('stored credentials', () => {
  test('read back as they were written, in any script', () => {
    const words = fc.string({ unit: 'grapheme', maxLength: 40 });
    const sets: fc.Arbitrary<Credentials> = fc.record(
      {
        user: words.filter((user) => user !== ''),
        password: fc.constant(hashed.password),
        hint: words,
        pattern: fc.constant(hashed.password),
        email: words,
        questions: fc.array(fc.record({ question: words, answer: fc.constant(hashed.password) }), { maxLength: 3 }),
      },
      { requiredKeys: ['user', 'password', 'questions'] },
    );
    fc.assert(
      fc.property(sets, (credentials) => {
        // As an object of its own kind: fast-check's have no prototype.
        expect(decodeCredentials(encodeCredentials(credentials))).toEqual({ kind: 'present', credentials: { ...credentials } });
      }),
    );
  });

  test('are absent only where a record says so', () => {
    expect(decodeCredentials(encodeAbsent())).toEqual({ kind: 'absent' });
    expect(decodeCredentials('absent')).toEqual({ kind: 'corrupt' });
    expect(decodeCredentials('damaged')).toEqual({ kind: 'corrupt' });
  });

  test.each([
    ['no JSON', text('{"set":true')],
    ['no text', Uint8Array.of(0xff, 0xfe)],
    ['a list', text('[]')],
    ['nothing', text('null')],
    ['a bare false', text('false')],
    ['no word of a set', text('{}')],
    ['the text "false"', text('{"set":"false"}')],
    ['a set without anything', text('{"set":true}')],
  ])('of %s are corrupt', (_, payload) => {
    expect(decodeCredentials(payload)).toEqual({ kind: 'corrupt' });
  });

  const wrong: readonly (readonly [string, unknown])[] = [
    ['set', 1],
    ['user', ''],
    ['user', 7],
    ['user', undefined],
    ['password', 'Recorder2026'],
    ['password', undefined],
    ['pattern', '1-2-3'],
    ['pattern', null],
    ['hint', 5],
    ['email', null],
    ['questions', undefined],
    ['questions', {}],
    ['questions', [null]],
    ['questions', [{ question: 'a' }]],
    ['questions', [{ question: 1, answer: hashed.password }]],
    ['questions', [{ question: 'a', answer: 'porto' }]],
  ];
  test.each(wrong)('with the %s %j are corrupt', (key, value) => {
    expect(changed({})).toBe('present');
    expect(changed({ [key]: value })).toBe('corrupt');
  });
});
