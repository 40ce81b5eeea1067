/** The statechart against the definition: the verdict of test/support/judge.ts on random histories of the contact, placed on and near every limit. */
import { describe, expect, test } from 'vitest';
import { Bench } from '../../src/bench/bench.ts';
import { type Board, inverse } from '../../src/board.ts';
import { createRandom, type Random } from '../../src/random.ts';
import { judge } from '../support/judge.ts';
import { MS, S, seedBoard } from '../support/world.ts';

const BOARDS: Record<string, Board> = {
  'the default': seedBoard({ stuckAfterUs: 60 * S }),
  'a quick one': seedBoard({ stages: [{ fromUs: 200 * MS, toUs: 300 * MS, action: 'factory-default' }], stuckAfterUs: 600 * MS }),
  'one that accepts over-holds': seedBoard({
    overHold: 'accept',
    stages: [{ fromUs: 200 * MS, toUs: 300 * MS, action: 'factory-default' }],
    stuckAfterUs: 600 * MS,
  }),
  'one sampled at once': seedBoard({
    samplingStartUs: 0,
    stages: [{ fromUs: 100 * MS, toUs: 150 * MS, action: 'factory-default' }],
    stuckAfterUs: 400 * MS,
  }),
  'one sampled within a debounce': seedBoard({
    samplingStartUs: 20 * MS,
    stages: [{ fromUs: 100 * MS, toUs: 150 * MS, action: 'factory-default' }],
    stuckAfterUs: 400 * MS,
  }),
};

/** Changes of the contact: from one to the next a debounce, a limit of the board, or little, each perhaps 1 us off. */
function randomHistory(board: Board, random: Random): number[] {
  const [stage] = board.stages;
  const steps = [0, 1, 2 * MS, 10 * MS, board.debounceUs, board.samplingStartUs, stage?.fromUs ?? 0, stage?.toUs ?? 0, board.stuckAfterUs];
  const history: number[] = [];
  let at = random.int(0, 3) === 0 ? random.int(0, board.samplingStartUs + 5) : 0;
  const count = random.int(1, 12);
  for (let change = 0; change < count; change++) {
    history.push(at);
    const step = steps[random.int(0, steps.length - 1)] ?? 0;
    at += Math.max(1, step + random.int(-1, 1) + (random.int(0, 3) === 0 ? board.samplingStartUs : 0));
  }
  return history;
}

function verdictOf(board: Board, history: readonly number[], until: number): string | undefined {
  const bench = new Bench({ board, state: 'provisioned', trace: false });
  const closed = board.closedLevel;
  // A change at power-good itself has happened when the firmware looks.
  const [first] = history;
  if (first === 0) bench.hal.resetButton.drive(closed);
  history.forEach((at, index) => {
    if (at > 0) bench.clock.at(at, () => bench.hal.resetButton.drive(index % 2 === 0 ? closed : inverse(closed)));
  });
  bench.supply.plugIn();
  bench.advance(until);
  return bench.verdict;
}

describe.each(Object.keys(BOARDS))('on %s', (name) => {
  const board = BOARDS[name] as Board;

  test('the statechart and the definition agree on 3,000 random histories of up to 12 edges', () => {
    for (let seed = 1; seed <= 3000; seed++) {
      const history = randomHistory(board, createRandom(seed));
      const until = (history.at(-1) ?? 0) + board.debounceUs + board.samplingStartUs + 1;
      expect(`seed ${seed}, edges ${history.join()}: ${verdictOf(board, history, until)}`).toBe(
        `seed ${seed}, edges ${history.join()}: ${judge(history, board, until)}`,
      );
    }
  });
});
