/**
 * Wall time, for things that people watch: the pace of a live recorder, the frames of a panel, the gap after a lone Escape key.
 * Nothing else may read it; what the recorder does depends on virtual time alone.
 * Not promised: exactness. A task may run late, never early by more than a millisecond.
 */

import { wallMs } from './wall-time.ts';

export interface WallClock {
  /** Milliseconds since some moment in the past; never goes back. */
  readonly nowMs: number;
  /** Runs `task` after `delayMs`; the returned function forgets it. */
  after(delayMs: number, task: () => void): () => void;
}

export function createWallClock(): WallClock {
  return {
    get nowMs() {
      return wallMs();
    },
    after(delayMs, task) {
      const timeout = setTimeout(task, delayMs);
      return () => clearTimeout(timeout);
    },
  };
}
