/** Screenshots of a scenario: a picture (.png) or the text of the screen (.txt), saved, or compared with what was saved before. */
import { readFileSync } from 'node:fs';
import type { Bench } from '../bench/bench.ts';
import { formatProblem } from '../errors.ts';
import { writeWhole } from '../whole-file.ts';

/** Saves what is on the screen; returns what went wrong. */
export async function saveScreenshot(bench: Bench, file: string): Promise<string | undefined> {
  const written = writeWhole(file, file.endsWith('.txt') ? textOf(bench) : await bench.photograph());
  return written.ok ? undefined : written.problems.map(formatProblem).join('; ');
}

/** Returns how the screen differs from what is in `file`. */
export async function compareScreenshot(bench: Bench, file: string): Promise<string | undefined> {
  let before: Buffer;
  try {
    before = readFileSync(file);
  } catch {
    return `there is no ${file} to compare with; save it with save-to first`;
  }
  if (file.endsWith('.txt')) return differenceOfTexts(before.toString('utf8'), textOf(bench), file);
  const { differenceOfPictures } = await import('../ui/picture/compare.ts');
  const difference = differenceOfPictures(before, await bench.photograph());
  return difference === undefined ? undefined : `the screen is not the picture ${file}: ${difference}`;
}

function differenceOfTexts(before: string, now: string, file: string): string | undefined {
  const wanted = before.trimEnd().split('\n');
  const found = now.trimEnd().split('\n');
  const line = Array.from({ length: Math.max(wanted.length, found.length) }).findIndex((_, index) => wanted[index] !== found[index]);
  if (line < 0) return undefined;
  return `the screen is not the text ${file}: line ${line + 1} is "${found[line] ?? ''}", not "${wanted[line] ?? ''}"`;
}

function textOf({ shown }: Bench): string {
  return `${[shown.title, ...shown.lines].join('\n')}\n`;
}
