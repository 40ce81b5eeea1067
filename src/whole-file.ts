/**
 * Files written whole or not at all: the text goes to a temporary file beside the target, which then takes its name. Pipes and devices
 * are written directly. Not promised: that the file survives a power cut right after.
 */
import { closeSync, existsSync, openSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
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
  const growing = growWhole(file);
  if (!growing.ok) return growing;
  growing.value.write(text);
  return growing.value.commit();
}

/** A file that is written piece by piece and takes its name when it is whole. */
export interface GrowingFile {
  /** What goes wrong is told by `commit`. */
  write(text: string | Uint8Array): void;
  /** Gives it its name; where that is not possible, or a piece could not be written, forgets it. */
  commit(): Result<void>;
  /** Forgets it, unless it has its name already. */
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
  let isOver = false;
  let outcome: Result<void> = ok(undefined);
  const attempt = (work: () => void) => {
    try {
      work();
    } catch (error) {
      if (outcome.ok) outcome = fail(problemOfWriting(file, error));
    }
  };
  const close = () => {
    isOver = true;
    closeSync(descriptor);
  };
  const remove = () => {
    if (temporary !== file) rmSync(temporary, { force: true });
  };
  return ok({
    write(text) {
      // Not writeSync, which may leave some of it.
      if (outcome.ok) attempt(() => writeFileSync(descriptor, text));
    },
    commit() {
      attempt(close);
      if (outcome.ok && temporary !== file) attempt(() => renameSync(temporary, targetOf(file)));
      if (!outcome.ok) remove();
      return outcome;
    },
    discard() {
      if (isOver) return;
      close();
      remove();
    },
  });
}

/** A pipe or a device. */
export const isSpecial = (file: string): boolean => existsSync(file) && !statSync(file).isFile();

/** The file that is meant, also through a link. */
export const targetOf = (file: string): string => (existsSync(file) ? realpathSync(file) : file);

/** Beside the file that is meant. */
function temporaryOf(file: string): string {
  const target = targetOf(file);
  return path.join(path.dirname(target), `.${path.basename(target)}.${process.pid}.tmp`);
}
