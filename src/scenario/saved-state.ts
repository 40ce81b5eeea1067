/** What `state` of a scenario may name beside its two words: a snapshot that was saved, or the folder in which `recsim run --state` keeps a recorder. Nothing is locked or written. */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { misfitOf, type Snapshot, snapshotOfFlash } from '../bench/snapshot.ts';
import type { Board } from '../board.ts';
import { fileProblem } from '../document.ts';
import { fail, ok, type Result } from '../errors.ts';
import { viewImage } from '../hal/nor/image-view.ts';
import { FLASH, readKept } from '../hal/nor/state-folder.ts';
import { readSnapshot } from './snapshot-file.ts';

/** Far more than a full flash of any shipped board. */
const BYTES_MAX = 64_000_000;

/** Reads a snapshot, or a kept recorder as one, for a scenario with this board. */
export function loadSavedState(file: string, board: Board): Result<Snapshot> {
  try {
    const stats = statSync(file);
    if (stats.isDirectory()) return readFolder(file, board);
    const place = { file };
    if (!stats.isFile()) return fail({ code: 'bad-type', message: 'is no ordinary file, so no snapshot', place, remedy: 'Name another file' });
    if (stats.size > BYTES_MAX)
      return fail({ code: 'file-too-large', message: `has ${stats.size} bytes; no snapshot has so many`, place, remedy: 'Is it the right one?' });
    const read = readSnapshot(readFileSync(file, 'utf8'), file);
    return read.ok ? (refusal(file, read.value, board) ?? read) : read;
  } catch (error) {
    const problem = fileProblem(file, error);
    if (problem.code !== 'file-missing') return fail({ ...problem, message: `cannot be read: ${problem.message}` });
    return fail({ ...problem, message: 'is not there', remedy: 'Check the path, or run the scenario that saves it (snapshot with save-to) first' });
  }
}

/** Where it is another board's. */
function refusal(file: string, saved: Pick<Snapshot, 'board' | 'geometry'>, board: Board): Result<never> | undefined {
  const message = misfitOf(saved, board);
  if (message === undefined) return undefined;
  return fail({ code: 'contradiction', message, place: { file }, remedy: 'Name that board in the scenario, or another state' });
}

function readFolder(folder: string, wanted: Board): Result<Snapshot> {
  const kept = readKept(folder);
  if (!kept.ok) return kept;
  if (!kept.value) {
    const message = 'is a folder, but holds no recorder.json, so no recorder that recsim keeps';
    return fail({ code: 'file-missing', message, place: { file: folder }, remedy: 'Name a snapshot, or a directory of recsim run --state' });
  }
  const { board, geometry } = kept.value;
  const refused = refusal(folder, kept.value, wanted);
  if (refused) return refused;
  const view = viewImage(path.join(folder, FLASH), geometry);
  if (!view.ok) return view;
  const { flash, eraseCounts = [] } = view.value;
  const contents = { read: flash.read, eraseCount: (block: number) => eraseCounts[block] ?? 0 };
  return ok(snapshotOfFlash(board, geometry, contents));
}
