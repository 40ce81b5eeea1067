/** `recsim run --state DIR` as people use it: one process after another, and one while another runs. */
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ROOT, recsim } from '../support/command.ts';

const isInstalled = spawnSync('flock', ['--version']).error === undefined;
if (!isInstalled && !process.env['CI']) console.warn('skipped: recsim run --state. Install flock with: apt-get install util-linux');

const lines = (...commands: readonly string[]) => `${commands.join('\n')}\n`;
const TO_THE_WINDOW = ['unplug', 'unscrew all', 'press', 'wait 4.5s', 'plug', 'wait 25s'];

describe.skipIf(!isInstalled && !process.env['CI'])('recsim run --state', () => {
  let parent: string;
  let folder: string;
  let children: ChildProcessWithoutNullStreams[];
  beforeEach(() => {
    parent = mkdtempSync(path.join(tmpdir(), 'recsim-state-'));
    folder = path.join(parent, 'my-dvr');
    children = [];
  });
  afterEach(() => {
    for (const child of children) child.kill('SIGKILL');
    rmSync(parent, { recursive: true });
  });

  const run = (...commands: readonly string[]) => recsim(['run', '--state', folder], { input: lines(...commands) });

  /** A run that goes on until it is ended; settles once it has said `text`. */
  const startUntil = (text: string, ...commands: readonly string[]) =>
    new Promise<ChildProcessWithoutNullStreams>((resolve, reject) => {
      const child = spawn(process.execPath, [path.join(ROOT, 'dist/main.js'), 'run', '--state', folder]);
      children.push(child);
      let said = '';
      child.stdout.setEncoding('utf8').on('data', (piece: string) => {
        said += piece;
        if (said.includes(text)) resolve(child);
      });
      child.on('exit', () => reject(new Error(`ended without saying "${text}":\n${said}`)));
      child.stdin.write(lines(...commands));
    });

  const ended = (child: ChildProcessWithoutNullStreams) =>
    new Promise<number | NodeJS.Signals | null>((resolve) => child.on('exit', (code, signal) => resolve(code ?? signal)));

  it('a reset that a power cut interrupted in one run is finished by the boot of the next, without the button', () => {
    const first = run(...TO_THE_WINDOW, 'cut 8 during', 'release', 'wait 2s');
    expect(first.stdout).toContain(`a new recorder (provisioned), kept in ${folder} from now on`);
    expect(first.stdout).toContain('power was lost in the middle of a flash erase');
    const second = run('wait 1s', 'screen', 'wait 40s', 'screen');
    expect(second.stdout).toContain(`the recorder kept in ${folder}, as it was left`);
    expect(second.stdout).toContain('the reset goes on where power was lost');
    expect(second.stdout).toContain('reset done');
    expect(second.stdout).toContain('| Set-up Wizard');
    const third = run('wait 30s');
    expect(third.stdout).toContain('screen: Set-up Wizard');
    expect(third.stdout).not.toContain('reset goes on');
    expect([first.code, second.code, third.code]).toEqual([0, 0, 0]);
  });

  it('after kill -9 the next run goes on with what was stored', async () => {
    const child = await startUntil('button held for 65.500 s', 'unplug', 'unscrew all', 'press', 'wait 4.5s', 'plug', 'wait 61s', 'status', 'status');
    const end = ended(child);
    child.kill('SIGKILL');
    expect(await end).toBe('SIGKILL');
    const next = run('unplug', 'unscrew all', 'press', 'wait 1s', 'plug', 'wait 25s', 'status');
    expect(next.stdout).toContain('the button was stuck at an earlier power-up and has not been seen released since');
  });

  it('the clock does not begin before the latest time that was stored', () => {
    run('wait 7300s');
    const second = run('wait 3700s');
    expect(second.code).toBe(0);
    const { stdout } = recsim(['run', '--state', folder, '--json'], { input: lines('wait 10s') });
    const clock = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { signal?: string; detail?: string })
      .find(({ signal }) => signal === 'rtc')?.detail;
    expect(clock).toBe('2026-01-01T03:00:00.000Z');
  });

  it('a second process is refused with the id of the first, and told what to do', async () => {
    const child = await startUntil('screen: Starting');
    const second = run('wait 1s');
    expect(second.code).toBe(2);
    expect(second.stderr).toContain(`is in use by the recsim with process id ${child.pid}`);
    const end = ended(child);
    child.stdin.end();
    expect(await end).toBe(0);
    expect(run('wait 1s').code).toBe(0);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s ends it and lets the directory go', async (signal) => {
    const child = await startUntil('screen: Starting');
    const end = ended(child);
    child.kill(signal);
    await end;
    expect(run('wait 1s').code).toBe(0);
  });
});
