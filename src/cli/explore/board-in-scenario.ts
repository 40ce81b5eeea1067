/** A board as a scenario names it: shipped ones by their name, others by their path. */
import path from 'node:path';
import { BOARDS_FOLDER, type BoardFile } from '../../board-file.ts';

export function boardInScenario({ file, board }: BoardFile): string {
  const from = path.resolve(file);
  return from.startsWith(`${BOARDS_FOLDER}${path.sep}`) ? board.name : from;
}
