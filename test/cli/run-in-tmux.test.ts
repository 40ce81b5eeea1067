/** `recsim run` in a real terminal: what a person sees and types, and the terminal they get back. */
import { spawnSync } from 'node:child_process';
import { afterEach, describe, expect, test } from 'vitest';
import { ROOT } from '../support/command.ts';

/** A server of its own for each test: one that was told to end may still answer. */
let servers = 0;
const tmux = (...args: string[]): string =>
  spawnSync('tmux', ['-L', `recsim-test-${process.pid}-${servers}`, ...args], { encoding: 'utf8', cwd: ROOT }).stdout;
const isInstalled = spawnSync('tmux', ['-V']).status === 0;
if (!isInstalled && !process.env['CI']) console.warn('skipped: recsim run in a real terminal. Install it with: apt-get install tmux');

/** Looks at the screen until it shows `wanted`, for at most 20 s of this machine's time. */
function see(wanted: string | RegExp): string[] {
  let screen = '';
  const end = process.hrtime.bigint() + 20_000_000_000n;
  while (process.hrtime.bigint() < end) {
    screen = tmux('capture-pane', '-p', '-t', 'panel');
    if (typeof wanted === 'string' ? screen.includes(wanted) : wanted.test(screen)) return screen.split('\n');
  }
  throw new Error(`the terminal never showed ${String(wanted)}; it shows:\n${screen}`);
}

const keys = (...names: string[]) => tmux('send-keys', '-t', 'panel', ...names);

function open(columns: number, rows: number, ...options: string[]): void {
  // The shell stays, to show what state the terminal was left in.
  tmux('-f', '/dev/null', 'new-session', '-d', '-s', 'panel', '-x', String(columns), '-y', String(rows), 'bash --norc --noprofile');
  keys(`PS1='$ '; clear; stty -a | cksum; ${process.execPath} dist/main.js run ${options.join(' ')}; echo "left with $?"; stty -a | cksum`, 'Enter');
}

/** The check sums of the terminal's settings, before and after. */
const settings = (lines: readonly string[]) => lines.filter((line) => /^\d+ \d+$/.test(line));

describe.skipIf(!isInstalled && !process.env['CI'])('recsim run in a real terminal', () => {
  afterEach(() => {
    tmux('kill-server');
    servers++;
  });

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
    const after = see(/left with 0\n\d+ \d+/);
    expect(settings(after)).toHaveLength(2);
    expect(new Set(settings(after)).size).toBe(1);
  });

  test('Ctrl-C leaves, and gives the terminal back as it was', () => {
    open(80, 24);
    see('Initialising');
    keys('C-c');
    const after = see(/left with 0\n\d+ \d+/);
    expect(new Set(settings(after)).size).toBe(1);
  });

  test.each(['TERM', 'HUP'])('SIG%s ends it, and gives the terminal back as it was', (signal) => {
    open(80, 24);
    see('Initialising');
    const shell = tmux('list-panes', '-t', 'panel', '-F', '#{pane_pid}').trim();
    spawnSync('pkill', [`-${signal}`, '-P', shell]);
    const after = see(/left with 0\n\d+ \d+/);
    expect(new Set(settings(after)).size).toBe(1);
  });

  test('the procedure by its keys: plug, four screws, lid, finger, plug, release when it says so', () => {
    open(120, 40, '--speed', '5');
    see('Initialising');
    keys('p', 'u', 'u', 'u', 'u', 'u');
    see('Now press and hold the reset button');
    keys('Space');
    see(/Put the plug in now/);
    keys('p');
    see('Keep holding');
    see('Release now');
    keys('Space');
    keys('+', '+');
    see('Set-up Wizard');
    see(/inside the window of 20.000 s to 30.000 s/);
  }, 60_000);

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
    const after = see(/left with 0\n\d+ \d+/);
    expect(new Set(settings(after)).size).toBe(1);
  }, 60_000);
});
