/** `recsim test --watch` in a real terminal: its keys, and the terminal that it gives back. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ROOT } from '../support/command.ts';
import { Tmux } from '../support/tmux.ts';
import { skipWithout } from '../support/tool.ts';

let folder: string;
let tmux: Tmux;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'recsim-watch-'));
  for (const part of ['boards', 'scenarios']) cpSync(path.join(ROOT, 'examples/firmware-tests', part), path.join(folder, part), { recursive: true });
  tmux = new Tmux(folder);
  tmux.open(120, 100, `${path.join(ROOT, 'dist/main.js')} test scenarios --watch`);
  tmux.see(/2 passed[\s\S]*all pass \(a all, f failed only, enter again, q quit\)/);
});
afterEach(() => {
  tmux.kill();
  rmSync(folder, { recursive: true });
});

function narrow(): void {
  const board = path.join(folder, 'boards/shop-dvr/board.json');
  writeFileSync(board, readFileSync(board, 'utf8').replace('"10 s"', '"13 s"'));
}

describe.skipIf(skipWithout('tmux', ['tmux', '-V'], 'recsim test --watch in a real terminal', 'tmux'))(
  'recsim test --watch in a real terminal',
  () => {
    test('clears the screen for each run: f runs what failed, a all, enter the same again', () => {
      narrow();
      const changed = tmux.see('1 passed, 1 failed').join('\n');
      expect(changed).not.toContain('2 passed');
      tmux.keys('f');
      expect(tmux.see('those that did not pass').join('\n')).not.toContain('released-early.yaml');
      tmux.see('1 scenario: 0 passed, 1 failed');
      tmux.keys('a');
      tmux.see(/all again[\s\S]*2 scenarios: 1 passed, 1 failed/);
      tmux.keys('Enter');
      tmux.see(/^again\n[\s\S]*2 scenarios: 1 passed, 1 failed/m);
    });

    test.each([
      ['q', 0],
      ['C-c', 0],
    ])('%s leaves with %i, and gives the terminal back as it was', (key, code) => {
      tmux.keys(key);
      expect(tmux.settingsAfter(code)).toHaveLength(1);
    });

    test('q leaves with 1 while a scenario fails', () => {
      narrow();
      tmux.see('not passing: scenarios/hold-12s.yaml');
      tmux.keys('q');
      expect(tmux.settingsAfter(1)).toHaveLength(1);
    });
  },
);
