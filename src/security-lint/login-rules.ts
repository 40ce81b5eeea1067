/**
 * Rules on guesses at the login and on how long a session lives.
 * Sources: NIST SP 800-63B-4 sections 2.1.3, 3.2.2 and 5.2, OWASP ASVS 5.0.0 chapters V6 and V7, OWASP cheat sheets, ETSI EN 303 645 section 5.1; clause
 * by clause in docs/security-lint.md. No document says how many guesses in how long a time are too many: MANY_PER_HOUR is ours.
 */
import { formatDuration, US_PER_S } from '../units.ts';
import { asvs, authentication, type BoardRule, etsi, nist, type Property, session } from './rule.ts';

const MINUTE = 60 * US_PER_S;
const HOUR = 60 * MINUTE;

/** NIST ends an authenticator after so many wrong guesses; a lock that allows them within an hour is hardly one. */
const MANY_PER_HOUR = 100;

export const LOGIN_RULES: readonly BoardRule[] = [
  {
    id: 'login-unlimited',
    title: 'Lockout of the login',
    severity: 'high',
    parameters: ['loginAttempts'],
    clauses: [
      nist('3.1.1.2 throttling', 'a mechanism limits the failed attempts on an account'),
      nist('3.2.2', 'no more than 100 failed attempts in a row'),
      asvs('6.3.1', 'controls against guessing by brute force are in place'),
      authentication('Login Throttling', 'a maximum number of attempts'),
      etsi('5.1-5', 'brute force is made impracticable; said of logins over the network, which the same setting would guard'),
    ],
    check: ({ loginAttempts }) =>
      loginAttempts > 0
        ? 'kept'
        : { message: 'The lockout is disabled: passwords and patterns may be guessed without end.', to: { loginAttempts: 5 } },
  },
  {
    id: 'login-fast',
    title: 'Guesses in an hour',
    severity: 'medium',
    parameters: ['loginAttempts', 'lockTime'],
    clauses: [nist('3.2.2', 'no more than 100 failed attempts in a row; here: not within an hour')],
    check: ({ loginAttempts, lockTimeUs }) => {
      if (loginAttempts === 0) return 'moot';
      const perHour = Math.round((loginAttempts * HOUR) / lockTimeUs);
      if (perHour <= MANY_PER_HOUR) return 'kept';
      const message = `${loginAttempts} guesses in ${formatDuration(lockTimeUs)} are ${perHour} in an hour: the lock hardly slows anybody down.`;
      return { message, to: { lockTime: '30 min' } };
    },
  },
  {
    id: 'lock-cleared',
    title: 'A power cycle ends a lock',
    severity: 'high',
    parameters: ['lockClearedByReboot'],
    clauses: [
      nist('3.2.2', 'failed attempts in a row are counted until one succeeds'),
      authentication('Account Lockout', 'no more attempts for a period after a number of failures'),
    ],
    check: ({ lockClearedByReboot, initDurationUs }) =>
      lockClearedByReboot
        ? {
            message: `Pulling the plug ends a lock: who can reach it has new guesses after the ${formatDuration(initDurationUs)} of a start.`,
            to: { lockClearedByReboot: false },
          }
        : 'kept',
  },
  {
    id: 'session-endless',
    title: 'Sessions without end',
    severity: 'medium',
    parameters: ['autoLogout'],
    clauses: [
      nist('5.2', 'people are asked again from time to time whether they are still there'),
      asvs('7.3.1', 'a time-out after inactivity'),
      session('Idle Timeout', 'all sessions end after some time without input'),
    ],
    check: ({ autoLogoutUs }) =>
      autoLogoutUs > 0
        ? 'kept'
        : { message: 'A session lives until somebody logs out: whoever comes next finds the recorder open.', to: { autoLogout: '10 min' } },
  },
  {
    id: 'session-long',
    title: 'Time without input',
    severity: 'low',
    parameters: ['autoLogout'],
    clauses: [session('Session Expiration', 'common are 15 to 30 minutes for what is of low risk, less for what is not')],
    check: ({ autoLogoutUs }) => {
      if (autoLogoutUs === 0) return 'moot';
      if (autoLogoutUs <= 30 * MINUTE) return 'kept';
      return { message: `A session lives ${formatDuration(autoLogoutUs)} without input.`, to: { autoLogout: '30 min' } };
    },
  },
];

export const LOGIN_PROPERTIES: readonly Property[] = [
  {
    id: 'locks-end',
    title: 'Locks end by themselves',
    severity: 'medium',
    clauses: [nist('3.2.2', 'what was guessed at 100 times in a row is disabled until it is set anew')],
    message: 'A lock ends by itself and the count begins anew, and so does a new QR code: guesses are slowed down, never stopped.',
    advice: 'A long lockTime and a long password keep it harmless.',
  },
  {
    id: 'session-absolute',
    title: 'Longest session',
    severity: 'low',
    clauses: [
      nist('2.1.3', 'an overall time-out, of 30 days or less'),
      asvs('7.3.2', 'an absolute maximum lifetime of a session'),
      session('Absolute Timeout', 'all sessions end some time, whatever is done in them'),
    ],
    message: 'A session ends after a time without input, never while there is some.',
  },
];
