/** `recsim lint`: what people and programs see, and its exit codes. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { shippedBoards } from '../../src/board-file.ts';
import { addLintCommand } from '../../src/cli/lint.ts';
import { PROPERTIES } from '../../src/security-lint/lint.ts';
import { recsim } from '../support/command.ts';
import { runVerb } from '../support/run-verb.ts';

const lint = (...args: string[]) => runVerb(addLintCommand, ['lint', ...args]);

/** What `--json` prints, as far as these tests look. */
interface Printed {
  readonly board: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly findings: readonly { readonly rule: string; readonly severity: string; readonly fixed: boolean; readonly changes: readonly unknown[] }[];
  readonly fulfilled: readonly { readonly rule: string; readonly clauses: readonly unknown[] }[];
}
const printed = async (...args: string[]): Promise<Printed[]> => JSON.parse((await lint(...args, '--json')).stdout) as Printed[];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'recsim-lint-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A board folder with these parameters; returns its path. */
function write(name: string, parameters: Record<string, unknown>): string {
  const entries = Object.entries(parameters).map(([key, value]) => [key, { value, assumed: 'a test' }]);
  mkdirSync(path.join(folder, name));
  const text = JSON.stringify({ version: 1, name, title: name, procedure: 'hold', parameters: Object.fromEntries(entries) });
  writeFileSync(path.join(folder, name, 'board.json'), text);
  return path.join(folder, name);
}

const MENDED = { passwordMin: 15, passwordMax: 64, passwordClasses: 1, passwordHashCost: 17, patternMin: 8 };

