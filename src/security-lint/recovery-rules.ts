/**
 * Rules on the ways back in for those who forgot: security codes by mail, security questions, the email address.
 * Sources: NIST SP 800-63B-4 sections 4.2 and 4.6, OWASP ASVS 5.0.0 chapters V6 and V7, OWASP cheat sheets; clause by clause in docs/security-lint.md.
 * MANY_CODES is ours: the documents ask for a limit and give no number.
 */
import { formatDuration, US_PER_S } from '../units.ts';
import { asvs, authentication, type BoardRule, forgot, forgot2019, nist, type Property, questions } from './rule.ts';

const MINUTE = 60 * US_PER_S;
const HOUR = 60 * MINUTE;

/** Bits of a security code: 8 characters of 5 bits (recovery/scheme.ts, which a test compares). */
export const CODE_BITS = 40;

/** One in an hour is more than anybody needs. */
const MANY_CODES = 24;

const QUESTIONS_2019 = 'Step 2) Verify Security Questions';

const CODE_RULES: readonly BoardRule[] = [
  {
    id: 'code-by-mail',
    title: 'Life of a security code that was mailed',
    severity: 'medium',
    parameters: ['codeLifetime'],
    clauses: [nist('4.2.1.2 lifetime', 'a recovery code sent to an email address is valid for 24 hours at most')],
    check: ({ codeLifetimeUs }) =>
      codeLifetimeUs <= 24 * HOUR
        ? 'kept'
        : {
            message: `A security code is valid for ${formatDuration(codeLifetimeUs)}: long enough to be found in a mailbox by somebody else.`,
            to: { codeLifetime: '24 h' },
          },
  },
  {
    id: 'code-out-of-band',
    title: 'Life of a security code',
    severity: 'low',
    parameters: ['codeLifetime'],
    clauses: [asvs('6.5.5', 'out-of-band codes live for 10 minutes at most')],
    check: ({ codeLifetimeUs }) =>
      codeLifetimeUs <= 10 * MINUTE
        ? 'kept'
        : {
            message: `A security code is valid for ${formatDuration(codeLifetimeUs)}.`,
            to: { codeLifetime: '10 min' },
            advice: 'Mail may take longer than that; NIST allows a day for it.',
          },
  },
  {
    id: 'code-guesses',
    title: 'Wrong security codes',
    severity: 'high',
    parameters: ['wrongCodeLimit'],
    clauses: [
      nist('4.2.1.2 throttling', 'recovery codes are throttled as 3.2.2 says: 100 failures in a row at most'),
      asvs('6.6.3', 'codes are protected against brute force by rate limiting'),
    ],
    check: ({ wrongCodeLimit }) =>
      wrongCodeLimit <= 100
        ? 'kept'
        : { message: `${wrongCodeLimit} wrong security codes are taken before a QR code is void.`, to: { wrongCodeLimit: 5 } },
  },
  {
    id: 'code-entropy',
    title: 'Security codes that would do',
    severity: 'high',
    parameters: ['codesPerQr'],
    clauses: [
      nist('4.2.1.2 length', 'six random decimal digits or as much, which is 19.9 bits'),
      asvs('6.5.4', '20 bits or more'),
      forgot('General Security Practices', 'codes long enough to resist brute force'),
    ],
    check: ({ codesPerQr }) => {
      // A recorder that heard of no code takes any of those that may have been sent.
      const bits = CODE_BITS - Math.log2(codesPerQr);
      return bits >= 20
        ? 'kept'
        : { message: `Of a code of ${CODE_BITS} bits ${codesPerQr} are good at a time: ${bits.toFixed(1)} bits are left.`, to: { codesPerQr: 2 } };
    },
  },
  {
    id: 'code-flood',
    title: 'Security codes in a day',
    severity: 'low',
    parameters: ['codesPer24h'],
    clauses: [forgot('Forgot Password Request', 'requests are limited per account, or mailboxes are flooded')],
    check: ({ codesPer24h }) =>
      codesPer24h <= MANY_CODES
        ? 'kept'
        : { message: `Whoever stands at the screen can have ${codesPer24h} mails a day sent to the owner.`, to: { codesPer24h: 6 } },
  },
  {
    id: 'email-of-anybody',
    title: 'Whoever asks names the address',
    severity: 'high',
    parameters: ['promptForMissingEmail'],
    clauses: [
      nist('4.2.1.2 addresses', 'the subscriber keeps the recovery addresses, and each is confirmed before it counts'),
      asvs('6.4.3', 'a secure process for a forgotten password'),
      asvs('7.5.1', 'full authentication before an email address used in recovery is changed'),
    ],
    check: ({ promptForMissingEmail }) =>
      promptForMissingEmail
        ? {
            message:
              'Where no email address is stored, whoever says that the password was forgotten is asked for one, and is sent the security code.',
            to: { promptForMissingEmail: false },
          }
        : 'kept',
  },
];

