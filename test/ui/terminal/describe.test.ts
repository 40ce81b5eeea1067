/** What happens, in words: everything that the world outside the room can do, and nothing of what only the trace is for. */
import { describe, expect, it } from 'vitest';
import type { TraceEntry } from '../../../src/bench/trace.ts';
import { describe as tell } from '../../../src/ui/terminal/describe.ts';
import { createDesk } from '../../support/desk.ts';

const { bench } = createDesk();

const told = (signal: string, value: string | number, detail?: string): string | undefined => {
  const happening = tell({ atUs: 0, signal, value, detail } satisfies TraceEntry, bench);
  return happening && `${happening.level === 'warn' ? '! ' : ''}${happening.text}`;
};

describe('what happens, in words', () => {
  it('clicks and choices by the name of the control, drawings without their points', () => {
    expect(told('input', 'click', 'forgot-pattern')).toBe('clicked Forgot Pattern');
    expect(told('input', 'click', 'agree')).toBe('clicked I have read and agree to all terms');
    expect(told('input', 'choose', 'security-questions')).toBe('chose Security Questions');
    expect(told('input', 'choose', 'question-1')).toBe('chose question 1');
    expect(told('input', 'draw', 'pattern')).toBe('drew a pattern');
  });

  it('the phone, without the way through its menus', () => {
    expect(told('phone', 'app', 'gDMSS')).toBe('phone: gDMSS is opened');
    for (const state of ['app', 'apps', 'home', 'setting', 'password-security', 'permission', 'asking'])
      expect([state, told('phone', state)]).toEqual([state, undefined]);
    expect(['camera', 'reading', 'answered'].map((state) => told('phone', state))).toEqual([
      'phone: the camera is open',
      'phone: a picture is taken',
      'phone: successfully scanned',
    ]);
    expect(['denied', 'nothing-read', 'foreign-read', 'unreachable'].map((state) => told('phone', state))).toEqual([
      '! phone: the camera is not allowed',
      '! phone: no QR code in the picture',
      '! phone: the QR code is not that of a recorder',
      '! phone: the service cannot be reached',
    ]);
  });

  it('the service, with its reasons', () => {
    expect(told('service', 'code-sent', 'code 1 for QR code 1')).toBe('service: a security code is sent (code 1 for QR code 1)');
    expect(told('service', 'ignored', 'not genuine')).toBe('! service: a message is ignored, not genuine');
    const refusals = ['not-ours', 'unknown-recorder', 'not-genuine', 'superseded', 'no-address', 'used-up', 'too-many'];
    for (const why of refusals) expect(told('service', 'refused', why)).toMatch(/^! service: refused, [a-z ]+ [A-Za-z0-9 ]+$/);
  });

  it('mail, recovery, network and clocks', () => {
    expect(told('mail', 'sent', 'Your security code')).toBe('mail on its way: Your security code');
    expect(told('mail', 'arrived', 'Your security code')).toBe('mail: Your security code');
    expect(told('mail', 'handed-over', 'Your security code')).toBe('mail handed over to a server of yours: Your security code');
    expect(told('mail', 'lost', 'Your security code')).toBe('! mail lost: Your security code');
    expect(told('mail', 'failed', 'no route')).toBe('! mail failed: no route');
    expect(told('recovery', 'qr-code', 'number 2')).toBe('QR code number 2 is made');
    expect(told('recovery', 'code-sent', 'number 1 for QR code 2')).toBe('the recorder is told that a code was sent (number 1 for QR code 2)');
    expect(told('network', 'plugged')).toBe('network cable in');
    expect(told('network', 'unplugged')).toBe('network cable out');
    expect(told('server-clock', 'set', '2026-01-01T00:00:00.000Z')).toBe("the service's clock is set to 2026-01-01T00:00:00.000Z");
    expect(told('rtc', 'set', '2026-01-01T00:00:00.000Z')).toBe("the recorder's clock is set to 2026-01-01T00:00:00.000Z");
    expect(told('rtc', 'battery-dead')).toBe("! the battery of the recorder's clock is dead");
  });

  it('the recorder’s log, and of the menus nothing: their screens are told already', () => {
    expect(told('log', 'login', 'pattern')).toBe("recorder's log: login by pattern");
    expect(told('log', 'illegal login')).toBe("recorder's log: illegal login");
    expect(told('state.menu', 'login.password')).toBeUndefined();
    expect(told('screen', 'System Login')).toBe('screen: System Login');
  });
});
