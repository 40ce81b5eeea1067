/** A worker thread of `recsim sweep --jobs`: plays the points of the grid that it is told, by numbers. */
import { workerData } from 'node:worker_threads';
import type { Board } from '../../board.ts';
import { type Cell, cellAt, type Grid } from '../../lab/sweep.ts';
import { answerAll } from '../test/pool.ts';

export interface SweepWorkerData {
  readonly board: Board;
  readonly grid: Grid;
  readonly seed: number;
}

const { board, grid, seed } = workerData as SweepWorkerData;
answerAll((index): Cell => cellAt(board, grid, index, { seed }));
