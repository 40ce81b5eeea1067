/** Wall time that passes only when a test says so. */
import type { WallClock } from '../../src/hal/wall-clock.ts';

export class ManualWall implements WallClock {
  nowMs = 0;
  #tasks: { atMs: number; task: () => void }[] = [];

  after(delayMs: number, task: () => void): () => void {
    const entry = { atMs: this.nowMs + delayMs, task };
    this.#tasks.push(entry);
    return () => {
      this.#tasks = this.#tasks.filter((each) => each !== entry);
    };
  }

  /** Whether anything is planned. */
  get isIdle(): boolean {
    return this.#tasks.length === 0;
  }

  pass(ms: number): void {
    const endMs = this.nowMs + ms;
    for (;;) {
      const next = this.#tasks.toSorted((a, b) => a.atMs - b.atMs)[0];
      if (!next || next.atMs > endMs) break;
      this.#tasks = this.#tasks.filter((each) => each !== next);
      this.nowMs = Math.max(this.nowMs, next.atMs);
      next.task();
    }
    this.nowMs = endMs;
  }
}
