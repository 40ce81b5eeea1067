/**
 * Files written whole or not at all: the text goes to a temporary file beside the target, which then takes its name. Pipes and devices
 * are written directly. Not promised: that the file survives a power cut right after.
 */
import { closeSync, existsSync, openSync, realpathSync, renameSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { fail, ok, problemOfWriting, type Result } from './errors.ts';

/** Whether `writeWhole` will be able to write `file`: tries it without touching the file. */
export function checkWritable(file: string): Result<void> {
  try {
    if (existsSync(file) && statSync(file).isDirectory()) return fail(problemOfWriting(file, { code: 'EISDIR' }));
    if (isSpecial(file)) return ok(undefined);
    const temporary = temporaryOf(file);
    closeSync(openSync(temporary, 'wx'));
    rmSync(temporary);
    return ok(undefined);
  } catch (error) {
    return fail(problemOfWriting(file, error));
  }
}

export function writeWhole(file: string, text: string | Uint8Array): Result<void> {
  const temporary = isSpecial(file) ? file : temporaryOf(file);
  try {
    writeFileSync(temporary, text);
    if (temporary !== file) renameSync(temporary, existsSync(file) ? realpathSync(file) : file);
    return ok(undefined);
  } catch (error) {
    if (temporary !== file) rmSync(temporary, { force: true });
    return fail(problemOfWriting(file, error));
  }
}

/** A file that is written piece by piece and takes its name when it is whole. */
export interface GrowingFile {
  write(text: string): void;
  /** Gives it its name. */
  commit(): Result<void>;
  /** Forgets it. */
  discard(): void;
}

export function growWhole(file: string): Result<GrowingFile> {
  const temporary = isSpecial(file) ? file : temporaryOf(file);
  let descriptor: number;
  try {
    descriptor = openSync(temporary, 'w');
  } catch (error) {
    return fail(problemOfWriting(file, error));
  }
  let problem: Result<void> = ok(undefined);
  const attempt = (work: () => void) => {
    if (!problem.ok) return;
    try {
      work();
    } catch (error) {
      problem = fail(problemOfWriting(file, error));
    }
  };
  const remove = () => {
    if (temporary !== file) rmSync(temporary, { force: true });
  };
  return ok({
    write: (text) => attempt(() => writeSync(descriptor, text)),
    commit() {
      attempt(() => closeSync(descriptor));
      if (temporary !== file) attempt(() => renameSync(temporary, existsSync(file) ? realpathSync(file) : file));
      if (!problem.ok) remove();
      return problem;
    },
    discard() {
      closeSync(descriptor);
      remove();
    },
  });
}

const isSpecial = (file: string): boolean => existsSync(file) && !statSync(file).isFile();

/** Beside the file that is meant, also through a link. */
function temporaryOf(file: string): string {
  const target = existsSync(file) ? realpathSync(file) : file;
  return path.join(path.dirname(target), `.${path.basename(target)}.${process.pid}.tmp`);
}
