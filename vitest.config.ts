import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // A test that hangs is to be ended, one on a busy machine is not.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxConcurrency: 2,
    maxWorkers: 2,
    // No test changes a module, so the files of a worker may share what they import.
    isolate: false,
    // A forgotten await or a stray rejection fails the run.
    dangerouslyIgnoreUnhandledErrors: false,
  },
});
