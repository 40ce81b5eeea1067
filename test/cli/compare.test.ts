/** `recsim compare`: the times of two records of one scenario, side by side. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { compareRecords } from '../../src/cli/compare/compare-records.ts';
import { testFiles } from '../../src/cli/test-files.ts';

const scenario = (holdS: string, more = '') => `version: 2
name: a hold
steps:
  - press: {}
  - power: on
  - delay: ${holdS} s
  - release: {}
  - expect-verdict: { verdict: short }
  - measure: { name: hold, from: power.on, to: reset.released, min: 1 s }
${more}`;

/** The records of two files of the same name. */
async function recorded(a: string, b: string) {
  const folder = mkdtempSync(path.join(tmpdir(), 'recsim-compare-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const said: string[] = [];
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  onTestFinished(() => stdout.mockRestore());
  const records: string[] = [];
  for (const [side, text] of Object.entries({ a, b })) {
    const file = path.join(folder, side, 'hold.yaml');
    mkdirSync(path.dirname(file));
    writeFileSync(file, text);
    records.push(path.join(folder, `${side}.json`));
    await testFiles([file], { json: records.at(-1) as string });
  }
  said.length = 0;
  const [one = '', other = ''] = records;
  return {
    said,
    compare: (options: Partial<Parameters<typeof compareRecords>[2]> = {}) => compareRecords(one, other, { tolerance: '0', ...options }),
  };
}

describe('recsim compare', () => {
  test('a run and itself are the same', async () => {
    const { compare, said } = await recorded(scenario('2'), scenario('2'));
    expect(compare()).toBe(0);
    expect(said.join('')).toContain('1 scenario compared, all the same');
  });

  test('what differs by more than the tolerance is told; what differs by just as much is the same', async () => {
    const { compare, said } = await recorded(scenario('2'), scenario('2.03'));
    expect(compare({ tolerance: '29 ms' })).toBe(1);
    const text = said.join('');
    expect(text).toMatch(/!\s+measure hold\s+2 s\s+2\.03 s\s+\+30 ms/);
    expect(text).toMatch(/!\s+step delay \(line 6\)\s+2 s\s+2\.03 s\s+\+30 ms/);
    expect(text).toMatch(/step press \(line 4\)\s+\S+( us| s)?\s+\S+( us| s)?\s+the person/);
    expect(compare({ tolerance: '30 ms' })).toBe(0);
  });

  test('a measure that one of them has not, and another outcome, are differences', async () => {
    const { compare, said } = await recorded(scenario('2'), scenario('2', '  - expect-verdict: { verdict: reset }\n'));
    expect(compare({ tolerance: '1 s', quiet: true })).toBe(1);
    expect(said.join('')).toMatch(/different .* PASS \/ FAIL/);
    expect(said.join('')).toMatch(/step expect-verdict \(line 10\)\s+-/);
    expect(said.join('')).not.toContain('measure');
  });

  test('as JSON', async () => {
    const { compare, said } = await recorded(scenario('2'), scenario('2.5'));
    expect(compare({ json: true })).toBe(1);
    const { isSame, runs } = JSON.parse(said.join(''));
    expect([isSame, runs[0].rows[0]]).toEqual([false, { what: 'measure', name: 'hold', aUs: 2_000_000, bUs: 2_500_000, is: 'different' }]);
  });

  test('what is no record, and what is no tolerance, is refused with a remedy', async () => {
    const { compare } = await recorded(scenario('2'), scenario('2'));
    expect(() => compare({ tolerance: 'much' })).toThrow('--tolerance');
    expect(() => compareRecords('boards/pi-4/board.json', 'nowhere.json', { tolerance: '0' })).toThrow('not a record of recsim');
  });
});
