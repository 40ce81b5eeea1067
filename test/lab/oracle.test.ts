/** The oracle and the bench agree on random trials of every shipped board, near every limit; and the oracle says what the rules say on plain ones. */
import { describe, expect, test } from 'vitest';
import type { Board } from '../../src/board.ts';
import { loadBoard, shippedBoards } from '../../src/board-file.ts';
import { unwrap } from '../../src/errors.ts';
import { predict } from '../../src/lab/oracle.ts';
import { randomTrial } from '../../src/lab/random-trial.ts';
import { runTrial } from '../../src/lab/trial.ts';
import { createRandom } from '../../src/random.ts';
import { MS, seedBoard } from '../support/world.ts';

const BOARDS: Readonly<Record<string, Board>> = {
  ...Object.fromEntries(shippedBoards().map((name) => [name, unwrap(loadBoard(name)).board])),
  'the default, accepting over-holds': seedBoard({ overHold: 'accept' }),
  'the default, sampled at once': seedBoard({ samplingStartUs: 0 }),
  'the default without debounce': seedBoard({ debounceUs: 0 }),
  'a quick one that is soon stuck': seedBoard({ stages: [{ fromUs: 200 * MS, toUs: 300 * MS, action: 'factory-default' }], stuckAfterUs: 600 * MS }),
  'a strict one without hold-up': seedBoard({ enforcePrePowerHold: 'fail', supplyHoldUpUs: 0 }),
};

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
