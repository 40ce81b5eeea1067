/**
 * Rules on passwords, unlock patterns and how they are stored.
 * Sources: NIST SP 800-63B-4 section 3.1.1, OWASP ASVS 5.0.0 chapters V6 and V11, OWASP cheat sheets, ETSI EN 303 645 section 5.1; clause by clause
 * in docs/security-lint.md.
 */
import type { Board } from '../board.ts';
import { formatDuration } from '../units.ts';
import { asvs, authentication, type BoardRule, etsi, nist, type Property, storage } from './rule.ts';

const STRENGTH = 'Implement Proper Password Strength Controls';
const SINGLE_FACTOR_MIN = 15;
const MAX_AT_LEAST = 64;

/** A longer minimum needs a maximum that lets it be. */
const longer = ({ passwordMax }: Board) => ({
  passwordMin: SINGLE_FACTOR_MIN,
  ...(passwordMax < SINGLE_FACTOR_MIN ? { passwordMax: MAX_AT_LEAST } : {}),
});

const characters = (count: number) => `${count} character${count === 1 ? '' : 's'}`;

/** log2 of N that OWASP asks of scrypt where r = 8 and p = 1, which is all that recsim does. */
const OWASP_COST = 17;

const NODES = 9;

/** How many unlock patterns have `points` points: every order of different points is one. */
const patternsOf = (points: number): number =>
  Array.from({ length: points }, (_, index) => NODES - index).reduce((product, free) => product * free, 1);

/** How long it takes to try all of `count` secrets, in words. */
function timeToTry(count: number, { loginAttempts, lockTimeUs }: Board): string {
  if (loginAttempts === 0) return 'as nothing limits the guesses, all of them are soon tried';
  const hours = ((count / loginAttempts) * lockTimeUs) / 3_600_000_000;
  const time = hours < 48 ? `${Math.ceil(hours)} hours` : `${Math.ceil(hours / 24)} days`;
  return `at ${loginAttempts} guesses in ${formatDuration(lockTimeUs)} all of them are tried in ${time}`;
}

export const PASSWORD_RULES: readonly BoardRule[] = [
  {
    id: 'password-short',
    title: 'Very short passwords',
    severity: 'high',
    parameters: ['passwordMin'],
    clauses: [asvs('6.2.1', '8 characters or more; 15 are strongly recommended')],
    check: (board) =>
      board.passwordMin >= 8
        ? 'kept'
        : { message: `A password may have only ${characters(board.passwordMin)}: it is soon guessed.`, to: longer(board) },
  },
  {
    id: 'password-single-factor',
    title: 'Short passwords',
    severity: 'medium',
    parameters: ['passwordMin'],
    clauses: [
      nist('3.1.1.2 (1)', '15 characters or more where the password is the only factor'),
      authentication(STRENGTH, 'without a second factor, fewer than 15 characters are weak'),
    ],
    check: (board) =>
      board.passwordMin >= SINGLE_FACTOR_MIN
        ? 'kept'
        : { message: `A password may have only ${characters(board.passwordMin)}, and it is all that a login asks for.`, to: longer(board) },
  },
  {
    id: 'password-max',
    title: 'Long passwords',
    severity: 'low',
    parameters: ['passwordMax'],
    clauses: [
      nist('3.1.1.2 (2)', 'a maximum of 64 characters or more'),
      asvs('6.2.9', 'passwords of 64 characters are permitted'),
      authentication(STRENGTH, 'a maximum of at least 64 characters, for the sake of passphrases'),
    ],
    check: ({ passwordMax }) =>
      passwordMax >= MAX_AT_LEAST
        ? 'kept'
        : {
            message: `A password may have no more than ${characters(passwordMax)}: long passphrases are refused.`,
            to: { passwordMax: MAX_AT_LEAST },
          },
  },
  {
    id: 'password-classes',
    title: 'Composition of passwords',
    severity: 'medium',
    parameters: ['passwordClasses'],
    clauses: [
      nist('3.1.1.2 (5)', 'no composition rules, such as mixtures of character types'),
      asvs('6.2.5', 'no required number of upper case, lower case, digits or special characters'),
      authentication(STRENGTH, 'no requirement of upper case, lower case, numbers or special characters'),
    ],
    check: ({ passwordClasses }) =>
      passwordClasses === 1
        ? 'kept'
        : {
            message: `A password must mix ${passwordClasses} kinds of characters: people answer that with passwords that are easy to foresee.`,
            to: { passwordClasses: 1 },
          },
  },
  {
    id: 'password-characters',
    title: 'Forbidden characters',
    severity: 'low',
    parameters: ['passwordForbidden'],
    clauses: [
      nist('3.1.1.2 (3)', 'all printing ASCII characters and the space are accepted'),
      asvs('6.2.5', 'no rules that limit the characters'),
      authentication(STRENGTH, 'all characters may be used'),
    ],
    check: ({ passwordForbidden }) =>
      passwordForbidden === ''
        ? 'kept'
        : {
            message: `A password may not contain ${[...passwordForbidden].join(' ')}: those of password managers often do.`,
            to: { passwordForbidden: '' },
          },
  },
  {
    id: 'password-hash',
    title: 'Cost of a password hash',
    severity: 'medium',
    parameters: ['passwordHashCost'],
    clauses: [
      storage('scrypt', 'N of 2^17 with r = 8 and p = 1, or less memory with a higher p'),
      asvs('11.4.2', 'parameters after current guidance, in Appendix C: scrypt with N of 2^17 or more where p = 1'),
    ],
    check: ({ passwordHashCost }) =>
      passwordHashCost >= OWASP_COST
        ? 'kept'
        : {
            message: `Guessing from a copy of the flash costs ${2 ** (OWASP_COST - passwordHashCost)} times less than it should: N is 2^${passwordHashCost}, p is 1.`,
            to: { passwordHashCost: OWASP_COST },
            advice: `A cost of ${OWASP_COST} takes 128 MiB while somebody logs in. A recorder without so much would need a higher p (2^14 with p = 5), which recsim does not have.`,
          },
  },
  {
    id: 'pattern-short',
    title: 'Unlock patterns',
    severity: 'medium',
    parameters: ['patternMin'],
    clauses: [asvs('6.2.1', '8 characters or more; V6.2 counts unlock patterns as passwords')],
    check: (board) =>
      board.patternMin >= 8
        ? 'kept'
        : {
            message: `An unlock pattern logs in as a password does, and there are only ${patternsOf(board.patternMin)} of ${board.patternMin} points: ${timeToTry(patternsOf(board.patternMin), board)}.`,
            to: { patternMin: 8 },
            advice: `Even of 8 points there are no more than ${patternsOf(8)}; an owner may skip the pattern.`,
          },
  },
];

