/** What led to a failure, in lines of text: the chain of causes, a timing diagram, the last screen. */
import { causesOf, decidingTimes, storyStart } from '../bench/explain-causes.ts';
import { formatSeconds, type Us } from '../units.ts';
import { waveText } from '../wave/text.ts';
import { waveOf } from '../wave/wave.ts';
import type { Run, RunRecord } from './run.ts';

/** Empty where the run passed. */
export function accountOf(run: Omit<Run, 'account'>): string[] {
  const { failure, trace, virtualUs, scenario } = run;
  if (!failure) return [];
  const { board } = scenario;
  const causes = causesOf(trace, board, { untilUs: failure.atUs });
  const lines: string[] = [];
  if (causes.length > 0) lines.push('how it came:', ...causes.map(({ atUs, text }) => `  ${formatSeconds(atUs).padStart(TIMES)}  ${text}`));
  const stretch = stretchOf(run, failure.atUs);
  if (stretch.toUs > stretch.fromUs) {
    const markers = [{ atUs: failure.atUs, label: failure.step }];
    lines.push(...waveText(waveOf({ trace, board, virtualUs }), { ...stretch, markers }));
  }
  return [...lines, ...screenLines(run)];
}

/** What a diagram of a run shows up to `toUs`: from the press that led to the last power-up, with the times that decided the verdict kept apart. */
export function stretchOf(
  { trace, scenario }: Pick<RunRecord, 'trace' | 'scenario'>,
  toUs: Us,
): { readonly fromUs: Us; readonly toUs: Us; readonly keep: readonly Us[] } {
  return { fromUs: storyStart(trace, toUs), toUs, keep: decidingTimes(trace, scenario.board, toUs) };
}

/** As wide as the longest time there is. */
const TIMES = 13;
const SCREEN_LINES = 14;

function screenLines({ screen: { title, lines } }: Pick<Run, 'screen'>): string[] {
  const shown = lines.slice(0, SCREEN_LINES).map((line) => `  |   ${line}`.trimEnd());
  const more = lines.length - shown.length;
  return ['the screen:', `  | ${title}`, ...shown, ...(more > 0 ? [`  |   ... and ${more} more lines`] : [])];
}
