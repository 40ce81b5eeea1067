/**
 * The coach: one sentence that says what to do next, and the key for it. It leads through the reset guide from any situation - by the menus (coach-menus.ts,
 * coach-phone.ts) or by the button - and says after a mistake how to try again. The order is the guide's; the words are ours.
 */
import { SCREWS } from '../../bench/lid.ts';
import type { HoldPhase, Verdict } from '../../board.ts';
import { formatDuration, type Us } from '../../units.ts';
import { type Advice, advice } from './advice.ts';
import { menuAdvice } from './coach-menus.ts';
import { idlePhone } from './coach-phone.ts';
import type { Action } from './keys.ts';
import { armsOnlyWhileRunning, type Situation } from './situation.ts';

export function advise(situation: Situation): Advice {
  const { board, hasPower, isHung, isPressing, hold, holdState, place } = situation;
  if (place !== 'desk' && place !== 'anywhere') return awayFromDesk(situation);
  if (!board.hasResetButton) return withoutButton(situation);
  if (!hasPower) return withoutPower(situation);
  if (isHung) return whileHung(situation);
  if (hold && hold.toUs === undefined) return whileCounting(situation);
  if (holdState === 'unsampled' && isPressing) return advice('wait', 'Power is on: keep holding, the first sample comes in a moment');
  return afterVerdict(situation);
}

/** At the monitor, with the phone or with the mail. */
function awayFromDesk(situation: Situation): Advice {
  const { place, menu, hasPower, isHung, boot } = situation;
  const isScanning = menu === 'recovery.qr-code' && !isHung;
  if (place === 'phone' && !isScanning) return idlePhone(situation);
  if (!hasPower) return advice('do', 'No signal: the recorder has no power. Back to the desk', 'desk');
  if (isHung) return whileHung(situation);
  if (menu !== 'closed') return menuAdvice(situation);
  if (boot === 'locked') return advice('wrong', 'Nobody can log in: back to the desk, and reset it by the button', 'desk');
  if (boot.startsWith('reset-failed')) return advice('wrong', 'The settings could not be erased: back to the desk', 'desk');
  if (boot.startsWith('defaulting') || boot.startsWith('clearing-password')) return advice('wait', 'A reset is under way: leave the plug in');
  return advice('wait', 'The recorder starts: wait for its first menu');
}

function withoutButton(situation: Situation): Advice {
  const { hasPower, isPlugged, isHung, menu } = situation;
  if (!hasPower) return isPlugged ? advice('wait', 'The supply is too low: it comes back') : advice('do', 'Put the plug in', 'plug');
  if (isHung) return whileHung(situation);
  return menu === 'closed' ? advice('wait', 'This model has no reset button: wait for its menus') : menuAdvice(situation);
}

function withoutPower(situation: Situation): Advice {
  const { board, isPlugged, isPressing, pressedForUs } = situation;
  if (isPlugged) return advice('wait', isPressing ? 'The supply is too low: keep holding, it comes back' : 'The supply is too low: it comes back');
  if (armsOnlyWhileRunning(situation)) return advice('do', 'Plug in: this model wants its button pressed while it runs', 'plug');
  const lid = openLid(situation);
  if (lid) return lid;
  if (!isPressing) return advice('do', 'Now press and hold the reset button', 'finger');
  const { prePowerHoldMinUs: min, prePowerHoldMaxUs: max } = board;
  if (pressedForUs < min) return advice('wait', `Keep holding: put the plug in after ${formatDuration(min)}, in ${tenths(min - pressedForUs)}`);
  if (pressedForUs <= max) return advice('now', 'Put the plug in now, and keep holding', 'plug');
  return advice('now', `Put the plug in, keep holding (over ${formatDuration(max)} does no harm)`, 'plug');
}

/** What to do about the lid; `undefined` when it is off. */
function openLid({ isLidOpen, screwsIn }: Situation): Advice | undefined {
  if (isLidOpen) return undefined;
  if (screwsIn === 0) return advice('do', 'Lift the lid', 'open');
  return advice('do', screwsIn === SCREWS ? 'Take out the four screws of the lid' : `Take out the screws: ${screwsIn} to go`, 'open');
}

function whileHung({ biteInUs, place }: Situation): Advice {
  if (biteInUs === undefined)
    return advice('wrong', 'The firmware hangs, without a watchdog: pull the plug', place === 'desk' || place === 'anywhere' ? 'plug' : 'desk');
  return advice('wait', `The firmware hangs: the watchdog bites in ${tenths(biteInUs)}`);
}

function whileCounting(situation: Situation): Advice {
  const { board, phases, heldUs, isPressing } = situation;
  const index = phases.findLastIndex((phase) => heldUs >= phase.fromUs);
  const phase = phases[index];
  const next = phases.slice(index + 1).find((each) => each.action !== 'none');
  if (!isPressing) return advice('wait', `Released: the firmware waits ${formatDuration(board.debounceUs)} to be sure`);
  if (phase && phase.action !== 'none') return inWindow(situation, phase, next, endOf(situation, index));
  if (!next) return advice('wrong', 'Too late: the window is closed. Lift the finger', 'finger');
  const goal = board.decideAt === 'threshold' ? `it ${ACTS[next.action]} by itself in` : 'the window opens in';
  return advice('wait', `Keep holding: ${goal} ${tenths(next.fromUs - heldUs)}`);
}

