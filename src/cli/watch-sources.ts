/** The files that a scenario is made of: itself, its board, the snapshot it begins with, the pictures and texts it compares with. Found in a file that cannot run, too, as far as it can be read. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { BOARD_JSON, readBoard } from '../board-file.ts';
import { readSource } from '../document.ts';
import { FLASH } from '../hal/nor/state-folder.ts';
import { isPath } from '../scenario/format.ts';

/** Keys whose files a run writes itself. */
const WRITTEN = ['save-to', 'save-as'];
/** The key of files that belong to a scenario before they are there. */
const AWAITED = 'compare-with';

/** Absolute paths; `board` is what --board says. */
export function sourcesOf(file: string, board?: string): string[] {
  const source = readSource(file);
  const data = source.ok ? source.value.data : undefined;
  const found = new Set([path.resolve(file)]);
  const isMapping = typeof data === 'object' && data !== null;
  const named = board ?? (isMapping && 'board' in data && typeof data.board === 'string' ? data.board : 'seed');
  found.add(boardFileOf(board === undefined && /\/|\.json$/.test(named) ? path.resolve(path.dirname(file), named) : named));
  for (const { key, text } of textsOf(data, '')) {
    const candidate = path.resolve(path.dirname(file), text);
    if (key === AWAITED || (!WRITTEN.includes(key) && isFile(candidate))) found.add(candidate);
    // A snapshot that is yet to be saved, and a kept recorder.
    if (key === 'state' && isPath(text)) found.add(candidate);
    if (isFile(path.join(candidate, FLASH))) found.add(path.join(candidate, FLASH));
    // A board among the values of a matrix.
    if (isFile(path.join(candidate, BOARD_JSON))) found.add(path.join(candidate, BOARD_JSON));
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
