/** What the README shows works as it is shown. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT, recsim } from '../support/command.ts';

const readme = readFileSync(path.join(ROOT, 'README.md'), 'utf8');
const blocks = (language: string) =>
  [...readme.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, 'g'))].map((match) => match[1] as string);

/** Runs `use` in a folder of its own. */
function inFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(path.join(tmpdir(), 'recsim-readme-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('the README', () => {
  test('has a scenario that passes', () => {
    inFolder((folder) => {
      const [scenario = ''] = blocks('yaml');
      writeFileSync(path.join(folder, 'readme.yaml'), scenario);
      const { code, stdout } = recsim(['test', path.join(folder, 'readme.yaml')]);
      expect(stdout).toContain('1 passed');
      expect(code).toBe(0);
    });
  });

  test('has a power cut that ends as it says, put in place of the end of that scenario', () => {
    inFolder((folder) => {
      const [scenario = '', cut = ''] = blocks('yaml');
      writeFileSync(path.join(folder, 'cut.yaml'), scenario.slice(0, scenario.indexOf('  - release')) + cut);
      expect(recsim(['test', path.join(folder, 'cut.yaml')])).toMatchObject({ code: 0, stdout: expect.stringContaining('1 passed') });
    });
  });

  test('has a program that runs against the package and says that the recorder was reset', () => {
    inFolder((folder) => {
      const [program = ''] = blocks('ts');
      writeFileSync(path.join(folder, 'program.mjs'), program.replace("'recsim'", JSON.stringify(path.join(ROOT, 'dist/index.js'))));
      const { stdout } = spawnSync(process.execPath, [path.join(folder, 'program.mjs')], { encoding: 'utf8' });
      expect(stdout).toMatch(/^reset held 24\.95\d s from the first sample, inside the window of 20\.000 s to 30\.000 s/);
    });
  });

  test('has a program that goes the way back in to the new password', () => {
    inFolder((folder) => {
      const [, program = ''] = blocks('ts');
      writeFileSync(path.join(folder, 'program.mjs'), program.replace("'recsim'", JSON.stringify(path.join(ROOT, 'dist/index.js'))));
      const { stdout, stderr } = spawnSync(process.execPath, [path.join(folder, 'program.mjs')], { encoding: 'utf8' });
      expect(stderr).toBe('');
      expect(stdout).toMatch(/New Password[\s\S]*Confirm Password/);
    });
  });

  test('has the test for vitest that docs/test-suites.md has, where it is run', () => {
    const [, , suite = 'none'] = blocks('ts');
    expect(readFileSync(path.join(ROOT, 'docs/test-suites.md'), 'utf8')).toContain(suite);
  });

  test('names files, pictures and targets that are there', () => {
    const links = [...readme.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map((match) => match[1] as string);
    expect(links.length).toBeGreaterThan(5);
    for (const link of links) expect([link, existsSync(path.join(ROOT, link))]).toEqual([link, true]);
    const makefile = readFileSync(path.join(ROOT, 'Makefile'), 'utf8');
    for (const [, target] of readme.matchAll(/make ([a-z-]+)/g)) expect(makefile).toContain(`\n${target}: `);
  });
});
