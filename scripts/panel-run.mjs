// A run with its panel, and a browser before it: for pictures and measurements.
import { spawn } from 'node:child_process';
import { chromium } from 'playwright-core';

/** Starts a run, and a browser. `close` ends both. */
export async function openPanelRun(...args) {
  const child = spawn(process.execPath, ['dist/main.js', 'run', '--hash-cost', '4', '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise((resolve, reject) => {
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (piece) => {
      said += piece;
      const found = /Panel: (\S+)/.exec(said);
      if (found) resolve(found[1]);
    });
    child.on('close', () => reject(new Error(said)));
  });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--enable-precise-memory-info'],
  });
  const close = async () => {
    await browser.close();
    child.kill('SIGTERM');
  };
  return { url, browser, pid: child.pid, close };
}

/** Waits until the page says it. */
export const advised = (page, words) => page.locator('.advice').filter({ hasText: words }).waitFor();

export const click = async (page, ...names) => {
  for (const name of names) await page.getByRole('button', { name, exact: typeof name === 'string' }).click();
};

/** From the plug to the open window of the hold, the finger latched. Time stands still in the end. */
export async function holdIntoWindow(page) {
  await page.getByLabel('Speed').selectOption('1');
  await click(page, 'Pull the plug', /^Take out/, /^Take out/, /^Take out/, /^Take out/, 'Lift the lid');
  await page.getByLabel(/hold it for me/).check();
  await click(page, 'Press and hold the reset button');
  await advised(page, 'Put the plug in now');
  await click(page, 'Put the plug in');
  await page.getByLabel('Speed').selectOption('10');
  await advised(page, 'Release now');
}
