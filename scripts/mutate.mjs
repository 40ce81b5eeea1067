// `make mutate`: changes one small thing at a time in src/fsm and src/storage, and tells which changes no test minds. How it works and what it found: docs/mutation.md.
// Goes on where it was ended; what was killed stays so until its file changes, what survived is tried again with --again.
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, readSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { bundle, filesIn } from './mutate/bundle.mjs';
import { argued, argumentOf, keyOf, listOf, tableOf, tally } from './mutate/report.mjs';
import { FOLDERS, isNear, testFiles } from './mutate/selection.mjs';
import { refusedByTypes } from './mutate/types.mjs';

const HELP = `Usage: make mutate ARGS="[options]"

Changes one small thing at a time in src/fsm and src/storage and runs the tests that come by it, until one is red.

  --file NAME     mutants of the files whose path ends so; may be given several times
  --only N        the mutant of that number, as the list has it; may be given several times
  --since REV     mutants of files that differ from a revision of git
  --again         try again what survived
  --budget S      of the tests that come by a mutant, the quickest that take so many seconds together (default: all)
  --by NAME       only tests of files whose path ends so; may be given several times
  --tests KIND    quick, or all: searches and random worlds too (default: all)
  --list          list the mutants and run none
  --report        show what is known and run none
  --json          print the results as JSON
  --fresh         forget all results
  --help          show this

Examples:
  make mutate ARGS="--file storage/log.ts --budget 5"
  make mutate ARGS="--since main"
Exit codes: 0 every survivor is argued in docs/mutation.md, 1 one is not, 2 bad usage.`;

const root = path.resolve(import.meta.dirname, '..');
const folder = path.join(root, 'tmp', 'mutate');
const at = (name) => path.join(folder, name);
const sha = (text) => createHash('sha256').update(text).digest('hex').slice(0, 16);
const readLines = (file) => {
  if (!existsSync(file)) return [];
  const lines = [];
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    try {
      if (line !== '') lines.push(JSON.parse(line));
    } catch {
      // The last line of a run that was ended.
    }
  }
  return lines;
};

/** The most that one test may take, and how long a run may be silent before it is taken to hang. */
const LIMIT_MS = 120_000;

