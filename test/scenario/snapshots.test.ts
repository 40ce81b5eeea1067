/** `snapshot` and `restore` in scenarios, the files they save, and `state` that names one. What is wrong with a scenario that uses them is told in snapshots/bad-files.txt. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { Bench } from '../../src/bench/bench.ts';
import { newRecorder } from '../../src/bench/factory.ts';
import { formatProblem, unwrap } from '../../src/errors.ts';
import { flashGeometry } from '../../src/hal/nor/board-flash.ts';
import { openState } from '../../src/hal/nor/state-folder.ts';
import { createRandom } from '../../src/random.ts';
import { loadScenario } from '../../src/scenario/decode.ts';
import { makePlan, type PlanRequest } from '../../src/scenario/plan.ts';
import { recordOf } from '../../src/scenario/run.ts';
import { runScenario } from '../../src/scenario/runner.ts';
import { loadSavedState } from '../../src/scenario/saved-state.ts';
import { readSnapshot, snapshotText } from '../../src/scenario/snapshot-file.ts';
import { createBench } from '../../src/testing/test-bench.ts';
import { readyBench, WEAK } from '../support/owner.ts';
import { fileOf, outcomeOf, runSteps } from '../support/scenarios.ts';
import { S, seedBoard } from '../support/world.ts';

const RESET = '  - set-control: { part-id: power, control: factory-default, value: 1 }\n  - wait-screen: { title: Set-up Wizard, timeout: 60 s }\n';
const UP = '  - power: on\n  - wait-state: { state: boot.ready, timeout: 60 s }\n';

let folder: string;
const at = (name: string) => path.join(folder, name);
const write = (name: string, steps: string, top = '') => writeFileSync(at(name), fileOf(steps, top));
const played = async (name: string) => runScenario(unwrap(loadScenario(at(name), { hashCost: WEAK })));
const told = (name: string) => {
  const loaded = loadScenario(at(name));
  return loaded.ok ? 'accepted' : loaded.problems.map((problem) => formatProblem(problem).replaceAll(folder, 'FOLDER')).join('\n');
};
beforeEach(() => {
  if (folder) rmSync(folder, { recursive: true, force: true });
  folder = mkdtempSync(path.join(tmpdir(), 'recsim-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('snapshot and restore', () => {
  test('bring a recorder back that was reset, as often as it is asked for', async () => {
    const run = await runSteps(
      `${UP}  - snapshot: before\n  - repeat:\n      times: 3\n      steps:\n        - restore: before\n        - expect-storage: { credentials: present }\n        - power: on\n        - wait-screen: { title: Unlock Pattern, timeout: 60 s }\n        - set-control: { part-id: power, control: factory-default, value: 1 }\n        - wait-screen: { title: Set-up Wizard, timeout: 60 s }\n        - expect-storage: { credentials: factory }\n`,
      'state: provisioned',
    );
    expect(outcomeOf(run)).toBe('PASS');
  });

  test('keep several by their names; one taken again counts', async () => {
    const run = await runSteps(
      `  - snapshot: set up\n${UP}${RESET}  - snapshot: { name: reset }\n  - restore: set up\n  - expect-storage: { credentials: present }\n  - restore: reset\n  - expect-storage: { credentials: factory }\n  - snapshot: set up\n  - restore: set up\n  - expect-storage: { credentials: factory }\n`,
      'state: provisioned',
    );
    expect(outcomeOf(run)).toBe('PASS');
  });

  test('are told in the trace and among the steps, and take no time', async () => {
    const run = await runSteps(`${UP}  - { name: as it was, snapshot: a }\n  - restore: a\n`);
    expect(run.trace.filter(({ signal }) => signal === 'snapshot').map(({ value, detail }) => [value, detail])).toEqual([
      ['taken', 'a'],
      ['restored', 'a'],
    ]);
    expect(run.steps.slice(-2).map(({ step, name, startUs, endUs }) => [step, name, endUs - startUs])).toEqual([
      ['snapshot', 'as it was', 0],
      ['restore', undefined, 0],
    ]);
  });

  test('what must never be is watched across a restore', async () => {
    const run = await runSteps(
      `  - snapshot: a\n${UP}  - expect-never: { screen: { title: No Signal }, for: 10 s }\n  - restore: a\n  - delay: 1 s\n`,
      'state: provisioned',
    );
    expect(outcomeOf(run)).toContain('expected never');
  });
});

describe('a snapshot that is saved', () => {
  test('is the same, byte for byte, from two runs of the same seed, and another from another seed', async () => {
    write('save.yaml', `${UP}  - snapshot: { name: a, save-to: saved.json }\n`, 'state: provisioned');
    const texts = [];
    for (const seed of [1, 1, 2]) {
      const run = await runScenario(unwrap(loadScenario(at('save.yaml'), { seed, hashCost: WEAK })));
      expect(outcomeOf(run)).toBe('PASS');
      texts.push(readFileSync(at('saved.json'), 'utf8'));
    }
    expect([texts[0] === texts[1], texts[0] === texts[2], readdirSync(folder).sort()]).toEqual([true, false, ['save.yaml', 'saved.json']]);
  });

  test('can be read by people, and says no secret that the flash does not', async () => {
    const bench = readyBench({ seed: 3 });
    const text = snapshotText(bench.snapshot());
    expect(text.replace(/[0-9a-f]{64}/, 'HASH').replace(/"cells":"[^"]+"/g, '"cells":"BASE64"')).toMatchInlineSnapshot(`
      "{
        "file": "recsim snapshot",
        "version": 1,
        "board": "seed",
        "geometry": {"size":32768,"eraseSize":4096,"writeSize":4},
        "rtc": "2026-01-01T00:00:20.050Z",
        "server": "2026-01-01T00:00:20.050Z",
        "service": [],
        "blocks": [
          {"erased":1,"cells":"BASE64"},
          {"erased":0,"cells":""},
          {"erased":0,"cells":""},
          {"erased":1,"cells":"BASE64"},
          {"erased":0,"cells":""},
          {"erased":0,"cells":""},
          {"erased":0,"cells":""},
          {"erased":0,"cells":""}
        ],
        "sha256": "HASH"
      }
      "
    `);
    expect(snapshotText(unwrap(readSnapshot(text, 'x')))).toBe(text);
    expect(snapshotText(unwrap(readSnapshot(text.replaceAll('\n', '\r\n'), 'x')))).toBe(text);
  });

  test('that cannot be written fails the step, and leaves nothing', async () => {
    write('save.yaml', '  - snapshot: { name: a, save-to: nowhere/saved.json }\n');
    expect(outcomeOf(await played('save.yaml'))).toContain('cannot be written');
    expect(readdirSync(folder)).toEqual(['save.yaml']);
  });

  test('is what another scenario begins with: login data, wear, clock, and the record says so', async () => {
    write(
      'save.yaml',
      `${UP}${RESET}  - set-clock: { clock: rtc, to: "2031-02-03T04:05:06Z" }\n  - snapshot: { name: a, save-to: saved.json }\n`,
      'state: provisioned',
    );
    write(
      'use.yaml',
      `  - expect-storage: { credentials: factory }\n  - snapshot: { name: b, save-to: again.json }\n${UP}  - expect-screen: { title: Set-up Wizard }\n`,
      'state: ./saved.json',
    );
    expect(outcomeOf(await played('save.yaml'))).toBe('PASS');
    const run = await played('use.yaml');
    expect(outcomeOf(run)).toBe('PASS');
    expect(recordOf(run, { withCoverage: false, keepsTrace: false, isReported: true }).scenario.state).toBe('./saved.json');
    expect(readFileSync(at('again.json'), 'utf8')).toBe(readFileSync(at('saved.json'), 'utf8'));
    expect(run.traceHash).toBe((await played('use.yaml')).traceHash);
  });

  test('is what a bench of a test suite begins with', async () => {
    write('save.yaml', `${UP}${RESET}  - snapshot: { name: a, save-to: saved.json }\n`, 'state: provisioned');
    await played('save.yaml');
    const bench = createBench({ state: at('saved.json') });
    bench.supply.plugIn();
    bench.advance('30 s');
    expect(bench.title).toBe('Set-up Wizard');
    const early = bench.snapshot();
    bench.restore(early);
    expect(bench.title).toBe('No Signal');
    expect(createBench({ state: early }).credentials).toBe('absent');
    expect(() => createBench({ state: 'provisoned' })).toThrow(/provisoned.*is not there/);
  });
});

describe('a kept recorder as the state', () => {
  const keep = (board = seedBoard()) => {
    const contents = () => newRecorder(board, { state: 'provisioned', seed: 5, hashCost: WEAK });
    unwrap(openState(at('my-dvr'), { board: board.name, geometry: flashGeometry(board) }, { contents })).close();
  };

  test('begins as it was left, and is not changed by the run', async () => {
    keep();
    const before = readFileSync(at('my-dvr/flash.bin'));
    write('use.yaml', `${UP}  - expect-screen: { title: Unlock Pattern }\n${RESET}  - expect-storage: { credentials: factory }\n`, 'state: ./my-dvr');
    expect([outcomeOf(await played('use.yaml')), outcomeOf(await played('use.yaml'))]).toEqual(['PASS', 'PASS']);
    expect(readFileSync(at('my-dvr/flash.bin')).equals(before)).toBe(true);
  });

  test('has the clock at the latest time it stored', () => {
    const board = seedBoard();
    const bench = new Bench({ board, state: 'provisioned', hashCost: WEAK });
    bench.hal.rtc.set(Date.UTC(2030, 0, 1));
    bench.supply.plugIn();
    bench.advance(700 * S);
    const contents = () => bench.snapshot().cells;
    unwrap(openState(at('my-dvr'), { board: board.name, geometry: flashGeometry(board) }, { contents })).close();
    const kept = unwrap(loadSavedState(at('my-dvr'), board));
    expect(kept.rtcMs).toBeGreaterThan(Date.UTC(2030, 0, 1));
  });

  test('of another board, damaged or without its image is refused with its place', () => {
    keep(seedBoard({ flashBlocks: 9 }));
    write('use.yaml', '  - press:\n', 'state: ./my-dvr');
    expect(told('use.yaml')).toMatchInlineSnapshot(
      `"FOLDER/use.yaml:3:8: state: ./my-dvr has a flash of 9 blocks of 4096 bytes, written by 4; the board "seed" now has one of 8 blocks of 4096 bytes, written by 4. Name that board in the scenario, or another state"`,
    );
    writeFileSync(at('my-dvr/recorder.json'), '{');
    expect(told('use.yaml')).toMatchInlineSnapshot(
      `"FOLDER/use.yaml:3:8: state: ./my-dvr/recorder.json does not name the format, board and geometry of a recorder, as recsim writes it. Put back what was there, or name another directory"`,
    );
    rmSync(at('my-dvr'), { recursive: true });
    keep();
    rmSync(at('my-dvr/flash.bin'));
    expect(told('use.yaml')).toMatchInlineSnapshot(`"FOLDER/use.yaml:3:8: state: ./my-dvr/flash.bin is not there. Look at the path"`);
  });
});

describe('a state that cannot be', () => {
  const GOOD = snapshotText(readyBench().snapshot());

  test('is told with its place and what to do', () => {
    write('use.yaml', '  - press:\n', 'state: ./saved.json');
    const lines = [told('use.yaml')];
    const texts = [
      '',
      GOOD.slice(0, 1000),
      GOOD.replace('"erased":1', '"erased":2'),
      GOOD.replace('"version": 1', '"version": 2'),
      GOOD.replace('"seed"', '"xvr-gui4"'),
      snapshotText(new Bench({ board: { ...seedBoard(), name: 'other' } }).snapshot()),
      snapshotText(new Bench({ board: seedBoard({ flashBlocks: 9 }) }).snapshot()),
    ];
    for (const text of texts) {
      writeFileSync(at('saved.json'), text);
      lines.push(told('use.yaml'));
    }
    rmSync(at('saved.json'));
    mkdirSync(at('saved.json'));
    lines.push(told('use.yaml'));
    expect(lines.join('\n')).toMatchInlineSnapshot(`
      "FOLDER/use.yaml:3:8: state: ./saved.json is not there. Check the path, or run the scenario that saves it (snapshot with save-to) first
      FOLDER/use.yaml:3:8: state: ./saved.json does not begin as a snapshot that recsim saved does. Save it again (snapshot with save-to), or take an older copy of it
      FOLDER/use.yaml:3:8: state: ./saved.json is cut off, or was changed at its end. Save it again (snapshot with save-to), or take an older copy of it
      FOLDER/use.yaml:3:8: state: ./saved.json was changed since it was saved: its SHA-256 is another. Save it again (snapshot with save-to), or take an older copy of it
      FOLDER/use.yaml:3:8: state: ./saved.json is a snapshot of version 2, this recsim knows 1: another recsim saved it. Save it again with this recsim
      FOLDER/use.yaml:3:8: state: ./saved.json was changed since it was saved: its SHA-256 is another. Save it again (snapshot with save-to), or take an older copy of it
      FOLDER/use.yaml:3:8: state: ./saved.json has the board "other", not "seed". Name that board in the scenario, or another state
      FOLDER/use.yaml:3:8: state: ./saved.json has a flash of 9 blocks of 4096 bytes, written by 4; the board "seed" now has one of 8 blocks of 4096 bytes, written by 4. Name that board in the scenario, or another state
      FOLDER/use.yaml:3:8: state: ./saved.json is a folder, but holds no recorder.json, so no recorder that recsim keeps. Name a snapshot, or a directory of recsim run --state"
    `);
  });

  test('that is well signed but says what no recorder says is refused', async () => {
    const { createHash } = await import('node:crypto');
    const signed = (change: (head: string) => string) => {
      const head = change(GOOD.slice(0, GOOD.lastIndexOf('  "sha256"')));
      return `${head}  "sha256": "${createHash('sha256').update(head).digest('hex')}"\n}\n`;
    };
    expect(
      readSnapshot(
        signed((head) => head),
        'x',
      ).ok,
    ).toBe(true);
    const changes: ((head: string) => string)[] = [
      (head) => head.replace('"size":32768', '"size":0'),
      (head) => head.replace('"size":32768', '"size":1e300'),
      (head) => head.replace('"eraseSize":4096', '"eraseSize":16'),
      (head) => head.replace('"writeSize":4', '"writeSize":3'),
      (head) => head.replace(/"rtc": "[^"]*"/, '"rtc": "tomorrow"'),
      (head) => head.replace(/"rtc": "[^"]*"/, '"rtc": "+275760-09-12T23:59:59.000Z"'),
      (head) => head.replace(/"erased":\d+/, '"erased":-1'),
      (head) => head.replace(/"erased":\d+/, '"erased":4294967296'),
      (head) => head.replace(/"cells":"[^"]+"/, '"cells":"!"'),
      (head) => head.replace(/"cells":"[^"]+"/, `"cells":"${'AAAA'.repeat(2000)}"`),
      (head) => head.replace(/ {4}\{"erased".*\n/, ''),
      (head) => head.replace('"service": []', '"service": [{}]'),
      (head) => head.replace('"service": []', '"service": 7'),
      (head) => head.replace('"board": "seed"', '"board": 7'),
      (head) => head.replace(/ {2}"server".*\n/, ''),
      (head) => `${head}  "more": 1,\n`,
      (head) => `${head}]`,
    ];
    for (const [index, change] of changes.entries()) {
      const read = readSnapshot(signed(change), 'x');
      expect(read.ok ? 'accepted' : read.problems[0]?.message, String(index)).toBe('does not say what a snapshot says');
    }
  });

  test('by any flip of a byte, any cut and any bytes put in, 900 times, is a clean refusal', () => {
    const random = createRandom(22);
    const good = Buffer.from(GOOD);
    writeFileSync(at('saved.json'), GOOD);
    expect(loadSavedState(at('saved.json'), seedBoard()).ok).toBe(true);
    for (let trial = 0; trial < 900; trial++) {
      let bad: Buffer;
      const place = random.int(0, good.length - 1);
      if (trial % 3 === 0) {
        bad = Buffer.from(good);
        bad[place] = (bad[place] as number) ^ (1 << random.int(0, 7));
      } else if (trial % 3 === 1) bad = good.subarray(0, trial < 30 ? good.length - 1 - (trial % 10) : place);
      else bad = Buffer.concat([good.subarray(0, place), Buffer.from([random.int(0, 255)]), good.subarray(place)]);
      writeFileSync(at('saved.json'), bad);
      const read = loadSavedState(at('saved.json'), seedBoard());
      // What is put in may be the one thing that is allowed: a line end of Windows.
      const isLineEnd = bad.toString('utf8').replaceAll('\r\n', '\n') === GOOD;
      expect(read.ok, `trial ${trial} at ${place}`).toBe(isLineEnd);
      if (!read.ok)
        expect([read.problems.length, read.problems[0]?.place?.file, read.problems[0]?.remedy !== undefined]).toEqual([1, at('saved.json'), true]);
    }
  });
});

describe('files that several runs save', () => {
  const request = (files: readonly string[], more: Partial<PlanRequest> = {}): PlanRequest => ({
    files: files.map(at),
    brands: undefined,
    overrides: { hashCost: WEAK },
    ...more,
  });
  const refused = (of: PlanRequest) => {
    const plan = makePlan(of);
    return plan.ok
      ? 'accepted'
      : plan.problems
          .map((problem) => formatProblem(problem).replaceAll(path.relative('.', folder), 'FOLDER').replaceAll(folder, 'FOLDER'))
          .join('\n');
  };

  test('are one for each combination of a matrix, or it is refused', async () => {
    const top = 'matrix: { off: [1 s, 2 s], n: [1, 2] }';
    write('each.yaml', '  - delay: ${off}\n  - snapshot: { name: a, save-to: "a-${off}-${n}.json" }\n', top);
    write('one.yaml', '  - delay: ${off}\n  - log: ${n}\n  - snapshot: { name: a, save-to: a.json }\n', top);
    write(
      'half.yaml',
      '  - delay: ${off}\n  - log: ${n}\n  - repeat: { times: 2, steps: [ { snapshot: { name: a, save-to: "a-${n}.json" } } ] }\n',
      top,
    );
    const plan = unwrap(makePlan(request(['each.yaml'])));
    for (let index = 0; index < plan.count; index++) expect(outcomeOf(await runScenario(plan.at(index)))).toBe('PASS');
    expect(readdirSync(folder).filter((name) => name.endsWith('.json'))).toEqual(['a-1 s-1.json', 'a-1 s-2.json', 'a-2 s-1.json', 'a-2 s-2.json']);
    expect(refused(request(['one.yaml']))).toMatchInlineSnapshot(
      `"FOLDER/one.yaml:7:5: save-to: FOLDER/a.json is saved by more than one of these runs. Put a variable of the matrix into its name, or run one brand or file at a time"`,
    );
    expect(refused(request(['half.yaml']))).toContain('a-1.json is saved by more than one of these runs');
    expect(refused(request(['one.yaml'], { overrides: { only: { off: '1 s', n: '2' } } }))).toBe('accepted');
  });

  test('are pictures too: one for each combination, also where not all of them are checked', () => {
    const shot = '  - take-screenshot: { save-to: NAME }\n  - log: ${n}\n';
    write('shot.yaml', shot.replace('NAME', 'login.png'), 'matrix: { n: [1, 2] }');
    write('many.yaml', shot.replace('NAME', 'login.png'), 'matrix: { n: { from: 1, to: 501 } }');
    write('each-of-many.yaml', shot.replace('NAME', '"login-${n}.png"'), 'matrix: { n: { from: 1, to: 501 } }');
    write('scan.yaml', '  - scan-qr: { save-as: seen.png }\n');
    for (const file of ['shot.yaml', 'many.yaml']) expect(refused(request([file]))).toContain('save-to: FOLDER/login.png is saved by more than one');
    expect(refused(request(['each-of-many.yaml']))).toBe('accepted');
    expect(refused(request(['scan.yaml'], { brands: ['Dahua', 'Swann'] }))).toContain('save-as: FOLDER/seen.png is saved by more than one');
    expect(refused(request(['scan.yaml']))).toBe('accepted');
  });

  test('are not those of another file or brand, and not what another begins with', () => {
    write('a.yaml', '  - snapshot: { name: a, save-to: a.json }\n');
    write('b.yaml', '  - snapshot: { name: b, save-to: ./a.json }\n');
    expect(refused(request(['a.yaml']))).toBe('accepted');
    expect(refused(request(['a.yaml', 'b.yaml']))).toContain('b.yaml:4:5: save-to: FOLDER/a.json is saved by more than one');
    expect(refused(request(['a.yaml'], { brands: ['Dahua', 'Swann'] }))).toContain('is saved by more than one');
    writeFileSync(at('a.json'), snapshotText(readyBench().snapshot()));
    write('use.yaml', '  - press:\n', 'state: ./a.json');
    expect(refused(request(['use.yaml']))).toBe('accepted');
    expect(refused(request(['a.yaml', 'use.yaml']))).toMatchInlineSnapshot(
      `"FOLDER/a.yaml:4:5: save-to: FOLDER/a.json is the state that a scenario of the same run begins with. Run the one that saves it first, by itself"`,
    );
    expect(existsSync(at('a.json'))).toBe(true);
  });

  test('a name that only one combination gives to a snapshot is no name in the others', () => {
    const top = 'matrix: { name: [a, b] }';
    const restores = '  - restore: a\n';
    write('varies.yaml', `  - snapshot: "\${name}"\n${restores}`, top);
    expect(refused(request(['varies.yaml']))).toContain('varies.yaml:6:14: restore: no step before this one takes a snapshot "a". Did you mean "b"?');
    write('same.yaml', `  - snapshot: a\n  - log: "\${name}"\n  - repeat: { times: 2, steps: [ { restore: a } ] }\n${restores}`, top);
    expect(refused(request(['same.yaml']))).toBe('accepted');
  });

  test('a state may come from the matrix, and is read once', () => {
    writeFileSync(at('a.json'), snapshotText(readyBench().snapshot()));
    write(
      'use.yaml',
      '  - log: ${state}\n',
      'matrix: { state: [factory, provisioned, ./a.json], seed: { from: 1, to: 50 } }\nstate: ${state}\nseed: ${seed}',
    );
    const plan = unwrap(makePlan(request(['use.yaml'])));
    expect([plan.count, plan.states, plan.at(100).begins === plan.at(149).begins]).toEqual([150, [at('a.json')], true]);
  });
});
