// Beside SPIN: bench/spin/recorder.pml is the seed board's button and power by hand, in Promela. SPIN and recsim check the same property on it, and find the same planted bugs. docs/SPIN.md tells of it.
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { count, micros, spread, table } from './print.mjs';
import { isThere, versionOf } from './tool.mjs';

const BUGS = { ARMED_BY_RESTART: 'armed by its own restart', WINDOW_EARLY: 'window 1 us early' };
const SEARCHES = {
  plain: 'recsim, the same walk',
  limits: 'recsim explore --mode limits',
  zones: 'recsim explore',
};
/** Safety alone; there is one process, so no order of processes to be reduced. */
const PAN_FLAGS = ['-w', '-DSAFETY', '-DNOREDUCE', '-DMEMLIM=4000'];
const PAN = {
  depth: { title: 'SPIN, depth first', defines: [], flags: [] },
  breadth: { title: 'SPIN, breadth first', defines: ['-DSHORTEST'], flags: ['-DBFS'] },
};

/** Undefined without SPIN and a C compiler. `child` runs the bundle of the benchmark. */
export function measureSpin(root, child, rounds) {
  if (!isThere('SPIN', ['sh', '-c', 'command -v spin && command -v gcc'], 'spin gcc')) return undefined;
  const rows = [];
  for (const bug of ['NONE', ...Object.keys(BUGS)]) {
    const programs = Object.entries(PAN)
      // Without a bug the order does not matter, and depth first is SPIN's fastest; with one, breadth first finds the shortest way, as recsim does.
      .filter(([order]) => bug === 'NONE' || order === 'breadth')
      .map(([order, { title }]) => ({ title, ...compile(root, bug, order) }));
    const ours = Object.entries(SEARCHES).map(([search, title]) => ({ title, search }));
    const all = [
      ...programs.map((program) => ({ ...program, run: () => runPan(program.file) })),
      ...ours.map(({ title, search }) => ({ title, search, run: () => JSON.parse(child('--explore', search, bug)) })),
    ];
    const samples = all.map(() => []);
    let found = [];
    for (let round = 0; round < rounds; round++) {
      found = all.map(({ title, run }, index) => {
        if (process.stderr.isTTY) process.stderr.write(`\x1b[2K\rround ${round + 1} of ${rounds}: ${title}, ${bug}`);
        const one = run();
        samples[index].push(one.ms * 1000);
        return one;
      });
    }
    all.forEach(({ title, search, buildUs }, index) => {
      const { states, transitions, length } = found[index];
      rows.push({ bug, search: search ?? 'spin', title, states, transitions, length, buildUs, ...spread(samples[index]) });
    });
  }
  if (process.stderr.isTTY) process.stderr.write('\x1b[2K\r');
  return { rows, version: versionOf('spin', ['-V'], /Version (\S+)/), compiler: versionOf('gcc', ['--version'], /(\d+\.\d+\.\d+)/) };
}

/**
 * Compiles the model. `bug` is a define of it, or NONE; `order` depth or breadth; `more` further defines. Returns the program and how long it took to make it.
 * Optimised, what takes seconds to compile takes a third of the time to run.
 */
export function compile(root, bug, order, { more = [], optimise = '-O2' } = {}) {
  const { defines, flags } = PAN[order];
  const folder = path.join(root, 'tmp', ['spin', bug, order, ...more].join('-').toLowerCase());
  mkdirSync(folder, { recursive: true });
  const from = performance.now();
  const model = path.join(root, 'bench', 'spin', 'recorder.pml');
  execFileSync('spin', ['-a', ...(bug === 'NONE' ? [] : [`-D${bug}`]), ...defines, ...more, model], { cwd: folder });
  execFileSync('gcc', [optimise, ...PAN_FLAGS, ...flags, '-o', 'pan', 'pan.c'], { cwd: folder });
  return { file: path.join(folder, 'pan'), buildUs: (performance.now() - from) * 1000 };
}

/** Runs what `compile` made. Returns states, transitions, and the steps of the way to what is asserted in vain. A step is two for SPIN, breadth first: what is chosen, and what it does. */
export function runPan(file) {
  const from = performance.now();
  const text = execFileSync(file, ['-m3000000', '-w22'], { cwd: path.dirname(file), encoding: 'utf8' });
  const ms = performance.now() - from;
  const number = (pattern) => (pattern.test(text) ? Number(pattern.exec(text)[1]) : undefined);
  const nominal = number(/(\d+) nominal states/);
  const depth = number(/assertion violated .*\(at depth (\d+)\)/);
  const transitions = number(/(\d+) transitions/);
  if (depth === undefined && /not completed|depth too small|out of memory/i.test(text)) throw new Error(`SPIN did not look at everything:\n${text}`);
  return {
    ms,
    states: nominal ?? number(/(\d+) states, stored/),
    // Depth first, the beginning is one too.
    transitions: nominal === undefined ? transitions - 1 : Math.floor(transitions / 2),
    length: depth === undefined ? undefined : (depth + 1) / 2,
  };
}

/** Whether both walk the same states, and find the same bugs by ways as short. */
export function spinBars({ rows }) {
  const of = (bug, search) => rows.find((row) => row.bug === bug && row.search === search);
  const clean = [of('NONE', 'spin'), of('NONE', 'plain')];
  const lengths = Object.keys(BUGS).map((bug) => [of(bug, 'spin').length, of(bug, 'plain').length]);
  return [
    {
      bar: 'SPIN and recsim, the same walk: the same number of states',
      value: clean.map(({ states }) => count(states)).join(', '),
      best: '',
      reached: clean[0].states === clean[1].states && clean[0].transitions === clean[1].transitions,
    },
    {
      bar: 'both find each planted bug, by ways as short',
      value: lengths.map((pair) => pair.join(', ')).join('; '),
      best: '',
      reached: lengths.every(([theirs, own]) => theirs === own && own !== undefined),
    },
  ];
}

/** As text. */
export function spinTables({ rows }) {
  const line = ({ title, states, transitions, medianUs, minUs, maxUs }) => [
    title,
    count(states),
    count(transitions),
    micros(medianUs),
    micros(minUs),
    micros(maxUs),
    count((states * 1e6) / medianUs),
  ];
  const clean = rows.filter(({ bug }) => bug === 'NONE');
  const builds = clean.filter(({ buildUs }) => buildUs !== undefined).map(({ buildUs }) => micros(buildUs));
  return [
    table(['all timings of button and power', 'states', 'transitions', 'median', 'best run', 'worst run', 'states/s'], clean.map(line)),
    table(
      ['planted bug', 'found by', 'states', 'median', 'best run', 'worst run', 'steps to it'],
      rows
        .filter(({ bug }) => bug !== 'NONE')
        .map(({ bug, title, states, medianUs, minUs, maxUs, length }) => [
          BUGS[bug],
          title,
          count(states),
          micros(medianUs),
          micros(minUs),
          micros(maxUs),
          String(length),
        ]),
    ),
    `SPIN's times are those of the compiled program; spin and gcc before it took ${builds.join(' and ')}.\n`,
  ].join('\n');
}