let options;
try {
  options = parseArgs({
    options: {
      file: { type: 'string', multiple: true },
      only: { type: 'string', multiple: true },
      since: { type: 'string' },
      again: { type: 'boolean' },
      budget: { type: 'string' },
      by: { type: 'string', multiple: true },
      tests: { type: 'string', default: 'all' },
      list: { type: 'boolean' },
      report: { type: 'boolean' },
      json: { type: 'boolean' },
      fresh: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  }).values;
  if (!['quick', 'all'].includes(options.tests)) throw new Error(`--tests is quick or all, not ${options.tests}`);
  if (options.budget !== undefined && !(Number(options.budget) > 0)) throw new Error(`--budget is a number of seconds, not ${options.budget}`);
  for (const number of options.only ?? []) if (!/^\d+$/.test(number)) throw new Error(`--only is the number of a mutant, not ${number}`);
} catch (error) {
  console.error(`${error.message}\n\n${HELP}`);
  process.exit(2);
}
if (options.help) {
  console.log(HELP);
  process.exit(0);
}
const progress = (text) => {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
};

mkdirSync(folder, { recursive: true });
if (options.fresh) rmSync(at('results.jsonl'), { force: true });
const files = filesIn(root, FOLDERS);
const texts = new Map(files.map((file) => [file, readFileSync(path.join(root, file), 'utf8')]));
const tests = testFiles(root, options.tests).filter((file) => !options.by || options.by.some((end) => file.endsWith(end)));
const { code, mutants } = await bundle(root, { tests, files });
writeFileSync(at('code.js'), code);
for (const mutant of mutants) mutant.key = keyOf(mutant, sha(texts.get(mutant.file)));

const chosen = mutants.filter(isChosen);
if (chosen.length === 0) {
  console.error(`no mutant is chosen. There are ${mutants.length}, in:\n  ${files.join('\n  ')}`);
  process.exit(2);
}
if (tests.length === 0) {
  console.error(`no test file is chosen. There are:\n  ${testFiles(root, options.tests).join('\n  ')}`);
  process.exit(2);
}
if (options.list) {
  for (const mutant of chosen) console.log(listOf(mutant));
  process.exit(0);
}
if (!options.report) await run();
await tell();

function isChosen({ file, number }) {
  if (options.only && !options.only.includes(String(number))) return false;
  if (options.file && !options.file.some((end) => file.endsWith(end))) return false;
  return options.since === undefined || changedSince(options.since).has(file);
}

function changedSince(revision) {
  changedSince.known ??= new Set(
    execFileSync('git', ['diff', '--name-only', revision, '--', ...FOLDERS], { cwd: root, encoding: 'utf8' }).split('\n'),
  );
  return changedSince.known;
}

/** What is known of each mutant by its key; the last word counts. */
function known() {
  return new Map(readLines(at('results.jsonl')).map((line) => [line.key, line]));
}

async function run() {
  const measured = await measure();
  const before = known();
  const budgetMs = options.budget === undefined ? Number.POSITIVE_INFINITY : Number(options.budget) * 1000;
  // Each with the tests that come by it, the quickest first.
  const byMutant = mutants.map(() => []);
  measured.forEach((test, index) => {
    for (const number of numbersOf(test.comesBy)) byMutant[number].push(index);
  });
  const costOf = ({ ms, loadMs }) => ms + loadMs;
  const worth = (number, index) => costOf(measured[index]) / (isNear(mutants[number].file, measured[index].file) ? 5 : 1);
  const todo = chosen
    .filter(({ key }) => {
      const status = before.get(key)?.status;
      return options.only !== undefined || status === undefined || (options.again && (status === 'survived' || status === 'uncovered'));
    })
    .map(({ number }) => {
      const sorted = byMutant[number].toSorted((a, b) => worth(number, a) - worth(number, b));
      let spentMs = 0;
      const within = sorted.filter((index) => {
        spentMs += worth(number, index);
        return spentMs <= budgetMs;
      });
      return { number, tests: within, left: sorted.length - within.length };
    });
  const slowest = Math.max(0, ...measured.map(costOf));
  const light = measured.map(({ file, title, ms, loadMs, ticks }) => ({ file, title, ms, loadMs, ticks }));
  let count = 0;
  while (todo.length > 0) {
    let hanging;
    const last = await inVitest({ mutants: mutants.length, notesHits: false, todo, measured: light }, LIMIT_MS + slowest * 10, (line) => {
      if (line.begun !== undefined) hanging = line.begun;
      if (line.number === undefined) return;
      note(line);
      hanging = undefined;
      progress(`${count} of ${count + todo.length}`);
    });
    if (last.end) break;
    if (hanging === undefined) throw new Error('vitest ended, and no mutant is to blame');
    note({ number: hanging, status: 'hangs' });
  }
  progress('');

  function note({ number, ...rest }) {
    const place = todo.findIndex((one) => one.number === number);
    const [{ left }] = todo.splice(place, 1);
    count++;
    appendFileSync(at('results.jsonl'), `${JSON.stringify({ key: mutants[number].key, ...rest, ...(left > 0 ? { left } : {}) })}\n`);
  }
}

/**
 * Every test with its time and the mutants it comes by. Measured once for each text of a test file; where a source has changed since, the test is taken to come by all of it.
 */
async function measure() {
  const stamp = (file) => sha(readFileSync(path.join(root, file), 'utf8'));
  const cache = new Map(readLines(at('measured.jsonl')).map((line) => [`${line.file} ${line.stamp}`, line]));
  const keyed = (file) => `${file} ${stamp(file)}`;
  const missing = tests.filter((file) => !cache.has(keyed(file)));
  while (missing.length > 0) {
    let found = [];
    const last = await inVitest({ mutants: mutants.length, notesHits: true, tests: [...missing], limitMs: LIMIT_MS }, LIMIT_MS * 3, (line) => {
      if (line.begun !== undefined) progress(`measuring ${line.begun}`);
      else if (line.title !== undefined) found.push(line.hits ? { ...line, hits: undefined, comesBy: comesBy(line.hits) } : line);
      else if (line.file !== undefined) {
        const entry = { stamp: stamp(line.file), file: line.file, failed: line.failed, tests: found };
        found = [];
        cache.set(keyed(line.file), entry);
        appendFileSync(at('measured.jsonl'), `${JSON.stringify(entry)}\n`);
        missing.splice(missing.indexOf(line.file), 1);
        for (const { title, failed } of [...entry.tests, entry]) if (failed) console.error(`not used: ${line.file} ${title ?? ''}: ${failed}`);
      }
    });
    if (last.end) break;
    if (missing.length > 0) throw new Error(`${missing[0]} hangs with no mutant in it`);
  }
  return tests.flatMap((file) => {
    const green = cache.get(keyed(file)).tests.filter(({ failed }) => !failed);
    // A file is loaded once for all its tests.
    return green.map((test) => ({ ...test, loadMs: test.loadMs / green.length }));
  });
}

/** Numbers of mutants as counts from the first of their file, with what the file was. */
function comesBy(numbers) {
  const found = {};
  for (const number of numbers) {
    const { file } = mutants[number];
    found[file] ??= { sha: sha(texts.get(file)), at: [] };
    found[file].at.push(number - firstOf(file));
  }
  return found;
}

function firstOf(file) {
  firstOf.known ??= new Map(mutants.toReversed().map((mutant) => [mutant.file, mutant.number]));
  return firstOf.known.get(file);
}

function* numbersOf(found) {
  for (const [file, { sha: was, at: counts }] of Object.entries(found)) {
    if (!texts.has(file)) continue;
    if (was === sha(texts.get(file))) for (const count of counts) yield firstOf(file) + count;
    else for (const mutant of mutants) if (mutant.file === file) yield mutant.number;
  }
}

/** Runs the host with a plan until it is done, or silent for `silentMs`. Each line it writes goes to `take`; the last one is returned. */
async function inVitest(plan, silentMs, take) {
  const results = at('run.jsonl');
  writeFileSync(results, '');
  writeFileSync(at('plan.json'), JSON.stringify({ ...plan, results, code: at('code.js') }));
  const child = spawn(process.execPath, [path.join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--config', 'scripts/mutate/vitest.config.mjs'], {
    cwd: root,
    env: { ...process.env, RECSIM_MUTATE: at('plan.json') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output = (output + data).slice(-4000)));
  let isRunning = true;
  const ended = new Promise((resolve) => child.once('close', resolve)).then(() => {
    isRunning = false;
  });
  const descriptor = openSync(results, 'r');
  const decoder = new StringDecoder();
  let [rest, changedAt, last] = ['', performance.now(), undefined];
  const read = () => {
    const buffer = Buffer.alloc(1 << 20);
    for (let count = readSync(descriptor, buffer); count > 0; count = readSync(descriptor, buffer)) {
      changedAt = performance.now();
      const lines = (rest + decoder.write(buffer.subarray(0, count))).split('\n');
      rest = lines.pop();
      for (const line of lines) {
        last = JSON.parse(line);
        take(last);
      }
    }
  };
  while (isRunning) {
    await Promise.race([ended, sleep(300)]);
    read();
    if (isRunning && performance.now() - changedAt > silentMs) {
      child.kill('SIGKILL');
      await ended;
      read();
    }
  }
  closeSync(descriptor);
  if (!last) throw new Error(`vitest did not begin:\n${output}`);
  return last;
}

async function tell() {
  const results = known();
  const tried = chosen.filter(({ key }) => results.has(key)).map((mutant) => ({ ...mutant, ...results.get(mutant.key) }));
  const survivors = tried.filter(({ status }) => status === 'survived' || status === 'uncovered');
  const unasked = survivors.filter(({ types }) => types === undefined);
  if (unasked.length > 0) {
    const refused = refusedByTypes(root, at('types'), unasked, texts);
    for (const mutant of unasked) {
      const { key, status, ran, ms, left } = mutant;
      mutant.types = refused.has(mutant.number) ? 'refused' : 'taken';
      appendFileSync(at('results.jsonl'), `${JSON.stringify({ key, status, ran, ms, left, types: mutant.types })}\n`);
    }
  }
  const reasons = argued(readFileSync(path.join(root, 'docs/mutation.md'), 'utf8'));
  for (const mutant of survivors) mutant.argued = reasons.has(argumentOf(mutant, texts.get(mutant.file)));
  writeFileSync(at('report.json'), JSON.stringify(tried, null, 1));
  if (options.json) console.log(JSON.stringify(tried, null, 1));
  else {
    console.log(tableOf(tally(tried, chosen)));
    const open = survivors.filter(({ types, argued: isArgued }) => types !== 'refused' && !isArgued);
    for (const mutant of open)
      console.log(
        `${listOf(mutant)}${mutant.status === 'uncovered' ? '   (no test comes by)' : mutant.left ? `   (${mutant.left} tests not run)` : ''}`,
      );
  }
  process.exitCode = survivors.every(({ types, argued: isArgued }) => types === 'refused' || isArgued) ? 0 : 1;
}
