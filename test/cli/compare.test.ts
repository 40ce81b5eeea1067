/** `recsim compare`: the times of two records of one scenario, side by side. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

interface Recording {
  /** Parameters of the board of B that differ from those of the board seed, on which A is. */
  readonly boardOfB?: Readonly<Record<string, string | number>>;
  readonly withTrace?: true;
  /** B without it. */
  readonly withTraceOfB?: false;
}

/** The records of two files of the same name. */
async function recorded(a: string, b: string, { boardOfB = {}, withTrace, withTraceOfB }: Recording = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'recsim-compare-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const said: string[] = [];
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  onTestFinished(() => stdout.mockRestore());
  const written = JSON.parse(readFileSync('boards/seed/board.json', 'utf8'));
  for (const [name, value] of Object.entries(boardOfB)) written.parameters[name] = { value, assumed: 'a test' };
  const board = path.join(folder, 'board.json');
  writeFileSync(board, JSON.stringify({ ...written, $schema: undefined }));
  const records: string[] = [];
  for (const [side, text] of Object.entries({ a, b })) {
    const file = path.join(folder, side, 'hold.yaml');
    mkdirSync(path.dirname(file));
    writeFileSync(file, text);
    records.push(path.join(folder, `${side}.json`));
    const traced = withTrace && !(side === 'b' && withTraceOfB === false) ? { withTrace } : {};
    await testFiles([file], { json: records.at(-1) as string, hashCost: '4', ...(side === 'b' ? { board } : {}), ...traced });
  }
  said.length = 0;
  const [one = '', other = ''] = records;
  return {
    said,
    compare: (options: Partial<Parameters<typeof compareRecords>[2]> = {}) => compareRecords(one, other, options),
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
    expect(compare({ tolerance: ['29 ms'] })).toBe(1);
    const text = said.join('');
    expect(text).toMatch(/!\s+measure hold\s+2 s\s+2\.03 s\s+\+30 ms/);
    expect(text).toMatch(/!\s+step delay \(line 6\)\s+2 s\s+2\.03 s\s+\+30 ms/);
    expect(text).toMatch(/step press \(line 4\)\s+\S+( us| s)?\s+\S+( us| s)?\s+the person/);
    expect(compare({ tolerance: ['30 ms'] })).toBe(0);
  });

  test('a measure that one of them has not, and another outcome, are differences', async () => {
    const { compare, said } = await recorded(scenario('2'), scenario('2', '  - expect-verdict: { verdict: reset }\n'));
    expect(compare({ tolerance: ['1 s'], quiet: true })).toBe(1);
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
    expect(() => compare({ tolerance: ['much'] })).toThrow('--tolerance');
    expect(() => compareRecords('boards/pi-4/board.json', 'nowhere.json', {})).toThrow('not a record of recsim');
  });
});

