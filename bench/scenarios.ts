/**
 * A whole scenario in process, as `recsim test` carries it out: a bench made, the guide's reset held for 25 s with bounce, each step looked at, trace and coverage
 * kept. Reading the file is not part of it.
 */
import { unwrap } from '../src/errors.ts';
import { loadScenario } from '../src/scenario/decode.ts';
import { recordOf } from '../src/scenario/run.ts';
import { runScenario } from '../src/scenario/runner.ts';

const FILE = 'scenarios/hold-25s.yaml';
const BATCH = 20;

/** Mean microseconds of wall time a run, batch by batch, after `warmMs`. Throws when it does not pass. */
export async function measureScenarios(warmMs: number, measureMs: number): Promise<number[]> {
  const scenario = unwrap(loadScenario(FILE));
  const once = async () => {
    const run = await runScenario(scenario);
    if (run.outcome !== 'PASS' || run.trace.length === 0) throw new Error(`${FILE}: ${run.outcome}, ${run.trace.length} entries in the trace`);
    recordOf(run, { withCoverage: false, keepsTrace: false, isReported: false });
  };
  for (const end = performance.now() + warmMs; performance.now() < end; ) await once();
  const samples: number[] = [];
  for (const end = performance.now() + measureMs; samples.length < 3 || performance.now() < end; ) {
    const from = performance.now();
    for (let index = 0; index < BATCH; index++) await once();
    samples.push(((performance.now() - from) * 1000) / BATCH);
  }
  return samples;
}
