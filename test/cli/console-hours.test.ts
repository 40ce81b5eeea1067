/**
 * The serial console left in use: eight hours of people at it in virtual time, and hundreds of real ports opened and closed. What is in use afterwards is what was in use
 * before. Each runs in a process of its own, whose garbage is gone when it counts.
 */
import { afterEach, describe, expect, test } from 'vitest';
import { buildProgram, endAll, INSIDE, start } from '../support/process.ts';
import { canPty, warnOfNoPty } from '../support/pty.ts';

interface InUse {
  readonly hour?: number;
  readonly entries?: number;
  /** In bytes. */
  readonly heap: number;
  readonly descriptors: number;
}

/** Compiled code comes and goes as V8 sees fit, and would hide what leaks: so it only interprets. */
const FLAGS = ['--no-opt', '--no-maglev', '--no-sparkplug', '--no-lazy-feedback-allocation', '--no-flush-bytecode'];

/** Runs a program of test/support/programs; returns what it says, line by line. */
async function run(name: string, ...args: string[]): Promise<object[]> {
  const running = start('--expose-gc', [...FLAGS, buildProgram(name, INSIDE), ...args]);
  const lines = await running.ended();
  expect(running.process.exitCode, running.complaints()).toBe(0);
  return lines.map((line) => JSON.parse(line) as object);
}

const MB = 1_000_000;
/** From the first hour to the last; half of it is seen where nothing leaks, and most of that is the trace on its way to what is kept of it. */
const HOURS_BOUND = 1 * MB;

afterEach(endAll);

describe('eight hours at the serial console', () => {
  test('leave heap and descriptors as they were after the first', { timeout: 120_000 }, async () => {
    const said = await run('console-sessions', '8');
    const hours = said.slice(0, -1) as InUse[];
    expect(hours.map(({ hour }) => hour)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const [first, ...later] = hours as [InUse, ...InUse[]];
    expect(Math.max(...later.map(({ heap }) => heap)) - first.heap).toBeLessThan(HOURS_BOUND);
    expect(hours.map(({ descriptors }) => descriptors)).toEqual(hours.map(() => first.descriptors));
    // `recsim run` keeps so much of its trace.
    expect(Math.max(...hours.map(({ entries = 0 }) => entries))).toBeLessThan(4_000);
    // It was no idle time.
    const { counts, sent } = said.at(-1) as { counts: Record<string, number>; sent: number };
    expect(sent).toBeGreaterThan(5 * MB);
    const least = {
      'log login': 150,
      'log logged out': 100,
      'log illegal login': 100,
      'log session expired': 20,
      'recovery qr-code': 50,
      'log wrong security code': 50,
      'log password reset by security code': 4,
      'log password reset by security questions': 20,
      'log restart by menu': 20,
      'verdict short': 20,
    };
    for (const [what, count] of Object.entries(least)) expect(counts[what], what).toBeGreaterThanOrEqual(count);
  });
});

warnOfNoPty('ports opened and closed by the hundred');
describe.skipIf(!canPty)('a real port', () => {
  test('opened and closed two hundred times, with pairs that die and pairs made anew, leaves heap and descriptors as they were', {
    timeout: 60_000,
  }, async () => {
    const [early, late] = (await run('port-rounds', '200')) as [InUse & { heard: number }, InUse & { heard: number }];
    expect(late.heard).toBe(200 * 200);
    expect(late.descriptors).toBe(early.descriptors);
    expect(late.heap - early.heap).toBeLessThan(1 * MB);
  });
});
