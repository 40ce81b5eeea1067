import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 20_000,
    maxConcurrency: 2,
    // A forgotten await or a stray rejection fails the run.
    dangerouslyIgnoreUnhandledErrors: false,
  },
});
