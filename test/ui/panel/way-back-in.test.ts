/** The ways back in by the menus, and the set-up wizard, by hand in a real browser; and of all that is typed on the way, nothing secret comes over the line. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Desk, type DeviceState } from '../../../src/ui/terminal/desk.ts';
import { openBrowser, Visitor, withoutBrowser } from '../../support/visitor.ts';
import { servePanel } from '../../support/web-panel.ts';
import { seedBoard } from '../../support/world.ts';

const isMissing = withoutBrowser('the ways back in, in a browser');
let browser: Browser;

beforeAll(async () => {
  if (!isMissing) browser = await openBrowser();
});
afterAll(() => browser?.close());

async function visit(state: DeviceState, walk: (visitor: Visitor, desk: Desk) => Promise<void>): Promise<Visitor> {
  const desk = new Desk({ board: seedBoard(), seed: 1, state, hashCost: 4 });
  const panel = await servePanel({ desk, pace: 20 });
  const visitor = await Visitor.at(browser, panel.url);
  try {
    await walk(visitor, desk);
    expect(visitor.complaints).toEqual([]);
  } finally {
    await visitor.leave();
    await panel.close();
  }
  return visitor;
}

describe.skipIf(isMissing)('in a browser', { timeout: 120_000 }, () => {
  test('a recorder from its box is set up, forgotten, and got back into by QR code, phone and mail; no secret comes over the line', async () => {
    const PASSWORDS = ['Marker4711', 'Zebra0815x'];
    const PATTERN = [7, 4, 1, 2, 5];
    let code = '';
    const { frames } = await visit('factory', async (visitor) => {
      await visitor.sees('Set-up Wizard');
      await visitor.fill({ 'New Password': 'Marker4711', 'Confirm Password': 'Marker4711' });
      await visitor.choose('Next');
      await visitor.page.locator('.pattern').waitFor();
      await visitor.draw(...PATTERN);
      await visitor.page.getByText('Draw it again').or(visitor.page.locator('[data-screen="wizard.pattern-again"]')).first().waitFor();
      await visitor.draw(...PATTERN);
      await visitor.fill({ 'Reserved Email': 'me@recorder.test' });
      await visitor.choose('Save');
      await visitor.page.locator('.screen').getByRole('checkbox').check();
      await visitor.choose('Next', 'Finish', 'Log Out');
      await visitor.sees('Unlock Pattern');
      // Forgotten.
      await visitor.choose('Forgot Pattern', 'Forgot Password', 'OK');
      await visitor.page.getByRole('img', { name: 'QR code' }).waitFor();
      await visitor.click('gDMSS', 'Home', 'Setting', 'Password Security', 'Reset Password', 'Allow', 'Scan');
      await visitor.click(/^Password Reset/);
      const mail = (await visitor.page.locator('.mail pre').textContent()) ?? '';
      code = /\b[A-Za-z0-9-]{8,}\b(?=\s*\n)/.exec(mail.slice(mail.indexOf('code')))?.[0] ?? '';
      expect(code, mail).not.toBe('');
      await visitor.fill({ 'Security code': code });
      await visitor.choose('Next');
      await visitor.fill({ 'New Password': 'Zebra0815x', 'Confirm Password': 'Zebra0815x' });
      await visitor.choose('Save', 'OK');
      await visitor.sees('System Login');
      await visitor.fill({ Password: 'Zebra0815x' });
      await visitor.choose('OK');
      await visitor.sees('Main Menu');
    });
    const line = frames.join('\n');
    expect(frames.length).toBeGreaterThan(50);
    for (const password of PASSWORDS) {
      expect(line).not.toContain(password);
      expect(line).not.toContain(Buffer.from(password).toString('base64').slice(0, 8));
    }
    for (const shape of [PATTERN.join(','), PATTERN.join(' '), PATTERN.join('')]) expect(line).not.toContain(shape);
    // By design the code is where a person reads and types it: in the mail, in the field on the screen, and in the coach's words once the mail was read. Nowhere else.
    const elsewhere = frames.map((frame) => {
      const { state, ...rest } = JSON.parse(frame) as { state?: Record<string, unknown> };
      const { inbox: _, screen: __, coach: ___, ...others } = state ?? {};
      return JSON.stringify({ ...rest, others });
    });
    expect(line).toContain(code);
    expect(elsewhere.filter((each) => each.includes(code))).toEqual([]);
  });

  test('by the security questions', async () => {
    const { frames } = await visit('provisioned', async (visitor) => {
      await visitor.sees('Unlock Pattern');
      await visitor.choose('Forgot Pattern', 'Forgot Password', 'OK');
      await visitor.page.getByLabel('Reset Type').selectOption({ label: 'Security Questions' });
      await visitor.fill({ 'Answer 1': 'blue', 'Answer 2': 'rex', 'Answer 3': 'porto' });
      await visitor.choose('Next');
      await visitor.fill({ 'New Password': 'Okapi2027', 'Confirm Password': 'Okapi2027' });
      await visitor.choose('Save', 'OK');
      await visitor.sees('System Login');
      await visitor.fill({ Password: 'Okapi2027' });
      await visitor.choose('OK');
      await visitor.sees('Main Menu');
    });
    expect(frames.join('\n')).not.toContain('Okapi2027');
  });
});
