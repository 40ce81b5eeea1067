/** The option --jobs. */
import { availableParallelism } from 'node:os';
import { fail, ok, type Result } from '../errors.ts';

const JOBS_MAX = 64;

/** How many threads: one where it was not given, as many as there are cores where it has no number. */
export function readJobs(written: string | true | undefined): Result<number> {
  if (written === undefined) return ok(1);
  if (written === true) return ok(Math.min(JOBS_MAX, availableParallelism()));
  const jobs = Number(written);
  if (/^\d+$/.test(written) && jobs >= 1 && jobs <= JOBS_MAX) return ok(jobs);
  return fail({
    code: 'usage',
    message: `--jobs ${written} is not a number of threads`,
    remedy: `Write a whole number from 1 to ${JOBS_MAX}, or "--jobs" alone for all cores`,
  });
}
