/**
 * The faulty boards: each breaks the property that its file names, the search that its file names finds it, and where a scenario can go the way there, that fails on it and passes once it is mended. What was found stands in
 * docs/find-the-bug.md, which this test writes (`-u`) and checks.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Board } from '../../src/board.ts';
import { type BoardFile, faultyBoards, loadBoard, shippedBoards } from '../../src/board-file.ts';
import { violationAsText } from '../../src/cli/explore/menus-report.ts';
import { failureAsText } from '../../src/cli/explore/power-cuts.ts';
import { exampleAsText } from '../../src/cli/explore/report.ts';
import { saveCut } from '../../src/cli/explore/save-cut.ts';
import { parseSource } from '../../src/document.ts';
import { unwrap } from '../../src/errors.ts';
import { PROPERTIES as MENU_PROPERTIES } from '../../src/explore/menus/properties.ts';
import { menuScenarioOf } from '../../src/explore/menus/scenario.ts';
import { finishMenus, searchMenus } from '../../src/explore/menus/search.ts';
import { flashToCut, storiesOn } from '../../src/explore/power-cuts/board-cuts.ts';
import { explore, type Failure, replay } from '../../src/explore/power-cuts/explore.ts';
import { brokenBy } from '../../src/explore/power-cuts/properties.ts';
import type { Story } from '../../src/explore/power-cuts/story.ts';
import { jobTimesOf } from '../../src/explore/timing/job-times.ts';
import { Plant } from '../../src/explore/timing/plant.ts';
import { loadProperties, SHIPPED_PROPERTIES } from '../../src/explore/timing/property-file.ts';
import { scenarioOf } from '../../src/explore/timing/scenario.ts';
import { finish, type Violation } from '../../src/explore/timing/search.ts';
import { momentsOf } from '../../src/explore/timing/witness.ts';
import { searchZones } from '../../src/explore/timing/zones.ts';
import { flashGeometry } from '../../src/hal/nor/board-flash.ts';
import { decodeScenario } from '../../src/scenario/decode.ts';
import { runScenario } from '../../src/scenario/runner.ts';
import { storageOf } from '../../src/storage/variant.ts';
import { tourOf } from '../support/tour.ts';

const faulty = faultyBoards().map((name) => ({ name, ...unwrap(loadBoard(name)) }));
const foundBy = (search: string) => faulty.filter(({ fault }) => fault?.search === search);

/** A board with the same promise, and a firmware that keeps it. */
function mended({ variant: _, ...board }: Board): Board {
  return board;
}

/** What was found on each, for the tour. */
const ways = new Map<string, readonly string[]>();

/** A scenario on a board. */
const played = (text: string, board: Board) => runScenario(unwrap(decodeScenario(unwrap(parseSource(text, 'found.yaml')), { hashCost: 1, board })));

test('every faulty board is named after its folder, and says what people see of it; no other board has a variant', () => {
  expect(faulty.length).toBeGreaterThanOrEqual(25);
  for (const { name, board, fault } of faulty) {
    expect([`faulty/${board.name}`, board.variant?.name]).toEqual([name, board.name]);
    expect(fault?.symptom).not.toBe('');
  }
  expect(shippedBoards().filter((name) => unwrap(loadBoard(name)).board.variant)).toEqual([]);
});

