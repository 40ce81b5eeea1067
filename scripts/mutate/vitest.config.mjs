// The one "test file" that runs the mutants: see host.mjs.
import path from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: path.resolve(import.meta.dirname, '../..'),
  test: {
    include: ['scripts/mutate/host.mjs'],
    testTimeout: 0,
    pool: 'threads',
    maxWorkers: 1,
    disableConsoleIntercept: true,
    dangerouslyIgnoreUnhandledErrors: true,
    reporters: ['dot'],
  },
});
