/** The behaviours of login, locks, passwords and the set-up wizard, each by its number, on the whole recorder: a person clicks, types and draws. */
import { describe, expect, test } from 'vitest';
import { verifySecret } from '../../src/storage/phc.ts';
import { Storage } from '../../src/storage/storage.ts';
import { OWNER, Person, person, readyBench } from '../support/owner.ts';
import { credentials, heldToT0, logged, MS, powerCycle, resets, S, seedBoard, settingsImage } from '../support/world.ts';

const MIN = 60 * S;
const PATTERN = OWNER.pattern ?? [];
const NEW = 'Camera2027';

const storageOf = (who: Person): Storage => new Storage(who.bench.hal.flash);

/** A recorder fresh from its box, at the page of the wizard that asks for a pattern. */
const atWizardPattern = (): Person => person({ state: 'factory' }).fill({ 'New Password': NEW, 'Confirm Password': NEW }, 'Next');

/** Goes through the rest of the wizard. */
const finishWizard = (who: Person): Person => who.click('Save', 'I have read and agree to all terms', 'Next', 'Finish');

/** Plug out and in again, until the menus are back. */
function restarted(who: Person, offUs = 2 * S): Person {
  const { bench } = who;
  bench.supply.unplug();
  bench.advance(offUs);
  bench.supply.plugIn();
  bench.runUntil(() => bench.isIn('boot.ready'), bench.nowUs + 60 * S);
  return who;
}

const wrongPasswords = (who: Person, count: number): Person => {
  for (let index = 0; index < count; index++) expect(who.logIn(`Wrong${index}password`)).toBe(false);
  return who;
};

describe('the unlock pattern', () => {
  test('41 3-point pattern refused, 4 accepted, repeated point refused', () => {
    const who = atWizardPattern();
    expect(who.draw(1, 2, 3).lines).toContain('The pattern needs at least 4 points.');
    expect(who.draw(1, 2, 3, 6, 2).lines).toContain('The pattern goes through a point twice.');
    expect(who.menu).toBe('wizard.pattern');
    expect(who.draw(1, 2, 3, 6).menu).toBe('wizard.pattern-again');
  });

  test('41 what is too short to be a pattern is no guess at the login either', () => {
    const who = person();
    for (let count = 0; count < 20; count++) who.draw(1, 2, 3);
    expect(storageOf(who).attempts.of('login')).toEqual({ failures: 0, lockedUs: 0 });
    expect(who.draw(...PATTERN).menu).toBe('desktop.home');
  });

  test('42 second drawing differs -> not saved', () => {
    const who = atWizardPattern().draw(1, 2, 3, 6).draw(1, 2, 3, 5);
    expect([who.menu, who.lines.at(-3)]).toEqual(['wizard.pattern', 'The second drawing differs. Draw the pattern anew.']);
    finishWizard(who.click('Skip'));
    expect(storageOf(who).credentials).toMatchObject({ kind: 'present', credentials: expect.not.objectContaining({ pattern: expect.anything() }) });
  });

  test('42 drawn twice alike it is the way to log in from then on', () => {
    const who = finishWizard(atWizardPattern().draw(1, 4, 7, 8).draw(1, 4, 7, 8)).click('Log Out');
    expect(who.title).toBe('Unlock Pattern');
    expect(who.draw(1, 4, 7, 9).lines).toContain('The pattern is wrong.');
    expect(who.draw(1, 4, 7, 8).menu).toBe('desktop.home');
  });
});

