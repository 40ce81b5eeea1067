/** One run in windows of every kind - desktop and phone, light and dark, at 200 % zoom - and what is wrong in each with what it shows. */
import axe from 'axe-core';
import type { Browser } from 'playwright-core';
import { Visitor } from './visitor.ts';
import type { ServedPanel } from './web-panel.ts';

/** What depends on theme and width; the rest is the same in every window, since the page is: every rule is asked in two of them. */
const LOOKS = ['color-contrast', 'target-size', 'scrollable-region-focusable'];
const FITS = ['target-size', 'scrollable-region-focusable'];

const WINDOWS = {
  'desktop, light': { rules: undefined, look: { viewport: { width: 1440, height: 1000 }, colorScheme: 'light' } },
  'desktop, dark': { rules: LOOKS, look: { viewport: { width: 1440, height: 1000 }, colorScheme: 'dark' } },
  'phone, light': { rules: LOOKS, look: { viewport: { width: 390, height: 844 }, colorScheme: 'light', hasTouch: true } },
  'phone, dark': { rules: undefined, look: { viewport: { width: 390, height: 844 }, colorScheme: 'dark', hasTouch: true } },
  'desktop at 200 %': { rules: FITS, look: { viewport: { width: 720, height: 500 }, deviceScaleFactor: 2 } },
  'phone at 200 %': { rules: FITS, look: { viewport: { width: 320, height: 422 }, deviceScaleFactor: 2 } },
} as const;

export class EveryWindow {
  readonly #visitors = new Map<keyof typeof WINDOWS, Visitor>();

  /** Time stands still meanwhile: windows that are open already would draw all of it. */
  static async at(browser: Browser, { url, tempo }: Pick<ServedPanel, 'url' | 'tempo'>): Promise<EveryWindow> {
    const all = new EveryWindow();
    const wasPaused = tempo.isPaused;
    tempo.pause(true);
    for (const name of Object.keys(WINDOWS) as (keyof typeof WINDOWS)[]) {
      const visitor = await Visitor.at(browser, url, WINDOWS[name].look);
      await visitor.page.evaluate(axe.source);
      all.#visitors.set(name, visitor);
    }
    tempo.pause(wasPaused);
    return all;
  }

  get visitors(): readonly Visitor[] {
    return [...this.#visitors.values()];
  }

  get complaints(): readonly string[] {
    return this.visitors.flatMap(({ complaints }) => complaints);
  }

  of(name: keyof typeof WINDOWS): Visitor {
    return this.#visitors.get(name) as Visitor;
  }

  /** Goes to this tab in each, and waits until what is in it has been loaded. */
  async toTab(name: string): Promise<void> {
    for (const { page } of this.visitors) {
      await page.getByRole('tab', { name, exact: true }).click();
      await page
        .locator('#pane')
        .getByText(/Loading|is loaded/)
        .waitFor({ state: 'detached' });
    }
  }

  async leave(): Promise<void> {
    for (const visitor of this.visitors) await visitor.leave();
  }

  /** What is wrong in each window with what it shows now; `state` says what that is. */
  async faults(state: string): Promise<string[]> {
    for (const { page } of this.visitors) await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
    const found = await Promise.all(
      [...this.#visitors].map(async ([name, { page }]) => {
        const { rules } = WINDOWS[name];
        const options: axe.RunOptions = { resultTypes: ['violations'], ...(rules ? { runOnly: rules } : {}) };
        const violations = (await page.evaluate(
          `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) => violations)`,
        )) as axe.Result[];
        const overhang = (await page.evaluate('document.documentElement.scrollWidth - innerWidth')) as number;
        const told = violations.map(({ id, nodes }) => `${state}, ${name}: ${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
        return overhang > 0 ? [...told, `${state}, ${name}: hangs over the edge by ${overhang} px`] : told;
      }),
    );
    return found.flat();
  }
}
