/** A person before the panel in a real browser: sees what stands there, and does what hands can do there - by pointer or by keyboard - and nothing else. */
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { skipWithout } from './tool.ts';

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

export const withoutBrowser = (what: string): boolean => skipWithout('chromium', [CHROMIUM, '--version'], what, 'chromium');

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] });

/** How long somebody looks for something, in this machine's time. */
const PATIENCE_MS = 30_000;

export class Visitor {
  readonly page: Page;
  /** What the browser has to say: warnings and errors, and requests to anywhere but the panel. */
  readonly complaints: string[] = [];

  /** All that came over the line, as it came. */
  readonly frames: string[] = [];

  private constructor(page: Page, url: string) {
    this.page = page;
    page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => this.frames.push(String(payload))));
    page.setDefaultTimeout(PATIENCE_MS);
    page.on('console', (message) => ['warning', 'error'].includes(message.type()) && this.complaints.push(message.text()));
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    const { host } = new URL(url);
    page.on('request', (request) => {
      const { protocol, host: asked } = new URL(request.url());
      if (asked !== host && protocol !== 'data:' && protocol !== 'blob:') this.complaints.push(request.url());
    });
  }

  static async at(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Visitor> {
    const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, ...options });
    const visitor = new Visitor(await context.newPage(), url);
    await visitor.page.goto(url);
    await visitor.page.getByRole('heading', { level: 1 }).waitFor();
    return visitor;
  }

  leave(): Promise<void> {
    return this.page.context().close();
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });
  }

  get finger(): Locator {
    return this.page.locator('button.finger');
  }

  async click(...names: (string | RegExp)[]): Promise<void> {
    for (const name of names) await this.button(name).click();
  }

  async speed(words: string): Promise<void> {
    await this.page.getByLabel('Speed').selectOption({ label: words });
  }

  /** Waits until the coach says it. */
  async advised(words: string | RegExp): Promise<void> {
    await this.page.locator('.advice').filter({ hasText: words }).waitFor();
  }

  /** Jumps from one thing to the next until the coach says it. Time stands still in between. */
  async jumpUntil(words: string): Promise<void> {
    const said: (string | null)[] = [];
    for (let jump = 0; jump < 20; jump++) {
      said.push(await this.page.locator('.advice').textContent());
      if (said.at(-1)?.includes(words)) return;
      const before = await this.page.locator('.clock').textContent();
      await this.click('Jump');
      await this.page
        .locator('.clock')
        .filter({ hasNotText: before ?? '' })
        .waitFor();
    }
    throw new Error(`the coach never said "${words}", but: ${said.join(' | ')}`);
  }

  /** Waits until the recorder's monitor has this title. */
  async sees(title: string): Promise<void> {
    await this.page.locator('.screen .title').filter({ hasText: title }).waitFor();
  }

  /** The verdict in words, once there is one. */
  async verdict(): Promise<string> {
    await this.page.locator('.verdict b').waitFor();
    return (await this.page.locator('.verdict').textContent()) ?? '';
  }

  async openLid(): Promise<void> {
    for (const left of [4, 3, 2, 1]) await this.click(`Take out a screw (${left} in)`);
    await this.click('Lift the lid');
    await this.button('Put the lid on').waitFor();
  }

  async keys(...names: string[]): Promise<void> {
    for (const name of names) await this.page.keyboard.press(name);
  }

  /** Goes on with the Tab key until the control with this name has the keyboard. */
  async tabTo(name: string | RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
    const passed: string[] = [];
    while (passed.length < 100) {
      await this.page.keyboard.press(key);
      const focused = await this.focused();
      if (typeof name === 'string' ? focused === name : name.test(focused)) return;
      passed.push(focused);
    }
    throw new Error(`the Tab key never came to ${name}, but to: ${passed.join(' | ')}`);
  }

  /** The name of the control that has the keyboard. */
  focused(): Promise<string> {
    return this.page.evaluate(
      "((at) => (at.getAttribute('aria-label') ?? (at.labels?.[0] ?? at).textContent.replace(/\\s+/g, ' ').replace(at.tagName === 'SELECT' ? at.textContent.replace(/\\s+/g, ' ') : '', '')).trim())(document.activeElement)",
    );
  }

  /** The virtual time that stands at the top. */
  async clockUs(): Promise<number> {
    const [hours = 0, minutes = 0, seconds = 0] = ((await this.page.locator('.clock').textContent()) ?? '').split(':').map(Number);
    return Math.round(((hours * 60 + minutes) * 60 + seconds) * 1e6);
  }

  /** Types into the fields of the recorder's screen. */
  async fill(fields: Readonly<Record<string, string>>): Promise<void> {
    for (const [label, text] of Object.entries(fields)) {
      await this.page.locator('.screen').getByLabel(label, { exact: true }).click();
      await this.page.keyboard.type(text);
    }
  }

  /** Clicks what stands on the recorder's screen. */
  async choose(...labels: string[]): Promise<void> {
    for (const name of labels) await this.page.locator('.screen').getByRole('button', { name, exact: true }).click();
  }

  /** Draws on the grid, from point to point without letting go. */
  async draw(...points: number[]): Promise<void> {
    const grid = this.page.locator('.pattern svg');
    await grid.scrollIntoViewIfNeeded();
    const box = await grid.boundingBox();
    if (!box) throw new Error('there is no grid');
    const { mouse } = this.page;
    for (const [index, point] of points.entries()) {
      const [x, y] = [((point - 1) % 3) * 40 + 20, Math.floor((point - 1) / 3) * 40 + 20];
      await mouse.move(box.x + (x / 120) * box.width, box.y + (y / 120) * box.height, { steps: 4 });
      if (index === 0) await mouse.down();
    }
    await mouse.up();
  }
}
