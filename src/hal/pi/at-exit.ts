/**
 * What must be done before this process ends, however it ends: at its end, after an uncaught exception, and at a signal that nobody else takes care of.
 * Not after SIGKILL: then the kernel alone gives lines back.
 */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const tasks = new Set<() => void>();

/** The function that comes back calls it off. */
export function atExit(task: () => void): () => void {
  if (tasks.size === 0) {
    process.on('exit', runAll);
    // First of all: a listener that hears once is not there any more when it has heard.
    for (const signal of SIGNALS) process.prependListener(signal, onSignal);
  }
  tasks.add(task);
  return () => {
    if (!tasks.delete(task) || tasks.size > 0) return;
    process.off('exit', runAll);
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
}

function runAll(): void {
  // Each task takes itself off the set.
  for (const task of [...tasks]) task();
}

/** Whoever else listens decides what becomes of the process; otherwise the signal does what it would have done without us. */
function onSignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  runAll();
  process.off(signal, onSignal);
  process.kill(process.pid, signal);
}
