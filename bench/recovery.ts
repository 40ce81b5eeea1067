/**
 * The way back in by QR code, a wait of 24 h included, as the shipped scenario has it: a real picture, a real decoder, a real mail exchange. Password hashes are meant to be
 * slow, so it is run with the cheapest ones and once more with those of the board; the difference is theirs.
 */
import { unwrap } from '../src/errors.ts';
import { loadScenario } from '../src/scenario/decode.ts';
import { runScenario } from '../src/scenario/runner.ts';
import type { Us } from '../src/units.ts';

const FILE = 'scenarios/procedures/qr-code.yaml';

export interface Recovery {
  readonly virtualUs: Us;
  /** In microseconds of wall time each. `first` has what a process loads and compiles once. */
  readonly first: number;
  readonly apartFromHashes: readonly number[];
  readonly withHashes: readonly number[];
}

/** Runs it for `warmMs`, then for `measureMs`. Throws when it does not pass. */
export async function measureRecovery(warmMs: number, measureMs: number): Promise<Recovery> {
  let virtualUs = 0;
  const once = async (hashCost: number | undefined) => {
    const scenario = unwrap(loadScenario(FILE, { hashCost }));
    const from = performance.now();
    const run = await runScenario(scenario);
    const wallUs = (performance.now() - from) * 1000;
    if (run.outcome !== 'PASS') throw new Error(`${FILE}: ${run.outcome}`);
    virtualUs = run.virtualUs;
    return wallUs;
  };
  const during = async (ms: number, hashCost: number | undefined) => {
    const samples: number[] = [];
    for (const end = performance.now() + ms; samples.length < 3 || performance.now() < end; ) samples.push(await once(hashCost));
    return samples;
  };
  const first = await once(1);
  await during(warmMs, 1);
  return { first, apartFromHashes: await during(measureMs, 1), withHashes: await during(0, undefined), virtualUs };
}
