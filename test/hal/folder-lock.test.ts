/** One process at a time in the folder of a recorder, with real second processes; and what a killed one leaves. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { formatProblem, type Result, unwrap } from '../../src/errors.ts';
import { LOCK_NAME, lockFolder } from '../../src/hal/nor/folder-lock.ts';
import { MemoryStore } from '../../src/hal/nor/memory-store.ts';
import { NorArray } from '../../src/hal/nor/nor-array.ts';
import { openState } from '../../src/hal/nor/state-folder.ts';
import { createRandom } from '../../src/random.ts';
import { GEOMETRY, losses, randomOperation, wholeOf } from '../support/flash-operations.ts';
import { buildProgram, endAll, type Running, start } from '../support/process.ts';

const isInstalled = spawnSync('flock', ['--version']).error === undefined;
if (!isInstalled && !process.env['CI']) console.warn('skipped: the lock of a state folder. Install flock with: apt-get install util-linux');

let root: string;
let keeper: string;
let folders = 0;
const newFolder = () => path.join(root, `state-${folders++}`);

beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'recsim-lock-'));
  keeper = buildProgram('keeper', root);
});
afterEach(endAll);
afterAll(() => rmSync(root, { recursive: true }));

const KEPT = { board: 'seed', geometry: GEOMETRY };
const problemsOf = (result: Result<unknown>): string[] => (result.ok ? ['no problem'] : result.problems.map(formatProblem));
const inUseBy = (folder: string, who: string) => [`${folder}: is in use by ${who}. Quit that one first, or name another directory`];

/** Ends a process and waits until it is gone. */
async function kill(running: Running): Promise<void> {
  running.process.kill('SIGKILL');
  await running.ended();
}

describe.skipIf(!isInstalled && !process.env['CI'])('a locked folder', () => {
  test('is refused to a second process, which names the first and changes nothing', async () => {
    const folder = newFolder();
    const holder = start(keeper, [folder, 'hold']);
    await holder.said(1);
    const second = start(keeper, [folder, 'hold']);
    expect(await second.ended()).toEqual(inUseBy(folder, `the recsim with process id ${holder.process.pid}`));
    expect(second.process.exitCode).toBe(2);
    expect(readFileSync(path.join(folder, LOCK_NAME), 'utf8')).toBe(`${holder.process.pid}\n`);
  });

  test('is free at once when its process was killed, though a child of that process lives on', async () => {
    const folder = newFolder();
    const holder = start(keeper, [folder, 'hold']);
    const [child] = await holder.said(1);
    expect(problemsOf(lockFolder(folder))).toEqual(inUseBy(folder, `the recsim with process id ${holder.process.pid}`));
    await kill(holder);
    const lock = unwrap(lockFolder(folder));
    // Still there: signal 0 asks.
    expect(process.kill(Number(child), 0)).toBe(true);
    lock.release();
  });

  test('is refused to the same process too, until it lets go', () => {
    const folder = newFolder();
    const first = unwrap(openState(folder, KEPT));
    expect(problemsOf(openState(folder, KEPT))).toEqual(inUseBy(folder, `the recsim with process id ${process.pid}`));
    first.close();
    first.close();
    const second = unwrap(openState(folder, KEPT));
    expect(second.isNew).toBe(false);
    second.close();
  });

  test('is let go again when the state in it is refused', () => {
    const folder = newFolder();
    unwrap(openState(folder, KEPT)).close();
    writeFileSync(path.join(folder, 'flash.bin'), 'no image');
    expect(problemsOf(openState(folder, KEPT)).join()).toContain('is 8 bytes long');
    unwrap(lockFolder(folder)).release();
  });

  test('forgets the process that had it before, however long its number', () => {
    const folder = newFolder();
    mkdirSync(folder);
    writeFileSync(path.join(folder, LOCK_NAME), '123456789012\n');
    const lock = unwrap(lockFolder(folder));
    expect(readFileSync(path.join(folder, LOCK_NAME), 'utf8')).toBe(`${process.pid}\n`);
    lock.release();
  });

  test('names nobody when the process that is written there is gone', async () => {
    const folder = newFolder();
    mkdirSync(folder);
    const file = path.join(folder, LOCK_NAME);
    const gone = start('-e', ['0']);
    await gone.ended();
    // It has the lock, but has not said who it is.
    const stranger = start('-F', [file, 'sh', '-c', 'echo locked; exec sleep 600'], 'flock');
    await stranger.said(1);
    for (const text of ['', `${gone.process.pid}\n`, 'nonsense']) {
      writeFileSync(file, text);
      expect(problemsOf(lockFolder(folder)), text).toEqual(inUseBy(folder, 'another recsim'));
    }
  });

  test('has one owner when many processes make it at the same time', async () => {
    const folder = newFolder();
    const all = Array.from({ length: 4 }, () => start(keeper, [folder, 'hold']));
    const said = await Promise.all(all.map((each) => each.said(1)));
    expect(said.flat().filter((line) => /^\d+$/.test(line))).toHaveLength(1);
    expect(said.flat().filter((line) => line.includes('is in use by '))).toHaveLength(3);
  });
});

