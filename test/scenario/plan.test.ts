/** The plan of `recsim test`: what is run, in which order, under which names. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { unwrap } from '../../src/errors.ts';
import { makePlan } from '../../src/scenario/plan.ts';
import { fileOf } from '../support/scenarios.ts';

test('each file, under each brand, in each combination, in this order; no two runs have the same name for files, and none has a slash', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'recsim-plan-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const plain = fileOf('  - press:\n');
  const files = Object.entries({
    'a.yaml': fileOf('  - log: ${n}\n', 'matrix: { n: [1, 2, 3] }'),
    'a-2.yaml': plain,
    'a.2.yaml': plain,
    'a 2.yaml': plain,
    'a_2.yaml': plain,
  }).map(([name, text]) => {
    writeFileSync(path.join(folder, name), text);
    return path.join(folder, name);
  });
  const plan = unwrap(makePlan({ files, brands: ['Dahua', 'Swann'], overrides: {} }));
  const runs = Array.from({ length: plan.count }, (_, index) => plan.at(index));
  expect(runs.map(({ file, brand, variables }) => [path.basename(file), brand, variables['n'] ?? ''].join(' ').trim()).slice(0, 8)).toEqual([
    'a.yaml Dahua 1',
    'a.yaml Dahua 2',
    'a.yaml Dahua 3',
    'a.yaml Swann 1',
    'a.yaml Swann 2',
    'a.yaml Swann 3',
    'a-2.yaml Dahua',
    'a-2.yaml Swann',
  ]);
  const names = runs.map((_, index) => plan.nameAt(index).toLowerCase());
  expect([names.length, new Set(names).size, names.filter((name) => /[^\w.+-]/.test(name))]).toEqual([14, 14, []]);
});
