// Draws the pictures of the panel in the browser: the button held with the window open, and the QR code with the phone before it, at the width of a desk and of a phone, light and dark.
// `make pictures` runs it; a test draws them anew, by `--to FOLDER`, and compares.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { click, holdIntoWindow, openPanelRun } from './panel-run.mjs';

const { to } = parseArgs({ options: { to: { type: 'string', default: 'docs/images' } } }).values;
mkdirSync(to, { recursive: true });
const run = await openPanelRun();
const look = async (width, height, colorScheme) => {
  const page = await run.browser.newPage({ viewport: { width, height }, colorScheme });
  await page.goto(run.url);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
};
const draw = async (page, name) => {
  // Where the pointer is shows nothing of its own.
  await page.mouse.move(0, 0);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const file = path.join(to, `${name}.png`);
  await page.screenshot({ path: file });
  console.log(file);
};
try {
  const light = await look(1440, 960, 'light');
  const dark = await look(1440, 960, 'dark');
  const phones = { 'panel-browser-phone': await look(390, 844, 'light'), 'panel-browser-phone-dark': await look(390, 844, 'dark') };
  await light.getByLabel('Speed').selectOption('60');
  await click(light, 'Forgot Pattern', 'Forgot Password');
  await light.locator('.screen').getByRole('button', { name: 'OK' }).click();
  await light.getByRole('img', { name: 'QR code' }).waitFor();
  await click(light, 'gDMSS', 'Home', 'Setting', 'Password Security', 'Reset Password', 'Allow', 'Pause');
  await draw(dark, 'panel-browser-dark');
  for (const [name, phone] of Object.entries(phones)) {
    await phone.locator('.monitor').evaluate((monitor) => monitor.scrollIntoView());
    await draw(phone, name);
  }
  await click(light, 'Go on');
  await holdIntoWindow(light);
  await click(light, 'Pause');
  await light.locator('.said').filter({ hasNotText: /./ }).waitFor({ state: 'attached' });
  await draw(light, 'panel-browser');
} finally {
  await run.close();
}
