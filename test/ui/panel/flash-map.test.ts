/** The flash map in a real browser: what a person finds there, by role and name as a screen reader has it, and a power cut at a flash operation from its order to the recovery. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clock } from '../../../src/ui/panel/web/words.ts';
import { Desk } from '../../../src/ui/terminal/desk.ts';
import { holdThroughPowerUp, seconds } from '../../support/desk.ts';
import { EveryWindow } from '../../support/every-window.ts';
import { openBrowser, Visitor, withoutBrowser } from '../../support/visitor.ts';
import { type ServedPanel, servePanel } from '../../support/web-panel.ts';
import { seedBoard } from '../../support/world.ts';

const isMissing = withoutBrowser('the flash map in a browser');
let browser: Browser;
const panels: ServedPanel[] = [];

beforeAll(async () => {
  if (!isMissing) browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  for (const panel of panels) await panel.close();
});

/** It has booted. */
function recorder(changes: Parameters<typeof seedBoard>[0] = {}): Desk {
  const desk = new Desk({ board: seedBoard(changes), seed: 1, state: 'provisioned', hashCost: 4 });
  desk.bench.advance(seconds(30));
  return desk;
}

/** In real time: what people type must not be overtaken by the recorder's time limits, however slow this machine is. */
async function serve(desk = recorder()): Promise<ServedPanel> {
  const panel = await servePanel({ desk });
  panels.push(panel);
  return panel;
}

/** With the flash map before them. */
async function visit({ url }: ServedPanel): Promise<Visitor> {
  const person = await Visitor.at(browser, url);
  await person.page.getByRole('tab', { name: 'Flash' }).click();
  await person.page.getByRole('heading', { name: 'The next boot' }).waitFor();
  return person;
}

const plain = (texts: readonly (string | null)[]) => texts.map((text) => (text ?? '').replace(/\s+/g, ' ').trim());
/** Waits until it stands in a live region. */
const told = ({ page }: Visitor, words: RegExp) =>
  expect.poll(async () => plain(await page.getByRole('status').allTextContents()), { timeout: 15_000 }).toContainEqual(expect.stringMatching(words));
/** What screen readers call the blocks of a log. */
const blocksOf = async ({ page }: Visitor, log: string) => plain(await page.getByRole('region', { name: log }).getByRole('button').allInnerTexts());
const rowsOf = async ({ page }: Visitor) =>
  plain(await page.getByRole('region', { name: 'Table of records' }).getByRole('row').allInnerTexts()).slice(1);

/** A boot, which nobody need wait for. */
async function boots({ tempo }: ServedPanel, person: Visitor, title: string): Promise<void> {
  tempo.setPace(60);
  await person.sees(title);
  tempo.setPace(1);
}

/** To the screen on which a new password is saved. */
async function toNewPassword(person: Visitor): Promise<void> {
  await person.sees('Unlock Pattern');
  await person.choose('Forgot Pattern', 'Forgot Password', 'OK');
  await person.page.getByLabel('Reset Type').selectOption({ label: 'Security Questions' });
  await person.fill({ 'Answer 1': 'blue', 'Answer 2': 'rex', 'Answer 3': 'porto' });
  await person.choose('Next');
  await person.fill({ 'New Password': 'Okapi2027', 'Confirm Password': 'Okapi2027' });
}

