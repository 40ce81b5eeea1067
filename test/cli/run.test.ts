import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recsim } from '../support/command.ts';

const run = (args: readonly string[], input: string) => recsim(['run', ...args], { input });

const PROCEDURE = ['unplug', 'unscrew all', 'press', 'wait 4.5s', 'plug', 'wait 25s', 'release', 'wait 30s'];
const lines = (...commands: readonly string[]) => `${commands.join('\n')}\n`;

describe('recsim run without a terminal', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'recsim-run-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('the reset procedure, piped, ends in factory default and the set-up wizard', async () => {
    const { code, stdout, stderr } = run([], lines(...PROCEDURE));
    expect(stderr).toBe('');
    expect(code).toBe(0);
    await expect(stdout).toMatchFileSnapshot('run-procedure.txt');
    expect(stdout).toContain("recorder's log: factory default by reset button");
    expect(stdout).toMatch(/screen: Set-up Wizard; status LED: on\n.*verdict: reset - held 24\.952 s/);
  });

  it('the same seed gives the same output, another seed another bounce', () => {
    const [first, again, other] = ['7', '7', '8'].map((seed) => run(['--seed', seed, '--json'], lines(...PROCEDURE)));
    expect(again?.stdout).toBe(first?.stdout);
    expect(other?.stdout).not.toBe(first?.stdout);
  });

  it('--json gives one JSON object a line, with virtual time and the signal', () => {
    const { stdout } = run(['--json'], lines(...PROCEDURE));
    const entries = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { atUs: number; signal?: string; value?: unknown; msg?: string });
    const verdict = entries.find((entry) => entry.signal === 'verdict');
    expect(verdict).toMatchObject({ value: 'reset', detail: 'released-in-stage', atUs: 29_532_000 });
    expect(entries.every((entry, index) => index === 0 || entry.atUs >= (entries[index - 1]?.atUs ?? 0))).toBe(true);
    expect(entries.some((entry) => 'pid' in entry || 'hostname' in entry || 'time' in entry)).toBe(false);
  });

  it('a command that is not possible now says why, and the run goes on', () => {
    const { code, stdout } = run([], lines('press', 'plug', '# a remark', '', 'status', 'quit', 'unplug'));
    expect(code).toBe(0);
    expect(stdout).toContain('! not possible: the button is under the lid, and 4 screws hold it: unscrew first');
    expect(stdout).toContain('! not possible: the plug is in already');
    expect(stdout).toContain('plug in, power good, lid on, 4 screws');
    expect(stdout).not.toContain('plug out');
  });

  it('commands that are not understood are told with their line, and the code is 2', () => {
    const { code, stderr } = run([], lines('unplugg', 'wait 5', 'wait', 'dip soon', 'unscrew twice', 'plug now', 'new car'));
    expect(code).toBe(2);
    expect(stderr.split('\n')).toEqual([
      'error: line 1: "unplugg" is not a command. Did you mean "unplug"?',
      'error: line 2: "5" has no unit; write one of us, ms, s, min, h, for example "5 s"',
      'error: line 3: wait for how long? For example: wait 25 s',
      'error: line 4: dip takes a duration and perhaps a voltage, for example "dip 0.5s 8V"; got "soon"',
      'error: line 5: unscrew takes "all" or nothing, and got "twice"',
      'error: line 6: plug takes nothing after it, and got "now"',
      'error: line 7: new takes factory or provisioned, and got "car"',
      '',
    ]);
  });

  it('short dips ride through, brown-outs do not, a hung firmware is bitten', () => {
    const { stdout } = run([], lines('wait 30s', 'dip 10ms', 'wait 1s', 'dip 0.5s 8V', 'wait 25s', 'hang', 'wait 30s', 'reboot', 'jump'));
    expect(stdout.match(/power lost/g)).toHaveLength(1);
    expect(stdout).toContain('power good (brown-out)');
    expect(stdout).toContain('! the watchdog bit: the firmware starts anew');
  });

  it('--log writes the same to a file; one that cannot be written is refused before the run', () => {
    const file = path.join(folder, 'run.log');
    const { stdout } = run(['--log', file], lines('unplug', 'wait 1s'));
    const log = readFileSync(file, 'utf8');
    expect(log).toContain('power lost: the recorder is off');
    for (const line of log.trimEnd().split('\n')) expect(stdout).toContain(line);
    const bad = run(['--log', path.join(folder, 'none', 'run.log')], '');
    expect(bad.code).toBe(2);
    expect(bad.stdout).toBe('');
    expect(bad.stderr).toMatch(/^error: cannot write the log .*Give --log a file in a folder that exists/);
  });

  it('--fresh starts a recorder that was never set up', () => {
    expect(run(['--fresh'], 'wait 30s\nstatus\n').stdout).toContain('Set-up Wizard');
    expect(run([], 'wait 30s\nstatus\n').stdout).toContain('Unlock Pattern');
  });

  it.each([
    [['--board', 'sede'], 'Did you mean "seed"'],
    [['--brand', 'Lorx'], 'Did you mean "Lorex"'],
    [['--speed', 'fast'], 'write 0.1 to 1000, or max'],
    [['--seed', '-1'], 'write a whole number'],
    [['--language', 'fr'], 'write one of: en, es'],
    [['--mail-from', 'me@example.org'], 'Add --smtp'],
    [['--smtp', 'mail.example.org', '--mail-from', 'me@example.org'], 'Write smtp://host:port'],
    [['--smtp', 'smtp://mail.example.org'], 'Add --mail-from'],
    [['--smtp', 'smtp://mail.example.org', '--mail-from', 'me'], 'Write it as in me@example.org'],
    [['--smtp', 'smtp://mail.example.org', '--mail-from', 'support_gpwd@htmicrochip.com'], 'Name one of your own'],
  ])('%j is refused with a remedy', (args, remedy) => {
    const { code, stderr } = run(args, '');
    expect(code).toBe(2);
    expect(stderr).toContain(remedy);
  });

  it('a mail server that is refused is repeated without its password', () => {
    const { stderr } = run(['--smtp', 'http://me:hush@mail.example.org'], '');
    expect(stderr).toContain('http://me:...@mail.example.org');
    expect(stderr).not.toContain('hush');
  });

  it('--language es speaks Spanish', () => {
    expect(run(['--language', 'es'], 'wait 30s\nscreen\n').stdout).toContain('Dibuje');
  });

  it('--help shows the options and examples', () => {
    const { code, stdout } = run(['--help'], '');
    expect(code).toBe(0);
    expect(stdout).toContain('Examples:');
    expect(stdout).toContain('--no-bell');
  });
});
