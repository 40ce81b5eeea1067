/** A real terminal, for tests of what a person sees and types. */
import { spawnSync } from 'node:child_process';

/** A server of its own for each: one that was told to end may still answer. */
let servers = 0;

export class Tmux {
  readonly #server = `recsim-tmux-${process.pid}-${servers++}`;
  readonly #folder: string;

  /** Commands run in `folder`. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  #tmux(...args: string[]): string {
    return spawnSync('tmux', ['-L', this.#server, ...args], { encoding: 'utf8', cwd: this.#folder }).stdout;
  }

  /** Runs Node with these arguments in a shell that stays, to show what state the terminal was left in. */
  open(columns: number, rows: number, command: string): void {
    this.#tmux('-f', '/dev/null', 'new-session', '-d', '-s', 'it', '-x', String(columns), '-y', String(rows), 'bash --norc --noprofile');
    const given = 'before=$(stty -a | cksum)';
    const after = 'echo "left with $?"; echo "$before"; stty -a | cksum';
    this.keys(`PS1='$ '; clear; ${given}; ${process.execPath} ${command}; ${after}`, 'Enter');
  }

  keys(...names: string[]): void {
    this.#tmux('send-keys', '-t', 'it', ...names);
  }

  /** Looks at the screen until it shows `wanted`, for at most 20 s of this machine's time. */
  see(wanted: string | RegExp): string[] {
    let screen = '';
    const end = process.hrtime.bigint() + 40_000_000_000n;
    while (process.hrtime.bigint() < end) {
      screen = this.#tmux('capture-pane', '-p', '-t', 'it');
      if (typeof wanted === 'string' ? screen.includes(wanted) : wanted.test(screen)) return screen.split('\n');
    }
    throw new Error(`the terminal never showed ${String(wanted)}; it shows:\n${screen}`);
  }

  /** Waits until the command has left with `code`; the different settings of the terminal before and after: one where it was given back as it was. */
  settingsAfter(code: number): string[] {
    const lines = this.see(new RegExp(`left with ${code}\\n\\d+ \\d+\\n\\d+ \\d+`));
    return [...new Set(lines.filter((line) => /^\d+ \d+$/.test(line)))];
  }

  /** The shell, whose child the command is. */
  get shellPid(): string {
    return this.#tmux('list-panes', '-t', 'it', '-F', '#{pane_pid}').trim();
  }

  kill(): void {
    this.#tmux('kill-server');
  }
}
