/** What takes a person more than a click: to set a recorder up, to change passwords, to wait for the end of a lock. */
import { OWNER } from '../../bench/factory.ts';
import type { Action, Board } from '../../board.ts';
import { US_PER_S, type Us } from '../../units.ts';
import type { Desk } from './desk.ts';
import type { Login } from './judge.ts';
import { PASSWORDS } from './login-data.ts';

const LOCK_TOLD = /^Locked/;

export function isLockTold(desk: Desk): boolean {
  return desk.screen?.parts.some((part) => part.kind === 'text' && part.tone === 'fault' && LOCK_TOLD.test(part.words.text)) ?? false;
}

/**
 * Returns false where the lock does not end in its time. A power cut gives a lock back what ran of it since it was stored, a minute at most. The screen is looked at when the end is near: that it came before is seen by
 * what is left then.
 */
export function awaitUnlocked(desk: Desk): boolean {
  const { judge, board, place } = desk;
  const leftUs = judge.lockLeftUs(place === 'recovery.questions' ? 'questions' : 'login');
  desk.wait(Math.max(0, leftUs - US_PER_S));
  return desk.waitUntil(() => !isLockTold(desk), board.lockTimeUs + 120 * US_PER_S);
}

/** The password that the owner takes next. */
const nextPassword = ({ password }: Login): number => (password === undefined ? 0 : 1 - password);

/** The owner chooses the next password, where he is asked for a new one. */
export function saveNewPassword(desk: Desk): void {
  const password = nextPassword(desk.judge.login);
  const before = desk.place;
  desk.fill('new-password', PASSWORDS[password] as string);
  desk.fill('confirm-password', PASSWORDS[password] as string);
  desk.save(
    { password, hasPattern: false },
    'recovery',
    () => desk.click('save'),
    () => desk.place !== before,
  );
  desk.click('ok');
}

/** Through the wizard, with all there is to be set. */
export function setUp(desk: Desk): void {
  const next: Login = { password: nextPassword(desk.judge.login), hasPattern: true };
  desk.fill('new-password', PASSWORDS[next.password as number] as string);
  desk.fill('confirm-password', PASSWORDS[next.password as number] as string);
  desk.click('next');
  desk.draw(OWNER.pattern ?? []);
  desk.draw(OWNER.pattern ?? []);
  desk.fill('email', OWNER.email ?? '');
  (OWNER.questions ?? []).forEach(({ question, answer }, index) => {
    desk.chooseText(`question-${index + 1}`, question);
    desk.fill(`answer-${index + 1}`, answer);
  });
  desk.save(
    next,
    'setup',
    () => desk.click('save'),
    () => desk.place === 'wizard.agreement',
  );
  desk.click('agree');
  desk.click('next');
  desk.click('finish');
  if (desk.isOn && desk.place !== 'desktop.home')
    desk.break('byButton', `the wizard leads to ${desk.place}`, { 'expect-state': { state: 'menu.desktop.home' } });
}

export function changePassword(desk: Desk): void {
  const { login } = desk.judge;
  const next: Login = { ...login, password: nextPassword(login) };
  desk.click('security');
  desk.click('password');
  desk.fill('old-password', PASSWORDS[login.password as number] as string);
  desk.fill('new-password', PASSWORDS[next.password as number] as string);
  desk.fill('confirm-password', PASSWORDS[next.password as number] as string);
  desk.save(
    next,
    'password',
    () => desk.click('save'),
    () => desk.place === 'desktop.security',
  );
  desk.click('back');
}

export function defaultByMenu(desk: Desk): void {
  for (const id of ['system', 'default', 'factory-default']) desk.click(id);
  desk.tellReset();
  desk.click('ok');
  desk.waitForBoot();
}

export function restartByMenu(desk: Desk): void {
  for (const id of ['system', 'restart']) desk.click(id);
  desk.click('ok');
  desk.waitForBoot();
}

/** How long a hold must last from the first sample for this to come of it; `undefined` where none does. */
export function holdFor(board: Board, action: Action): Us | undefined {
  if (!board.hasResetButton) return undefined;
  const stage = board.stages.find((each) => each.action === action);
  if (!stage) return undefined;
  return stage.fromUs + Math.floor((Math.min(stage.toUs, stage.fromUs + 10 * US_PER_S) - stage.fromUs) / 2);
}