const QUESTION_RULES: readonly BoardRule[] = [
  {
    id: 'question-one',
    title: 'Number of security questions',
    severity: 'low',
    parameters: ['questionCount'],
    clauses: [questions('Multiple Security Questions', 'several questions at a time give more assurance than one')],
    check: ({ questionCount }) => (questionCount >= 2 ? 'kept' : { message: 'One answer is enough for a new password.', to: { questionCount: 2 } }),
  },
  {
    id: 'question-guesses',
    title: 'Wrong answers',
    severity: 'low',
    parameters: ['questionLimit'],
    clauses: [forgot2019(QUESTIONS_2019, 'a lock after some 3 to 5 guesses')],
    check: ({ questionLimit }) =>
      questionLimit <= 5
        ? 'kept'
        : { message: `${questionLimit} sets of answers may be tried before the questions are locked.`, to: { questionLimit: 5 } },
  },
  {
    id: 'question-lock',
    title: 'Lock after wrong answers',
    severity: 'low',
    parameters: ['lockTime'],
    clauses: [forgot2019(QUESTIONS_2019, 'a lock of at least 5 minutes')],
    check: ({ lockTimeUs }) =>
      lockTimeUs >= 5 * MINUTE
        ? 'kept'
        : { message: `Security questions are locked for no more than ${formatDuration(lockTimeUs)}.`, to: { lockTime: '30 min' } },
  },
];

export const RECOVERY_RULES: readonly BoardRule[] = [...CODE_RULES, ...QUESTION_RULES];

export const RECOVERY_PROPERTIES: readonly Property[] = [
  {
    id: 'questions-alone',
    title: 'Security questions',
    severity: 'high',
    clauses: [
      nist('3.1.1.2 (8)', 'nobody is prompted for security questions when choosing a password'),
      nist('4.2.2.1', 'recovery takes a recovery code or a recovery contact'),
      asvs('6.4.2', 'no knowledge-based authentication'),
      forgot('Security Questions', 'never the only means to reset a password'),
      questions('When to Use Security Questions', 'never the only means to authenticate'),
    ],
    message: 'The wizard asks for security questions, and their answers alone are good for a new password. Others can know or guess them.',
    advice: 'Owners can leave the questions empty; questionCount cannot be 0.',
  },
  {
    id: 'email-unconfirmed',
    title: 'Email address, unconfirmed',
    severity: 'medium',
    clauses: [nist('4.2.1.2 addresses', 'a recovery address counts only after the code sent to it was given back')],
    message: 'An email address is taken as it was typed: a slip sends the security codes to a stranger.',
  },
  {
    id: 'email-one',
    title: 'One email address, or none',
    severity: 'low',
    clauses: [
      nist('4.2.1.2 two addresses', 'two recovery addresses or more are possible'),
      nist('4.2.3', 'every recovery causes a notification'),
      nist('4.6', 'two notification addresses or more are possible'),
    ],
    message: 'There is room for one address. The notice of a recovery goes where the code went, and nowhere if there is none.',
  },
  {
    id: 'settings-open',
    title: 'Ways back in are changed without the password',
    severity: 'medium',
    clauses: [
      asvs('7.5.1', 'full authentication before an email address or other means of recovery is changed'),
      authentication('Require Re-authentication for Sensitive Features', 'the current password before an email address is changed'),
      questions('Updating Answers', 'the password before answers are changed'),
    ],
    message: 'A session that was left open is enough to change email address, questions and pattern, and so to keep the recorder.',
    advice: 'A short autoLogout helps.',
  },
  {
    id: 'code-once',
    title: 'Security codes are used once',
    severity: undefined,
    clauses: [
      asvs('6.5.1', 'codes are usable once'),
      asvs('6.6.2', 'codes are bound to the request they were made for'),
      forgot('General Security Practices', 'codes are invalid after use'),
    ],
    message: 'A code answers one QR code, and is void as soon as its new password is stored.',
  },
  {
    id: 'code-random',
    title: 'Security codes are random',
    severity: undefined,
    clauses: [nist('4.2.1.2 length', 'from a random bit generator'), asvs('6.5.3', 'from a cryptographically secure generator')],
    message: 'A code is an HMAC-SHA-256 of 128 random bits under the key of the recorder, cut to 40 bits.',
  },
  {
    id: 'answers-stored',
    title: 'Answers as hashes',
    severity: undefined,
    clauses: [
      questions('Storing Answers', 'answers are stored as passwords are'),
      questions('Comparing Answers', 'upper and lower case count as the same'),
    ],
    message: 'Answers are stored as salted scrypt hashes of what was typed, in lower case.',
  },
  {
    id: 'after-recovery',
    title: 'After a recovery',
    severity: undefined,
    clauses: [forgot('User Resets Password', 'the new password is typed twice, a mail tells of it, and nobody is logged in by it')],
    message: 'The new password is typed twice, the service is told so that it can mail a notice, and the login comes next.',
  },
];