describe.skipIf(isMissing)('the flash map', { timeout: 120_000 }, () => {
  test('shows what a boot would do, the journal, both logs block by block with fill and wear, and the records; of a block that is chosen, its own', async () => {
    const person = await visit(await serve());
    const { page } = person;
    await told(person, /^A boot now ends at the login\.$/);
    await page.getByText('No reset so far.').waitFor();
    expect(await blocksOf(person, 'Device log')).toEqual([
      expect.stringMatching(/^Block 0 current 5 % full, 2 records erased 1 of 100\s000/),
      expect.stringMatching(/^Block 1 free 0 % full erased 0 of 100\s000/),
      expect.stringMatching(/^Block 2 free 0 % full erased 0 of 100\s000/),
    ]);
    expect(await blocksOf(person, 'Settings log')).toHaveLength(5);
    expect(await rowsOf(person)).toEqual([
      'identity committed serial RSV34TD6VZFTTHT, key set 0 0x000018 120',
      'recordings committed volume-1 0 0x000090 40',
      'credentials committed password, pattern, 3 questions, email 3 0x003018 728',
    ]);
    await person.tabTo(/^Block 3/);
    await person.keys('Space');
    await page.getByRole('heading', { name: 'Records in block 3' }).waitFor();
    expect(await page.getByRole('button', { name: /^Block 3/ }).getAttribute('aria-pressed')).toBe('true');
    await expect.poll(() => rowsOf(person)).toEqual([expect.stringMatching(/^credentials committed/)]);
    await person.click('Both logs again');
    await expect.poll(() => rowsOf(person)).toHaveLength(3);
    expect(person.complaints).toEqual([]);
    await person.leave();
  });

  test('a block that was erased as often as it can be says that it is worn out', async () => {
    const person = await visit(await serve(recorder({ flashEndurance: 1 })));
    expect((await blocksOf(person, 'Settings log'))[0]).toContain('erased 1 of 1, worn out');
    await person.leave();
  });

  test('a power cut at the next operation waits for one; the save of a password tears, the recorder goes dark, the map shows what was torn; plugged in again, the old password holds', async () => {
    const panel = await serve();
    const person = await visit(panel);
    await toNewPassword(person);
    await person.click('Cut power at the next operation');
    await told(person, /^armed Power goes during the next flash operation\.$/);
    expect(panel.desk.bench.supply.isGood).toBe(true);
    await person.choose('Save');
    await told(person, /^lost Power went at 0:\d\d:\d\d\.\d{3}, during the erase of the block at 0x4000\. It is torn\.$/);
    await person.page.getByText('No signal', { exact: false }).first().waitFor();
    expect(panel.desk.bench.supply.isGood).toBe(false);
    const [before, torn] = await blocksOf(person, 'Settings log');
    expect(before).toMatch(/^Block 3 current \d+ % full, \d records erased 1 of/);
    expect(torn).toMatch(/^Block 4 .* torn 0:\d\d:\d\d\.\d{3}$/);
    await told(person, /^A boot now ends at the login\.$/);
    await person.click('Plug it in again');
    await boots(panel, person, 'Unlock Pattern');
    expect(await person.button('Plug it in again').count()).toBe(0);
    await person.choose('Forgot Pattern');
    await person.sees('System Login');
    await person.fill({ Password: 'Recorder2026' });
    await person.choose('OK');
    await person.sees('Main Menu');
    expect(person.frames.join('\n')).not.toContain('Okapi2027');
    expect(person.complaints).toEqual([]);
    await person.leave();
  });

  test('a factory reset that is cut at its eighth operation stands in the journal, a boot will go on with it, and does', async () => {
    const desk = recorder();
    holdThroughPowerUp(desk, 4.5, 25);
    const panel = await serve(desk);
    panel.tempo.pause(true);
    const person = await visit(panel);
    const { page } = person;
    const form = page.getByRole('form', { name: 'Power cut' });
    await form.getByLabel(/^flash operation/).fill('8');
    await form.getByLabel('Lose power').selectOption('after');
    await person.click('Cut power at the 8th operation');
    await told(person, /^armed Power goes after the 8th flash operation from now\.$/);
    desk.release();
    await person.click('Go on');
    await told(
      person,
      /^lost Power went at 0:01:30\.\d{3}, after the erase of the block at 0x4000\. It is done, and the firmware never heard of it\.$/,
    );
    await told(person, /^A boot now goes on with a factory reset: \d of 5 blocks erased\.$/);
    expect(await page.locator('[aria-current="step"]').textContent()).toMatch(/^erasing \d of 5$/);
    await person.click('Plug it in again');
    await boots(panel, person, 'Set-up Wizard');
    await told(person, /^A boot now ends at the set-up wizard: no password is set\.$/);
    expect(
      await page
        .getByRole('listitem')
        .filter({ hasText: /^done$/ })
        .getAttribute('class'),
    ).toBe('past');
    expect(person.complaints).toEqual([]);
    await person.leave();
  });

  test('a cut that is called off does not come', async () => {
    const panel = await serve();
    const person = await visit(panel);
    await toNewPassword(person);
    await person.click('Cut power at the next operation', 'Call it off');
    await expect.poll(() => panel.desk.bench.hal.flash.cut).toBeUndefined();
    await person.button('Call it off').waitFor({ state: 'detached' });
    await person.choose('Save', 'OK');
    await person.sees('System Login');
    expect(panel.desk.bench.supply.isGood).toBe(true);
    expect(await person.page.getByText(/^(armed|lost)$/).count()).toBe(0);
    await person.leave();
  });

  test('a plug that is pulled by hand is no power cut at an operation: the order stands, and what is told at last is of the cut', async () => {
    const panel = await serve();
    const person = await visit(panel);
    await person.sees('Unlock Pattern');
    await person.click('Cut power at the next operation', 'Pull the plug');
    await person.button('Put the plug in').waitFor();
    await told(person, /^armed Power goes during the next flash operation\.$/);
    await person.click('Put the plug in');
    await boots(panel, person, 'Unlock Pattern');
    await person.choose('Forgot Pattern');
    await person.fill({ Password: 'Okapi2027' });
    await person.choose('OK');
    await told(person, /^lost/);
    const lost = panel.desk.bench.trace.all('rail').filter(({ value }) => value === 'lost');
    expect(lost).toHaveLength(2);
    await told(person, new RegExp(`^lost Power went at ${clock(lost[1]?.atUs ?? 0)}, during the program of`));
    await person.leave();
  });

  test('axe finds nothing in it, armed and torn, in any window, and nothing hangs over the edge', { timeout: 120_000 }, async () => {
    const panel = await serve();
    const person = await visit(panel);
    await person.sees('Unlock Pattern');
    await person.choose('Forgot Pattern');
    await person.fill({ Password: 'Okapi2027' });
    await person.click('Pause');
    const windows = await EveryWindow.at(browser, panel);
    await windows.toTab('Flash');
    await person.click('Cut power at the next operation');
    for (const visitor of windows.visitors) await told(visitor, /^armed/);
    const found = await windows.faults('armed');
    // The count of wrong guesses: a program, which leaves a torn record.
    await person.click('Go on');
    await person.choose('OK');
    for (const visitor of windows.visitors) await told(visitor, /^lost/);
    await windows
      .of('phone, dark')
      .page.getByRole('button', { name: /^Block 3/ })
      .click();
    expect(await rowsOf(windows.of('phone, dark'))).toContainEqual(expect.stringMatching(/^unknown torn interrupted by a power cut/));
    expect([...found, ...(await windows.faults('torn'))]).toEqual([]);
    expect(windows.complaints).toEqual([]);
    await windows.leave();
    await person.leave();
  });
});
