/** What `recsim explore --power-cuts` tries of a board: every story on its flash, each operation cut in every way, and then two cuts, of which long records are torn in a few places. The long form is `make power-cut`. */
import type { FlashGeometry } from '../../hal/ports.ts';
import type { ExploreOptions } from './explore.ts';
import { fullSet } from './fixture.ts';
import { allStories } from './stories.ts';
import type { Story } from './story.ts';

export interface CutTask {
  readonly story: Story;
  readonly options: ExploreOptions;
}

export const storiesOn = (geometry: FlashGeometry): readonly Story[] => allStories({ geometry, sets: [fullSet('old'), fullSet('new')] });

/** One cut of each story comes before two of any: what one cut shows is shown with one. */
export const cutTasksOf = (stories: readonly Story[]): readonly CutTask[] => [
  ...stories.map((story): CutTask => ({ story, options: { depth: 1 } })),
  ...stories.map((story): CutTask => ({ story, options: { depth: 2, fineness: 'few' } })),
];
