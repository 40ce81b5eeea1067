/** A worker thread of `recsim test --jobs`: makes the same plan as the main thread and carries out what it is told, by numbers. */
import { workerData } from 'node:worker_threads';
import { unwrap } from '../../errors.ts';
import { makePlan, type PlanRequest } from '../../scenario/plan.ts';
import { carryOut, type Telling } from './carry-out.ts';
import { answerAll } from './pool.ts';

export interface WorkerData {
  readonly request: PlanRequest;
  readonly telling: Telling;
}

const { request, telling } = workerData as WorkerData;
const plan = unwrap(makePlan(request));
answerAll((index) => carryOut(plan, index, telling));
