/** Run by `make test-gpio` inside the virtual machine, on the tests as scripts/test-gpio.mjs has bundled them. */
export default {
  test: {
    include: ['tmp/gpio-tests.mjs'],
    server: { deps: { external: [/gpio-chunk-/] } },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // The poller of serialport works on the loop of the main thread alone.
    pool: 'forks',
    maxWorkers: 1,
    isolate: false,
    maxConcurrency: 12,
    reporters: ['verbose'],
  },
};
