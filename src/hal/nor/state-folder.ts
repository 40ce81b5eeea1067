/**
 * A recorder kept in a folder between runs:
 *   recorder.json   which recorder it is: {"format": 1, "board": NAME, "geometry": {size, eraseSize, writeSize}}
 *   flash.bin       its flash (image-file.ts)
 *   recsim.lock     locked while a process has it open (folder-lock.ts)
 * recorder.json is made first and flash.bin last, each whole or not at all: a folder whose making was interrupted is made anew the next
 * time, and nothing that others put there is ever written over. Not kept: time, the RTC, what is plugged in, planted defects.
 */
import path from 'node:path';
import { fail, ok, type Problem, problemOfWriting, type Result } from '../../errors.ts';
import type { FlashGeometry } from '../ports.ts';
import { type Disk, HOST_DISK, makeDurably, readAll, unfinished, writeAll } from './disk.ts';
import { type FolderLock, LOCK_NAME, lockFolder } from './folder-lock.ts';
import { createImage, type ImageFile, openImage } from './image-file.ts';
import type { CellContents } from './memory-store.ts';

const FORMAT = 1;
const RECORDER = 'recorder.json';
/** The name of the image. */
export const FLASH = 'flash.bin';
/** No recorder.json of ours comes near it. */
const LONGEST_RECORDER = 4096;

/** Which recorder is kept. */
export interface Kept {
  /** The name of its board. */
  readonly board: string;
  readonly geometry: FlashGeometry;
}

export interface StateFolder {
  readonly cells: ImageFile;
  /** Made by this call. */
  readonly isNew: boolean;
  /** Lets go of the folder. May be called twice, and need not be called at the end of the process. */
  close(): void;
}

export interface StateOptions {
  /** What is in the flash of a new recorder; by default it is all erased. Called only when one is made. */
  readonly contents?: () => CellContents;
  readonly disk?: Disk;
  readonly lock?: (folder: string) => Result<FolderLock>;
}

/**
 * Opens the recorder in `folder`, or makes a new one there when it is empty or missing. The folder is this process's alone until it is closed.
 * Refused: a folder in use, of another board or flash, of a newer recsim, or with anything else in it, which stays as it is.
 */
export function openState(folder: string, kept: Kept, { contents, disk = HOST_DISK, lock = lockFolder }: StateOptions = {}): Result<StateFolder> {
  const refusal = prepare(folder, disk) ?? examine(folder, kept, disk);
  if (refusal) return fail(refusal);
  const locked = lock(folder);
  if (!locked.ok) return locked;
  const opened = openLocked(folder, kept, disk, contents);
  if (!opened.ok) {
    locked.value.release();
    return opened;
  }
  const { cells, isNew } = opened.value;
  let isOpen = true;
  const close = () => {
    if (!isOpen) return;
    isOpen = false;
    cells.close();
    locked.value.release();
  };
  return ok({ cells, isNew, close });
}

function openLocked(folder: string, kept: Kept, disk: Disk, contents: StateOptions['contents']): Result<Omit<StateFolder, 'close'>> {
  // Once more: another process may have been here before the lock was ours.
  const refusal = examine(folder, kept, disk);
  if (refusal) return fail(refusal);
  const image = path.join(folder, FLASH);
  const names = list(folder, disk);
  if (!names.ok) return names;
  const isNew = !names.value.includes(FLASH);
  if (!names.value.includes(RECORDER)) {
    const written = writeRecorder(folder, kept, disk);
    if (!written.ok) return written;
  }
  if (isNew) {
    const created = createImage(image, kept.geometry, contents?.(), disk);
    if (!created.ok) return created;
  }
  const opened = openImage(image, kept.geometry, disk);
  return opened.ok ? ok({ cells: opened.value, isNew }) : opened;
}

function writeRecorder(folder: string, { board, geometry }: Kept, disk: Disk): Result<void> {
  const file = path.join(folder, RECORDER);
  const { size, eraseSize, writeSize } = geometry;
  const text = `${JSON.stringify({ format: FORMAT, board, geometry: { size, eraseSize, writeSize } }, undefined, 2)}\n`;
  try {
    // The lock marks the folder as ours: it must not be lost while what follows is kept.
    disk.syncFolder(folder);
    makeDurably(disk, file, (descriptor) => writeAll(disk, descriptor, new TextEncoder().encode(text)));
    return ok(undefined);
  } catch (error) {
    return fail(problemOfWriting(file, error));
  }
}

/** Makes the folder where there is none. */
function prepare(folder: string, disk: Disk): Problem | undefined {
  try {
    disk.makeFolder(folder);
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const place = { file: folder };
    const remedy = 'Name a directory, or one that is to be made';
    if (code === 'EEXIST' || code === 'ENOTDIR') return { code: 'bad-type', message: 'is a file or lies below one, and no directory', place, remedy };
    return problemOfWriting(folder, error);
  }
}

