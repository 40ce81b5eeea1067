/** The timing diagram of a run that did not pass, as SVG: from the press, or the plug, to where it failed. */
import { stretchOf } from '../scenario/account.ts';
import type { RunRecord } from '../scenario/run.ts';
import { waveSvg } from '../wave/svg.ts';
import { waveOf } from '../wave/wave.ts';

/** `id` begins every id in it; another for each picture of a page. `undefined` where there is nothing to draw. */
export function diagramOf(run: RunRecord, id: string): string | undefined {
  const { failure, trace, virtualUs, scenario } = run;
  if (!failure || trace.length === 0) return undefined;
  const stretch = stretchOf(run, failure.atUs);
  return stretch.toUs > stretch.fromUs ? waveSvg(waveOf({ trace, board: scenario.board, virtualUs }), { ...stretch, id }) : undefined;
}
