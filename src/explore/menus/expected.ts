/** What should have come of the last move of a way to a broken property, as steps of a scenario: it fails where the property is broken, and passes once it is mended. */
import type { Route } from '../../storage/attempts.ts';
import type { Desk } from './desk.ts';
import { PASSWORDS } from './login-data.ts';
import { WRONG_CODE, WRONG_PASSWORD } from './moves.ts';
import type { PropertyId } from './properties.ts';
import type { Step } from './room.ts';
import { toLogin, toRecovery } from './ways-back.ts';

/** How it was before the last move. */
export interface Before {
  readonly place: string;
  readonly lefts: Readonly<Record<Route, number>>;
}

/** Goes on at the desk where the property was just broken, and notes what is expected there. */
export async function noteExpected(desk: Desk, property: PropertyId, before: Before, expected: Step | undefined): Promise<void> {
  if (expected) {
    desk.expect(expected);
    return;
  }
  switch (property) {
    case 'stranger':
    case 'lock':
    case 'once':
    case 'life':
    case 'own':
    case 'reset':
      desk.expect({ 'expect-state': { state: before.place === 'off' ? 'menu.login' : `menu.${before.place}` } });
      break;
    case 'attempts':
    case 'counted':
      await noteLock(desk, property === 'counted' ? 1 : 0, before);
      break;
    case 'whole':
      noteLogin(desk);
      break;
    case 'wayOut':
    case 'byPassword':
    case 'byMail':
    case 'byAnswers':
    case 'byButton':
      desk.expect({ 'expect-state': { state: 'menu.login' } });
      break;
    default:
      property satisfies never;
  }
}

/** So many wrong guesses as were left must lock. */
async function noteLock(desk: Desk, made: number, { lefts }: Before): Promise<void> {
  const after = desk.lefts(desk.storage);
  const route = (['login', 'questions', 'code'] as const).find((each) => after[each] > lefts[each] - made) ?? 'login';
  const guesses = lefts[route] - made;
  if (route === 'login') {
    toLogin(desk);
    for (let count = 0; count < guesses; count++) desk.guessPassword(WRONG_PASSWORD);
    desk.expect({ 'expect-screen': { contains: 'Locked' } });
    return;
  }
  toRecovery(desk);
  if (route === 'questions') {
    desk.choose('reset-type', 'security-questions');
    for (let count = 0; count < guesses; count++) desk.guessAnswers(false);
    desk.expect({ 'expect-screen': { contains: 'Locked' } });
    return;
  }
  // Of codes no screen tells: the right one is refused.
  await desk.scan();
  for (let count = 0; count < guesses; count++) desk.guessCode(WRONG_CODE);
  const code = desk.judge.codes.findLast(({ fate }) => fate === 'good');
  if (code) desk.guessCode(code);
  desk.expect({ 'expect-state': { state: 'menu.recovery.qr-code' } });
}

/** The password that must count does. */
function noteLogin(desk: Desk): void {
  const { password } = desk.judge.login;
  if (password === undefined) {
    desk.expect({ 'expect-storage': { credentials: 'factory' } });
    return;
  }
  const isThere = desk.storage.credentials.kind === 'present';
  desk.expect({ 'expect-storage': { credentials: 'present' } });
  if (!isThere) return;
  toLogin(desk);
  desk.guessPassword(PASSWORDS[password] as string);
  desk.expect({ 'expect-state': { state: 'menu.desktop.home' } });
}
