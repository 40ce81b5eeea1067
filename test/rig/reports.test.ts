/** What is left of a session: records in folders that are never overwritten, a JUnit file by the public schema, a page that axe finds no fault in, and the wiring. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Bench } from '../../src/bench/bench.ts';
import { RecordFolder } from '../../src/cli/rig/record-folder.ts';
import { unwrap } from '../../src/errors.ts';
import { wiringOf } from '../../src/rig/header.ts';
import { rigPage } from '../../src/rig/html.ts';
import { junitOf, type KeptUnit } from '../../src/rig/junit.ts';
import { recordJson, type UnitRecord } from '../../src/rig/record.ts';
import { wiringText } from '../../src/rig/wiring-text.ts';
import { play, readRecording } from '../../src/wave/recording.ts';
import { HOSTILE } from '../report/sample.ts';
import { skipWithout } from '../support/tool.ts';
import { S } from '../support/world.ts';
import { guide, rehearse } from './rehearsal.ts';

const PLAN = guide();
let folder: string;
/** One of each outcome, a marginal one, and one with a hostile serial number. */
let units: readonly KeptUnit[];

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'recsim-rig-'));
  const marginal = guide({ limits: { ...PLAN.limits, 'press-settle': { max: 2_500, marginal: 1_000 } } });
  const records = [
    (await rehearse()).record,
    (await rehearse({ plan: marginal })).record,
    (await rehearse({ person: 'early', defect: 'worn-contact' })).record,
    (await rehearse({ person: 'forgets-power' })).record,
    (await rehearse({ person: 'stubborn' })).record,
    (await rehearse({ defect: 'inverted' })).record,
    (await rehearse({ meddle: ({ prompt, abort }) => prompt?.deed === 'release' && abort() })).record,
    { ...(await rehearse()).record, dutId: HOSTILE, stationId: HOSTILE },
  ];
  units = records.map((record, index) => ({ record: { ...record, dutId: index < 7 ? `U${index + 1}` : record.dutId }, folder: `unit ${index}` }));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a record', () => {
  test("has OpenHTF's words, limits and margins, and says whose each measure is", async () => {
    const json = recordJson((await rehearse({ person: 'early' })).record);
    expect(json).toMatchObject({
      format: 1,
      dut_id: 'U1',
      station_id: 'test',
      hal: 'mock',
      rehearsed_by: 'early',
      plan: { name: 'Reset guide', file: 'rig/reset-guide.yaml' },
      board: 'pi-4',
      outcome: 'PASS',
      marginal: false,
      outcome_details: [],
    });
    expect(json.start_time).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    const [spoiled, counted] = json.attempts;
    expect(spoiled).toMatchObject({ number: 1, outcome: 'INVALID', blame: 'person', attachments: ['attempt-1.vcd'], verdict: { verdict: 'short' } });
    expect(counted).toMatchObject({ number: 2, outcome: 'PASS', blame: null, verdict: { verdict: 'reset' } });
    expect(counted?.measurements.find(({ name }) => name === 'beep-length')).toEqual({
      ...{
        name: 'beep-length',
        of: 'device',
        value: 150_000,
        units: 'us',
        min: 100_000,
        max: 200_000,
        marginal_within: 10_000,
        outcome: 'PASS',
        marginal: false,
      },
    });
    expect(json.phases.map(({ name, attempt }) => `${name} ${attempt ?? ''}`.trim())).toContain('power-away 2');
  });

  test('holds what an attempt never came to against nobody, and what is missing of one that was judged against the unit', async () => {
    const outcomes = (record: UnitRecord) =>
      recordJson(record)
        .attempts[0]?.measurements.filter(({ value }) => value === null)
        .map(({ outcome }) => outcome);
    expect(new Set(outcomes((await rehearse({ person: 'forgets-power' })).record))).toEqual(new Set(['UNSET']));
    expect(outcomes((await rehearse({ defect: 'silent' })).record)).toEqual(['FAIL', 'FAIL']);
  });
});