describe('the lock after wrong guesses', () => {
  test('43 fifth wrong password -> locked, the correct one is refused until expiry', () => {
    const who = wrongPasswords(person(), 5);
    expect(logged(who.bench, 'login locked')).toBe(true);
    const lockedAtUs = who.bench.trace.last('log')?.atUs ?? 0;
    expect(who.logIn(OWNER.password)).toBe(false);
    expect(who.lines).toContain('Too many wrong attempts: the login is locked.');
    who.bench.advanceTo(lockedAtUs + 30 * MIN - 2 * S);
    expect(who.lines.join()).toMatch(/Locked: try again in 0:0[123]/);
    expect(who.logIn(OWNER.password)).toBe(false);
    who.wait(3 * S);
    expect(who.lines.join()).not.toContain('Locked');
    expect(who.logIn(OWNER.password)).toBe(true);
  });

  test('43 wrong patterns and wrong passwords are counted together, a right one begins anew', () => {
    const who = person();
    for (let count = 0; count < 4; count++) who.draw(9, 8, 7, 4);
    expect(who.draw(...PATTERN).menu).toBe('desktop.home');
    who.click('Log Out');
    for (let count = 0; count < 3; count++) who.draw(9, 8, 7, 4);
    wrongPasswords(who, 2);
    expect(who.logIn(OWNER.password)).toBe(false);
    expect(who.click('Back').draw(...PATTERN).lines).toContain('Too many wrong attempts: the login is locked.');
  });

  test('44 power cycle during a lock -> remaining time kept', () => {
    const who = wrongPasswords(person(), 5).wait(10 * MIN);
    restarted(who, 3 * 60 * MIN);
    // What is left is stored once a minute; without power it stands still.
    const left = /try again in (\d+):(\d+)/.exec(who.lines.join());
    expect(Number(left?.[1])).toBeGreaterThanOrEqual(19);
    expect(Number(left?.[1])).toBeLessThanOrEqual(21);
    expect(who.logIn(OWNER.password)).toBe(false);
    expect(who.wait(22 * MIN).logIn(OWNER.password)).toBe(true);
  });

  test('44 power cycle between guesses -> they stay counted', () => {
    const who = person();
    for (let count = 0; count < 5; count++) {
      wrongPasswords(who, 1);
      restarted(who);
    }
    expect(who.logIn(OWNER.password)).toBe(false);
  });

  test('44 a board that forgets locks at a restart ends them there', () => {
    const who = wrongPasswords(person({ board: seedBoard({ lockClearedByReboot: true }) }), 5);
    expect(who.logIn(OWNER.password)).toBe(false);
    expect(restarted(who).logIn(OWNER.password)).toBe(true);
  });

  test('45 lockout disabled -> unlimited tries', () => {
    const who = wrongPasswords(person({ board: seedBoard({ loginAttempts: 0 }) }), 100);
    expect(who.logIn(OWNER.password)).toBe(true);
  });

  test('a power cut at any flash operation of a wrong guess wins no sixth guess', () => {
    for (const when of ['before', 'during', 'after'] as const) {
      for (const operation of [1, 2]) {
        const who = person();
        let looked = 0;
        for (let count = 0; count < 12; count++) {
          who.bench.cutPower({ operation, when });
          who.tries((hands) => hands.draw([9, 8, 7, 4]));
          who.wait(2 * S);
          if (who.lines.includes('The pattern is wrong.')) looked++;
          restarted(who);
        }
        const { lockedUs, failures } = storageOf(who).attempts.of('login') as { lockedUs: number; failures: number };
        expect(looked, `${operation} ${when}`).toBeLessThanOrEqual(5);
        // Each guess was counted or never looked at.
        expect(lockedUs > 0 || failures >= looked, `${operation} ${when}`).toBe(true);
      }
    }
  });
});

describe('the rules for a password', () => {
  const refusal = (password: string, confirmed = password): string | undefined => {
    const who = person({ state: 'factory' }).fill({ 'New Password': password, 'Confirm Password': confirmed }, 'Next');
    return who.menu === 'wizard.pattern' ? undefined : who.lines.at(-2);
  };

  test('63 passwords of 7 and 33 -> refused, 8 and 32 -> accepted', () => {
    expect(refusal('abcdef1')).toBe('The password has fewer than 8 characters.');
    expect(refusal('abcdefg1')).toBeUndefined();
    expect(refusal(`${'a'.repeat(31)}1`)).toBeUndefined();
    expect(refusal(`${'a'.repeat(32)}1`)).toBe('The password has more than 32 characters.');
  });

  test('63 length is counted in characters, not in bytes', () => {
    expect(refusal('ñandú12')).toBe('The password has fewer than 8 characters.');
    expect(refusal('ñandúes1')).toBeUndefined();
    expect(refusal('🔑🔑🔑🔑🔑🔑1')).toBe('The password has fewer than 8 characters.');
  });

  test.each(["'", '"', ';', ':', '&'])('64 %s -> refused', (character) => {
    expect(refusal(`abcdef12${character}`)).toBe(`The password may not contain ${character}`);
  });

  test('64 digits only -> refused; mismatch -> refused', () => {
    expect(refusal('12345678')).toBe('The password needs 2 of: upper case, lower case, digits, other characters.');
    expect(refusal('abcdefgh')).toMatch(/needs 2 of/);
    expect(refusal('abcdefg1', 'abcdefg2')).toBe('The two passwords differ.');
  });

  test('the same rules hold for an owner who changes the password', () => {
    const who = person()
      .draw(...PATTERN)
      .click('Security', 'Password');
    for (const [password, why] of [
      ['short1', 'fewer than 8'],
      ['with;semi1', 'may not contain ;'],
      ['87654321', 'needs 2 of'],
    ] as const)
      expect(who.fill({ 'Old Password': OWNER.password, 'New Password': password, 'Confirm Password': password }, 'Save').lines.join()).toContain(
        why,
      );
    expect(who.fill({ 'Old Password': 'not this', 'New Password': NEW, 'Confirm Password': NEW }, 'Save').lines).toContain(
      'The user name or the password is wrong.',
    );
    who.fill({ 'Old Password': OWNER.password }, 'Save');
    expect([who.menu, who.lines.includes('Saved.')]).toEqual(['desktop.security', true]);
    expect(who.click('Back', 'Log Out', 'Forgot Pattern').logIn(OWNER.password)).toBe(false);
    expect(who.logIn(NEW)).toBe(true);
  });
});

