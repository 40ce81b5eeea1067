import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 20_000,
    // A forgotten await or a stray rejection fails the run.
    dangerouslyIgnoreUnhandledErrors: false,
  },
});
