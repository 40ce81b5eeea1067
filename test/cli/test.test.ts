/** `recsim test` as a process: output, reports, exit codes. Needs dist/main.js (make build). */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fileOf } from '../support/scenarios.ts';

const MAIN = path.resolve('dist/main.js');
const PASSING = fileOf(
  '  - { name: wait, delay: 2 s }\n  - power: on\n  - wait-state: { state: boot.initialising }\n  - measure: { name: start, from: power.on, to: boot.initialising, max: 60 ms, unit: ms }\n',
);
const FAILING = fileOf(
  '  - press: { for: 14.1 s, bounce: none }\n  - delay: 4.5 s\n  - power: on\n  - delay: 30 s\n  - expect-verdict: { verdict: reset }\n',
);
const ENDLESS = fileOf('  - wait-pin: { part-id: power, value: 1 }\n', 'timeout: 1 s');

let folder: string;
beforeAll(() => {
  if (!existsSync(MAIN)) throw new Error('dist/main.js is missing: run make build');
  folder = mkdtempSync(path.join(tmpdir(), 'recsim-'));
  const files = { 'pass.yaml': PASSING, 'fail.yaml': FAILING, 'endless.yaml': ENDLESS, 'bad.yaml': fileOf('  - dealy: 1 s\n  - delay: 3\n') };
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  mkdirSync(path.join(folder, 'many'));
  for (const name of ['b.yaml', 'a.yml']) writeFileSync(path.join(folder, 'many', name), PASSING);
  mkdirSync(path.join(folder, 'none'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function recsim(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, 'test', ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { status, stdout, stderr };
}

describe('exit codes', () => {
  test('0 when all pass, 1 when one fails, 42 when the time of one runs out, 2 when a file is bad', () => {
    const status = (...files: string[]) => recsim(...files).status;
    expect([
      status('pass.yaml'),
      status('pass.yaml', 'fail.yaml', 'endless.yaml'),
      status('pass.yaml', 'endless.yaml'),
      status('pass.yaml', 'bad.yaml'),
    ]).toEqual([0, 1, 42, 2]);
  });

  test('2 without a file, with one that is not there, or with an empty folder', () => {
    expect([recsim().status, recsim('nowhere.yaml').status, recsim('none').status, recsim('x*.yaml').status]).toEqual([2, 2, 2, 2]);
    expect(recsim().stderr).toContain("missing required argument 'file'");
    expect(recsim('none').stderr).toBe('error: none: no scenario (*.yaml) is in this folder. Check the path\n');
  });

  test('2 for bad options, each in words', () => {
    const told = [
      ['--seed', '1.5'],
      ['--seed', '-1'],
      ['--timeout', '5'],
      ['--timeout', '-5 s'],
      ['--board', 'sed'],
      ['--junit', '-'],
    ].map((options) => {
      const { status, stdout, stderr } = recsim('pass.yaml', ...options);
      expect([status, stdout]).toEqual([2, '']);
      return stderr.trim();
    });
    expect(told).toMatchInlineSnapshot(`
      [
        "error: --seed 1.5 is not a seed. Write a whole number from 0 to 2147483646",
        "error: --seed -1 is not a seed. Write a whole number from 0 to 2147483646",
        "error: --timeout: "5" has no unit; write one of us, ms, s, min, h, for example "5 s". For example --timeout "2 min"",
        "error: --timeout: "-5 s" is negative; a duration is zero or more. For example --timeout "2 min"",
        "error: there is no board "sed". Did you mean "seed"? (or give the path of a board.json)",
        "error: --junit - is not possible: stdout is for people or for --json -. Name a file",
      ]
    `);
  });
});

describe('output', () => {
  test('a line for each that passes, with virtual time, time on this machine, and their ratio', () => {
    const { stdout } = recsim('pass.yaml');
    expect(stdout).toMatch(
      /^PASS {4}pass\.yaml {2}test {2}2\.050 s in [\d.]+ ms, [\d,.]+ x real time\n {2}measure start: 50 ms \(allowed 60 ms or less\)\n1 scenario: 1 passed/,
    );
  });

  test('a failure is explained, with how it came, a diagram, the screen and a line that replays it', () => {
    const { stdout } = recsim('fail.yaml', '--seed', '5');
    expect(stdout).toContain(
      '  fail.yaml:8:5 expect-verdict at 34.500 s: expected reset, got short - held 9.550 s from the first sample, 10.450 s short',
    );
    expect(stdout).toContain('    | Set-up Wizard');
    expect(stdout).toContain('      14.130 s  verdict short: held 9.550 s from the first sample');
    expect(stdout).toMatch(/^ {2}contact {2}▆+▁+$/m);
    const replay = /replay: recsim test (.*)/.exec(stdout)?.[1];
    expect(replay).toBe('fail.yaml --seed 5');
    const lines = (text: string) => text.split('\n').slice(1, -2);
    expect(lines(recsim(...(replay ?? '').split(' ')).stdout)).toEqual(lines(stdout));
  });

  test('--trace prints everything, --list runs nothing, --bail stops early', () => {
    expect(recsim('pass.yaml', '--trace').stdout).toContain('    2000000 rail good (power-on)');
    expect(recsim('fail.yaml', '--list')).toEqual({ status: 0, stdout: 'fail.yaml  test  (board seed, seed 1, 5 steps)\n', stderr: '' });
    const { status, stdout } = recsim('fail.yaml', 'pass.yaml', '--bail');
    expect([status, stdout.includes('pass.yaml'), stdout.includes('1 not run')]).toEqual([1, false, true]);
  });

  test('folders and quoted patterns are searched, each file runs once', () => {
    const files = (...args: string[]) =>
      recsim(...args, '--list')
        .stdout.split('\n')
        .map((line) => line.split(' ')[0])
        .filter(Boolean);
    expect(files('many')).toEqual(['many/a.yml', 'many/b.yaml']);
    expect(files('many/*.yaml', './many/b.yaml')).toHaveLength(1);
    expect(files('**/?.y*ml', 'many')).toEqual(['many/a.yml', 'many/b.yaml']);
  });

  test('control characters in a file do not reach the terminal', () => {
    writeFileSync(path.join(folder, 'evil.yaml'), 'name: "a\\e[31mb"\nversion: 2\nsteps:\n  - log: "\\a\\e]0;x"\n');
    expect(recsim('evil.yaml').stdout).not.toContain('\u001b');
    rmSync(path.join(folder, 'evil.yaml'));
  });

  test('--timeout, --seed and --board override the file', () => {
    expect(recsim('pass.yaml', '--timeout', '1 s').status).toBe(42);
    expect(recsim('endless.yaml', '--timeout', '1 min').stdout).toContain('60.000 s');
    const board = JSON.parse(recsim('pass.yaml', '--board', path.resolve('scenarios/boards/silent'), '--json', '-').stdout).runs[0].board;
    expect(board).toBe('silent');
  });
});

describe('reports', () => {
  test('the JSON record has outcome, seed, board, trace hash, steps, measures and failure; "-" writes it alone to stdout', () => {
    const { status, stdout } = recsim('pass.yaml', 'fail.yaml', '--json', '-');
    const record = JSON.parse(stdout);
    expect(status).toBe(1);
    expect(record.summary).toEqual({ passed: 1, failed: 1, timedOut: 0, errors: 0, aborted: 0 });
    const [pass, fail] = record.runs;
    expect(pass).toMatchObject({
      file: 'pass.yaml',
      name: 'test',
      board: 'seed',
      brand: 'Dahua',
      seed: 1,
      state: 'factory',
      outcome: 'PASS',
      virtualUs: 2_050_000,
    });
    expect(pass.traceHash).toMatch(/^[0-9a-f]{64}$/);
    expect(pass.measures).toEqual([{ name: 'start', valueUs: 50_000, unit: 'ms', grade: 'good', maxUs: 60_000 }]);
    expect(pass.steps[0]).toEqual({ step: 'delay', name: 'wait', line: 4, column: 19, startUs: 0, endUs: 2_000_000 });
    expect(fail.failure).toMatchObject({ line: 8, column: 5, step: 'expect-verdict', atUs: 34_500_000, replay: 'recsim test fail.yaml --seed 1' });
  });

  test('JUnit has a case for each, in virtual seconds, with measures as properties', () => {
    expect(recsim('pass.yaml', 'fail.yaml', 'endless.yaml', '--junit', 'out.xml').status).toBe(1);
    const xml = readFileSync(path.join(folder, 'out.xml'), 'utf8');
    expect(xml).toContain('<property name="time" value="virtual seconds"/>');
    expect(xml).toContain('<testcase classname="pass" name="test" time="2.050"/>');
    expect(xml).toContain('<property name="measure.start" value="50 ms (allowed 60 ms or less, good)"/>');
    expect(xml).toContain('<failure message="fail.yaml:8:5 expect-verdict at 34.500 s: expected reset, got short');
    expect(xml).toContain('<testsuites name="recsim" tests="3" failures="2" errors="0" time="37.550">');
    expect(xml).toContain('type="TIMEOUT"');
  });

  test('a report that cannot be written is refused before anything runs', () => {
    for (const [file, why] of [
      ['nowhere/out.xml', 'its folder does not exist'],
      ['many', 'this is a folder'],
      ['pass.yaml/out.xml', 'its folder does not exist'],
    ] as const) {
      for (const option of ['--junit', '--json']) {
        const { status, stdout, stderr } = recsim('pass.yaml', option, file);
        expect([status, stdout, stderr]).toEqual([2, '', expect.stringContaining(`error: ${file}: cannot be written: ${why}`)]);
      }
    }
  });

  test('a report is replaced whole, through a link too, and nothing else is left behind', () => {
    writeFileSync(path.join(folder, 'old.json'), 'x'.repeat(100_000));
    symlinkSync('old.json', path.join(folder, 'link.json'));
    recsim('pass.yaml', '--json', 'link.json');
    expect(JSON.parse(readFileSync(path.join(folder, 'old.json'), 'utf8')).summary.passed).toBe(1);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test('nothing is written when a file is bad', () => {
    const { stdout, stderr } = recsim('pass.yaml', 'bad.yaml', '--json', 'never.json');
    expect([stdout, existsSync(path.join(folder, 'never.json'))]).toEqual(['', false]);
    expect(stderr.split('\n')).toHaveLength(3);
  });
});

test('the same file and seed give the same trace hash in a fresh process', () => {
  const scenario = path.resolve('scenarios/worst-bounce.yaml');
  const hash = () => JSON.parse(recsim(scenario, '--seed', '77', '--json', '-').stdout).runs[0].traceHash;
  expect(hash()).toBe(hash());
});
