/** A few worlds of `make soak`: in those of the boards that ship nothing goes wrong, in those of faulty ones it does, and is told with the line that lives that world again. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { loadBoard } from '../../../src/board-file.ts';
import { unwrap } from '../../../src/errors.ts';
import { soakWorld } from '../../../src/explore/soak/soak.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');

describe('random worlds', () => {
  test.each([1, 2, 13])('world %i: nothing is wrong', async (seed) => {
    const { wrong, deeds } = await soakWorld(seed);
    expect(wrong, deeds.join('\n')).toBeUndefined();
  });

  test('the same seed lives the same world, another does not', async () => {
    expect(await soakWorld(2)).toEqual(await soakWorld(2));
    expect((await soakWorld(2)).deeds).not.toEqual((await soakWorld(3)).deeds);
  });

  test.each([
    ['faulty/always-active', 'no wipe without a hold in its window'],
    ['faulty/beep-never-ends', 'the buzzer never stays on'],
    ['faulty/watchdog-starves', 'the watchdog bites nobody but a firmware that hangs'],
    ['faulty/old-password-left', 'after a reset of all "$scrypt$'],
    ['faulty/wipes-before-request', 'the login data are unreadable'],
  ])('on %s something goes wrong: %s', async (name, wrong) => {
    expect((await soakWorld(1, unwrap(loadBoard(name)))).wrong).toContain(wrong);
  });
});

test('make soak ends at the first world that goes wrong, and its line lives that one again', async () => {
  const soak = (...args: string[]) =>
    promisify(execFile)(process.execPath, [path.join(ROOT, 'scripts/soak.mjs'), ...args], { cwd: ROOT }).then(
      ({ stdout }) => ({ stdout, code: 0 }),
      ({ stdout, code }: { stdout: string; code: number }) => ({ stdout, code }),
    );
  const { stdout, code } = await soak('--board', 'faulty/always-active');
  expect(code).toBe(1);
  const [, failed, args] = /^(FAILED .*)\n +again: make soak ARGS="(.*)"$/m.exec(stdout) ?? [];
  expect(args).toBe('--world 1 --board faulty/always-active');
  expect((await soak(...(args ?? '').split(' '))).stdout).toContain(failed);
});