describe('the set-up wizard', () => {
  test('sets password, hint, pattern, email and questions in one commit, and each of them works', () => {
    const who = person({ state: 'factory' }).fill({ 'New Password': NEW, 'Confirm Password': NEW, Prompt: 'the usual' }, 'Next');
    who.draw(1, 5, 9, 6).draw(1, 5, 9, 6);
    who.fill({ 'Reserved Email': 'me@home.test' });
    const questions = ['What is your favourite book?', 'In which street did you grow up?', 'In which city were you born?'];
    questions.forEach((question, index) => {
      who.choose(`Question ${index + 1}`, question);
      who.fill({ [`Answer ${index + 1}`]: `Answer ${index}` });
    });
    const before = who.bench.hal.flash.operations;
    who.click('Save');
    expect([who.title, credentials(who.bench)]).toEqual(['License Agreement', 'present']);
    expect(who.bench.hal.flash.operations - before).toBe(2);
    expect(who.click('Next').lines).toContain('Tick that you agree.');
    who.click('I have read and agree to all terms', 'Next');
    expect(who.title).toBe('Startup Wizard');
    expect(who.click('Finish').menu).toBe('desktop.home');
    expect(storageOf(who).credentials).toMatchObject({
      credentials: { user: 'admin', hint: 'the usual', email: 'me@home.test', questions: questions.map((question) => ({ question })) },
    });
    expect(who.click('Log Out').draw(1, 5, 9, 6).menu).toBe('desktop.home');
    expect(who.click('Log Out', 'Forgot Pattern').lines).toContain('Prompt: the usual');
    expect(who.logIn(NEW)).toBe(true);
  });

  test('all questions are answered or none is, and none is chosen twice', () => {
    const who = atWizardPattern().click('Skip');
    const say = () => who.click('Save').lines.at(-3);
    who.fill({ 'Reserved Email': 'nonsense' });
    expect(say()).toBe('This is not an email address.');
    who.fill({ 'Reserved Email': '', 'Answer 1': 'x' });
    expect(say()).toBe('Choose question 1, or leave all answers empty.');
    who.choose('Question 1', 'What is your favourite book?');
    expect(say()).toBe('Choose question 2, or leave all answers empty.');
    who.choose('Question 2', 'What is your favourite book?').fill({ 'Answer 2': 'y' });
    expect(say()).toBe('Question 2 is chosen twice.');
    who.choose('Question 2', 'In which city were you born?').choose('Question 3', 'What is your favourite colour?');
    expect(say()).toBe('Answer 3 is missing.');
    who.fill({ 'Answer 3': ' \t' });
    expect(say()).toBe('Answer 3 is missing.');
    expect(credentials(who.bench)).toBe('absent');
  });

  test('68 wizard abandoned or cut midway -> restarts, nothing half-initialised', () => {
    const pages: ((who: Person) => Person)[] = [
      (who) => who,
      (who) => who.fill({ 'New Password': NEW, 'Confirm Password': NEW }),
      (who) => who.click('Next'),
      (who) => who.draw(1, 5, 9, 6),
      (who) => who.draw(1, 5, 9, 6),
      (who) => who.fill({ 'Reserved Email': 'me@home.test' }),
    ];
    for (let last = 0; last < pages.length; last++) {
      const who = person({ state: 'factory' });
      for (const page of pages.slice(0, last + 1)) page(who);
      expect(credentials(who.bench)).toBe('absent');
      restarted(who);
      expect([who.title, who.menu, credentials(who.bench)], `page ${last}`).toEqual(['Set-up Wizard', 'wizard.password', 'absent']);
      expect(who.lines, `page ${last}`).toContain('New Password: ________');
      expect(settingsImage(who.bench).includes('me@home.test')).toBe(false);
    }
  });

  test('68 cut at any flash operation of its Save -> set up entirely or not at all', () => {
    for (const operation of [1, 2]) {
      for (const when of ['before', 'during', 'after'] as const) {
        const who = atWizardPattern().click('Skip');
        who.bench.cutPower({ operation, when });
        who.tries((hands) => hands.click('Save'));
        restarted(who);
        expect(['absent', 'present']).toContain(credentials(who.bench));
        if (credentials(who.bench) === 'present') expect(who.logIn(NEW)).toBe(true);
        else expect(who.title).toBe('Set-up Wizard');
      }
    }
  });

  test('69 hold during the wizard -> harmless repeat', () => {
    const bench = heldToT0({ state: 'factory' });
    bench.advance(25 * S);
    bench.finger.release('none');
    bench.advance(60 * S);
    expect([resets(bench), bench.shown.title]).toEqual([1, 'Set-up Wizard']);
    const who = new Person(bench);
    who.fill({ 'New Password': NEW, 'Confirm Password': NEW }, 'Next');
    // Again, with the wizard half done.
    bench.supply.unplug();
    bench.finger.press('none');
    bench.advance(4.5 * S);
    bench.supply.plugIn();
    bench.advance(25 * S + 50 * MS);
    bench.finger.release('none');
    bench.advance(60 * S);
    expect([resets(bench), bench.shown.title, who.menu, credentials(bench)]).toEqual([2, 'Set-up Wizard', 'wizard.password', 'absent']);
  });
});

