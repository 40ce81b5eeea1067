/** `recsim run` in a real terminal: what a person sees and types, and the terminal they get back. */
import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ROOT } from '../support/command.ts';
import { Tmux } from '../support/tmux.ts';
import { skipWithout } from '../support/tool.ts';

let tmux: Tmux;
const see = (wanted: string | RegExp) => tmux.see(wanted);
const keys = (...names: string[]) => tmux.keys(...names);
const open = (columns: number, rows: number, ...options: string[]) => tmux.open(columns, rows, `dist/main.js run ${options.join(' ')}`);

describe.skipIf(skipWithout('tmux', ['tmux', '-V'], 'recsim run in a real terminal', 'tmux'))('recsim run in a real terminal', () => {
  beforeEach(() => {
    tmux = new Tmux(ROOT);
  });
  afterEach(() => tmux.kill());

  test.each([
    [120, 40],
    [80, 24],
  ])('fills %i x %i to the last column, and gives the terminal back as it was', (columns, rows) => {
    open(columns, rows);
    const screen = see('Initialising');
    expect(screen[0]).toHaveLength(columns);
    expect(screen[0]).toMatch(/^╭.*╮$/);
    expect(screen[1]).toMatch(/^│.*│$/);
    keys('q');
    expect(tmux.settingsAfter(0)).toHaveLength(1);
  });

  test('Ctrl-C leaves, and gives the terminal back as it was', () => {
    open(80, 24);
    see('Initialising');
    keys('C-c');
    expect(tmux.settingsAfter(0)).toHaveLength(1);
  });

  test.each(['TERM', 'HUP'])('SIG%s ends it, and gives the terminal back as it was', (signal) => {
    open(80, 24);
    see('Initialising');
    spawnSync('pkill', [`-${signal}`, '-P', tmux.shellPid]);
    expect(tmux.settingsAfter(0)).toHaveLength(1);
  });

  test('the procedure by its keys: plug, four screws, lid, finger, plug, release when it says so', () => {
    // Slow enough for the hands of a busy machine: the window is open for five seconds.
    open(120, 40, '--speed', '2');
    see('Initialising');
    keys('p', 'u', 'u', 'u', 'u', 'u');
    see('Now press and hold the reset button');
    keys('Space');
    see(/Put the plug in now/);
    keys('p');
    see('Keep holding');
    see('Release now');
    keys('Space');
    keys('+', '+', '+');
    see('Set-up Wizard');
    see(/inside the window of 20.000 s to 30.000 s/);
  }, 120_000);

  test('the way back in by its keys: monitor, QR code, phone, mail, security code, new password, login', () => {
    open(120, 40, '--speed', '20');
    see('Forgot the pattern? Sit at the monitor');
    keys('m');
    see('Click Forgot Pattern');
    keys('Tab', 'Enter');
    see('Click Forgot Password');
    keys('Tab', 'Tab', 'Enter');
    see('valid email');
    keys('Enter');
    see('Take the phone and scan the QR code');
    keys('C-f');
    for (const step of [
      'Open one of the apps',
      'Tap Home',
      'Tap Setting',
      'Tap Password Security',
      'Tap Reset Password',
      'Allow the app',
      'scan it',
    ]) {
      see(step);
      keys('Enter');
    }
    see('Successfully scanned.');
    see('1 new mail');
    keys('i');
    const mail = see(/Security code: [0-9A-Z]{4}-[0-9A-Z]{4}/).join('\n');
    expect(mail).toContain('Password Reset');
    expect(mail).toContain('<support_gpwd@htmicrochip.com>');
    keys('m');
    see('ctrl-t');
    // As a person would: read beside the monitor, typed into its field.
    keys('-l', /[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(mail)?.[0] ?? '');
    see('Click Next');
    keys('Enter');
    see('Type a new password');
    keys('Camera2027', 'Enter');
    see('Type the same password once more');
    keys('Camera2027', 'Enter');
    see('Your new password is now applied to your device.');
    keys('Enter');
    see('Type your new password to log in');
    keys('Camera2027', 'Enter');
    see('Logged in as admin.');
    keys('C-o');
    see('ON THE DESK');
    keys('q');
    expect(tmux.settingsAfter(0)).toHaveLength(1);
  }, 120_000);
});
