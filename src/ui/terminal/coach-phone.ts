/**
 * The coach on the way from the QR code to the security code: the phone, step by step as the reset guide has them, the mail, and the code at the monitor.
 * Whatever the person does first, it says what is still missing.
 */
import { type Advice, about, advice } from './advice.ts';
import { controlOf, fieldOf, labelOf, messageOf } from './read-screen.ts';
import type { Situation } from './situation.ts';

/** While the QR code is on the monitor. */
export function qrAdvice(situation: Situation): Advice {
  const { memory, place, screen } = situation;
  const isThere = place === 'monitor' || place === 'anywhere';
  if (fieldOf(screen, 'security-code') !== '') {
    const text = `Click ${labelOf(screen, 'next')}: the recorder looks at the code`;
    return isThere ? about('do', text, 'next') : advice('do', `Sit at the monitor and click ${labelOf(screen, 'next')}`, 'monitor');
  }
  if (messageOf(screen) && isThere)
    return about('wrong', `Wrong or too old: type it again, or click ${labelOf(screen, 'refresh')} and scan anew`, 'security-code');
  if (memory.code !== undefined) return typeCode(situation, memory.code);
  if (memory.hasCodeMail)
    return place === 'inbox' ? advice('do', 'Another mail has come: go up to it', 'move') : advice('do', 'A mail has come: read it', 'inbox');
  return memory.errand.kind === 'open' ? scan(situation) : afterScan(situation);
}

function typeCode({ place }: Situation, code: string): Advice {
  if (place === 'phone' || place === 'desk') return advice('do', `Sit at the monitor and type the security code ${code}`, 'monitor');
  return advice('do', `Type the security code that the mail says: ${code}`, 'type-code');
}

/** The code was asked for. */
function afterScan(situation: Situation): Advice {
  const { place, memory } = situation;
  const { errand } = memory;
  if (errand.kind === 'refused') return whenRefused(situation, errand.why);
  if (errand.kind === 'lost') return advice('wrong', 'The mail was lost on its way: scan the QR code again', place === 'phone' ? 'tap' : 'phone');
  if (errand.kind === 'handed-over') return advice('wait', 'The mail is out in the world: look into your own inbox');
  return advice('wait', 'A mail with the security code is on its way: it takes some seconds');
}

/** The trace on the bench tells why; a person at home would only see that no mail comes. */
function whenRefused({ place, screen }: Situation, why: string): Advice {
  const resetType = controlOf(screen, 'reset-type');
  const questions = resetType?.kind === 'choice' ? resetType.options.find(({ id }) => id === 'security-questions')?.words.text : undefined;
  const reasons: Readonly<Record<string, readonly [reason: string, remedy: string, part: string]>> = {
    'used-up': ['No more codes for this QR code', `click ${labelOf(screen, 'refresh')} and scan anew`, 'refresh'],
    superseded: ['That was an old QR code', `click ${labelOf(screen, 'refresh')} and scan anew`, 'refresh'],
    'too-many': ['Enough codes for one day', questions ? `choose ${questions}` : 'try again tomorrow', 'reset-type'],
    'no-address': ['The service has no address for it', questions ? `choose ${questions}` : 'there is no way by mail', 'reset-type'],
  };
  const [reason, remedy, part] = reasons[why] ?? [
    'The service refused it',
    questions ? `choose ${questions}` : 'it does not know this recorder',
    'reset-type',
  ];
  const text = `${reason}: ${remedy}`;
  return place === 'monitor' ? about('wrong', text, part) : advice('wrong', text, place === 'anywhere' ? undefined : 'monitor');
}

function scan(situation: Situation): Advice {
  const { place } = situation;
  if (place === 'anywhere') return advice('do', 'Scan the QR code with the phone');
  return place === 'phone' ? phoneSteps(situation) : advice('do', 'Take the phone and scan the QR code', 'phone');
}

const tap = (what: string): Advice => advice('do', `Tap ${what}`, 'tap');

/** From the phone's home screen to the scan. */
function phoneSteps({ phoneState }: Situation): Advice {
  switch (phoneState) {
    case 'apps':
      return advice('do', 'Open one of the apps: any of them can scan the code', 'tap');
    case 'app':
      return tap('Home');
    case 'home':
      return tap('Setting');
    case 'setting':
      return tap('Password Security');
    case 'password-security':
      return tap('Reset Password');
    case 'permission':
      return advice('do', 'Allow the app to use the camera', 'tap');
    case 'denied':
      return advice('wrong', 'Without the camera there is no way: go back', 'back');
    case 'camera':
      return advice('do', 'The QR code is in the picture: scan it', 'tap');
    case 'nothing-read':
    case 'foreign-read':
      return advice('wrong', 'Now the QR code is in the picture: scan again', 'tap');
    case 'unreachable':
      return advice('wrong', 'The service cannot be reached: try again later', 'tap');
    case 'answered':
      return advice('do', 'That was an earlier QR code: tap Done and scan the new one', 'tap');
    default:
      return advice('wait', 'One moment ...');
  }
}

/** With the phone in the hand and no QR code on the monitor. */
export function idlePhone({ phoneState, hasPower }: Situation): Advice {
  if (phoneState === 'reading' || phoneState === 'asking') return advice('wait', 'One moment ...');
  if (!hasPower) return advice('do', 'The phone scans QR codes; the monitor has no signal', 'desk');
  return advice('do', 'The phone scans QR codes: first bring one to the monitor', 'monitor');
}
