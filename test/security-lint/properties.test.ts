/** What the lint says of every recorder, beside the code that makes it so: a property that is mended must leave the lint. */
import { describe, expect, test } from 'vitest';
import { loadBoard } from '../../src/board-file.ts';
import { unwrap } from '../../src/errors.ts';
import { breachOfPassword } from '../../src/firmware/rules.ts';
import { SECURITY_PAGES } from '../../src/fsm/menus-security.ts';
import { CODE_CHARACTERS, securityCode } from '../../src/recovery/scheme.ts';
import { PROPERTIES } from '../../src/security-lint/lint.ts';
import { CODE_BITS } from '../../src/security-lint/recovery-rules.ts';
import { answerText } from '../../src/storage/credentials.ts';
import { hashSecret } from '../../src/storage/phc.ts';
import { type MenuView, menuScreen } from '../../src/ui/screen/menu-screens.ts';
import { STRINGS } from '../../src/ui/screen/strings.ts';

const { board } = unwrap(loadBoard('seed'));
const form: MenuView['form'] = {
  field: () => ({ value: '', cursor: 0 }),
  choice: () => ({ chosen: 0 }),
  isChecked: () => false,
  points: () => [],
  top: () => 0,
} as never;
const view = {
  language: 'en',
  user: 'admin',
  hint: 'the cat',
  hasPattern: false,
  questions: ['Which cat?'],
  loginLockUs: 0,
  questionsLockUs: 0,
  form,
  rules: board,
} as unknown as MenuView;
const textOf = (state: string) => JSON.stringify(menuScreen(state, view).parts);
const severityOf = (id: string) => PROPERTIES.find((property) => property.id === id)?.severity;
const key = '5'.repeat(64);

describe('what every recorder breaks', () => {
  test.each([
    ['password-hint', () => textOf('login.password').includes('the cat')],
    ['password-blocklist', () => breachOfPassword('Password1', 'Password1', board) === undefined],
    ['user-admin', () => textOf('wizard.password').includes('admin')],
    ['questions-alone', () => textOf('recovery.questions').includes('Which cat?') && textOf('wizard.protection').includes('question-1')],
    [
      'settings-open',
      () =>
        SECURITY_PAGES['set-email'].on['email.accepted'] === 'saving-email' &&
        SECURITY_PAGES['set-questions'].on['protection.accepted'] === 'saving-questions',
    ],
    ['erase-recordings', () => STRINGS['default.text'][1].includes('Recordings are kept')],
  ])('%s', (id, isSo) => {
    expect(isSo()).toBe(true);
    expect(severityOf(id)).toBeDefined();
  });
});

describe('what every recorder keeps', () => {
  test.each([
    ['password-storage', () => /^\$scrypt\$ln=4,r=8,p=1\$[A-Za-z0-9+/]{22}\$/.test(hashSecret('secret', 4, (bytes) => bytes.fill(7)))],
    ['password-whole', () => breachOfPassword('a1\u{1f600}'.repeat(11), 'a1\u{1f600}'.repeat(11), board)?.key === 'rule.too-long'],
    ['password-change', () => SECURITY_PAGES['set-password'].on['new-password.accepted'] === 'checking-old-password'],
    [
      'code-once',
      () => securityCode({ nonce: '1'.repeat(32), sequence: 1 }, 1, key) !== securityCode({ nonce: '2'.repeat(32), sequence: 1 }, 1, key),
    ],
    ['answers-stored', () => answerText('  TOMMY ') === 'tommy'],
    ['after-recovery', () => textOf('recovery.new-password').includes('confirm-password')],
  ])('%s', (id, isSo) => {
    expect(isSo()).toBe(true);
    expect(PROPERTIES.map((property) => property.id)).toContain(id);
    expect(severityOf(id)).toBeUndefined();
  });

  test('a security code has as many bits as the lint reckons with', () => {
    expect(CODE_BITS).toBe(5 * CODE_CHARACTERS);
  });
});
