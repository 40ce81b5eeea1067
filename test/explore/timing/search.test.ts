/** Every timing of a recorder, tried: the shipped properties hold of correct boards, both searches agree, and what is wrong is found with a way to it that a scenario can go. */
import { describe, expect, test } from 'vitest';
import { Bench } from '../../../src/bench/bench.ts';
import type { Board } from '../../../src/board.ts';
import { loadBoard } from '../../../src/board-file.ts';
import { unwrap } from '../../../src/errors.ts';
import { searchBoundaries } from '../../../src/explore/timing/boundary.ts';
import { jobTimesOf } from '../../../src/explore/timing/job-times.ts';
import { Plant } from '../../../src/explore/timing/plant.ts';
import { loadProperties, SHIPPED_PROPERTIES } from '../../../src/explore/timing/property-file.ts';
import { type Found, finish, type Search } from '../../../src/explore/timing/search.ts';
import { type Moment, momentsOf } from '../../../src/explore/timing/witness.ts';
import { searchZones } from '../../../src/explore/timing/zones.ts';
import { goWay, SMALL } from '../../support/ways.ts';
import { MS, S, seedBoard } from '../../support/world.ts';

const PROPERTIES = unwrap(loadProperties(SHIPPED_PROPERTIES));

/** `firmware`: the board that the firmware was made for, where it is another than the one it runs on. */
function explored(
  board: Board,
  { firmware = board, search = searchZones as (plant: Plant) => Search } = {},
): { readonly plant: Plant; readonly found: Found } {
  const plant = new Plant({ board, jobTimes: jobTimesOf(board), properties: PROPERTIES, firmware });
  return { plant, found: finish(search(plant)) };
}

/** The way to the first broken property, and its name. */
function firstWay(board: Board, firmware: Board): { readonly name: string; readonly moments: readonly Moment[] } {
  const { plant, found } = explored(board, { firmware });
  const [violation] = found.violations;
  return { name: violation?.property.name ?? 'nothing is broken', moments: violation ? momentsOf(plant, violation.events) : [] };
}

/** Returns a bench after that way. */
function played(firmware: Board, moments: readonly Moment[]): Bench {
  const bench = new Bench({ board: firmware, seed: 1, state: 'provisioned', hashCost: 1 });
  goWay(bench, moments);
  return bench;
}

const boardNamed = (name: string): Board => unwrap(loadBoard(name)).board;

describe('a correct recorder', () => {
  test('keeps every property at every timing of edges, power, hangs and restarts', () => {
    const { found } = explored(seedBoard());
    expect(found.violations.map(({ property }) => property.name)).toEqual([]);
    expect(found.isExhausted).toBe(true);
    expect(found.reached.size).toBeGreaterThan(1_000);
    // A contact that bounces for a whole hold, round by round, would be ten times as many.
    expect(found.states).toBeLessThan(5_000);
  });

  test.each([
    ['the seed procedure in small', { ...SMALL, bootBeep: { count: 0, onUs: 0, offUs: 0 }, watchdogTimeoutUs: 0 }],
    ['a threshold', boardNamed('esp-idf-bootloader')],
    ['a single sample', boardNamed('u-boot-button')],
  ])('%s: both searches come to the same states, to those of the judge and the monitors too', (_, board) => {
    const plant = new Plant({ board, jobTimes: jobTimesOf(board), properties: PROPERTIES });
    const [zones, limits] = [finish(searchZones(plant)), finish(searchBoundaries(plant))];
    expect([zones, limits].map(({ isExhausted, violations }) => [isExhausted, violations.length])).toEqual([
      [true, 0],
      [true, 0],
    ]);
    expect([...limits.reached].toSorted()).toEqual([...zones.reached].toSorted());
  });

  test('a search that is ended early says that it did not look at everything', () => {
    const plant = new Plant({ board: SMALL, jobTimes: jobTimesOf(SMALL), properties: PROPERTIES });
    expect(finish(searchZones(plant, { maxStates: 500 })).isExhausted).toBe(false);
  });
});

describe('a recorder that is wrong', () => {
  const wrong = (changes: Partial<Board>): Board => ({ ...SMALL, ...changes });
  test.each([
    [
      'its window begins a microsecond early',
      wrong({ stages: [{ fromUs: 200 * MS - 1, toUs: 300 * MS, action: 'factory-default' }] }),
      'no wipe without a hold in its window',
    ],
    [
      'its window ends a microsecond late',
      wrong({ stages: [{ fromUs: 200 * MS, toUs: 300 * MS + 1, action: 'factory-default' }] }),
      'no wipe without a hold in its window',
    ],
    [
      'its window ends a microsecond early',
      wrong({ stages: [{ fromUs: 200 * MS, toUs: 300 * MS - 1, action: 'factory-default' }] }),
      'a full hold wipes',
    ],
    ['it takes a lift of a microsecond less for a release', wrong({ debounceUs: 30 * MS - 1 }), 'no wipe without a hold in its window'],
    ['a restart arms it', wrong({ armOn: ['power-on', 'brown-out', 'software'] }), 'no wipe without a hold in its window'],
    [
      'it clears the password alone',
      wrong({ stages: [{ fromUs: 200 * MS, toUs: 300 * MS, action: 'password-reset' }] }),
      'no password reset without its hold',
    ],
  ])('%s: found, and so it is on the bench', (_, firmware, name) => {
    const way = firstWay(SMALL, firmware);
    expect(way.name).toBe(name);
    const bench = played(firmware, way.moments);
    bench.advance(2 * S);
    const isWiped = bench.trace.entries.some(({ signal, value }) => signal === 'journal' && value === 'requested');
    expect(isWiped).toBe(name !== 'a full hold wipes');
  });
});
