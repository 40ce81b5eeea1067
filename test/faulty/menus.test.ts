/** The faulty boards whose mistakes the search of the menus finds, soon after the moves that their file names: each breaks the property that it names, and the way to it fails on it and passes once it is mended. */
import { expect, test } from 'vitest';
import { faultyBoards, loadBoard } from '../../src/board-file.ts';
import { parseSource } from '../../src/document.ts';
import { unwrap } from '../../src/errors.ts';
import { PROPERTIES } from '../../src/explore/menus/properties.ts';
import { menuScenarioOf } from '../../src/explore/menus/scenario.ts';
import { finishMenus, searchMenus } from '../../src/explore/menus/search.ts';
import { decodeScenario } from '../../src/scenario/decode.ts';
import { runScenario } from '../../src/scenario/runner.ts';

const faulty = faultyBoards()
  .map((name) => ({ name, ...unwrap(loadBoard(name)) }))
  .filter(({ fault }) => fault?.search === 'menus');

test.each(faulty)('$name breaks what its file says, and so it is on the bench', async ({ name, board, fault }) => {
  const [violation] = (await finishMenus(searchMenus(board, { first: fault?.first, endsAtFirst: true }))).violations;
  if (!violation) throw new Error('nothing is broken');
  expect(PROPERTIES[violation.property].name).toBe(fault?.breaks);
  const { variant: _, ...mended } = board;
  const source = unwrap(parseSource(menuScenarioOf(violation, name), 'found.yaml'));
  const played = async (on: typeof board) => (await runScenario(unwrap(decodeScenario(source, { hashCost: 1, board: on })))).outcome;
  expect([await played(board), await played(mended)]).toEqual(['FAIL', 'PASS']);
});
