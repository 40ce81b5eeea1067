import { defineConfig } from 'vitest/config';

/** Run by `make test-gpio` inside the virtual machine, where a kernel has GPIO lines. */
export default defineConfig({
  test: {
    include: ['test/gpio/*.guest.ts'],
    testTimeout: 60_000,
    // The poller of serialport works on the loop of the main thread alone.
    pool: 'forks',
    maxWorkers: 1,
    isolate: false,
    reporters: ['verbose'],
  },
});
