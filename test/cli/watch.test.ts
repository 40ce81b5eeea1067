/** `recsim test --watch` as a process, with real files that change. Needs dist/main.js (make build). */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sourcesOf } from '../../src/cli/watch-sources.ts';
import { ROOT, recsim } from '../support/command.ts';
import { endAll, type Running, start } from '../support/process.ts';

const MAIN = path.join(ROOT, 'dist/main.js');
const STANDS = 'watching ';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'recsim-watch-'));
  for (const part of ['boards', 'scenarios']) cpSync(path.join(ROOT, 'examples/firmware-tests', part), path.join(folder, part), { recursive: true });
});
afterEach(async () => {
  await endAll();
  rmSync(folder, { recursive: true });
});

const at = (file: string) => path.join(folder, file);
/** As an editor does: written beside, and put in its place. */
function edit(file: string, change: (text: string) => string): void {
  writeFileSync(at(`${file}~`), change(readFileSync(at(file), 'utf8')));
  renameSync(at(`${file}~`), at(file));
}

/** What it says until it stands and waits for the `count`-th time: the lines of the latest run. */
async function stands(running: Running, count: number): Promise<string[]> {
  const isStanding = (line: string) => line.startsWith(STANDS);
  const lines = (await running.until((all) => all.filter(isStanding).length >= count)).map((line) => line.replaceAll(`${folder}/`, ''));
  const ends = lines.flatMap((line, index) => (isStanding(line) ? [index] : []));
  return lines.slice((ends[count - 2] ?? -1) + 1, (ends[count - 1] ?? lines.length) + 1);
}

const ran = (lines: readonly string[]) => lines.flatMap((line) => /^(PASS|FAIL) +(\S+)/.exec(line)?.slice(1).join(' ') ?? []);

describe('recsim test --watch', () => {
  test('runs all, then what a change concerns: a scenario itself, or all of its board', async () => {
    const running = start(MAIN, ['test', '--watch', at('scenarios')]);
    const first = await stands(running, 1);
    expect(ran(first)).toEqual(['PASS scenarios/hold-12s.yaml', 'PASS scenarios/released-early.yaml']);
    expect(first.at(-1)).toBe('watching 2 scenario files and 1 that they use; all pass');

    edit('scenarios/released-early.yaml', (text) => text.replace('delay: 6 s', 'delay: 7 s'));
    expect(ran(await stands(running, 2))).toEqual(['PASS scenarios/released-early.yaml']);

    edit('boards/shop-dvr/board.json', (text) => text.replace('"10 s"', '"13 s"'));
    const third = await stands(running, 3);
    expect(third[0]).toMatch(/^changed: .*boards\/shop-dvr\/board\.json$/);
    expect(ran(third)).toEqual(['FAIL scenarios/hold-12s.yaml', 'PASS scenarios/released-early.yaml']);
    expect(third.at(-1)).toContain('not passing: scenarios/hold-12s.yaml');

    edit('scenarios/released-early.yaml', (text) => text.replace('delay: 7 s', 'delay: 5 s'));
    const fourth = await stands(running, 4);
    expect(ran(fourth)).toEqual(['PASS scenarios/released-early.yaml']);
    expect(fourth.at(-1)).toContain('not passing: scenarios/hold-12s.yaml');
  });

  test('runs again what a board concerns that its matrix names by variable', async () => {
    edit('scenarios/hold-12s.yaml', (text) => text.replace(/^board: .*$/m, 'matrix: { maker: [shop] }\nboard: "../boards/${maker}-dvr"'));
    const running = start(MAIN, ['test', '--watch', at('scenarios/hold-12s.yaml')]);
    expect(ran(await stands(running, 1))).toEqual(['PASS scenarios/hold-12s.yaml']);
    edit('boards/shop-dvr/board.json', (text) => text.replace('"10 s"', '"13 s"'));
    expect(ran(await stands(running, 2))).toEqual(['FAIL scenarios/hold-12s.yaml']);
  });

  test('runs a new file of a folder, and forgets one that is gone', async () => {
    const running = start(MAIN, ['test', '--watch', at('scenarios')]);
    await stands(running, 1);
    writeFileSync(at('scenarios/more.yaml'), readFileSync(at('scenarios/hold-12s.yaml')));
    const more = await stands(running, 2);
    expect(ran(more)).toEqual(['PASS scenarios/more.yaml']);
    expect(more.at(-1)).toContain('watching 3 scenario files');
    rmSync(at('scenarios/more.yaml'));
    edit('scenarios/hold-12s.yaml', (text) => `${text}\n`);
    expect((await stands(running, 3)).at(-1)).toContain('watching 2 scenario files');
  });

  test('waits for a mistake in a file to be mended, also when it is there from the start', async () => {
    edit('scenarios/released-early.yaml', (text) => text.replace('steps:', 'stesp:'));
    const running = start(MAIN, ['test', '--watch', at('scenarios')]);
    expect((await stands(running, 1)).at(-1)).toContain('not run: scenarios/hold-12s.yaml, scenarios/released-early.yaml');
    edit('scenarios/released-early.yaml', (text) => text.replace('stesp:', 'steps:'));
    const second = await stands(running, 2);
    expect(ran(second)).toEqual(['PASS scenarios/released-early.yaml', 'PASS scenarios/hold-12s.yaml']);
    expect(second.at(-1)).toContain('all pass');
  });

  test('prints plainly on a pipe: no colour, no clearing, no keys', async () => {
    const running = start(MAIN, ['test', '--watch', at('scenarios')]);
    await stands(running, 1);
    edit('scenarios/hold-12s.yaml', (text) => `${text}\n`);
    await stands(running, 2);
    const said = running.lines().join('\n');
    expect([said.includes('\u001b'), said.includes('enter again')]).toEqual([false, false]);
  });

  test.each([
    ['SIGINT', '"10 s"', 0],
    ['SIGTERM', '"13 s"', 1],
  ] as const)('%s ends it: window from %s, exit code %i', async (signal, from, code) => {
    edit('boards/shop-dvr/board.json', (text) => text.replace('"10 s"', from));
    const running = start(MAIN, ['test', '--watch', at('scenarios')]);
    await stands(running, 1);
    running.process.kill(signal);
    await running.ended();
    expect(running.process.exitCode).toBe(code);
  });

  test('names and options that no change of a file mends are refused at once', () => {
    expect(recsim(['test', '--watch', 'nowhere.yaml'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('there is no such file or folder'),
    });
    expect(recsim(['test', '--watch', '--seed', '-1', at('scenarios')])).toMatchObject({ code: 2, stderr: expect.stringContaining('is not a seed') });
    expect(recsim(['test', '--watch', '--junit', 'x.xml', at('scenarios')])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("option '--watch' cannot be used with option '--junit <file>'"),
    });
  });
});

