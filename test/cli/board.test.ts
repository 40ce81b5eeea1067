/** `recsim board`: what people see, the files it writes and its exit codes. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { faultyBoards, loadBoard, shippedBoards } from '../../src/board-file.ts';
import { timeline } from '../../src/cli/board/show.ts';
import { addBoardCommand } from '../../src/cli/board.ts';
import { unwrap } from '../../src/errors.ts';
import { recsim } from '../support/command.ts';
import { runVerb } from '../support/run-verb.ts';

const board = (...args: string[]) => runVerb(addBoardCommand, ['board', ...args]);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'recsim-board-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A board folder with these parameters; returns its path. */
function write(name: string, parameters: Record<string, unknown>, more: object = {}): string {
  const entries = Object.entries(parameters).map(([key, value]) => [key, { value, assumed: 'a test' }]);
  const text = JSON.stringify({ version: 1, name, title: name, procedure: 'hold', parameters: Object.fromEntries(entries), ...more }, null, 2);
  mkdirSync(path.join(folder, name), { recursive: true });
  writeFileSync(path.join(folder, name, 'board.json'), text);
  return path.join(folder, name);
}

describe('board show --wiring', () => {
  test('draws the header, in ASCII where it is wanted, and nothing else', async () => {
    const { stdout, exitCode } = await board('show', 'pi-4', '--wiring', '--ascii');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('  reset ---- GPIO17 11 @ @ 12 GPIO18 --- buzzer');
    expect(stdout).not.toContain('Parameters');
  });

  test('says so of a board that is simulated only', async () => {
    expect((await board('show', 'seed', '--wiring')).stdout).toBe('Pins: none; this board is simulated only (pi-4 is wired).\n');
  });
});

describe('board list', () => {
  test('has a line for every shipped board, with window, decision, over-hold, button and pins', async () => {
    const { stdout, exitCode } = await board('list');
    expect(exitCode).toBe(0);
    for (const name of shippedBoards()) expect(stdout).toMatch(new RegExp(`^${name} `, 'm'));
    expect(stdout).toMatch(/^sma-edmm-20 +15 s to 20 s \(\+2\) +release +ignore +power-up or press +- +SMA/m);
    expect(stdout).toMatch(/^no-button +- +- +- +none/m);
    expect(stdout).toMatch(/^pi-4 .*reset, buzzer, led, power/m);
  });

  test('--json is an array of the same boards', async () => {
    const boards = JSON.parse((await board('list', '--json')).stdout);
    expect(boards.map(({ name }: { name: string }) => name)).toEqual(shippedBoards());
    expect(boards[0]).toMatchObject({ name: 'amcrest-5000', decideAt: 'release', stages: [{ fromUs: 20_000_000, toUs: 30_000_000 }] });
  });

  test('--faulty has those whose firmware has a mistake, and no others, with the search that finds it', async () => {
    const { stdout } = await board('list', '--faulty');
    expect(stdout).toMatch(/^faulty\/counts-in-ram +recsim explore --power-cuts +attempts never decrease except by success$/m);
    expect(stdout).not.toMatch(/^seed /m);
    const boards = JSON.parse((await board('list', '--faulty', '--json')).stdout);
    expect(boards.map(({ name }: { name: string }) => name)).toEqual(faultyBoards());
    expect(boards[0].fault).toMatchObject({ search: 'timings', breaks: 'a stuck button never loops' });
  });
});

