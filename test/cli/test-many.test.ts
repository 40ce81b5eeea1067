/** `recsim test` of many scenarios: threads, shards, merged records, what is left after a stop. Real processes; needs dist (make build). */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Trace } from '../../src/bench/trace.ts';
import { Progress, progressLine } from '../../src/cli/test/progress.ts';
import { ROOT, recsim } from '../support/command.ts';
import { fileOf } from '../support/scenarios.ts';

const LONG_MS = 60_000;
const STEPS = [
  '  - press: { bounce: { duration: 2 ms, toggles: 11 } }',
  '  - delay: 4.5 s',
  '  - power: on',
  '  - delay: ${hold}',
  '  - release: { bounce: none }',
  '  - delay: 1 s',
  '  - measure: { name: held, from: power.good, to: reset.released }',
  '  - expect-verdict: { verdict: reset }\n',
].join('\n');
/** Twelve runs, of which those with 19.9 s fail: 0, 1, 2, 3. */
const MATRIX = fileOf(STEPS, 'matrix: { hold: [19.9 s, 20.1 s, 25 s], seed: [1, 2, 3, 4] }\nstate: provisioned\nseed: ${seed}');
/** Takes minutes. */
const ENDLESS = fileOf(
  '  - power: on\n  - repeat: { times: 1000, steps: [ { delay: 24 min }, { log: "${n}" } ] }\n',
  'timeout: 720 h\nmatrix: { n: { from: 1, to: 200 } }',
);

let folder: string;
const file = (name: string) => path.join(folder, name);
const read = (name: string) => readFileSync(file(name), 'utf8');
const run = (...args: string[]) => recsim(['test', ...args], { cwd: folder });

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'recsim-many-'));
  writeFileSync(file('matrix.yaml'), MATRIX);
  writeFileSync(file('endless.yaml'), ENDLESS);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('many scenarios', () => {
  test('give the same waveforms, byte for byte and by the same names, on one thread and on two', { timeout: LONG_MS }, () => {
    const waves = (jobs: number) => {
      expect(run('matrix.yaml', '--vcd', `waves-${jobs}`, '--jobs', String(jobs)).code).toBe(1);
      return Object.fromEntries(readdirSync(file(`waves-${jobs}`)).map((name) => [name, read(`waves-${jobs}/${name}`)]));
    };
    const one = waves(1);
    expect(Object.keys(one)).toHaveLength(12);
    // Each has waves of its own, so that a mix-up would show.
    expect(new Set(Object.values(one)).size).toBe(12);
    expect(waves(2)).toEqual(one);
  });

  test('give the same record, byte for byte, on one thread and on three, and joined from any shards', { timeout: LONG_MS }, () => {
    expect(run('matrix.yaml', '--json', 'one.json').code).toBe(1);
    expect(run('matrix.yaml', '--json', 'three.json', '--jobs', '3').code).toBe(1);
    expect(read('three.json')).toBe(read('one.json'));
    for (const of of [2, 5]) {
      const shards = file(`shards-${of}`);
      mkdirSync(shards);
      for (let index = 1; index <= of; index++) run('matrix.yaml', '--shard', `${index}/${of}`, '--json', path.join(shards, `${index}.json`));
      const merged = recsim(['merge-reports', shards, '--json', file('merged.json'), '--junit', file('merged.xml')]);
      expect([merged.code, merged.stdout.trim().split('\n').at(-1)]).toEqual([1, expect.stringContaining('12 scenarios: 8 passed, 4 failed')]);
      expect(read('merged.json')).toBe(read('one.json'));
      expect(read('merged.xml').match(/<testcase /g)).toHaveLength(12);
    }
    const record = JSON.parse(read('one.json'));
    expect(record).toMatchObject({
      format: 2,
      count: 12,
      shard: { index: 1, of: 1 },
      summary: { passed: 8, failed: 4, timedOut: 0, errors: 0, aborted: 0 },
    });
    expect(record.runs.map((each: { variables: { hold: string; seed: number } }) => each.variables.seed)).toEqual([
      1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4,
    ]);
    expect([record.runs[0].trace.length > 10, record.runs[11].trace]).toEqual([true, undefined]);
  });

  test('--with-trace: the record has all that happened in each, on threads and joined from shards too', {
    timeout: LONG_MS,
  }, () => {
    run('matrix.yaml', '--with-trace', '--json', 'whole.json');
    run('matrix.yaml', '--with-trace', '--json', 'whole-2.json', '--jobs', '2');
    expect(read('whole-2.json')).toBe(read('whole.json'));
    mkdirSync(file('whole'));
    for (const index of [1, 2]) run('matrix.yaml', '--with-trace', '--shard', `${index}/2`, '--json', file(`whole/${index}.json`));
    recsim(['merge-reports', file('whole'), '--json', file('merged-whole.json')]);
    expect(read('merged-whole.json')).toBe(read('whole.json'));
    type Entry = readonly [atUs: number, signal: string, value: string | number, detail?: string];
    const { runs } = JSON.parse(read('whole.json')) as { runs: { trace: Entry[]; traceHash: string }[] };
    for (const { trace, traceHash } of runs) {
      const whole = new Trace();
      for (const entry of trace) whole.add(...entry);
      expect(whole.hash()).toBe(traceHash);
    }
    expect(run('matrix.yaml', '--with-trace').stderr).toContain('--with-trace is of the JSON record, and none is asked for. Add --json FILE');
  });

  test('are told in the order of the file whatever is done first, and each failure says how to run it alone', { timeout: LONG_MS }, () => {
    const told = (text: string) =>
      text
        .split('\n')
        .filter((line) => /^(PASS|FAIL)/.test(line))
        .map((line) => line.replace(/ in .*/, ''));
    const alone = run('matrix.yaml');
    expect(told(run('matrix.yaml', '--jobs', '2').stdout)).toEqual(told(alone.stdout));
    const [replay = ''] = alone.stdout.match(/(?<=replay: recsim test ).*/) ?? [];
    expect(replay).toBe("matrix.yaml --seed 1 --only 'hold=19.9 s' --only seed=1");
    const again = run('matrix.yaml', '--seed', '1', '--only', 'hold=19.9 s', '--only', 'seed=1', '--json', 'again.json');
    expect(again.stdout).toContain('1 scenario: 0 passed, 1 failed');
    run('matrix.yaml', '--json', 'all.json');
    expect(JSON.parse(read('again.json')).runs[0].traceHash).toBe(JSON.parse(read('all.json')).runs[0].traceHash);
  });

  test('stop at the first failure with --bail, on threads too, and --quiet tells of nothing else', { timeout: LONG_MS }, () => {
    for (const jobs of ['1', '2']) {
      const { stdout } = run('matrix.yaml', '--bail', '--quiet', '--jobs', jobs);
      expect(stdout).toContain('1 scenario: 0 passed, 1 failed');
      expect(stdout).toContain('11 not run');
      expect(stdout).not.toContain('PASS');
    }
  });
});