export const PASSWORD_PROPERTIES: readonly Property[] = [
  {
    id: 'password-hint',
    title: 'Password hint',
    severity: 'medium',
    clauses: [nist('3.1.1.2 (7)', 'no hint that somebody who has not logged in can see'), asvs('6.4.2', 'no password hints')],
    message: 'The wizard takes a hint, and the login shows it to everybody.',
    advice: 'Owners can leave the hint empty.',
  },
  {
    id: 'password-blocklist',
    title: 'Well-known passwords',
    severity: 'medium',
    clauses: [
      nist('3.1.1.2 blocklist', 'a new password is compared with a list of common, expected and compromised ones'),
      asvs('6.2.4', 'a new password is checked against the 3000 most common ones'),
      authentication(STRENGTH, 'common and breached passwords are blocked'),
    ],
    message: 'A new password is compared with no list: Password1 is taken.',
  },
  {
    id: 'password-storage',
    title: 'Passwords as salted hashes',
    severity: undefined,
    clauses: [nist('3.1.1.2 hashing', 'salted, with 32 bits or more, and hashed by a scheme that costs; scheme and cost are stored')],
    message: 'Passwords, patterns and answers are stored as scrypt hashes, each with 128 bits of salt and its cost.',
  },
  {
    id: 'password-whole',
    title: 'The whole password counts',
    severity: undefined,
    clauses: [
      nist('3.1.1.2 (4)', 'Unicode is accepted; a code point is one character'),
      nist('3.1.1.2 (9)', 'the whole password is asked for and verified'),
    ],
    message: 'Lengths are counted in code points, text is normalised to NFC, nothing is cut off.',
  },
  {
    id: 'password-change',
    title: 'Changing the password',
    severity: undefined,
    clauses: [
      nist('3.1.1.2 (6)', 'no change after a period of time is required'),
      asvs('6.2.2', 'users can change their password'),
      asvs('6.2.3', 'a change asks for the current password and the new one'),
      asvs('6.2.10', 'a password stays valid until it is changed'),
      etsi('5.1-4', 'a simple way to change what one logs in with'),
    ],
    message: 'Whoever is logged in may change the password, and gives the old one; nobody is made to.',
  },
  {
    id: 'password-factory',
    title: 'No password from the factory',
    severity: undefined,
    clauses: [etsi('5.1-1', 'passwords are unique per device or defined by the user, once it has left its factory state')],
    message: 'A recorder has no password until its owner has chosen one in the wizard; without one it does nothing else.',
  },
  {
    id: 'user-admin',
    title: 'Name of the user',
    severity: 'info',
    clauses: [asvs('6.3.2', 'no default accounts such as admin')],
    message: 'The only user is called admin on every recorder; the password alone is secret.',
  },
  {
    id: 'one-factor',
    title: 'One factor',
    severity: 'info',
    clauses: [asvs('6.3.3', 'two factors, from level 2 on')],
    message: 'A password or a pattern is enough to log in; there is no second factor.',
  },
];