describe('board show', () => {
  test('tells what is wrong with the firmware of a faulty board, and what it was made for', async () => {
    const { stdout } = await board('show', 'faulty/inverted-polarity');
    expect(stdout).toContain('Its firmware is faulty');
    expect(stdout).toMatch(/^ +activeLevel +high$/m);
    expect(stdout).toMatch(/^ +activeLevel +low +same /m);
  });

  test('marks what is assumed and what differs from the default', async () => {
    const { stdout } = await board('show', 'xvr-gui4');
    expect(stdout).toMatch(/^ +holdMin +5 s +20 s +source +dahua\.support 75000018695/m);
    expect(stdout).toMatch(/^ +initDuration +5 s +20 s +ASSUMED /m);
    expect(stdout).toMatch(/^ +debounce +30 ms +same +source +Zephyr gpio-keys/m);
    expect(stdout).toContain(`${stdout.match(/ ASSUMED /g)?.length} of ${stdout.match(/ (ASSUMED|source) {2}/g)?.length} values are assumed`);
  });

  test('draws the phases of a hold', () => {
    const draw = (name: string) => timeline(unwrap(loadBoard(name)).board).join('\n');
    expect(draw('seed')).toMatchInlineSnapshot(`
      "A hold, counted from the first sample, judged at the release:
        0 s      20 s     >30 s        60 s
        |--------|========|------------|xxxxxxxx
        short    reset    over-held    stuck"
    `);
    expect(draw('mikrotik-staged')).toMatchInlineSnapshot(`
      "A hold, counted from the first sample, judged at the release:
        0 s      5 s           10 s       20 s     >10 min      15 min
        |--------|-------------|----------|========|------------|xxxxxxxxx
        short    between       between    reset    over-held    stuck
        .        fast-blink    on         off      .            .   (LED)"
    `);
    expect(draw('openwrt')).toMatchInlineSnapshot(`
      "A hold, counted from a press, judged at the release:
        0 s        >999.999 ms    5 s      60 s
        |==========|--------------|========|xxxxxxxx
        restart    between        reset    stuck"
    `);
    expect(draw('u-boot-button')).toMatchInlineSnapshot(`
      "A hold, counted from the first sample, judged as soon as it is long enough, the button still down:
        0 s
        |========
        reset"
    `);
  });

  test('shows stages in place of holdMin and holdMax, and the pins', async () => {
    const staged = (await board('show', 'openwrt')).stdout;
    expect(staged).not.toMatch(/^ +hold(Min|Max) /m);
    expect((await board('show', 'pi-4')).stdout).toMatch(/^ +reset +GPIO17 +pin 11 +pull-up/m);
    expect((await board('show', 'no-button')).stdout).toContain('No reset button');
  });

  test('--json has every parameter with unit, origin and meaning, and the phases', async () => {
    const shown = JSON.parse((await board('show', 'xvr-gui4', '--json')).stdout);
    const parameter = (name: string) => shown.parameters.find((entry: { name: string }) => entry.name === name);
    expect(parameter('holdMin')).toMatchObject({
      value: '5 s',
      unit: 's',
      us: 5_000_000,
      default: '20 s',
      isDefault: false,
      given: true,
      source: expect.any(String),
    });
    expect(parameter('samplingStart')).toMatchObject({ isDefault: true, given: false, assumed: expect.any(String), meaning: expect.any(String) });
    expect(shown.phases.map(({ name }: { name: string }) => name)).toEqual(['early', 'window', 'over']);
  });

  test('takes a folder and a file; a name nobody knows exits 2 with the nearest one', async () => {
    const own = write('own', { holdMin: '10 s' });
    expect((await board('show', own)).stdout).toContain('own: own');
    expect((await board('show', path.join(own, 'board.json'))).exitCode).toBe(0);
    expect(await board('show', 'sed')).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringContaining('Did you mean "seed"?') });
  });
});

describe('board new', () => {
  test('writes a board that is valid, has no doubts, and brings the schema it points at', async () => {
    const { stdout, exitCode } = await board('new', 'my-dvr', '--out', folder);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`recsim board lint ${path.join(folder, 'my-dvr')}`);
    expect(readdirSync(folder).sort()).toEqual(['board.schema.json', 'my-dvr']);
    expect(unwrap(loadBoard(path.join(folder, 'my-dvr'))).board).toMatchObject({ name: 'my-dvr', stages: [{ fromUs: 20_000_000 }] });
    expect((await board('lint', path.join(folder, 'my-dvr'), '--strict')).exitCode).toBe(0);
  });

  test.each(shippedBoards())('--from %s copies every value with its provenance', async (name) => {
    await board('new', 'copy', '--from', name, '--out', folder);
    const original = unwrap(loadBoard(name));
    const copy = unwrap(loadBoard(path.join(folder, 'copy')));
    expect(copy.provenance).toEqual(original.provenance);
    expect(copy.board.pins).toEqual(original.board.pins);
  });

  test('overwrites nothing', async () => {
    await board('new', 'my-dvr', '--out', folder);
    const file = path.join(folder, 'my-dvr', 'board.json');
    writeFileSync(file, 'mine');
    writeFileSync(path.join(folder, 'board.schema.json'), 'mine too');
    expect(await board('new', 'my-dvr', '--out', folder)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('nothing is overwritten') });
    await board('new', 'other', '--out', folder);
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect(readFileSync(path.join(folder, 'board.schema.json'), 'utf8')).toBe('mine too');
  });

  test.each(['My DVR', '../escape', 'seed', ''])('refuses the name "%s" and writes nothing', async (name) => {
    const ran = await board('new', name, '--out', folder);
    expect(ran.exitCode).toBe(2);
    expect(ran.stderr).toMatch(/^error: /);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a folder that cannot be made is a problem in words', async () => {
    writeFileSync(path.join(folder, 'file'), '');
    const ran = await board('new', 'my-dvr', '--out', path.join(folder, 'file'));
    expect(ran).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('error: ') });
    expect(ran.stderr).not.toContain('at ');
  });
});

