/**
 * The coach before the recorder's menus: for every screen one sentence that says what is next on it, in the order of the reset guide, and from elsewhere the way
 * there. What is called how it reads from the screen itself.
 */
import { OWNER } from '../../bench/factory.ts';
import { type Advice, about, advice } from './advice.ts';
import { qrAdvice } from './coach-phone.ts';
import { controlOf, fieldOf, isLocked, labelOf, messageOf } from './read-screen.ts';
import { armsOnlyWhileRunning, type Situation } from './situation.ts';

/** While the menus are up. */
export function menuAdvice(situation: Situation): Advice {
  const { menu, place, screen } = situation;
  if (menu === 'recovery.qr-code') return qrAdvice(situation);
  if (place !== 'monitor' && place !== 'anywhere') return fromElsewhere(situation);
  const step = STEPS[menu];
  if (step) return step(situation);
  return screen?.parts.some((part) => 'id' in part) ? advice('do', 'Go on at the monitor') : advice('wait', 'The recorder is at work: wait a moment');
}

/** To the monitor; from the desk of a recorder with a button there is another way too. */
function fromElsewhere(situation: Situation): Advice {
  const { menu, place, board, memory } = situation;
  const way = armsOnlyWhileRunning(situation) ? 'open the lid (u)' : 'pull the plug (p)';
  const button = place === 'desk' && board.hasResetButton ? `, or ${way}` : '';
  const sit = (text: string): Advice => advice('do', `${text}${button}`, 'monitor');
  if (menu.startsWith('wizard.')) return advice('do', 'The recorder waits to be set up: sit at the monitor', 'monitor');
  if (menu.startsWith('desktop.')) return advice('done', 'You are logged in: go on at the monitor', 'monitor');
  if (memory.isWayClosed || menu === 'recovery.closed') return closed(situation);
  if (menu.startsWith('recovery.')) return advice('do', 'The reset of the password waits for you: go on at the monitor', 'monitor');
  const [what, isKnown] = menu.endsWith('pattern') ? ['pattern', memory.knowsPattern] : ['password', memory.knowsPassword];
  return isKnown ? advice('do', `Log in with your new ${what} at the monitor`, 'monitor') : sit(`Forgot the ${what}? Sit at the monitor`);
}

/** Neither an address nor questions were set. */
function closed({ board, place }: Situation): Advice {
  if (!board.hasResetButton) return advice('wrong', 'The menus know no way back, and there is no reset button');
  if (place === 'desk') return advice('do', 'The menus know no way back, the reset button does: pull the plug', 'plug');
  return advice('wrong', 'The menus know no way back: use the reset button', place === 'anywhere' ? undefined : 'desk');
}

type Step = (situation: Situation) => Advice;

/** The first of these fields that is empty, with what to say then. */
function firstEmpty({ screen }: Situation, fields: readonly (readonly [id: string, text: string])[]): Advice | undefined {
  const next = fields.find(([id]) => controlOf(screen, id) && fieldOf(screen, id) === '');
  return next && about('do', next[1], next[0]);
}

const click =
  (id: string, why = ''): Step =>
  ({ screen }) =>
    about('do', `Click ${labelOf(screen, id)}${why}`, id);

/** Fields to fill, then a click; where the recorder refuses what is in them, that first. */
const form =
  (fields: (situation: Situation) => readonly (readonly [id: string, text: string])[], goOn: Step): Step =>
  (situation) => {
    const [first] = fields(situation);
    const empty = firstEmpty(situation, fields(situation));
    if (!empty && first && messageOf(situation.screen)) return about('wrong', 'The recorder does not take it: read why, and correct it', first[0]);
    return empty ?? goOn(situation);
  };

/** A new password twice, then a click. */
const newPassword = (goOn: string, before: readonly (readonly [string, string])[] = []): Step =>
  form(({ board: { passwordMin: min, passwordMax: max } }) => {
    const what = `Type a new password: ${min} to ${max} letters and numbers`;
    return [...before, ['new-password', what], ['confirm-password', 'Type the same password once more']];
  }, click(goOn));

const email = (text: string, goOn: Step): Step => form(() => [['email', text]], goOn);

/** A pattern that is half drawn is to be ended first. */
const drawing =
  (begin: Step): Step =>
  (situation) => {
    const pattern = controlOf(situation.screen, 'pattern');
    const isBegun = pattern?.kind === 'pattern' && pattern.points.length > 0;
    return isBegun ? about('do', 'Draw on; Enter, or the last point once more, ends the pattern', 'pattern') : begin(situation);
  };

const newPattern = drawing(({ board, screen }) => {
  const skip = controlOf(screen, 'skip');
  const how = `Draw ${board.patternMin} points or more: drag, or digits 1 to 9`;
  return about('do', skip ? `${how}; or ${skip.label.text}` : how, 'pattern');
});
const samePattern = drawing(() => about('do', 'Draw the same pattern once more', 'pattern'));

