/** How long the steps of a reset take on a board: measured once on the bench, on a recorder that was set up. */
import { Bench } from '../../bench/bench.ts';
import type { Board } from '../../board.ts';
import { US_PER_S, type Us } from '../../units.ts';
import type { JobTimes } from './world.ts';

/** A boot takes less. */
const LONGEST_BOOT_US = 3_600 * US_PER_S;
/** Who waits for a faulty firmware, which may never come to an end. */
const PATIENCE_US = 10 * US_PER_S;

/** Throws where the board's recorder never comes to the end of a reset. Where only its faulty firmware does not, the flash takes what it takes with the right one. */
export function jobTimesOf(board: Board): JobTimes {
  const { variant, ...right } = board;
  const measured = (variant && measure(board, board.initDurationUs + PATIENCE_US)) ?? measure(right, LONGEST_BOOT_US);
  if (!measured) throw new Error(`the recorder of board ${board.name} does not come to the end of a reset`);
  return measured;
}

const STEPS = ['requested', 'erased', 'defaulted', 'done'] as const;

/** Each step takes the time since the one before it, in whatever order a firmware does them. */
function measure(board: Board, limitUs: Us): JobTimes | undefined {
  const bench = new Bench({ board, seed: 1, state: 'provisioned', hashCost: 1 });
  const took = new Map<string, Us>();
  let sinceUs: Us | undefined;
  bench.trace.onEntry(({ atUs, signal, value }) => {
    const step = STEPS.find((each) => signal === 'journal' && value === each);
    if (step && sinceUs !== undefined) took.set(step, atUs - sinceUs);
    if (step || (sinceUs === undefined && signal === 'state.boot' && String(value).startsWith('defaulting'))) sinceUs = atUs;
  });
  bench.supply.plugIn();
  const until = (isOver: () => boolean) => {
    const endUs = bench.nowUs + limitUs;
    while (!isOver() && bench.nowUs < endUs && bench.clock.step(endUs));
    return isOver();
  };
  if (!until(() => bench.isIn('boot.ready'))) return undefined;
  bench.recorder.firmware?.request('factory-default.requested');
  if (!until(() => took.size === STEPS.length)) return undefined;
  const record = took.get('requested') ?? 0;
  return {
    'reset.request all': record,
    'reset.request password': record,
    'settings.erase': took.get('erased') ?? 0,
    'defaults.restore': took.get('defaulted') ?? 0,
    'reset.finish': took.get('done') ?? 0,
    'store stuck': record,
    'store released': record,
    'store set-up': record,
  };
}
