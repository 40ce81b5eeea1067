/** `recsim sweep`: maps, files, the counter-example, Ctrl-C, and its exit codes. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addSweepCommand } from '../../src/cli/sweep.ts';
import { unwrap } from '../../src/errors.ts';
import { loadScenario } from '../../src/scenario/decode.ts';
import { runScenario } from '../../src/scenario/runner.ts';
import { recsim } from '../support/command.ts';
import { runVerb } from '../support/run-verb.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'recsim-sweep-'));
  mkdirSync(path.join(folder, 'upside-down'));
  const parameters = { closedLevel: { value: 'high', assumed: 'a mistake' } };
  const board = { version: 1, name: 'upside-down', title: 'Wrong polarity', procedure: 'hold', parameters };
  writeFileSync(path.join(folder, 'upside-down', 'board.json'), JSON.stringify(board));
});
afterAll(() => rmSync(folder, { recursive: true }));

const sweep = (...args: string[]) => runVerb(addSweepCommand, ['sweep', ...args]);
const inFolder = (name: string) => path.join(folder, name);
const SMALL = ['--hold', '0 s..40 s/10 s', '--pre-hold', '0, 4.5 s', '--bounce', '0', '--dip', '0'];

test('draws a map in letters, counts the outcomes and says that all is as the rules say', async () => {
  const { stdout, exitCode } = await sweep(...SMALL);
  expect(exitCode).toBe(0);
  expect(stdout).toContain(
    [
      'hold before power, at bounce 0 s, mains dip 0 s',
      '       4.5 s |ssFFo',
      '         0 s |ssFFo',
      '             +-----',
      '              0 s 40 s  hold',
      '',
      '  s  short: 4',
      '  F  factory-default: 4',
      '  o  over-held: 2',
    ].join('\n'),
  );
  expect(stdout).toMatch(/10 trials in [\d.]+ s, [\d,]+\/s; all 10 judged are as the rules say/);
});

describe('files', () => {
  test('the HTML needs nothing from outside, and says with words what it says with colours', async () => {
    await sweep(...SMALL, '--html', inFolder('sweep.html'));
    const html = readFileSync(inFolder('sweep.html'), 'utf8');
    expect(html).not.toMatch(/https?:|<script|<link|<img|url\(|@import/);
    expect(html).toContain('prefers-color-scheme: dark');
    expect(html).toContain(
      '<title>hold 20 s to 30 s, hold before power 4.5 s, bounce 0 s, mains dip 0 s: factory-default; before power: good</title>',
    );
    expect(html).toContain('<th scope="row">4.5 s</th><td>20 s to 30 s</td><td>factory-default</td><td>good</td><td>yes</td>');
    expect(html).toMatch(/<span class="key"[^>]*>F<\/span>factory-default: 4</);
    for (const tag of ['svg', 'g', 'table', 'tr', 'td', 'section', 'details', 'title', 'text', 'ul', 'li'])
      expect([tag, html.split(new RegExp(`<${tag}[ >]`)).length]).toEqual([tag, html.split(`</${tag}>`).length]);
  });

  test('the CSV has a line for each trial, the JSON all of it', async () => {
    await sweep(...SMALL, '--csv', inFolder('sweep.csv'), '--json', inFolder('sweep.json'));
    const [head, ...lines] = readFileSync(inFolder('sweep.csv'), 'utf8').trimEnd().split('\n');
    expect(head).toBe('board,hold_us,pre_hold_us,bounce_us,dip_us,outcome,grade,check,rules');
    expect(lines).toHaveLength(10);
    expect(lines).toContain('seed,30000000,4500000,0,0,factory-default,good,agrees,');
    const { boards } = JSON.parse(readFileSync(inFolder('sweep.json'), 'utf8'));
    expect(boards[0]).toMatchObject({ partial: false, trials: 10, checked: { agree: 10, differ: 0, unjudged: 0 }, counterExample: null });
  });

  test('with - only they go to stdout', async () => {
    const { stdout } = await sweep(...SMALL, '--json', '-');
    expect(JSON.parse(stdout).boards[0].cells).toHaveLength(10);
  });
});

describe('a board that does not do what its rules say', () => {
  test('gives exit code 1 and a scenario that recsim test plays to the same end', async () => {
    const file = inFolder('counter.yaml');
    const args = ['--board', inFolder('upside-down'), '--bounce', '0, 2 ms', '--dip', '0, 1 s', '--hold', '0 s..40 s/5 s'];
    const { stdout, exitCode } = await sweep(...args, '--html', inFolder('bad.html'), '--save-counterexample', file);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/\d+ not as the rules say \(!\)/);
    const [, rules, outcome] = /smallest counter-example: .*: the rules say (\S+), hold before power good, the recorder (.*)/.exec(stdout) ?? [];
    expect([rules, outcome]).toEqual(['short', 'not-armed']);
    expect(readFileSync(inFolder('bad.html'), 'utf8')).toContain('class="cell differs"');
    const run = await runScenario(unwrap(loadScenario(file)));
    expect(run.outcome).toBe('FAIL');
    expect(run.failure?.message).toContain(`expected ${rules}, got ${outcome}`);
  });

  test('without one nothing is saved, and that is said', async () => {
    const { stderr, exitCode } = await sweep(...SMALL, '--save-counterexample', inFolder('none.yaml'));
    expect([exitCode, stderr, existsSync(inFolder('none.yaml'))]).toEqual([
      0,
      `no counter-example: ${inFolder('none.yaml')} is not written\n`,
      false,
    ]);
  });
});

test('on two threads it gives the same, byte for byte, apart from how long it took', () => {
  const outputs = (jobs: string) => {
    const files = ['out.csv', 'out.json', 'out.html', 'out.yaml'].map(inFolder) as [string, string, string, string];
    const [csv, json, html, yaml] = files;
    // Unlike boards: one keeps its rules, one does not, and has a counter-example.
    const boards = ['--board', 'seed', inFolder('upside-down')];
    const axes = ['--hold', '0 s..40 s:33', '--pre-hold', '0, 4.5 s', '--bounce', '0, 2 ms', '--dip', '0, 1 s'];
    const ended = recsim(['sweep', ...boards, ...axes, '--jobs', jobs, '--csv', csv, '--json', json, '--html', html, '--save-counterexample', yaml]);
    const told = [ended.stdout, ended.stderr, ...files.map((file) => readFileSync(file, 'utf8'))];
    return { code: ended.code, told: told.map((text) => text.replace(/ in [\d.]+ m?s, [\d,]+\/s|"wallMs": \d+/g, '')) };
  };
  const one = outputs('1');
  expect([one.code, one.told.join('').split('\n').length > 500]).toEqual([1, true]);
  expect(outputs('2')).toEqual(one);
});

test('Ctrl-C ends it: what was played is told and written, marked as partial, exit code 4', async () => {
  const before = process.listenerCount('SIGINT');
  const files = ['--html', inFolder('part.html'), '--csv', inFolder('part.csv'), '--json', inFolder('part.json')];
  const running = sweep('--hold', '0 s..40 s:100000', '--pre-hold', '4.5 s', '--bounce', '0', '--dip', '0', ...files);
  while (process.listenerCount('SIGINT') === before) await new Promise((resolve) => setImmediate(resolve));
  process.emit('SIGINT');
  const { stdout, exitCode } = await running;
  expect(exitCode).toBe(4);
  expect(stdout).toMatch(/PARTIAL: \d+ of 100,000 trials/);
  expect(readFileSync(inFolder('part.html'), 'utf8')).toContain('<title>PARTIAL: Sweep of seed</title>');
  expect(readFileSync(inFolder('part.csv'), 'utf8')).toMatch(/^# partial: seed: \d+ of 100,000 trials\nboard,/);
  const [board] = JSON.parse(readFileSync(inFolder('part.json'), 'utf8')).boards;
  expect([board.partial, board.trials]).toEqual([true, board.cells.length]);
  expect(process.listenerCount('SIGINT')).toBe(before);
});

test('bad usage is exit code 2 before anything runs', async () => {
  const bad = [
    ['--hold', '5'],
    ['--bounce', '1 s'],
    ['--hold', '0 s..40 s:100000', '--dip', '0 s..1 s:100'],
    ['--html', '-'],
    ['--csv', '-', '--json', '-'],
    ['--html', 'a', '--csv', 'a'],
    ['--board', 'sed'],
    ['--jobs', '0'],
    ['--jobs', 'many'],
  ];
  for (const args of bad) {
    const { exitCode, stdout, stderr } = await sweep(...args);
    expect([args, exitCode, stdout, stderr.startsWith('error: ')]).toEqual([args, 2, '', true]);
  }
});