const login = (situation: Situation): Advice => {
  const { screen, memory } = situation;
  if (memory.isWayClosed && !memory.knowsPassword) return closed(situation);
  if (fieldOf(screen, 'password') !== '') return click('ok')(situation);
  if (isLocked(screen) && memory.knowsPassword) return advice('wait', 'Too many wrong attempts: wait until the lock is over');
  if (memory.knowsPassword) return about('do', 'Type your new password to log in', 'password');
  return about('do', `Forgot the password? Click ${labelOf(screen, 'forgot-password')}`, 'forgot-password');
};

const unlock = drawing(({ screen, memory }) => {
  if (memory.knowsPattern && !isLocked(screen)) return about('do', 'Draw your pattern to log in: drag, or digits 1 to 9', 'pattern');
  return about('do', `Forgot the pattern? Click ${labelOf(screen, 'forgot-pattern')}`, 'forgot-pattern');
});

const answers = (situation: Situation): Advice => {
  const { screen, memory } = situation;
  if (isLocked(screen)) return advice('wait', 'Too many wrong answers: wait until the lock is over');
  const known = memory.knowsAnswers ? OWNERS_ANSWERS : [];
  const fields = [1, 2, 3, 4, 5].map((n): readonly [string, string] => {
    const answer = known[n - 1];
    return [
      `answer-${n}`,
      answer ? `Type answer ${n}; the owner of this recorder set "${answer}"` : `Type the answer that was set for question ${n}`,
    ];
  });
  return firstEmpty(situation, fields) ?? click('next')(situation);
};

/** They are public on purpose. */
const OWNERS_ANSWERS = OWNER.questions?.map(({ answer }) => answer) ?? [];

const STEPS: Readonly<Record<string, Step>> = {
  'wizard.password': newPassword('next'),
  'wizard.pattern': newPattern,
  'wizard.pattern-again': samePattern,
  'wizard.protection': email('Type an email address, so that a security code can be sent', click('save', '; questions are another way back in')),
  'wizard.agreement': (situation) => {
    const box = controlOf(situation.screen, 'agree');
    return box?.kind === 'check' && !box.isChecked ? about('do', 'Read it and tick that you agree', 'agree') : click('next')(situation);
  },
  'wizard.startup': (situation) => ({ ...click('finish')(situation), tone: 'done' }),
  'login.pattern': unlock,
  'login.password': login,
  'recovery.closed': click('ok', ': the menus know no way back'),
  'recovery.notice': click('ok', ' to go on'),
  'recovery.email': email('Type the email address that the security code is to go to', click('next')),
  'recovery.no-qr-code': ({ screen }) => {
    const type = controlOf(screen, 'reset-type');
    const other = type?.kind === 'choice' ? type.options[1]?.words.text : undefined;
    if (other) return about('wrong', `No code can be sent: choose ${other} as ${labelOf(screen, 'reset-type')}`, 'reset-type');
    return about('wrong', `No code can be sent, and there are no questions: click ${labelOf(screen, 'cancel')}`, 'cancel');
  },
  'recovery.questions': answers,
  'recovery.new-password': newPassword('save'),
  'recovery.result': (situation) => ({ ...click('ok', ', then log in with the new password')(situation), tone: 'done' }),
  'desktop.home': ({ screen, memory }) => {
    const isNew = memory.knowsPassword && !memory.knowsPattern;
    if (isNew) return advice('done', `You are in. ${labelOf(screen, 'security')} has a new pattern and new questions`);
    return advice('done', `You are in. ${labelOf(screen, 'log-out')} ends it`);
  },
  'desktop.system': ({ screen }) => advice('done', `${labelOf(screen, 'default')} leads to the factory defaults`),
  'desktop.default': ({ screen }) => advice('do', `${labelOf(screen, 'factory-default')} asks once more, ${labelOf(screen, 'back')} leads back`),
  'desktop.confirm-default': ({ screen }) =>
    advice('do', `${labelOf(screen, 'ok')} erases all settings, ${labelOf(screen, 'cancel')} leaves them as they are`),
  'desktop.confirm-restart': ({ screen }) => advice('do', `${labelOf(screen, 'ok')} restarts the recorder`),
  'desktop.event-log': ({ screen }) => advice('done', `What the recorder has noted, the latest first; ${labelOf(screen, 'back')} leads back`),
  'desktop.security': ({ screen }) => advice('done', `Choose what to change, or ${labelOf(screen, 'back')}`),
  'desktop.set-password': newPassword('save', [['old-password', 'Type the password that holds now']]),
  'desktop.set-pattern': newPattern,
  'desktop.set-pattern-again': samePattern,
  'desktop.set-questions': click('save', ' once questions and answers are chosen'),
  'desktop.set-email': email('Type the address that security codes are to go to', click('save')),
};
