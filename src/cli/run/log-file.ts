/** The log of a run in a file: everything that happens, from the beginning. Source: the command line's contract. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { ProblemError } from '../../errors.ts';
import type { Desk } from '../../ui/terminal/desk.ts';
import { createRunLog } from '../../ui/terminal/log.ts';
import type { Companion } from './companions.ts';

export function openLogFile(desk: Desk, path: string, isJson: boolean): Companion {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'w');
  } catch (error) {
    const remedy = 'Give --log a file in a folder that exists and that you may write to';
    throw new ProblemError([{ code: 'file-unwritable', message: `cannot write the log ${path}: ${(error as Error).message}`, remedy }]);
  }
  const log = createRunLog({ isJson, nowUs: () => desk.bench.nowUs, write: (line) => writeSync(descriptor, line) });
  desk.retell((entry, happening) => log.entry(entry, happening));
  return { close: () => closeSync(descriptor) };
}
