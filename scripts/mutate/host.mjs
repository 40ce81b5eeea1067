/**
 * Runs tests by the thousand inside one vitest worker that stays warm, for its expectations are vitest's own. What to do stands in the file named by RECSIM_MUTATE; what came of it is
 * appended to its `results`, a line of JSON each, and `mutate.mjs` watches: it ends this process when a mutant has it go round in circles, and starts it anew.
 */
import { appendFileSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import vm from 'node:vm';
import * as vitest from 'vitest';
import { createHarness } from './harness.mjs';

const plan = JSON.parse(readFileSync(process.env.RECSIM_MUTATE, 'utf8'));
const root = path.resolve(import.meta.dirname, '../..');
const outside = createRequire(path.join(root, 'package.json'));
const say = (line) => appendFileSync(plan.results, `${JSON.stringify(line)}\n`);

/** The mutant that is switched on, which were asked for, and how often loops went round. */
let active = -1;
const hits = new Uint8Array(plan.mutants);
let ticks = 0;
let mostTicks = Number.POSITIVE_INFINITY;
const $ = plan.notesHits
  ? (number) => {
      hits[number] = 1;
      return number === active;
    }
  : (number) => number === active;
$.tick = () => {
  if (++ticks > mostTicks) throw new Error('goes round in circles');
};

const script = new vm.Script(`(function (require, $, module) {${readFileSync(plan.code, 'utf8')}\n})`, {
  filename: plan.code,
  importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
});
const body = script.runInThisContext();
const harness = createHarness(vitest);

/** A snapshot in a file is what vitest would have written there; one in the source is not looked at. */
let file = '';
vitest.expect.extend({
  toMatchFileSnapshot: (received, name) => ({
    pass: readFileSync(path.resolve(path.dirname(file), name), 'utf8') === String(received),
    message: () => 'is another than in the file',
  }),
});

/** The sources and tests as if they had just been loaded. */
function instance() {
  const module = { exports: {} };
  body((id) => (id === 'vitest' ? harness.api : outside(id)), $, module);
  const loaded = new Map();
  return {
    loaded,
    /** The tests of a file, by name. */
    async testsOf(name) {
      let found = loaded.get(name);
      if (!found) {
        const tests = await harness.collect(module.exports[name]);
        found = new Map();
        for (const test of tests) {
          let key = test.name;
          for (let count = 2; found.has(key); count++) key = `${test.name} #${count}`;
          found.set(key, test);
        }
        loaded.set(name, found);
      }
      return found;
    },
    async run(name, title, limitMs) {
      const test = (await this.testsOf(name)).get(title);
      if (!test) throw new Error('is not there');
      file = path.join(root, name);
      await harness.run(test, limitMs);
    },
    async end() {
      for (const tests of loaded.values()) await harness.finish([...tests.values()]);
    },
  };
}

const taken = () => {
  const numbers = [];
  for (let number = 0; number < hits.length; number++) if (hits[number]) numbers.push(number);
  hits.fill(0);
  return numbers;
};
const short = (error) =>
  String(error?.message ?? error)
    .replace(/\s+/g, ' ')
    .slice(0, 200);

/**
 * Each test once, with nothing switched on: whether it is green, how long it takes, and which mutants it comes by. Alone, so that it does not find done what an earlier one did; where
 * a file takes long to load, its tests run one after the other, and each is taken to come by what any of them does.
 */
async function measure() {
  for (const name of plan.tests) {
    let titles;
    let begun = performance.now();
    hits.fill(0);
    let one = instance();
    try {
      titles = [...(await one.testsOf(name)).keys()];
    } catch (error) {
      say({ file: name, failed: short(error) });
      continue;
    }
    const loadMs = Math.round(performance.now() - begun);
    const together = loadMs > 200;
    const whole = new Set(together ? taken() : []);
    const measured = [];
    for (const title of titles) {
      say({ begun: `${name} ${title}` });
      try {
        if (!together) {
          hits.fill(0);
          one = instance();
          await one.testsOf(name);
        }
        begun = performance.now();
        ticks = 0;
        await one.run(name, title, plan.limitMs);
        const line = { file: name, title, ms: Math.round((performance.now() - begun) * 10) / 10, loadMs, ticks };
        if (!together) await one.end();
        const own = taken();
        for (const number of own) if (together) whole.add(number);
        measured.push({ ...line, hits: own });
      } catch (error) {
        say({ file: name, title, failed: short(error) });
      }
    }
    for (const line of measured) say({ ...line, hits: together ? [...whole] : line.hits });
    say({ file: name, tests: titles.length, loadMs });
  }
}

/** Each mutant against the tests that come by it, until one is red. */
async function tryMutants() {
  for (const { number, tests } of plan.todo) {
    say({ begun: number });
    const begun = performance.now();
    const one = instance();
    let killer;
    let ran = 0;
    for (const test of order(tests)) {
      if (unfit.has(keyOf(test))) continue;
      const testBegun = performance.now();
      ran++;
      const error = await errorOf(one, test, number);
      if (performance.now() - testBegun > 2_000) say({ begun: number, ran });
      if (error === undefined || !(await isKill(test, number, ran))) continue;
      killer = { file: test.file, title: test.title, error };
      break;
    }
    try {
      if (!killer) await one.end();
    } catch {
      // What a survivor leaves behind is of no interest.
    }
    if (killer) promote(killer);
    say({
      number,
      status: killer ? 'killed' : tests.length > 0 ? 'survived' : 'uncovered',
      ran,
      ms: Math.round(performance.now() - begun),
      ...(killer ? { by: killer } : {}),
    });
  }
}

/** Runs a test with a mutant switched on; in words what it threw, `undefined` when it is green. */
async function errorOf(one, { file: name, title, ms, loadMs, ticks: usual }, number) {
  active = number;
  ticks = 0;
  mostTicks = usual * 20 + 200_000;
  try {
    await one.run(name, title, 5_000 + (loadMs + ms) * 10);
    return undefined;
  } catch (error) {
    return short(error);
  } finally {
    active = -1;
    mostTicks = Number.POSITIVE_INFINITY;
  }
}

/** Tests that are red by themselves without any mutant: they want others to run before. */
const unfit = new Set();
const fit = new Set();

/** Whether a red test says something of the mutant: alone it must be red with it, and green without. */
async function isKill(test, number, ran) {
  const key = keyOf(test);
  if (ran > 1 && (await errorOf(instance(), test, number)) === undefined) return false;
  if (fit.has(key)) return true;
  if ((await errorOf(instance(), test, -1)) !== undefined) {
    unfit.add(key);
    return false;
  }
  fit.add(key);
  return true;
}

/** Tests that killed lately come first: mutants that lie together die of the same. */
const lately = [];
const keyOf = ({ file: name, title }) => `${name} ${title}`;
function promote(killer) {
  const key = keyOf(killer);
  const at = lately.indexOf(key);
  if (at >= 0) lately.splice(at, 1);
  lately.unshift(key);
  lately.length = Math.min(lately.length, 8);
}
function order(indices) {
  const tests = indices.map((index) => plan.measured[index]);
  const rank = (test) => {
    const at = lately.indexOf(keyOf(test));
    const costMs = test.ms + test.loadMs;
    return at >= 0 && costMs < (at === 0 ? 6_000 : 300) ? at : lately.length;
  };
  return tests
    .map((test) => [rank(test), test])
    .sort((a, b) => a[0] - b[0])
    .map(([, test]) => test);
}

vitest.test('mutants', async () => {
  if (plan.notesHits) await measure();
  else await tryMutants();
  say({ end: true });
});
