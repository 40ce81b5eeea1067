/**
 * recsim in a vitest suite. Importing it teaches `expect` the matchers of a bench; `createBench` makes one, and `test` hands out a `bench()` that does, and
 * waits at the end for what still goes on outside.
 */
import { test as base, expect } from 'vitest';
import { type BenchMatchers, MATCHERS, type RunMatchers } from './testing/matchers.ts';
import { createBench, type TestBench, type TestBenchOptions } from './testing/test-bench.ts';

export type { Part } from './testing/conditions.ts';
export type { Duration } from './testing/duration.ts';
export type { Beeps, Times } from './testing/looking.ts';
export type { BenchMatchers, RunMatchers } from './testing/matchers.ts';
export { forSeeds } from './testing/seeds.ts';
export { createBench, TestBench, type TestBenchOptions } from './testing/test-bench.ts';
export type { For, Within } from './testing/waiting.ts';

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: an interface is extended with the very parameters it has.
  interface Assertion<T = any> extends BenchMatchers, RunMatchers {}
}

expect.extend(MATCHERS);

/** vitest's `test` with a fixture: `test('...', ({ bench }) => { const recorder = bench({ state: 'provisioned' }); ... })`. */
export const test = base.extend<{ bench: (options?: TestBenchOptions) => TestBench }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads from the pattern which fixtures are needed.
  bench: async ({}, use) => {
    const made: TestBench[] = [];
    await use((options) => {
      const bench = createBench(options);
      made.push(bench);
      return bench;
    });
    for (const bench of made) await bench.outside.settled();
  },
});
