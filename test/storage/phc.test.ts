/** Secrets as hashes: scrypt as published, strings as others write them, and nothing that is not one. */
import { scryptSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { OWNER, ownersCredentials } from '../../src/bench/factory.ts';
import { answerText, patternText } from '../../src/storage/credentials.ts';
import { hashSecret, isPhc, longestPhc, verifySecret } from '../../src/storage/phc.ts';

const COST = 4;
/** Salt bytes that count up. */
const counting = (from: number) => (bytes: Uint8Array) => {
  for (let index = 0; index < bytes.length; index++) bytes[index] = from + index;
};
const PHC = hashSecret('Recorder2026', COST, counting(0));

describe('scrypt', () => {
  test.each([
    ['password', 'NaCl', { N: 1024, r: 8, p: 16 }, 'fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162'],
    ['pleaseletmein', 'SodiumChloride', { N: 16384, r: 8, p: 1 }, '7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2'],
  ])('of this machine gives the vector of RFC 7914 for %s', (secret, salt, cost, expected) => {
    expect(scryptSync(secret, salt, 32, cost).toString('hex')).toBe(expected);
  });
});

describe('a hash', () => {
  test('carries its cost and its salt, in base 64 without padding', () => {
    const salt = Uint8Array.from({ length: 16 }, (_, index) => index);
    const hash = scryptSync('Recorder2026', salt, 32, { N: 2 ** COST, r: 8, p: 1 });
    const unpadded = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64').replaceAll('=', '');
    expect(PHC).toBe(`$scrypt$ln=4,r=8,p=1$${unpadded(salt)}$${unpadded(hash)}`);
  });

  test('is verified by its secret and by no other', () => {
    expect(verifySecret('Recorder2026', PHC)).toBe(true);
    for (const wrong of ['', 'recorder2026', 'Recorder2026 ', 'Recorder202', PHC]) expect(verifySecret(wrong, PHC), wrong).toBe(false);
  });

  test('of an empty secret, and of one in any script, can be verified', () => {
    for (const secret of ['', 'пароль', '密码🔑', 'x'.repeat(1000)]) {
      const phc = hashSecret(secret, COST, counting(7));
      expect([verifySecret(secret, phc), verifySecret(`${secret}x`, phc)]).toEqual([true, false]);
    }
  });

  test('may have any letter of base 64 in its salt', () => {
    const phc = hashSecret('x', COST, (bytes) => bytes.fill(0xfb));
    expect(phc).toContain('$+/v7+/v7');
    expect(verifySecret('x', phc)).toBe(true);
  });

  test('differs with the salt', () => {
    const other = hashSecret('Recorder2026', COST, counting(1));
    expect(other.split('$')[4]).not.toBe(PHC.split('$')[4]);
    expect(verifySecret('Recorder2026', other)).toBe(true);
  });

  test('made at another cost, or by another program, is verified all the same', () => {
    expect(verifySecret('x', hashSecret('x', 1, counting(0)))).toBe(true);
    expect(verifySecret('x', hashSecret('x', 10, counting(0)))).toBe(true);
    // From the documentation of passlib: another implementation, ln=16.
    expect(verifySecret('password', '$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E')).toBe(true);
    const salt = Buffer.alloc(16, 1);
    const hash = scryptSync('x', salt, 32, { N: 16, r: 4, p: 3 });
    expect(verifySecret('x', `$scrypt$ln=4,r=4,p=3$${salt.toString('base64').slice(0, 22)}$${hash.toString('base64').slice(0, 43)}`)).toBe(true);
  });

  test('with one character changed is not verified, and never throws', () => {
    for (let at = 0; at < PHC.length; at++)
      for (const letter of ['A', '$', '9', '=']) {
        if (PHC[at] === letter) continue;
        const changed = PHC.slice(0, at) + letter + PHC.slice(at + 1);
        // The last letter of each part has bits that mean nothing.
        const isSameBytes = (part: number) =>
          Buffer.from(changed.split('$')[part] ?? '', 'base64').equals(Buffer.from(PHC.split('$')[part] ?? '', 'base64'));
        if (isPhc(changed) && isSameBytes(3) && isSameBytes(4) && changed.startsWith(PHC.slice(0, 21))) continue;
        expect(verifySecret('Recorder2026', changed), changed).toBe(false);
      }
  });
});

test('the longest hash is one, as long as any of a cost of two digits', () => {
  expect(isPhc(longestPhc())).toBe(true);
  expect(longestPhc()).toHaveLength(hashSecret('', 10, counting(0)).length);
});

const withCost = (cost: string) => PHC.replace('ln=4,r=8,p=1', cost);

test.each([
  ['nothing', ''],
  ['something before it', ` ${PHC}`],
  ['another kind', PHC.replace('scrypt', 'argon2id')],
  ['no hash', PHC.slice(0, PHC.lastIndexOf('$'))],
  ['a short hash', PHC.slice(0, -1)],
  ['a long hash', `${PHC}A`],
  ['a line behind it', `${PHC}\n`],
  ['padding', `${PHC}=`],
  ['letters of another base 64', PHC.replace(/.$/, '-')],
  ['a cost that scrypt has not', withCost('ln=0,r=8,p=1')],
  ['more memory than any recorder has', withCost('ln=21,r=8,p=1')],
  ['a cost beyond all reason', withCost('ln=99,r=99,p=99')],
  ['no blocks', withCost('ln=4,r=0,p=1')],
  ['large blocks', withCost('ln=4,r=9,p=1')],
  ['nothing in parallel', withCost('ln=4,r=8,p=0')],
  ['too much one after the other', withCost('ln=4,r=8,p=17')],
  ['a leading zero', withCost('ln=04,r=8,p=1')],
])('a string with %s is no hash: it verifies nothing and throws nothing', (_, phc) => {
  expect([isPhc(phc), verifySecret('Recorder2026', phc)]).toEqual([false, false]);
});

test('what is no text is no hash', () => {
  for (const value of [undefined, null, 4, {}, [PHC], { toString: () => PHC }]) expect(isPhc(value)).toBe(false);
  expect(isPhc(PHC)).toBe(true);
});

test('the hashes of the owner that scenarios know are those of the published secrets', () => {
  const { password, pattern, questions } = ownersCredentials(14);
  expect(verifySecret(OWNER.password, password)).toBe(true);
  expect(verifySecret(patternText(OWNER.pattern ?? []), pattern ?? '')).toBe(true);
  questions.forEach(({ question, answer }, index) => {
    expect(question).toBe(OWNER.questions?.[index]?.question);
    expect(verifySecret(answerText(OWNER.questions?.[index]?.answer ?? ''), answer)).toBe(true);
  });
  expect(questions).toHaveLength(3);
});
