/**
 * The behaviours of the ways back in, each by its number: QR code, phone, vendor's service, mail, security questions, three clocks. Pictures are read by a real
 * decoder and mails go through a real mail server; virtual time waits for both.
 */
import { describe, expect, test } from 'vitest';
import type { Bench } from '../../src/bench/bench.ts';
import { codeIn } from '../../src/outside/mail-texts.ts';
import { Storage } from '../../src/storage/storage.ts';
import { type Given, OWNER, type Person, person } from '../support/owner.ts';
import { credentials, logged, S, seedBoard, settingsImage } from '../support/world.ts';

const HOUR = 3600 * S;
const DAY = 24 * HOUR;
const MS_PER_HOUR = 3_600_000;
const NEW = 'Camera2027';
const WRONG = 'The security code is wrong or no longer valid. Check it, or click Refresh and scan the new QR code.';
const ANSWERS = { 'Answer 1': 'blue', 'Answer 2': 'rex', 'Answer 3': 'porto' };

const storageOf = ({ bench }: Person): Storage => new Storage(bench.hal.flash);
const inbox = ({ bench }: Person) => bench.outside.post.inbox;
const refusals = ({ bench }: Person) => bench.trace.all('service', 'refused').map(({ detail }) => detail);

function restart(bench: Bench, offUs = 2 * S): void {
  bench.supply.unplug();
  bench.advance(offUs);
  bench.supply.plugIn();
  bench.runUntil(() => bench.isIn('boot.ready'), bench.nowUs + 60 * S);
}

/** At the QR code, with a code by mail. */
async function withCode(given: Given = {}): Promise<{ who: Person; code: string; sentUs: number }> {
  const who = person(given).toQrCode();
  const sentUs = who.bench.nowUs;
  const code = await who.scan();
  if (code === undefined) throw new Error('no code came');
  return { who, code, sentUs };
}

/** A recorder, by its seed, whose first code looks like this. */
async function codeWith(wanted: RegExp): Promise<{ seed: number; code: string }> {
  for (let seed = 1; seed < 100; seed++) {
    const { code } = await withCode({ seed });
    if (wanted.test(code)) return { seed, code };
  }
  throw new Error(`no code like ${wanted}`);
}

describe('before anything is asked', () => {
  test('46 notice cancelled -> no QR, no server contact', () => {
    const who = person().click('Forgot Pattern', 'Forgot Password');
    expect(who.title).toBe('Notice');
    who.click('Cancel');
    expect(who.title).toBe('System Login');
    expect(storageOf(who).challenge).toBe('absent');
    expect([who.bench.trace.all('service'), who.bench.trace.all('recovery'), inbox(who)]).toEqual([[], [], []]);
  });

  test('47 no email -> QR refused; questions if set; otherwise "reset is closed"', async () => {
    const who = person({ owner: { email: undefined } }).toQrCode();
    expect(who.lines).toContain('No email address is stored on this recorder, so no security code can be sent.');
    expect(who.lines).not.toContain('(QR code)');
    expect(await who.scan()).toBeUndefined();
    expect(who.choose('Reset Type', 'Security Questions').fill(ANSWERS, 'Next').menu).toBe('recovery.new-password');
    const without = person({ owner: { email: undefined, questions: undefined } }).click('Forgot Pattern', 'Forgot Password');
    expect(without.title).toBe('Password reset is closed!');
    expect(without.click('OK').title).toBe('System Login');
  });

  test('47 a board of old asks whoever comes for the address: the code goes there', async () => {
    const board = seedBoard({ promptForMissingEmail: true });
    const who = person({ board, owner: { email: undefined, questions: undefined } }).toQrCode();
    expect(who.menu).toBe('recovery.email');
    expect(who.fill({ 'Reserved Email': '' }, 'Next').lines).toContain('Enter an email address.');
    who.fill({ 'Reserved Email': 'anybody@else.test' }, 'Next');
    const code = await who.scan();
    expect(inbox(who)[0]?.to).toBe('anybody@else.test');
    expect(who.enterCode(code ?? '')).toBe(true);
  });

  test('48 no questions -> entry absent from the list', () => {
    const list = (who: Person) => who.bench.recorder.firmware?.screen.parts.find((part) => part.kind === 'choice');
    expect(list(person().toQrCode())).toMatchObject({ options: [{ id: 'qr-code' }, { id: 'security-questions' }], chosen: 0 });
    const without = person({ owner: { questions: undefined } }).toQrCode();
    expect(list(without)).toMatchObject({ options: [{ id: 'qr-code' }], chosen: 0 });
    expect(without.tries((hands) => hands.choose('Reset Type', 'Security Questions'))).toMatch(/is not in the list/);
  });

  test('the screen shows no more of the address than its ends, and the QR code nothing of it', () => {
    const who = person().toQrCode();
    expect(who.lines).toContain('The security code will be sent to: o****r@recorder.test');
    const qr = who.bench.recorder.firmware?.screen.parts.find((part) => part.kind === 'qr');
    expect(qr).toMatchObject({ text: expect.stringMatching(/^RECSIM1:RS[0-9A-Z]{13}:[0-9A-Z]{26}:1:[0-9A-Z]{16}$/) });
  });
});

