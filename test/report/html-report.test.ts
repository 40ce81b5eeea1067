/** The HTML report as a text: what is in it, what cannot get into it, and how large it becomes. */

import { describe, expect, test } from 'vitest';
import { loadBoard } from '../../src/board-file.ts';
import { coverageOf } from '../../src/coverage/coverage.ts';
import { unwrap } from '../../src/errors.ts';
import { heatMap } from '../../src/report/heat-map.ts';
import { HtmlReport } from '../../src/report/html-report.ts';
import { roughTime } from '../../src/report/numbers.ts';
import type { TimedRun } from '../../src/scenario/report-text.ts';
import { runSteps } from '../support/scenarios.ts';
import { HOLD, HOSTILE, matrixRuns, sampleRuns, told } from './sample.ts';

const pageOf = (runs: readonly TimedRun[], ...rest: Parameters<HtmlReport['end']>) => {
  const report = new HtmlReport();
  for (const run of runs) report.add(run);
  return report.end(...rest);
};
const textOf = (page: string) =>
  page
    .replace(/<(script|style)>[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');

describe('the page', () => {
  test('says first what came of it', async () => {
    const text = textOf(pageOf(await sampleRuns()));
    expect(text).toContain('4 of 6 scenarios did not pass');
    expect(text).toMatch(/1 passed 2 failed 1 marginal 1 ran out of time 1 ended in error/);
    const [passed] = await sampleRuns();
    expect(textOf(pageOf([passed as TimedRun]))).toContain('The scenario passed');
    expect(textOf(pageOf([]))).toContain('Nothing was run');
  });

  test('tells of a failure: expected and got, the cause, the place, the screen, measures with limits, the replay, the steps, the trace', async () => {
    const run = await runSteps(HOLD('9.5 s'), 'state: provisioned');
    const text = textOf(pageOf([told(run)]));
    for (const words of [
      'expected reset, got short',
      'Cause held 9.652 s from the first sample',
      'test.yaml:14:5 expect-verdict at',
      'beep 150 ms 100 ms to 200 ms good',
      '0.000 s the button is held',
      'recsim test test.yaml --seed 1',
      'expect-verdict failed here',
      'as long as the guide says',
      'verdict short',
    ])
      expect(text).toContain(words);
    expect(text).toContain(run.screen.title);
  });

  test('draws the timing diagram of those that are shown in full', async () => {
    const page = pageOf(await sampleRuns());
    expect(page.split('<figure class="diagram"').length - 1).toBe(4);
    expect(page).toMatch(/aria-label="Timing of plug, .*contact.* from 0\.000 s to/);
    const ids = [...page.matchAll(/ id="(wave-[^"]+)"/g)].map(([, id]) => id);
    expect([ids.length > 10, new Set(ids).size]).toEqual([true, ids.length]);
  });

  test('is the same for the same runs', async () => {
    expect(pageOf(await sampleRuns())).toBe(pageOf(await sampleRuns()));
  });
});

describe('names that are meant to break out', () => {
  test('stay text, wherever they stand', async () => {
    const [hostile] = (await sampleRuns()).slice(-1) as [TimedRun];
    const named = { ...hostile, run: { ...hostile.run, scenario: { ...hostile.run.scenario, variables: { [HOSTILE]: HOSTILE, other: 1 } } } };
    const board = unwrap(loadBoard('seed')).board;
    const coverage = coverageOf([{ board: { ...board, name: HOSTILE }, hits: {} }]);
    const page = pageOf([named, named], coverage);
    expect(page.split('window.hacked').length).toBeGreaterThan(40);
    expect(page).not.toContain('<img');
    expect(page.split('<script>').length).toBe(2);
    expect(['\u202e', '\u0007'].some((character) => page.includes(character))).toBe(false);
    expect(page).toContain('&lt;/script&gt;&lt;script&gt;window.hacked=1');
  });
});

describe('a page of many runs', () => {
  test('has a line for each of 10,000 that passed and stays small; the failed have all there is, up to a limit, and it says so', async () => {
    const [passed, drawn] = (await sampleRuns()) as [TimedRun, TimedRun];
    const failed = { ...drawn, run: { ...drawn.run, trace: [] } };
    const report = new HtmlReport();
    for (let index = 0; index < 10_000; index++) report.add(index % 20 === 7 ? failed : { ...passed, wallMs: index === 5_000 ? 99 : 1 });
    const page = report.end();
    expect(page.length).toBeLessThan(10_000_000);
    expect(page.split('<li data-look=').length - 1).toBe(10_000);
    expect(page.split('<details class="run fail"').length - 1).toBe(200);
    expect(page.split('<details class="run pass"').length - 1).toBe(10);
    expect(page).toContain('in 99 ms');
    expect(textOf(page)).toContain('9,790 runs are told in one line, to keep this page small');
    expect(page.split('<span class="why">expected reset').length - 1).toBe(300);
  });

  test('of one with 100,000 steps shows the first few and the last', async () => {
    const [run] = (await sampleRuns()) as [TimedRun];
    const steps = Array.from({ length: 100_000 }, (_, index) => ({
      step: 'delay',
      place: { file: 'a', line: index + 1 },
      startUs: index,
      endUs: index + 1,
    }));
    const page = pageOf([{ ...run, run: { ...run.run, steps, virtualUs: 100_000 } }]);
    expect(page.length).toBeLessThan(200_000);
    expect(textOf(page)).toContain('99880 more in between');
    expect(textOf(page)).toContain('100000 delay 100000');
  });
});

describe('the map of a matrix', () => {
  test('has a row and a column for each value, by size, and each cell leads to its run', async () => {
    const page = pageOf((await matrixRuns(12, 3)).reverse());
    const head = /<thead><tr><td class="corner">dip<\/td>(.*?)<\/tr>/.exec(page.slice(page.indexOf('Map of')))?.[1] ?? '';
    expect([...head.matchAll(/<th scope="col">(.*?)<\/th>/g)].map(([, value]) => value)).toEqual(
      Array.from({ length: 12 }, (_, index) => `${19 + index / 10} s`),
    );
    const ids = [...page.matchAll(/href="#(run-\d+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(36);
    for (const id of ids) expect(page).toContain(`id="${id}"`);
  });

  test('of three variables shows the gravest of each cell, and how many runs it stands for', () => {
    const looks = ['pass', 'fail', 'pass', 'pass', 'timeout', 'pass', 'pass', 'pass'] as const;
    const runs = looks.map((look, index) => ({ look, id: `run-${index}`, variables: { a: index >> 2, b: (index >> 1) & 1, c: index & 1 } }));
    const { text } = heatMap('three', runs);
    expect([...text.matchAll(/<td class="cell (\w+)"><a href="#(run-\d)">/g)].map(([, look, id]) => `${look} ${id}`)).toEqual([
      'fail run-1',
      'timeout run-4',
      'pass run-2',
      'pass run-6',
    ]);
    expect(text).toContain('whatever c');
    expect(text).toContain('<span class="of">2</span>');
  });

  test('of one variable is one row', () => {
    const { text } = heatMap(
      'one',
      [1, 2, 3].map((hold) => ({ look: 'pass', id: `run-${hold}`, variables: { hold } })),
    );
    expect([text.split('<tr>').length - 1, text.split('class="cell').length - 1]).toEqual([2, 3]);
  });
});

describe('times', () => {
  test.each([
    [1_500, '1.5 ms'],
    [51_646_000, '51.6 s'],
    [200_000_000, '3 min 20 s'],
    [94_320_000_000, '26 h 12 min'],
  ])('%i us reads %s', (us, text) => expect(roughTime(us)).toBe(text));
});