function list(folder: string, disk: Disk): Result<readonly string[]> {
  try {
    return ok(disk.list(folder));
  } catch (error) {
    return fail(unreadable(folder, error));
  }
}

function unreadable(file: string, error: unknown): Problem {
  const message = `cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`;
  return { code: 'file-unreadable', message, place: { file }, remedy: 'Make it readable, or name another directory' };
}

/** What an interrupted making leaves, beside the lock. */
const LEFT_OVER: readonly string[] = [LOCK_NAME, unfinished(RECORDER), unfinished(FLASH)];

/** Why the folder cannot be used for this recorder; `undefined` when it is this recorder's, or empty. Changes nothing. */
function examine(folder: string, kept: Kept, disk: Disk): Problem | undefined {
  const listed = list(folder, disk);
  if (!listed.ok) return listed.problems[0];
  const names = listed.value;
  if (names.includes(RECORDER)) return compare(path.join(folder, RECORDER), kept, disk);
  const others = names.includes(LOCK_NAME) ? names.filter((name) => !LEFT_OVER.includes(name)) : names;
  if (others.length === 0) return undefined;
  const some = others.slice(0, 3).join(', ');
  const all = others.length > 3 ? `${some} and ${others.length - 3} more` : some;
  const message = `holds ${all}, but no ${RECORDER}: it is no recorder's, and was left as it is`;
  return { code: 'contradiction', message, place: { file: folder }, remedy: 'Name an empty directory, or one that is to be made' };
}

function compare(file: string, kept: Kept, disk: Disk): Problem | undefined {
  const place = { file };
  const read = readRecorder(file, disk);
  if (!read.ok) return read.problems[0];
  const { format, board, geometry } = read.value;
  if (format !== FORMAT) return otherFormat(file, format);
  if (board !== kept.board) {
    const message = `this recorder has the board ${JSON.stringify(board)}, not "${kept.board}"`;
    return { code: 'contradiction', message, place, remedy: 'Name that board, or another directory for this one' };
  }
  if (flashText(geometry) === flashText(kept.geometry)) return undefined;
  const message = `this recorder has a flash of ${flashText(geometry)}; the board "${board}" now has one of ${flashText(kept.geometry)}`;
  return { code: 'contradiction', message, place, remedy: 'Give the board its old flash again, or name another directory' };
}

function otherFormat(file: string, format: unknown): Problem {
  const message = `has format ${JSON.stringify(format)}, this recsim knows ${FORMAT}: another recsim made it`;
  return { code: 'version', message, place: { file }, remedy: 'Use that recsim, or name another directory' };
}

/** Which recorder is kept in `folder`; `undefined` where no recorder.json is. Takes no lock and changes nothing. */
export function readKept(folder: string, disk: Disk = HOST_DISK): Result<Kept | undefined> {
  const listed = list(folder, disk);
  if (!listed.ok) return listed;
  if (!listed.value.includes(RECORDER)) return ok(undefined);
  const file = path.join(folder, RECORDER);
  const read = readRecorder(file, disk);
  if (!read.ok) return read;
  const { format, board, geometry } = read.value;
  if (format !== FORMAT) return fail(otherFormat(file, format));
  return isGeometry(geometry) ? ok({ board, geometry }) : fail(noRecorder(file));
}

/** Whether a flash can be so. `compare` needs not ask: no board has one that cannot. */
function isGeometry({ size, eraseSize, writeSize }: FlashGeometry): boolean {
  const isWhole = [size, eraseSize, writeSize].every((value) => Number.isSafeInteger(value) && value > 0);
  return isWhole && size % eraseSize === 0 && eraseSize % writeSize === 0;
}

function flashText({ size, eraseSize, writeSize }: FlashGeometry): string {
  return `${size / eraseSize} blocks of ${eraseSize} bytes, written by ${writeSize}`;
}

interface Recorder extends Kept {
  readonly format: unknown;
}

/** What recorder.json says. Of another format only `format` is promised. */
function readRecorder(file: string, disk: Disk): Result<Recorder> {
  let text: string;
  try {
    const descriptor = disk.open(file, 'r');
    try {
      text = new TextDecoder().decode(readAll(disk, descriptor, LONGEST_RECORDER));
    } finally {
      disk.close(descriptor);
    }
  } catch (error) {
    return fail(unreadable(file, error));
  }
  try {
    const record: unknown = JSON.parse(text);
    if (isRecorder(record)) return ok(record);
  } catch {
    // No JSON at all.
  }
  return fail(noRecorder(file));
}

function noRecorder(file: string): Problem {
  const message = 'does not name the format, board and geometry of a recorder, as recsim writes it';
  return { code: 'syntax', message, place: { file }, remedy: 'Put back what was there, or name another directory' };
}

function isRecorder(record: unknown): record is Recorder {
  if (typeof record !== 'object' || record === null || !('format' in record)) return false;
  const { format, board, geometry } = record as Partial<Recorder>;
  if (format !== FORMAT) return true;
  return typeof board === 'string' && typeof geometry === 'object' && geometry !== null;
}
