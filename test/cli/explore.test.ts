/** `recsim explore`: what it tells of boards that keep their properties and of those that do not, its limits, its files and its exit codes. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addExploreCommand } from '../../src/cli/explore.ts';
import { addTestCommand } from '../../src/cli/test.ts';
import { runVerb } from '../support/run-verb.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'recsim-explore-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const explore = (...args: string[]) => runVerb(addExploreCommand, ['explore', ...args]);
const inFolder = (name: string) => path.join(folder, name);

describe('a board that keeps its properties', () => {
  test('is said to keep each, in every timing, with exit code 0', async () => {
    const { stdout, exitCode } = await explore('--board', 'u-boot-button');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/all timings +\d+ states +1 \d+ steps +\d+ states of the statechart +\d+\.\d\d s +every one was looked at/);
    expect(stdout.match(/✓/g)).toHaveLength(12);
    expect(stdout).toContain('✓ no wipe without a hold in its window');
  });

  test('by both searches, which agree', async () => {
    const { stdout, exitCode } = await explore('--board', 'no-button', '--mode', 'both');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('at the limits');
    expect(stdout).toContain('both agree: the same states of the statechart, the same properties');
  });

  test('has fewer states the fewer presses there are', async () => {
    const states = async (...args: string[]) => {
      const { stdout } = await explore('--board', 'u-boot-button', '--json', '-', ...args);
      return JSON.parse(stdout).boards[0].modes[0].states as number;
    };
    const [one, two, any] = [await states('--presses', '1'), await states('--presses', '2'), await states()];
    expect(one).toBeLessThan(two);
    expect(one).toBeLessThan(any);
  });
});

describe('a search that is ended before all was tried', () => {
  test.each([
    ['--max-states', '50'],
    ['--time', '0 s'],
  ])('by %s %s shows nothing to hold, says so, and has exit code 4', async (...args) => {
    const { stdout, exitCode } = await explore('--board', 'seed', ...args);
    expect(exitCode).toBe(4);
    expect(stdout).toContain('not all were looked at: nothing is shown but what was found');
    expect(stdout).not.toContain('✓');
  });
});

describe('a board that breaks a property', () => {
  test('is told with the shortest way, its exact moments, how it came, a timing diagram and the line to play it, with exit code 1', async () => {
    const { stdout, exitCode } = await explore('--board', 'faulty/hold-ends-with-initialisation', '--save-counterexamples', inFolder('bugs'));
    expect(exitCode).toBe(1);
    const about = stdout.slice(stdout.indexOf('✗ a full hold wipes'));
    expect(about).toContain('a person who does what the guide says must get what it promises, at once');
    expect(about).toMatch(/1\.050 s +initialisation\.finished/);
    expect(about).toContain('how it came:');
    expect(about).toMatch(/contact +▆+▁+/);
    const [file = ''] = readdirSync(inFolder('bugs'));
    expect(about).toContain(`recsim test ${inFolder(path.join('bugs', file))}`);
  });

  test('the saved way fails as a scenario, at what must not be', async () => {
    const file = inFolder('one.yaml');
    expect((await explore('--board', 'faulty/arms-after-watchdog', '--save-counterexample', file)).exitCode).toBe(1);
    const { stdout, exitCode } = await runVerb(addTestCommand, ['test', file]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('expected never boot.defaulting, but it came');
  });

  test('a way that no scenario can tell by states, pins and storage is told, and not saved as one', async () => {
    const { stdout } = await explore('--board', 'faulty/no-debounce', '--save-counterexamples', inFolder('no-debounce'));
    expect(stdout).toContain('a scenario cannot tell it by states, pins and storage');
    const files = readdirSync(inFolder('no-debounce'));
    expect(files).toEqual(['no-debounce-1-no-wipe-without-a-hold-in-its-window.yaml']);
  });

  test('is the same by both searches', async () => {
    const { stdout } = await explore('--board', 'faulty/watchdog-starves', '--mode', 'both', '--json', '-');
    const [{ modes }] = JSON.parse(stdout).boards;
    const [zones, limits] = modes.map(({ broken }: { broken: { property: string }[] }) => broken.map(({ property }) => property).sort());
    expect(zones).toEqual(['the watchdog bites nobody but a firmware that hangs']);
    expect(limits).toEqual(zones);
  });

  test('as JSON: states, properties, and each way with its moments', async () => {
    const file = inFolder('found.json');
    await explore('--board', 'faulty/watchdog-starves', '--json', file);
    const [{ board, properties, modes }] = JSON.parse(readFileSync(file, 'utf8')).boards;
    expect([board, properties.length, modes[0].mode, modes[0].isExhausted]).toEqual(['watchdog-starves', 12, 'zones', true]);
    const [{ property, isShownOnBench, moments }] = modes[0].broken;
    expect([property, isShownOnBench]).toEqual(['the watchdog bites nobody but a firmware that hangs', true]);
    expect(moments.at(-1)).toMatchObject({ what: 'watchdog.bit', isDeed: false });
    expect(moments.every(({ atUs }: { atUs: number }) => Number.isInteger(atUs))).toBe(true);
  });
});

describe('properties of one’s own', () => {
  const written = (name: string, text: string): string => {
    writeFileSync(inFolder(name), text);
    return inFolder(name);
  };

  test('take the place of those that ship', async () => {
    const file = written('own.yaml', 'version: 1\nproperties:\n  - name: it never starts\n    never: power-up\n');
    const { stdout, exitCode } = await explore('--board', 'no-button', '--properties', file);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/✗ it never starts\n +0\.000 s +power is good again/);
    expect(stdout).not.toContain('no wipe');
  });

  test.each([
    ['an empty file', '', 'own.yaml:1:1: write version: 1 and properties'],
    ['another version', 'version: 2\nproperties: []\n', 'own.yaml:1:10: version: this recsim reads properties of version 1'],
    [
      'nothing that must hold',
      'version: 1\nproperties:\n  - name: a\n',
      'own.yaml:3:5: this says nothing that must hold. Write one of: never, only, at-most-once, must, always-possible',
    ],
    [
      'two things at once',
      'version: 1\nproperties:\n  - name: a\n    never: wipe\n    always-possible: wipe\n',
      'this says two things: never and always-possible',
    ],
    [
      'nothing that can be seen',
      'version: 1\nproperties:\n  - name: a\n    never: wpe all\n',
      'own.yaml:4:12: properties[0].never: "wpe all" is nothing that can be seen. Did you mean "wipe all"?',
    ],
    [
      'a time without a unit',
      'version: 1\nproperties:\n  - name: a\n    after: hung\n    must: watchdog\n    within: 5\n',
      'own.yaml:6:13: properties[0].within: write a duration with its unit, for example "5 s"',
    ],
    ['a word too many', 'version: 1\nproperties:\n  - name: a\n    never: wipe\n    ever: true\n', 'own.yaml:5:5'],
    [
      'a name twice',
      'version: 1\nproperties:\n  - { name: a, never: wipe }\n  - { name: a, never: hung }\n',
      'there are two properties "a". Give each a name of its own',
    ],
  ])('%s is refused with its place and what to do', async (_, text, message) => {
    const { stderr, exitCode } = await explore('--properties', written('own.yaml', text));
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });
});

test('bad usage is exit code 2 before anything is tried', async () => {
  const bad = [
    [['--board', 'sed'], 'seed'],
    [['--max-states', '0'], '--max-states 0: this is no number. Write a whole number from 1'],
    [['--presses', 'two'], '--presses two: this is no number'],
    [['--time', '5'], '--time'],
    [['--mode', 'all'], ''],
    [['--properties', 'nowhere.yaml'], 'nowhere.yaml'],
    [['--json', '/nowhere/found.json'], '/nowhere/found.json'],
    [['--save-counterexample', 'a.yaml', '--save-counterexamples', 'b'], 'Write one of them: a file, or a folder'],
  ] as const;
  for (const [args, message] of bad) {
    const { stdout, stderr, exitCode } = await explore(...args);
    expect([stdout, exitCode], args.join(' ')).toEqual(['', 2]);
    expect(stderr).toContain(message);
  }
});
