/** The folder of `recsim test --vcd`: a VCD file for each run, under the name that the plan gives it. */
import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fail, problemOfWriting, type Result } from '../errors.ts';
import type { Run } from '../scenario/run.ts';
import { vcdOf } from '../wave/vcd.ts';
import { waveOf } from '../wave/wave.ts';
import { checkWritable, writeWhole } from '../whole-file.ts';

/** Makes the folder where it is not there. A problem when it cannot be written to. */
export function openVcdFolder(folder: string): Result<void> {
  try {
    mkdirSync(folder, { recursive: true });
    if (!statSync(folder).isDirectory()) throw Object.assign(new Error(), { code: 'ENOTDIR' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return fail(problemOfWriting(folder, error));
    return fail({ code: 'file-unwritable', message: 'this is a file', place: { file: folder }, remedy: 'Name a folder' });
  }
  return checkWritable(path.join(folder, 'scenario.vcd'));
}

export function writeVcd(folder: string, name: string, { trace, virtualUs, scenario: { board } }: Run): Result<void> {
  return writeWhole(path.join(folder, `${name}.vcd`), vcdOf(waveOf({ trace, virtualUs, board })));
}
