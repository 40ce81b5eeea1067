/**
 * Puts every rule to a board and says what it breaks and what it keeps, clause by clause. Pure: the same board, the same answer.
 * Not promised: anything about what the rules do not ask; docs/security-lint.md lists what that is.
 */
import type { Board } from '../board.ts';
import { LOGIN_PROPERTIES, LOGIN_RULES } from './login-rules.ts';
import { PASSWORD_PROPERTIES, PASSWORD_RULES } from './password-rules.ts';
import { RECOVERY_PROPERTIES, RECOVERY_RULES } from './recovery-rules.ts';
import { RESET_PROPERTIES, RESET_RULES } from './reset-rules.ts';
import type { BoardRule, Breach, Clause, Property, Severity } from './rule.ts';
import { SEVERITIES } from './rule.ts';
import { type Parameter, type Value, writtenValue } from './values.ts';

export const BOARD_RULES: readonly BoardRule[] = [...PASSWORD_RULES, ...LOGIN_RULES, ...RECOVERY_RULES, ...RESET_RULES];
export const PROPERTIES: readonly Property[] = [...PASSWORD_PROPERTIES, ...LOGIN_PROPERTIES, ...RECOVERY_PROPERTIES, ...RESET_PROPERTIES];

/** A parameter as it is, and as it should be. */
export interface Change {
  readonly parameter: Parameter;
  readonly value: Value;
  readonly shouldBe: Value;
}

/** A rule that the board breaks, and with it every one of its clauses. */
export interface Finding {
  readonly rule: string;
  readonly title: string;
  readonly severity: Severity;
  readonly clauses: readonly Clause[];
  readonly message: string;
  /** Empty where no parameter changes it: a property of the recorder. */
  readonly changes: readonly Change[];
  readonly advice?: string;
}

/** A rule that the board keeps. */
export interface Fulfilled {
  readonly rule: string;
  readonly title: string;
  readonly clauses: readonly Clause[];
}

export interface SecurityReport {
  /** The worst first. */
  readonly findings: readonly Finding[];
  readonly fulfilled: readonly Fulfilled[];
}

/** Whether no parameter of a board changes it. */
export const isFixed = ({ changes }: Finding): boolean => changes.length === 0;

/** Whether `severity` is `least` or worse. */
export const isAtLeast = (severity: Severity, least: Severity): boolean => SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(least);

/** `isStaged`: the board file writes its holds as `stages`, not as holdMin and holdMax. */
export function lintSecurity(board: Board, isStaged: boolean): SecurityReport {
  const findings: Finding[] = [];
  const fulfilled: Fulfilled[] = [];
  for (const { id, title, severity, clauses, check } of BOARD_RULES) {
    const answer = check(board, isStaged);
    if (answer === 'kept') fulfilled.push({ rule: id, title, clauses });
    else if (answer !== 'moot') findings.push({ rule: id, title, severity, clauses, ...findingOf(board, answer) });
  }
  for (const { id, title, severity, clauses, message, advice } of PROPERTIES) {
    if (severity === undefined) fulfilled.push({ rule: id, title, clauses });
    else findings.push({ rule: id, title, severity, clauses, ...findingOf(board, { message, to: {}, ...(advice === undefined ? {} : { advice }) }) });
  }
  return { findings: SEVERITIES.flatMap((severity) => findings.filter((finding) => finding.severity === severity)), fulfilled };
}

function findingOf(board: Board, { message, to, advice }: Breach): Pick<Finding, 'message' | 'changes' | 'advice'> {
  const changes = (Object.entries(to) as [Parameter, Value][]).map(([parameter, shouldBe]) => ({
    parameter,
    value: writtenValue(board, parameter),
    shouldBe,
  }));
  return { message, changes, ...(advice === undefined ? {} : { advice }) };
}
