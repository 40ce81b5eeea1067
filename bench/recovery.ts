/**
 * The way back in by QR code, a wait of 24 h included, as the shipped scenario has it: a real picture, a real decoder, a real mail exchange. Password hashes are meant to be
 * slow, and how slow is the board's affair: what they take is timed where they are made, and told apart.
 */
import { unwrap } from '../src/errors.ts';
import { loadScenario } from '../src/scenario/decode.ts';
import { runScenario } from '../src/scenario/runner.ts';
import type { Us } from '../src/units.ts';

const FILE = 'scenarios/procedures/qr-code.yaml';

export interface Recovery {
  readonly virtualUs: Us;
  /** How many password hashes it makes. */
  readonly hashCount: number;
  /** In microseconds of wall time each. `first` has what a process loads and compiles once. */
  readonly first: number;
  readonly apartFromHashes: readonly number[];
  /** All hashes of one run, at the cost that the board has. */
  readonly hashes: readonly number[];
}

/** Runs it for `warmMs`, then for `measureMs`. Throws when it does not pass. */
export async function measureRecovery(warmMs: number, measureMs: number): Promise<Recovery> {
  const hashing = timeHashes();
  let virtualUs = 0;
  let hashCount = 0;
  const once = async (hashCost: number | undefined) => {
    const scenario = unwrap(loadScenario(FILE, { hashCost }));
    hashing.begin();
    const from = performance.now();
    const run = await runScenario(scenario);
    const wallUs = (performance.now() - from) * 1000;
    if (run.outcome !== 'PASS') throw new Error(`${FILE}: ${run.outcome}`);
    virtualUs = run.virtualUs;
    hashCount = hashing.count;
    return { apart: wallUs - hashing.us, hashes: hashing.us };
  };
  const during = async (ms: number, hashCost: number | undefined) => {
    const samples: { readonly apart: number; readonly hashes: number }[] = [];
    for (const end = performance.now() + ms; samples.length < 3 || performance.now() < end; ) samples.push(await once(hashCost));
    return samples;
  };
  const first = (await once(1)).apart;
  await during(warmMs, 1);
  const apartFromHashes = (await during(measureMs, 1)).map(({ apart }) => apart);
  const hashes = (await during(0, undefined)).map((sample) => sample.hashes);
  return { first, apartFromHashes, hashes, hashCount, virtualUs };
}

/** Puts a stop watch around every scrypt of this process. */
function timeHashes(): { begin(): void; readonly us: number; readonly count: number } {
  const crypto = process.getBuiltinModule('node:crypto');
  const { scryptSync } = crypto;
  let us = 0;
  let count = 0;
  crypto.scryptSync = ((...args: Parameters<typeof scryptSync>) => {
    const from = performance.now();
    const key = scryptSync(...args);
    us += (performance.now() - from) * 1000;
    count++;
    return key;
  }) as typeof scryptSync;
  return {
    begin() {
      us = 0;
      count = 0;
    },
    get us() {
      return us;
    },
    get count() {
      return count;
    },
  };
}
