/** What docs/console.md shows of the log is what the console says, and its example for CI works as it stands. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Bench } from '../../src/bench/bench.ts';
import { ROOT } from '../support/command.ts';
import { canPty, warnOfNoPty } from '../support/pty.ts';
import { S, seedBoard } from '../support/world.ts';

const guide = readFileSync('docs/console.md', 'utf8');
const block = (language: string) => new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(guide)?.[1] ?? '';

warnOfNoPty('the example of docs/console.md');
describe('docs/console.md', () => {
  it('shows the log of a factory reset as it is', () => {
    const bench = new Bench({ board: seedBoard(), state: 'provisioned', seed: 1 });
    bench.finger.press();
    bench.advance(4.5 * S);
    bench.supply.plugIn();
    bench.advance(25 * S);
    bench.finger.release();
    bench.advance(40 * S);
    const sent = Buffer.from(bench.hal.console.sentSince(0)).toString();
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what sets a terminal right is no text.
    const text = sent.replace(/\x1b(?:\[[0-9;?]*[a-z]|7)/g, '').replaceAll('\r\n', '\n');
    expect(block('')).toBe(text.slice(1));
  });

  it.skipIf(!canPty)('has an example for CI that works', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'recsim-guide-'));
    try {
      const recsim = path.join(folder, 'recsim');
      writeFileSync(recsim, `#!/bin/sh\nexec ${process.execPath} ${path.join(ROOT, 'dist/main.js')} "$@"\n`);
      chmodSync(recsim, 0o755);
      const env = { ...process.env, PATH: `${folder}:${process.env['PATH']}` };
      const { status, stdout } = spawnSync('bash', ['-c', `${block('sh')}\nwait $RECORDER; echo "ended with $?"`], {
        cwd: folder,
        env,
        encoding: 'utf8',
      });
      expect(stdout).toMatch(/screen: Unlock Pattern\r?\nended with 0\n$/);
      expect(status).toBe(0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
