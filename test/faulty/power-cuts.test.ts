/** The faulty boards whose mistakes the search of power cuts finds: one cut, or none, in the story that their file names. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { faultyBoards, loadBoard } from '../../src/board-file.ts';
import { saveCut } from '../../src/cli/explore/save-cut.ts';
import { unwrap } from '../../src/errors.ts';
import { flashToCut, storiesOn } from '../../src/explore/power-cuts/board-cuts.ts';
import { explore, type Failure, replay } from '../../src/explore/power-cuts/explore.ts';
import { brokenBy } from '../../src/explore/power-cuts/properties.ts';
import type { Story } from '../../src/explore/power-cuts/story.ts';
import { flashGeometry } from '../../src/hal/nor/board-flash.ts';
import { storageOf } from '../../src/storage/variant.ts';

const faulty = faultyBoards()
  .map((name) => ({ name, ...unwrap(loadBoard(name)) }))
  .filter(({ fault }) => fault?.search === 'power-cuts');

/** All have the same flash. */
const stories = new Map(unwrap(storiesOn(flashToCut(flashGeometry(faulty[0]?.board as never)))).map((story) => [story.name, story]));

describe.each(faulty)('$name', ({ board, fault }) => {
  const story = stories.get(fault?.story ?? '') as Story;

  test('breaks what its file says, and a firmware that is mended does not', () => {
    const storage = storageOf(board);
    const { failures } = explore(story, { depth: 1, fineness: 'few', storage });
    const failure = failures.find((each) => brokenBy(each).name === fault?.breaks);
    expect(failure?.cuts.length).toBeLessThanOrEqual(1);
    expect(replay(story, failure?.cuts ?? [], storage).failure?.kind).toBe(failure?.kind);
    expect(replay(story, failure?.cuts ?? []).failure).toBeUndefined();
  });
});

test.each(['old-password-left', 'journal-runs-ahead'])('what %s leaves in the flash is shown by a scenario that fails on it', async (name) => {
  const file = unwrap(loadBoard(`faulty/${name}`));
  const story = stories.get('factory reset') as Story;
  const { failures } = explore(story, { depth: 1, fineness: 'few', storage: storageOf(file.board) });
  const failure = failures.find((each) => brokenBy(each).name === file.fault?.breaks) as Failure;
  const folder = mkdtempSync(path.join(tmpdir(), 'recsim-faulty-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  // It is a scenario, and not only the flash that is left, where it was seen to fail.
  expect(await saveCut(path.join(folder, 'found'), file, story, failure, brokenBy(failure))).toMatch(/\.yaml$/);
});
