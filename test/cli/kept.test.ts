/** The recorder of `recsim run --state DIR`: made as asked for, gone on with later, and never taken for one fresh from its box. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { type Kept, openKept } from '../../src/cli/kept.ts';
import { ProblemError } from '../../src/errors.ts';
import { Desk } from '../../src/ui/terminal/desk.ts';
import { runCommand } from '../../src/ui/terminal/plain-commands.ts';
import { seconds } from '../support/desk.ts';
import { seedBoard } from '../support/world.ts';

const isInstalled = spawnSync('flock', ['--version']).error === undefined;
if (!isInstalled && !process.env['CI']) console.warn('skipped: recorders kept by recsim run --state. Install flock with: apt-get install util-linux');

const root = mkdtempSync(path.join(tmpdir(), 'recsim-kept-'));
afterAll(() => rmSync(root, { recursive: true }));

const board = seedBoard();
let folder: string;
let folders = 0;
beforeEach(() => {
  folder = path.join(root, `my-dvr-${folders++}`);
});

const open = (state: 'factory' | 'provisioned' = 'provisioned', model = board) => openKept({ folder, board: model, seed: 1, state });

/** A run with the kept recorder, up to `act` after the boot; returns what its monitor shows at the end. */
function run(kept: Kept, act: (desk: Desk) => void = () => {}): string | undefined {
  const desk = new Desk({ board, seed: 1, cells: kept.cells });
  desk.bench.advance(seconds(30));
  act(desk);
  kept.close();
  return desk.bench.shown.title;
}

/** The reset procedure, by commands. */
function reset(desk: Desk): void {
  for (const line of ['unplug', 'unscrew all', 'press']) expect(runCommand(desk, line).kind, line).toBe('nothing');
  desk.bench.advance(seconds(4.5));
  desk.plugIn();
  desk.bench.advance(seconds(25));
  desk.release();
  desk.bench.advance(seconds(40));
}

describe.skipIf(!isInstalled && !process.env['CI'])('a kept recorder', () => {
  test('is set up already when it is new, unless one fresh from its box is asked for', () => {
    const set = open();
    expect(set.greeting).toBe(`a new recorder (provisioned), kept in ${folder} from now on`);
    expect(run(set)).toBe('Unlock Pattern');
    folder += '-fresh';
    const fresh = open('factory');
    expect(fresh.greeting).toBe(`a new recorder (factory), kept in ${folder} from now on`);
    expect(run(fresh)).toBe('Set-up Wizard');
  });

  test('goes on with what is in it: one that was reset stays reset, whatever a new one would be like', () => {
    expect(run(open(), reset)).toBe('Set-up Wizard');
    const again = open('provisioned');
    expect(again.greeting).toBe(`the recorder kept in ${folder}, as it was left`);
    expect(run(again)).toBe('Set-up Wizard');
  });

  test('holds the same bytes as one in memory after the same run', () => {
    run(open(), reset);
    const desk = new Desk({ board, seed: 1, state: 'provisioned' });
    desk.bench.advance(seconds(30));
    reset(desk);
    const { flash } = desk.bench.hal;
    expect(Buffer.compare(readFileSync(path.join(folder, 'flash.bin')).subarray(0, flash.size), flash.read(0, flash.size))).toBe(0);
  });

  test('is not fresh from its box a second time: refused, let go of, and left as it is', () => {
    open('factory').close();
    const before = readFileSync(path.join(folder, 'flash.bin'));
    expect(() => open('factory')).toThrow(
      new ProblemError([
        {
          code: 'contradiction',
          message: 'there is a recorder in it already, and it is not fresh from its box',
          place: { file: folder },
          remedy: 'Leave out --fresh to go on with it, name another directory, or delete this one',
        },
      ]),
    );
    expect(readFileSync(path.join(folder, 'flash.bin'))).toEqual(before);
    expect(run(open('provisioned'))).toBe('Set-up Wizard');
  });

  test('of another board is refused, and so is a flash of another size under the same name', () => {
    open().close();
    expect(() => open('provisioned', { ...board, name: 'my-own' })).toThrow('this recorder has the board "seed", not "my-own"');
    expect(() => open('provisioned', { ...board, flashBlocks: 16 })).toThrow('this recorder has a flash of 8 blocks');
    open().close();
  });

  test('gives its place to no other: the command "new" is refused, and the recorder goes on', () => {
    run(open(), (desk) => {
      expect(runCommand(desk, 'new factory')).toEqual({
        kind: 'refused',
        why: 'this recorder is kept: for another, name another --state, or none',
      });
      expect(desk.bench.nowUs).toBe(seconds(30));
    });
    expect(existsSync(path.join(folder, 'flash.bin'))).toBe(true);
  });
});
