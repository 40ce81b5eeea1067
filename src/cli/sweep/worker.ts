/** A worker thread of `recsim sweep --jobs`: plays the points of the grid that it is told, by numbers. */
import { workerData } from 'node:worker_threads';
import { loadBoard } from '../../board-file.ts';
import { unwrap } from '../../errors.ts';
import { type Cell, cellAt, type Grid } from '../../lab/sweep.ts';
import { answerAll } from '../test/pool.ts';

export interface SweepWorkerData {
  /** Not the board itself: the variant of a faulty one has functions, which no thread can send to another. */
  readonly boardFile: string;
  readonly grid: Grid;
  readonly seed: number;
}

const { boardFile, grid, seed } = workerData as SweepWorkerData;
const { board } = unwrap(loadBoard(boardFile));
answerAll((index): Cell => cellAt(board, grid, index, { seed }));
