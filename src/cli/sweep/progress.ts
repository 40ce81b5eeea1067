/** How far a sweep is, on a terminal's line: rate and time left. Nothing where stderr is a file or a pipe. */

export interface Progress {
  at(done: number, afterMs: number): void;
  /** Wipes the line. */
  end(): void;
}

/** Not more often: a terminal is slow. */
const EVERY_MS = 100;

export function createProgress(stream: { readonly isTTY?: boolean; write(text: string): unknown }, total: number, what: string): Progress {
  if (!stream.isTTY) return { at: () => {}, end: () => {} };
  let shownMs = Number.NEGATIVE_INFINITY;
  let isShown = false;
  return {
    at(done, afterMs) {
      if (afterMs - shownMs < EVERY_MS) return;
      shownMs = afterMs;
      isShown = true;
      stream.write(`\r\u001b[K${progressLine(done, total, afterMs, what)}`);
    },
    end() {
      if (isShown) stream.write('\r\u001b[K');
    },
  };
}

/** `seed: 43 %, 1,203 of 2,745 trials, 1,430/s, 1.1 s left` */
export function progressLine(done: number, total: number, afterMs: number, what: string): string {
  const perMs = afterMs > 0 ? done / afterMs : 0;
  const left = perMs > 0 ? `, ${((total - done) / perMs / 1000).toFixed(1)} s left` : '';
  const count = (value: number) => Math.round(value).toLocaleString('en');
  return `${what}: ${Math.floor((100 * done) / total)} %, ${count(done)} of ${count(total)} trials, ${count(perMs * 1000)}/s${left}`;
}