describe('the code', () => {
  test('49 same QR scanned twice -> two mails, the newer code replaces the older, a third scan is refused', async () => {
    const { who, code: first } = await withCode();
    const second = await who.scan();
    expect(second).not.toBe(first);
    expect(inbox(who)).toHaveLength(2);
    expect(await who.scan()).toBeUndefined();
    expect([refusals(who), inbox(who).length]).toEqual([['used-up'], 2]);
    expect(who.enterCode(first)).toBe(false);
    expect(who.lines).toContain(WRONG);
    expect(who.enterCode(second ?? '')).toBe(true);
  });

  test('50 QR refreshed -> earlier codes void', async () => {
    const { who, code } = await withCode();
    const before = who.bench.recorder.firmware?.screen.parts.find((part) => part.kind === 'qr');
    who.click('Refresh');
    expect(who.bench.recorder.firmware?.screen.parts.find((part) => part.kind === 'qr')).not.toEqual(before);
    expect(who.enterCode(code)).toBe(false);
    expect(who.enterCode((await who.scan()) ?? '')).toBe(true);
  });

  test('50 a picture of an old QR code brings no code', async () => {
    const { who } = await withCode();
    const old = who.bench.recorder.firmware?.screen.parts.find((part) => part.kind === 'qr');
    who.click('Refresh');
    await who.scan();
    who.bench.outside.service.request(old?.kind === 'qr' ? old.text : '');
    expect(refusals(who)).toEqual(['superseded']);
  });

  test("51 seventh code in 24 h -> refused, the app's answer unchanged", async () => {
    const { who } = await withCode();
    const answer = () => JSON.stringify(who.bench.outside.phone.screen);
    const accepted = answer();
    for (let count = 2; count <= 6; count++) {
      if (count % 2 === 1) who.click('Refresh');
      expect(await who.scan(), `code ${count}`).toBeDefined();
      expect(answer()).toBe(accepted);
    }
    who.click('Refresh');
    expect(await who.scan()).toBeUndefined();
    expect([answer(), refusals(who)]).toEqual([accepted, ['too-many']]);
    // A day after the first one there is room for one more.
    who.wait(DAY - 5 * 60 * S);
    who.click('Cancel').toQrCode();
    expect(await who.scan()).toBeDefined();
  });

  test('52 code at 23:59:59.999 -> accepted, at 24:00:00.000 -> expired', async () => {
    for (const [ageUs, isAccepted] of [
      [DAY - 1000, true],
      [DAY, false],
    ] as const) {
      const { who, code, sentUs } = await withCode();
      who.bench.advanceTo(sentUs + ageUs);
      expect(who.enterCode(code), `${ageUs} us`).toBe(isAccepted);
      if (!isAccepted) expect(who.lines).toContain(WRONG);
    }
  });

  test('52 the time runs from the latest code, not from the QR code', async () => {
    const who = person()
      .toQrCode()
      .wait(23 * HOUR);
    const code = await who.scan();
    expect(who.wait(20 * HOUR).enterCode(code ?? '')).toBe(true);
  });

  test('56 fifth wrong code voids the challenge, a sixth, even correct, is refused', async () => {
    const { who, code } = await withCode();
    for (let count = 0; count < 4; count++) expect(who.enterCode(`0000-000${count}`)).toBe(false);
    const fifth = await withCode();
    for (let count = 0; count < 5; count++) expect(fifth.who.enterCode(`0000-000${count}`)).toBe(false);
    expect(who.enterCode(code)).toBe(true);
    expect(fifth.who.enterCode(fifth.code)).toBe(false);
    expect(fifth.who.lines).toContain(WRONG);
    // Neither a restart nor coming back revives it; a new QR code helps.
    restart(fifth.who.bench);
    fifth.who.toQrCode();
    expect(fifth.who.enterCode(fifth.code)).toBe(false);
    expect(fifth.who.enterCode((await fifth.who.scan()) ?? '')).toBe(true);
  });

  test('57 power cut between counter write and compare -> attempt still counted', async () => {
    const { who } = await withCode();
    for (let count = 1; count <= 3; count++) {
      who.bench.cutPower({ operation: 2, when: 'after' });
      who.tries((hands) => hands.input('Security code', '1111-1111'));
      who.tries((hands) => hands.click('Next'));
      restart(who.bench);
      expect(storageOf(who).attempts.of('code')).toEqual({ failures: count, lockedUs: 0 });
      who.toQrCode();
    }
  });

  test('58 used code replayed -> rejected', async () => {
    const { who, code } = await withCode();
    expect(who.enterCode(code)).toBe(true);
    who.setPassword(NEW).click('OK').toQrCode();
    expect(who.enterCode(code)).toBe(false);
    expect(who.lines).toContain(WRONG);
  });

  test('59 code of another device, or from before a factory default -> rejected, same message', async () => {
    const other = await withCode({ seed: 2 });
    const { who, code } = await withCode();
    expect(who.enterCode(other.code)).toBe(false);
    expect(who.lines).toContain(WRONG);
    // Reset by the menu, and set up anew with the same address.
    who.click('Cancel').logIn(OWNER.password);
    who.click('System', 'Default', 'Factory Default', 'OK').wait(60 * S);
    who
      .fill({ 'New Password': NEW, 'Confirm Password': NEW }, 'Next')
      .click('Skip')
      .fill({ 'Reserved Email': OWNER.email ?? '' }, 'Save');
    who.click('I have read and agree to all terms', 'Next', 'Finish', 'Log Out').toQrCode();
    expect(who.enterCode(code)).toBe(false);
    expect(who.lines).toContain(WRONG);
    expect(who.enterCode((await who.scan()) ?? '')).toBe(true);
  });

  test('60 valid code, then cancel or cut before Save -> consumed only at Save, never two successes', async () => {
    const { who, code } = await withCode();
    expect(who.enterCode(code)).toBe(true);
    who.click('Cancel').toQrCode();
    expect(who.enterCode(code)).toBe(true);
    restart(who.bench);
    who.toQrCode();
    expect(who.enterCode(code)).toBe(true);
    who.setPassword(NEW).click('OK').toQrCode();
    expect(who.enterCode(code)).toBe(false);
  });

  test('60 cut at every flash operation of that Save -> the old password and the code, or the new one and no code', async () => {
    let isDone = false;
    for (let operation = 1; !isDone; operation++) {
      for (const when of ['before', 'during', 'after'] as const) {
        const { who, code } = await withCode();
        who.enterCode(code);
        who.fill({ 'New Password': NEW, 'Confirm Password': NEW });
        who.bench.cutPower({ operation, when });
        who.tries((hands) => hands.click('Save'));
        isDone = who.bench.supply.isGood;
        if (isDone) break;
        restart(who.bench);
        const isNew = who.logIn(NEW);
        if (isNew) who.click('Log Out').toQrCode();
        else {
          expect(who.logIn(OWNER.password), `${operation} ${when}`).toBe(true);
          who.click('Log Out').toQrCode();
        }
        expect(who.enterCode(code), `${operation} ${when}`).toBe(!isNew);
      }
    }
  });

  test('61 case, spaces, hyphens, O/0, I/1 normalised, oversize input rejected', async () => {
    const { seed, code } = await codeWith(/^(?=.*0)(?=.*1)/);
    const plain = code.replace('-', '');
    const forms = [
      plain,
      plain.toLowerCase(),
      ` ${plain.slice(0, 2)} - ${plain.slice(2)} `,
      [...plain].join(' '),
      plain.replaceAll('0', 'O').replaceAll('1', 'l'),
    ];
    for (const form of forms) {
      const again = await withCode({ seed });
      expect(again.code).toBe(code);
      expect(again.who.enterCode(form), form).toBe(true);
    }
    const { who } = await withCode({ seed });
    expect(who.tries((hands) => hands.input('Security code', `${plain}${' '.repeat(2000)}`))).toMatch(/takes 20 characters, and this has 2008/);
    for (const wrong of [`${plain}0`, plain.slice(0, 7), `${plain.slice(0, 7)}U`, '']) expect(who.enterCode(wrong), wrong).toBe(false);
  });

  test('62 mail lost or 25 h late -> expired, refresh works', async () => {
    const who = person().toQrCode();
    who.bench.outside.post.delay = 'lost';
    expect(await who.scan()).toBeUndefined();
    who.bench.outside.post.delay = 25 * HOUR;
    expect(await who.scan()).toBeUndefined();
    who.wait(25 * HOUR);
    const late = codeIn(inbox(who).at(-1)?.text ?? '') ?? '';
    expect(who.enterCode(late)).toBe(false);
    expect(who.lines).toContain(WRONG);
    who.bench.outside.post.delay = 5 * S;
    who.click('Refresh');
    expect(who.enterCode((await who.scan()) ?? '')).toBe(true);
  });

  test('wrong, void, expired and used codes and those of others are told alike: the same screen, after the same time; a right one takes as long', async () => {
    const other = await withCode({ seed: 2 });
    const answers = new Set<string>();
    const times = new Set<number>();
    const refused: Readonly<Record<string, (who: Person, code: string) => Promise<string> | string>> = {
      wrong: () => '0000-0000',
      'no code at all': () => '',
      'of another recorder': () => other.code,
      replaced: async (who, code) => {
        await who.scan();
        return code;
      },
      expired: (who, code) => {
        who.wait(DAY);
        return code;
      },
      'after too many wrong ones': (who, code) => {
        for (let count = 0; count < 5; count++) who.enterCode('1111-1111');
        return code;
      },
      'with the battery dead': (who, code) => {
        who.bench.hal.rtc.loseBattery();
        return code;
      },
      right: (_, code) => code,
    };
    for (const [name, prepare] of Object.entries(refused)) {
      const { who, code } = await withCode();
      const typed = await prepare(who, code);
      const fromUs = who.bench.nowUs;
      expect(who.enterCode(typed), name).toBe(name === 'right');
      times.add((who.bench.trace.all('state.menu').at(-1)?.atUs ?? 0) - fromUs);
      if (name !== 'right') answers.add(JSON.stringify(who.bench.recorder.firmware?.screen));
    }
    expect([...times]).toEqual([500_000]);
    expect(answers.size).toBe(1);
  });

  test('a recorder without a network takes any code for its QR code, for 24 h from the making of it', async () => {
    const given = person().toQrCode();
    given.bench.hal.network.plug(false);
    const first = await given.scan();
    const second = await given.scan();
    expect(given.enterCode(first ?? '')).toBe(true);
    given.click('Cancel').toQrCode();
    expect(given.enterCode(second ?? '')).toBe(true);
    given.click('Cancel').toQrCode().wait(DAY);
    expect(given.enterCode(second ?? '')).toBe(false);
  });
});

