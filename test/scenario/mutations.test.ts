/** Valid files with random damage: they pass, fail or are refused, but recsim never crashes and never hangs. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseSource } from '../../src/document.ts';
import { createRandom, type Random } from '../../src/random.ts';
import { decodeScenario } from '../../src/scenario/decode.ts';
import { runScenario } from '../../src/scenario/runner.ts';
import { shippedScenarios } from '../support/scenarios.ts';

const TOKENS = [
  '{',
  '}',
  '[',
  ']',
  ':',
  '-',
  ' ',
  '\n',
  '"',
  '*a',
  '&a ',
  '0',
  '-1',
  '1e999',
  '9'.repeat(20),
  'null',
  '~',
  'on',
  '5 h',
  '\t',
  '<<: ',
  '!!binary x',
  '\u0000',
  '💥',
];

function damage(text: string, random: Random): string {
  const at = random.int(0, text.length);
  const to = Math.min(text.length, at + random.int(0, 12));
  const lines = text.split('\n');
  const line = lines[random.int(0, lines.length - 1)] ?? '';
  const token = TOKENS[random.int(0, TOKENS.length - 1)] ?? '';
  switch (random.int(0, 5)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + text.slice(to);
    case 2:
      return text.slice(0, at) + token + text.slice(at);
    case 3:
      return text.replace(line, `${line}\n${line}`);
    case 4:
      return text.replace(/\d+/g, (digits) => (random.int(0, 9) === 0 ? String(random.int(0, 100_000)) : digits));
    default:
      return text.replace(line, lines[random.int(0, lines.length - 1)] ?? '');
  }
}

test('1,000 damaged files: each ends in a complaint with a place in the file, or in a run with an outcome', async () => {
  const files = shippedScenarios().map((file) => [file, readFileSync(file, 'utf8')] as const);
  const ends = { refused: 0, PASS: 0, FAIL: 0, TIMEOUT: 0, ERROR: 0, ABORTED: 0 };
  for (let seed = 1; seed <= 1_000; seed++) {
    const random = createRandom(seed);
    const [file, original] = files[seed % files.length] ?? ['', ''];
    let text = original;
    for (let hits = random.int(1, 3); hits > 0; hits--) text = damage(text, random);
    const note = `seed ${seed}, ${file}:\n${text}`;
    const source = parseSource(text, file);
    const decoded = source.ok ? decodeScenario(source.value, { hashCost: 1 }) : source;
    if (decoded.ok) {
      const { outcome, failure } = await runScenario(decoded.value);
      ends[outcome]++;
      expect(failure?.message ?? '', note).not.toContain('recsim itself failed');
    } else {
      ends.refused++;
      expect(decoded.problems.length, note).toBeGreaterThan(0);
      for (const problem of decoded.problems)
        expect([file, undefined].includes(problem.place?.file) || problem.code.startsWith('file-'), note).toBe(true);
    }
  }
  // The damage is neither always fatal nor always harmless.
  expect(ends.refused).toBeGreaterThan(50);
  expect(ends.PASS + ends.FAIL).toBeGreaterThan(30);
}, 180_000);
