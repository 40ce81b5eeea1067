/** How much memory is in use, for tests of what must not grow. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

let collect: (() => void) | undefined;

/** Bytes in use once everything that can be forgotten is. */
export function heapInUse(): number {
  if (!collect) {
    // Whatever Node was started with.
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
  }
  collect();
  return process.memoryUsage().heapUsed;
}
