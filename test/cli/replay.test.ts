/** `recsim replay` as a process: what it says, its record, its exit codes, and the way from a run to a file and back. Needs dist/main.js (make build). */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT, recsim } from '../support/command.ts';
import { skipWithout } from '../support/tool.ts';
import { timesBySigrok } from '../support/waves.ts';

/** A worn contact, as a logic analyser sees it: low while closed, open for 41 ms in the middle. */
const CAPTURE = `$timescale 1 us $end $scope module logic $end $var wire 1 ! D0 $end $var wire 1 " D1 $end $upscope $end $enddefinitions $end
#0 1! 0"
#1000000 0!
#5500000 1"
#15100000 1!
#15141000 0!
#31000000 1!
#31100000
`;
const MAPPING = ['--map', 'contact=D0', '--map', 'power=D1', '--invert', 'contact'];

const noSigrok = skipWithout('sigrok-cli', ['sigrok-cli', '--version'], 'captures that sigrok wrote', 'sigrok-cli');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'recsim-'));
  writeFileSync(path.join(folder, 'press.vcd'), CAPTURE);
  writeFileSync(path.join(folder, 'bad.vcd'), `${CAPTURE}#5\n`);
});
afterAll(() => rmSync(folder, { recursive: true }));

const replay = (...args: string[]) => recsim(['replay', ...args], { cwd: folder });

describe('a capture of a logic analyser', () => {
  test('is told with its holds, how it came, a diagram and the verdict', () => {
    const { code, stdout, stderr } = replay('press.vcd', ...MAPPING);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatchInlineSnapshot(`
      "press.vcd  board seed  31.100 s, 4 edges of the contact (contact is logic.D0, power is logic.D1)
        held 14.100 s, from 1.000 s to 15.100 s, 2 edges
        before power: held 4.500 s; the guide asks for 4.000 s to 5.000 s before power
        held 15.859 s, from 15.141 s to 31.000 s, 2 edges
              5.500 s  plug in
              5.550 s  first sample: contact closed
              5.550 s  screen: Initialising
              5.550 s  beep of 150 ms
             15.100 s  contact opened 41 ms; debounce is 30 ms
             15.130 s  verdict short: held 9.550 s from the first sample, 10.450 s short of the window (20.000 s to 30.000 s)
             15.141 s  contact closed
             25.550 s  boot is ready.wizard
             25.550 s  screen: Set-up Wizard
             31.000 s  contact opened
           time  1.000 s       15.100 s    15.130 s   15.141 s       25.550 s      31.000 s     32.100 s
           plug  ▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆
        contact  ▆▆▆▆▆▆▆▆▆▆▆▆▆▆▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁
         buzzer  ▒▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁
           hold  │early┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│short┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄
           boot  │initialising┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ready.wizard┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄
                 │+14.1 s      │+30 ms     │+11 ms    │+10.409 s     │+5.45 s      │+1.1 s      │
      verdict: short - held 9.550 s from the first sample, 10.450 s short of the window (20.000 s to 30.000 s) - contact opened 41 ms at 15.100 s and closed again; debounce is 30 ms
      "
    `);
  });

  test('gives a record with --json and nothing else, the same each time', () => {
    const { stdout } = replay('press.vcd', ...MAPPING, '--json');
    const record = JSON.parse(stdout);
    expect(record).toMatchObject({
      format: 1,
      board: 'seed',
      verdict: 'short',
      because: 'released-early',
      judged: { fromUs: 5_550_000, openedAtUs: 15_100_000, heldUs: 9_550_000 },
      signals: { contact: 'logic.D0', power: 'logic.D1' },
      contactEdges: 4,
      recordingUs: 31_100_000,
    });
    expect(record.holds).toEqual([
      { closedAtUs: 1_000_000, openedAtUs: 15_100_000, heldUs: 14_100_000, edges: 2, longestLiftUs: 0, beforePowerUs: 4_500_000 },
      { closedAtUs: 15_141_000, openedAtUs: 31_000_000, heldUs: 15_859_000, edges: 2, longestLiftUs: 0 },
    ]);
    expect(replay('press.vcd', ...MAPPING, '--json').stdout).toBe(stdout);
  });

  test('is read from stdin as "-"', () => {
    const { code, stdout } = recsim(['replay', '-', ...MAPPING, '--json'], { input: CAPTURE });
    expect([code, JSON.parse(stdout).verdict]).toEqual([0, 'short']);
  });

  test('on another board has the verdict of that board', () => {
    expect(replay('press.vcd', ...MAPPING, '--board', 'no-such').stderr).toContain('there is no board "no-such"');
    const debounced = replay('press.vcd', ...MAPPING, '--board', path.join(ROOT, 'boards/xvr-gui4/board.json'), '--json');
    expect(JSON.parse(debounced.stdout).board).toBe('xvr-gui4');
  });

  test('--expect decides the exit code, --after lets more time pass', () => {
    expect(replay('press.vcd', ...MAPPING, '--expect', 'short').code).toBe(0);
    const { code, stdout } = replay('press.vcd', ...MAPPING, '--expect', 'reset');
    expect([code, stdout.includes('verdict: expected reset, got short - held 9.550 s')]).toEqual([1, true]);
    expect(JSON.parse(replay('press.vcd', ...MAPPING, '--after', '60 s', '--json').stdout).virtualUs).toBe(91_100_000);
  });

  test.skipIf(noSigrok)('that sigrok itself wrote plays, bounce and all, at its exact times', () => {
    const ours = path.join(folder, 'ours.vcd');
    const theirs = path.join(folder, 'theirs.vcd');
    replay('press.vcd', ...MAPPING, '--vcd', ours);
    const { status } = spawnSync('sigrok-cli', ['-l', '1', '-I', 'vcd', '-i', ours, '-O', 'vcd', '-o', theirs]);
    expect(status).toBe(0);
    expect(readFileSync(theirs, 'utf8')).toContain('libsigrok');
    const record = JSON.parse(replay(theirs, '--json').stdout);
    expect(record).toMatchObject({ verdict: 'short', judged: { openedAtUs: 15_100_000 }, contactEdges: 4 });
    expect(timesBySigrok(ours, 'contact')).toEqual(['14.100 s', '41.000 ms', '15.859 s']);
  });
});

