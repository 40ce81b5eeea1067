/** Leads a search so that this process hears of Ctrl-C meanwhile, and a terminal how far it is. */
import { breathe, wallMs } from '../../hal/wall-time.ts';

/** How often. */
const TOLD_EVERY_MS = 100;

/** `isOver` is asked now and then with what the search tells; true ends it. */
export async function led<Told, Found>(search: Generator<Told, Found, boolean | undefined>, isOver: (told: Told) => boolean): Promise<Found> {
  let toldMs = Number.NEGATIVE_INFINITY;
  let step = search.next();
  while (!step.done) {
    let ends = false;
    if (wallMs() - toldMs >= TOLD_EVERY_MS) {
      toldMs = wallMs();
      ends = isOver(step.value);
      await breathe();
    }
    step = search.next(ends);
  }
  return step.value;
}

/** The line of progress, where standard error is a terminal; empty: none. */
export function tellProgress(text: string): void {
  if (process.stderr.isTTY === true) process.stderr.write(`\r\x1b[2K${text}`);
}
