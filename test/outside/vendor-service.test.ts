/** The vendor's service by itself: whom it believes, what it sends, and that nobody outside can tell its refusals from its answers. */
import { describe, expect, test } from 'vitest';
import { codeIn, codeMail, passwordChangedMail } from '../../src/outside/mail-texts.ts';
import { VendorService } from '../../src/outside/vendor-service.ts';
import { decodeToRecorder, encodeToService } from '../../src/recovery/messages.ts';
import { encodeQr, formatCode, securityCode } from '../../src/recovery/scheme.ts';
import { S } from '../support/world.ts';

const KEY = 'ab'.repeat(32);
const SERIAL = 'RSAAAAAAAAAAAAA';
const HOUR_MS = 3_600_000;

function service(email: string | undefined = 'owner@recorder.test') {
  const sent: { to: string; subject: string; text: string; id: string }[] = [];
  const told: Uint8Array[] = [];
  const seen: string[] = [];
  const clock = { nowMs: Date.UTC(2026, 0, 1) };
  const vendor = new VendorService({
    limits: { codesPerQr: 2, codesPer24h: 3, codeLifetimeUs: 24 * 3600 * S },
    language: 'en',
    nowMs: () => clock.nowMs,
    lookUp: (serial) => (serial === SERIAL ? { serial, key: KEY, email } : undefined),
    mail: (mail) => sent.push(mail),
    toRecorder: (message) => told.push(message),
    observe: (_, value, detail) => seen.push(`${value} ${detail ?? ''}`.trim()),
  });
  const ask = (sequence: number, nonce = String(sequence).padStart(32, '0'), key = KEY, serial = SERIAL) =>
    vendor.request(encodeQr({ serial, nonce, sequence }, key));
  return { vendor, sent, told, seen, clock, ask };
}

describe('a request', () => {
  test('that is genuine brings the code by mail to the owner, and word of it to the recorder', () => {
    const { sent, told, ask } = service();
    ask(1);
    const nonce = '1'.padStart(32, '0');
    expect(codeIn(sent[0]?.text ?? '')).toBe(formatCode(securityCode({ nonce, sequence: 1 }, 1, KEY)));
    expect(sent[0]).toMatchObject({ to: 'owner@recorder.test', subject: 'Your security code' });
    expect(told.map((message) => decodeToRecorder(message, KEY))).toEqual([{ type: 'code-sent', serial: SERIAL, nonce, sequence: 1, issue: 1 }]);
  });

  test('that is not genuine, too old, used up, of nobody or of somebody without an address brings nothing, and is told apart in the trace alone', () => {
    const { vendor, sent, seen, ask } = service();
    vendor.request('https://example.test');
    ask(1, undefined, 'cd'.repeat(32));
    ask(1, undefined, KEY, 'RSBBBBBBBBBBBBB');
    ask(2);
    ask(1);
    ask(2, 'f'.repeat(32));
    ask(2);
    ask(2);
    ask(3);
    ask(4);
    expect(seen).toEqual([
      'refused not-ours',
      'refused not-genuine',
      'refused unknown-recorder',
      'code-sent code 1 for QR code 2',
      'refused superseded',
      'refused superseded',
      'code-sent code 2 for QR code 2',
      'refused used-up',
      'code-sent code 1 for QR code 3',
      'refused too-many',
    ]);
    expect(sent).toHaveLength(3);
    const poor = service('');
    expect(poor.seen).toEqual([]);
    const none = service(undefined as unknown as string);
    none.vendor.hear(encodeToService({ type: 'registration', serial: SERIAL, email: null }, KEY));
    none.ask(1);
    expect([none.seen, none.sent]).toEqual([['refused no-address'], []]);
  });

  test('counts in any 24 hours, by the clock of the service: to the millisecond', () => {
    const { sent, clock, ask } = service();
    const start = clock.nowMs;
    ask(1);
    clock.nowMs += HOUR_MS;
    ask(2);
    ask(3);
    ask(4);
    expect(sent).toHaveLength(3);
    clock.nowMs = start + 24 * HOUR_MS - 1;
    ask(5);
    expect(sent).toHaveLength(3);
    clock.nowMs++;
    ask(5);
    expect(sent).toHaveLength(4);
  });
});

describe('what a recorder says', () => {
  test('changes where its mail goes; what others say in its name does not', () => {
    const { vendor, sent, seen, ask } = service();
    vendor.hear(encodeToService({ type: 'registration', serial: SERIAL, email: 'thief@else.test' }, 'cd'.repeat(32)));
    vendor.hear(Buffer.from('nonsense'));
    vendor.hear(encodeToService({ type: 'registration', serial: SERIAL, email: 'new@recorder.test' }, KEY));
    ask(1);
    expect(sent.map(({ to }) => to)).toEqual(['new@recorder.test']);
    expect(seen.slice(0, 2)).toEqual(['ignored not genuine', 'ignored not genuine']);
  });

  test('that the password was changed is mailed to its owner', () => {
    const { vendor, sent } = service();
    vendor.hear(encodeToService({ type: 'password-changed', serial: SERIAL, by: 'recovery' }, KEY));
    vendor.hear(encodeToService({ type: 'password-changed', serial: SERIAL, by: 'owner' }, KEY));
    expect(sent.map(({ subject }) => subject)).toEqual(['The password was changed', 'The password was changed']);
    expect(new Set(sent.map(({ id }) => id)).size).toBe(2);
  });
});

test('no subject has a code, in any language, and every mail with a code says until when', () => {
  for (const language of ['en', 'es'] as const) {
    const mail = codeMail(language, { code: 'AB12-CD34', untilMs: Date.UTC(2026, 0, 2, 3, 4, 5), lifetime: '24 h' });
    expect(mail.subject).not.toMatch(/AB12|CD34/);
    expect([codeIn(mail.text), mail.text.includes('24 h'), mail.text.includes('2026-01-02 03:04:05 UTC')]).toEqual(['AB12-CD34', true, true]);
    for (const by of ['recovery', 'owner'] as const) expect(codeIn(passwordChangedMail(language, by).text)).toBeUndefined();
  }
});
