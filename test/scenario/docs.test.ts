/** docs/scenarios.md names every step and key there is, and its examples are valid. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { STEP_KINDS, TOP_KEYS } from '../../src/scenario/format.ts';
import { complaints, fileOf } from '../support/scenarios.ts';

const text = readFileSync('docs/scenarios.md', 'utf8');

test('every step and every key at the top is described', () => {
  for (const name of [...STEP_KINDS, ...Object.keys(TOP_KEYS)]) expect(text).toContain(`\`${name}\``);
});

test('every example of a step is accepted', () => {
  const examples = [...text.matchAll(/`(- [a-z-]+:[^`]*)`/g)].map((match) => match[1] ?? '');
  expect(examples.length).toBeGreaterThan(30);
  for (const example of examples) expect([example, complaints(fileOf(`  - snapshot: set up\n  ${example}\n`))]).toEqual([example, []]);
});

test('the example at the top is accepted', () => {
  const example = /```yaml\n(.*?)```/s.exec(text)?.[1] ?? '';
  expect(complaints(example)).toEqual([]);
});
