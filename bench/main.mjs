// The benchmark: `make bench`, or `node bench/main.mjs --help`. What it measures and how to read it: docs/benchmarks.md.
// Every row runs in child processes of its own, in rounds, so that no row inherits another's compiled code, heap or lucky minute.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { barsOf } from './bars.mjs';
import { measureMany } from './many.mjs';
import { findPeers } from './peers.mjs';
import { spread } from './print.mjs';
import { reportOf } from './report.mjs';
import { measureSpin, spinTables } from './spin.mjs';

const PARTS = ['power-ups', 'scenarios', 'recovery', 'cold', 'spin'];
const USAGE = `Usage: node bench/main.mjs [--quick] [--only PART]... [--json FILE] [--docs]
  --quick        one short round, without the slowest rows: a minute
  --only PART    ${PARTS.join(', ')}; can be repeated
  --json FILE    also writes every number
  --docs         also puts the tables into docs/benchmarks.md and docs/SPIN.md
  --trace-hash   only prints one hash over 200 random traces, to compare before and after a change`;

const root = path.resolve(import.meta.dirname, '..');
const bundles = path.join(root, 'tmp', 'bench');
const command = path.join(root, 'dist', 'main.js');

const { quick, only, json, docs, help, 'trace-hash': traceHash } = options();
if (help) {
  console.log(USAGE);
  process.exit();
}
await build({
  entryPoints: ['child', 'once'].map((name) => path.join(root, 'bench', `${name}.ts`)),
  outdir: bundles,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  minifySyntax: true,
  logLevel: 'warning',
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
});
const child = (...args) =>
  execFileSync(process.execPath, [path.join(bundles, 'child.js'), ...args], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
if (traceHash) {
  process.stdout.write(child('--trace-hash'));
  process.exit();
}

const began = performance.now();
const ROUNDS = quick ? 1 : 5;
const WARM_MS = quick ? 250 : 500;
const MEASURE_MS = quick ? 250 : 300;
const COLD_RUNS = quick ? 3 : 9;
const DOCS_BEGIN = '<!-- written by: make bench ARGS=--docs -->';
const DOCS_END = '<!-- end of what make bench wrote -->';

const { jobUs, rows: listed } = JSON.parse(child('--list'));
const wants = (part) => only.length === 0 || only.includes(part);
const peers = wants('power-ups') || wants('cold') ? findPeers(root) : [];
const rows = wants('power-ups') ? await measureRows([...listed.filter(({ slow }) => !(slow && quick)), ...peers]) : [];
const scenarios = wants('scenarios') ? { one: measureScenario(), many: await measureScale() } : undefined;
const recovery = wants('recovery') ? measureRecovery() : undefined;
const cold = wants('cold') ? measureCold() : [];
const spin = wants('spin') ? measureSpin(root, child, quick ? 1 : 3) : undefined;
const versions = describeMachine();
const measured = { jobUs, rows, scenarios, recovery, cold, spin };
const bars = barsOf({ ...measured, quick });
const method = { rounds: ROUNDS, warmMs: WARM_MS, measureMs: MEASURE_MS };
const text = `${reportOf({ ...measured, bars, versions, method })}\nTook ${((performance.now() - began) / 1000).toFixed(0)} s.`;
console.log(text);
if (json) writeFileSync(json, `${JSON.stringify({ versions, ...measured, bars }, undefined, 2)}\n`);
if (docs) {
  if (only.length === 0) putInto('docs/benchmarks.md', text);
  if (spin) putInto('docs/SPIN.md', spinTables(spin));
}

function options() {
  try {
    const flag = { type: 'boolean', default: false };
    const { values } = parseArgs({
      options: {
        quick: flag,
        only: { type: 'string', multiple: true, default: [] },
        json: { type: 'string' },
        docs: flag,
        help: flag,
        'trace-hash': flag,
      },
    });
    const stranger = values.only.find((part) => !PARTS.includes(part));
    if (stranger !== undefined) throw new Error(`--only ${stranger}: there is no such part`);
    return values;
  } catch (error) {
    console.error(`error: ${error.message}\n${USAGE}`);
    process.exit(2);
  }
}

/** Between the two lines of the file that name this benchmark. */
function putInto(file, tables) {
  const at = path.join(root, file);
  const whole = readFileSync(at, 'utf8');
  const [before, after] = [whole.indexOf(DOCS_BEGIN), whole.indexOf(DOCS_END)];
  if (before < 0 || after < 0) throw new Error(`${file}: there is no place between "${DOCS_BEGIN}" and "${DOCS_END}"`);
  writeFileSync(at, `${whole.slice(0, before)}${DOCS_BEGIN}\n\n\`\`\`\n${tables.trimEnd()}\n\`\`\`\n\n${whole.slice(after)}`);
}

/**
 * Round after round over all rows. The figure of a run is its fastest batch, as in Python's timeit: what else runs on the machine only ever adds.
 * The slowest batch of all runs is told as well.
 */
async function measureRows(wanted) {
  const slowest = new Map(wanted.map(({ name }) => [name, 0]));
  const samples = new Map(wanted.map(({ name }) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const row of wanted) {
      const { name, title, slow } = row;
      if (slow && round > 0) continue;
      if (process.stderr.isTTY) process.stderr.write(`\x1b[2K\rround ${round + 1} of ${ROUNDS}: ${title}`);
      const batches = row.powerUps ? await peerBatches(row) : JSON.parse(child(name, String(WARM_MS), String(MEASURE_MS)));
      samples.get(name).push(Math.min(...batches));
      slowest.set(name, Math.max(slowest.get(name), ...batches));
    }
  }
  if (process.stderr.isTTY) process.stderr.write('\x1b[2K\r');
  return wanted.map(({ name, title, powerUps, isTickless = false }) => ({
    name,
    title,
    isPeer: powerUps !== undefined || name.startsWith('avr8js'),
    isTickless,
    ...spread(samples.get(name)),
    slowestUs: slowest.get(name),
  }));
}

/** One process with the button up, then one with power-ups enough for as long as the other rows are warmed up and measured; the first of them warm it up. */
async function peerBatches({ powerUps }) {
  await powerUps('up', 1);
  const [firstUs] = await powerUps('held', 1);
  const measured = Math.max(3, Math.ceil((MEASURE_MS * 1000) / firstUs));
  const warming = Math.ceil((WARM_MS * 1000) / firstUs);
  return (await powerUps('held', warming + measured)).slice(warming);
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
  const node = (title, ...args) => ({ title, command: [process.execPath, ...args] });
  const once = path.join(bundles, 'once.js');
  const commands = [
    node('node -e 0', '-e', '0'),
    node('recsim --version', command, '--version'),
    node('a power-up, statechart tabulated, driver', once, 'tabulated-driver'),
    node('a power-up in the whole world, trace on', once, 'tabulated-world'),
    node('a power-up on avr8js, C firmware that sleeps', once, 'avr8js-sleeping'),
    ...peers.map(({ title, isTickless, cold: command }) => ({ title: `a power-up on ${title}`, isTickless, command })),
  ];
  const scenario = passingScenario();
  if (scenario) commands.splice(2, 0, node(`recsim test ${scenario}`, command, 'test', scenario));
  const samples = commands.map(() => []);
  for (let run = 0; run < COLD_RUNS; run++) {
    commands.forEach(({ command: [program, ...args] }, index) => {
      const from = performance.now();
      execFileSync(program, args, { cwd: root, stdio: 'ignore' });
      samples[index].push((performance.now() - from) * 1000);
    });
  }
  return commands.map(({ title, isTickless = false }, index) => ({ title, isTickless, ...spread(samples[index]) }));
}

/** A shipped scenario that passes; none where there is no such verb. */
function passingScenario() {
  const folder = path.join(root, 'scenarios');
  if (!existsSync(folder)) return undefined;
  // The one that does the job of the rows comes first.
  const files = ['hold-25s.yaml', ...readdirSync(folder).filter((file) => file.endsWith('.yaml'))];
  return files.map((file) => `scenarios/${file}`).find((file) => spawnSync(process.execPath, [command, 'test', file], { cwd: root }).status === 0);
}

function describeMachine() {
  const version = (name) => JSON.parse(readFileSync(path.join(root, 'node_modules', name, 'package.json'), 'utf8')).version;
  const packages = ['xstate', '@sinonjs/fake-timers', 'avr8js'].map((name) => [name, version(name)]);
  const model = readFileSyncOr('/proc/cpuinfo', '').match(/^model name\s*: (.*)$/m)?.[1] ?? cpus()[0]?.model ?? 'unknown';
  const tools = [
    ...peers.filter(({ isTickless }) => !isTickless).map(({ name, version: of }) => [name, of]),
    ...(spin
      ? [
          ['spin', spin.version],
          ['gcc', spin.compiler],
        ]
      : []),
  ];
  return { node: process.versions.node, v8: process.versions.v8, ...Object.fromEntries([...packages, ...tools]), cpu: `${cpus().length} x ${model}` };
}

function readFileSyncOr(file, otherwise) {
  return existsSync(file) ? readFileSync(file, 'utf8') : otherwise;
}