describe.skipIf(!isInstalled && !process.env['CI'])('kill -9', () => {
  test('at any moment loses no operation that was over, and leaves a folder that opens', async () => {
    const folder = newFolder();
    const model = new NorArray(GEOMETRY, new MemoryStore(GEOMETRY));
    for (let seed = 1; seed <= 12; seed++) {
      const worker = start(keeper, [folder, 'work', String(seed)]);
      await worker.said(createRandom(seed).int(1, 400));
      await kill(worker);
      const done = worker.lines().length;
      const random = createRandom(seed);
      for (let count = 0; count < done; count++) model.perform(randomOperation(random));
      const before = wholeOf(model);
      model.perform(randomOperation(random));
      const state = unwrap(openState(folder, KEPT));
      const found = wholeOf(state.cells);
      expect(losses({ before, after: wholeOf(model) }, found), `seed ${seed}, ${done} operations`).toEqual([]);
      expect(state.isNew).toBe(false);
      // The next one goes on from what is there: the last operation was done, or is done now.
      state.cells.write(0, model.read(0, GEOMETRY.size));
      found.eraseCounts.forEach((_, block) => {
        state.cells.setEraseCount(block, model.eraseCount(block));
      });
      state.close();
    }
  }, 60_000);

  test('while the recorder is made leaves a folder that opens', async () => {
    for (let round = 0; round < 10; round++) {
      const folder = newFolder();
      const maker = start(keeper, [folder, 'work']);
      // The time a process needs to start varies: so look for what it makes first.
      const first = path.join(folder, round % 2 === 0 ? LOCK_NAME : 'recorder.json');
      while (!existsSync(first) && maker.process.exitCode === null) await new Promise((resolve) => setImmediate(resolve));
      await kill(maker);
      const state = unwrap(openState(folder, KEPT));
      expect(state.cells.size).toBe(GEOMETRY.size);
      state.close();
    }
  }, 60_000);
});

describe('a folder that cannot be locked', () => {
  test('for want of the command says what to install', () => {
    expect(problemsOf(lockFolder(root, 'no-such-flock'))).toEqual([
      `${root}: cannot be locked: the command flock is not installed. Install util-linux (Debian: apt-get install util-linux), or run without --state`,
    ]);
  });

  test('because the file system knows no locks says so', () => {
    const command = path.join(root, 'flock-without-locks');
    writeFileSync(command, '#!/bin/sh\necho "flock: 3: No locks available" >&2\nexit 71\n');
    chmodSync(command, 0o755);
    expect(problemsOf(lockFolder(root, command))).toEqual([
      `${root}: cannot be locked: flock: 3: No locks available. Name a directory on a local disk`,
    ]);
  });

  test('because no file can be made in it says so', () => {
    const folder = path.join(root, 'none');
    expect(problemsOf(lockFolder(folder))).toEqual([`${folder}/${LOCK_NAME}: cannot be written: its folder does not exist. Make the folder first`]);
  });
});
