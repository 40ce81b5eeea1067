/** docs/security-lint.md and the rules say the same: every clause that is checked stands there, and no other. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { clausesAsMarkdown } from '../../src/cli/lint/clauses.ts';
import { BOARD_RULES, PROPERTIES } from '../../src/security-lint/lint.ts';
import { DOCUMENTS } from '../../src/security-lint/rule.ts';
import { ROOT } from '../support/command.ts';

const doc = readFileSync(path.join(ROOT, 'docs/security-lint.md'), 'utf8');
const rules = [...BOARD_RULES, ...PROPERTIES];
const titles = Object.values(DOCUMENTS) as readonly string[];

/** `DOCUMENT CLAUSE RULE` of every row of the tables of clauses. */
const written = doc.split(/^### /m).flatMap((chapter) => {
  const title = chapter.split('\n')[0] as string;
  const rows = titles.includes(title) ? [...chapter.matchAll(/^\| (?!clause |---)(.+?) \|.*\| `([a-z-]+)` \|$/gm)] : [];
  return rows.map(([, clause, rule]) => `${title} ${clause} ${rule}`);
});
const checked = rules.flatMap(({ id, clauses }) => clauses.map(({ document, clause }) => `${DOCUMENTS[document]} ${clause} ${id}`));

describe('docs/security-lint.md', () => {
  test('has every clause that is checked', () => {
    expect(checked.filter((clause) => !written.includes(clause))).toEqual([]);
  });

  test('has no clause that is not checked', () => {
    expect(written.filter((clause) => !checked.includes(clause))).toEqual([]);
    expect(written.length).toBeGreaterThan(80);
  });

  test('has the tables that recsim lint --clauses prints', () => {
    expect(doc).toContain(clausesAsMarkdown());
  });

  test('says of each document where it was read', () => {
    for (const letter of new Set([...doc.matchAll(/^\|.*\| ([A-Z])(?:, old text)? \| `[a-z-]+` \|$/gm)].map((match) => match[1])))
      expect(doc).toMatch(new RegExp(`^- \\*\\*${letter}\\*\\* `, 'm'));
  });
});

test('no clause stands twice in a rule, no rule has the name of another, and none has no clause', () => {
  expect(new Set(checked).size).toBe(checked.length);
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  for (const { clauses } of rules) expect(clauses.length).toBeGreaterThan(0);
});
