/** Files that are written whole or not at all, in one go or piece by piece. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { unwrap } from '../src/errors.ts';
import { growWhole, writeWhole } from '../src/whole-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'recsim-whole-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});
const file = (name: string) => path.join(folder, name);

test('a growing file has its name when it is whole, and not before', () => {
  const growing = unwrap(growWhole(file('a.json')));
  growing.write('one ');
  growing.write(Buffer.from('two'));
  expect(readdirSync(folder)).not.toContain('a.json');
  expect(growing.commit().ok).toBe(true);
  growing.discard();
  expect([readdirSync(folder), readFileSync(file('a.json'), 'utf8')]).toEqual([['a.json'], 'one two']);
});

test('one that is given up leaves what was there before, and nothing else', () => {
  unwrap(writeWhole(file('a.json'), 'before'));
  const growing = unwrap(growWhole(file('a.json')));
  growing.write('after');
  growing.discard();
  growing.discard();
  expect([readdirSync(folder), readFileSync(file('a.json'), 'utf8')]).toEqual([['a.json'], 'before']);
});

test('one that cannot have its name says why, leaves nothing, and can still be given up', () => {
  const growing = unwrap(growWhole(file('a.json')));
  growing.write('all');
  mkdirSync(file('a.json'));
  const outcome = growing.commit();
  expect(outcome.ok ? '' : outcome.problems[0]?.place?.file).toBe(file('a.json'));
  expect(() => growing.discard()).not.toThrow();
  expect(readdirSync(folder)).toEqual(['a.json']);
});
