/** What led to a failure, in lines of text: the chain of causes, a timing diagram, the last screen. */
import { causesOf, decidingTimes, storyStart } from '../bench/explain-causes.ts';
import { formatSeconds } from '../units.ts';
import { waveText } from '../wave/text.ts';
import { waveOf } from '../wave/wave.ts';
import type { Run } from './run.ts';

/** Empty where the run passed. */
export function accountOf(run: Omit<Run, 'account'>): string[] {
  const { failure, trace, virtualUs, scenario } = run;
  if (!failure) return [];
  const { board } = scenario;
  const causes = causesOf(trace, board, { untilUs: failure.atUs });
  const lines: string[] = [];
  if (causes.length > 0) lines.push('how it came:', ...causes.map(({ atUs, text }) => `  ${formatSeconds(atUs).padStart(TIMES)}  ${text}`));
  const fromUs = storyStart(trace, failure.atUs);
  if (failure.atUs > fromUs) {
    const wave = waveOf({ trace, board, virtualUs });
    const markers = [{ atUs: failure.atUs, label: failure.step }];
    lines.push(...waveText(wave, { fromUs, toUs: failure.atUs, keep: decidingTimes(trace, board, failure.atUs), markers }));
  }
  return [...lines, ...screenLines(run)];
}

/** As wide as the longest time there is. */
const TIMES = 13;
const SCREEN_LINES = 14;

function screenLines({ screen: { title, lines } }: Pick<Run, 'screen'>): string[] {
  const shown = lines.slice(0, SCREEN_LINES).map((line) => `  |   ${line}`.trimEnd());
  const more = lines.length - shown.length;
  return ['the screen:', `  | ${title}`, ...shown, ...(more > 0 ? [`  |   ... and ${more} more lines`] : [])];
}