describe('the desktop', () => {
  test('70 menu factory default and button reset -> identical final state', () => {
    const byMenu = person()
      .draw(...PATTERN)
      .click('System', 'Default', 'Factory Default', 'OK')
      .wait(60 * S);
    const byButton = new Person(readyBench());
    const { bench } = byButton;
    bench.supply.unplug();
    bench.finger.press('none');
    bench.advance(4.5 * S);
    bench.supply.plugIn();
    bench.advance(25 * S);
    bench.finger.release('none');
    bench.advance(60 * S);
    for (const who of [byMenu, byButton]) expect([who.title, credentials(who.bench), resets(who.bench)]).toEqual(['Set-up Wizard', 'absent', 1]);
    expect(settingsImage(byMenu.bench).equals(settingsImage(byButton.bench))).toBe(true);
    expect(storageOf(byMenu).identity).toEqual(storageOf(byButton).identity);
    expect(storageOf(byMenu).recordings).toEqual(storageOf(byButton).recordings);
  });

  test('a session that nobody uses ends, one that is used does not', () => {
    const who = person().draw(...PATTERN);
    for (let count = 0; count < 5; count++) who.wait(9 * MIN).press('tab');
    expect(who.menu).toBe('desktop.home');
    who.wait(10 * MIN);
    expect([who.title, logged(who.bench, 'session expired')]).toEqual(['Unlock Pattern', true]);
    const forever = person({ board: seedBoard({ autoLogoutUs: 0 }) }).draw(...PATTERN);
    expect(forever.wait(100 * 60 * MIN).menu).toBe('desktop.home');
  });

  test('pattern, questions and email can be changed and taken away, and the login follows', () => {
    const who = person()
      .draw(...PATTERN)
      .click('Security');
    expect(who.lines).toEqual(expect.arrayContaining(['Pattern: set', 'Questions: set', 'Email: o****r@recorder.test']));
    who.click('Pattern').draw(3, 5, 7, 8).draw(3, 5, 7, 8);
    expect(who.lines).toContain('Saved.');
    who.click('Email').fill({ 'Reserved Email': '' }, 'Save');
    expect(who.lines).toContain('Email: not set');
    who.click('Questions', 'Save');
    expect(who.lines).toContain('Questions: not set');
    who.click('Back', 'Log Out');
    expect(who.draw(3, 5, 7, 8).menu).toBe('desktop.home');
    who.click('Security', 'Pattern', 'Remove', 'Back', 'Log Out');
    expect([who.title, who.menu]).toEqual(['System Login', 'login.password']);
    expect(who.click('Forgot Password').title).toBe('Password reset is closed!');
    expect(verifySecret(OWNER.password, (storageOf(who).credentials as { credentials: { password: string } }).credentials.password)).toBe(true);
  });

  test('the event log tells what happened since the power came, the latest first, and no secret', () => {
    const who = wrongPasswords(person(), 2);
    who.logIn(OWNER.password);
    const rows = who.click('Event Log').lines.map((line) => line.replace(/^[\d-]+ [\d:]+ {2}/, ''));
    expect(rows.slice(0, 4)).toEqual(['login', 'illegal login', 'illegal login', 'start, reason 0x01: abnormal or power loss']);
    expect(who.lines.join()).not.toContain(OWNER.password);
    who.click('Back', 'System', 'Restart', 'OK').wait(40 * S);
    who.logIn(OWNER.password);
    expect(who.click('Event Log').lines.join()).toContain('start, reason 0x00: normal');
  });

  test('a restart by the menu is one by software, and the power cycle of a recorder with its button up changes nothing', () => {
    const who = person()
      .draw(...PATTERN)
      .click('System', 'Restart', 'Cancel', 'Restart', 'OK')
      .wait(40 * S);
    expect(who.bench.trace.all('firmware', 'started').map(({ detail }) => detail)).toEqual(['power-on', 'software']);
    powerCycle(who.bench);
    who.wait(30 * S);
    expect(who.draw(...PATTERN).menu).toBe('desktop.home');
  });
});
