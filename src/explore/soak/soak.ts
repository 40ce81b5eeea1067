/**
 * What a soak does with a seed: most live a random world; some do random work on a flash that is cut at every operation, and some play random holds on the bench and hear what the oracle of the timing lab says of them.
 */
import type { BoardFile } from '../../board-file.ts';
import { predict } from '../../lab/oracle.ts';
import { randomTrial } from '../../lab/random-trial.ts';
import { runTrial } from '../../lab/trial.ts';
import { createRandom } from '../../random.ts';
import { BOARD_FLASH, fullSet } from '../power-cuts/fixture.ts';
import { walk } from '../power-cuts/random-work.ts';
import { drawBoard, liveWorld, type WorldLived } from './world.ts';

/** Of twenty seeds, which is what. */
const KINDS = 20;
const [STORAGE, HOLDS] = [7, 13];
const [WALK_STEPS, HOLDS_PLAYED] = [100, 20];

/** `board`: instead of those that ship, by chance. */
export async function soakWorld(seed: number, board?: BoardFile): Promise<WorldLived> {
  if (seed % KINDS === STORAGE) return storageWorld(seed);
  if (seed % KINDS === HOLDS) return holdsWorld(seed, board);
  return liveWorld(seed, { board });
}

function storageWorld(seed: number): WorldLived {
  const { failure } = walk(seed, { geometry: BOARD_FLASH, steps: WALK_STEPS, everyWay: true, sets: [fullSet('old'), fullSet('new')] });
  return { seed, board: 'random work on a flash', virtualUs: 0, wrong: failure?.description, deeds: [] };
}

function holdsWorld(seed: number, wanted: BoardFile | undefined): WorldLived {
  const random = createRandom(seed);
  const { board } = drawBoard(random, wanted);
  let virtualUs = 0;
  for (let hold = 0; hold < HOLDS_PLAYED; hold++) {
    const trial = { ...randomTrial(board, random), seed };
    const { verdict, actions, grade, ...seen } = runTrial(trial);
    virtualUs += seen.endUs;
    const expected = predict(trial, seen);
    const [is, should] = [JSON.stringify({ verdict, actions, grade }), expected && JSON.stringify(expected)];
    if (should === undefined || is === should) continue;
    const { board: _, ...told } = trial;
    return {
      seed,
      board: board.name,
      virtualUs,
      wrong: `a hold comes to ${is}, and by the rules of the board to ${should}`,
      deeds: [JSON.stringify(told)],
    };
  }
  return { seed, board: board.name, virtualUs, wrong: undefined, deeds: [] };
}