describe('what cannot be joined', () => {
  const refused = (name: string, records: Readonly<Record<string, string>>) => {
    mkdirSync(file(name));
    for (const [each, text] of Object.entries(records)) writeFileSync(file(`${name}/${each}`), text);
    const { code, stdout, stderr } = recsim(['merge-reports', name, '--json', 'never.json'], { cwd: folder });
    expect([code, stdout, existsSync(file('never.json'))]).toEqual([2, '', false]);
    return stderr.trim();
  };

  test('a shard that is missing or twice there, one of another run, another format, another file', { timeout: LONG_MS }, () => {
    for (const index of [1, 2]) run('matrix.yaml', '--shard', `${index}/2`, '--json', `half-${index}.json`);
    const [one, two] = [read('half-1.json'), read('half-2.json')];
    expect(refused('missing', { 'a.json': one })).toBe(
      'error: missing: of 2 shards 2 is missing. Did that machine fail? Its record is written at its end',
    );
    expect(refused('twice', { 'a.json': one, 'b.json': one, 'c.json': two })).toBe(
      'error: twice/b.json: this is shard 1, as a.json is. Remove one of them',
    );
    expect(refused('other', { 'a.json': one, 'b.json': two.replace('"count": 12', '"count": 13') })).toContain(
      'b.json: this is one of 2 shards of 13 runs, a.json one of 2 shards of 12. Keep the records of one run in a folder of their own',
    );
    expect(refused('format', { 'a.json': one.replace('"format": 2', '"format": 1') })).toContain(
      'format/a.json: this is not a record of recsim (format: ',
    );
    expect(refused('torn', { 'a.json': one.slice(0, 500) })).toContain('torn/a.json: this is not JSON: ');
    expect(refused('empty', {})).toBe('error: empty: no record (*.json) is in this folder. recsim test --shard I/N --json FILE writes one');
  });
});

