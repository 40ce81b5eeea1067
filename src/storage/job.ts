/**
 * Work on flash as a generator: it yields one operation at a time and is told whether the chip said it worked. So the same code runs on a clock, where
 * every operation takes its time and power may fail in each, and at once, where every such failure is tried in turn. When power is lost
 * the generator is dropped: what it had not yielded never happens.
 */
import type { Flash, FlashOperation } from '../hal/ports.ts';

export type FlashJob<Result> = Generator<FlashOperation, Result, boolean>;

/** Carries a job out at once. `perform` does one operation and says whether it worked. */
export function runNow<Result>(job: FlashJob<Result>, perform: (operation: FlashOperation) => boolean): Result {
  for (let step = job.next(); ; step = job.next(perform(step.value))) if (step.done) return step.value;
}

/** Jobs one after the other, on a flash that takes its time. */
export class JobQueue {
  readonly #flash: Flash;
  readonly #waiting: (() => void)[] = [];
  #busy = false;
  #stopped = false;

  constructor(flash: Flash) {
    this.#flash = flash;
  }

  /** Runs the job after those added before it; `done` hears its result, unless power is lost first. */
  add<Result>(job: FlashJob<Result>, done: (result: Result) => void = () => {}): void {
    const advance = (step: IteratorResult<FlashOperation, Result>): void => {
      if (step.done) {
        this.#busy = false;
        done(step.value);
        this.#next();
      } else
        this.#flash.begin(step.value, (worked) => {
          if (!this.#stopped) advance(job.next(worked));
        });
    };
    // A job reads the flash when its turn comes, so it is begun only then.
    this.#waiting.push(() => advance(job.next()));
    this.#next();
  }

  /** Nothing more is done: the processor has stopped. */
  stop(): void {
    this.#stopped = true;
  }

  #next(): void {
    if (this.#busy || this.#stopped) return;
    const begin = this.#waiting.shift();
    if (!begin) return;
    this.#busy = true;
    begin();
  }
}
