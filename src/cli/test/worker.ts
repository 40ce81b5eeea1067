/** A worker thread of `recsim test --jobs`: makes the same plan as the main thread and carries out what it is told, by numbers. */
import { parentPort, workerData } from 'node:worker_threads';
import { unwrap } from '../../errors.ts';
import { makePlan, type PlanRequest } from '../../scenario/plan.ts';
import { carryOut, type Done, type Telling } from './carry-out.ts';

export interface WorkerData {
  readonly request: PlanRequest;
  readonly telling: Telling;
}

export interface Answer {
  readonly index: number;
  readonly done: Done;
}

const { request, telling } = workerData as WorkerData;
const port = parentPort;
if (!port) throw new Error('to be run in a worker thread');
const plan = unwrap(makePlan(request));
port.on('message', async (indices: readonly number[]) => {
  const answers: Answer[] = [];
  for (const index of indices) answers.push({ index, done: await carryOut(plan, index, telling) });
  port.postMessage(answers);
});
