/**
 * The part of vitest that finds and runs tests, as small as it can be, so that one test can be run by itself in a few microseconds: `describe` and `test` with what our tests use of
 * them, hooks, a time limit. Expectations stay vitest's own.
 */
import { format } from 'node:util';

/** `expect` and the rest of vitest come from `vitest`. What tests import as `vitest` is `api`; `collect` runs a file and returns its tests, in their order. */
export function createHarness(vitest) {
  let suite;
  let running;

  const define = (isSuite) => {
    const one = (name, ...rest) => {
      const body = rest.find((argument) => typeof argument === 'function');
      if (isSuite) group(name, body ?? (() => {}));
      else suite.tests.push({ name: titleOf(suite, name), suite, run: body, isSkipped: body === undefined });
    };
    one.each =
      (rows) =>
      (name, ...rest) => {
        const body = rest.find((argument) => typeof argument === 'function');
        [...rows].forEach((row, index) => {
          const values = Array.isArray(row) ? row : [row];
          one(titled(name, values, index), () => body(...values));
        });
      };
    one.for =
      (rows) =>
      (name, ...rest) => {
        const body = rest.find((argument) => typeof argument === 'function');
        [...rows].forEach((row, index) => {
          one(titled(name, Array.isArray(row) ? row : [row], index), (context) => body(row, context));
        });
      };
    const none = Object.assign((name) => (isSuite ? undefined : suite.tests.push({ name: titleOf(suite, name), suite, isSkipped: true })), {
      each: () => () => {},
    });
    one.skip = none;
    one.todo = none;
    one.skipIf = (condition) => (condition ? none : one);
    one.runIf = (condition) => (condition ? one : none);
    one.concurrent = one;
    one.sequential = one;
    return one;
  };
  const group = (name, body) => {
    const outer = suite;
    suite = newSuite(titleOf(outer, name), outer);
    outer.tests.push(suite);
    try {
      const result = body();
      if (result instanceof Promise) throw new Error('a suite that waits cannot be collected');
    } finally {
      suite = outer;
    }
  };
  const hook = (kind) => (body) => suite[kind].push(body);
  const api = {
    ...vitest,
    describe: define(true),
    suite: define(true),
    test: define(false),
    it: define(false),
    beforeAll: hook('beforeAll'),
    afterAll: hook('afterAll'),
    beforeEach: hook('beforeEach'),
    afterEach: hook('afterEach'),
    onTestFinished: (body) => running.finished.push(body),
    onTestFailed: () => {},
  };

  return {
    api,
    /** Throws what the file throws. */
    async collect(load) {
      const top = newSuite('', undefined);
      suite = top;
      try {
        await load();
      } finally {
        suite = undefined;
      }
      return flat(top).filter(({ isSkipped }) => !isSkipped);
    },
    /** Throws what the test throws, or that it took longer than `limitMs`. */
    async run(test, limitMs) {
      const suites = lineage(test.suite);
      const context = {
        expect: vitest.expect,
        task: { name: test.name, id: test.name, file: {} },
        finished: [],
        signal: new AbortController().signal,
        skip() {},
      };
      context.onTestFinished = (body) => context.finished.push(body);
      running = context;
      const after = [];
      try {
        for (const one of suites) {
          if (one.failure) throw one.failure;
          if (one.isReady) continue;
          one.isReady = true;
          try {
            for (const body of one.beforeAll) await limited(body({}), limitMs);
          } catch (error) {
            one.failure = error;
            throw error;
          }
        }
        for (const one of suites)
          for (const body of one.beforeEach) {
            const undo = await limited(body(context), limitMs);
            if (typeof undo === 'function') after.push(undo);
          }
        await limited(test.run(context), limitMs);
      } finally {
        for (const body of context.finished.reverse()) await limited(body(), limitMs);
        for (const one of suites.toReversed()) for (const body of one.afterEach) await limited(body(context), limitMs);
        for (const body of after) await body();
      }
    },
    /** Runs what is to be run after all tests of the suites that these are in. */
    async finish(tests) {
      const suites = new Set(tests.flatMap((test) => lineage(test.suite)));
      for (const one of [...suites].reverse()) if (one.isReady) for (const body of one.afterAll) await body({});
    },
  };
}

const newSuite = (name, outer) => ({ name, outer, tests: [], beforeAll: [], afterAll: [], beforeEach: [], afterEach: [], isReady: false });
const titleOf = (suite, name) => {
  const title = typeof name === 'function' ? name.name : String(name);
  return suite.name === '' ? title : `${suite.name} > ${title}`;
};
const flat = (suite) => suite.tests.flatMap((one) => (one.tests ? flat(one) : [one]));
const lineage = (suite) => (suite ? [...lineage(suite.outer), suite] : []);

/** `$name` and `%s` as vitest fills them in, near enough to tell tests apart. */
function titled(name, values, index) {
  const filled = String(name)
    .replaceAll('%#', String(index))
    .replace(/\$([A-Za-z_][\w.]*)/g, (whole, path) => {
      const value = path.split('.').reduce((of, key) => of?.[key], values[0]);
      return value === undefined ? whole : String(value);
    });
  const places = filled.match(/%[sdifjoOp]/g)?.length ?? 0;
  return format(filled.replaceAll('%p', '%j'), ...values.slice(0, places));
}

const { setTimeout: wait, clearTimeout: stopWaiting } = globalThis;

async function limited(result, limitMs) {
  if (!(result instanceof Promise)) return result;
  let timer;
  try {
    return await Promise.race([
      result,
      new Promise((_, reject) => {
        timer = wait(() => reject(new Error('takes too long')), limitMs);
      }),
    ]);
  } finally {
    stopWaiting(timer);
  }
}
