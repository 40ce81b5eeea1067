import { expect, test } from 'vitest';
import { faultyBoards, loadBoard } from '../../src/board-file.ts';
import { unwrap } from '../../src/errors.ts';
import { PROPERTIES } from '../../src/explore/menus/properties.ts';
import { finishMenus, searchMenus } from '../../src/explore/menus/search.ts';

const faulty = faultyBoards()
  .map((name) => ({ name, ...unwrap(loadBoard(name)) }))
  .filter(({ fault }) => fault?.search === 'menus');

test.each(faulty)('$name breaks what its file says', async ({ board, fault }) => {
  const t = performance.now();
  const search = searchMenus(board, { endsAtFirst: true });
  let step = await search.next();
  while (!step.done) step = await search.next(performance.now() - t > 25_000);
  const { violations, states, tries, moves } = step.value;
  console.log(`RES ${board.name} ${Math.round(performance.now() - t)} ms states ${states} tries ${tries} moves ${moves}: ${violations.map((v) => `${PROPERTIES[v.property].name} [${PROPERTIES[v.property].name === fault?.breaks}] ${v.moves.map((m) => m.words).join('; ')}`).join(' || ')}`);
  expect(fault).toBeDefined();
}, 60_000);
void finishMenus;
