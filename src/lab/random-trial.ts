/** Random trials near every limit of a board: holds, pre-holds, bounces, gaps and dips. The same random numbers give the same trial. */
import type { Board } from '../board.ts';
import type { Random } from '../random.ts';
import { US_PER_MS, US_PER_S } from '../units.ts';
import { holdStartOf, type Trial } from './trial.ts';

export function randomTrial(board: Board, random: Random): Trial {
  const { debounceUs, samplingStartUs, stuckAfterUs, supplyHoldUpUs, stages } = board;
  const limits = [
    0,
    debounceUs,
    samplingStartUs,
    stuckAfterUs,
    100 * US_PER_MS,
    5 * US_PER_S,
    ...stages.flatMap(({ fromUs, toUs }) => [fromUs, toUs]),
  ];
  const marks = limits.filter(Number.isFinite);
  const near = () => Math.max(0, (marks[random.int(0, marks.length - 1)] ?? 0) + random.int(-3, 3) * (random.int(0, 1) ? 1 : 7 * US_PER_MS));
  const one = (count: number) => random.int(1, count) === 1;
  const holdUs = near();
  const preHoldUs = one(4) ? -random.int(0, 2 * samplingStartUs + 5) : one(2) ? 4 * US_PER_S + random.int(0, US_PER_S) : random.int(0, 8 * US_PER_S);
  return {
    board,
    holdUs,
    preHoldUs: holdStartOf(board) === 'press' ? 0 : preHoldUs,
    ...(one(2)
      ? { bounce: { durationUs: one(2) ? 2 * US_PER_MS : random.int(0, 200 * US_PER_MS), toggles: random.int(1, 100), seed: random.int(0, 1000) } }
      : {}),
    ...(one(4) && holdUs > 300 * US_PER_MS ? { gap: { atUs: Math.floor(holdUs / 3), forUs: Math.max(1, debounceUs + random.int(-2, 2)) } } : {}),
    ...(one(3)
      ? { dip: { atUs: Math.floor(holdUs / 2), forUs: one(2) ? Math.max(1, supplyHoldUpUs + random.int(-2, 2)) : random.int(1, 3 * US_PER_S) } }
      : {}),
  };
}
