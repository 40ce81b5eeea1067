/** What `recsim explore --power-cuts` tries of a board: every story on its flash, each operation cut in every way, and then two cuts, of which long records are torn in a few places. The long form is `make power-cut`. */
import { fail, ok, type Result } from '../../errors.ts';
import type { FlashGeometry } from '../../hal/ports.ts';
import type { ExploreOptions } from './explore.ts';
import { fullSet, NoRoom, shortSet } from './fixture.ts';
import { allStories } from './stories.ts';
import type { Story } from './story.ts';

export interface CutTask {
  readonly story: Story;
  readonly options: ExploreOptions;
}

/** More blocks, or larger ones, make more of the same, and every boot reads them. */
const [BLOCKS_MAX, BLOCK_MAX, UNITS_MAX] = [8, 4096, 32];

/** The flash that is cut in place of a board's: the same write unit, and no more blocks and bytes than it takes. */
export function flashToCut({ size, eraseSize, writeSize }: FlashGeometry): FlashGeometry {
  const block = Math.min(eraseSize, Math.max(BLOCK_MAX, UNITS_MAX * writeSize));
  return { size: Math.min(size / eraseSize, BLOCKS_MAX) * block, eraseSize: block, writeSize };
}

/** Fails where the flash has no room for what they do. */
export function storiesOn(geometry: FlashGeometry): Result<readonly Story[]> {
  for (const setOf of [fullSet, shortSet])
    try {
      return ok(allStories({ geometry, sets: [setOf('old'), setOf('new')] }));
    } catch (error) {
      // With less to store it may have.
      if (!(error instanceof NoRoom)) throw error;
    }
  const { eraseSize, writeSize } = geometry;
  const message = `power cuts cannot be tried on blocks of ${eraseSize} bytes, written by ${writeSize}: a set of login data with its counts and codes fills more than one`;
  return fail({ code: 'contradiction', message, remedy: 'Give the board larger flashEraseSize, or a smaller flashWriteSize' });
}

/** One cut of each story comes before two of any: what one cut shows is shown with one. */
export const cutTasksOf = (stories: readonly Story[]): readonly CutTask[] => [
  ...stories.map((story): CutTask => ({ story, options: { depth: 1 } })),
  ...stories.map((story): CutTask => ({ story, options: { depth: 2, fineness: 'few' } })),
];
