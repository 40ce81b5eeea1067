/** What led to a failure, in lines of text: the chain of causes, a timing diagram, the last screen. */
import { causesOf, decidingTimes, storyStart } from '../bench/explain-causes.ts';
import type { Board } from '../board.ts';
import { formatSeconds, type Us } from '../units.ts';
import { waveText } from '../wave/text.ts';
import { waveOf } from '../wave/wave.ts';
import type { Run, RunRecord } from './run.ts';

/** Empty where the run passed. */
export function accountOf({ failure, trace, virtualUs, scenario, screen }: Omit<Run, 'account'>): string[] {
  return failure ? accountAt({ trace, board: scenario.board, virtualUs, screen, atUs: failure.atUs, label: failure.step }) : [];
}

/** What there is to tell of, at the moment that something was found wrong. */
export interface Moment extends Pick<Run, 'trace' | 'virtualUs' | 'screen'> {
  readonly board: Board;
  readonly atUs: Us;
  /** Of the mark at that moment in the diagram. */
  readonly label: string;
}

export const accountAt = (moment: Moment): string[] => [...historyAt(moment), ...screenLines(moment.screen)];

/** The chain of causes and a timing diagram. */
export function historyAt({ trace, board, virtualUs, atUs, label }: Omit<Moment, 'screen'>): string[] {
  const causes = causesOf(trace, board, { untilUs: atUs });
  const lines: string[] = [];
  if (causes.length > 0) lines.push('how it came:', ...causes.map((cause) => `  ${formatSeconds(cause.atUs).padStart(TIMES)}  ${cause.text}`));
  const stretch = stretchOf({ trace, scenario: { board } }, atUs);
  if (stretch.toUs > stretch.fromUs) lines.push(...waveText(waveOf({ trace, board, virtualUs }), { ...stretch, markers: [{ atUs, label }] }));
  return lines;
}

/** What a diagram of a run shows up to `toUs`: from the press that led to the last power-up, with the times that decided the verdict kept apart. */
export function stretchOf(
  { trace, scenario }: { readonly trace: RunRecord['trace']; readonly scenario: { readonly board: Pick<Board, 'debounceUs'> } },
  toUs: Us,
): { readonly fromUs: Us; readonly toUs: Us; readonly keep: readonly Us[] } {
  return { fromUs: storyStart(trace, toUs), toUs, keep: decidingTimes(trace, scenario.board, toUs) };
}

/** As wide as the longest time there is. */
const TIMES = 13;
const SCREEN_LINES = 14;

function screenLines({ title, lines }: Run['screen']): string[] {
  const shown = lines.slice(0, SCREEN_LINES).map((line) => `  |   ${line}`.trimEnd());
  const more = lines.length - shown.length;
  return ['the screen:', `  | ${title}`, ...shown, ...(more > 0 ? [`  |   ... and ${more} more lines`] : [])];
}
