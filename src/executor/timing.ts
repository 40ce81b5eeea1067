/** What is to be said at the end of the times that were measured on real lines. */
import { US_PER_MS, type Us } from '../units.ts';
import type { PinsOut } from './pins-out.ts';

/**
 * `3 beeps, each ordered 5.21 ms after it was due (median; 7.4 ms at most)`: due is counted from the kernel's stamp of the edge that led to it. It holds the 5 ms that machine
 * time stays behind, and what it takes to wake up. Not measured: from the order to the sound.
 */
export function timingOf({ latenessUs, lateEdges }: PinsOut): string[] {
  const { edges, mostUs } = lateEdges;
  const beeps = `${latenessUs.length} beep${latenessUs.length === 1 ? '' : 's'}, each ordered ${ms(medianOf(latenessUs))} after it was due (median; ${ms(Math.max(...latenessUs))} at most)`;
  return [
    ...(latenessUs.length > 0 ? [beeps] : []),
    ...(edges > 0 ? [`${edges} edge${edges === 1 ? '' : 's'} came too late to keep its time, by ${ms(mostUs)} at most`] : []),
  ];
}

const ms = (us: Us): string => `${us / US_PER_MS} ms`;

/** The lower one of two in the middle, so that it is one that was measured. */
const medianOf = (values: readonly Us[]): Us => [...values].sort((a, b) => a - b)[(values.length - 1) >> 1] ?? 0;
