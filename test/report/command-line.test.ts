/** Coverage and the HTML report on the command line. Needs dist/main.js (make build). */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fileOf } from '../support/scenarios.ts';
import { HOLD } from './sample.ts';

const MAIN = path.resolve('dist/main.js');

let folder: string;
beforeAll(() => {
  if (!existsSync(MAIN)) throw new Error('dist/main.js is missing: run make build');
  folder = mkdtempSync(path.join(tmpdir(), 'recsim-report-'));
  writeFileSync(path.join(folder, 'pass.yaml'), fileOf(HOLD('22 s'), 'state: provisioned'));
  writeFileSync(path.join(folder, 'fail.yaml'), fileOf(HOLD('9.5 s'), 'state: provisioned'));
  writeFileSync(path.join(folder, 'matrix.yaml'), fileOf(`  - power: on\n  - delay: "\${ON}"\n`, 'matrix: { ON: [10 ms, 1 s, 30 s] }'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function recsim(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { status, stdout, stderr };
}
const read = (name: string) => readFileSync(path.join(folder, name), 'utf8');

describe('--coverage', () => {
  test('prints the table and is in the reports; without it nothing of it is', () => {
    const { status, stdout } = recsim('test', 'pass.yaml', '--coverage', '--json', 'c.json', '--junit', 'c.xml');
    expect(status).toBe(0);
    expect(stdout).toMatch(/coverage of the statechart of board seed\n {2}region {3}states {2}transitions/);
    const [board] = JSON.parse(read('c.json')).coverage;
    expect([board.board, board.regions[1].states['hold.reset'], board.regions[1].states['hold.stuck']]).toEqual(['seed', 1, 0]);
    expect(read('c.xml')).toMatch(/<property name="coverage.seed.states" value="\d+(\.\d)? % \(\d+ of 77\)"\/>/);
    recsim('test', 'pass.yaml', '--json', 'plain.json');
    expect(JSON.parse(read('plain.json')).coverage).toBeUndefined();
  });

  test('is the same on two threads, and in shards that are joined', () => {
    const files = ['pass.yaml', 'fail.yaml', 'matrix.yaml', '--coverage', '--quiet'];
    recsim('test', ...files, '--json', 'whole.json');
    recsim('test', ...files, '--jobs', '2', '--json', 'threads.json');
    expect(read('threads.json')).toBe(read('whole.json'));
    mkdirSync(path.join(folder, 'shards'));
    for (const shard of ['1', '2']) recsim('test', ...files, '--shard', `${shard}/2`, '--json', `shards/${shard}.json`);
    const merged = recsim('merge-reports', 'shards', '--json', 'merged.json', '--html', 'merged.html', '--coverage-min', '99');
    expect(read('merged.json')).toBe(read('whole.json'));
    expect(read('merged.html')).toContain('1 of 5 scenarios did not pass');
    expect(merged.stderr).toContain('less than --coverage-min 99');
  });

  test('of a record without it cannot be asked for', () => {
    mkdirSync(path.join(folder, 'bare'));
    recsim('test', 'pass.yaml', '--json', 'bare/1.json');
    const { status, stderr } = recsim('merge-reports', 'bare', '--coverage');
    expect([status, stderr]).toEqual([2, 'error: bare/1.json: this record does not tell what was covered. Run every shard with --coverage\n']);
  });
});

describe('--coverage-min', () => {
  test('gives exit code 1 and says what is missing, when all passed and too little was covered', () => {
    const { status, stderr } = recsim('test', 'pass.yaml', '--coverage-min', '90');
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^error: coverage of board seed is [\d.]+ %, less than --coverage-min 90: \d+ of \d+ states, transitions and timers; \d+ more are needed\n$/,
    );
    expect(recsim('test', 'pass.yaml', '--coverage-min', 'seed=5').status).toBe(0);
    expect(recsim('test', 'pass.yaml', '--coverage-min', 'openwrt=5').status).toBe(1);
  });

  test('that is none is refused before anything runs', () => {
    const { status, stdout, stderr } = recsim('test', 'pass.yaml', '--coverage-min', 'lots');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('--coverage-min lots is not a share. Write per cent, 0 to 100');
  });
});

describe('--html', () => {
  test('writes one page with the runs, the map of a matrix and the coverage', () => {
    const { status } = recsim('test', 'pass.yaml', 'fail.yaml', 'matrix.yaml', '--html', 'report.html');
    expect(status).toBe(1);
    const page = read('report.html');
    expect(page).toContain('1 of 5 scenarios did not pass');
    expect(page).toContain('<div class="scroll map"');
    expect(page).toContain('recsim test fail.yaml --seed 1');
    expect(page).toContain('Coverage of the statechart');
    expect(page).not.toMatch(/(src|href)="(?!#)/);
  });

  test('is written whole or not at all', () => {
    writeFileSync(path.join(folder, 'kept.html'), 'old');
    const { status, stderr } = recsim('test', 'pass.yaml', '--html', 'nowhere/report.html');
    expect([status, stderr]).toEqual([2, 'error: nowhere/report.html: cannot be written: its folder does not exist. Make the folder first\n']);
    recsim('test', 'bad.yaml', '--html', 'kept.html');
    expect(read('kept.html')).toBe('old');
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test.each([
    [['--html', '-'], '--html - is not possible'],
    [['--html', 'same', '--json', 'same'], '--json and --html name the same file'],
  ])('%j is refused', (args, message) => {
    const { status, stderr } = recsim('test', 'pass.yaml', ...args);
    expect([status, stderr.includes(message)]).toEqual([2, true]);
  });
});
