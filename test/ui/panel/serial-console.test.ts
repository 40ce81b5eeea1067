/** The serial console in a real browser: what the recorder says is read there, keys typed there are its keys, and nobody is caught in it. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EveryWindow } from '../../support/every-window.ts';
import { openBrowser, Visitor, withoutBrowser } from '../../support/visitor.ts';
import { type ServedPanel, servePanel } from '../../support/web-panel.ts';

const isMissing = withoutBrowser('the serial console in a browser');
let browser: Browser;
let panel: ServedPanel;

beforeAll(async () => {
  if (isMissing) return;
  browser = await openBrowser();
  panel = await servePanel({ pace: 20, console: 'picocom -b 115200 /tmp/recsim-tty-Ab12Cd/console' });
});
afterAll(async () => {
  await browser?.close();
  await panel?.close();
});

const NAME = 'Serial console of the recorder';
const terminalOf = ({ page }: Visitor) => page.getByRole('textbox', { name: NAME });

async function visit(options = {}): Promise<Visitor> {
  const person = await Visitor.at(browser, panel.url, options);
  await person.page.getByRole('tab', { name: 'Serial console' }).click();
  await terminalOf(person).waitFor({ state: 'attached' });
  return person;
}

/** Waits until it stands in a line of the terminal, as screen readers are given it. */
const reads = ({ page }: Visitor, words: string) =>
  page.locator('.serial-terminal').getByRole('listitem').filter({ hasText: words }).first().waitFor({ state: 'attached' });

describe.skipIf(isMissing)('the serial console', { timeout: 120_000 }, () => {
  test('its program and that of the flash map are loaded when they are looked at first', async () => {
    const asked: string[] = [];
    const person = await Visitor.at(browser, panel.url);
    person.page.on('request', (request) => asked.push(new URL(request.url()).pathname.replace(/^.*\/|-[\w-]{8}(?=\.)/g, '')));
    const scripts = () =>
      person.page.evaluate("performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => name.endsWith('.js')).length");
    expect(await scripts()).toBe(1);
    await person.page.getByRole('tab', { name: 'Flash' }).click();
    await person.page.getByRole('heading', { name: 'The next boot' }).waitFor();
    await person.page.getByRole('tab', { name: 'Serial console' }).click();
    await terminalOf(person).waitFor({ state: 'attached' });
    expect(asked.filter((name) => name.endsWith('.js'))).toEqual(['flash.js', 'serial-terminal.js']);
    await person.leave();
  });

  test('who comes late reads the log from the boot on; keys are the recorder’s, Tab too, and what it answers is told', async () => {
    const person = await visit();
    await reads(person, '[    0.000000] start (reset cause: power-on)');
    await reads(person, 'screen: Unlock Pattern');
    await reads(person, 'Press Enter for the screen');
    await person.tabTo(NAME);
    await person.keys('Enter');
    await reads(person, 'Draw your unlock pattern.');
    await person.keys('Tab');
    expect(await person.focused()).toBe(NAME);
    await person.keys('Enter');
    await reads(person, 'System Login');
    await expect.poll(() => person.page.locator('.serial-terminal [aria-live]').textContent()).toContain('System Login');
    await person.keys('Control+d');
    await reads(person, 'Press Enter for the screen');
    expect(person.complaints).toEqual([]);
    await person.leave();
  });

  test('nobody is caught in it: F6 and Ctrl-] lead on, Shift-F6 leads back, and it says so where it is described', async () => {
    const person = await visit();
    for (const [key, to] of [
      ['F6', 'Enter'],
      ['Control+]', 'Enter'],
      ['Shift+F6', 'Serial console'],
    ] as const) {
      await terminalOf(person).focus();
      await person.keys('Tab', 'Shift+Tab');
      expect(await person.focused()).toBe(NAME);
      await person.keys(key);
      expect(await person.focused(), key).toBe(to);
    }
    await person.tabTo(NAME);
    const description = await terminalOf(person).evaluate(
      (area) => area.ownerDocument.getElementById(area.getAttribute('aria-describedby') ?? '')?.textContent,
    );
    expect(description).toMatch(/F6 or Ctrl-\] leaves the terminal/);
    await person.leave();
  });

  test('what is typed in one window is seen in each, and there are buttons for those without such keys', async () => {
    panel.desk.renew('provisioned');
    const [person, other] = [await visit(), await visit({ viewport: { width: 390, height: 844 } })];
    await reads(other, 'Press Enter for the screen');
    await person.click('Draw anew (Ctrl-L)');
    await reads(other, 'Draw your unlock pattern.');
    await other.click('Back to the log (Ctrl-D)');
    await reads(person, 'Press Enter for the screen');
    await person.page.getByText('picocom -b 115200 /tmp/recsim-tty-Ab12Cd/console').first().waitFor();
    await person.leave();
    await other.leave();
  });

  test('its eighty columns fit a page of half a desk; its text can be made larger, and then it is scrolled, not the page', async () => {
    const person = await visit({ viewport: { width: 720, height: 900 } });
    const { page } = person;
    const width = (of: string) => page.locator('.serial-terminal').evaluate((host, name) => Number(Reflect.get(host, name)), of);
    expect(await width('scrollWidth')).toBe(await width('clientWidth'));
    for (let press = 0; press < 3; press++) await person.click('Larger text');
    expect(await width('scrollWidth')).toBeGreaterThan(await width('clientWidth'));
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    await person.leave();
  });

  test('without power nobody listens, and it says so; the next boot is in the log', async () => {
    const person = await visit();
    await person.click('Pull the plug');
    await person.button('Put the plug in').waitFor();
    await person.page.getByRole('group', { name: 'Keys of the terminal' }).getByRole('button', { name: 'Enter' }).click();
    await person.page.getByRole('status').filter({ hasText: 'Nobody listens at the console: the recorder has no power' }).waitFor();
    const before = panel.desk.bench.nowUs;
    await person.click('Put the plug in');
    await expect
      .poll(async () => {
        const lines = await person.page.locator('.serial-terminal').getByRole('listitem').allTextContents();
        return Math.max(...lines.flatMap((line) => (/^\[ *([\d.]+)\].start/.exec(line) ?? []).slice(1)).map(Number)) * 1e6;
      })
      .toBeGreaterThan(before);
    await person.leave();
  });

  test('axe finds nothing in it, with the screen on it, in any window, and nothing hangs over the edge', { timeout: 120_000 }, async () => {
    const windows = await EveryWindow.at(browser, panel);
    await windows.toTab('Serial console');
    panel.tempo.setPace(1);
    await windows.of('phone, light').page.getByRole('group', { name: 'Keys of the terminal' }).getByRole('button', { name: 'Enter' }).click();
    for (const visitor of windows.visitors) await reads(visitor, 'Draw your unlock pattern.');
    expect(await windows.faults('screen')).toEqual([]);
    expect(windows.complaints).toEqual([]);
    await windows.leave();
  });
});