describe('bad options', () => {
  test.each([
    ['--shard', '0/2', '--shard 0/2 is not a shard. Write which of how many, for example --shard 2/4'],
    ['--shard', '3/2', '--shard 3/2 is not a shard'],
    ['--shard', 'half', '--shard half is not a shard'],
    ['--jobs', '0', '--jobs 0 is not a number of threads. Write a whole number from 1 to 64, or "--jobs" alone for all cores'],
    ['--jobs', 'many', '--jobs many is not a number of threads'],
    ['--only', 'hold', '--only hold says no value. For example --only "hold=20 s"'],
    ['--only', 'hold=7 s', 'matrix.yaml:3:17: matrix: hold: "7 s" is not among its values'],
  ])('%s %s is refused', (option, value, told) => {
    const { code, stdout, stderr } = run('matrix.yaml', option, value);
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(told)]);
  });
});

describe('a run that was stopped', () => {
  /** Starts it, waits until the journal has some lines, and sends the signal. */
  async function stopped(signal: NodeJS.Signals, ...args: string[]): Promise<{ readonly code: number | null; readonly stdout: string }> {
    const child = spawn(process.execPath, [path.join(ROOT, 'dist/main.js'), 'test', ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
    let stdout = '';
    let lines = 0;
    const code = await new Promise<number | null>((resolve) => {
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        stdout += text;
        lines += text.split('\n').length - 1;
        // A second Ctrl-C would end it at once.
        if (lines >= 70 && !child.killed) child.kill(signal);
      });
      child.on('close', (ended) => resolve(ended));
    });
    return { code, stdout };
  }

  test.each(['1', '2'])(
    'by Ctrl-C, on %s thread(s), says what was not run, writes the reports and ends with 4',
    { timeout: LONG_MS },
    async (jobs) => {
      const slow = fileOf(
        '  - power: on\n  - repeat: { times: 60, steps: [ { delay: 12 min } ] }\n  - log: "${n}"\n',
        'timeout: 720 h\nmatrix: { n: { from: 1, to: 400 } }',
      );
      writeFileSync(file('slow.yaml'), slow);
      const { code, stdout } = await stopped('SIGINT', 'slow.yaml', '--jobs', jobs, '--json', `stopped-${jobs}.json`);
      expect(code).toBe(4);
      expect(stdout).toMatch(/\d+ scenarios?: \d+ passed.*not run/);
      const record = JSON.parse(read(`stopped-${jobs}.json`));
      expect(record.runs.length).toBeLessThan(400);
    },
  );

  test('even in the middle of a scenario that takes minutes, which is then aborted', { timeout: LONG_MS }, async () => {
    const child = spawn(process.execPath, [path.join(ROOT, 'dist/main.js'), 'test', 'endless.yaml', '--json', 'endless.json'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    // The record is begun when everything was read.
    while (!readdirSync(folder).some((name) => name.startsWith('.endless.json'))) await new Promise((resolve) => setImmediate(resolve));
    child.kill('SIGINT');
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(code).toBe(4);
    expect(stdout).toMatch(/not run/);
  });

  test('by a reader of its output that leaves, as head does: the record is written', { timeout: LONG_MS }, async () => {
    const child = spawn(process.execPath, [path.join(ROOT, 'dist/main.js'), 'test', 'slow.yaml', '--json', 'left.json'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child.stdout.once('data', () => child.stdout.destroy());
    const code = await new Promise((resolve) => child.on('close', resolve));
    const { runs } = JSON.parse(read('left.json'));
    expect([code, runs.length > 0 && runs.length < 400]).toEqual([4, true]);
  });

  test('by kill -9 goes on where it was, and the record is that of a run in one go', { timeout: LONG_MS }, async () => {
    run('matrix.yaml', '--json', 'whole.json');
    await stopped('SIGKILL', 'matrix.yaml', '--resume', 'journal', '--json', 'never-2.json');
    expect([existsSync(file('journal')), existsSync(file('never-2.json'))]).toEqual([true, false]);
    // As a crash may leave it: the last line cut off.
    const journal = read('journal');
    const noted = journal.trimEnd().split('\n').length - 1;
    writeFileSync(file('journal'), journal.trimEnd().slice(0, -20));
    const { stdout } = run('matrix.yaml', '--resume', 'journal', '--json', 'resumed.json');
    expect(stdout).toContain(`journal: ${noted - 1} were run before; going on`);
    expect([read('resumed.json'), existsSync(file('journal'))]).toEqual([read('whole.json'), false]);
  });

  test('is not gone on with when files or options differ', { timeout: LONG_MS }, async () => {
    await stopped('SIGKILL', 'matrix.yaml', '--resume', 'journal-2');
    const { code, stderr } = run('matrix.yaml', '--resume', 'journal-2', '--seed', '9');
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining(
        'journal-2: this is the journal of another run: of other files, options, or another version of recsim. Remove it to begin anew',
      ),
    ]);
  });

  test('is not gone on with when the snapshot that it begins with was saved anew', { timeout: LONG_MS }, async () => {
    const save = (state: string) => {
      writeFileSync(file('save-state.yaml'), fileOf('  - snapshot: { name: a, save-to: kept.json }\n', `state: ${state}`));
      expect(run('save-state.yaml').code).toBe(0);
    };
    save('provisioned');
    writeFileSync(
      file('kept.yaml'),
      fileOf(
        '  - power: on\n  - repeat: { times: 60, steps: [ { delay: 12 min } ] }\n  - log: "${n}"\n',
        'timeout: 720 h\nmatrix: { n: { from: 1, to: 400 } }\nstate: ./kept.json',
      ),
    );
    await stopped('SIGKILL', 'kept.yaml', '--resume', 'journal-3');
    save('factory');
    expect(run('kept.yaml', '--resume', 'journal-3').stderr).toContain('this is the journal of another run');
  });
});

describe('progress', () => {
  test('stands there again at once after something was said, and is not drawn more often than one can see', () => {
    const written: string[] = [];
    const progress = new Progress(10, (text) => written.push(text));
    progress.draw(1, 0);
    progress.draw(2, 0);
    progress.clear();
    progress.draw(3, 0);
    expect(written.map((text) => /\d+ of 10/.exec(text)?.[0] ?? 'cleared')).toEqual(['1 of 10', 'cleared', '3 of 10']);
  });

  test('says how far it is, how fast, how long yet, and how many did not pass', () => {
    expect(progressLine(250, 1000, 3, 500)).toBe('██████░░░░░░░░░░░░░░░░░░ 250 of 1000, 500 per s, 2 s left, 3 did not pass');
    expect(progressLine(0, 10, 0, 0)).toBe('░░░░░░░░░░░░░░░░░░░░░░░░ 0 of 10, 0.0 per s');
    expect(progressLine(1, 10_000, 0, 1000)).toContain('1.0 per s, 2 h 46 min left');
  });
});

describe('many scenarios that begin with a saved snapshot and save some', () => {
  const SAVE = fileOf(
    '  - power: on\n  - wait-state: { state: boot.ready, timeout: 60 s }\n  - snapshot: { name: a, save-to: begin.json }\n',
    'state: provisioned',
  );
  const USE = fileOf(
    [
      '  - snapshot: begin',
      '  - repeat:',
      '      times: 2',
      '      steps:',
      '        - restore: begin',
      '        - power: on',
      '        - wait-state: { state: boot.ready.login, timeout: 60 s }',
      '        - set-control: { part-id: power, control: factory-default, value: 1 }',
      '        - wait-state: { state: boot.ready.wizard, timeout: 60 s }',
      '  - snapshot: { name: end, save-to: "end-${seed}.json" }\n',
    ].join('\n'),
    'matrix: { seed: { from: 1, to: 12 } }\nseed: ${seed}\nstate: ./begin.json',
  );
  const ends = () => Array.from({ length: 12 }, (_, index) => read(`end-${index + 1}.json`));

  test('give the same record and the same files on one thread, on two and in shards', {
    timeout: LONG_MS,
  }, () => {
    writeFileSync(file('save.yaml'), SAVE);
    writeFileSync(file('use.yaml'), USE);
    expect(run('save.yaml').code).toBe(0);
    expect(run('use.yaml', '--json', 'use-1.json').code).toBe(0);
    const first = ends();
    expect(run('use.yaml', '--json', 'use-2.json', '--jobs', '2').code).toBe(0);
    expect([read('use-2.json') === read('use-1.json'), ends()]).toEqual([true, first]);
    mkdirSync(file('use-shards'));
    for (const index of [1, 2]) expect(run('use.yaml', '--shard', `${index}/2`, '--json', `use-shards/${index}.json`).code).toBe(0);
    expect(recsim(['merge-reports', file('use-shards'), '--json', file('use-merged.json')]).code).toBe(0);
    expect([read('use-merged.json') === read('use-1.json'), ends()]).toEqual([true, first]);
    expect(JSON.parse(read('use-1.json')).runs[0]).toMatchObject({ state: './begin.json', outcome: 'PASS' });

    expect(run('save.yaml', 'use.yaml').stderr).toContain('begin.json is the state that a scenario of the same run begins with');
  });
});
