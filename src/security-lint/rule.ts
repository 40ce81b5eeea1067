/**
 * What a rule of `recsim lint` is: a question put to a board, the clauses of security documents that ask it, and what to change where the answer is no.
 * Rules are data with one pure function each; the four files of rules stand beside this one. Not promised: that a board that breaks none is safe, or
 * that it conforms to a document - most of each document is about things that no board says.
 * Where every clause was read: docs/security-lint.md.
 */
import type { Board } from '../board.ts';
import type { Parameter, Value } from './values.ts';

/**
 * The worst first.
 *   high     somebody gets in who should not, or may guess as often as they like
 *   medium   a requirement is broken and secrets are easier to guess or to get, or data outlives its owner
 *   low      a recommendation is not followed, or a requirement is broken with little effect
 *   info     good to know
 */
export const SEVERITIES = ['high', 'medium', 'low', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const DOCUMENTS = {
  nist: 'NIST SP 800-63B-4',
  asvs: 'OWASP ASVS 5.0.0',
  authentication: 'OWASP Authentication Cheat Sheet',
  forgot: 'OWASP Forgot Password Cheat Sheet',
  forgot2019: 'OWASP Forgot Password Cheat Sheet of 2019',
  questions: 'OWASP Choosing and Using Security Questions Cheat Sheet',
  session: 'OWASP Session Management Cheat Sheet',
  storage: 'OWASP Password Storage Cheat Sheet',
  etsi: 'ETSI EN 303 645 V2.1.1',
} as const;
export type DocumentKey = keyof typeof DOCUMENTS;

/**
 * A place in a document. `3.1.1.2 (5)` is the fifth requirement of a numbered list, `3.1.1.2 blocklist` an unnumbered paragraph and what it is about; cheat
 * sheets have headings for numbers.
 */
export interface Clause {
  readonly document: DocumentKey;
  readonly clause: string;
  /** What it asks, in our words. */
  readonly asks: string;
}

const clauseOf =
  (document: DocumentKey) =>
  (clause: string, asks: string): Clause => ({ document, clause, asks });

export const nist = clauseOf('nist');
export const asvs = clauseOf('asvs');
export const authentication = clauseOf('authentication');
export const forgot = clauseOf('forgot');
export const forgot2019 = clauseOf('forgot2019');
export const questions = clauseOf('questions');
export const session = clauseOf('session');
export const storage = clauseOf('storage');
export const etsi = clauseOf('etsi');

/** What is wrong with a board, and what would be right. */
export interface Breach {
  /** What is so and why it matters, in whole sentences. */
  readonly message: string;
  /** The parameters to change and what to; none where nothing can be changed. */
  readonly to: Readonly<Partial<Record<Parameter, Value>>>;
  /** What else to know before changing it. */
  readonly advice?: string;
}

interface RuleHead {
  readonly id: string;
  /** What it is about, in a few words. */
  readonly title: string;
  readonly clauses: readonly Clause[];
}

/** A rule that a board keeps or breaks. */
export interface BoardRule extends RuleHead {
  readonly severity: Severity;
  readonly parameters: readonly [Parameter, ...Parameter[]];
  /** `kept`, broken, or `moot` where the question does not come up. `isStaged`: the board writes its holds as `stages`, not as holdMin and holdMax. */
  check(board: Board, isStaged: boolean): 'kept' | 'moot' | Breach;
}

/** What every recorder of recsim does, whatever its board says. */
export interface Property extends RuleHead {
  /** How bad it is; `undefined`: the clauses are fulfilled. */
  readonly severity: Severity | undefined;
  readonly message: string;
  readonly advice?: string;
}
