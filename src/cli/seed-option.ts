/** The option --seed. */
import { ProblemError } from '../errors.ts';
import { SEED_MAX } from '../scenario/format.ts';

/** Throws a ProblemError unless it is a whole number that a scenario file may have too. */
export function readSeed(written: string): number {
  if (/^\d+$/.test(written) && Number(written) <= SEED_MAX) return Number(written);
  throw new ProblemError([{ code: 'usage', message: `--seed ${written} is not a seed`, remedy: `Write a whole number from 0 to ${SEED_MAX}` }]);
}
