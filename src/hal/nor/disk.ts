/**
 * The few things a flash image wants of a file system, so that tests can put a disk below it that fails, or loses what was not synced.
 * Promised where the file system and its disk keep the promises of POSIX: bytes that were written survive the end of the process, bytes
 * that were synced a power cut, and a rename is done or not. Everything throws as node:fs does, an error with `code`.
 * Source: open(2), fsync(2), rename(2); Pillai et al., All File Systems Are Not Created Equal (OSDI 2014), for what they do not promise.
 */
import { closeSync, fdatasyncSync, fstatSync, fsyncSync, mkdirSync, openSync, readdirSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';

export interface Disk {
  /** `r` reads, `r+` reads and writes, `w` writes into a file made anew or emptied. Returns a descriptor. */
  open(file: string, flags: 'r' | 'r+' | 'w'): number;
  stat(descriptor: number): { readonly isFile: boolean; readonly size: number };
  /** Reads into `bytes` from `offset` on; returns how many bytes there were. */
  pread(descriptor: number, bytes: Uint8Array, offset: number): number;
  /** Returns how many bytes of `bytes` were written, which may be fewer than all. */
  pwrite(descriptor: number, bytes: Uint8Array, offset: number): number;
  /** The bytes of the file, and its length, are durable on return. */
  sync(descriptor: number): void;
  close(descriptor: number): void;
  rename(from: string, to: string): void;
  /** No error for a file that is not there. */
  remove(file: string): void;
  list(folder: string): readonly string[];
  /** The names in the folder are durable on return. */
  syncFolder(folder: string): void;
  /** Makes the folder and those above it, durable on return. No error for one that is there. */
  makeFolder(folder: string): void;
}

function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

export const HOST_DISK: Disk = {
  open: openSync,
  stat(descriptor) {
    const stats = fstatSync(descriptor);
    return { isFile: stats.isFile(), size: stats.size };
  },
  pread: (descriptor, bytes, offset) => readSync(descriptor, bytes, 0, bytes.length, offset),
  pwrite: (descriptor, bytes, offset) => writeSync(descriptor, bytes, 0, bytes.length, offset),
  sync: fdatasyncSync,
  close: closeSync,
  rename: renameSync,
  remove: (file) => rmSync(file, { force: true }),
  list: (folder) => readdirSync(folder),
  syncFolder,
  makeFolder(folder) {
    const target = path.resolve(folder);
    const first = mkdirSync(target, { recursive: true });
    if (first === undefined) return;
    // A folder is a name in the one above it.
    for (let made = target; made.length >= first.length; made = path.dirname(made)) syncFolder(path.dirname(made));
  },
};

/** Reads up to `length` bytes from `offset` on; fewer only at the end of the file. */
export function readAll(disk: Disk, descriptor: number, length: number, offset = 0): Uint8Array {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const count = disk.pread(descriptor, bytes.subarray(done), offset + done);
    if (count === 0) return bytes.slice(0, done);
    done += count;
  }
  return bytes;
}

/** Writes all of `bytes`; not durable yet. */
export function writeAll(disk: Disk, descriptor: number, bytes: Uint8Array, offset = 0): void {
  for (let done = 0; done < bytes.length; ) {
    const count = disk.pwrite(descriptor, bytes.subarray(done), offset + done);
    if (count === 0) throw Object.assign(new Error('the disk took none of the bytes'), { code: 'EIO' });
    done += count;
  }
}

/** The name a file has while it is made. */
export const unfinished = (file: string): string => `${file}.new`;

/**
 * Makes `file` with what `fill` writes into it, or replaces it: durable on return, and whole at any moment at which it has its name. What an
 * earlier attempt left unfinished is written over, so two processes must not do this at once.
 */
export function makeDurably(disk: Disk, file: string, fill: (descriptor: number) => void): void {
  const temporary = unfinished(file);
  const descriptor = disk.open(temporary, 'w');
  try {
    try {
      fill(descriptor);
      disk.sync(descriptor);
    } finally {
      disk.close(descriptor);
    }
    disk.rename(temporary, file);
  } catch (error) {
    try {
      disk.remove(temporary);
    } catch {
      // The next attempt writes over it. What failed first is what people should hear of.
    }
    throw error;
  }
  disk.syncFolder(path.dirname(file));
}