describe('the clocks', () => {
  test('53 clock back 25 h -> high-water mark governs', async () => {
    const { who, code, sentUs } = await withCode();
    who.bench.hal.rtc.jump(-25 * MS_PER_HOUR);
    who.bench.advanceTo(sentUs + DAY - 1 * S);
    expect(who.enterCode(code)).toBe(true);
    who.click('Cancel').toQrCode();
    who.bench.advanceTo(sentUs + DAY);
    expect(who.enterCode(code)).toBe(false);
  });

  test('53 the mark outlives a power cut: a clock set back while the recorder is off wins ten minutes at most', async () => {
    const { who, code, sentUs } = await withCode();
    who.bench.advanceTo(sentUs + 20 * HOUR);
    who.bench.supply.unplug();
    who.bench.hal.rtc.jump(-25 * MS_PER_HOUR);
    who.bench.advance(2 * S);
    restart(who.bench);
    who.toQrCode().wait(4 * HOUR + 10 * 60 * S);
    expect(who.enterCode(code)).toBe(false);
  });

  test('54 clock forward 25 h -> expired, rolling back does not revive it', async () => {
    const { who, code } = await withCode();
    who.bench.hal.rtc.jump(25 * MS_PER_HOUR);
    expect(who.enterCode(code)).toBe(false);
    who.bench.hal.rtc.jump(-25 * MS_PER_HOUR);
    expect(who.enterCode(code)).toBe(false);
    restart(who.bench);
    who.toQrCode();
    expect(who.enterCode(code)).toBe(false);
  });

  test('55 RTC battery lost -> QR refresh required', async () => {
    const { who, code } = await withCode();
    who.bench.hal.rtc.loseBattery();
    expect(who.enterCode(code)).toBe(false);
    who.click('Refresh');
    const next = await who.scan();
    expect(who.enterCode(next ?? '')).toBe(true);
    // How long it was off nobody knows: after a power cut a code is of no use either.
    who.click('Cancel');
    restart(who.bench);
    who.toQrCode();
    expect(who.enterCode(next ?? '')).toBe(false);
    expect(who.enterCode((await who.scan()) ?? '')).toBe(true);
  });

  test('55 a battery that died while the recorder was off is noticed, too', async () => {
    const { who, code } = await withCode();
    who.bench.supply.unplug();
    who.bench.advance(S);
    who.bench.hal.rtc.loseBattery();
    restart(who.bench);
    who.toQrCode();
    expect(who.enterCode(code)).toBe(false);
  });

  test('the service counts its 24 h by its own clock, and dates its mails by it', async () => {
    const { who } = await withCode();
    who.bench.outside.setServerTime(Date.UTC(2031, 1, 3, 4, 5, 6));
    await who.scan();
    expect(inbox(who)[1]?.dateMs).toBe(Date.UTC(2031, 1, 3, 4, 5, 6));
    expect(inbox(who)[1]?.text).toContain('until 2031-02-04 04:05:06 UTC');
  });

  test('a board that voids the QR code at a restart does so', async () => {
    const { who, code } = await withCode({ board: seedBoard({ rebootInvalidatesQr: true }) });
    restart(who.bench);
    who.toQrCode();
    expect(who.enterCode(code)).toBe(false);
  });
});

