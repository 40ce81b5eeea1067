/**
 * The package: what is in it, what it needs, what it offers; and examples/firmware-tests as its reader has it: with the packed package installed, its types checked, its
 * tests run, and red where the board is another.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../support/command.ts';
import { installed, manifest, type Packed, pack } from '../support/packed.ts';

const EXAMPLE = path.join(ROOT, 'examples/firmware-tests');

let folder: string;
let packed: Packed;
/** The example as its reader has it. */
let project: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'recsim-package-'));
  packed = pack(folder);
  project = path.join(folder, 'firmware-tests');
  installed(EXAMPLE, project, packed);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PACKAGE = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));

describe('the package', () => {
  test('has the built library and command, the page of the panel, boards and their properties, scenarios, the plan of the rig, and nothing else', () => {
    const kinds = packed.files.map((file) =>
      file.path
        .replace(/^dist\/types\/.*\.d\.ts$/, 'dist/types/*.d.ts')
        .replace(/^dist\/[\w-]+\.js$/, 'dist/*.js')
        .replace(/^dist\/panel\/assets\/[\w-]+\.(js|css)$/, 'dist/panel/assets/*.$1')
        .replace(/^boards\/.*\.json$/, 'boards/*.json')
        .replace(/^scenarios\/.*\.(yaml|json)$/, 'scenarios/*')
        .replace(/^rig\/[\w.-]+\.(yaml|json)$/, 'rig/*'),
    );
    expect([...new Set(kinds)].sort()).toEqual([
      'LICENSE',
      'README.md',
      'boards/*.json',
      'boards/properties.yaml',
      'dist/*.js',
      'dist/licenses.txt',
      'dist/panel/assets/*.css',
      'dist/panel/assets/*.js',
      'dist/panel/index.html',
      'dist/types/*.d.ts',
      'package.json',
      'rig/*',
      'scenarios/*',
    ]);
  });

  test('has every file that its entries name', () => {
    const files = packed.files.map((file) => file.path);
    const named = [
      PACKAGE.bin.recsim,
      ...Object.values(PACKAGE.exports as Record<string, string | Record<string, string>>).flatMap((entry) =>
        typeof entry === 'string' ? [entry] : Object.values(entry),
      ),
    ];
    expect(named.length).toBeGreaterThan(5);
    for (const file of named) expect(files).toContain(file.replace('./', ''));
  });

  test('is at most 1.8 MB to download', () => {
    expect(packed.size).toBeLessThan(1_800_000);
  });

  test('needs at run time and for its types what it says it depends on, no less and no more', () => {
    const used = new Set<string>();
    const add = (name: string) => used.add(name.startsWith('@') ? name.split('/').slice(0, 2).join('/') : (name.split('/')[0] ?? name));
    const read = (from: string, ending: string) =>
      readdirSync(path.join(ROOT, from), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith(ending))
        .map((file) => readFileSync(path.join(ROOT, from, file), 'utf8'));
    const STATEMENT = /(?:^|[;}\n])(?:import|export)\s*(?:[\w*${},\s]*?\bfrom\s*)?["']([^"'.][^"']*)["']|\bimport\(["']([a-z@][^"']*)["']\)/g;
    for (const text of [...read('dist', '.js'), ...read('dist/types', '.d.ts')])
      for (const match of text.matchAll(STATEMENT)) add(match[1] ?? match[2] ?? '');
    const asked = read('src', '.ts').flatMap((text) => [...text.matchAll(/createRequire\(import\.meta\.url\)(?:\.resolve)?\('([^']+)'\)/g)]);
    for (const match of asked) add(match[1] as string);
    const packages = [...used].filter((name) => !name.startsWith('node:') && !builtinModules.includes(name)).sort();
    const { dependencies = {}, optionalDependencies = {} } = manifest(ROOT);
    expect(packages).toEqual([...Object.keys(dependencies), ...Object.keys(optionalDependencies), 'vitest'].sort());
  });

  test('names the licence of each package that is bundled in it', () => {
    const licenses = readFileSync(path.join(ROOT, 'dist/licenses.txt'), 'utf8');
    for (const name of ['commander', 'yaml', 'mailparser', 'nodemailer', 'xstate', 'fastify', 'lit', '@xterm/xterm'])
      expect(licenses).toMatch(new RegExp(`^${name} [\\d.]+: `, 'm'));
    expect(licenses).not.toMatch(/: undefined|has no text/);
  });
});

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

  test.each(['bundler', 'node16'])(
    'has types that check with moduleResolution %s, those of the libraries too, and none for a matcher that is not there',
    (resolution) => {
      const file = path.join(project, 'tests/wrong.test.ts');
      writeFileSync(
        file,
        "import { createBench } from 'recsim/vitest';\nimport { expect } from 'vitest';\n// @ts-expect-error\nexpect(createBench()).toHaveBeepd();\n",
      );
      const module = resolution === 'bundler' ? 'esnext' : resolution;
      const told = inProject('typescript/bin/tsc', '-p', '.', '--module', module, '--moduleResolution', resolution);
      rmSync(file);
      expect(told).toEqual({ status: 0, told: '' });
    },
    60_000,
  );

  test('is green', () => {
    const { status, told } = inProject('vitest/vitest.mjs', 'run', '--maxWorkers=1');
    expect(told).toMatch(/Tests {2}10 passed/);
    expect(status).toBe(0);
  }, 120_000);

  test('is red, too, where an await is forgotten before an expectation that fails', () => {
    const file = path.join(project, 'tests/forgotten.test.ts');
    const forgotten = "test('x', () => {\n  expect(createBench()).toReachState('boot.ready', { within: '1 s' });\n});\n";
    writeFileSync(file, `import { createBench } from 'recsim/vitest';\nimport { expect, test } from 'vitest';\n${forgotten}`);
    const { status, told } = inProject('vitest/vitest.mjs', 'run', 'tests/forgotten.test.ts');
    rmSync(file);
    expect(status).toBe(1);
    expect(told).toMatch(/Unhandled Rejection[\s\S]*expected the recorder to reach boot\.ready within 1 s/);
  }, 120_000);

  test('has a board that lints and scenarios that the command runs', () => {
    expect(inProject('recsim/dist/main.js', 'board', 'lint', 'boards/shop-dvr')).toEqual({ status: 0, told: '1 board: 0 errors, 0 warnings\n' });
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