describe('the folder of --record', () => {
  const NOW = Date.UTC(2026, 10, 25, 9, 30);
  const open = (name: string) => unwrap(RecordFolder.open(path.join(folder, name), PLAN, NOW));
  const filesIn = (name: string) =>
    readdirSync(path.join(folder, name), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(path.join(folder, name), path.join(entry.parentPath, entry.name)))
      .sort();

  test('has a folder for the session and one for each unit, and page and JUnit file after each', async () => {
    const kept = open('one');
    const { records } = await rehearse({ units: 2, person: 'early' });
    const [first, second] = records as [UnitRecord, UnitRecord];
    kept.keep(first);
    const session = 'session-2026-11-25T09-30-00Z';
    const stamp = '2026-01-01T00-00-00Z';
    const ofFirst = ['attempt-1.vcd', 'attempt-2.vcd', 'record.json'].map((file) => `${session}/U1_${stamp}/${file}`);
    expect(filesIn('one')).toEqual([...ofFirst, `${session}/junit.xml`, `${session}/report.html`].sort());
    kept.keep(second);
    expect(filesIn('one')).toHaveLength(8);
    expect(readFileSync(path.join(folder, 'one', session, 'report.html'), 'utf8')).toContain('2 of 2 units passed');
    expect(JSON.parse(readFileSync(path.join(folder, 'one', session, `U1_${stamp}`, 'record.json'), 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(recordJson(first))),
    );
  });

  test('never has two units in one place: not of one serial number, not of two that look alike as names, not of two sessions', async () => {
    const { record } = await rehearse();
    const serials = ['A/B', 'A_B', 'A/B', '..', '../../x', 'ü'.repeat(100)];
    for (const kept of [open('many'), open('many')]) for (const dutId of serials) kept.keep({ ...record, dutId });
    const records = filesIn('many').filter((file) => file.endsWith('record.json'));
    expect(records).toHaveLength(12);
    expect(records.map((file) => JSON.parse(readFileSync(path.join(folder, 'many', file), 'utf8')).dut_id).sort()).toEqual(
      [...serials, ...serials].sort(),
    );
    expect(new Set(records.map((file) => file.split('/')[0]))).toEqual(new Set(['session-2026-11-25T09-30-00Z', 'session-2026-11-25T09-30-00Z-2']));
  });

  test('a place that is a file is told before anything begins', () => {
    writeFileSync(path.join(folder, 'file'), '');
    const opened = RecordFolder.open(path.join(folder, 'file'), PLAN, NOW);
    expect(opened.ok).toBe(false);
  });

  test('the waveform of an attempt plays to a recorder, which comes to the same verdict', async () => {
    const kept = open('played');
    kept.keep((await rehearse({ person: 'early' })).record);
    const verdicts = filesIn('played')
      .filter((file) => file.endsWith('.vcd'))
      .map((file) => {
        const recording = unwrap(readRecording(readFileSync(path.join(folder, 'played', file), 'utf8'), file));
        const bench = new Bench({ board: PLAN.board, state: 'provisioned' });
        play(bench, recording, 1 * S);
        return bench.verdict;
      });
    expect(verdicts).toEqual(['short', 'reset']);
  });
});

describe.skipIf(skipWithout('xmllint', ['xmllint', '--version'], 'JUnit files of recsim rig against their schema', 'libxml2-utils'))(
  'a JUnit file',
  () => {
    test('of every outcome keeps to the public schema, and counts them', () => {
      const file = path.join(folder, 'junit.xml');
      writeFileSync(file, junitOf(units));
      const { status, stderr } = spawnSync('xmllint', ['--noout', '--schema', path.resolve('test/support/jenkins-junit.xsd'), file], {
        encoding: 'utf8',
      });
      expect([status, stderr]).toEqual([0, expect.stringContaining('validates')]);
      const at = (xpath: string) => spawnSync('xmllint', ['--xpath', `string(${xpath})`, file], { encoding: 'utf8' }).stdout.trim();
      expect([at('/testsuites/@tests'), at('/testsuites/@failures'), at('/testsuites/@errors')]).toEqual(['8', '4', '1']);
      expect(at('//testcase[@name="Reset guide: unit U1"]/@classname')).toBe('rig.reset-guide');
      expect(at('(//failure)[1]')).toContain('replay: recsim replay unit 2/attempt-2.vcd --board pi-4');
      expect(at('(//property[@name="measure.beep-length"])[1]/@value')).toBe('150 ms (allowed 100 ms to 200 ms, good)');
      expect(at('(//system-out)[1]')).toContain('press-bounce-edges: 31 (allowed 200 or less, good)');
    });
  },
);

describe.skipIf(skipWithout('chromium', ['chromium', '--version'], 'the page of recsim rig in a browser', 'chromium'))(
  'the page in a browser',
  () => {
    let browser: Browser;
    let address: string;
    beforeAll(async () => {
      mkdirSync(path.join(folder, 'page'));
      const file = path.join(folder, 'page', 'report.html');
      writeFileSync(file, rigPage(units, PLAN));
      address = pathToFileURL(file).href;
      browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
    }, 60_000);
    afterAll(() => browser.close());

    test.each([
      ['light, on a desk', { viewport: { width: 1280, height: 900 } }],
      ['dark, on a phone', { viewport: { width: 360, height: 740 }, colorScheme: 'dark' }],
    ] as const)(
      '%s: axe finds no violation with everything open, nothing hangs over the edge, and nothing is asked for or acts',
      async (_, options) => {
        const page = await browser.newPage(options);
        const said: string[] = [];
        page.on('console', (message) => said.push(message.text()));
        page.on('request', (request) => request.url() === address || said.push(request.url()));
        await page.goto(address);
        await page.addStyleTag({ content: 'ol.runs > li { content-visibility: visible !important }' });
        await page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true");
        await page.evaluate(axe.source);
        const violations = (await page.evaluate(
          "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)",
        )) as axe.Result[];
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`)).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
        expect(await page.evaluate('window.hacked')).toBeUndefined();
        expect(said).toEqual([]);
        await page.close();
      },
    );

    test('shows the yield, whose fault each attempt was, its waveform, and where each part is connected', async () => {
      const page = await browser.newPage();
      await page.goto(address);
      expect(await page.title()).toBe('3 of 5 units passed (60.0 %); 3 more could not be judged - recsim rig');
      await page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true");
      const text = (await page.locator('main').textContent()) ?? '';
      for (const words of [
        'does not count: the person',
        'failed: the device',
        'released 0.398 s too early',
        'contact-loss is 41 ms, allowed 5 ms or less',
        'GPIO17, pin 11, pull-up',
      ])
        expect(text).toContain(words);
      expect(await page.locator('.diagram svg').count()).toBe(units.flatMap(({ record }) => record.attempts).length);
      expect(await page.getByRole('img', { name: /^Wiring of the 40-pin header: reset to GPIO17, pin 11, pull-up; buzzer/ }).count()).toBe(1);
      await page.close();
    });
  },
);

describe('the wiring', () => {
  test.each([
    ['as text', {}],
    ['in ASCII', { ascii: true }],
  ])('%s', async (name, options) => {
    const text = wiringText(PLAN.board, options).join('\n');
    await expect(`${text}\n`).toMatchFileSnapshot(`wiring-${name.replaceAll(' ', '-')}.txt`);
    if ('ascii' in options) expect(text).toMatch(/^[\n\x20-\x7e]*$/);
  });

  test('of a board without pins is nothing; without header pins it is a list', () => {
    expect([wiringOf({ pins: {} }), wiringText({ pins: {} })]).toEqual([undefined, []]);
    expect(wiringText({ pins: { reset: { line: 'BTN' } } })).toEqual(['  reset    BTN']);
  });

  test('names each pin of the header once, with the ground and supply pins where they are', () => {
    const header = wiringOf(PLAN.board)?.header ?? [];
    const numbers = (name: string) => header.filter((pin) => pin.name === name).map(({ number }) => number);
    expect(header).toHaveLength(40);
    expect([numbers('GND'), numbers('3.3 V'), numbers('5 V')]).toEqual([
      [6, 9, 14, 20, 25, 30, 34, 39],
      [1, 17],
      [2, 4],
    ]);
    for (let line = 2; line <= 27; line++) expect(numbers(`GPIO${line}`)).toHaveLength(1);
  });

  test('a line and a pin that contradict one another are told', () => {
    const text = wiringText({ pins: { reset: { line: 'GPIO17', header: 12 } } }).join('\n');
    expect(text).toContain('DOUBTFUL: pin 12 is GPIO18; GPIO17 is pin 11');
  });
});
