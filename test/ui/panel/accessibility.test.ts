/**
 * The panel for everybody: axe finds no violation in any state of the walk, in both themes and from a phone's width on, also at 200 % zoom, where nothing hangs over the edge; beep and
 * verdict are told; nothing moves for those who do not like it. All windows look at one run, so one walk shows every state in each.
 */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EveryWindow } from '../../support/every-window.ts';
import { openBrowser, Visitor, withoutBrowser } from '../../support/visitor.ts';
import { type ServedPanel, servePanel } from '../../support/web-panel.ts';

const isMissing = withoutBrowser('the accessibility of the panel in a browser');
let browser: Browser;
let panel: ServedPanel;

let windows: EveryWindow;

beforeAll(async () => {
  if (isMissing) return;
  browser = await openBrowser();
  panel = await servePanel({ pace: 60 });
  windows = await EveryWindow.at(browser, panel);
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await panel?.close();
});

describe.skipIf(isMissing)('the panel, for everybody', { timeout: 120_000 }, () => {
  test('axe finds nothing in any state of the walk, in any window, and nothing hangs over the edge', { timeout: 240_000 }, async () => {
    const person = windows.of('desktop, light');
    const found: string[] = [];
    const look = async (state: string) => found.push(...(await windows.faults(state)));
    await person.sees('Unlock Pattern');
    await person.click('Pause');
    await look('unlock pattern');
    await person.click('Go on');
    await person.choose('Forgot Pattern', 'Forgot Password');
    await person.choose('OK');
    await person.page.getByRole('img', { name: 'QR code' }).waitFor();
    await person.click('gDMSS', 'Home', 'Setting', 'Password Security', 'Reset Password', 'Allow');
    await look('QR code and camera');
    await person.click('Scan');
    for (const visitor of windows.visitors) await visitor.click(/^Password Reset/);
    await look('mail');
    await person.click('Pause', 'Pull the plug');
    await person.openLid();
    await person.page.getByLabel(/hold it for me/).check();
    await person.finger.click();
    await person.page.getByText('Supply, firmware, another recorder').click();
    await look('lid off, a finger on the button, no signal');
    const tabs = await person.page.getByRole('tab').allTextContents();
    expect(tabs.length).toBeGreaterThan(5);
    for (const tab of tabs) {
      await windows.toTab(tab);
      await look(`tab ${tab}`);
    }
    expect(found).toEqual([]);
    expect(windows.complaints).toEqual([]);
  });

  test('beep and verdict are told in live regions, however fast time goes', async () => {
    const person = windows.of('desktop, dark');
    // The finger is down from before, and the lid off.
    await person.page.evaluate(
      "globalThis.told = []; new MutationObserver(() => { for (const each of document.querySelectorAll('[aria-live], [role=status]')) { const text = each.textContent.trim(); if (text && told.at(-1) !== text) told.push(text) } }).observe(document.body, { subtree: true, childList: true, characterData: true })",
    );
    await person.jumpUntil('Put the plug in');
    await person.page.getByLabel(/hold it for me/).check();
    await person.speed('10×');
    await person.click('Put the plug in', 'Go on');
    await person.finger.focus();
    await person.advised('Release now');
    await person.keys('Space');
    expect(await person.verdict()).toMatch(/^reset/);
    const told = (await person.page.evaluate('told')) as string[];
    expect(told).toContainEqual(expect.stringMatching(/^Beep/));
    expect(told).toContainEqual(expect.stringMatching(/^Verdict: reset\. held/));
    expect(told).toContainEqual(expect.stringMatching(/^The monitor/));
  });

  test('nothing moves for those who do not like it', async () => {
    const still = await Visitor.at(browser, panel.url, { reducedMotion: 'reduce' });
    const moving = (await still.page.evaluate(
      "[...document.querySelectorAll('*')].filter((each) => { const { transitionDuration, animationName } = getComputedStyle(each); return animationName !== 'none' || transitionDuration.split(',').some((each) => Number.parseFloat(each) > 0) }).map(({ className }) => String(className.baseVal ?? className))",
    )) as string[];
    expect(moving).toEqual([]);
    await still.leave();
  });
});
