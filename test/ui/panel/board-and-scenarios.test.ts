/** An engineer in a real browser: changes the board, tries it, keeps what was done, and has scenarios played. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { loadBoard } from '../../../src/board-file.ts';
import { unwrap } from '../../../src/errors.ts';
import { loadScenario } from '../../../src/scenario/decode.ts';
import { runScenario } from '../../../src/scenario/runner.ts';
import { fileOf, outcomeOf } from '../../support/scenarios.ts';
import { openBrowser, Visitor, withoutBrowser } from '../../support/visitor.ts';
import { type ServedPanel, servePanel } from '../../support/web-panel.ts';

const isMissing = withoutBrowser('board and scenarios in a browser');
let browser: Browser;
let panel: ServedPanel;
let visitor: Visitor;
let folder: string;

beforeAll(async () => {
  if (!isMissing) browser = await openBrowser();
});
afterAll(() => browser?.close());
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'panel-'));
  panel = await servePanel();
  visitor = await Visitor.at(browser, panel.url);
});
afterEach(async () => {
  expect(visitor.complaints).toEqual([]);
  await visitor.leave();
  await panel.close();
  rmSync(folder, { recursive: true });
});

const openTab = (name: string) => visitor.page.getByRole('tab', { name }).click();

/** Keeps it under the name that the browser proposes, in `folder`. */
async function keep(link: string): Promise<string> {
  const [download] = await Promise.all([visitor.page.waitForEvent('download'), visitor.page.getByRole('link', { name: link }).click()]);
  const file = path.join(folder, download.suggestedFilename());
  await download.saveAs(file);
  return file;
}

async function change(parameter: string, value: string): Promise<void> {
  const field = visitor.page.getByLabel(parameter, { exact: true });
  await field.fill(value);
  await field.press('Tab');
}

const bring = (name: string, text: string) =>
  visitor.page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/yaml', buffer: Buffer.from(text) });

describe.skipIf(isMissing)('board and scenarios in a browser', () => {
  test('a shorter window, wrong at first, holds from the next power-up on; board and session can be kept and played', async () => {
    await visitor.click('Pause');
    await openTab('Board');
    await change('holdMin', '10');
    await visitor.page.locator('.problem').filter({ hasText: '"10" has no unit' }).waitFor();
    expect(await visitor.button('Apply at the next power-up').isDisabled()).toBe(true);
    await change('holdMin', '10 s');
    await visitor.click('Apply at the next power-up');
    await visitor.page.locator('.board-status').filter({ hasText: 'from its next power-up on' }).waitFor();
    const board = await keep('Save as a new board');
    expect(unwrap(loadBoard(board)).board).toMatchObject({ name: 'my-seed', stages: [{ fromUs: 10_000_000 }] });

    await visitor.click('Pull the plug');
    await visitor.openLid();
    await visitor.page.getByLabel('hold it for me').check();
    await visitor.speed('10×');
    await visitor.click('Go on');
    await visitor.click('Press and hold the reset button');
    await visitor.advised(/Put the plug in( now)?,/);
    await visitor.click('Put the plug in');
    await visitor.advised('Release now');
    await visitor.click('Let go of the reset button');
    expect(await visitor.verdict()).toMatch(/^reset held 1\d\.\d{3} s .* inside the window of 10\.000 s to 30\.000 s/);
    await visitor.sees('Set-up Wizard');
    await visitor.click('Pause');

    await openTab('Scenarios');
    const session = await keep('Save as a scenario');
    await keep('Save how it began');
    await keep('Save its board');
    const run = await runScenario(unwrap(loadScenario(session, { hashCost: 4 })));
    expect(outcomeOf(run)).toBe('PASS');
    expect(run.screen.title).toBe('Set-up Wizard');
  });

  test('a scenario is played before the eyes, its step marked, and says what came of it; it can be stopped', async () => {
    const { page } = visitor;
    await openTab('Scenarios');
    await page.getByLabel('Scenario', { exact: true }).selectOption('hold-25s.yaml');
    await visitor.speed('10×');
    await visitor.click('Play');
    await page.locator('.excerpt .at').filter({ hasText: 'wait-state' }).waitFor();
    await page.locator('.finger[aria-pressed="true"]').waitFor();
    await visitor.click('Pull the plug');
    await page.getByText('A scenario is played here: stop it first').waitFor();
    await visitor.speed('as fast as possible');
    await page.locator('.played.passed').filter({ hasText: 'verdict: reset' }).waitFor();
    await visitor.sees('Set-up Wizard');
    await visitor.speed('1×');
    await visitor.click('Play');
    await page.locator('.played.playing').waitFor();
    await visitor.click('Stop it');
    await page.locator('.played.stopped').waitFor();
  });

  test('a file of their own is refused with its faults, and mended it is played to the failure it finds', async () => {
    const { page } = visitor;
    await openTab('Scenarios');
    await bring('mine.yaml', fileOf('  - clik: OK\n'));
    await page.getByRole('alert').filter({ hasText: 'mine.yaml:4:5: "clik" is not a step. Did you mean "click"?' }).waitFor();
    await bring(
      'mine.yaml',
      fileOf('  - power: "on"\n  - wait-state: { state: boot.ready.login }\n  - expect-verdict: { verdict: reset }\n', 'state: provisioned'),
    );
    await page.getByRole('alert').waitFor({ state: 'detached' });
    await visitor.speed('60×');
    await visitor.click('Play');
    await page
      .locator('.played.failed .why')
      .filter({ hasText: 'Line 7, at 0:00:20' })
      .filter({ hasText: 'expected reset, got not-armed' })
      .waitFor();
  });
});
