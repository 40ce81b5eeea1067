/** examples/firmware-tests as its reader has it: with the packed package installed, its types checked, its tests run, and red where the board is another. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../support/command.ts';
import { installed, manifest, pack } from '../support/packed.ts';

const EXAMPLE = path.join(ROOT, 'examples/firmware-tests');

let folder: string;
let project: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'recsim-example-'));
  project = path.join(folder, 'firmware-tests');
  installed(EXAMPLE, project, pack(folder));
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function inProject(program: string, ...args: string[]) {
  // It is a vitest of its own: what this one tells its workers is not for it.
  const { PATH, HOME } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(project, 'node_modules', program), ...args], {
    cwd: project,
    encoding: 'utf8',
    env: { PATH, HOME, NO_COLOR: '1' },
  });
  return { status, told: stdout + stderr };
}

describe('the example', () => {
  test('asks for the versions that are tested here, and for the tarball that make pack makes', () => {
    const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { version: string };
    const { recsim, ...others } = manifest(EXAMPLE).devDependencies ?? {};
    expect(recsim).toBe(`file:../../recsim-${version}.tgz`);
    expect(manifest(ROOT).devDependencies).toMatchObject(others);
  });

  test.each([[], ['--module', 'node16', '--moduleResolution', 'node16'], ['--module', 'nodenext', '--moduleResolution', 'nodenext']])(
    'has types that check, those of the libraries too: tsc %s %s %s %s',
    (...options) => {
      expect(inProject('typescript/bin/tsc', '-p', '.', ...options)).toEqual({ status: 0, told: '' });
    },
    60_000,
  );

  test('has no types for a matcher that is not there', () => {
    const file = path.join(project, 'tests/wrong.test.ts');
    writeFileSync(file, "import { createBench } from 'recsim/vitest';\nimport { expect } from 'vitest';\nexpect(createBench()).toHaveBeepd();\n");
    const { status, told } = inProject('typescript/bin/tsc', '-p', '.');
    rmSync(file);
    expect(status).not.toBe(0);
    expect(told).toContain("Did you mean 'toHaveBeeped'?");
  }, 60_000);

  test('is green', () => {
    const { status, told } = inProject('vitest/vitest.mjs', 'run', '--maxWorkers=1');
    expect(told).toMatch(/Tests {2}10 passed/);
    expect(status).toBe(0);
  }, 120_000);

  test('has a board that lints and scenarios that the command runs', () => {
    expect(inProject('recsim/dist/main.js', 'board', 'lint', 'boards/shop-dvr')).toMatchObject({ status: 0 });
    expect(inProject('recsim/dist/main.js', 'test', 'scenarios')).toMatchObject({ status: 0, told: expect.stringContaining('2 passed') });
  });

  test('is red where the window of the board is another, and says by how much, with which seed, and why', () => {
    const file = path.join(project, 'boards/shop-dvr/board.json');
    const board = readFileSync(file, 'utf8');
    writeFileSync(file, board.replace('"10 s"', '"13 s"'));
    const { status, told } = inProject('vitest/vitest.mjs', 'run', '--maxWorkers=1', 'tests/reset-button.test.ts', 'tests/scenarios.test.ts');
    writeFileSync(file, board);
    expect(status).toBe(1);
    expect(told).toContain('expected the recorder to have the verdict reset');
    expect(told).toMatch(/got {5}short - held 11\.95\d* s from the first sample, 1\.04\d* s short of the window \(13\.000 s to 15\.000 s\)/);
    expect(told).toContain('seed 1 of 100 fails (alone: RECSIM_SEED=1)');
    expect(told).toContain('expected scenarios/hold-12s.yaml to pass');
  }, 120_000);
});
