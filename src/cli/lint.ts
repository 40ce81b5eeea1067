/**
 * `recsim lint`: which clauses of which security documents the rules of a board break. The work is in src/cli/lint/, loaded when it runs.
 * Not the same as `recsim board lint`, which looks for mistakes and doubts in board files.
 */
import type { Command } from 'commander';
import type { Severity } from '../security-lint/rule.ts';
import type { LintOptions } from './lint/lint-security.ts';

const LEVELS = ['high', 'medium', 'low', 'info'] as const satisfies readonly Severity[];

export function addLintCommand(program: Command): void {
  program
    .command('lint')
    .summary('which clauses of security documents a board breaks')
    .description(
      `Tells which clauses of NIST SP 800-63B-4, OWASP ASVS 5.0.0, OWASP cheat sheets and ETSI EN 303 645 the rules of a board break: its password rules,
login lock, security codes and questions, reset button; and what to change to what. What no parameter changes is told as a property of the recorder.`,
    )
    .argument('[boards...]', 'shipped names, folders or board.json files (default: seed)')
    .option('--all', 'all boards that ship with recsim')
    .option('--strict', 'exit 1 when a parameter breaks a rule of severity medium or high')
    .addOption(program.createOption('--severity <level>', 'show this severity and what is worse').choices(LEVELS).default('info'))
    .option('--json', 'as JSON, with the clauses that are fulfilled')
    .option('--clauses', 'instead: every clause that is checked, as Markdown')
    .addHelpText(
      'after',
      `
Examples:
  recsim lint                                   the seed board
  recsim lint boards/my-dvr --strict            for CI
  recsim lint --all --severity high             the worst of all boards
  recsim lint seed --json | jq -r '.[].findings[].changes[] | "\\(.parameter) \\(.shouldBe)"'

The clauses, and where each was read: docs/security-lint.md. Mistakes in a board file: recsim board lint.

Exit codes: 0 told, whatever was found; 1 with --strict, a rule of severity medium or high that a parameter can mend; 2 bad usage or board`,
    )
    .action(async (boards: string[], options: LintOptions & { readonly clauses?: true }) => {
      if (options.clauses) (await import('./lint/clauses.ts')).printClauses();
      else (await import('./lint/lint-security.ts')).lintSecurityOf(boards, options);
    });
}
