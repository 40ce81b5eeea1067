/** The panel in the browser as `recsim run` opens it, as a process: where it is, which ports it has, and that every way out closes it. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ROOT, recsim } from '../support/command.ts';
import { canPty, FarEnd, until, warnOfNoPty } from '../support/pty.ts';
import { openBrowser, Visitor, withoutBrowser } from '../support/visitor.ts';
import { WebSocketEnd } from '../support/web-socket.ts';

const running: ChildProcessWithoutNullStreams[] = [];
const closing: (() => void)[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  for (const close of closing.splice(0)) close();
});

/** Starts a run and waits until it says where its panel is. */
async function start(...args: string[]): Promise<{ readonly child: ChildProcessWithoutNullStreams; readonly url: string }> {
  const all = [path.join(ROOT, 'dist/main.js'), 'run', '--hash-cost', '4', ...args];
  const child = spawn(process.execPath, all, { cwd: tmpdir(), env: { ...process.env, NO_COLOR: '1' } });
  running.push(child);
  let said = '';
  let complained = '';
  child.stderr.setEncoding('utf8').on('data', (piece: string) => {
    complained += piece;
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      said += piece;
      const found = /Panel: (\S+)/.exec(said);
      if (found) resolve(found[1] ?? '');
    });
    child.on('close', (code) => reject(new Error(`it ended with ${code}: ${said}${complained}`)));
  });
  return { child, url };
}

async function takePort(port = 0): Promise<number> {
  const server = createServer().listen(port, '127.0.0.1');
  closing.push(() => server.close());
  await Promise.race([once(server, 'listening'), once(server, 'error')]).catch(() => {});
  return (server.address() as { port: number } | null)?.port ?? port;
}

describe('recsim run and its panel in the browser', () => {
  it('says where it is, and is there: on this machine alone, in a port that is free', async () => {
    // The usual one is taken, by us or by somebody.
    await takePort(8720);
    const { url } = await start('--console', 'pty');
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:(?!8720)\d+\/$/);
    expect((await fetch(url)).status).toBe(200);
  });

  it('a port that was asked for and is taken ends the run before it begins, with code 2 and a remedy', async () => {
    const port = await takePort();
    const { code, stdout, stderr } = recsim(['run', '--port', String(port)]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`the panel cannot have port ${port} of 127.0.0.1: somebody else has it`);
    expect(stderr).toContain('Take another with --port');
  });

  it.each([
    [['--port', '70000'], 'write 0 to 65535'],
    [['--port', 'http'], 'write 0 to 65535'],
    [['--host', 'a b'], 'name an address of this machine'],
    [['--host', '203.0.113.7'], 'this machine is not 203.0.113.7'],
    [['--no-panel', '--port', '0'], '--port is where the panel in the browser is, and --no-panel opens none'],
    [['--no-panel', '--host', '::1'], '--host is where the panel in the browser is, and --no-panel opens none'],
  ])('%j is refused with a remedy', (args, why) => {
    const { code, stderr } = recsim(['run', ...args]);
    expect([code, stderr.includes(why)], stderr).toEqual([2, true]);
  });

  it('--host 0.0.0.0 prints an address with a token, without which nobody is let in', async () => {
    const { url } = await start('--host', '0.0.0.0', '--port', '0');
    const { port, searchParams } = new URL(url);
    expect(searchParams.get('token')).toMatch(/^[\w-]{24}$/);
    const near = `http://127.0.0.1:${port}/`;
    expect((await fetch(near)).status).toBe(401);
    expect((await fetch(`${near}?token=${searchParams.get('token')}`, { redirect: 'manual' })).status).toBe(303);
  });

  it('--no-panel opens none, nor do commands from a pipe', () => {
    for (const args of [['--no-panel'], []]) {
      const { code, stdout } = recsim(['run', ...args], { input: 'quit\n' });
      expect([code, stdout.includes('Panel:')]).toEqual([0, false]);
    }
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s ends it at once, also with windows open and one that takes nothing', async (signal) => {
    const { child, url } = await start('--port', '0');
    const [window, deaf] = await Promise.all([WebSocketEnd.open(url), WebSocketEnd.open(url)]);
    if (typeof window === 'number' || typeof deaf === 'number') throw new Error('refused');
    closing.push(() => deaf.leave());
    await window.hear(({ type }) => type === 'frame');
    deaf.socket.pause();
    const ended = once(child, 'close');
    const since = performance.now();
    child.kill(signal);
    expect(await ended).toEqual([0, null]);
    // Nobody waits for the one that answers nothing; the time is for a machine under load.
    expect(performance.now() - since).toBeLessThan(5_000);
    expect(await window.isClosed()).toEqual({ code: 1001, why: 'the run has ended' });
  });
});

warnOfNoPty('the serial console of the panel beside a pseudo-terminal');
const isMissing = withoutBrowser('the serial console of the panel beside a pseudo-terminal') || !canPty;
describe.skipIf(isMissing)('the serial console of the panel', { timeout: 60_000 }, () => {
  it('is the same line as the pseudo-terminal: each end reads what the other types', async () => {
    const { url } = await start('--console', 'pty', '--port', '0', '--speed', '20');
    const browser = await openBrowser();
    closing.push(() => void browser.close());
    const person = await Visitor.at(browser, url);
    const { page } = person;
    const reads = (words: string) =>
      page.locator('.serial-terminal').getByRole('listitem').filter({ hasText: words }).first().waitFor({ state: 'attached' });
    await page.getByRole('tab', { name: 'Serial console' }).click();
    // Where it is, the page says.
    const attach = (await page.locator('#pane code').textContent()) ?? '';
    const far = await FarEnd.open(/^picocom -b 115200 (\S+\/console)$/.exec(attach)?.[1] ?? '');
    closing.push(() => void far.close());
    const hears = async (words: string) => expect(await until(() => far.received.includes(words), 15_000), far.received.toString()).toBe(true);
    await reads('start (reset cause: power-on)');
    await reads('Press Enter for the screen');
    far.send(Buffer.from('\r'));
    await reads('Draw your unlock pattern.');
    await hears('Draw your unlock pattern.');
    await page.getByRole('textbox', { name: 'Serial console of the recorder' }).focus();
    await person.keys('Tab', 'Enter');
    await hears('System Login');
    await reads('System Login');
    far.send(Buffer.from('\x04'));
    await reads('Press Enter for the screen');
    expect(person.complaints).toEqual([]);
  });
});
