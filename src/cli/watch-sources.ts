/** The files that a scenario is made of: itself, its board, the snapshot it begins with, the pictures and texts it compares with, those too that it names by variables of its matrix. Found in a file that cannot run, too, as far as it can be read. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { BOARD_JSON, isBoardPath, readBoard } from '../board-file.ts';
import { readSource } from '../document.ts';
import { FLASH } from '../hal/nor/state-folder.ts';
import { isPath } from '../scenario/format.ts';
import { decodeMatrix, NO_MATRIX, readingsOf } from '../scenario/matrix.ts';

/** Keys whose files a run writes itself. */
const WRITTEN = ['save-to', 'save-as'];
/** The key of files that belong to a scenario before they are there. */
const AWAITED = 'compare-with';

/** A text with variables of a matrix may name so many files; more are not looked for. */
const NAMED_MAX = 1_000;

/** Absolute paths; `board` is what --board says. */
export function sourcesOf(file: string, board?: string): string[] {
  const source = readSource(file);
  const data = source.ok ? source.value.data : undefined;
  const found = new Set([path.resolve(file)]);
  const isMapping = typeof data === 'object' && data !== null;
  const matrix = source.ok && isMapping ? decodeMatrix(source.value) : undefined;
  const readings = (text: string) => readingsOf(text, matrix?.ok ? matrix.value : NO_MATRIX, NAMED_MAX);
  const named = isMapping && 'board' in data && typeof data.board === 'string' ? readings(data.board) : ['seed'];
  const inFile = (name: string) => (isBoardPath(name) ? path.resolve(path.dirname(file), name) : name);
  for (const name of board === undefined ? named.map(inFile) : [board]) found.add(boardFileOf(name));
  for (const { key, text } of textsOf(data, ''))
    for (const reading of readings(text)) {
      const candidate = path.resolve(path.dirname(file), reading);
      if (key === AWAITED || (!WRITTEN.includes(key) && isFile(candidate))) found.add(candidate);
      // A snapshot that is yet to be saved, and a kept recorder.
      if (key === 'state' && isPath(reading)) found.add(candidate);
      if (isFile(path.join(candidate, FLASH))) found.add(path.join(candidate, FLASH));
    }
  return [...found];
}

/** Where the board is, or would be. */
function boardFileOf(nameOrPath: string): string {
  const read = readBoard(nameOrPath);
  if (read.ok) return path.resolve(read.value.file);
  return path.resolve(nameOrPath.endsWith('.json') ? nameOrPath : path.join(nameOrPath, BOARD_JSON));
}

function* textsOf(data: unknown, key: string): Generator<{ readonly key: string; readonly text: string }> {
  if (typeof data === 'string' && data !== '') yield { key, text: data };
  else if (typeof data === 'object' && data !== null)
    for (const [inner, value] of Object.entries(data)) yield* textsOf(value, Array.isArray(data) ? key : inner);
}

const isFile = (file: string): boolean => existsSync(file) && statSync(file).isFile();

/** What is in the file, for comparison; one that is not there or cannot be read is as good as empty. */
export function contentOf(file: string): string {
  try {
    return readFileSync(file, 'base64');
  } catch {
    return '';
  }
}
