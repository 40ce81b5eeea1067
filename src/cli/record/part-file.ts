/**
 * A file that a recording of hours grows in. Until it is whole it is named `press.vcd.part`, and is on the disk up to the latest `flush`, whatever becomes of this process or of the
 * power; what an earlier recording left there is not touched. Nothing waits for the disk: an edge that comes meanwhile is read in time. Pipes and devices are written directly.
 */
import { appendFile, closeSync, existsSync, fdatasync, openSync, renameSync } from 'node:fs';
import { promisify } from 'node:util';
import { fail, ok, type Problem, problemOfWriting, type Result } from '../../errors.ts';
import { isSpecial, targetOf } from '../../whole-file.ts';

const append = promisify(appendFile);
const sync = promisify(fdatasync);

export class PartFile {
  /** What it is named until it is whole. */
  readonly name: string;
  /** What recordings that did not come to their end have left. */
  readonly left: readonly string[];
  readonly #target: string;
  readonly #descriptor: number;
  readonly #failed: (problem: Problem) => void;
  #pending = '';
  #flushing: Promise<void> = Promise.resolve();
  #problem: Problem | undefined;

  private constructor(target: string, name: string, left: readonly string[], descriptor: number, failed: (problem: Problem) => void) {
    this.name = name;
    this.left = left;
    this.#target = target;
    this.#descriptor = descriptor;
    this.#failed = failed;
  }

  /** `failed` is told once, when something cannot be written; what was written is kept. */
  static open(file: string, failed: (problem: Problem) => void): Result<PartFile> {
    try {
      if (isSpecial(file)) return ok(new PartFile(file, file, [], openSync(file, 'w'), failed));
      const target = targetOf(file);
      const left: string[] = [];
      for (;;) {
        const name = `${target}.part${left.length === 0 ? '' : left.length + 1}`;
        if (existsSync(name)) left.push(name);
        else return ok(new PartFile(target, name, left, openSync(name, 'wx'), failed));
      }
    } catch (error) {
      return fail(problemOfWriting(file, error));
    }
  }

  write(text: string): void {
    this.#pending += text;
  }

  /** Puts what was written so far on the disk. Never rejects. */
  flush(): Promise<void> {
    this.#flushing = this.#flushing.then(async () => {
      const text = this.#pending;
      this.#pending = '';
      if (text === '' || this.#problem) return;
      try {
        await append(this.#descriptor, text);
        if (this.name !== this.#target) await sync(this.#descriptor);
      } catch (error) {
        this.#problem = problemOfWriting(this.name, error);
        this.#failed(this.#problem);
      }
    });
    return this.#flushing;
  }

  /** All is written: it takes its name. Where that is not possible what there is stays as it is named now. */
  async end(): Promise<Result<void>> {
    await this.flush();
    try {
      closeSync(this.#descriptor);
      if (this.#problem) return fail(this.#problem);
      if (this.name !== this.#target) renameSync(this.name, this.#target);
      return ok(undefined);
    } catch (error) {
      return fail(problemOfWriting(this.#target, error));
    }
  }
}