describe('from a run to a file and back', () => {
  test('every shipped scenario of button and power alone gives the verdict of its run', () => {
    // What else people did there is not in the file: clicks, hangs, cuts of the rail.
    const names = [
      'hold-25s',
      'hold-19.999s',
      'contact-lifts-29ms',
      'contact-lifts-40ms',
      'brown-out-mid-hold',
      'short-dip',
      'worst-bounce',
      'stuck-button',
    ];
    const files = names.map((name) => path.join(ROOT, 'scenarios', `${name}.yaml`));
    const ran = recsim(['test', ...files, '--vcd', 'waves', '--json', 'runs.json'], { cwd: folder });
    expect(ran.code).toBe(0);
    const written = readdirSync(path.join(folder, 'waves'));
    expect(written).toHaveLength(names.length);
    const verdicts = names.map((name) => {
      const file = written.find((each) => each.endsWith(`scenarios-${name}.vcd`)) ?? '';
      return [name, JSON.parse(replay(path.join('waves', file), '--state', 'provisioned', '--after', '0s', '--json').stdout).verdict];
    });
    expect(Object.fromEntries(verdicts)).toEqual({
      'hold-25s': 'reset',
      'hold-19.999s': 'short',
      'contact-lifts-29ms': 'reset',
      'contact-lifts-40ms': 'short',
      'brown-out-mid-hold': 'short',
      'short-dip': 'reset',
      'worst-bounce': 'reset',
      'stuck-button': 'stuck',
    });
  });

  test('test --vcd names the files apart, makes the folder, and refuses a place that is none before anything runs', () => {
    const file = path.join(ROOT, 'scenarios/hold-25s.yaml');
    expect(recsim(['test', file, '--brand', 'all', '--vcd', 'a/b'], { cwd: folder }).code).toBe(0);
    const names = readdirSync(path.join(folder, 'a/b'));
    expect([names.length > 40, names.every((name) => /^[\w.-]+\.vcd$/.test(name))]).toEqual([true, true]);
    const refused = recsim(['test', file, '--vcd', 'press.vcd'], { cwd: folder });
    expect([refused.code, refused.stdout, refused.stderr]).toEqual([2, '', 'error: press.vcd: this is a file. Name a folder\n']);
  });
});

describe('bad input', () => {
  test.each([
    [['nowhere.vcd'], 'error: nowhere.vcd: there is no such file or folder. Check the path'],
    [['.'], 'error: .: this is a folder, not a file. Name a file in it'],
    [['bad.vcd', ...MAPPING], 'error: bad.vcd:9: time goes back, from 31100000 us to 5 us'],
    [
      ['press.vcd', '--map', 'contact=D0', '--invert', 'contact'],
      'error: press.vcd: no signal is named plug or power. Say which it is: --map power=NAME, or --power-at TIME. There are: logic.D0, logic.D1',
    ],
    [['press.vcd', '--map', 'D0'], 'error: --map D0 names no signal. Write it as ROLE=SIGNAL, for example --map contact=D0'],
    [['press.vcd', '--map', 'contract=D0'], 'error: --map contract=D0: "contract" is nothing that can be played. Did you mean "contact"?'],
    [['press.vcd', '--invert', 'supply'], 'error: --invert supply: this is no level that can be played. Known: contact, power'],
    [
      ['press.vcd', '--power-at', '4.5'],
      'error: --power-at: "4.5" has no unit; write one of us, ms, s, min, h, for example "4.5 s". For example --power-at "4.5 s"',
    ],
    [['press.vcd', ...MAPPING, '--power-at', '1s'], 'error: --power-at and --map power both say when there is power. Leave one out'],
    [['press.vcd', '--expect', 'rest'], 'error: --expect rest is no verdict. Did you mean "reset"?'],
    [['press.vcd', ...MAPPING, '--vcd', 'none/out.vcd'], 'error: none/out.vcd: cannot be written: its folder does not exist. Make the folder first'],
  ])('%j is refused in words, with 2', (args, complaint) => {
    const { code, stdout, stderr } = replay(...args);
    expect([code, stdout, stderr.trimEnd()]).toEqual([2, '', complaint]);
    expect(existsSync(path.join(folder, 'none'))).toBe(false);
  });
});
