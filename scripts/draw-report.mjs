// Draws docs/images/report.png: runs a matrix of holds and a few of the shipped scenarios, and photographs the HTML report of it in Chromium. `make pictures` runs it.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const PICTURE = 'docs/images/report.png';
const MATRIX = `name: Held through a dip of the supply
version: 2
state: provisioned
matrix:
  held: { from: 19 s, to: 31 s, step: 1 s }
  dip: [1 ms, 20 ms, 60 ms]
steps:
  - press: {}
  - delay: 4.5 s
  - power: "on"
  - expect-pulse: { part-id: buzzer, on: 150 ms }
  - measure: { name: beep, from: buzzer.on, to: buzzer.off, min: 100 ms, max: 200 ms, unit: ms }
  - dip: { for: "\${dip}", to: 2 V }
  - delay: "\${held}"
  - release: {}
  - expect-verdict: { verdict: reset }
`;

mkdirSync('tmp', { recursive: true });
const folder = mkdtempSync('tmp/report-');
try {
  writeFileSync(path.join(folder, 'hold.yaml'), MATRIX);
  const html = path.resolve(folder, 'report.html');
  const { status, stderr } = spawnSync(
    process.execPath,
    [path.resolve('dist/main.js'), 'test', 'hold.yaml', path.resolve('scenarios'), '--hash-cost', '4', '--quiet', '--html', html],
    { cwd: folder, encoding: 'utf8' },
  );
  if (status !== 1) throw new Error(`recsim test ended with ${status}: ${stderr}`);
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
  const page = await browser.newPage({ viewport: { width: 1200, height: 1500 } });
  await page.goto(pathToFileURL(html).href);
  await page.screenshot({ path: PICTURE });
  await browser.close();
  console.log(PICTURE);
} finally {
  rmSync(folder, { recursive: true });
}
