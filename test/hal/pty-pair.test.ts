/** A pair of pseudo-terminals by socat: that it is there, that it comes back, and above all that it goes with whoever had it. */
import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { formatProblem } from '../../src/errors.ts';
import { openPtyPair, type PtyPair } from '../../src/hal/pi/pty-pair.ts';
import { buildProgram, endAll, start } from '../support/process.ts';
import { canPty, isAlive, openPair, socatOf, statOf, until, wall, warnOfNoPty } from '../support/pty.ts';

test('without socat it is said what is missing and how to get it, and nothing is left behind', async () => {
  const before = process.env['TMPDIR'];
  const folder = mkdtempSync(path.join(tmpdir(), 'recsim-none-'));
  process.env['TMPDIR'] = folder;
  try {
    const made = await openPtyPair(wall, 'socat-that-is-not-there');
    expect(made.ok ? [] : made.problems.map(formatProblem)).toEqual([
      'cannot make a serial line: the command socat is not installed. Install socat (Debian: apt-get install socat), or name a serial port',
    ]);
    expect(readdirSync(folder)).toEqual([]);
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
    rmSync(folder, { recursive: true });
  }
});

test('a socat that fails is quoted', async () => {
  const made = await openPtyPair(wall, 'false');
  expect(made.ok ? [] : made.problems.map(formatProblem)).toEqual([
    'cannot make a serial line: socat ended with 1. Look at what socat says, or name a serial port',
  ]);
});

warnOfNoPty('pairs of pseudo-terminals');
describe.skipIf(!canPty)('a pair', () => {
  let pair: PtyPair | undefined;
  afterEach(async () => {
    await pair?.close();
    pair = undefined;
  });

  test('has two names, of two terminals', async () => {
    pair = await openPair();
    const ends = [pair.near, pair.far].map((end) => realpathSync(end));
    expect(ends.every((end) => end.startsWith('/dev/'))).toBe(true);
    expect(new Set(ends).size).toBe(2);
  });

  test('is gone once it is closed: names, folder, processes', async () => {
    pair = await openPair();
    const pids = [pair.keeperId ?? 0, socatOf(pair)];
    await pair.close();
    await until(() => !pids.some(isAlive));
    expect(pids.filter(isAlive)).toEqual([]);
    expect(existsSync(path.dirname(pair.far))).toBe(false);
    await pair.close();
  });

  test("has no names while its socat is dead: its terminals may be a stranger's by then", async () => {
    pair = await openPair();
    const keeper = pair.keeperId ?? 0;
    process.kill(socatOf(pair), 'SIGKILL');
    // Not awaited, so that nothing of ours can start it anew meanwhile.
    while (isAlive(keeper));
    expect(readdirSync(path.dirname(pair.far))).toEqual([]);
  });

  test('comes back under the same names when its socat is killed', async () => {
    pair = await openPair();
    const first = socatOf(pair);
    process.kill(first, 'SIGKILL');
    await until(() => !isAlive(first));
    const isBack = () => {
      try {
        return pair !== undefined && existsSync(pair.far) && socatOf(pair) !== first;
      } catch {
        return false;
      }
    };
    expect(await until(isBack)).toBe(true);
  });
});

describe.skipIf(!canPty)('a pair whose process', () => {
  let folder: string;
  let holder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'recsim-holder-'));
    holder = buildProgram('pty-holder', folder);
  });
  afterEach(endAll);
  afterAll(() => rmSync(folder, { recursive: true }));

  /** What has to be gone: the folder and the processes. */
  async function left(lines: readonly string[]): Promise<unknown[]> {
    const [, far = '', keeper = ''] = lines;
    const remains = () => [...(existsSync(path.dirname(far)) ? [path.dirname(far)] : []), ...(isAlive(Number(keeper)) ? [keeper] : [])];
    await until(() => remains().length === 0);
    return remains();
  }

  test.each(['SIGKILL', 'SIGTERM', 'SIGHUP', 'SIGINT'] as const)('is ended by %s leaves nothing', async (signal) => {
    const running = start(holder, ['wait']);
    const lines = await running.said(3);
    expect(existsSync(lines[1] ?? '')).toBe(true);
    const socat = socatOf({ keeperId: Number(lines[2]) });
    running.process.kill(signal);
    await running.ended();
    expect(await left(lines)).toEqual([]);
    expect(isAlive(socat)).toBe(false);
  });

  test.each(['exit', 'crash'])('ends by %s leaves nothing', async (way) => {
    const running = start(holder, [way]);
    const lines = await running.ended();
    expect(lines).toHaveLength(3);
    expect(await left(lines)).toEqual([]);
  });

  test('is in the foreground of a terminal does not lose it to Ctrl-C, which goes to the whole group of that process', async () => {
    const running = start(holder, ['wait']);
    const lines = await running.said(3);
    const socat = socatOf({ keeperId: Number(lines[2]) });
    expect(statOf(socat)?.group).not.toBe(running.process.pid);
  });
});
