/**
 * The way back in with a phone of one's own, in real browsers: the desk in one, a phone in the other. The link goes over as a QR code, the recorder's QR code as a photograph with a
 * camera's faults, and the code of the mail is typed at the monitor.
 */
import axe from 'axe-core';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readQr } from '../../../src/outside/qr-reader.ts';
import { qrRows } from '../../../src/ui/panel/state.ts';
import { photographOf } from '../../support/camera.ts';
import { blackPng, qrPng } from '../../support/png.ts';
import { openBrowser, Visitor, withoutBrowser } from '../../support/visitor.ts';
import { type ServedPanel, servePanel } from '../../support/web-panel.ts';

const isMissing = withoutBrowser('a phone of one’s own, in a browser');
let browser: Browser;
let panel: ServedPanel;
let desk: Visitor;
const phones = new Map<string, Visitor>();

const PHONES = {
  'phone, light': { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true, colorScheme: 'light' },
  'small phone, dark': { viewport: { width: 320, height: 568 }, isMobile: true, hasTouch: true, colorScheme: 'dark' },
} as const;

beforeAll(async () => {
  if (isMissing) return;
  browser = await openBrowser();
  panel = await servePanel({ host: '0.0.0.0', pace: 20 });
  desk = await Visitor.at(browser, panel.url);
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await panel?.close();
});

const found: string[] = [];
/** What axe finds, and what hangs over the edge, in each phone. */
async function look(state: string): Promise<void> {
  for (const [name, { page }] of phones) {
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
    const violations = (await page.evaluate(
      "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)",
    )) as axe.Result[];
    found.push(...violations.map(({ id, nodes }) => `${state}, ${name}: ${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`));
    // Not beyond `innerWidth`: a phone makes that as wide as the page.
    const overhang = ((await page.evaluate('document.documentElement.scrollWidth')) as number) - (page.viewportSize()?.width ?? 0);
    if (overhang > 0) found.push(`${state}, ${name}: hangs over the edge by ${overhang} px`);
  }
}

describe.skipIf(isMissing)('a phone of one’s own', { timeout: 120_000 }, () => {
  test('comes in by the QR code on the desk, photographs the monitor, gets the mail, and its code opens the recorder', async () => {
    await desk.page.getByText('Use a phone of your own').click();
    const link = await readQr(await desk.page.getByRole('img', { name: 'The address of this panel for a phone' }).screenshot());
    expect(link).toBe(panel.url.replace('/?', '/phone?'));
    for (const [name, options] of Object.entries(PHONES)) {
      const visitor = await Visitor.at(browser, link ?? '', options);
      expect(new URL(visitor.page.url()).search).toBe('');
      await visitor.page.evaluate(axe.source);
      phones.set(name, visitor);
    }
    const phone = phones.get('phone, light') as Visitor;
    const camera = phone.page.locator('input[type=file]');
    const said = (words: string) => phone.page.locator('.app').getByText(words).waitFor();

    await look('apps');
    await phone.click('gDMSS');
    await look('app');
    await phone.click('Home', 'Setting', 'Password Security', 'Reset Password');
    await look('permission');
    await phone.click('Allow');
    await said('There is no QR code on the monitor yet');
    await desk.sees('Unlock Pattern');
    await desk.choose('Forgot Pattern', 'Forgot Password', 'OK');
    const code = desk.page.locator('.screen .qr');
    await code.waitFor();
    await said('Hold the phone so that the whole QR code is in the picture');
    await look('camera');
    expect(await camera.getAttribute('capture')).toBe('environment');

    // Photographs of something else, and what is none.
    await camera.setInputFiles({ name: 'notes.txt', mimeType: 'image/png', buffer: Buffer.from('no picture at all, whatever it says of itself') });
    await said('This is no picture that can be read: take a PNG or JPEG file');
    await look('no picture');
    await camera.setInputFiles(await photographOf(phone.page, blackPng(720, 432)));
    await said('No QR code in the picture. Point the camera at the QR code on the monitor.');
    await look('without a code');
    await camera.setInputFiles(await photographOf(phone.page, Buffer.from(qrPng(qrRows('https://example.test/')))));
    await said('This QR code is not that of a recorder.');
    await look('foreign code');
    expect(panel.desk.bench.outside.post.inbox).toEqual([]);

    const photograph = await photographOf(phone.page, await desk.page.locator('.bezel').screenshot());
    await phone.page.evaluate(TELL_STATUS);
    await camera.setInputFiles(photograph);
    await said('Successfully scanned.');
    expect(await phone.page.evaluate('told')).toEqual(expect.arrayContaining(['Sending the picture ...', 'Successfully scanned.']));
    // It went over the line smaller than the camera made it.
    expect(panel.desk.bench.outside.phone.picture?.length).toBeLessThan(photograph.buffer.length);
    await phone.button(/^Password Reset/).waitFor();
    await look('scanned');
    await phone.click(/^Password Reset/);
    const mail = (await phone.page.locator('.mail pre').textContent()) ?? '';
    const securityCode = /\b[A-Za-z0-9-]{8,}\b(?=\s*\n)/.exec(mail.slice(mail.indexOf('code')))?.[0] ?? '';
    expect(securityCode, mail).not.toBe('');
    await look('mail');

    await desk.fill({ 'Security code': securityCode });
    await desk.choose('Next');
    await desk.fill({ 'New Password': 'Zebra0815x', 'Confirm Password': 'Zebra0815x' });
    await desk.choose('Save', 'OK');
    await desk.sees('System Login');
    await desk.fill({ Password: 'Zebra0815x' });
    await desk.choose('OK');
    await desk.sees('Main Menu');

    expect(found).toEqual([]);
    // Over plain HTTP browsers say this to everybody.
    const isUsual = (complaint: string) => complaint.startsWith('The Cross-Origin-Opener-Policy header has been ignored');
    expect([desk, ...phones.values()].flatMap(({ complaints }) => complaints).filter((each) => !isUsual(each))).toEqual([]);
  });
});

/** Notes what is told in live regions from now on. */
const TELL_STATUS =
  "globalThis.told = []; new MutationObserver(() => { for (const each of document.querySelectorAll('[role=status]')) { const text = each.textContent.trim(); if (text && told.at(-1) !== text) told.push(text) } }).observe(document.body, { subtree: true, childList: true, characterData: true })";
