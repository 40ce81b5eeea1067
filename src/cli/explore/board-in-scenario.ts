import path from 'node:path';
import { type BoardFile, shippedName } from '../../board-file.ts';

/** A board as a scenario and a command name it: shipped, or by its path. */
export const boardInScenario = ({ file }: BoardFile): string => shippedName(file) ?? path.resolve(file);
