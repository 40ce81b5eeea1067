/** What the phone shows, as data of the same kind as the recorder's screens. In English only, as the reset guide names its menus. */
import type { Part, Screen, Tone, Words } from '../ui/screen/model.ts';
import { APPS, cameraQuestion, type PhoneApp } from './phone-apps.ts';

const seed = (text: string): Words => ({ text, from: 'seed' });
const ours = (text: string): Words => ({ text, from: 'assumed' });
const line = (words: Words, tone: Tone = 'plain'): Part => ({ kind: 'text', words, tone });
const button = (id: string, label: Words, isPrimary = false): Part => ({ kind: 'button', id, label, isPrimary });
const BACK = button('back', ours('Back'));

const NO_APP: PhoneApp = APPS[0];

/** The screen of the phone in `state`, with `app` open. */
export function phoneScreen(state: string, app: PhoneApp = NO_APP): Screen {
  const screen = (parts: readonly Part[], title = app.name): Screen => ({ id: `phone.${state}`, title: seed(title), parts });
  switch (state) {
    case 'apps':
      return screen(
        APPS.map(({ name }) => button(`app-${name}`, seed(name))),
        'Phone',
      );
    case 'app':
      return screen([button('home', seed('Home'), true)]);
    case 'home':
      return screen([line(seed('Home'), 'strong'), button('setting', seed('Setting'), true), BACK]);
    case 'setting':
      return screen([line(seed('Setting'), 'strong'), button('password-security', seed('Password Security'), true), BACK]);
    case 'password-security':
      return screen([line(seed('Password Security'), 'strong'), button('reset-password', seed('Reset Password'), true), BACK]);
    case 'permission':
      return screen([line(ours(cameraQuestion(app)), 'strong'), button('allow', ours('Allow'), true), button('deny', ours("Don't allow"))]);
    case 'denied':
      return screen([line(ours('Without the camera no QR code can be scanned.'), 'fault'), BACK]);
    case 'camera':
      return screen([line(seed('Scan the QR code provided by your DVR.')), button('scan', ours('Scan'), true), BACK]);
    case 'reading':
    case 'asking':
      return screen([line(ours('One moment ...'), 'dim')]);
    case 'nothing-read':
      return screen([
        line(ours('No QR code in the picture. Point the camera at the QR code on the monitor.'), 'message'),
        button('scan', ours('Scan'), true),
        BACK,
      ]);
    case 'foreign-read':
      return screen([line(ours('This QR code is not that of a recorder.'), 'message'), button('scan', ours('Scan'), true), BACK]);
    case 'unreachable':
      return screen([line(ours('The service cannot be reached. Try again later.'), 'fault'), button('scan', ours('Scan'), true), BACK]);
    case 'answered':
      // The same whatever the service decided: who scans a code must not learn from it.
      return screen([
        line(seed('Successfully scanned.'), 'good'),
        line(ours('If the request is valid, an email with a security code is on its way to the address that belongs to the recorder.')),
        button('done', ours('Done'), true),
      ]);
    default:
      return screen([]);
  }
}
