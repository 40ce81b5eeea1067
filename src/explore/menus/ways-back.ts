/**
 * What an owner does to get back in, from wherever the desk was left: with the password, by the mail, by the answers. Each is one person's plain way, as the guide says, and as long as it may take.
 * Each ends with the desktop open, or says what is in the way.
 */
import { US_PER_S } from '../../units.ts';
import { awaitUnlocked, isLockTold, saveNewPassword, setUp } from './deeds.ts';
import type { Desk } from './desk.ts';
import { PASSWORDS } from './login-data.ts';
import type { Step } from './room.ts';

/** More screens than any menu is deep. */
const DEEPEST = 10;
const DAY_US = 24 * 3600 * US_PER_S;

/** What is in the way, and what should be there instead, as a step of a scenario. */
export interface Stuck {
  readonly what: string;
  readonly expected: Step;
}

export type Way = (desk: Desk) => Promise<Stuck | undefined> | Stuck | undefined;

/** Stuck, unless the desk is there. */
function missing(desk: Desk, wanted: string): Stuck | undefined {
  const { place } = desk;
  if (place === wanted || place.startsWith(`${wanted}.`)) return undefined;
  return {
    what: `it leads to "${desk.bench.shown.title}" (${place}) instead of ${wanted}`,
    expected: { 'expect-state': { state: `menu.${wanted}` } },
  };
}

/** From the present screen to the login, or to the wizard of a recorder without a password. */
function leave(desk: Desk): Stuck | undefined {
  for (let count = 0; count < DEEPEST; count++) {
    const { place } = desk;
    if (/^(login|wizard)\./.test(place)) return undefined;
    const way = ['cancel', 'back', 'log-out', 'ok'].find((id) => desk.has(id));
    if (way === undefined) break;
    desk.click(way);
    if (desk.place === place) break;
  }
  return missing(desk, 'login');
}

/** With power and without, to the login by password. */
export function toLogin(desk: Desk): Stuck | undefined {
  if (!desk.isOn) desk.plugIn();
  const stuck = leave(desk);
  if (desk.place === 'login.pattern') desk.click('forgot-pattern');
  return stuck ?? (desk.place.startsWith('wizard.') ? undefined : missing(desk, 'login.password'));
}

function waitOut(desk: Desk): Stuck | undefined {
  if (!isLockTold(desk)) return undefined;
  if (!awaitUnlocked(desk)) return { what: 'the lock does not end', expected: { 'expect-screen': { absent: 'Locked' } } };
  desk.wait(US_PER_S / 10);
  return undefined;
}

function logIn(desk: Desk): Stuck | undefined {
  const { password } = desk.judge.login;
  if (password === undefined) {
    const noWizard = missing(desk, 'wizard');
    if (noWizard) return noWizard;
    setUp(desk);
  } else {
    const locked = missing(desk, 'login') ?? waitOut(desk);
    if (locked) return locked;
    desk.guessPassword(PASSWORDS[password] as string);
  }
  return missing(desk, 'desktop.home');
}

const byPassword: Way = (desk) => toLogin(desk) ?? logIn(desk);

/** To the first of the recovery screens: the QR code. */
export function toRecovery(desk: Desk): Stuck | undefined {
  const stuck = toLogin(desk);
  if (stuck) return stuck;
  desk.click('forgot-password');
  desk.click('ok');
  return missing(desk, 'recovery');
}

function chooseAndLogIn(desk: Desk): Stuck | undefined {
  const refused = missing(desk, 'recovery.new-password');
  if (refused) return refused;
  saveNewPassword(desk);
  return byPassword(desk) as Stuck | undefined;
}

/** Somebody has all the codes of a day sent, and goes. */
async function exhaust(desk: Desk): Promise<void> {
  for (let count = 0; count <= desk.board.codesPer24h; count++) {
    if (await desk.scan()) continue;
    desk.click('refresh');
    if (!(await desk.scan())) return;
  }
}

const byMail =
  (isExhausted: boolean): Way =>
  async (desk) => {
    const stuck = toRecovery(desk) ?? missing(desk, 'recovery.qr-code');
    if (stuck) return stuck;
    if (isExhausted) await exhaust(desk);
    let isSent = await desk.scan();
    if (!isSent) {
      desk.click('refresh');
      isSent = await desk.scan();
    }
    if (!isSent) {
      desk.pullPlug();
      desk.wait(DAY_US);
      const again = toRecovery(desk) ?? missing(desk, 'recovery.qr-code');
      if (again) return again;
      desk.click('refresh');
      isSent = await desk.scan();
    }
    const code = desk.judge.codes.at(-1);
    if (!isSent || !code) return { what: 'no code comes by mail', expected: { 'wait-mail': { subject: 'Your security code', timeout: '1 min' } } };
    desk.guessCode(code);
    return chooseAndLogIn(desk);
  };

const byAnswers: Way = (desk) => {
  const stuck = toRecovery(desk);
  if (stuck) return stuck;
  desk.choose('reset-type', 'security-questions');
  const locked = missing(desk, 'recovery.questions') ?? waitOut(desk);
  if (locked) return locked;
  desk.guessAnswers(true);
  return chooseAndLogIn(desk);
};

/** What each of them is to show. */
export type WayId = 'wayOut' | 'byPassword' | 'byMail' | 'byAnswers';

/** The ways to be tried from there. Where one leads to a place that is tried itself, the rest of the way is not gone again; and what is held and what the wizard asks are moves. */
export function waysFrom(place: string): readonly (readonly [WayId, Way])[] {
  if (place === 'off') return [];
  if (place !== 'login.password') return [['wayOut', toLogin]];
  return [
    ['byPassword', byPassword],
    ['byMail', byMail(false)],
    ['byMail', byMail(true)],
    ['byAnswers', byAnswers],
  ];
}
