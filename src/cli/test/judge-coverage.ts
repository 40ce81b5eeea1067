/** `--coverage` and `--coverage-min`: what is told of the coverage of a run, and whether it is enough. */
import type { BoardCoverage } from '../../coverage/coverage.ts';
import { belowMinimum, readMinimum } from '../../coverage/minimum.ts';
import { formatCoverage } from '../../coverage/text.ts';
import { type Problem, unwrap } from '../../errors.ts';
import { EXIT } from '../exit.ts';
import type { CoverageOptions } from './coverage-options.ts';

/** What is wrong with the options. */
export function coverageProblems({ coverageMin }: CoverageOptions): readonly Problem[] {
  const minimum = coverageMin === undefined ? undefined : readMinimum(coverageMin);
  return minimum && !minimum.ok ? minimum.problems : [];
}

/** Tells the coverage, and what of it is too little on stderr. Returns the exit code that `code` becomes by it. */
export function judgeCoverage(boards: readonly BoardCoverage[], options: CoverageOptions, code: number, say: (text: string) => void): number {
  say(formatCoverage(boards));
  const tooLittle = options.coverageMin === undefined ? [] : belowMinimum(boards, unwrap(readMinimum(options.coverageMin)));
  for (const sentence of tooLittle) process.stderr.write(`error: ${sentence}\n`);
  return tooLittle.length > 0 && (code === EXIT.pass || code === EXIT.timeout) ? EXIT.failed : code;
}
