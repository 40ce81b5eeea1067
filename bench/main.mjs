// The benchmark: `make bench`, or `node bench/main.mjs [--quick] [--json FILE]`. What it measures and how to read it: docs/benchmarks.md.
// Every row runs in child processes of its own, in rounds, so that no row inherits another's compiled code, heap or lucky minute.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { measureMany } from './many.mjs';

const USAGE = `Usage: node bench/main.mjs [--quick] [--json FILE]
  --quick        one short round, without the slowest row: half a minute
  --json FILE    also writes every number
  --trace-hash   only prints one hash over 200 random traces, to compare before and after a change`;

const root = path.resolve(import.meta.dirname, '..');
const bundle = path.join(root, 'tmp', 'bench.js');
const command = path.join(root, 'dist', 'main.js');

const { quick, json, help, 'trace-hash': traceHash } = options();
if (help) {
  console.log(USAGE);
  process.exit();
}
await build({
  entryPoints: [path.join(root, 'bench', 'child.ts')],
  outfile: bundle,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  minifySyntax: true,
  logLevel: 'warning',
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
});
const child = (...args) => execFileSync(process.execPath, [bundle, ...args], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
if (traceHash) {
  process.stdout.write(child('--trace-hash'));
  process.exit();
}

const began = performance.now();
const ROUNDS = quick ? 1 : 5;
const WARM_MS = quick ? 250 : 500;
const MEASURE_MS = quick ? 250 : 300;
const COLD_RUNS = quick ? 3 : 9;

const { jobUs, rows: listed } = JSON.parse(child('--list'));
const rows = measureRows(listed.filter(({ slow }) => !(slow && quick)));
const scenario = measureScenario();
const recovery = measureRecovery();
const many = await measureScale();
const cold = measureCold();
const versions = describeMachine();
const bars = judge();
print();
if (json) writeFileSync(json, `${JSON.stringify({ versions, jobUs, rows, scenario, many, recovery, cold, bars }, undefined, 2)}\n`);

function options() {
  try {
    const flag = { type: 'boolean', default: false };
    return parseArgs({ options: { quick: flag, json: { type: 'string' }, help: flag, 'trace-hash': flag } }).values;
  } catch (error) {
    console.error(`error: ${error.message}\n${USAGE}`);
    process.exit(2);
  }
}

/**
 * Round after round over all rows. The figure of a run is its fastest batch, as in Python's timeit: what else runs on the machine only ever adds.
 * The slowest batch of all runs is told as well.
 */
function measureRows(wanted) {
  const slowest = new Map(wanted.map(({ name }) => [name, 0]));
  const samples = new Map(wanted.map(({ name }) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const { name, title, slow } of wanted) {
      if (slow && round > 0) continue;
      if (process.stderr.isTTY) process.stderr.write(`\x1b[2K\rround ${round + 1} of ${ROUNDS}: ${title}`);
      const batches = JSON.parse(child(name, String(WARM_MS), String(MEASURE_MS)));
      samples.get(name).push(Math.min(...batches));
      slowest.set(name, Math.max(slowest.get(name), ...batches));
    }
  }
  if (process.stderr.isTTY) process.stderr.write('\x1b[2K\r');
  return wanted.map(({ name, title }) => ({ name, title, ...spread(samples.get(name)), slowestUs: slowest.get(name) }));
}

/** A scenario in process. */
function measureScenario() {
  const runs = Array.from({ length: ROUNDS }, (_, round) => {
    if (process.stderr.isTTY) process.stderr.write(`\x1b[2K\rround ${round + 1} of ${ROUNDS}: a scenario in process`);
    return JSON.parse(child('--scenarios', String(2 * WARM_MS), String(4 * MEASURE_MS)));
  });
  if (process.stderr.isTTY) process.stderr.write('\x1b[2K\r');
  return { ...spread(runs.map((batches) => Math.min(...batches))), slowestUs: Math.max(...runs.flat()) };
}

/** Thousands of scenarios by the command; and half as many, to see whether memory grows with their number. (A thousand are over before the heap has its size.) */
async function measureScale() {
  if (process.stderr.isTTY) process.stderr.write('\x1b[2K\rthousands of scenarios by the command');
  const few = await measureMany(root, command, quick ? 1000 : 5000, 1);
  const ways = quick ? few : await measureMany(root, command, 10_000, 3);
  if (process.stderr.isTTY) process.stderr.write('\x1b[2K\r');
  return { few: few[0], ways };
}

/** The way back in by QR code, in processes of their own as the rows. */
function measureRecovery() {
  const runs = Array.from({ length: ROUNDS }, (_, round) => {
    if (process.stderr.isTTY) process.stderr.write(`\x1b[2K\rround ${round + 1} of ${ROUNDS}: way back in by QR code`);
    return JSON.parse(child('--recovery', String(4 * WARM_MS), String(4 * MEASURE_MS)));
  });
  if (process.stderr.isTTY) process.stderr.write('\x1b[2K\r');
  const row = (title, best, worst) => ({ title, ...spread(runs.map(best)), slowestUs: Math.max(...runs.map(worst)) });
  return {
    virtualUs: runs[0].virtualUs,
    warm: row(
      'apart from password hashes',
      ({ apartFromHashes }) => Math.min(...apartFromHashes),
      ({ apartFromHashes }) => Math.max(...apartFromHashes),
    ),
    hashes: row(
      `the ${runs[0].hashCount} password hashes alone, at the board's cost`,
      ({ hashes }) => Math.min(...hashes),
      ({ hashes }) => Math.max(...hashes),
    ),
    first: row(
      'apart from hashes, the first in its process',
      ({ first }) => first,
      ({ first }) => first,
    ),
  };
}

/** Whole processes, started one after another in turns. */
function measureCold() {
  const commands = [
    { title: 'node -e 0', args: ['-e', '0'] },
    { title: 'recsim --version', args: [command, '--version'] },
  ];
  const scenario = passingScenario();
  if (scenario) commands.push({ title: `recsim test ${scenario}`, args: [command, 'test', scenario] });
  const samples = commands.map(() => []);
  for (let run = 0; run < COLD_RUNS; run++) {
    commands.forEach(({ args }, index) => {
      const from = performance.now();
      execFileSync(process.execPath, args, { cwd: root, stdio: 'ignore' });
      samples[index].push((performance.now() - from) * 1000);
    });
  }
  return commands.map(({ title }, index) => ({ title, ...spread(samples[index]) }));
}

/** A shipped scenario that passes; none where there is no such verb. */
function passingScenario() {
  const folder = path.join(root, 'scenarios');
  if (!existsSync(folder)) return undefined;
  // The one that does the job of the rows comes first.
  const files = ['hold-25s.yaml', ...readdirSync(folder).filter((file) => file.endsWith('.yaml'))];
  return files.map((file) => `scenarios/${file}`).find((file) => spawnSync(process.execPath, [command, 'test', file], { cwd: root }).status === 0);
}

function spread(samples) {
  const sorted = samples.toSorted((a, b) => a - b);
  return { medianUs: sorted[Math.floor(sorted.length / 2)], minUs: sorted[0], maxUs: sorted.at(-1), samples: sorted.length };
}

function describeMachine() {
  const version = (name) => JSON.parse(readFileSync(path.join(root, 'node_modules', name, 'package.json'), 'utf8')).version;
  const packages = ['xstate', '@sinonjs/fake-timers', 'avr8js'].map((name) => [name, version(name)]);
  const model = readFileSyncOr('/proc/cpuinfo', '').match(/^model name\s*: (.*)$/m)?.[1] ?? cpus()[0]?.model ?? 'unknown';
  return { node: process.versions.node, v8: process.versions.v8, ...Object.fromEntries(packages), cpu: `${cpus().length} x ${model}` };
}

function readFileSyncOr(file, otherwise) {
  return existsSync(file) ? readFileSync(file, 'utf8') : otherwise;
}

/** The bars this project sets itself; the medians of the runs decide, the best run is told beside them. */
function judge() {
  const row = (name) => rows.find((entry) => entry.name === name);
  const pure = row('pure-driver');
  const tabulated = row('tabulated-driver');
  const byHand = row('hand-written');
  const fast = ({ medianUs, minUs }, least) => ({ value: times(jobUs / medianUs), best: times(jobUs / minUs), reached: jobUs / medianUs >= least });
  const ratio = (a, b) => ({ value: `${(a.medianUs / b.medianUs).toFixed(2)} x`, best: `${(a.minUs / b.minUs).toFixed(2)} x` });
  return [
    { bar: 'pure driver, trace on: at least 200,000 x real time', ...fast(pure, 200_000) },
    { bar: 'tabulated, trace off: at least 10,000,000 x real time', ...fast(tabulated, 10_000_000) },
    {
      bar: 'tabulated, trace off: within 5 x of the hand-written machine',
      ...ratio(tabulated, byHand),
      reached: tabulated.medianUs <= 5 * byHand.medianUs,
    },
    {
      bar: 'a factory reset as a scenario, in process with trace on: at least 2,000 a second and core',
      value: `${count(1e6 / scenario.medianUs)} /s`,
      best: `${count(1e6 / scenario.minUs)} /s`,
      reached: scenario.medianUs <= 500,
    },
    ...scaleBars(),
    { bar: 'pure driver by the hand-written machine: the price of the statechart', ...ratio(pure, byHand) },
    {
      bar: 'way back in by QR code, 24 h of waiting included: under 50 ms apart from password hashes',
      value: micros(recovery.warm.medianUs),
      best: micros(recovery.warm.minUs),
      reached: recovery.warm.medianUs < 50_000,
    },
  ];
}

/** What a second thread brings, beside what a second process brings on this machine; and the memory. */
function scaleBars() {
  const [one, two, apart] = many.ways.map(({ ms }) => ({ median: ms.toSorted((a, b) => a - b)[ms.length >> 1], best: Math.min(...ms) }));
  const ratio = (a, b) => ({ value: `${(a.median / b.median).toFixed(2)} x`, best: `${(a.best / b.best).toFixed(2)} x` });
  const peaks = `${mega(many.ways[0].peakBytes)} for ${count(many.ways[0].count)}, ${mega(many.few.peakBytes)} for ${count(many.few.count)}`;
  return [
    { bar: '--jobs 2 by --jobs 1: at least 1.7 x as fast', ...ratio(one, two), reached: one.median / two.median >= 1.7 },
    { bar: 'two processes by one: what this machine has to give', ...ratio(one, apart) },
    ...(quick
      ? []
      : [{ bar: 'peak memory does not grow with the matrix', value: peaks, best: '', reached: many.ways[0].peakBytes < 1.25 * many.few.peakBytes }]),
  ];
}

function print() {
  const held = rows.map(({ title, medianUs, minUs, maxUs, slowestUs }) => [
    title,
    micros(medianUs),
    micros(minUs),
    micros(maxUs),
    micros(slowestUs),
    count(1e6 / medianUs),
    times(jobUs / medianUs),
  ]);
  table(['held-button power-up, 45 virtual s', 'median', 'best run', 'worst run', 'worst batch', 'power-ups/s', 'virtual s / wall s'], held);
  table(
    ['scenarios', 'median', 'best run', 'worst run', 'scenarios/s', 'peak memory'],
    [
      [
        'scenarios/hold-25s.yaml, in process, trace on',
        micros(scenario.medianUs),
        micros(scenario.minUs),
        micros(scenario.maxUs),
        count(1e6 / scenario.medianUs),
        '',
      ],
      ...many.ways.map(({ title, count: number, ms, peakBytes }) => {
        const { medianUs, minUs, maxUs } = spread(ms.map((each) => each * 1000));
        return [title, micros(medianUs), micros(minUs), micros(maxUs), count((number * 1e6) / medianUs), mega(peakBytes)];
      }),
    ],
  );
  const ways = [recovery.warm, recovery.first, recovery.hashes].map(({ title, medianUs, minUs, maxUs, slowestUs }) => [
    title,
    micros(medianUs),
    micros(minUs),
    micros(maxUs),
    micros(slowestUs),
    times(recovery.virtualUs / medianUs),
  ]);
  table(
    [`way back in by QR code, ${count(recovery.virtualUs / 1e6)} virtual s`, 'median', 'best run', 'worst run', 'worst of all', 'virtual s / wall s'],
    ways,
  );
  const starts = cold.map(({ title, medianUs, minUs, maxUs }) => [title, micros(medianUs), micros(minUs), micros(maxUs)]);
  table(['cold process', 'median', 'min', 'max'], starts);
  table(
    ['bar', 'median', 'best run', 'reached'],
    bars.map(({ bar, value, best, reached }) => [bar, value, best, reached === undefined ? '-' : reached ? 'yes' : 'NO']),
  );
  console.log(
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
  );
  console.log(
    `Method: every row in child processes of its own, ${ROUNDS} run(s) each, in turns: ${WARM_MS} ms of warming up, then batches of 10 ms for`,
  );
  console.log(
    `${MEASURE_MS} ms. The figure of a run is its fastest batch; the median of the runs is quoted. Every child first verifies its result with the`,
  );
  console.log(
    'button held (one reset, two boots, one beep each, the wizard) and with the button up (no reset). avr8js executes instructions, the other',
  );
  console.log(
    'rows execute the model; its busy firmware is measured once, and not with --quick; its control is run by the sleeping build of the same source.',
  );
  const load = loadavg()[0];
  if (load > 2.5)
    console.log(
      `The machine was busy (load ${load.toFixed(1)} on ${availableParallelism()} cores): the figures are too high, believe the best runs.`,
    );
  console.log(`Took ${((performance.now() - began) / 1000).toFixed(0)} s.`);
}

function table(head, lines) {
  const all = [head, ...lines];
  const widths = head.map((_, column) => Math.max(...all.map((line) => line[column].length)));
  const format = (line) =>
    line
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])))
      .join('  ')
      .trimEnd();
  console.log([format(head), widths.map((width) => '-'.repeat(width)).join('  '), ...lines.map(format), ''].join('\n'));
}

function micros(us) {
  if (us >= 1e6) return `${(us / 1e6).toFixed(2)} s`;
  if (us >= 1e4) return `${(us / 1e3).toFixed(1)} ms`;
  return `${us.toFixed(us < 100 ? 2 : 0)} us`;
}

function mega(bytes) {
  return bytes === 0 ? '-' : `${Math.round(bytes / 2 ** 20)} MB`;
}

function count(value) {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
}

function times(value) {
  return `${count(value)} x`;
}
