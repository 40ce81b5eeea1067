/** The HTML report in a real browser: it loads nothing, says nothing on the console, can be filtered, fits a phone, and axe finds no fault in it. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadBoard } from '../../src/board-file.ts';
import { coverageOf } from '../../src/coverage/coverage.ts';
import { unwrap } from '../../src/errors.ts';
import { HtmlReport } from '../../src/report/html-report.ts';
import type { TimedRun } from '../../src/scenario/report-text.ts';
import { skipWithout } from '../support/tool.ts';
import { matrixRuns, sampleRuns } from './sample.ts';

const CHROMIUM = 'chromium';
const isMissing = skipWithout(CHROMIUM, [CHROMIUM, '--version'], 'the HTML report in a browser', 'chromium');

let folder: string;
let address: string;
/** A report of a few runs. */
let short: string;
let browser: Browser | undefined;

beforeAll(async () => {
  if (isMissing) return;
  folder = mkdtempSync(path.join(tmpdir(), 'recsim-report-'));
  const { board } = unwrap(loadBoard('seed'));
  const coverage = coverageOf([{ board, hits: { 'boot.starting': 1 } }]);
  const write = (name: string, runs: readonly TimedRun[]) => {
    const report = new HtmlReport();
    for (const run of runs) report.add(run);
    writeFileSync(path.join(folder, name), report.end(coverage));
    return pathToFileURL(path.join(folder, name)).href;
  };
  address = write('report.html', [...(await sampleRuns()), ...(await matrixRuns(16, 6))]);
  short = write('short.html', [...(await sampleRuns()), ...(await matrixRuns(3, 2)).slice(0, 2)]);
  browser = await chromium.launch({ executablePath: `/usr/bin/${CHROMIUM}`, args: ['--no-sandbox'] });
}, 60_000);
afterAll(async () => {
  await browser?.close();
  if (folder) rmSync(folder, { recursive: true });
});

interface Seen {
  readonly page: Page;
  /** Lines on the console, errors, and requests for anything but the page. */
  readonly said: string[];
}

async function open(
  options: { width?: number; height?: number; colorScheme?: 'dark' | 'light'; javaScriptEnabled?: boolean; at?: string } = {},
): Promise<Seen> {
  const { width = 1280, height = 900, at = address, ...rest } = options;
  if (!browser) throw new Error('no browser');
  const page = await browser.newPage({ viewport: { width, height }, ...rest });
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(String(error)));
  page.on('request', (request) => request.url().startsWith(at) || said.push(request.url()));
  await page.goto(at);
  return { page, said };
}

const shownRuns = (page: Page) => page.locator('ol.runs > li:visible').count();

describe.skipIf(isMissing)('the report in a browser', () => {
  test('asks for nothing, says nothing on the console, and nothing in it acts but its own script', async () => {
    const { page, said } = await open();
    expect(await page.evaluate('window.hacked')).toBeUndefined();
    expect(said).toEqual([]);
    expect(await page.title()).toContain('did not pass');
    await page.close();
  });

  test.each([
    ['light, on a desk', {}],
    ['dark, on a phone', { width: 360, height: 740, colorScheme: 'dark' }],
  ] as const)('%s: axe finds no violation with everything open, and nothing hangs over the edge', async (_, options) => {
    const { page } = await open({ ...options, at: short });
    // Everything is looked at, also what is out of sight.
    await page.addStyleTag({ content: 'ol.runs > li { content-visibility: visible !important }' });
    await page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true");
    await page.evaluate(axe.source);
    const violations = (await page.evaluate(
      "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)",
    )) as axe.Result[];
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    await page.close();
  });

  test('is filtered by text and by outcome, and says how many are left', async () => {
    const { page } = await open();
    const all = await shownRuns(page);
    await page.getByRole('searchbox').fill('held with-a-dip 20.5 s');
    expect(await page.locator('.tools output').textContent()).toBe('6 of 102 shown');
    await page.getByRole('button', { name: /^passed/ }).click();
    expect(await shownRuns(page)).toBe(2);
    expect(await page.getByRole('heading', { name: /^Passed/ }).count()).toBe(0);
    await page.getByRole('searchbox').fill('');
    await page.getByRole('button', { name: /^passed/ }).click();
    expect([await shownRuns(page), all]).toEqual([102, 102]);
    await page.close();
  });

  test('a cell of the map leads to its run and opens it, also past a filter; with keys alone', async () => {
    const { page } = await open();
    await page.getByRole('searchbox').fill('no such run');
    await page.locator('.map a').first().focus();
    await page.keyboard.press('Enter');
    await page.locator('li:has(#run-7) > details[open] .expected').waitFor({ timeout: 5_000 });
    expect(await page.locator('li:has(#run-7)').isVisible()).toBe(true);
    await page.close();
  });

  test('without its script everything is there to read, and the tools that need it are not', async () => {
    const { page, said } = await open({ javaScriptEnabled: false });
    expect(await shownRuns(page)).toBe(102);
    expect(await page.locator('.tools').isVisible()).toBe(false);
    await page.locator('li:has(#run-4) > details > summary').click();
    expect(await page.locator('#run-4').isVisible()).toBe(true);
    expect(said).toEqual([]);
    await page.close();
  });
});
