/**
 * The report of `recsim lint` for people: the findings of each board, the worst first, then the properties that all recorders have, once.
 * Lines are at most 80 columns wide, as long as no word is longer.
 */
import { type Finding, isAtLeast, isFixed, type SecurityReport } from '../../security-lint/lint.ts';
import { DOCUMENTS, SEVERITIES, type Severity } from '../../security-lint/rule.ts';
import type { Value } from '../../security-lint/values.ts';
import { type Style, wrap } from '../text.ts';
import type { BoardReport } from './lint-security.ts';

const WIDTH = 80;
const COLOURS = { high: 'red', medium: 'yellow', low: 'cyan', info: 'dim' } as const satisfies Record<Severity, string>;

export function reportAsText(reports: readonly BoardReport[], least: Severity, style: Style): string[] {
  const shown = (findings: readonly Finding[]) => findings.filter(({ severity }) => isAtLeast(severity, least));
  const lines: string[] = [];
  for (const { file, findings } of reports) {
    const own = shown(findings.filter((finding) => !isFixed(finding)));
    lines.push(style('bold', `${file.board.name}: ${file.board.title}`), ...section(own, style), '');
  }
  const properties = shown(reports[0]?.findings.filter(isFixed) ?? []);
  if (properties.length > 0) lines.push(style('bold', 'Every recorder (no parameter: fixed)'), ...section(properties, style), '');
  return [...lines, ...reports.flatMap(summary)];
}

/** What to do about a finding, as a sentence. */
export function remedyOf({ changes, advice }: Pick<Finding, 'changes' | 'advice'>): string {
  const sets = changes.map(({ parameter, value, shouldBe }) => `${parameter} from ${valueText(value)} to ${valueText(shouldBe)}`);
  const what = sets.length === 0 ? 'No parameter: fixed.' : `Change ${sets.join(', and ')}.`;
  return advice === undefined ? what : `${what} ${advice}`;
}

/** A value as a board file has it, or near enough to be read. */
function valueText(value: Value): string {
  if (typeof value === 'object') return `[${value.map(({ from, to, action }) => `${from} to ${to}: ${action}`).join('; ')}]`;
  return value === '' ? '"" (none)' : String(value);
}

function section(findings: readonly Finding[], style: Style): string[] {
  if (findings.length === 0) return ['', '  nothing'];
  return SEVERITIES.flatMap((severity) => {
    const these = findings.filter((finding) => finding.severity === severity);
    if (these.length === 0) return [];
    return [
      '',
      style(COLOURS[severity], severity.toUpperCase()),
      ...these.flatMap((finding, index) => [...(index > 0 ? [''] : []), ...block(finding, style)]),
    ];
  });
}

function block(finding: Finding, style: Style): string[] {
  const { title, message, clauses, advice } = finding;
  const remedy = isFixed(finding) ? (advice ?? '') : remedyOf(finding);
  return [
    `  ${style('bold', title)}`,
    ...indented(message, 4),
    ...(remedy === '' ? [] : indented(remedy, 4)),
    ...clauses.flatMap(({ document, clause, asks }) =>
      indented(`${DOCUMENTS[document]}, ${clause}: ${asks}`, 6, '- ').map((line) => style('dim', line)),
    ),
  ];
}

/** Words in lines behind an indent; `mark` stands before the first. */
function indented(text: string, indent: number, mark = ''): string[] {
  return wrap(text, WIDTH - indent - mark.length).map((line, index) => `${' '.repeat(indent)}${index === 0 ? mark : ' '.repeat(mark.length)}${line}`);
}

function summary({ file, findings, fulfilled }: BoardReport): string[] {
  const own = countsOf(findings.filter((finding) => !isFixed(finding)));
  const fixed = countsOf(findings.filter(isFixed));
  const clauses = (rules: SecurityReport['fulfilled']) => rules.flatMap((rule) => rule.clauses).length;
  const kept = clauses(fulfilled);
  return wrap(`${file.board.name}: ${own}; fixed: ${fixed}; ${kept} of ${kept + clauses(findings)} clauses fulfilled`, WIDTH);
}

function countsOf(findings: readonly Finding[]): string {
  const counts = SEVERITIES.map((severity) => [findings.filter((finding) => finding.severity === severity).length, severity] as const);
  return (
    counts
      .filter(([count]) => count > 0)
      .map(([count, severity]) => `${count} ${severity}`)
      .join(', ') || 'nothing'
  );
}
