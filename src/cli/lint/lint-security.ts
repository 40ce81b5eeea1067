/**
 * `recsim lint`: loads the boards, puts the security rules to each and prints what they say, for people or as JSON.
 * A board that cannot be read does not keep the others from being told; it makes the command exit 2.
 */
import { type BoardFile, loadBoard, shippedBoards } from '../../board-file.ts';
import { type Problem, ProblemError } from '../../errors.ts';
import { isAtLeast, isFixed, lintSecurity, type SecurityReport } from '../../security-lint/lint.ts';
import { type Clause, DOCUMENTS, SEVERITIES, type Severity } from '../../security-lint/rule.ts';
import { EXIT } from '../exit.ts';
import { createStyle } from '../text.ts';
import { remedyOf, reportAsText } from './report.ts';

export interface LintOptions {
  readonly all?: true;
  readonly strict?: true;
  readonly severity: Severity;
  readonly json?: true;
}

/** What is so bad that `--strict` fails. */
const STRICT: Severity = 'medium';

export interface BoardReport extends SecurityReport {
  readonly file: BoardFile;
}

export function lintSecurityOf(names: readonly string[], { all, strict, severity, json }: LintOptions): void {
  const boards = [...(all ? shippedBoards() : []), ...names];
  const problems: Problem[] = [];
  const reports: BoardReport[] = [];
  for (const name of boards.length > 0 ? boards : ['seed']) {
    const loaded = loadBoard(name);
    if (loaded.ok) reports.push(reportOf(loaded.value));
    else problems.push(...loaded.problems);
  }
  if (json)
    process.stdout.write(
      `${JSON.stringify(
        reports.map((report) => asJson(report, severity)),
        null,
        2,
      )}\n`,
    );
  else if (reports.length > 0) process.stdout.write(`${reportAsText(reports, severity, createStyle(process.stdout)).join('\n')}\n`);
  if (problems.length > 0) throw new ProblemError(problems);
  // What no parameter changes does not count: no board could ever pass.
  const fails = reports.some(({ findings }) => findings.some((finding) => !isFixed(finding) && isAtLeast(finding.severity, STRICT)));
  if (strict && fails) process.exitCode = EXIT.failed;
}

export function reportOf(file: BoardFile): BoardReport {
  const isStaged = file.provenance.some(({ name, given }) => name === 'stages' && given);
  return { file, ...lintSecurity(file.board, isStaged) };
}

function asJson({ file: { board, file }, findings, fulfilled }: BoardReport, least: Severity) {
  return {
    board: board.name,
    title: board.title,
    file,
    counts: {
      ...Object.fromEntries(SEVERITIES.map((severity) => [severity, findings.filter((finding) => finding.severity === severity).length])),
      broken: findings.flatMap(({ clauses }) => clauses).length,
      fulfilled: fulfilled.flatMap(({ clauses }) => clauses).length,
    },
    findings: findings
      .filter(({ severity }) => isAtLeast(severity, least))
      .map((finding) => ({
        rule: finding.rule,
        severity: finding.severity,
        title: finding.title,
        message: finding.message,
        fixed: isFixed(finding),
        changes: finding.changes,
        remedy: remedyOf(finding),
        clauses: finding.clauses.map(clauseAsJson),
      })),
    fulfilled: fulfilled.map(({ rule, title, clauses }) => ({ rule, title, clauses: clauses.map(clauseAsJson) })),
  };
}

const clauseAsJson = ({ document, clause, asks }: Clause) => ({ document: DOCUMENTS[document], clause, asks });