describe('for people', () => {
  test('the seed board breaks what real recorders break', async () => {
    const { stdout, exitCode } = await lint();
    await expect(stdout).toMatchFileSnapshot('lint-seed.txt');
    expect(exitCode).toBe(0);
  });

  test('lines fit in 80 columns, of all boards', async () => {
    const { stdout } = await lint('--all');
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test('--all tells of every shipped board, and of what all recorders do only once', async () => {
    const { stdout } = await lint('--all');
    for (const name of shippedBoards()) {
      expect(stdout).toMatch(new RegExp(`^${name}: `, 'm'));
      expect(stdout).toMatch(new RegExp(`^${name}: .*; fixed: 1 high`, 'm'));
    }
    expect(stdout.match(/^Every recorder \(no parameter: fixed\)$/gm)).toHaveLength(1);
    expect(stdout.match(/^ {2}Recordings outlive their owner$/gm)).toHaveLength(1);
  });

  test('a lockout that is disabled is a finding of high severity that says what to change', async () => {
    const { stdout } = await lint(write('unlimited', { loginAttempts: 0 }));
    expect(stdout).toMatch(/^HIGH\n {2}Lockout of the login\n {4}The lockout is disabled.*\n.*\n? {4}Change loginAttempts from 0 to 5\.\n/m);
    expect(stdout).toContain('NIST SP 800-63B-4, 3.2.2');
    expect(stdout).toContain('unlimited: 1 high,');
  });

  test('--severity leaves out what is less bad, but not from the summary', async () => {
    const { stdout } = await lint('--severity', 'medium');
    expect(stdout).toMatch(/^MEDIUM$/m);
    expect(stdout).not.toMatch(/^(LOW|INFO)$/m);
    expect(stdout).toContain('seed: 4 medium, 3 low; fixed');
    expect((await lint('--severity', 'high')).stdout).toMatch(/^seed: New-generation DVR\/XVR\n\n {2}nothing$/m);
  });

  test('--clauses lists what is checked', async () => {
    const { stdout } = await lint('--clauses');
    expect(stdout).toMatch(/^### NIST SP 800-63B-4\n\n\| clause /);
    expect(stdout).toContain('| 6.2.9 | passwords of 64 characters are permitted | `passwordMax` | low | **breaks** | A | `password-max` |');
  });
});

describe('for programs', () => {
  test('--json has each board with its findings, what to change, and what is fulfilled', async () => {
    const [seed, own] = await printed('seed', write('own', { promptForMissingEmail: true }));
    expect(seed).toMatchObject({
      board: 'seed',
      title: 'New-generation DVR/XVR',
      file: expect.stringContaining(path.join('boards', 'seed', 'board.json')),
      counts: { high: 1, medium: 10, low: 5, info: 2, broken: 39, fulfilled: 48 },
    });
    expect(own?.findings[0]).toEqual({
      rule: 'email-of-anybody',
      severity: 'high',
      title: expect.any(String),
      message: expect.stringContaining('is sent the security code'),
      fixed: false,
      changes: [{ parameter: 'promptForMissingEmail', value: true, shouldBe: false }],
      remedy: 'Change promptForMissingEmail from true to false.',
      clauses: expect.arrayContaining([{ document: 'OWASP ASVS 5.0.0', clause: '6.4.3', asks: expect.any(String) }]),
    });
  });

  test('counts are those of the lists', async () => {
    for (const { counts, findings, fulfilled } of await printed('--all')) {
      for (const severity of ['high', 'medium', 'low', 'info'])
        expect(counts[severity]).toBe(findings.filter((finding) => finding.severity === severity).length);
      expect(counts['fulfilled']).toBe(fulfilled.flatMap(({ clauses }) => clauses).length);
    }
  });

  test('a finding is fixed where it has nothing to change, and then every board has it', async () => {
    const fixed = PROPERTIES.filter(({ severity }) => severity !== undefined).map(({ id }) => id);
    for (const { findings } of await printed('--all')) {
      expect(
        findings
          .filter((finding) => finding.fixed)
          .map(({ rule }) => rule)
          .sort(),
      ).toEqual(fixed.toSorted());
      for (const finding of findings) expect(finding.fixed).toBe(finding.changes.length === 0);
    }
  });

  test('--severity holds for the findings of --json too', async () => {
    const [report] = await printed('seed', '--severity', 'medium');
    expect(new Set(report?.findings.map(({ severity }) => severity))).toEqual(new Set(['high', 'medium']));
  });
});

describe('exit codes', () => {
  test('0, whatever was found', async () => {
    expect((await lint(write('worst', { loginAttempts: 0, promptForMissingEmail: true }))).exitCode).toBe(0);
  });

  test('--strict: 1 for a parameter that breaks a rule of severity medium or high, whatever is shown', async () => {
    expect((await lint('--strict')).exitCode).toBe(1);
    expect((await lint('--strict', '--severity', 'high')).exitCode).toBe(1);
    expect((await lint('--strict', '--json')).exitCode).toBe(1);
  });

  test('--strict: 0 where only what no parameter changes, or less, is left', async () => {
    const { stdout, exitCode } = await lint('--strict', write('mended', MENDED));
    expect(stdout).toContain('mended: 2 low; fixed: 1 high, 6 medium');
    expect(exitCode).toBe(0);
  });

  test.each(Object.keys(MENDED).filter((name) => name !== 'passwordMax'))('--strict: 1 again when %s alone is as it was', async (name) => {
    const rest = Object.fromEntries(Object.entries(MENDED).filter(([key]) => key !== name));
    expect((await lint('--strict', write('nearly', rest))).exitCode).toBe(1);
  });

  test('2 for a board that cannot be read, after the others were told', async () => {
    const bad = write('bad', { loginAttempts: 99 });
    const { stdout, stderr, exitCode } = await lint(bad, 'seed', 'sed');
    expect(stdout).toContain('seed: 4 medium, 3 low');
    expect(stderr).toMatch(/^error: .*board\.json.*loginAttempts/m);
    expect(stderr).toContain('Did you mean "seed"?');
    expect(exitCode).toBe(2);
    expect(await printed(bad, 'seed')).toMatchObject([{ board: 'seed' }]);
  });

  test.each([[['--severity', 'awful']], [['--sever']]])('2 for %j', async (args) => {
    expect(await lint(...args)).toMatchObject({ exitCode: 2, stdout: '' });
  });
});

describe('the built command', () => {
  test('ends with these exit codes, and its help has examples and says what they mean', () => {
    expect(recsim(['lint']).code).toBe(0);
    expect(recsim(['lint', 'seed', '--strict']).code).toBe(1);
    expect(recsim(['lint', 'nobody'])).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('there is no board "nobody"') });
    const { stdout } = recsim(['lint', '--help']);
    for (const word of ['Examples:', 'recsim lint boards/my-dvr --strict', 'Exit codes: 0 told']) expect(stdout).toContain(word);
  });
});