const ACTS: Readonly<Record<HoldPhase['action'], string>> = {
  'factory-default': 'restores the factory defaults',
  'password-reset': 'clears the password',
  restart: 'restarts',
  none: 'does nothing',
};

const NAMES: Readonly<Record<HoldPhase['action'], string>> = {
  'factory-default': 'factory default',
  'password-reset': 'password reset',
  restart: 'restart',
  none: 'nothing',
};

function inWindow({ board, heldUs }: Situation, { action }: HoldPhase, next: HoldPhase | undefined, endUs: Us): Advice {
  if (board.decideAt === 'threshold') return advice('now', 'That is long enough', 'finger');
  const closes = Number.isFinite(endUs) ? `: the window closes in ${tenths(endUs - heldUs)}` : '';
  if (!next) return advice('now', `Release now${closes}`, 'finger');
  return advice('now', `Release now: ${NAMES[action]}; in ${tenths(next.fromUs - heldUs)}: ${NAMES[next.action]}`, 'finger');
}

/** The last moment of a phase. */
function endOf({ phases, board }: Situation, index: number): Us {
  const next = phases[index + 1];
  return next ? next.fromUs - 1 : board.stuckAfterUs;
}

const ACCEPTED: Readonly<Partial<Record<Verdict, string>>> = {
  reset: 'Factory default',
  'password-reset': 'Password reset',
  restart: 'Restart',
};

const MISSED: Readonly<Partial<Record<Verdict, string>>> = {
  short: 'Too short: nothing was reset',
  between: 'Between windows: nothing done',
  'over-held': 'Too long: nothing was reset',
};

function afterVerdict(situation: Situation): Advice {
  const { explanation, isPressing, boot, menu } = situation;
  const verdict = explanation?.verdict;
  if (boot.startsWith('reset-failed')) return advice('wrong', 'The settings could not be erased: see the screen');
  if (boot.startsWith('defaulting') || boot.startsWith('clearing-password')) return advice('wait', 'A reset is under way: leave the plug in');
  if (boot === 'locked' && verdict !== 'stuck') return advice('wrong', 'Nobody can log in: pull the plug and reset it by the button', 'plug');
  // Whoever works in the menus has left the button behind.
  if (!isPressing && (menu.startsWith('recovery.') || menu.startsWith('desktop.'))) return menuAdvice(situation);
  const accepted = verdict && ACCEPTED[verdict];
  if (accepted) return whenAccepted(accepted, situation);
  if (verdict === 'stuck') {
    return isPressing
      ? advice('wrong', 'Taken for a stuck button: lift the finger', 'finger')
      : advice('wrong', 'Taken for a stuck button. Pull the plug and try again', 'plug');
  }
  const missed = verdict && MISSED[verdict];
  if (missed) {
    return isPressing
      ? advice('wrong', `${missed}. Lift the finger`, 'finger')
      : advice('wrong', `${missed}. ${againText(situation)}`, againAction(situation));
  }
  if (isPressing) return heldInVain(situation);
  return beforeStart(situation);
}

function whenAccepted(accepted: string, situation: Situation): Advice {
  const { boot, isPressing, isKept, place, menu } = situation;
  if (boot === 'ready.wizard' && place === 'anywhere') return { ...menuAdvice(situation), tone: 'done' };
  if (boot === 'ready.wizard' && menu === 'wizard.password')
    return advice('done', `${accepted} done: sit at the monitor and set it up anew`, 'monitor');
  if (boot === 'ready.wizard' || situation.memory.knowsPassword) return menuAdvice(situation);
  if (boot === 'ready.login') {
    const done = `${accepted} done: it works again`;
    return isKept ? advice('done', done) : advice('done', `${done}, or take another recorder`, 'renew');
  }
  if (isPressing) return advice('done', `${accepted} is under way: you may lift the finger`, 'finger');
  return advice('done', boot === 'initialising' || boot === 'starting' ? `${accepted}: it starts anew` : `${accepted} is under way`);
}

function heldInVain({ explanation }: Situation): Advice {
  switch (explanation?.because) {
    case 'not-released-since-fault':
      return advice('wrong', 'The button was stuck before: lift the finger once', 'finger');
    case 'cause-does-not-arm':
      return advice('wrong', 'This kind of start does not arm the button: lift the finger', 'finger');
    default:
      return advice('wrong', 'Too late: hold it before power. Lift the finger', 'finger');
  }
}

/** The recorder runs and nobody touches its button. */
function beforeStart(situation: Situation): Advice {
  const { explanation, menu, screwsIn } = situation;
  if (armsOnlyWhileRunning(situation) && (screwsIn < SCREWS || menu === 'closed'))
    return openLid(situation) ?? advice('do', 'Press and hold the reset button', 'finger');
  const tried = explanation?.verdict === 'not-armed' && explanation.because !== 'open-at-first-sample';
  if (tried) return advice('wrong', 'That did not count. Pull the plug and try again', 'plug');
  return menu === 'closed' ? advice('do', 'To reset the recorder by its button, pull the power plug', 'plug') : menuAdvice(situation);
}

const againText = (situation: Situation) => (armsOnlyWhileRunning(situation) ? 'Press again' : 'Pull the plug and try again');
const againAction = (situation: Situation): Action => (armsOnlyWhileRunning(situation) ? 'finger' : 'plug');

/** "6.2 s", rounded up: a time still to come is never "0.0 s". */
function tenths(us: Us): string {
  return `${(Math.ceil(us / 100_000) / 10).toFixed(1)} s`;
}
