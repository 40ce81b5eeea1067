/** The suite can fail: each flipped comparison turns at least one test red. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { FLIPS } from './flips.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const VITEST = path.join(ROOT, 'node_modules/vitest/vitest.mjs');

interface Report {
  readonly numFailedTests: number;
  readonly testResults: readonly { readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[] }[];
}

/** Runs the timing tests with one flip applied; */
function runFlipped(index: number): Promise<Report> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, FLIP: String(index) };
    execFile(
      process.execPath,
      [VITEST, 'run', '--config', 'test/canary/vitest.config.ts'],
      { cwd: ROOT, env, maxBuffer: 1 << 26 },
      (_error, stdout, stderr) => {
        const start = stdout.indexOf('{');
        if (start < 0) reject(new Error(`no report:\n${stdout}\n${stderr}`));
        else resolve(JSON.parse(stdout.slice(start)) as Report);
      },
    );
  });
}

describe('canary', () => {
  test.each(FLIPS)('$file has the comparison once: $from', ({ file, from }) => {
    expect(readFileSync(path.join(ROOT, 'src', file), 'utf8').split(from).length - 1).toBe(1);
  });

  test.concurrent.each(FLIPS.map((flip, index) => ({ ...flip, index })))(
    'turns red when $name',
    async ({ index }) => {
      const report = await runFlipped(index);
      expect(report.numFailedTests).toBeGreaterThan(0);
    },
    60_000,
  );
});
