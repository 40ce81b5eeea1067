/** The package: what is in it, what it needs, what it offers. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../support/command.ts';
import { manifest, type Packed, pack } from '../support/packed.ts';

let folder: string;
let packed: Packed;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'recsim-package-'));
  packed = pack(folder);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PACKAGE = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));

describe('the package', () => {
  test('has the built library and command, boards, scenarios, and nothing else', () => {
    const kinds = packed.files.map((file) =>
      file.path
        .replace(/^dist\/types\/.*\.d\.ts$/, 'dist/types/*.d.ts')
        .replace(/^dist\/[\w-]+\.js$/, 'dist/*.js')
        .replace(/^boards\/.*\.json$/, 'boards/*.json')
        .replace(/^scenarios\/.*\.(yaml|json)$/, 'scenarios/*'),
    );
    expect([...new Set(kinds)].sort()).toEqual([
      'LICENSE',
      'README.md',
      'boards/*.json',
      'dist/*.js',
      'dist/licenses.txt',
      'dist/types/*.d.ts',
      'package.json',
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

  test('is at most 1.5 MB to download', () => {
    expect(packed.size).toBeLessThan(1_500_000);
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
    expect(packages).toEqual([...Object.keys(manifest(ROOT).dependencies ?? {}), 'vitest'].sort());
  });

  test('names the licence of each package that is bundled in it', () => {
    const licenses = readFileSync(path.join(ROOT, 'dist/licenses.txt'), 'utf8');
    for (const name of ['commander', 'yaml', 'mailparser', 'nodemailer', 'xstate']) expect(licenses).toMatch(new RegExp(`^${name} [\\d.]+: `, 'm'));
    expect(licenses).not.toMatch(/: undefined|has no text/);
  });
});