describe('board lint', () => {
  test('the shipped boards have no errors, and doubts only where a real policy is doubtful', async () => {
    const { stdout, exitCode } = await board('lint', '--json');
    expect(exitCode).toBe(0);
    const findings = JSON.parse(stdout) as { severity: string; file: string; message: string }[];
    const brief = findings.map(({ severity, file, message }) => `${severity} ${path.basename(path.dirname(file))} ${message.split(':')[0]}`);
    expect(brief).toEqual([
      'warning broadcom-cfe debounce',
      'warning esp-idf-bootloader debounce',
      'warning u-boot-button debounce',
      'warning u-boot-button stages',
    ]);
  });

  const doubtful: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
    ['a password hash for tests', { passwordHashCost: 4 }, /4 is a cost for tests/],
    ['a bounce as long as the debounce', { bounceDuration: '30 ms' }, /debounce \(its default\): the contact bounces for 30 ms/],
    ['no debounce', { debounce: '0 ms' }, /debounce: without a debounce/],
    ['a stuck time close to the window', { stuckAfter: '32 s' }, /stuckAfter: .*only 2 s after/],
    ['the wrong polarity', { closedLevel: 'high' }, /closedLevel: .*untouched button is a stuck one/],
    ['a start longer than the hold', { initDuration: '40 s' }, /initDuration: .*reset before it has started/],
    ['arming after a restart', { armOn: ['power-on', 'watchdog'] }, /armOn: with "watchdog" a button still down/],
    ['a reset loop', { armOn: ['power-on', 'software'], decideAt: 'threshold' }, /armOn: .*for ever/],
    ['a button nobody can use', { armOn: ['brown-out'] }, /armOn: neither/],
    ['a touch that erases', { holdMin: '100 ms', holdMax: '5 s', initDuration: '1 s' }, /holdMin: .*a touch erases/],
    ['stages that do nothing', { stages: [{ from: '1 s', to: '5 s', action: 'none' }] }, /stages: no stage does anything/],
    ['a watchdog faster than the flash', { watchdogTimeout: '1 ms' }, /watchdogTimeout: .*1 ms.*2 ms/],
    ['beeps longer than the restart', { actionBeepCount: 5, restartDelay: '1 s' }, /restartDelay: .*cut off/],
    ['no margin to the brown-out', { brownoutVolts: '12 V' }, /brownoutVolts: is the supply itself/],
    ['no time before power', { prePowerHoldMin: '0 s', prePowerHoldMax: '0 s' }, /prePowerHoldMax: every hold/],
  ];

  test.each(doubtful)('warns of %s, at its place; --strict makes it exit 1', async (_, parameters, message) => {
    const file = write('doubtful', parameters);
    const { stdout, exitCode } = await board('lint', file);
    expect(stdout).toMatch(/board\.json:\d+:\d+: warning: /);
    expect(stdout).toMatch(message);
    expect(stdout).toMatch(/1 board: 0 errors, 1 warning\n$/);
    expect(exitCode).toBe(0);
    expect((await board('lint', '--strict', file)).exitCode).toBe(1);
  });

  test('warns of a pin without a button, of the wrong header pin, and of a name that is not the folder', async () => {
    const pins = { reset: { line: 'GPIO17', header: 12, assumed: 'a free line' } };
    const { stdout } = await board('lint', write('wired', { hasResetButton: false }, { name: 'other', pins }));
    expect(stdout).toContain('hasResetButton is false');
    expect(stdout).toContain('GPIO17 is pin 11 of the header, not 12');
    expect(stdout).toContain('"other" is not the name of its folder, "wired"');
  });

  test('errors exit 2 and stand beside the findings of the other boards', async () => {
    const bad = write('bad', { debounce: '30' });
    const { stdout, exitCode } = await board('lint', bad, 'seed', 'nobody');
    expect(stdout).toContain(`${path.join(bad, 'board.json')}:8:16: error: parameters.debounce.value: "30" has no unit`);
    expect(stdout).toContain('error: there is no board "nobody"');
    expect(stdout).toMatch(/3 boards: 2 errors, 0 warnings\n$/);
    expect(exitCode).toBe(2);
  });

  test('a folder of boards stands for all of them', async () => {
    write('one', {});
    write('two', { debounce: '0 ms' });
    expect((await board('lint', folder)).stdout).toMatch(/2 boards: 0 errors, 1 warning\n$/);
  });

  test('--json gives file, line, column and remedy of each finding', async () => {
    const [finding] = JSON.parse((await board('lint', '--json', write('two', { debounce: '0 ms' }))).stdout);
    expect(finding).toMatchObject({ severity: 'warning', code: 'doubtful', line: 8, column: 16, remedy: expect.stringContaining('5 ms') });
  });
});

describe('the built command', () => {
  test('finds a new board by its name, from where it was made', () => {
    expect(recsim(['board', 'new', 'my-dvr'], { cwd: folder }).code).toBe(0);
    expect(recsim(['board', 'show', 'my-dvr'], { cwd: folder })).toMatchObject({ code: 0, stderr: '' });
  });

  test('ends with the exit code of the findings', () => {
    expect(recsim(['board', 'lint', 'seed', '--strict']).code).toBe(0);
    expect(recsim(['board', 'lint', 'u-boot-button', '--strict']).code).toBe(1);
    expect(recsim(['board', 'lint', write('bad', { debounce: 30 })]).code).toBe(2);
    expect(recsim(['board', 'show', 'nobody']).code).toBe(2);
  });
});
