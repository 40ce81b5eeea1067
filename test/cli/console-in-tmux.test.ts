/**
 * The serial console with the programs that people use: recsim in one terminal, picocom in another, and the whole way from the boot over a forgotten password to a login
 * with a new one.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { ROOT } from '../support/command.ts';

const tools = ['tmux', 'socat', 'picocom'];
const missing = tools.filter((tool) => spawnSync(tool, [tool === 'picocom' ? '--help' : '-V']).error !== undefined);
const canRun = missing.length === 0 || Boolean(process.env['CI']);
if (!canRun) console.warn(`skipped: the serial console with real programs. Install them with: apt-get install ${missing.join(' ')}`);

/** A server of its own for each test: one that was told to end may still answer. */
let servers = 0;
const tmux = (...args: string[]): string =>
  spawnSync('tmux', ['-L', `recsim-console-${process.pid}-${servers}`, '-f', '/dev/null', ...args], { encoding: 'utf8', cwd: ROOT }).stdout;

/** A terminal of its own. */
class Pane {
  readonly #name: string;

  constructor(name: string, columns: number, rows: number) {
    this.#name = name;
    tmux('new-session', '-d', '-s', name, '-x', String(columns), '-y', String(rows), 'bash --norc --noprofile');
    this.run("PS1='$ '; clear");
  }

  run(command: string): void {
    this.type(command);
    this.press('Enter');
  }

  /** Looks until it shows `wanted`, for at most 20 s of this machine's time; returns what it shows. */
  see(wanted: string | RegExp): string {
    let screen = '';
    const end = process.hrtime.bigint() + 40_000_000_000n;
    while (process.hrtime.bigint() < end) {
      screen = tmux('capture-pane', '-p', '-J', '-t', this.#name).replace(/ +$/gm, '');
      if (typeof wanted === 'string' ? screen.includes(wanted) : wanted.test(screen)) return screen;
    }
    throw new Error(`the terminal "${this.#name}" never showed ${String(wanted)}; it shows:\n${screen}`);
  }

  press(...keys: string[]): void {
    tmux('send-keys', '-t', this.#name, ...keys);
  }

  type(text: string): void {
    tmux('send-keys', '-t', this.#name, '-l', text);
  }

  get isOnOtherScreen(): boolean {
    return tmux('display-message', '-p', '-t', this.#name, '#{alternate_on}').trim() === '1';
  }
}

const recsim = (...options: string[]) => `${process.execPath} dist/main.js run ${options.join(' ')}; echo "left with $?"`;
const CONSOLE = /picocom -b 115200 (\/\S+\/console)/;

describe.skipIf(!canRun)('the serial console in picocom', () => {
  afterEach(() => {
    tmux('kill-server');
    servers++;
  });

  test('from the boot over a forgotten pattern and password, the security questions and a new password, to a login', () => {
    const recorder = new Pane('recorder', 140, 30);
    recorder.run(recsim('--no-panel', '--console', 'pty', '--speed', '20', '--hash-cost', '4'));
    const [command = '', end = ''] = CONSOLE.exec(recorder.see(CONSOLE)) ?? [];
    recorder.see('password hashes of cost 4 instead of 14: weak, for tests only');
    const terminal = new Pane('terminal', 80, 24);
    terminal.run(command);
    terminal.see('Terminal ready');
    recorder.see('screen: Unlock Pattern');
    recorder.run('reboot');

    terminal.see(
      /start \(reset cause: software\)\n\[.*screen: Starting\n\[.*screen: Initialising\n\[.*screen: Unlock Pattern\nPress Enter for the screen/,
    );
    terminal.press('Enter');
    expect(terminal.see('Draw your unlock pattern')).toMatch(/^ +Unlock Pattern\n/);
    terminal.press('Tab', 'Enter');
    terminal.see('System Login');
    terminal.press('Tab', 'Tab', 'Enter');
    terminal.see('To provide a secure password reset procedure');
    terminal.press('Enter');
    terminal.see('Scan the QR code');
    // From the security code back to the type of the reset.
    terminal.press('BTab', 'Enter', 'Down', 'Enter');
    terminal.see('In which city were you born?');
    for (const answer of ['blue', 'rex', 'porto']) {
      terminal.type(answer);
      terminal.press('Enter');
    }
    terminal.see('New Password');
    for (let time = 0; time < 2; time++) {
      terminal.type('Camera2027');
      terminal.press('Enter');
    }
    terminal.see('Your new password is now applied');
    recorder.see("recorder's log: password reset by security questions");
    terminal.press('Enter');
    terminal.see('System Login');
    terminal.type('Camera2027');
    terminal.see('\u2022'.repeat(10));
    terminal.press('Enter');
    terminal.see('Main Menu');
    recorder.see("recorder's log: login");

    expect(terminal.isOnOtherScreen).toBe(true);
    terminal.press('C-d');
    terminal.see('Terminal ready');
    expect(terminal.isOnOtherScreen).toBe(false);
    terminal.press('Enter');
    terminal.see('Main Menu');
    // The recorder's plug is pulled, so to speak: its terminal is given back.
    recorder.run('quit');
    recorder.see('left with 0');
    terminal.see(/Terminal ready[\s\S]*\n\$$/m);
    expect(terminal.isOnOtherScreen).toBe(false);
    expect(existsSync(path.dirname(end))).toBe(false);
  }, 120_000);

  test('beside the panel: it says how to attach, and both show the same recorder', () => {
    const panel = new Pane('panel', 80, 24);
    panel.run(recsim('--console', 'pty', '--speed', '10', '--hash-cost', '4'));
    const [command = '', end = ''] = CONSOLE.exec(panel.see(CONSOLE)) ?? [];
    const terminal = new Pane('terminal', 80, 24);
    terminal.run(command);
    terminal.see('Terminal ready');
    panel.see('Draw your unlock');
    terminal.press('Enter');
    terminal.see('Draw your unlock pattern');
    terminal.press('Tab', 'Enter');
    terminal.see('System Login');
    panel.see('System Login');
    panel.press('?');
    expect(panel.see('HELP')).toContain(command);
    panel.press('?', 'q');
    panel.see('left with 0');
    terminal.see(/Terminal ready[\s\S]*\n\$$/m);
    expect([terminal.isOnOtherScreen, existsSync(path.dirname(end))]).toEqual([false, false]);
  }, 120_000);
});
