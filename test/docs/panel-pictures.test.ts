/** The pictures of the panel in the documentation are what its page looks like: they are drawn anew, by a walk through a real run in a real browser, and compared. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withoutBrowser } from '../support/visitor.ts';

const PICTURES = ['panel-browser', 'panel-browser-dark', 'panel-browser-phone', 'panel-browser-phone-dark'];
/** Pixels of a side. Within a cell letters may lie differently: fonts are drawn in many ways. */
const CELL = 24;
/** Of a channel, 0 to 255. */
const CLOSE = 24;

/** The mean of each channel in each cell, row by row. */
function cellsOf(file: string): { readonly size: string; readonly means: readonly number[] } {
  const { width, height, channels, data } = decode(readFileSync(file));
  const means: number[] = [];
  for (let y = 0; y + CELL <= height; y += CELL)
    for (let x = 0; x + CELL <= width; x += CELL)
      for (let channel = 0; channel < 3; channel++) {
        let sum = 0;
        for (let dy = 0; dy < CELL; dy++) for (let dx = 0; dx < CELL; dx++) sum += data[((y + dy) * width + x + dx) * channels + channel] ?? 0;
        means.push(sum / CELL ** 2);
      }
  return { size: `${width} x ${height}`, means };
}

/** The share of cells that look different. */
function difference(a: readonly number[], b: readonly number[]): number {
  return a.filter((mean, index) => Math.abs(mean - (b[index] ?? 0)) > CLOSE).length / a.length;
}

const isMissing = withoutBrowser('the pictures of the panel');
describe.skipIf(isMissing)('the pictures of the panel', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'recsim-pictures-'));
    execFileSync(process.execPath, ['scripts/draw-panel-browser.mjs', '--to', folder]);
  }, 90_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('are these', () => {
    expect(readdirSync(folder).toSorted()).toEqual(PICTURES.map((name) => `${name}.png`).toSorted());
  });

  test.each(PICTURES)('%s looks as the page does', (name) => {
    const [now, kept] = [folder, 'docs/images'].map((each) => cellsOf(path.join(each, `${name}.png`)));
    expect(now?.size).toBe(kept?.size);
    expect(difference(now?.means ?? [], kept?.means ?? [])).toBeLessThan(0.05);
  });

  test('a light picture is not taken for a dark one', () => {
    const [light, dark] = ['panel-browser-phone', 'panel-browser-phone-dark'].map((name) => cellsOf(`docs/images/${name}.png`).means);
    expect(difference(light ?? [], dark ?? [])).toBeGreaterThan(0.15);
  });
});
