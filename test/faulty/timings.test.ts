/** The faulty boards whose mistakes the search of all timings finds: each breaks the property that its file names, and the way to it is a scenario that fails on it, and passes once it is mended. */
import { describe, expect, test } from 'vitest';
import type { Board } from '../../src/board.ts';
import { faultyBoards, loadBoard, shippedBoards } from '../../src/board-file.ts';
import { parseSource } from '../../src/document.ts';
import { unwrap } from '../../src/errors.ts';
import { jobTimesOf } from '../../src/explore/timing/job-times.ts';
import { Plant } from '../../src/explore/timing/plant.ts';
import { loadProperties, SHIPPED_PROPERTIES } from '../../src/explore/timing/property-file.ts';
import { scenarioOf } from '../../src/explore/timing/scenario.ts';
import { finish, type Violation } from '../../src/explore/timing/search.ts';
import { momentsOf } from '../../src/explore/timing/witness.ts';
import { searchZones } from '../../src/explore/timing/zones.ts';
import { decodeScenario } from '../../src/scenario/decode.ts';
import { runScenario } from '../../src/scenario/runner.ts';

const PROPERTIES = unwrap(loadProperties(SHIPPED_PROPERTIES));
/** The way to a mistake is short: it is found among so many states, most among the first. */
const ENOUGH = [200, 800, 3_000];

const found = new Map<Board, { readonly plant: Plant; readonly violations: readonly Violation[] }>();

/** What is found until the property is broken. */
function explored(board: Board, breaks: string | undefined) {
  let one = found.get(board);
  if (!one) {
    const plant = new Plant({ board, jobTimes: jobTimesOf(board), properties: PROPERTIES });
    let violations: readonly Violation[] = [];
    for (const maxStates of ENOUGH) {
      violations = finish(searchZones(plant, { maxStates })).violations;
      if (violations.some(({ property }) => property.name === breaks)) break;
    }
    one = { plant, violations };
    found.set(board, one);
  }
  return one;
}

const faulty = faultyBoards().map((name) => ({ name, ...unwrap(loadBoard(name)) }));
const timed = faulty.filter(({ fault }) => fault?.search === 'timings');

/** A board with the same promise, and a firmware that keeps it. */
function mended({ variant: _, ...board }: Board): Board {
  return board;
}

test('every faulty board has a fault, is named after its folder, and says what people see of it and where it was seen', () => {
  expect(faulty.length).toBeGreaterThanOrEqual(25);
  for (const { name, board, fault } of faulty) {
    expect(`faulty/${board.name}`).toBe(name);
    expect(board.variant?.name).toBe(board.name);
    expect(fault?.symptom).not.toBe('');
  }
  expect(shippedBoards().filter((name) => unwrap(loadBoard(name)).board.variant)).toEqual([]);
});

describe.each(timed)('$name', ({ name, board, fault }) => {
  test('breaks what its file says', () => {
    expect(explored(board, fault?.breaks).violations.map(({ property }) => property.name)).toContain(fault?.breaks);
  });

  test('the way there fails on it', async () => {
    const { plant, violations } = explored(board, fault?.breaks);
    const violation = violations.find(({ property }) => property.name === fault?.breaks) as Violation;
    const { supplyHoldUpUs, brownoutVolts } = board;
    const options = { board: name, supplyHoldUpUs, brownoutVolts };
    const text = scenarioOf(violation.property, momentsOf(plant, violation.events), options) ?? '';
    const scenario = unwrap(decodeScenario(unwrap(parseSource(text, 'found.yaml')), { hashCost: 1 }));
    expect(scenario.board).toBe(board);
    expect((await runScenario(scenario)).outcome).toBe('FAIL');
  });
});

/** Those whose way begins with a restart that a right firmware does not make cannot be gone with one; an early wipe is followed by the right one. */
const OTHER_WAYS = ['always-active', 'stuck-button-loops', 'no-debounce'];

test.each(timed.filter(({ board }) => !OTHER_WAYS.includes(board.name)))(
  'the way to the mistake of $name passes once it is mended',
  async ({ name, board, fault }) => {
    const { plant, violations } = explored(board, fault?.breaks);
    const violation = violations.find(({ property }) => property.name === fault?.breaks) as Violation;
    const { supplyHoldUpUs, brownoutVolts } = board;
    const options = { board: name, supplyHoldUpUs, brownoutVolts };
    const text = scenarioOf(violation.property, momentsOf(plant, violation.events), options) ?? '';
    const scenario = unwrap(decodeScenario(unwrap(parseSource(text, 'found.yaml')), { hashCost: 1, board: mended(board) }));
    expect((await runScenario(scenario)).outcome).toBe('PASS');
  },
);

test.each(['threshold-off-by-one', 'stuck-button-loops'])('the board of %s keeps every property once its firmware is mended', (name) => {
  const plant = new Plant({
    board: mended(unwrap(loadBoard(`faulty/${name}`)).board),
    jobTimes: jobTimesOf(unwrap(loadBoard('seed')).board),
    properties: PROPERTIES,
  });
  const { violations, isExhausted } = finish(searchZones(plant));
  expect([violations.map(({ property }) => property.name), isExhausted]).toEqual([[], true]);
});

test.each(shippedBoards())('nothing is found on %s, as far as is looked here', (name) => {
  const { board } = unwrap(loadBoard(name));
  const plant = new Plant({ board, jobTimes: jobTimesOf(board), properties: PROPERTIES });
  expect(finish(searchZones(plant, { maxStates: 500 })).violations).toEqual([]);
});
