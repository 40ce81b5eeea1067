/** `recsim explore --menus`: what it tells of menus that keep their properties and of those that do not, its limits, its files and its exit codes. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addExploreCommand } from '../../src/cli/explore.ts';
import { PROPERTIES } from '../../src/explore/menus/properties.ts';
import { runVerb } from '../support/run-verb.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'recsim-explore-menus-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const explore = (...args: string[]) => runVerb(addExploreCommand, ['explore', '--menus', ...args]);

test('menus that keep their properties: each is told, how far it went, and exit code 0', async () => {
  const { stdout, exitCode } = await explore('--moves', '2');
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/menus +\d+ states +\d+ tries +\d places +\d+\.\d\d s +every order of 2 moves was tried, and none of more/);
  expect(stdout.match(/✓/g)).toHaveLength(Object.keys(PROPERTIES).length);
});

test.each([
  ['--max-states', '2'],
  ['--time', '0 s'],
])('ended by %s %s it shows nothing to hold, says so, and has exit code 4', async (...args) => {
  const { stdout, exitCode } = await explore(...args);
  expect(exitCode).toBe(4);
  expect(stdout).toContain('not all were looked at');
  expect(stdout).not.toContain('✓');
});

test('a broken property: the shortest way by its moves, who made them, what came of it and a scenario, with exit code 1', async () => {
  const file = path.join(folder, 'found.json');
  const args = ['--board', 'faulty/notice-without-way-out', '--first', 'plugs in', 'clicks Forgot Pattern', '--until-broken', '--moves', '4'];
  const { stdout, exitCode } = await explore(...args, '--json', file, '--save-counterexamples', path.join(folder, 'bugs'));
  expect(exitCode).toBe(1);
  const about = stdout.slice(stdout.indexOf(`✗ ${PROPERTIES.wayOut.name}`));
  expect(about).toMatch(/1\. +world +plugs in +login\.pattern/);
  expect(about).toMatch(/3\. +adversary +reads the notice and cancels/);
  const [saved = ''] = readdirSync(path.join(folder, 'bugs'));
  expect(about).toContain(`recsim test ${path.join(folder, 'bugs', saved)}`);
  const [{ board, broken }] = JSON.parse(readFileSync(file, 'utf8')).boards;
  expect([board, broken.length, broken[0].property]).toEqual(['notice-without-way-out', 1, PROPERTIES.wayOut.name]);
  expect(broken[0].failure).toMatch(/^expected menu\./);
});

test('properties of one’s own are refused', async () => {
  const { stderr, exitCode } = await explore('--properties', 'own.yaml');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('--properties: those of the menus are built in. Leave out --properties or --menus');
});