describe('recsim compare, event by event', () => {
  const reset = (holdS: string) => `version: 2
name: a hold
state: provisioned
steps:
  - press: {}
  - delay: 4.5 s
  - power: on
  - delay: ${holdS} s
  - release: {}
  - expect-verdict: { verdict: reset }
  - wait-state: { state: boot.ready, timeout: 60 s }
`;

  test('a run and itself: every pin edge, beep, screen and verdict at the same time', async () => {
    const { compare, said } = await recorded(reset('25'), reset('25'), { withTrace: true });
    expect(compare()).toBe(0);
    const text = said.join('');
    expect(text).toMatch(/event buzzer\.on \(line 8\)\s+4\.55 s\s+4\.55 s\s+0\n/);
    expect(text).toMatch(/event verdict\.reset \(line 11\)/);
    expect(text).toMatch(/event screen\.Set-up Wizard \(line 11\)/);
    expect(text).toMatch(/event power\.on \(line 7\)\s+4\.5 s\s+4\.5 s\s+the person/);
    expect(text).toContain('22 events; those in both are at the same times');
  });

  test('whoever lets go later: what follows is counted from there', async () => {
    const { compare, said } = await recorded(reset('25'), reset('25.3'), { withTrace: true });
    expect(compare({ tolerance: ['step=1 s'] })).toBe(0);
    expect(said.join('')).toMatch(/event verdict\.reset \(line 11\)\s+29\.532 s\s+29\.832 s\s+0 {2}since reset\.released/);
    expect(said.join('')).toMatch(/event buzzer\.on \(line 8\)\s+4\.55 s\s+4\.55 s\s+0\n/);
  });

  test('a beep of another length: which edge it is, by how much, and a picture of both', async () => {
    const { compare, said } = await recorded(reset('25'), reset('25'), { withTrace: true, boardOfB: { bootBeepOn: '153 ms' } });
    expect(compare({ tolerance: ['2999 us'], quiet: true })).toBe(1);
    expect(`\n${said.join('').replace(/(different +).*(hold\.yaml)/, '$1$2')}`).toMatchInlineSnapshot(`
      "
      different  hold.yaml  a hold  PASS
                                               A          B  B - A
        !  event buzzer.off (line 8)       4.7 s    4.703 s  +3 ms
        !  event buzzer.off (line 11)  31.7653 s  31.7683 s  +3 ms
        22 events; of those in both buzzer.off (line 8) differs most: +3 ms
        the first event that differs, on the clock of A:
             time  4.550 s                  4.700 s         4.703 s                     29.500 s
        contact A  ▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▁▁▁▁▁▁▁▁▁
        contact B  ▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▁▁▁▁▁▁▁▁▁
         buzzer A  ▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁
         buzzer B  ▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁
                   │+150 ms                 │+3 ms          │+24.797 s                  │
                                            ^ A: buzzer.off
                                                            ^ B: buzzer.off
      1 scenario compared, 1 different (tolerance 2.999 ms)
      "
    `);
    said.length = 0;
    expect(compare({ tolerance: ['3 ms'] })).toBe(0);
    expect(compare({ tolerance: ['1 ms', 'buzzer=3 ms'] })).toBe(0);
    expect(said.join('')).toContain('(tolerance 1 ms, buzzer 3 ms)');
  });

  test('a beep that one of them has not is told with its time, also when it is the one in the middle', async () => {
    const { compare, said } = await recorded(reset('25'), reset('25'), { withTrace: true, boardOfB: { bootBeepCount: 2, bootBeepOff: '450 ms' } });
    expect(compare({ tolerance: ['1 ms'], quiet: true })).toBe(1);
    expect(said.join('')).toMatch(/! {2}event buzzer\.on \(line 8\)\s+-\s+5\.15 s\s+only in B/);
    expect(said.join('')).toMatch(/! {2}event buzzer\.off \(line 8\)\s+-\s+5\.3 s\s+only in B/);
    expect(said.join('').match(/only in B/g)).toHaveLength(4);
    expect(said.join('')).toContain('B: buzzer.on');
  });

  test('edges of the contact, bounce included, are compared where a tolerance is named for the button', async () => {
    const { compare, said } = await recorded(reset('25'), reset('25'), { withTrace: true, boardOfB: { bounceDuration: '3 ms' } });
    expect(compare({ tolerance: ['1 ms'] })).toBe(0);
    expect(said.join('')).not.toContain('reset.closed');
    expect(compare({ tolerance: ['reset=1 us'], quiet: true })).toBe(1);
    expect(said.join('')).toMatch(/! {2}event reset\.closed \(line 6\)/);
    expect(said.join('')).toMatch(/contact A/);
  });

  test('edges of a bounce are paired with those of the same bounce alone', async () => {
    const bouncing = (pressed: number, released: number) =>
      reset('25')
        .replace('press: {}', `press: { bounce: { duration: 2 ms, toggles: ${pressed} } }`)
        .replace('release: {}', `release: { bounce: { duration: 2 ms, toggles: ${released} } }`);
    const { compare, said } = await recorded(bouncing(31, 5), bouncing(5, 31), { withTrace: true });
    expect(compare({ json: true, tolerance: ['1 s', 'reset=1 us'] })).toBe(1);
    const rows: readonly { name: string; aUs?: number; bUs?: number }[] = JSON.parse(said.join('')).runs[0].rows;
    const edges = rows.filter(({ name }) => name === 'reset.closed' || name === 'reset.opened');
    const apartUs = edges.flatMap(({ aUs, bUs }) => (aUs === undefined || bUs === undefined ? [] : [Math.abs(aUs - bUs)]));
    expect([apartUs.length, edges.length]).toEqual([10, 62]);
    expect(Math.max(...apartUs)).toBeLessThan(2_000);
  });

  test('as JSON', async () => {
    const { compare, said } = await recorded(reset('25'), reset('25.3'), { withTrace: true, boardOfB: { bootBeepOn: '153 ms' } });
    expect(compare({ json: true, tolerance: ['1 ms', 'step=1 s'] })).toBe(1);
    const { withEvents, tolerancesUs, runs } = JSON.parse(said.join(''));
    expect([withEvents, tolerancesUs]).toEqual([true, { step: 1_000_000 }]);
    const [run] = runs;
    expect(run.events).toEqual({ count: 22, largest: { name: 'buzzer.off', line: 8, byUs: 3_000 } });
    const events = run.rows.filter(({ what }: { what: string }) => what === 'event');
    expect(events.filter(({ is }: { is: string }) => is === 'different').length).toBe(2);
    expect(events.find(({ name }: { name: string }) => name === 'verdict.reset')).toEqual({
      what: 'event',
      name: 'verdict.reset',
      part: 'verdict',
      line: 11,
      aUs: 29_532_000,
      bUs: 29_832_000,
      since: 'reset.released',
      shiftUs: 300_000,
      is: 'same',
    });
  });

  test('where one record has no events, that is told and the rest is compared', async () => {
    const { compare, said } = await recorded(reset('25'), reset('25'), { withTrace: true, withTraceOfB: false });
    expect(compare()).toBe(0);
    expect(said.join('')).toMatch(/events are not compared: .*b\.json was recorded without --with-trace/);
  });

  test('a kind that is none is refused, with the one that was meant', async () => {
    const { compare } = await recorded(reset('25'), reset('25'));
    expect(() => compare({ tolerance: ['buzer=1 ms'] })).toThrow('"buzer" is no kind of time. Did you mean "buzzer"?');
  });
});
