/**
 * The panel for everybody: axe finds no violation in any state of the walk, in both themes and from a phone's width on, also at 200 % zoom, where nothing hangs over the edge; beep and
 * verdict are told; nothing moves for those who do not like it. All windows look at one run, so one walk shows every state in each.
 */
import axe from 'axe-core';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser, Visitor, withoutBrowser } from '../../support/visitor.ts';
import { type ServedPanel, servePanel } from '../../support/web-panel.ts';

const isMissing = withoutBrowser('the accessibility of the panel in a browser');
let browser: Browser;
let panel: ServedPanel;

const WINDOWS = {
  'desktop, light': { viewport: { width: 1440, height: 1000 }, colorScheme: 'light' },
  'desktop, dark': { viewport: { width: 1440, height: 1000 }, colorScheme: 'dark' },
  'phone, light': { viewport: { width: 390, height: 844 }, colorScheme: 'light', hasTouch: true },
  'phone, dark': { viewport: { width: 390, height: 844 }, colorScheme: 'dark', hasTouch: true },
  'desktop at 200 %': { viewport: { width: 720, height: 500 }, deviceScaleFactor: 2 },
  'phone at 200 %': { viewport: { width: 320, height: 422 }, deviceScaleFactor: 2 },
} as const;
const visitors = new Map<string, Visitor>();

beforeAll(async () => {
  if (isMissing) return;
  browser = await openBrowser();
  panel = await servePanel({ pace: 60 });
  for (const [name, options] of Object.entries(WINDOWS)) {
    const visitor = await Visitor.at(browser, panel.url, options);
    await visitor.page.evaluate(axe.source);
    visitors.set(name, visitor);
  }
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await panel?.close();
});

/** What is wrong in each window with what it shows now. */
async function faults(state: string): Promise<string[]> {
  const found = await Promise.all(
    [...visitors].map(async ([name, { page }]) => {
      const violations = (await page.evaluate(
        "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)",
      )) as axe.Result[];
      const overhang = (await page.evaluate('document.documentElement.scrollWidth - innerWidth')) as number;
      const told = violations.map(({ id, nodes }) => `${state}, ${name}: ${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
      return overhang > 0 ? [...told, `${state}, ${name}: hangs over the edge by ${overhang} px`] : told;
    }),
  );
  return found.flat();
}

describe.skipIf(isMissing)('the panel, for everybody', { timeout: 60_000 }, () => {
  test('axe finds nothing in any state of the walk, in any window, and nothing hangs over the edge', async () => {
    const person = visitors.get('desktop, light') as Visitor;
    const found: string[] = [];
    const look = async (state: string) => {
      for (const [, visitor] of visitors)
        await visitor.page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
      found.push(...(await faults(state)));
    };
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
    for (const [, visitor] of visitors) await visitor.click(/^Password Reset/);
    await look('mail');
    await person.click('Pause', 'Pull the plug');
    await person.openLid();
    await person.page.getByLabel(/hold it for me/).check();
    await person.finger.click();
    await person.page.getByText('Supply, firmware, another recorder').click();
    await look('lid off, a finger on the button, no signal');
    const tabs = person.page.getByRole('tab');
    for (let tab = 0; tab < (await tabs.count()); tab++) {
      for (const [, visitor] of visitors) await visitor.page.getByRole('tab').nth(tab).click();
      await look(`tab ${await tabs.nth(tab).textContent()}`);
    }
    expect(found).toEqual([]);
    expect([...visitors.values()].flatMap(({ complaints }) => complaints)).toEqual([]);
  });

  test('beep and verdict are told in live regions, however fast time goes', async () => {
    const person = visitors.get('desktop, dark') as Visitor;
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
