/** The timing diagram of a run that did not pass: from where its story begins to where it ended. */
import { decidingTimes, storyStart } from '../bench/explain-causes.ts';
import type { Board } from '../board.ts';
import type { RunRecord } from '../scenario/run.ts';
import { waveSvg } from '../wave/svg.ts';
import { waveOf } from '../wave/wave.ts';

/** An SVG that stands alone, its ids beginning with `id`; `undefined` where the record has no trace, or nothing took any time. */
export function diagramOf({ failure, trace, virtualUs }: RunRecord, board: Board, id: string): string | undefined {
  if (!failure || trace.length === 0) return undefined;
  const fromUs = storyStart(trace, failure.atUs);
  if (failure.atUs <= fromUs) return undefined;
  return waveSvg(waveOf({ trace, board, virtualUs }), { fromUs, toUs: failure.atUs, keep: decidingTimes(trace, board, failure.atUs), id });
}