describe('the new password', () => {
  test('65 Save -> OK, no auto-login, sessions ended, lock cleared, pattern disabled until set anew, notice mailed', async () => {
    const who = person();
    for (let count = 0; count < 5; count++) who.draw(9, 8, 7, 4);
    who.toQrCode();
    expect(who.enterCode((await who.scan()) ?? '')).toBe(true);
    who.setPassword(NEW);
    expect(who.lines).toContain('Your new password is now applied to your device.');
    who.click('OK');
    expect([who.title, who.menu]).toEqual(['System Login', 'login.password']);
    await who.bench.outside.settled();
    expect(who.wait(60 * S).lines.join()).not.toContain('Locked');
    expect(inbox(who).at(-1)).toMatchObject({ to: OWNER.email, subject: 'The password was changed', text: expect.stringContaining('was reset') });
    expect(who.logIn(OWNER.password)).toBe(false);
    expect(who.logIn(NEW)).toBe(true);
    expect(who.lines.join()).toContain('You can now modify any security features such as unlock pattern');
    // No pattern any more, until one is drawn.
    who.click('Log Out');
    expect(who.title).toBe('System Login');
    who.logIn(NEW);
    who.click('Security', 'Pattern').draw(3, 5, 7, 8).draw(3, 5, 7, 8).click('Back', 'Log Out');
    expect(who.title).toBe('Unlock Pattern');
    expect(who.draw(3, 5, 7, 8).menu).toBe('desktop.home');
  });

  test('65 whoever goes away before Save leaves no open door', async () => {
    const { who, code } = await withCode();
    expect(who.enterCode(code)).toBe(true);
    who.wait(9 * 60 * S).press('tab');
    expect(who.wait(9 * 60 * S).menu).toBe('recovery.new-password');
    expect(who.wait(60 * S).title).toBe('System Login');
  });
});

