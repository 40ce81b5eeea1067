/** `recsim run --no-panel` and `--console` as processes: left alone in the background, spoken to over a line, and ended in every way there is. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ROOT, recsim } from '../support/command.ts';
import { canPty, FarEnd, openPair, until, warnOfNoPty } from '../support/pty.ts';

class Run {
  readonly child: ChildProcessWithoutNullStreams;
  stdout = '';
  stderr = '';
  code: number | NodeJS.Signals | null | undefined;

  constructor(args: readonly string[], nodeArgs: readonly string[] = []) {
    const all = [...nodeArgs, path.join(ROOT, 'dist/main.js'), 'run', ...args];
    this.child = spawn(process.execPath, all, { cwd: ROOT, env: { ...process.env, NO_COLOR: '1' } });
    this.child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
    });
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    this.child.stdin.on('error', () => {});
    this.child.on('close', (code, signal) => {
      this.code = code ?? signal;
    });
  }

  async says(text: string | RegExp): Promise<void> {
    const isSaid = () => (typeof text === 'string' ? this.stdout.includes(text) : text.test(this.stdout));
    if (!(await until(() => isSaid() || this.code !== undefined, 30_000)) || !isSaid())
      throw new Error(`it never said ${String(text)}; it said:\n${this.stdout}\n${this.stderr}`);
  }

  async ends(): Promise<number | NodeJS.Signals | null | undefined> {
    await until(() => this.code !== undefined, 30_000);
    return this.code;
  }
}

const runs: Run[] = [];
const started = (run: Run): Run => {
  runs.push(run);
  return run;
};
const start = (...args: string[]): Run => started(new Run(args));
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const run of runs.splice(0)) run.child.kill('SIGKILL');
  for (const close of closing.splice(0)) await close();
});

describe('recsim run --no-panel', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('goes on when there are no commands any more, until %s ends it with code 0', async (signal) => {
    const run = start('--no-panel', '--speed', '100');
    run.child.stdin.end();
    await run.says('screen: Unlock Pattern');
    expect(run.code).toBeUndefined();
    run.child.kill(signal);
    expect([await run.ends(), run.stderr]).toEqual([0, '']);
    expect(run.stdout).toMatch(/ s {3}end\n.*plug in, power good/);
  });

  it('takes commands as they come, and ends with quit', async () => {
    const run = start('--no-panel', '--speed', '100');
    await run.says('screen: Unlock Pattern');
    run.child.stdin.write('unplug\n');
    await run.says('power lost: the recorder is off');
    run.child.stdin.write('unscrew all\npress\nwait 4.5s\nplug\nwait 25s\nrelease\n');
    await run.says(/verdict: reset - held 24\.9\d\d s/);
    run.child.stdin.write('quit\n');
    expect(await run.ends()).toBe(0);
  });

  it('tells of lines that are not understood, goes on, and ends with code 2', async () => {
    const run = start('--no-panel', '--speed', '100');
    run.child.stdin.write('unplugg\nquit\n');
    expect(await run.ends()).toBe(2);
    expect(run.stderr).toBe('error: line 1: "unplugg" is not a command. Did you mean "unplug"?\n');
  });

  it('ends when nobody reads its log any more', async () => {
    const run = start('--no-panel', '--speed', '100');
    await run.says('power good');
    run.child.stdout.destroy();
    expect(await run.ends()).toBe(0);
  });

  it('with a weak cost for password hashes, says so', async () => {
    const run = start('--no-panel', '--hash-cost', '4');
    await run.says(/! password hashes of cost 4 instead of \d+: weak, for tests only/);
  });

  it.each([
    [['--hash-cost', '0'], 'write a whole number from 1 to 18'],
    [['--hash-cost', '30'], 'write a whole number from 1 to 18'],
    [['--console', 'pty', '--baud', 'fast'], 'write 50 to 4000000'],
    [['--console', ''], 'write pty, or the path of a serial port'],
    [['--baud', '9600'], 'Add --console pty, or --console and the path of a port'],
    [['--console', '/dev/ttyNone'], '/dev/ttyNone: there is no such serial port'],
    [['--console', '/'], '/: this is no serial port'],
  ])('%j is refused with a remedy', (args, remedy) => {
    const { code, stderr, stdout } = recsim(['run', '--no-panel', ...args]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(remedy);
  });
});

warnOfNoPty('recsim run --console');
describe.skipIf(!canPty)('recsim run --console', () => {
  const attach = async (end: string): Promise<FarEnd> => {
    const far = await FarEnd.open(end);
    closing.push(() => far.close());
    return far;
  };
  const pathIn = (run: Run) => /\/\S+\/console/.exec(run.stdout)?.[0] ?? '';
  const hears = async (far: FarEnd, text: string) => {
    if (!(await until(() => far.received.includes(text), 30_000))) throw new Error(`nobody said ${text}; heard was:\n${far.received.toString()}`);
  };

  it('pty: says how to attach, lets time flow, and gives a log and a screen to who attaches', async () => {
    const run = start('--console', 'pty', '--speed', '20');
    run.child.stdin.end();
    await run.says(/Serial console: picocom -b 115200 \/\S+\/console\n/);
    const far = await attach(pathIn(run));
    await hears(far, 'screen: Unlock Pattern\r\n');
    await hears(far, 'Press Enter for the screen');
    far.send(Buffer.from('\r'));
    await hears(far, 'Draw your unlock pattern');
    far.send(Buffer.from('\t\r'));
    await hears(far, 'System Login');
  });

  it('pty, --json: programs read the path in a field', async () => {
    const run = start('--console', 'pty', '--json');
    await run.says('Serial console');
    const lines = run.stdout.split('\n').filter((line) => line.includes('Serial console'));
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ console: pathIn(run) });
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGKILL'] as const)('pty: %s leaves nothing behind', async (signal) => {
    const run = start('--console', 'pty', '--speed', '20');
    await run.says('Serial console');
    const end = pathIn(run);
    expect(existsSync(end)).toBe(true);
    run.child.kill(signal);
    expect(await run.ends()).toBe(signal === 'SIGKILL' ? 'SIGKILL' : 0);
    await until(() => !existsSync(path.dirname(end)));
    expect(existsSync(path.dirname(end))).toBe(false);
  });

  it('pty: an error that nobody expected ends it with code 1, tells of it, and leaves nothing behind', async () => {
    const crash = 'data:text/javascript,process.on("SIGUSR2", () => { throw new Error("a crash that was asked for"); })';
    const run = started(new Run(['--console', 'pty'], ['--import', crash]));
    await run.says('Serial console');
    const end = pathIn(run);
    run.child.kill('SIGUSR2');
    expect(await run.ends()).toBe(1);
    expect(run.stderr).toMatch(/^recsim: internal error: Error: a crash that was asked for\n {4}at /);
    expect(run.stdout).toMatch(/ s {3}end\n/);
    expect(existsSync(path.dirname(end))).toBe(false);
  });

  it('gives the terminal at the other end back as it was, where somebody reads there', async () => {
    const pair = await openPair();
    closing.push(() => pair.close());
    const far = await attach(pair.far);
    const run = start('--console', pair.near, '--speed', '20', '--baud', '9600');
    await run.says(`Serial console on ${pair.near}, 9600 baud`);
    await hears(far, 'Press Enter for the screen');
    far.send(Buffer.from('\r'));
    await hears(far, 'Draw your unlock pattern');
    run.child.stdin.write('quit\n');
    expect(await run.ends()).toBe(0);
    await hears(far, '\x1b[?1006l');
    const said = far.received.toString();
    expect(said.lastIndexOf('\x1b[?1049l')).toBeGreaterThan(said.lastIndexOf('\x1b[?1049h'));
  });

  it('goes on when the port vanishes and comes back, and tells of both', async () => {
    const pair = await openPair();
    closing.push(() => pair.close());
    const run = start('--console', pair.near, '--speed', '20');
    await run.says('screen: Unlock Pattern');
    const { socatOf } = await import('../support/pty.ts');
    process.kill(socatOf(pair), 'SIGKILL');
    await run.says('! serial console: the port is gone, and waited for');
    await run.says('  serial console: the port is back');
    const far = await attach(pair.far);
    far.send(Buffer.from('\x0c'));
    await hears(far, 'Draw your unlock pattern');
  });

  it('is refused a port that another run has', async () => {
    const pair = await openPair();
    closing.push(() => pair.close());
    const first = start('--console', pair.near);
    await first.says('Serial console');
    const second = start('--console', pair.near);
    expect([await second.ends(), second.stderr]).toEqual([
      2,
      `error: ${pair.near}: another program has this port. End that one first (fuser -v names it), or name another port\n`,
    ]);
  });
});
