/** Timing diagram and statecharts in a real browser, live. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser, Visitor, withoutBrowser } from '../../support/visitor.ts';
import { type ServedPanel, servePanel } from '../../support/web-panel.ts';

const isMissing = withoutBrowser('timing diagram and statecharts in a browser');
let browser: Browser;
let panel: ServedPanel;

beforeAll(async () => {
  if (isMissing) return;
  browser = await openBrowser();
  panel = await servePanel({ pace: 'max' });
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await panel?.close();
});

describe.skipIf(isMissing)('the engineer in a browser', { timeout: 120_000 }, () => {
  test('two cursors stepped from edge to edge by the keyboard measure the boot beep exactly, and so do two clicks near its edges', async () => {
    const person = await Visitor.at(browser, panel.url);
    const { page } = person;
    await page.getByRole('tab', { name: 'Timing' }).click();
    const measured = (what: string) => page.locator(`.measured ${what}`).textContent();
    await page.getByRole('combobox', { name: 'of' }).selectOption('buzzer');
    const wave = page.getByRole('group', { name: 'Timing diagram' });
    await wave.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('Shift+ArrowRight');
    await expect.poll(() => measured('.cursor-a dd')).toMatch(/0:00:00\.\d{6} buzzer rises/);
    await page.keyboard.press('b');
    await page.keyboard.press('Shift+ArrowRight');
    await expect.poll(() => measured('.cursor-b dd')).toMatch(/buzzer falls/);
    expect([await measured('.between'), await measured('.frequency')]).toEqual(['150 ms', '6.667 Hz']);

    // The same by hand: a click near an edge puts a cursor on it.
    await page.keyboard.press('Escape');
    await expect.poll(() => measured('.between')).toBe('–');
    for (let press = 0; press < 10; press++) await page.keyboard.press('+');
    await page.keyboard.press('Home');
    const box = await page.locator('.wave canvas').boundingBox();
    if (!box) throw new Error('no canvas');
    const widthUs = Number(/([\d.]+) ms/.exec((await page.locator('.tools output').textContent()) ?? '')?.[1]) * 1_000;
    const beepUs = panel.desk.bench.trace.all('buzzer').map(({ atUs }) => atUs);
    const rows = await page.locator('.foot input:checked').evaluateAll((inputs) => inputs.map((input) => input.parentElement?.textContent?.trim()));
    const y = box.y + 24 + 32 * (rows.indexOf('buzzer') + 0.5);
    const xOf = (atUs: number) => box.x + 84 + (atUs / widthUs) * (box.width - 84);
    await page.mouse.click(xOf(beepUs[0] as number) + 5, y);
    await page.mouse.click(xOf(beepUs[1] as number) - 5, y);
    await expect.poll(() => measured('.between')).toBe('150 ms');
    await page.mouse.move(xOf(((beepUs[0] as number) + (beepUs[1] as number)) / 2), y);
    await expect.poll(() => measured('.pointed dd')).toBe('buzzer 1 for 150 ms');

    await page.getByText('The latest edges in sight, as a table').click();
    await expect
      .poll(() => page.locator('.foot tbody tr', { hasText: 'buzzer' }).allTextContents())
      .toEqual([expect.stringMatching(/buzzer10150 ms$/), expect.stringMatching(/buzzer01/)]);
    expect(person.complaints).toEqual([]);
    await person.leave();
  });

  test('the statechart lights the active state and the last transition, live, and lists the last ten with their events', async () => {
    const person = await Visitor.at(browser, panel.url);
    const { page } = person;
    await page.getByRole('tab', { name: 'Statecharts' }).click();
    await person.button('boot').click();
    await page.locator('.chart .state.active[data-path="boot.ready.login"]').waitFor();
    expect(await page.locator('.chart .arrow.taken').getAttribute('data-key')).toBe('boot.initialising > boot.ready.login');
    expect(await page.locator('.transitions tbody tr').first().textContent()).toMatch(
      /0:00:20\.050000\s*initialisation\.finished\s*initialising\s*ready\.login/,
    );
    await person.button('Pull the plug').click();
    await page.getByText('Without power no firmware runs.').waitFor();
    expect(await page.locator('.chart .state.lit').count()).toBe(0);
    await person.button('Put the plug in').click();
    await page.locator('.chart .state.active[data-path="boot.ready.login"]').waitFor();
    expect(await page.locator('.transitions tbody tr').count()).toBe(6);
    await person.button('buzzer').click();
    await page.locator('.chart .state.active[data-path="buzzer.silent"]').waitFor();
    expect(person.complaints).toEqual([]);
    await person.leave();
  });
});
