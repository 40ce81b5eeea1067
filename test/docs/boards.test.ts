/** docs/boards.md says what the code says. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { loadBoard, SHIPPED, shippedBoards } from '../../src/board-file.ts';
import { parametersAsMarkdown } from '../../src/cli/board/schema.ts';
import { timeline } from '../../src/cli/board/show.ts';
import { unwrap } from '../../src/errors.ts';

const doc = readFileSync(path.join(SHIPPED, 'docs/boards.md'), 'utf8');
const examples = [...doc.matchAll(/```json\n([\s\S]*?)```/g)].map((match) => (match[1] as string).trim());

/** Loads a board that has the example as its parameters, its pins or its fault. */
function boardWith(example: string) {
  const folder = mkdtempSync(path.join(tmpdir(), 'recsim-doc-'));
  mkdirSync(path.join(folder, 'doc'));
  const rest = example.startsWith('"parameters"')
    ? example
    : /^"(pins|fault)"/.test(example)
      ? `"parameters": {}, ${example}`
      : `"parameters": { ${example} }`;
  writeFileSync(path.join(folder, 'doc', 'board.json'), `{ "version": 1, "name": "doc", "title": "x", "procedure": "y", ${rest} }`);
  const board = unwrap(loadBoard(path.join(folder, 'doc'))).board;
  rmSync(folder, { recursive: true });
  return board;
}

test('its table of parameters is the one in the code', () => {
  expect(doc).toContain(parametersAsMarkdown());
});

test.each(shippedBoards())('it has a row for %s', (name) => {
  expect(doc).toMatch(new RegExp(`^\\| \`${name}\` +\\| `, 'm'));
});

test('its examples are valid, and its timeline is what board show draws of the first', () => {
  expect(examples.length).toBe(4);
  const [board] = examples.map(boardWith);
  const shown = timeline(board as NonNullable<typeof board>).map((line) => `   ${line}`);
  expect(doc).toContain(shown.join('\n'));
});
