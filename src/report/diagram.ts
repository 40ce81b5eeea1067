/** The timing diagram of a run that did not pass, as SVG: from the press, or the plug, to where it failed. */
import { decidingTimes, storyStart } from '../bench/explain-causes.ts';
import type { RunRecord } from '../scenario/run.ts';
import { waveSvg } from '../wave/svg.ts';
import { waveOf } from '../wave/wave.ts';

/** `id` begins every id in it; another for each picture of a page. `undefined` where there is nothing to draw. */
export function diagramOf({ failure, trace, virtualUs, scenario: { board } }: RunRecord, id: string): string | undefined {
  if (!failure || trace.length === 0) return undefined;
  const fromUs = storyStart(trace, failure.atUs);
  if (failure.atUs <= fromUs) return undefined;
  return waveSvg(waveOf({ trace, board, virtualUs }), { id, fromUs, toUs: failure.atUs, keep: decidingTimes(trace, board, failure.atUs) });
}
