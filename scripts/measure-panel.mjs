// Measures the panel in a browser and prints it: first useful paint, bytes, frames a second while a bouncing hold plays at 10x, and memory over eight virtual hours and a hundred power-ups as fast as possible.
// `node scripts/measure-panel.mjs` after `make build`.
import { readFileSync } from 'node:fs';
import { advised, click, holdIntoWindow, openPanelRun } from './panel-run.mjs';

const run = await openPanelRun();
const kilo = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
const mega = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
try {
  const page = await run.browser.newPage({ viewport: { width: 1440, height: 1000 } });
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Network.enable');
  const counted = { page: 0, frames: 0 };
  cdp.on('Network.loadingFinished', ({ encodedDataLength }) => {
    counted.page += encodedDataLength;
  });
  cdp.on('Network.webSocketFrameReceived', ({ response }) => {
    counted.frames += response.payloadData.length;
  });
  await page.addInitScript(() => {
    new MutationObserver((_, observer) => {
      if (!document.querySelector('.advice')) return;
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(() => (globalThis.usefulMs = performance.now())));
    }).observe(document, { subtree: true, childList: true });
  });
  const paints = [];
  for (let time = 0; time < 5; time++) {
    counted.page = 0;
    counted.frames = 0;
    await page.goto(run.url);
    await page.waitForFunction(() => globalThis.usefulMs !== undefined);
    paints.push(await page.evaluate(() => globalThis.usefulMs));
  }
  console.log(`first useful paint: ${paints.map((ms) => `${ms.toFixed(0)} ms`).join(', ')}`);
  console.log(`transferred until then: page ${kilo(counted.page)}, state ${kilo(counted.frames)}`);

  await holdIntoWindow(page);
  await click(page, 'Let go of the reset button');
  await page.getByLabel('Speed').selectOption('60');
  await page.getByText('Set-up Wizard').first().waitFor();
  await page.getByLabel('Speed').selectOption('1');
  await click(page, 'Pull the plug', 'Press and hold the reset button');
  await advised(page, 'Put the plug in now');
  await click(page, 'Put the plug in');
  await page.getByLabel('Speed').selectOption('10');
  counted.frames = 0;
  const { frames, ms, worstMs } = await page.evaluate(
    () =>
      new Promise((done) => {
        const from = performance.now();
        let [frames, last, worstMs] = [0, from, 0];
        const tick = (now) => {
          frames++;
          worstMs = Math.max(worstMs, now - last);
          last = now;
          if (now - from < 3_000) requestAnimationFrame(tick);
          else done({ frames, ms: now - from, worstMs });
        };
        requestAnimationFrame(tick);
      }),
  );
  console.log(
    `a 30 s hold at 10x: ${((frames / ms) * 1000).toFixed(1)} frames a second, the longest took ${worstMs.toFixed(0)} ms; ${kilo(counted.frames)} over the line`,
  );
  await click(page, 'Let go of the reset button');

  const heap = async () => {
    await cdp.send('HeapProfiler.collectGarbage');
    return page.evaluate(() => performance.memory.usedJSHeapSize);
  };
  const resident = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${run.pid}/status`, 'utf8'))?.[1]) * 1024;
  await page.getByLabel('Speed').selectOption('max');
  const hours = async () => Number(((await page.locator('.clock').textContent()) ?? '').split(':')[0]);
  const begun = await hours();
  const since = performance.now();
  counted.frames = 0;
  let at = 0;
  for (let acts = 0; at < 8 || acts < 200; acts++) {
    if (acts % 50 === 0) console.log(`after ${at} virtual hours: server ${mega(resident())} resident, page ${mega(await heap())}`);
    // Something goes on meanwhile.
    await click(page, /^(Pull the plug|Put the plug in)$/);
    at = (await hours()) - begun;
  }
  console.log(
    `after ${at} virtual hours: server ${mega(resident())} resident, page ${mega(await heap())}; ${((performance.now() - since) / 1000).toFixed(1)} s, ${kilo(counted.frames)} over the line`,
  );
  await page.getByLabel('Speed').selectOption('1');
  await click(page, 'Pause');
  await page.getByRole('button', { name: 'Go on' }).waitFor();
  console.log('the page is alive');
} finally {
  await run.close();
}
