import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 20_000,
    maxConcurrency: 2,
    maxWorkers: 2,
    // No test changes a module, so the files of a worker may share what they import.
    isolate: false,
    // A forgotten await or a stray rejection fails the run.
    dangerouslyIgnoreUnhandledErrors: false,
  },
});
