/**
 * Work carried out by several worker threads, piece by piece, each known by its number: runs of scenarios, trials of a sweep. What comes out is in the order of the numbers, whichever is done first, so that reports do not depend on how many threads there are. Each has some in reserve, so that none waits for the main thread.
 */
import { parentPort, Worker } from 'node:worker_threads';

const IN_RESERVE = 2;
/** They travel in batches, which costs the main thread less: at most so many together, and at least so many batches for each thread. */
const BATCH_MAX = 32;
const BATCHES = 8;
/** Nobody runs further ahead of the slowest than this: what waits for its turn takes room. */
const AHEAD_MAX = 256;

export interface Numbered<Done> {
  readonly index: number;
  readonly done: Done;
}

/** Who works: the file of its threads, in dist, and what they are given to begin with. */
export interface Crew {
  readonly worker: string;
  readonly data: unknown;
}

/** Yields what came of `indices` in their order. Those under way when `signal` stops it, or the caller does, are given up. */
export async function* inParallel<Done>(
  indices: readonly number[],
  jobs: number,
  { worker, data }: Crew,
  signal: AbortSignal,
): AsyncGenerator<Numbered<Done>> {
  const waiting = new Map<number, Done>();
  let next = 0;
  let told = 0;
  let wake = () => {};
  let broken: unknown;
  const workers = Array.from({ length: Math.min(jobs, indices.length) }, () => new Worker(new URL(worker, import.meta.url), { workerData: data }));
  const batch = Math.max(1, Math.min(BATCH_MAX, Math.floor(indices.length / (jobs * BATCHES))));
  const idle = Array.from({ length: IN_RESERVE }, () => workers).flat();
  const feed = () => {
    while (next < indices.length && next < told + AHEAD_MAX) {
      const worker = idle.shift();
      if (!worker) return;
      worker.postMessage(indices.slice(next, next + batch));
      next += batch;
    }
  };
  const stop = () => wake();
  signal.addEventListener('abort', stop);
  for (const worker of workers) {
    worker.on('message', (answers: readonly Numbered<Done>[]) => {
      for (const { index, done } of answers) waiting.set(index, done);
      idle.push(worker);
      feed();
      wake();
    });
    worker.on('error', (error) => {
      broken = error;
      wake();
    });
  }
  feed();
  try {
    while (told < indices.length && !signal.aborted) {
      const index = indices[told] as number;
      const done = waiting.get(index);
      if (done) {
        waiting.delete(index);
        told++;
        feed();
        yield { index, done };
      } else if (broken !== undefined) throw broken;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  } finally {
    signal.removeEventListener('abort', stop);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** In a worker thread: does what it is told, batch by batch. */
export function answerAll<Done>(work: (index: number) => Done | Promise<Done>): void {
  const port = parentPort;
  if (!port) throw new Error('to be run in a worker thread');
  port.on('message', async (indices: readonly number[]) => {
    const answers: Numbered<Done>[] = [];
    for (const index of indices) answers.push({ index, done: await work(index) });
    port.postMessage(answers);
  });
}