describe('what a scenario is made of', () => {
  const named = (text: string, board?: string) => {
    writeFileSync(at('scenarios/hold-12s.yaml'), text);
    return sourcesOf(at('scenarios/hold-12s.yaml'), board).map((file) => file.replace(`${folder}/`, '').replace(`${ROOT}/`, ''));
  };

  test('its board: by path, by name, none, another for all, one that is not there yet', () => {
    expect(named('board: ../boards/shop-dvr\n')).toEqual(['scenarios/hold-12s.yaml', 'boards/shop-dvr/board.json']);
    expect(named('board: pi-4\n')).toEqual(['scenarios/hold-12s.yaml', 'boards/pi-4/board.json']);
    expect(named('name: x\n')).toEqual(['scenarios/hold-12s.yaml', 'boards/seed/board.json']);
    expect(named('board: pi-4\n', at('boards/shop-dvr'))).toEqual(['scenarios/hold-12s.yaml', 'boards/shop-dvr/board.json']);
    expect(named('board: ../boards/new\n')).toEqual(['scenarios/hold-12s.yaml', 'boards/new/board.json']);
  });

  test('the boards of its matrix: by path, by name, with a name put into a path, but not where --board says another', () => {
    const boards = (text: string, board?: string) => named(text, board).slice(1);
    const byValue = 'matrix:\n  board: [../boards/shop-dvr, seed, pi-4]\nboard: ${board}\n';
    expect(boards(byValue)).toEqual(['boards/shop-dvr/board.json', 'boards/seed/board.json', 'boards/pi-4/board.json']);
    expect(boards(byValue, 'unifi')).toEqual(['boards/unifi/board.json']);
    const byPart = 'matrix:\n  maker: [shop, home]\n  n: [1, 2]\nboard: ../boards/${maker}-dvr\nsteps:\n  - log: "${n}"\n';
    expect(boards(byPart)).toEqual(['boards/shop-dvr/board.json', 'boards/home-dvr/board.json']);
  });

  test('the pictures that it compares with, one for each value of its matrix', () => {
    const steps = 'steps:\n  - take-screenshot: { compare-with: "${n}/${language}.png" }\n';
    expect(named(`matrix: { language: [en, es], n: { from: 1, to: 2 } }\n${steps}`).slice(2)).toEqual(
      ['1/en', '2/en', '1/es', '2/es'].map((name) => `scenarios/${name}.png`),
    );
  });

  test('the snapshot or kept recorder that it begins with, also before it is there, not those that it saves', () => {
    const own = ['scenarios/hold-12s.yaml', 'boards/seed/board.json'];
    expect(named('state: ./set-up.json\n')).toEqual([...own, 'scenarios/set-up.json']);
    mkdirSync(at('my-dvr'));
    writeFileSync(at('my-dvr/flash.bin'), '');
    expect(named('state: ../my-dvr\n')).toEqual([...own, 'my-dvr', 'my-dvr/flash.bin']);
    expect(named('state: provisioned\n')).toEqual(own);
    writeFileSync(at('scenarios/end.json'), '');
    expect(named('steps:\n  - snapshot: { name: end, save-to: end.json }\n')).toEqual(own);
  });

  test('the pictures that it compares with, not those that it writes', () => {
    writeFileSync(at('scenarios/old.png'), '');
    const steps = ['compare-with: new.png', 'compare-with: old.png', 'save-to: hold-12s.yaml', 'save-to: seen.png'];
    expect(named(`steps:\n${steps.map((step) => `  - take-screenshot: { ${step} }\n`).join('')}`)).toEqual([
      'scenarios/hold-12s.yaml',
      'boards/seed/board.json',
      'scenarios/new.png',
      'scenarios/old.png',
    ]);
  });

  test('itself and the usual board where it cannot be read', () => {
    expect(named('a: [\n')).toEqual(['scenarios/hold-12s.yaml', 'boards/seed/board.json']);
  });
});
