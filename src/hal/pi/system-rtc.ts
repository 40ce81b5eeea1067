/**
 * The clock of the machine as the recorder's RTC, plus an offset of its own: the recorder may set its time, and the machine keeps its own. The offset outlives the process in a
 * file, where one is named. A machine whose clock stands before 2020 has lost its time.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { ProblemError, problemOfWriting } from '../../errors.ts';
import type { Observe, Rtc } from '../ports.ts';

const EARLIEST_MS = Date.UTC(2020, 0, 1);

export class SystemRtc implements Rtc {
  readonly #file: string | undefined;
  readonly #observe: Observe;
  readonly #now: () => number;
  #offsetMs: number;

  /** `now`: the machine's clock; another one in tests. Throws a ProblemError when the file holds no offset. */
  constructor(file: string | undefined, observe: Observe, now: () => number = Date.now) {
    this.#file = file;
    this.#observe = observe;
    this.#now = now;
    this.#offsetMs = file === undefined ? 0 : readOffset(file);
  }

  read(): number | undefined {
    const now = this.#now();
    return now < EARLIEST_MS && this.#offsetMs === 0 ? undefined : now + this.#offsetMs;
  }

  /** Throws a ProblemError when the file cannot be written. */
  set(unixMs: number): void {
    this.#offsetMs = unixMs - this.#now();
    this.#observe('rtc', 'set', new Date(unixMs).toISOString());
    if (this.#file === undefined) return;
    try {
      writeFileSync(this.#file, `${this.#offsetMs}\n`);
    } catch (error) {
      throw new ProblemError([problemOfWriting(this.#file, error)]);
    }
  }
}

function readOffset(file: string): number {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw new ProblemError([
      { code: 'file-unreadable', message: `cannot be read: ${(error as Error).message}`, place: { file }, remedy: 'Name another file' },
    ]);
  }
  if (/^-?\d{1,15}\s*$/.test(text)) return Number(text);
  throw new ProblemError([
    { code: 'bad-value', message: 'is not an offset in milliseconds', place: { file }, remedy: 'Remove it, or name another file' },
  ]);
}
