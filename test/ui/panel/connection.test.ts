/** The line between a window and the run: several windows in step, a run that goes and comes back, and one that is not the page's own. */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { NOTHING_SEEN } from '../../../src/ui/panel/stream.ts';
import { readMessage } from '../../../src/ui/panel/web/message.ts';
import { VERSION } from '../../../src/version.ts';
import { createDesk, seconds } from '../../support/desk.ts';
import { streamAt } from '../../support/panel-stream.ts';
import { openBrowser, Visitor, withoutBrowser } from '../../support/visitor.ts';
import { type ServedPanel, servePanel } from '../../support/web-panel.ts';

describe('what a window takes for a message of the run', () => {
  test('is every frame of a run, and every answer', () => {
    const desk = createDesk();
    const { stream } = streamAt(desk);
    desk.bench.advance(seconds(25));
    stream.refresh();
    const frame = stream.since(NOTHING_SEEN)?.frame ?? '';
    expect(readMessage(frame)).toEqual(JSON.parse(frame));
    expect(readMessage('{"type":"answer","id":3,"ok":false,"refused":"no"}')).toMatchObject({ id: 3, ok: false });
    expect(readMessage('{"type":"fault","fault":"not JSON"}')).toMatchObject({ fault: 'not JSON' });
  });

  test.each([
    ['', 'nothing'],
    ['{"type":"frame"', 'half of one'],
    ['[]', 'a list'],
    ['null', 'null'],
    ['{"type":"news"}', 'of another kind'],
    ['{"type":"answer","ok":true}', 'an answer to nothing'],
    ['{"type":"answer","id":1}', 'an answer that says nothing'],
    ['{"type":"fault"}', 'a fault without words'],
    ['{"type":"frame","state":{}}', 'a frame without an epoch'],
    ['{"type":"frame","epoch":1.5,"state":{}}', 'a broken epoch'],
    ['{"type":"frame","epoch":1,"state":[]}', 'a state that is none'],
    ['{"type":"frame","epoch":1,"state":{"about":{"version":"0.0.9"}}}', 'of another version'],
    ['{"type":"frame","epoch":1,"state":{},"trace":{"from":-1,"entries":[]}}', 'a trace from nowhere'],
    ['{"type":"frame","epoch":1,"state":{},"trace":{"from":0,"entries":[{"atUs":"0","signal":"rail","value":1}]}}', 'an entry without a time'],
    ['{"type":"frame","epoch":1,"state":{},"serial":{"from":0}}', 'a console without bytes'],
  ])('is not %s (%s)', (text) => {
    expect(readMessage(text)).toBeUndefined();
  });
});

const isMissing = withoutBrowser('windows of the panel');
describe.skipIf(isMissing)('windows of the panel', { timeout: 120_000 }, () => {
  let browser: Browser;
  const closing: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  async function serve(options: Parameters<typeof servePanel>[0] = {}): Promise<ServedPanel> {
    const panel = await servePanel({ pace: 10, ...options });
    closing.push(() => panel.close());
    return panel;
  }
  async function open(url: string): Promise<Visitor> {
    const visitor = await Visitor.at(browser, url);
    closing.push(() => visitor.leave());
    return visitor;
  }
  const portOf = (panel: ServedPanel) => Number(new URL(panel.url).port);
  const alert = (visitor: Visitor, words: string) => visitor.page.getByRole('alert').filter({ hasText: words });

  test('stay in step, and one that comes late sees the present and the whole trace', async () => {
    const panel = await serve();
    const [first, second] = [await open(panel.url), await open(panel.url)];
    await first.click('Pull the plug');
    await second.button('Put the plug in').click();
    await first.button('Pull the plug').waitFor();
    await first.openLid();
    const late = await open(panel.url);
    await late.button('Put the lid on').waitFor();
    await late.page.getByRole('tab', { name: 'Trace' }).click();
    await late.page.getByText('plug out').first().waitFor();
    expect([first, second, late].map(({ complaints }) => complaints)).toEqual([[], [], []]);
  });

  test('say that the run is gone, refuse deeds with a reason, and show the next one on the same port by themselves', async () => {
    const panel = await servePanel({ pace: 10 });
    const visitor = await open(panel.url);
    await panel.close();
    await alert(visitor, 'The run cannot be reached').waitFor();
    await visitor.click('Pull the plug');
    await visitor.page.getByText('The run cannot be reached').nth(1).waitFor();
    const again = await serve({ port: portOf(panel) });
    again.desk.unplug();
    await visitor.button('Put the plug in').waitFor();
    await expect.poll(() => alert(visitor, '').count()).toBe(0);
  });

  test('say that a new run on the same port wants its own token', async () => {
    const panel = await servePanel({ host: '0.0.0.0' });
    const visitor = await open(panel.url);
    await panel.close();
    await serve({ host: '0.0.0.0', port: portOf(panel) });
    await alert(visitor, 'the address that it printed').waitFor();
  });

  test('fetch the page anew where the run is of another version, once; and say so where that does not help', async () => {
    const panel = await serve();
    const page = await (await browser.newContext()).newPage();
    closing.push(() => page.context().close());
    let lines = 0;
    await page.routeWebSocket(/\/live$/, (here) => {
      lines++;
      const isOther = lines <= 2;
      const there = here.connectToServer();
      there.onMessage((text) => here.send(isOther ? String(text).replace(`"version":"${VERSION}"`, '"version":"0.0.9"') : text));
    });
    await page.goto(panel.url);
    await page.getByText('Another version of recsim runs there').waitFor();
    // A page that has been open for long.
    await page.addInitScript('performance.now = () => 60_000');
    let loads = 0;
    page.on('load', () => {
      loads++;
    });
    await page.reload();
    await page.getByRole('button', { name: 'Pull the plug' }).waitFor();
    expect([loads, lines]).toEqual([2, 3]);
  });
});
