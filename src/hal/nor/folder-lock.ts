/**
 * One process at a time in a folder: the kernel's flock on a file in it. Node has no flock, but such a lock belongs to the open file, not
 * to the process that asked for it: flock(1), given our descriptor, locks it and leaves, and the lock stays until we close the file or end,
 * by kill -9 too. Our other children do not get it, because Node opens files close-on-exec. Promised on local file systems of Linux; on
 * a network as far as that one carries flock(2).
 * Source: flock(1) of util-linux, and of BusyBox, which agree on `-n` and on what they answer; flock(2). Why not otherwise: docs/adr/0010.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { fail, ok, type Problem, problemOfWriting, type Result } from '../../errors.ts';

/** Holds the id of the process that has the lock. Never removed: a second one of the same name would be locked without anybody noticing. */
export const LOCK_NAME = 'recsim.lock';

export interface FolderLock {
  release(): void;
}

/** Locks `folder`, or says who has it. `flock`: the command that does it. */
export function lockFolder(folder: string, flock = 'flock'): Result<FolderLock> {
  const file = path.join(folder, LOCK_NAME);
  let descriptor: number;
  try {
    // Made if need be, but not emptied: it may be another's.
    descriptor = openSync(file, 'a+');
  } catch (error) {
    return fail(problemOfWriting(file, error));
  }
  const problem = lock(descriptor, folder, file, flock) ?? sign(descriptor, file);
  if (!problem) return ok({ release: () => closeSync(descriptor) });
  closeSync(descriptor);
  return fail(problem);
}

function lock(descriptor: number, folder: string, file: string, flock: string): Problem | undefined {
  const { status, error, stderr } = spawnSync(flock, ['-n', '3'], { stdio: ['ignore', 'ignore', 'pipe', descriptor], encoding: 'utf8' });
  if (status === 0) return undefined;
  const place = { file: folder };
  // 1 and no word is how both kinds of flock say that it is taken.
  if (status === 1 && stderr === '') {
    const holder = holderOf(file);
    const who = holder === undefined ? 'another recsim' : `the recsim with process id ${holder}`;
    return { code: 'in-use', message: `is in use by ${who}`, place, remedy: 'Quit that one first, or name another directory' };
  }
  if ((error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT') {
    const message = 'cannot be locked: the command flock is not installed';
    return { code: 'tool-missing', message, place, remedy: 'Install util-linux (Debian: apt-get install util-linux), or run without --state' };
  }
  const why = stderr.trim() || error?.message || `flock ended with ${status}`;
  return { code: 'file-unwritable', message: `cannot be locked: ${why}`, place, remedy: 'Name a directory on a local disk' };
}

function sign(descriptor: number, file: string): Problem | undefined {
  try {
    ftruncateSync(descriptor);
    writeSync(descriptor, `${process.pid}\n`);
    return undefined;
  } catch (error) {
    return problemOfWriting(file, error);
  }
}

/** The process that says it has the lock; `undefined` when it has not said so yet, and what stands there is of one that ended. */
function holderOf(file: string): number | undefined {
  const id = Number.parseInt(readFileSync(file, 'utf8'), 10);
  return id > 0 && isAlive(id) ? id : undefined;
}

function isAlive(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    // There, but another user's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
