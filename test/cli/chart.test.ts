/** `recsim chart`: formats, boards, menus, and exit codes. */
import { expect, test } from 'vitest';
import { addChartCommand } from '../../src/cli/chart.ts';
import { runVerb } from '../support/run-verb.ts';

const chart = (...args: string[]) => runVerb(addChartCommand, ['chart', ...args]);

test('prints Mermaid of the system, with the times of the board', async () => {
  const { stdout, exitCode } = await chart();
  expect(exitCode).toBe(0);
  expect(stdout).toContain('title: system of seed\n---\nstateDiagram-v2\n');
  expect(stdout).toContain('  hold__counting__early --> hold__counting__window: window.reached after 20 s\n');
  expect((await chart('--board', 'xvr-gui4')).stdout).toContain('window.reached after 5 s');
});

test('prints the menus on request, and each format', async () => {
  expect((await chart('--menus')).stdout).toContain('state "login<br>entry / ask form.clear" as menu__login');
  expect((await chart('--format', 'dot')).stdout).toMatch(/^digraph "system of seed" \{\n[\s\S]*\n\}\n$/);
  expect((await chart('--format', 'scxml')).stdout).toContain('<send event="button.released" id="button.released" delay="30ms"/>');
  const model = JSON.parse((await chart('--menus', '--format', 'json')).stdout);
  expect([model.name, model.board, model.states[0].path]).toEqual(['menus', 'seed', 'menu']);
});

test('an unknown format or board is exit code 2', async () => {
  expect((await chart('--format', 'png')).exitCode).toBe(2);
  expect(await chart('--board', 'sed')).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringContaining('Did you mean "seed"?') });
});
