/** The oracle and the bench agree on random trials of every shipped board, near every limit; and the oracle says what the rules say on plain ones. */
import { describe, expect, test } from 'vitest';
import type { Board } from '../../src/board.ts';
import { loadBoard, shippedBoards } from '../../src/board-file.ts';
import { unwrap } from '../../src/errors.ts';
import { predict } from '../../src/lab/oracle.ts';
import { holdStartOf, runTrial, type Trial } from '../../src/lab/trial.ts';
import { createRandom, type Random } from '../../src/random.ts';
import { MS, S, seedBoard } from '../support/world.ts';

const BOARDS: Readonly<Record<string, Board>> = {
  ...Object.fromEntries(shippedBoards().map((name) => [name, unwrap(loadBoard(name)).board])),
  'the default, accepting over-holds': seedBoard({ overHold: 'accept' }),
  'the default, sampled at once': seedBoard({ samplingStartUs: 0 }),
  'the default without debounce': seedBoard({ debounceUs: 0 }),
  'a quick one that is soon stuck': seedBoard({ stages: [{ fromUs: 200 * MS, toUs: 300 * MS, action: 'factory-default' }], stuckAfterUs: 600 * MS }),
  'a strict one without hold-up': seedBoard({ enforcePrePowerHold: 'fail', supplyHoldUpUs: 0 }),
};

function randomTrial(board: Board, random: Random): Trial {
  const marks = [
    0,
    board.debounceUs,
    board.samplingStartUs,
    board.stuckAfterUs,
    100 * MS,
    5 * S,
    ...board.stages.flatMap(({ fromUs, toUs }) => [fromUs, toUs]),
  ];
  const near = () =>
    Math.max(
      0,
      (marks.filter(Number.isFinite)[random.int(0, marks.filter(Number.isFinite).length - 1)] ?? 0) +
        random.int(-3, 3) * (random.int(0, 1) ? 1 : 7 * MS),
    );
  const one = (count: number) => random.int(1, count) === 1;
  const holdUs = near();
  const preHoldUs = one(4) ? -random.int(0, 2 * board.samplingStartUs + 5) : one(2) ? 4 * S + random.int(0, S) : random.int(0, 8 * S);
  return {
    board,
    holdUs,
    preHoldUs: holdStartOf(board) === 'press' ? 0 : preHoldUs,
    ...(one(2) ? { bounce: { durationUs: one(2) ? 2 * MS : random.int(0, 200 * MS), toggles: random.int(1, 100), seed: random.int(0, 1000) } } : {}),
    ...(one(4) && holdUs > 300 * MS ? { gap: { atUs: Math.floor(holdUs / 3), forUs: Math.max(1, board.debounceUs + random.int(-2, 2)) } } : {}),
    ...(one(3)
      ? { dip: { atUs: Math.floor(holdUs / 2), forUs: one(2) ? Math.max(1, board.supplyHoldUpUs + random.int(-2, 2)) : random.int(1, 3 * S) } }
      : {}),
  };
}

describe.each(Object.keys(BOARDS))('on %s', (name) => {
  const board = BOARDS[name] as Board;

  test('oracle and bench agree on 150 random trials, and nearly all are judged', () => {
    const random = createRandom(Object.keys(BOARDS).indexOf(name) + 1);
    let judged = 0;
    for (let round = 0; round < 150; round++) {
      const trial = randomTrial(board, random);
      const { verdict, actions, grade, ...seen } = runTrial(trial);
      const expected = predict(trial, seen);
      if (!expected) continue;
      judged++;
      const { board: _, ...told } = trial;
      expect({ verdict, actions, grade }, `round ${round}: ${JSON.stringify(told)}`).toEqual(expected);
    }
    expect(judged).toBeGreaterThan(100);
  });
});
