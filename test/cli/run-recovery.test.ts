/** The way back in by plain commands: the reset guide as a script, by QR code and by questions, and what its log may tell. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recsim } from '../support/command.ts';

const run = (commands: readonly string[], ...args: string[]) => recsim(['run', ...args], { input: `${commands.join('\n')}\n` });

const TO_QR_CODE = ['wait 30s', 'click Forgot Pattern', 'click Forgot Password', 'click OK', 'wait 1s'];
const NEW_PASSWORD = ['type New Password = Camera2027', 'type Confirm Password = Camera2027', 'click Save', 'wait 1s'];
const LOGIN = ['click OK', 'type Password = Camera2027', 'click OK', 'wait 1s', 'screen'];
const BY_QR_CODE = [...TO_QR_CODE, 'scan', 'wait 10s', 'inbox', 'code', 'click Next', 'wait 1s', ...NEW_PASSWORD, ...LOGIN];
const BY_QUESTIONS = [
  ...TO_QR_CODE,
  'choose Reset Type = Security Questions',
  'type Answer 1 = blue',
  'type Answer 2 = rex',
  'type Answer 3 = porto',
  'click Next',
  'wait 1s',
  ...NEW_PASSWORD,
  ...LOGIN,
];

describe('the way back in by plain commands', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'recsim-recovery-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('by QR code, phone and mail, as the guide has it', async () => {
    const { code, stdout, stderr } = run(BY_QR_CODE);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    await expect(stdout).toMatchFileSnapshot('run-recovery.txt');
  });

  it('the same commands and seed give the same output, as JSON too', () => {
    const [first, again, other] = ['5', '5', '6'].map((seed) => run(BY_QR_CODE, '--seed', seed, '--json').stdout);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
    expect(first).toContain('Logged in as admin.');
  });

  it('by the security questions', () => {
    const { stdout } = run(BY_QUESTIONS);
    expect(stdout).toContain('chose Security Questions');
    expect(stdout).toContain("recorder's log: password reset by security questions");
    expect(stdout).toContain('| Logged in as admin.');
  });

  it('what was typed and drawn is in no log, not even where it was not understood', () => {
    const file = path.join(folder, 'run.log');
    const secrets = ['Camera2027', 'Tomato-8', 'porto'];
    const commands = [...BY_QUESTIONS, 'type Tomato-8', 'type', 'draw 7 4 1 2', 'type Password Tomato-8'];
    const { stdout, stderr, code } = run(commands, '--json', '--log', file);
    for (const secret of secrets) expect(`${stdout}${stderr}${readFileSync(file, 'utf8')}`).not.toContain(secret);
    expect(stdout).toContain('typed into Confirm Password');
    expect(code).toBe(2);
    expect(stderr.split('\n').filter(Boolean)).toHaveLength(3);
  });

  it('a pattern is drawn by its points, keys are pressed by name', () => {
    const { stdout } = run([
      'wait 30s',
      'draw 1 2 3 6 9',
      'wait 1s',
      'screen',
      'key escape',
      'click Log Out',
      'draw 12369',
      'wait 1s',
      'key tab',
      'key enter',
    ]);
    expect(stdout.match(/recorder's log: login by pattern/g)).toHaveLength(2);
    expect(stdout).toContain('clicked Security');
  });

  it('the hint leads through it, without places to walk to', () => {
    const hints = BY_QR_CODE.flatMap((command) => (/^(click|scan|inbox|wait)/.test(command) ? [command, 'hint'] : [command]));
    const { stdout } = run(hints);
    const steps = [
      'Forgot the pattern? Click Forgot Pattern',
      'Forgot the password? Click Forgot Password',
      'Click OK to go on',
      'Scan the QR code with the phone',
      'A mail with the security code is on its way',
      'Type the security code that the mail says: ',
      'Type a new password: 8 to 32 letters and numbers',
      'Type your new password to log in',
      'You are in. Security has a new pattern',
    ];
    let from = 0;
    for (const step of steps) {
      const at = stdout.indexOf(step, from);
      expect([step, at >= 0]).toEqual([step, true]);
      from = at;
    }
  });

  it('what is not possible at the moment says why, and the run goes on', () => {
    const { code, stdout } = run([
      'click OK',
      'code',
      'wait 30s',
      'click Forget Pattern',
      'scan idmss',
      'inbox',
      'draw 1 2 3 6 9',
      'click Security',
      'unplug',
      'wait 1s',
      'key tab',
    ]);
    expect(code).toBe(0);
    const refusals = stdout.split('\n').flatMap((line) => line.split('! not possible: ')[1] ?? []);
    expect(refusals).toEqual([
      'the screen "Starting" has nothing like a button or box "OK"',
      'no mail has come that says a security code',
      'there is no button or box "Forget Pattern" on the screen "Unlock Pattern". Did you mean "Forgot Pattern"?',
      'the recorder is at work: let some time pass, for example "wait 1s"',
      'there is nothing on the monitor: the recorder has no power',
    ]);
    expect(stdout).toContain('no mail has come yet');
    expect(stdout).toMatch(/! phone: (no QR code in the picture|the QR code is not that of a recorder)/);
  });

  it('what is not understood is told with an example', () => {
    const { code, stderr } = run(['click', 'choose Reset Type', 'draw 1 a', 'draw', 'key F1', 'scan gdms', 'screenshot monitor.gif']);
    expect(code).toBe(2);
    expect(stderr.split('\n').filter(Boolean)).toEqual([
      'error: line 1: click what? For example: click Forgot Pattern',
      'error: line 2: choose takes a list, "=" and an option: choose Reset Type = Security Questions',
      'error: line 3: draw takes the points of a pattern, 1 to 9: draw 1 2 3 6 9',
      'error: line 4: draw takes the points of a pattern, 1 to 9: draw 1 2 3 6 9',
      expect.stringMatching(/^error: line 5: key takes one key: a character, or tab, shift-tab/),
      'error: line 6: scan takes the name of an app. Did you mean "gDMSS"?',
      'error: line 7: screenshot takes a file that ends in .png or .txt',
    ]);
  });

  it('saves what is on the monitor as a picture and as text', () => {
    const [picture, text] = ['qr.png', 'qr.txt'].map((name) => path.join(folder, name)) as [string, string];
    const { stdout } = run([...TO_QR_CODE, `screenshot ${picture}`, `screenshot ${text}`, `screenshot ${path.join(folder, 'none', 'a.png')}`]);
    expect([...readFileSync(picture).subarray(1, 4)].map((byte) => String.fromCharCode(byte)).join('')).toBe('PNG');
    expect(readFileSync(text, 'utf8')).toMatch(/^Reset Password\nReset Type: QR Code\n\(QR code\)\n/);
    expect(stdout).toContain(`saved ${picture}`);
    expect(stdout).toMatch(/! not possible: .*none/);
  });

  it('at a pace of its own, time waits for the mail as well', () => {
    const { stdout } = run([...TO_QR_CODE, 'scan', 'wait 10s', 'inbox'], '--speed', '60');
    expect(stdout).toContain('Security code: ');
  });
});
