/** `recsim phone` and `recsim inbox` beside running recorders: other processes, reached over their sockets. */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ReceivedMail } from '../../src/outside/post.ts';
import { recsim } from '../support/command.ts';
import { closeMailServers, obligingMailServer } from '../support/mail-server.ts';
import { endAll, type Running, start } from '../support/process.ts';

const TO_QR_CODE = ['wait 30s', 'click Forgot Pattern', 'click Forgot Password', 'click OK', 'wait 1s'];

describe('the phone and the inbox of a running recorder', () => {
  let folder: string;
  let gates: string;
  const file = (name: string) => path.join(folder, name);
  const beside = (...args: string[]) => recsim(args, { env: { RECSIM_RUNTIME_DIR: gates } });

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'recsim-phone-'));
  });
  beforeEach(() => {
    gates = mkdtempSync(file('gates-'));
  });
  afterEach(async () => {
    closeMailServers();
    await endAll();
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** A recorder that runs by itself, in a process of its own, after these commands. */
  async function running(commands: readonly string[], ...args: string[]): Promise<Running> {
    writeFileSync(file('commands'), [...commands, 'status', ''].join('\n'));
    const script = 'RECSIM_RUNTIME_DIR="$1" exec "$2" dist/main.js run --no-panel --hash-cost 1 --speed max "$@" <"$0"';
    const run = start('-c', [script.replace('"$@"', args.map((each) => `'${each}'`).join(' ')), file('commands'), gates, process.execPath], 'sh');
    await until(run, /verdict/);
    return run;
  }

  const atQrCode = (...args: string[]) => running(TO_QR_CODE, ...args);

  it('the phone photographs the monitor, the service answers, and the code of its mail is what inbox --code prints', async () => {
    const run = await atQrCode();
    const scanned = beside('phone', 'scan');
    expect(scanned.stderr).toBe('');
    expect(scanned.stdout).toMatch(
      /^gDMSS: Home > Setting > Password Security > Reset Password > Scan\nQR code 1 of recorder RS\w{13}\nSuccessfully scanned\./,
    );
    expect(scanned.code).toBe(0);
    const { stdout: code } = beside('inbox', '--code', '--wait', '20s');
    expect(code).toMatch(/^\w{4}-\w{4}\n$/);
    await until(run, /mail: Your security code/);
    // The code is for its owner: the log of the run does not tell it.
    expect(run.lines().join('\n')).not.toContain(code.trim());
    const told = beside('inbox');
    expect(told.stdout).toContain('From:    Password Reset <support_gpwd@htmicrochip.com>');
    expect(told.stdout).toContain(`Security code: ${code.trim()}`);
    const [mail] = JSON.parse(beside('inbox', '--json').stdout) as ReceivedMail[];
    expect(mail).toMatchObject({ to: 'owner@recorder.test', subject: 'Your security code', from: { name: 'Password Reset' } });
  });

  it('it scans a picture too, with the app that is named, and tells it as JSON', async () => {
    const run = await running([...TO_QR_CODE, `screenshot ${file('qr.png')}`]);
    const { stdout, code } = beside('phone', 'scan', file('qr.png'), '--app', 'easyviewer', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      app: 'EasyViewer',
      run: run.process.pid,
      outcome: 'answered',
      qrCode: { serial: expect.stringMatching(/^RS/) as string, sequence: 1 },
    });
    // inbox --after passes over what was there before.
    expect(beside('inbox', '--wait', '20s').code).toBe(0);
    expect(beside('inbox', '--after', '1')).toMatchObject({ code: 1, stdout: 'No mail.\n' });
    expect(beside('inbox', '--after', '1', '--json')).toMatchObject({ code: 1, stdout: '[]\n' });
    expect(beside('phone', 'scan', '--json').code).toBe(0);
    expect(beside('inbox', '--after', '1', '--wait', '20s').stdout).toMatch(/^Mail 2,/);
  });

  it('a monitor or a picture without a QR code, and a service that does not answer to it, end with 1 and say why', async () => {
    await running(['wait 30s']);
    const { stdout, code } = beside('phone', 'scan');
    expect(stdout).toContain('No QR code in the picture.');
    expect(code).toBe(1);
    expect(beside('inbox')).toMatchObject({ code: 1, stdout: 'No mail.\n' });
    expect(beside('inbox', '--code', '--wait', '0.2s')).toMatchObject({ code: 1, stdout: '', stderr: 'No security code has come.\n' });
  });

  it('where several run, --run says which; the message lists them', async () => {
    const runs = [await running(['wait 30s']), await running(['wait 30s'])];
    const [one, other] = runs.map((run) => String(run.process.pid)) as [string, string];
    const { code, stderr } = beside('inbox');
    expect(code).toBe(2);
    expect(stderr).toContain('2 recorders are running');
    expect(stderr).toContain(one);
    expect(stderr).toContain(other);
    expect(beside('inbox', '--run', other)).toMatchObject({ code: 1, stdout: 'No mail.\n' });
    expect(beside('inbox', '--run', '1').stderr).toMatch(/no recorder runs as process 1\. Running: \d+, \d+/);
  });

  it('a run that ends takes its socket away; one that was killed leaves it, and the next search sweeps it up', async () => {
    const ended = await running(['wait 30s']);
    expect(readdirSync(gates)).toEqual([`${ended.process.pid}.sock`]);
    ended.process.kill('SIGTERM');
    await ended.ended();
    expect(readdirSync(gates)).toEqual([]);
    const killed = await running(['wait 30s']);
    killed.process.kill('SIGKILL');
    await killed.ended();
    expect(readdirSync(gates)).toEqual([`${killed.process.pid}.sock`]);
    expect(beside('inbox')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'error: no recorder is running. Start one in another terminal: recsim run\n',
    });
    expect(existsSync(path.join(gates, `${killed.process.pid}.sock`))).toBe(false);
  });

  it('what cannot be done is refused with its remedy: no recorder, no picture, an app there is not, a wait that is none', async () => {
    expect(beside('phone', 'scan')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'error: no recorder is running. Start one in another terminal: recsim run\n',
    });
    expect(beside('phone', 'scan', file('none.png')).stderr).toMatch(/none\.png.*no such file/);
    expect(beside('phone', 'scan', '--app', 'iDMS').stderr).toContain('iDMSS');
    expect(beside('inbox', '--wait', 'long').stderr).toContain('--wait');
    await running(['wait 30s']);
    writeFileSync(file('text.png'), 'not a picture');
    expect(beside('phone', 'scan', file('text.png'))).toMatchObject({ code: 1, stderr: '' });
  });

  it('a folder for the sockets that belongs to nobody or cannot be made is told, and the recorder runs without', async () => {
    writeFileSync(file('no-folder'), '');
    const { code, stdout } = recsim(['run', '--no-panel', '--hash-cost', '1', '--speed', 'max'], {
      input: 'wait 1s\nquit\n',
      env: { RECSIM_RUNTIME_DIR: file('no-folder') },
    });
    expect(code).toBe(0);
    expect(stdout).toContain('recsim phone and recsim inbox will not find this run:');
  });

  it('with --smtp the mail goes to the server that is named, from the sender that is named, and the inbox stays empty', async () => {
    const { url, heard, until: hears } = await obligingMailServer();
    await atQrCode('--smtp', url, '--mail-from', 'recorder@example.org');
    expect(beside('phone', 'scan').code).toBe(0);
    await hears(/^\.$/);
    expect(heard.join('\n')).toMatch(/MAIL FROM:<recorder@example.org>/);
    expect(heard.join('\n')).toMatch(/From: Password Reset <recorder@example.org>/);
    expect(heard.join('\n')).not.toContain('htmicrochip');
    expect(beside('inbox').code).toBe(1);
  });
});

/** Waits until a line of a run's log holds this. */
async function until(run: Running, what: RegExp): Promise<void> {
  for (let count = 1; !run.lines().some((line) => what.test(line)); count++) {
    const lines = await run.said(count);
    if (lines.length < count && !lines.some((line) => what.test(line))) throw new Error(`ended without ${what}:\n${lines.join('\n')}`);
  }
}
