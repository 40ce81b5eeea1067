/**
 * Which flash is meant: a directory of `recsim run --state`, its flash.bin, a snapshot that a scenario saved, or an image from elsewhere. In a directory
 * recorder.json says which board and geometry, a snapshot says so itself; elsewhere --board does. Nothing is locked or written.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { loadBoard } from '../../board-file.ts';
import { fail, ok, type Problem, type Result } from '../../errors.ts';
import { flashGeometry } from '../../hal/nor/board-flash.ts';
import { type ImageView, viewImage } from '../../hal/nor/image-view.ts';
import { NorArray } from '../../hal/nor/nor-array.ts';
import { FLASH, type Kept, readKept } from '../../hal/nor/state-folder.ts';
import { isSnapshotFile, readSnapshot } from '../../scenario/snapshot-file.ts';
import { fitsLogs } from '../../storage/storage.ts';

export interface FlashSource extends ImageView {
  readonly file: string;
  /** The name of its board. */
  readonly board: string;
}

const DEFAULT_BOARD = 'seed';

/** Finds the flash and reads it. `board`: as --board names it. */
export function openSource(where: string, board: string | undefined): Result<FlashSource> {
  const snapshot = openSnapshot(where, board);
  if (snapshot) return snapshot;
  const isFolder = existsSync(where) && statSync(where).isDirectory();
  const file = isFolder ? path.join(where, FLASH) : where;
  // The image of a state folder belongs to what recorder.json says, also when it is named itself.
  const folder = path.basename(file) === FLASH && existsSync(file) ? path.dirname(file) : isFolder ? where : undefined;
  const kept = folder === undefined ? ok(undefined) : readKept(folder);
  if (!kept.ok) return kept;
  const belongs = kept.value ? confirm(kept.value, board, path.join(folder ?? where, 'recorder.json')) : choose(board, isFolder ? where : undefined);
  if (!belongs.ok) return belongs;
  const { geometry } = belongs.value;
  const view = viewImage(file, geometry);
  return view.ok ? ok({ ...view.value, file, board: belongs.value.board }) : view;
}

/** Of a file that is meant to be a snapshot, what is in it. */
function openSnapshot(file: string, board: string | undefined): Result<FlashSource> | undefined {
  if (!isSnapshotFile(file)) return undefined;
  const read = readSnapshot(readFileSync(file, 'utf8'), file);
  if (!read.ok) return read;
  const { geometry, cells } = read.value;
  const belongs = confirm(read.value, board, file);
  if (!belongs.ok) return belongs;
  const flash = new NorArray(geometry, cells);
  const eraseCounts = Array.from({ length: geometry.size / geometry.eraseSize }, (_, block) => cells.eraseCount(block));
  return ok({ file, board: read.value.board, flash, eraseCounts });
}

/** What is written beside the flash, if --board does not say otherwise. */
function confirm(kept: Kept, board: string | undefined, file: string): Result<Kept> {
  const place = { file };
  if (!fitsLogs(kept.geometry)) {
    const { size, eraseSize, writeSize } = kept.geometry;
    const message = `a flash of ${size} bytes in blocks of ${eraseSize}, written by ${writeSize}, is too small for a recorder`;
    return fail({ code: 'out-of-range', message, place, remedy: 'Put back what was there' });
  }
  if (board === undefined) return ok(kept);
  const loaded = loadBoard(board);
  if (!loaded.ok) return loaded;
  if (loaded.value.board.name === kept.board) return ok(kept);
  const message = `this recorder has the board ${JSON.stringify(kept.board)}, not "${loaded.value.board.name}"`;
  return fail({ code: 'contradiction', message, place, remedy: 'Leave out --board' });
}

/** What --board says. A directory that is no recorder's must be vouched for. */
function choose(board: string | undefined, folder: string | undefined): Result<Kept> {
  if (board === undefined && folder !== undefined) return fail(noRecorder(folder));
  const loaded = loadBoard(board ?? DEFAULT_BOARD);
  return loaded.ok ? ok({ board: loaded.value.board.name, geometry: flashGeometry(loaded.value.board) }) : loaded;
}

function noRecorder(folder: string): Problem {
  const message = 'holds no recorder.json, so no recorder that recsim keeps';
  return {
    code: 'file-missing',
    message,
    place: { file: folder },
    remedy: `Name a directory of recsim run --state, or for its ${FLASH} give --board`,
  };
}