describe('the security questions', () => {
  const atQuestions = (given: Given = {}): Person => person(given).toQrCode().choose('Reset Type', 'Security Questions');

  test('66 one of three answers wrong -> generic failure; five failures lock this route only', async () => {
    const who = atQuestions();
    const messages = new Set<string | undefined>();
    for (const wrong of [{ 'Answer 1': 'red' }, { 'Answer 2': 'cat' }, { 'Answer 3': '' }, { 'Answer 1': 'red', 'Answer 2': 'cat' }])
      messages.add(who.fill({ ...ANSWERS, ...wrong }, 'Next').lines.at(-3));
    expect([...messages]).toEqual(['The answers are not right.']);
    who.fill({ ...ANSWERS, 'Answer 1': 'red' }, 'Next');
    expect(logged(who.bench, 'security questions locked')).toBe(true);
    expect(who.fill(ANSWERS, 'Next').lines).toContain('Too many wrong answers: the security questions are locked.');
    // The other ways are open.
    who.choose('Reset Type', 'QR Code');
    expect(who.enterCode((await who.scan()) ?? '')).toBe(true);
    expect(who.click('Cancel').logIn(OWNER.password)).toBe(true);
    who.click('Log Out').toQrCode().choose('Reset Type', 'Security Questions');
    expect(who.fill(ANSWERS, 'Next').menu).toBe('recovery.questions');
    expect(who.wait(31 * 60 * S).fill(ANSWERS, 'Next').menu).toBe('recovery.new-password');
  });

  test('67 answers differing in case or outer spaces -> accepted', () => {
    expect(atQuestions().fill({ 'Answer 1': '  BLUE', 'Answer 2': 'Rex ', 'Answer 3': 'pORTO' }, 'Next').menu).toBe('recovery.new-password');
  });

  test('the questions lead to a new password without phone or mail, and the old one is gone', async () => {
    const who = atQuestions().fill(ANSWERS, 'Next').setPassword(NEW).click('OK');
    expect(logged(who.bench, 'password reset by security questions')).toBe(true);
    expect(who.logIn(OWNER.password)).toBe(false);
    expect(who.logIn(NEW)).toBe(true);
    expect(credentials(who.bench)).toBe('present');
    await who.bench.outside.settled();
    expect(who.wait(60 * S).bench.outside.post.inbox.map(({ subject }) => subject)).toEqual(['The password was changed']);
  });
});

test('after a factory default nothing of the QR code is left, and a new one has a number of its own', async () => {
  const { who } = await withCode();
  const challenge = storageOf(who).challenge;
  if (typeof challenge !== 'object') throw new Error('no challenge');
  expect(settingsImage(who.bench).includes(challenge.nonce)).toBe(true);
  who.click('Cancel').logIn(OWNER.password);
  who.click('System', 'Default', 'Factory Default', 'OK').wait(60 * S);
  expect(settingsImage(who.bench).includes(challenge.nonce)).toBe(false);
  who.fill({ 'New Password': NEW, 'Confirm Password': NEW }, 'Next').click('Skip').fill({ 'Reserved Email': 'b@c.test' }, 'Save');
  who.click('I have read and agree to all terms', 'Next', 'Finish', 'Log Out').toQrCode();
  expect(storageOf(who).challenge).toMatchObject({ sequence: challenge.sequence + 1 });
});
