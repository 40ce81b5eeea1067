/** Our half of the comparison with SPIN: one search, in a process of its own, of the seed board or of one with a planted bug, with the property of recorder.pml alone. */
import type { Board } from '../../src/board.ts';
import { unwrap } from '../../src/errors.ts';
import { searchBoundaries } from '../../src/explore/timing/boundary.ts';
import { jobTimesOf } from '../../src/explore/timing/job-times.ts';
import { Plant } from '../../src/explore/timing/plant.ts';
import { loadProperties } from '../../src/explore/timing/property-file.ts';
import { finish } from '../../src/explore/timing/search.ts';
import { searchZones } from '../../src/explore/timing/zones.ts';
import { BOARD } from '../job.ts';
import { walk } from './plain.ts';

/** What the firmware takes for the board, where it is wrong; the names are those of recorder.pml. */
const BUGS: Readonly<Record<string, Partial<Board>>> = {
  NONE: {},
  ARMED_BY_RESTART: { armOn: [...BOARD.armOn, 'software'] },
  WINDOW_EARLY: { stages: BOARD.stages.map((stage) => ({ ...stage, fromUs: stage.fromUs - 1 })) },
};

export interface Explored {
  readonly states: number;
  readonly transitions: number;
  readonly ms: number;
  /** Of the way to the broken property: for `plain` with the steps in which time passes, as SPIN counts them. */
  readonly length: number | undefined;
}

/** The seed board with the property of recorder.pml alone, and perhaps a planted bug in its firmware. */
export function plantWith(bug: string): Plant {
  const planted = BUGS[bug];
  if (!planted) throw new Error(`there is no bug "${bug}"`);
  const properties = unwrap(loadProperties('bench/spin/property.yaml'));
  return new Plant({ board: BOARD, jobTimes: jobTimesOf(BOARD), properties, firmware: { ...BOARD, ...planted } });
}

/** `search`: plain, zones or limits. Throws where a search did not look at everything, or found anything in a correct board or nothing in a faulty one. */
export function explore(search: string, bug: string): Explored {
  const plant = plantWith(bug);
  const from = performance.now();
  let found: Omit<Explored, 'ms'>;
  if (search === 'plain') found = walk(plant, bug !== 'NONE');
  else {
    const { states, steps, isExhausted, violations } = finish((search === 'zones' ? searchZones : searchBoundaries)(plant));
    if (!isExhausted) throw new Error(`${search}: not all was looked at`);
    found = { states, transitions: steps, length: violations[0]?.events.length };
  }
  if ((found.length === undefined) !== (bug === 'NONE')) throw new Error(`${search}, ${bug}: a way of ${found.length} steps to a broken property`);
  return { ...found, ms: performance.now() - from };
}
