/**
 * `recsim lint --clauses`: every clause that is checked, as the Markdown tables of docs/security-lint.md.
 * Not promised: what the seed board does with it for any other board; `recsim lint BOARD` tells that.
 */
import { loadBoard } from '../../board-file.ts';
import { unwrap } from '../../errors.ts';
import { BOARD_RULES, PROPERTIES } from '../../security-lint/lint.ts';
import { type Clause, DOCUMENTS, type DocumentKey } from '../../security-lint/rule.ts';
import { reportOf } from './lint-security.ts';

/** Where the text of each document was read; docs/security-lint.md says more. */
const READ_IN: Readonly<Record<DocumentKey, string>> = {
  nist: 'N',
  asvs: 'A',
  authentication: 'C',
  forgot: 'C',
  forgot2019: 'C, old text',
  questions: 'C',
  session: 'C',
  storage: 'C',
  etsi: 'E',
};

interface Row extends Clause {
  readonly rule: string;
  readonly against: string;
  readonly severity: string;
}

export function printClauses(): void {
  process.stdout.write(`${clausesAsMarkdown()}\n`);
}

export function clausesAsMarkdown(): string {
  const { findings, fulfilled } = reportOf(unwrap(loadBoard('seed')));
  const broken = new Set(findings.map(({ rule }) => rule));
  const kept = new Set(fulfilled.map(({ rule }) => rule));
  const seedOf = (rule: string) => (broken.has(rule) ? '**breaks**' : kept.has(rule) ? 'keeps' : 'does not apply');
  const rows = allRows();
  return (Object.keys(DOCUMENTS) as DocumentKey[])
    .map((document) => {
      const cells = rows
        .filter((row) => row.document === document)
        .sort((a, b) => a.clause.localeCompare(b.clause, 'en', { numeric: true }))
        .map(({ clause, asks, against, severity, rule }) => [clause, asks, against, severity, seedOf(rule), READ_IN[document], `\`${rule}\``]);
      const head = ['clause', 'what it asks', 'checked against', 'severity', 'seed', 'read in', 'rule'];
      const lines = [head, head.map(() => '---'), ...cells].map((row) => `| ${row.join(' | ')} |`);
      return [`### ${DOCUMENTS[document]}`, '', ...lines].join('\n');
    })
    .join('\n\n');
}

function allRows(): Row[] {
  return [
    ...BOARD_RULES.flatMap(({ id, clauses, parameters, severity }) =>
      clauses.map((clause) => ({ ...clause, rule: id, against: parameters.map((name) => `\`${name}\``).join(', '), severity: severity as string })),
    ),
    ...PROPERTIES.flatMap(({ id, clauses, severity }) =>
      clauses.map((clause) => ({ ...clause, rule: id, against: 'fixed', severity: severity ?? '-' })),
    ),
  ];
}
