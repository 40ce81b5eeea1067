/** examples/systemd: the unit is one that systemd takes, and its command is one that runs without a terminal and ends as systemd ends it. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ROOT, recsim } from '../support/command.ts';
import { until } from '../support/pty.ts';
import { skipWithout } from '../support/tool.ts';

const FOLDER = path.join(ROOT, 'examples/systemd');
const unit = readFileSync(path.join(FOLDER, 'recsim.service'), 'utf8');
const settings = (name: string, text = unit) => [...text.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map((match) => match[1] as string);
const [command = ''] = settings('ExecStart');
const usage = recsim(['run', '--help']).stdout;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'recsim-unit-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What systemd says of a unit whose command is there. It says of a setting that it does not know, and ends well. */
function verify(text: string): string {
  const installed = path.join(folder, 'recsim');
  writeFileSync(installed, '#!/bin/sh\n');
  chmodSync(installed, 0o755);
  const file = path.join(folder, 'recsim.service');
  writeFileSync(file, text.replace('ExecStart=recsim ', `ExecStart=${installed} `));
  const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', file], { encoding: 'utf8' });
  return `${stderr}code ${status}`;
}

describe('the unit', () => {
  test.skipIf(skipWithout('systemd-analyze', ['systemd-analyze', '--version'], 'the systemd unit', 'systemd'))(
    'is one that systemd understands, every line of it',
    () => {
      expect(verify(unit)).toBe('code 0');
      expect(verify(unit.replace('RestartSec', 'RestartSecs'))).toContain('Unknown key');
    },
  );

  test('may reach the lines, and cannot forbid what JavaScript is compiled into', () => {
    expect(settings('SupplementaryGroups')).toEqual(['gpio dialout']);
    expect(settings('DeviceAllow')).toContain('char-gpiochip rw');
    expect(settings('MemoryDenyWriteExecute')).toEqual([]);
    // Nobody tells systemd that all is well, so it must not wait for it.
    expect([settings('WatchdogSec'), settings('Type')]).toEqual([[], ['exec']]);
  });
});

/** Of the unit, and of the drop-in in its README. */
const commands = [command, ...settings('ExecStart', readFileSync(path.join(FOLDER, 'README.md'), 'utf8')).filter((each) => each !== '')];

describe.each(commands)('%s', (line) => {
  const [program, verb, ...args] = line.split(' ');

  test('has options that the verb knows', () => {
    expect([program, verb]).toEqual(['recsim', 'run']);
    for (const option of args.filter((arg) => arg.startsWith('--'))) expect(usage).toMatch(new RegExp(` ${option}[ ,]`));
    expect(args[args.indexOf('--state') + 1]).toBe(`/var/lib/${settings('StateDirectory')[0]}`);
  });
});

describe('its command, on the mock', () => {
  /** Without a terminal, with no more of an environment than a service has, in a session of its own. */
  function started(): { child: ChildProcess; out: () => string; err: () => string } {
    const places: Record<string, string> = { recsim: path.join(ROOT, 'dist/main.js'), pi: 'mock', '/var/lib/recsim': path.join(folder, 'state') };
    const child = spawn(
      process.execPath,
      command.split(' ').map((word) => places[word] ?? word),
      {
        cwd: '/',
        env: { PATH: process.env['PATH'], RECSIM_RUNTIME_DIR: folder },
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      },
    );
    const said = { out: '', err: '' };
    child.stdout?.on('data', (text) => {
      said.out += text;
    });
    child.stderr?.on('data', (text) => {
      said.err += text;
    });
    return { child, out: () => said.out, err: () => said.err };
  }

  test('runs until SIGTERM, ends with code 0 and without a complaint, and the next start goes on with what it stored', async () => {
    for (const recorder of ['a new recorder (provisioned)', 'the recorder kept in']) {
      const { child, out, err } = started();
      try {
        expect(await until(() => out().includes('power good') || child.exitCode !== null, 15_000)).toBe(true);
        expect([child.exitCode, out()]).toEqual([null, expect.stringContaining(recorder)]);
        child.kill(settings('KillSignal')[0] as NodeJS.Signals);
        await once(child, 'close');
        expect([child.exitCode, child.signalCode, err()]).toEqual([0, null, '']);
        expect(existsSync(path.join(folder, 'state/flash.bin'))).toBe(true);
      } finally {
        child.kill('SIGKILL');
      }
    }
  });

  test('is run by a user that has no name as well, as in a container', () => {
    const nameless =
      "import os from 'node:os'; import { syncBuiltinESMExports } from 'node:module'; os.userInfo = () => { throw new Error('no name') }; syncBuiltinESMExports()";
    const args = ['--import', `data:text/javascript,${encodeURIComponent(nameless)}`, path.join(ROOT, 'dist/main.js'), 'run', '--no-panel'];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { input: 'quit\n', encoding: 'utf8', env: { TMPDIR: folder } });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('power good');
    expect(stdout).not.toContain('will not find this run');
  });
});
