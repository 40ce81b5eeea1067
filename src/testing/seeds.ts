/** A property over seeds: what must hold however the contact bounces. */

/** The environment variable that names the one seed to run. */
const ONLY = 'RECSIM_SEED';

/**
 * Runs the property with seeds 1 to `count`, one after the other, and stops at the first that fails: its Error then begins with the seed and with how to run it alone.
 * With RECSIM_SEED in the environment only that seed runs.
 */
export async function forSeeds(count: number, property: (seed: number) => void | Promise<void>): Promise<void> {
  const only = process.env[ONLY];
  if (only !== undefined && !/^\d+$/.test(only)) throw new Error(`${ONLY}=${only} is not a seed: write a whole number`);
  const seeds = only === undefined ? Array.from({ length: count }, (_, index) => index + 1) : [Number(only)];
  for (const seed of seeds) {
    try {
      await property(seed);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const failed = new Error(`seed ${seed} of ${count} fails (alone: ${ONLY}=${seed})\n${message}`, { cause: error });
      if (error instanceof Error && error.stack) failed.stack = error.stack.replace(error.message, failed.message);
      throw failed;
    }
  }
}
