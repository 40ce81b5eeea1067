/** `recsim flash show`: what people see of recorders in every state, what they never see, and what is refused. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newRecorder, OWNER } from '../../src/bench/factory.ts';
import { snapshotOfFlash } from '../../src/bench/snapshot.ts';
import type { Board } from '../../src/board.ts';
import { loadBoard } from '../../src/board-file.ts';
import { addFlashCommand } from '../../src/cli/flash.ts';
import { unwrap } from '../../src/errors.ts';
import { flashGeometry } from '../../src/hal/nor/board-flash.ts';
import type { FolderLock } from '../../src/hal/nor/folder-lock.ts';
import { MemoryStore } from '../../src/hal/nor/memory-store.ts';
import type { CellStore } from '../../src/hal/nor/nor-array.ts';
import { NorArray } from '../../src/hal/nor/nor-array.ts';
import { openState } from '../../src/hal/nor/state-folder.ts';
import { snapshotText } from '../../src/scenario/snapshot-file.ts';
import { UNTIL_RENEWED } from '../../src/storage/attempts.ts';
import { type FlashJob, runNow } from '../../src/storage/job.ts';
import { RECORD, Storage } from '../../src/storage/storage.ts';
import { ROOT, recsim } from '../support/command.ts';
import { runVerb } from '../support/run-verb.ts';
import { heldToT0, S, seedBoard } from '../support/world.ts';

const board = seedBoard();
const show = (...args: string[]) => runVerb(addFlashCommand, ['flash', 'show', ...args]);

/** Of a challenge; nobody may see it. */
const NONCE = 'c0ffee00c0ffee11c0ffee22c0ffee33';

const root = mkdtempSync(path.join(tmpdir(), 'recsim-flash-'));
afterAll(() => rmSync(root, { recursive: true }));

/** The lock has tests of its own; here nothing needs it. */
const lock = () => ({ ok: true as const, value: { release() {} } satisfies FolderLock });

/** A state folder with these cells in it; returns its path. */
function keep(name: string, cells: CellStore, of: Board = board): string {
  const folder = path.join(root, name);
  const contents = () => cells;
  unwrap(openState(folder, { board: of.name, geometry: flashGeometry(of) }, { contents, lock })).close();
  return folder;
}

const recorder = (state: 'factory' | 'provisioned', of: Board = board) => newRecorder(of, { state, seed: 1, hashCost: of.passwordHashCost });

/** A recorder to which this was done. */
function having(job: (storage: Storage) => FlashJob<unknown>): CellStore {
  const cells = recorder('provisioned');
  const array = new NorArray(flashGeometry(board), cells);
  runNow(job(new Storage(array)), (operation) => array.perform(operation));
  return cells;
}

/** A recorder that lost power in the middle of this operation of a factory reset. */
function cutAt(operation: number, torn?: number): CellStore {
  const cells = recorder('provisioned');
  const bench = heldToT0();
  bench.advance(25 * S);
  bench.cutPower({ operation, when: 'during', ...(torn === undefined ? {} : { torn }) });
  bench.finger.release('none');
  bench.runUntil(() => !bench.supply.isGood, bench.nowUs + 10 * S);
  const { array } = bench.hal.flash;
  cells.write(0, array.read(0, array.size));
  for (let block = 0; block < board.flashBlocks; block++) cells.setEraseCount(block, array.eraseCount(block));
  return cells;
}

/** The lines of a text, and of its tables the columns. */
const rowsOf = (text: string) => text.split('\n').map((line) => line.split(/ {2,}/));

let provisioned: string;
beforeAll(() => {
  provisioned = keep('provisioned', recorder('provisioned'));
});

