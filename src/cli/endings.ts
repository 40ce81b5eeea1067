/**
 * What ends a verb that is at work before it is done: Ctrl-C, a service manager, a terminal that was closed, and a reader of its output that left (`| head`). Whoever has something to
 * bring to a good end listens here; without anybody the process just ends, with main.ts taking a reader that left for no error.
 */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Calls `end`, perhaps more than once; the function that comes back stops it. After `'first'` the same signal again ends the process at once: for verbs that lose nothing but reports.
 */
export function onEnding(end: () => void, which: 'every' | 'first' = 'every'): () => void {
  const streams = [process.stdout, process.stderr];
  for (const signal of SIGNALS) process[which === 'first' ? 'once' : 'on'](signal, end);
  for (const stream of streams) stream.on('error', end);
  return () => {
    for (const signal of SIGNALS) process.off(signal, end);
    for (const stream of streams) stream.off('error', end);
  };
}
