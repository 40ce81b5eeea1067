/** The ways that the searches of all timings find, gone on a bench; and a board on which there is little to be tried. */
import type { Bench } from '../../src/bench/bench.ts';
import type { Moment } from '../../src/explore/timing/witness.ts';
import { MS, seedBoard } from './world.ts';

/** The seed's procedure in small, so that the limits are few. */
export const SMALL = seedBoard({
  initDurationUs: 200 * MS,
  stages: [{ fromUs: 200 * MS, toUs: 300 * MS, action: 'factory-default' }],
  stuckAfterUs: 400 * MS,
  restartDelayUs: 50 * MS,
  watchdogTimeoutUs: 100 * MS,
});

/** What is done on a way is done on the bench, with its wall of parts, at the same microseconds. */
export function goWay(bench: Bench, moments: readonly Moment[]): void {
  for (const { atUs, what, isDeed } of moments) {
    bench.advance(Math.max(0, atUs - bench.nowUs));
    if (!isDeed) continue;
    if (what === 'contact.closed') bench.finger.press('none');
    else if (what === 'contact.opened') bench.finger.release('none');
    else if (what === 'power-on') bench.supply.plugIn();
    else if (what === 'power.lost') bench.supply.cut();
    else if (what === 'firmware.hung') bench.recorder.firmware?.hang();
    else throw new Error(`a bench has no hands for ${what}`);
  }
}