describe('recsim flash show', () => {
  test('draws a recorder that was set up', async () => {
    const { stdout, stderr, exitCode } = await show(provisioned);
    expect([stderr, exitCode]).toEqual(['', 0]);
    expect(stdout.replace(root, 'ROOT')).toMatchInlineSnapshot(`
      "ROOT/provisioned/flash.bin
      Board seed: 8 blocks of 4096 bytes, written by 4.

      A boot ends at the login.

      BLOCK  OFFSET    ROLE      STATE    NUMBER  ERASED  FILLED
      0      0x000000  device    current  1       1       [=---------]   5 %
      1-2    0x001000  device    free     -       0       [----------]   0 %
      3      0x003000  settings  current  1       1       [==--------]  19 %
      4-7    0x004000  settings  free     -       0       [----------]   0 %

      Records of device, in block 0
      OFFSET    LENGTH  STATE      TYPE        VALUE
      0x000018  120     committed  identity    serial RSV34TD6VZFTTHT, key set
      0x000090  40      committed  recordings  volume-1

      Records of settings, in block 3
      OFFSET    LENGTH  STATE      TYPE         VALUE
      0x003018  732     committed  credentials  password, pattern, 3 questions, email
      "
    `);
  });

  test('draws one fresh from its box', async () => {
    const { stdout } = await show(keep('fresh', recorder('factory')));
    expect(stdout).toContain('A boot ends at the set-up wizard: no password is set.');
    expect(rowsOf(stdout)).toContainEqual(['0x003018', '32', 'committed', 'credentials', 'no password set']);
  });

  test('draws one that lost power in the middle of a factory reset, as docs/run.md shows it', async () => {
    const folder = keep('my-dvr', cutAt(13, 3));
    const { stdout } = await show(folder);
    expect(stdout).toContain('A boot goes on with a factory reset: 2 of 5 blocks erased.');
    expect(readFileSync(path.join(ROOT, 'docs/run.md'), 'utf8')).toContain(`\`\`\`\n${stdout.replace(folder, 'my-dvr')}\`\`\``);
  });

  test('draws one whose erase of the block with the login data was torn', async () => {
    const { stdout } = await show(keep('torn', cutAt(5, 3)));
    expect(stdout).toContain('A boot goes on with a factory reset: 0 of 5 blocks erased.');
    expect(stdout).toMatch(/^3 {6}0x003000 {2}settings {2}torn/m);
  });

  test('draws one whose login data are damaged', async () => {
    const cells = recorder('provisioned');
    cells.write(0x3040, new Uint8Array(2));
    const { stdout, exitCode } = await show(keep('locked', cells));
    expect(stdout).toContain('A boot locks the recorder: the login data is damaged.');
    expect(rowsOf(stdout)).toContainEqual(['0x003018', '732', 'damaged', 'credentials', 'does not check: this is lost']);
    expect(exitCode).toBe(0);
  });

  test('tells what counts as a value: a stuck button, a time, wrong guesses and a lock', async () => {
    const cells = having(function* (storage) {
      yield* storage.storeStuck(true);
      yield* storage.markTime(Date.UTC(2026, 1, 3, 4, 5, 6));
      yield* storage.attempts.guess('login', { attempts: 5, lockUs: 300 * S }, () => false);
      yield* storage.attempts.guess('questions', { attempts: 1, lockUs: 300 * S }, () => false);
    });
    const { stdout } = await show(keep('values', cells));
    expect(stdout).toContain('- The reset button was stuck');
    const values = rowsOf(stdout).map((row) => row.slice(3).join(': '));
    expect(values).toEqual(expect.arrayContaining(['button: stuck', 'time: 2026-02-03 04:05:06 UTC']));
    expect(stdout.replace(/\s+/g, ' ')).toContain('login 1 wrong, questions locked for 5 min more');
  });

  test('tells of a QR code its number, how many there were, whether a code was sent, and that no time opens it again', async () => {
    const values = async (name: string, job: (storage: Storage) => FlashJob<unknown>) => (await show(keep(name, having(job)))).stdout;
    const wrong = (storage: Storage) => storage.attempts.guess('code', { attempts: 2, lockUs: UNTIL_RENEWED }, () => false);
    const shown = await values('qr-code', function* (storage) {
      yield* storage.renewChallenge(NONCE, 1);
      yield* storage.renewChallenge(NONCE, 2);
      yield* wrong(storage);
    });
    const rows = rowsOf(shown).map((row) => row.slice(3));
    expect(rows).toContainEqual(['challenge', 'QR code 2']);
    expect(rows).toContainEqual(['time', 'no time stored, 2 QR codes so far']);
    expect(rows).toContainEqual(['attempts', 'code 1 wrong']);
    const locked = await values('qr-code-locked', function* (storage) {
      yield* storage.renewChallenge(NONCE, 1);
      if (typeof storage.challenge === 'object') yield* storage.noteIssue(storage.challenge, 2, 3);
      for (let count = 0; count < 2; count++) yield* wrong(storage);
    });
    expect(rowsOf(locked).map((row) => row.slice(3))).toContainEqual(['challenge', 'QR code 1, security code 2 was sent']);
    expect(locked).toContain('no time stored, 1 QR code so far');
    expect(locked.replace(/\s+/g, ' ')).toContain('code locked until the QR code is renewed');
    const used = await values('qr-code-used', function* (storage) {
      yield* storage.renewChallenge(NONCE, 1);
      if (storage.credentials.kind === 'present') yield* storage.saveVoidingCodes(storage.credentials.credentials);
    });
    expect(rowsOf(used).map((row) => row.slice(3))).toContainEqual(['challenge', 'void: no security code is accepted']);
  });

  test('tells of damage to the journal, to the identity, and of what will be mended', async () => {
    const cells = having((storage) => storage.requestReset('all'));
    const bytes = Buffer.from(cells.read(0, 4096));
    for (let at = bytes.indexOf('"stage"'); at >= 0; at = bytes.indexOf('"stage"', at + 1)) cells.write(at, new Uint8Array(3));
    cells.write(0x30, new Uint8Array(3));
    cells.write(0x3041, Uint8Array.of((cells.read(0x3041, 1)[0] as number) ^ 1));
    const text = (await show(keep('faults', cells))).stdout.replace(/\s+/g, ' ');
    expect(text).toContain('A boot ends at the login.');
    expect(text).toContain('The reset journal is damaged');
    expect(text).toContain('The identity of the recorder, its serial number and key, is lost.');
    expect(text).toContain('the boot mends it');
    expect(text).toContain('(a bit of it is weak or wrong)');
  });

  test('makes one row of a long run of records of a type; --all shows each, and those of blocks no longer in use', async () => {
    const cells = having(function* (storage) {
      yield* storage.device.moveOn();
      for (let count = 1; count <= 20; count++) yield* storage.markTime(count * 600_000);
    });
    const folder = keep('long', cells);
    const brief = (await show(folder)).stdout;
    expect(rowsOf(brief)).toContainEqual(['0x0010b8', '912', 'superseded', 'time', '19 records like this; --all shows them']);
    expect(brief).toContain('2 records in blocks no longer in use: --all shows them.');
    const all = (await show(folder, '--all')).stdout;
    expect(all.match(/ time /g)).toHaveLength(20);
    expect(all).toContain('Records of device, in block 0 (retired)');
    expect(all).not.toContain('--all');
  });

  test('--json has everything, for programs', async () => {
    const shown = JSON.parse((await show(keep('json', cutAt(13, 3)), '--json')).stdout);
    expect(shown).toMatchObject({
      board: 'seed',
      geometry: { size: 32768, eraseSize: 4096, writeSize: 4 },
      boot: { outcome: 'resumes', reset: { scope: 'all', erased: 2, of: 5, onlyLastStep: false }, faults: [], lockedBecause: null },
    });
    expect(shown.boot.text).toBe('goes on with a factory reset: 2 of 5 blocks erased');
    expect(shown.blocks).toHaveLength(8);
    expect(shown.blocks[0]).toMatchObject({ index: 0, offset: 0, role: 'device', state: 'current', sequence: 1, erased: 1 });
    const copy = shown.blocks[0].records.find(({ name }: { name: string }) => name === 'journal-copy');
    expect(copy).toMatchObject({ type: RECORD.journalCopy, state: 'committed', value: { entry: { stage: 'requested', scope: 'all' } } });
  });

  test('never shows a secret, in any form', async () => {
    const { identity } = new Storage(new NorArray(flashGeometry(board), recorder('provisioned')));
    const secrets = ['$scrypt', OWNER.email as string, 'favourite', identity?.key as string, 'KdpT1J3uByiRgjv8BZbvUA', NONCE, NONCE.slice(0, 8)];
    const folder = keep(
      'secrets',
      having((storage) => storage.renewChallenge(NONCE, 1)),
    );
    const image = readFileSync(path.join(folder, 'flash.bin'), 'latin1');
    for (const args of [[], ['--all'], ['--json']]) {
      const { stdout } = await show(folder, ...args);
      for (const secret of secrets) expect([image.includes(secret), stdout.includes(secret)]).toEqual([true, false]);
    }
  });

  test('lets nothing from the flash control the terminal', async () => {
    const evil = '\u001b[2J\u009b5m\n';
    const encode = (value: object) => new TextEncoder().encode(JSON.stringify(value));
    const cells = having(function* ({ device, settings }) {
      yield* device.append({ type: RECORD.recordings, payload: encode({ volume: evil }) });
      yield* settings.append({ type: RECORD.attempts, payload: encode({ [evil]: { failures: 1, lockedUs: 0 }, login: null }) });
    });
    const folder = keep('evil', cells);
    for (const args of [[], ['--json']]) expect((await show(folder, ...args)).stdout.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    expect((await show(folder)).stdout).toContain('login damaged');
  });

  test.each(['provisioned', 'my-dvr', 'locked', 'values', 'faults', 'long'])('fits 80 columns: %s', async (name) => {
    const lines = (await show(path.join(root, name), '--all')).stdout.split('\n').slice(1);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });
});

describe('which flash', () => {
  test('a folder, its image, a copy of the image, and the bytes alone are the same flash', async () => {
    const image = path.join(provisioned, 'flash.bin');
    const [copy, raw] = [path.join(root, 'copy.bin'), path.join(root, 'raw.bin')];
    cpSync(image, copy);
    writeFileSync(raw, readFileSync(image).subarray(0, flashGeometry(board).size));
    const blocksOf = async (...args: string[]) => JSON.parse((await show(...args, '--json')).stdout).blocks as { erased: number | null }[];
    const blocks = await blocksOf(provisioned);
    for (const file of [image, copy]) expect(await blocksOf(file)).toEqual(blocks);
    expect(await blocksOf(raw, '--board', 'seed')).toEqual(blocks.map((block) => ({ ...block, erased: null })));
    expect((await show(raw)).stdout).toMatch(/settings {2}current {2}1 {7}- /);
  });

  test('of another geometry is read by its recorder.json, and elsewhere by --board', async () => {
    const parameters = { flashBlocks: { value: 6, assumed: 'a test' }, flashWriteSize: { value: 16, assumed: 'a test' } };
    mkdirSync(path.join(root, 'small'));
    const text = JSON.stringify({ version: 1, name: 'small', title: 'Small', procedure: 'hold', parameters });
    writeFileSync(path.join(root, 'small', 'board.json'), text);
    const small = unwrap(loadBoard(path.join(root, 'small'))).board;
    const folder = keep('of-small', recorder('provisioned', small), small);
    expect((await show(folder)).stdout).toContain('Board small: 6 blocks of 4096 bytes, written by 16.');
    expect((await show(path.join(folder, 'flash.bin'))).stdout).toContain('A boot ends at the login.');
    cpSync(path.join(folder, 'flash.bin'), path.join(root, 'small.bin'));
    expect((await show(path.join(root, 'small.bin'), '--board', path.join(root, 'small'))).stdout).toContain('A boot ends at the login.');
    expect((await show(path.join(root, 'small.bin'))).stderr).toContain('is 24616 bytes long; a flash of 8 blocks of 4096 bytes has 32768, or 32816');
  });

  test('is only read: nothing in the folder changes, a lock is neither taken nor asked for', async () => {
    const before = readdirSync(provisioned).map((name) => [
      name,
      statSync(path.join(provisioned, name)).mtimeMs,
      readFileSync(path.join(provisioned, name), 'latin1'),
    ]);
    await show(provisioned);
    const now = readdirSync(provisioned).map((name) => [
      name,
      statSync(path.join(provisioned, name)).mtimeMs,
      readFileSync(path.join(provisioned, name), 'latin1'),
    ]);
    expect(now).toEqual(before);
    expect(now.map(([name]) => name)).toEqual(['flash.bin', 'recorder.json']);
  });
});

describe('refused, with exit code 2 and a line that says why', () => {
  const file = (name: string, bytes: string | Uint8Array = '') => {
    const made = path.join(root, name);
    mkdirSync(path.dirname(made), { recursive: true });
    writeFileSync(made, bytes);
    return made;
  };
  const recorderOf = (name: string, geometry: object, more: object = {}) =>
    path.dirname(file(`${name}/recorder.json`, JSON.stringify({ format: 1, board: 'seed', geometry, ...more })));

  const wrong: Readonly<Record<string, readonly [args: () => string[], says: string]>> = {
    'a file that is not there': [() => [path.join(root, 'nothing')], 'is not there. Look at the path'],
    'a file of another length': [() => [file('short', 'abc')], 'is 3 bytes long'],
    'an image with the wrong trailer': [() => [file('trailer', new Uint8Array(32816))], 'has no "RECSIMEC" version 1'],
    'a folder that is no recorder': [() => [path.dirname(file('folder/x'))], 'holds no recorder.json'],
    'a recorder whose making was interrupted': [
      () => [recorderOf('unfinished', { size: 32768, eraseSize: 4096, writeSize: 4 })],
      'flash.bin: is not there',
    ],
    'a recorder of another format': [() => [recorderOf('newer', {}, { format: 2 })], 'has format 2'],
    'a geometry that no flash has': [() => [recorderOf('odd', { size: 32768, eraseSize: 5000, writeSize: 4 })], 'does not name the format'],
    'a flash too small for logs': [() => [recorderOf('tiny', { size: 64, eraseSize: 8, writeSize: 4 })], 'is too small for a recorder'],
    'another board than the one it has': [
      () => [provisioned, '--board', 'xvr-gui4'],
      'this recorder has the board "seed", not "xvr-gui4". Leave out --board',
    ],
    'a board that nobody knows': [() => [provisioned, '--board', 'sed'], 'Did you mean "seed"?'],
    'a device': [() => ['/dev/null'], 'is no ordinary file'],
    'nothing named': [() => [], ''],
  };
  test.each(Object.entries(wrong))('%s', async (_, [args, says]) => {
    const { stdout, stderr, exitCode } = await show(...args());
    expect([stdout, exitCode]).toEqual(['', 2]);
    expect(stderr).toContain(says);
    if (says) expect(stderr).toMatch(/^error: [^\n]+\n$/);
  });

  test('a folder without recorder.json is read with --board', async () => {
    const folder = path.dirname(file('bare/flash.bin', readFileSync(path.join(provisioned, 'flash.bin'))));
    expect((await show(folder)).exitCode).toBe(2);
    expect((await show(folder, '--board', 'seed')).stdout).toContain('A boot ends at the login.');
  });
});

describe('the built command', () => {
  test('shows a recorder, plain in a pipe', () => {
    const { code, stdout, stderr } = recsim(['flash', 'show', provisioned]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('A boot ends at the login.');
    expect(stdout).not.toContain('\u001b');
  });

  test('--help has examples and the exit codes', () => {
    const { code, stdout } = recsim(['flash', 'show', '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('Examples:');
    expect(stdout).toContain('Exit codes: 0 shown');
  });

  test('ends with 2 and a hint for a verb that is not there', () => {
    expect(recsim(['flash', 'shw'])).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('a snapshot that a scenario saved', () => {
  const saved = (of: Board = board) => {
    const file = path.join(root, `${of.name}-${of.flashBlocks}.json`);
    writeFileSync(file, snapshotText(snapshotOfFlash(of.name, flashGeometry(of), recorder('provisioned', of))));
    return file;
  };
  const shownOf = async (where: string) => {
    const { stdout } = await show(where, '--json');
    const { file: _, ...rest } = JSON.parse(stdout);
    return rest;
  };

  test('is shown as the recorder in a directory is, without secrets', async () => {
    const file = saved();
    expect(await shownOf(file)).toEqual(await shownOf(keep('as-snapshot', recorder('provisioned'))));
    const { stdout, exitCode } = await show(file, '--all');
    expect([exitCode, stdout.split('\n')[0], stdout.includes('A boot ends at the login.')]).toEqual([0, file, true]);
    for (const secret of ['$scrypt', OWNER.email ?? '']) expect(stdout).not.toContain(secret);
  });

  test('of another board than --board says, too small a flash, or damaged is refused', async () => {
    const file = saved();
    expect((await show(file, '--board', 'xvr-gui4')).stderr).toContain('this recorder has the board "seed", not "xvr-gui4". Leave out --board');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"erased":1', '"erased":7'));
    expect(await show(file)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('was changed since it was saved') });
    const geometry = { size: 128, eraseSize: 64, writeSize: 4 };
    writeFileSync(file, snapshotText({ board: 'seed', geometry, cells: new MemoryStore(geometry), rtcMs: 0, serverMs: 0, books: [] }));
    expect(await show(file)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('too small for a recorder') });
  });
});
