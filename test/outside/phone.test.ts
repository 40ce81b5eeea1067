/** The phone by itself: the way through its menus is the guide's, the camera is asked for once, and a picture of something else is no request. */
import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../src/hal/machine/virtual-clock.ts';
import { Phone } from '../../src/outside/phone.ts';
import { APP_NAMES } from '../../src/outside/phone-apps.ts';
import { encodeQr } from '../../src/recovery/scheme.ts';
import { textLines } from '../../src/ui/screen/text-lines.ts';

const QR = encodeQr({ serial: 'RSA', nonce: '0'.repeat(32), sequence: 1 }, 'ab'.repeat(32));

function phone({ text = QR, isUp = true }: { text?: string | null; isUp?: boolean } = {}) {
  const asked: string[] = [];
  const made = new Phone({
    clock: new VirtualClock(),
    photograph: async () => Uint8Array.of(1, 2, 3),
    readQr: async () => text ?? undefined,
    ask: async (qrText) => {
      asked.push(qrText);
      return isUp;
    },
    during: () => {},
    observe: () => {},
  });
  return { phone: made, asked };
}

const labels = (of: Phone) => of.screen.parts.flatMap((part) => (part.kind === 'button' ? [part.label.text] : []));

describe('the way to the camera', () => {
  test('is the one of the guide, word by word, in every app it names', () => {
    for (const name of APP_NAMES) {
      const { phone: made } = phone();
      expect(labels(made)).toEqual(['gDMSS', 'iDMSS', 'EasyViewer', 'EasyViewerLite']);
      made.tap(`app-${name}`);
      expect([made.screen.title.text, labels(made)]).toEqual([name, ['Home']]);
      for (const [id, next] of [
        ['home', 'Setting'],
        ['setting', 'Password Security'],
        ['password-security', 'Reset Password'],
      ] as const) {
        expect(made.tap(id)).toBe(true);
        expect(labels(made)).toEqual([next, 'Back']);
      }
      made.tap('reset-password');
      expect([made.state, labels(made)]).toEqual(['permission', ['Allow', "Don't allow"]]);
      expect(textLines(made.screen)[0]).toContain(name);
      made.tap('allow');
      expect([made.state, textLines(made.screen)[0]]).toEqual(['camera', 'Scan the QR code provided by your DVR.']);
    }
  });

  test('asks an app for the camera once, and goes on asking while it was refused', () => {
    const { phone: made } = phone();
    const toCamera = (name: 'gDMSS' | 'iDMSS') => {
      made.open(name);
      for (const id of ['home', 'setting', 'password-security', 'reset-password']) made.tap(id);
    };
    toCamera('gDMSS');
    made.tap('deny');
    expect(made.state).toBe('denied');
    toCamera('gDMSS');
    expect(made.state).toBe('permission');
    made.tap('allow');
    toCamera('gDMSS');
    expect(made.state).toBe('camera');
    toCamera('iDMSS');
    expect(made.state).toBe('permission');
  });

  test('can be gone back, and taps on what is not there do nothing', () => {
    const { phone: made } = phone();
    expect(made.tap('home')).toBe(false);
    made.open('gDMSS');
    for (const id of ['home', 'setting', 'password-security', 'back', 'back', 'back']) made.tap(id);
    expect(made.state).toBe('app');
    made.close();
    expect(made.state).toBe('apps');
  });
});

describe('a scan', () => {
  test('sends what was read, and says the same whatever the service makes of it', async () => {
    const { phone: made, asked } = phone();
    expect(await made.scan('EasyViewer')).toBe('answered');
    expect(asked).toEqual([QR]);
    expect(textLines(made.screen)[1]).toMatch(/^If the request is valid/);
    expect([...(made.picture ?? [])]).toEqual([1, 2, 3]);
  });

  test('of a picture without a code, or with another one, sends nothing; without the service it says so', async () => {
    const nothing = phone({ text: null });
    expect([await nothing.phone.scan('gDMSS'), nothing.asked]).toEqual(['nothing-read', []]);
    const foreign = phone({ text: 'https://example.test' });
    expect([await foreign.phone.scan('gDMSS'), foreign.asked]).toEqual(['foreign-read', []]);
    const down = phone({ isUp: false });
    expect(await down.phone.scan('gDMSS')).toBe('unreachable');
  });
});
