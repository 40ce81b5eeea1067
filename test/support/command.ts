/** Runs the built command as people do. `make test` builds it first. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

export const ROOT = path.resolve(import.meta.dirname, '../..');
const MAIN = path.join(ROOT, 'dist/main.js');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `recsim ARGS` in the repository, with `input` on its standard input. */
export function recsim(
  args: readonly string[],
  { input = '', cwd = ROOT, env = {} }: { input?: string; cwd?: string; env?: Record<string, string> } = {},
): Ended {
  if (!existsSync(MAIN)) throw new Error('dist/main.js is missing: run "make build", or the tests by "make test"');
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    cwd,
    input,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', ...env },
  });
  return { code: status, stdout, stderr };
}
