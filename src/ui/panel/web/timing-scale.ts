/** The scale of the timing diagram: which stretch of time is seen, how it is zoomed and moved, where its ticks are; and what falls into the pixels of a lane. */
import { formatDuration } from '../../../units.ts';
import { type Lane, placeAt } from './timing-lanes.ts';
import { clock } from './words.ts';

/** What is seen, in virtual time; fractions of a microsecond are allowed at its ends. */
export interface Span {
  readonly fromUs: number;
  readonly widthUs: number;
}

export const WIDTH_MIN_US = 10;
export const WIDTH_MAX_US = 600_000_000;

const clamp = (value: number, min: number, max: number) => Math.min(max, Math.max(min, value));

/** The same, `factor` times as wide; what is at `aroundUs` stays where it is. */
export function zoomed({ fromUs, widthUs }: Span, factor: number, aroundUs: number): Span {
  const width = clamp(widthUs * factor, WIDTH_MIN_US, WIDTH_MAX_US);
  return { fromUs: aroundUs - ((aroundUs - fromUs) * width) / widthUs, widthUs: width };
}

/** The same, moved by `byUs`; half of it at least shows time that there was, as long as there was so much. */
export function moved({ fromUs, widthUs }: Span, byUs: number, nowUs: number): Span {
  return { fromUs: clamp(fromUs + byUs, -widthUs / 2, Math.max(-widthUs / 2, nowUs - widthUs / 2)), widthUs };
}

/** The share of the width that is left free behind the present, so that it does not stick to the border. */
const AHEAD = 0.04;

/** As wide, with the present at the right. A run that is younger than the width begins at the left. */
export const atPresent = (widthUs: number, nowUs: number): Span => ({ fromUs: Math.max(0, nowUs - widthUs * (1 - AHEAD)), widthUs });

/** With `atUs` in the middle, where it was not to be seen. */
export function showing(span: Span, atUs: number): Span {
  const isSeen = atUs >= span.fromUs && atUs <= span.fromUs + span.widthUs;
  return isSeen ? span : { fromUs: atUs - span.widthUs / 2, widthUs: span.widthUs };
}

/** Between ticks, in microseconds. */
const STEPS = [
  ...[0, 1, 2, 3, 4, 5].flatMap((power) => [1, 2, 5].map((digit) => digit * 10 ** power)),
  ...[1, 2, 5, 10, 20, 30, 60, 120, 300, 600].map((s) => s * 1_000_000),
];

export interface Ticks {
  readonly stepUs: number;
  readonly timesUs: readonly number[];
  /** Of a second, that tell two ticks apart. */
  readonly digits: number;
}

/** Ticks at round times, `countMax` at most. */
export function ticksOf({ fromUs, widthUs }: Span, countMax: number): Ticks {
  const stepUs = STEPS.find((step) => widthUs / step <= Math.max(1, countMax)) ?? (STEPS.at(-1) as number);
  const timesUs: number[] = [];
  for (let atUs = Math.max(0, Math.ceil(fromUs / stepUs)) * stepUs; atUs <= fromUs + widthUs; atUs += stepUs) timesUs.push(atUs);
  return { stepUs, timesUs, digits: stepUs >= 1_000_000 ? 0 : 6 - Math.floor(Math.log10(stepUs)) };
}

export const tickLabel = (atUs: number, digits: number): string => clock(atUs, digits).replace(/^0:/, '');

/** What falls into some pixels of a lane, counted from the left of what is seen. */
export interface Run {
  readonly fromPx: number;
  toPx: number;
  /** `undefined` where nothing is known. */
  readonly value: Lane['values'][number] | undefined;
  /** More changes than can be told apart. */
  readonly isBusy: boolean;
  /** It begins with a change that is seen. */
  readonly isEdge: boolean;
}

/** What is seen of a lane up to `untilUs`, on so many pixels: at most two runs a pixel, however many changes there are. */
export function runsOf(lane: Lane, { fromUs, widthUs }: Span, widthPx: number, untilUs: number): Run[] {
  const usPerPx = widthUs / widthPx;
  const endUs = Math.min(fromUs + widthUs, untilUs);
  const pxOf = (atUs: number) => (atUs - fromUs) / usPerPx;
  const runs: Run[] = [];
  let startUs = Math.max(0, fromUs);
  let place = placeAt(lane, startUs);
  while (startUs < endUs) {
    const pixelEndUs = Math.min(startUs + usPerPx, endUs);
    const last = placeAt(lane, pixelEndUs);
    const changeUs = lane.timesUs[place];
    const isEdge = changeUs !== undefined && changeUs >= fromUs && changeUs === startUs;
    // Another change beside the one that the pixel begins with, or two.
    if (last - place + (isEdge ? 1 : 0) > 1) {
      const before = runs.at(-1);
      if (before?.isBusy && before.toPx >= pxOf(startUs)) before.toPx = pxOf(pixelEndUs);
      else runs.push({ fromPx: pxOf(startUs), toPx: pxOf(pixelEndUs), value: lane.values[last], isBusy: true, isEdge });
      startUs = pixelEndUs;
      place = last;
      continue;
    }
    const nextUs = Math.min(lane.timesUs[place + 1] ?? Number.POSITIVE_INFINITY, endUs);
    runs.push({ fromPx: pxOf(startUs), toPx: pxOf(nextUs), value: lane.values[place], isBusy: false, isEdge });
    startUs = nextUs;
    if (nextUs < endUs) place = placeAt(lane, nextUs);
  }
  return runs;
}

/** `B - A` in words, and as a frequency. */
export function difference(aUs: number, bUs: number): { readonly time: string; readonly frequency: string } {
  const us = bUs - aUs;
  return { time: formatDuration(us), frequency: us === 0 ? '–' : hertz(1_000_000 / Math.abs(us)) };
}

function hertz(value: number): string {
  const [scale, unit] = value >= 1e6 ? [1e6, 'MHz'] : value >= 1e3 ? [1e3, 'kHz'] : value >= 1 ? [1, 'Hz'] : [1e-3, 'mHz'];
  return `${Number((value / scale).toPrecision(4))} ${unit}`;
}

/** `30 s`, `1.2 ms`: how much is seen. */
export const widthLabel = (widthUs: number): string => formatDuration(widthUs >= 1_000 ? Number(widthUs.toPrecision(3)) : Math.round(widthUs));
