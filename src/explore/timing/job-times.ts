/** How long the steps of a reset take on a board: measured once on the bench, on a recorder that was set up. */
import { Bench } from '../../bench/bench.ts';
import type { Board } from '../../board.ts';
import { US_PER_S, type Us } from '../../units.ts';
import type { JobTimes } from './world.ts';

/** A boot takes less. */
const LONGEST_BOOT_US = 3_600 * US_PER_S;

/** Throws where the board's recorder never comes to the end of a reset. */
export function jobTimesOf(board: Board): JobTimes {
  // What the flash takes is no affair of a faulty firmware, which may never come to an end.
  const { variant: _, ...right } = board;
  const bench = new Bench({ board: right, seed: 1, state: 'provisioned', hashCost: 1 });
  const moments: Us[] = [];
  bench.trace.onEntry(({ atUs, signal, value }) => {
    if ((signal === 'state.boot' && value === 'defaulting.requesting') || (signal === 'journal' && value !== 'erasing')) moments.push(atUs);
  });
  bench.supply.plugIn();
  const until = (isOver: () => boolean) => {
    const endUs = bench.nowUs + LONGEST_BOOT_US;
    while (!isOver() && bench.nowUs < endUs && bench.clock.step(endUs));
    if (!isOver()) throw new Error(`the recorder of board ${board.name} does not come to the end of a reset`);
  };
  until(() => bench.isIn('boot.ready'));
  bench.recorder.firmware?.request('factory-default.requested');
  until(() => moments.length === 5);
  const [begun = 0, requested = 0, erased = 0, defaulted = 0, done = 0] = moments;
  const record = requested - begun;
  return {
    'reset.request all': record,
    'reset.request password': record,
    'settings.erase': erased - requested,
    'defaults.restore': defaulted - erased,
    'reset.finish': done - defaulted,
    'store stuck': record,
    'store released': record,
    'store set-up': record,
  };
}