describe('all timings', () => {
  const properties = unwrap(loadProperties(SHIPPED_PROPERTIES));
  const plantOf = (board: Board) => new Plant({ board, jobTimes: jobTimesOf(board), properties });
  /** The way to a mistake is short: it is found among so many states, most among the first. */
  const enough = [200, 1_000, 3_000];
  /** Their way begins with a restart that a right firmware does not make, or a wipe that is too early is followed by the right one. */
  const unmendable = ['always-active', 'stuck-button-loops', 'no-debounce'];

  test.each(foundBy('timings'))('$name breaks what its file says, and so it does on a bench', async ({ name, board, fault }) => {
    const plant = plantOf(board);
    let violation: Violation | undefined;
    for (const maxStates of enough)
      violation ??= finish(searchZones(plant, { maxStates })).violations.find(({ property }) => property.name === fault?.breaks);
    if (!violation) throw new Error(`"${fault?.breaks}" is not broken`);
    const { property } = violation;
    const moments = momentsOf(plant, violation.events);
    ways.set(
      name,
      exampleAsText({ property, moments, played: undefined, file: undefined }, (_, text) => text),
    );
    const { supplyHoldUpUs, brownoutVolts } = board;
    const text = scenarioOf(property, moments, { board: name, supplyHoldUpUs, brownoutVolts }) ?? '';
    expect(text).toContain(`board: ${name}\n`);
    expect((await played(text, board)).outcome).toBe('FAIL');
    if (!unmendable.includes(board.name)) expect((await played(text, mended(board))).outcome).toBe('PASS');
  });

  test.each(['threshold-off-by-one', 'stuck-button-loops'])('the board of %s keeps every property once its firmware is mended', (name) => {
    const { violations, isExhausted } = finish(searchZones(plantOf(mended(unwrap(loadBoard(`faulty/${name}`)).board))));
    expect([violations.map(({ property }) => property.name), isExhausted]).toEqual([[], true]);
  });

  test.each(shippedBoards())('nothing is found on %s, as far as is looked here', (name) => {
    expect(finish(searchZones(plantOf(unwrap(loadBoard(name)).board), { maxStates: 300 })).violations).toEqual([]);
  });
});

describe('power cuts', () => {
  const boards = foundBy('power-cuts');
  /** All have the same flash. */
  const stories = new Map(unwrap(storiesOn(flashToCut(flashGeometry(boards[0]?.board as Board)))).map((story) => [story.name, story]));
  const failureOf = ({ board, fault }: BoardFile): { readonly story: Story; readonly failure: Failure } => {
    const story = stories.get(fault?.story ?? '') as Story;
    const { failures } = explore(story, { depth: 1, fineness: 'few', stopAfter: 1, storage: storageOf(board) });
    return { story, failure: failures.find((each) => brokenBy(each).name === fault?.breaks) as Failure };
  };

  test.each(boards)('$name breaks what its file says at one cut, or at none, and a firmware that is mended does not', async (file) => {
    const { story, failure } = failureOf(file);
    expect(failure.cuts.length).toBeLessThanOrEqual(1);
    ways.set(file.name, [`      ${brokenBy(failure).because}`, ...failureAsText(failure)]);
    expect(replay(story, failure.cuts, storageOf(file.board)).failure?.kind).toBe(failure.kind);
    expect(replay(story, failure.cuts).failure).toBeUndefined();
    if (file.fault?.breaks !== 'nothing old is left in the image after a reset' || !story.begunBy) return;
    const folder = mkdtempSync(path.join(tmpdir(), 'recsim-faulty-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    // It is a scenario, and not only the flash that is left, where it was seen to fail.
    expect(await saveCut(path.join(folder, 'found'), file, story, failure, brokenBy(failure))).toMatch(/\.yaml$/);
  });
});

describe('every order of moves at the menus', () => {
  test.each(foundBy('menus'))('$name breaks what its file says, and so it does on a bench', async ({ name, board, fault }) => {
    const [violation] = (await finishMenus(searchMenus(board, { first: fault?.first, endsAtFirst: true }))).violations;
    if (!violation) throw new Error('nothing is broken');
    expect(MENU_PROPERTIES[violation.property].name).toBe(fault?.breaks);
    ways.set(name, violationAsText(violation));
    const text = menuScenarioOf(violation, name);
    expect([(await played(text, board)).outcome, (await played(text, mended(board))).outcome]).toEqual(['FAIL', 'PASS']);
  });
});

test('the tour in docs/find-the-bug.md has them all, with what is found', async () => {
  expect([...ways.keys()].sort()).toEqual(faultyBoards());
  await expect(tourOf(faulty, ways)).toMatchFileSnapshot('../../docs/find-the-bug.md');
});
