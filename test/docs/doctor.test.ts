/** docs/doctor.md says what is: its example is what the doctor says of that machine, and it has every code. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FINDING_CODES } from '../../src/doctor/finding.ts';

const text = readFileSync('docs/doctor.md', 'utf8');

test('its example is what is said of a machine whose lines are at work for others', () => {
  const example = [...text.matchAll(/^ {4}(.*)$/gm)].map(([, line]) => line).filter((line) => line !== undefined && !line.startsWith('recsim'));
  expect(example.length).toBeGreaterThan(10);
  expect(readFileSync('test/doctor/pi-4-busy.txt', 'utf8')).toContain(example.join('\n'));
});

test('it has every code once', () => {
  const told = [...text.matchAll(/^\| (`.*?`) \|/gm)].flatMap(([, cell = '']) => [...cell.matchAll(/`([a-z0-9-]+)`/g)].map(([, code]) => code));
  expect(told.sort()).toEqual([...FINDING_CODES].sort());
});
