/** `recsim threshold`: its table, its JSON, its limits and its exit codes. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addThresholdCommand } from '../../src/cli/threshold.ts';
import { runVerb } from '../support/run-verb.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'recsim-threshold-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const threshold = (...args: string[]) => runVerb(addThresholdCommand, ['threshold', ...args]);
const inFolder = (name: string) => path.join(folder, name);

test('shows every edge beside what the board file says, and marks what is assumed', async () => {
  const { stdout, exitCode } = await threshold();
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/factory-default\.from +shortest hold: factory-default +20\.000 s +20\.050 s +0 +20 s +holdMin, reset guide/);
  expect(stdout).toMatch(/stuck\.from +shortest hold: stuck +60\.000 s +60\.050 s +0 +60 s +stuckAfter, ASSUMED/);
  expect(stdout).toMatch(/16 edges in \d+ runs, \d+\.\d\d s; all as the board file says/);
});

test('an edge that lies elsewhere than the board file says stands out', async () => {
  const { stdout } = await threshold('--board', 'openwrt');
  expect(stdout).toMatch(/restart\.from +shortest hold: restart +0\.005 s +\+5 ms +0 s +stages\[0\]\.from/);
  expect(stdout).toContain('1 not as the board file says');
});

describe('limits', () => {
  test('that hold give exit code 0, one that does not gives 1 and says by how much', async () => {
    const { stdout, exitCode } = await threshold('--expect', 'factory-default.from>=19.9s', 'factory-default.to<=30.1s');
    expect([exitCode, stdout.split('\n').at(-2)]).toEqual([0, '2 limits: 2 hold, 0 do not']);
    const failing = await threshold('--expect', 'factory-default.from>=20.5s', 'restart.to=end');
    expect(failing.exitCode).toBe(1);
    expect(failing.stdout).toContain('FAIL  seed: factory-default.from >= 20.5 s: found 20.000 s, 500 ms less\n');
    expect(failing.stdout).toContain('FAIL  seed: restart.to = end: this board has no such edge\n');
  });

  test('are written of what was found and read again; a changed file fails with its place', async () => {
    const file = inFolder('limits.yaml');
    expect((await threshold('--board', 'seed', 'xvr-gui4', '--write-limits', file)).exitCode).toBe(0);
    expect((await threshold('--board', 'seed', 'xvr-gui4', '--limits', file)).exitCode).toBe(0);
    writeFileSync(file, readFileSync(file, 'utf8').replace('factory-default.from: 5 s', 'factory-default.from: { max: 4 s }'));
    const { stdout, exitCode } = await threshold('--board', 'seed', 'xvr-gui4', '--limits', file);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/FAIL {2}.*limits\.yaml:\d+:34: xvr-gui4: factory-default\.from <= 4 s: found 5\.000 s, 1 s more/);
  });

  test('for a board that is not looked at are refused', async () => {
    const { stderr, exitCode } = await threshold('--expect', 'sed:stuck.from=60s');
    expect(exitCode).toBe(2);
    expect(stderr).toBe('error: there are limits for the board "sed", which is not looked at. Did you mean "seed"? Name it with --board, too\n');
  });
});

test('bad usage is exit code 2 before anything runs', async () => {
  const bad = [
    ['--seed', 'x'],
    ['--board', 'sed'],
    ['--limits', inFolder('none.yaml')],
    ['--json', path.join(folder, 'no', 'where')],
    ['--expect', 'a=1s'],
  ];
  for (const args of bad) {
    const { exitCode, stdout, stderr } = await threshold(...args);
    expect([exitCode, stdout, stderr.startsWith('error: ')]).toEqual([2, '', true]);
  }
});

test('JSON has all of it, in whole microseconds, and nothing else goes to stdout', async () => {
  const { stdout } = await threshold('--board', 'two-beeps', '--json', '-', '--expect', 'factory-default.to=end');
  const { boards, limits, format } = JSON.parse(stdout);
  expect(format).toBe(1);
  expect(boards[0]).toMatchObject({
    board: 'two-beeps',
    holdsCountedFrom: 'first-sample',
    outcomes: [{ outcome: 'short' }, { outcome: 'factory-default', toUs: null }],
  });
  const edge = (name: string) => boards[0].edges.find((one: { edge: string }) => one.edge === name);
  expect(edge('factory-default.from')).toMatchObject({ us: 20_000_000, endless: false, differenceUs: 0, says: { parameter: 'stages' } });
  expect(edge('factory-default.to')).toMatchObject({ us: null, endless: true });
  expect(limits).toEqual([{ board: 'two-beeps', limit: 'factory-default.to = end', foundUs: null, holds: true }]);
});
