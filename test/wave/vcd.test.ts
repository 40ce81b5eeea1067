/** A run's waveforms as a VCD file: its text, and what sigrok and GTKWave read in it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { vcdOf } from '../../src/wave/vcd.ts';
import { changesDuring, signalOf, valueAt } from '../../src/wave/wave.ts';
import { runSteps } from '../support/scenarios.ts';
import { skipWithout } from '../support/tool.ts';
import { timesBySigrok, waveOfRun } from '../support/waves.ts';

const HELD =
  '  - press: { bounce: none }\n  - delay: 4.5 s\n  - power: on\n  - delay: 10 s\n  - dip: { for: 2 ms, to: 8 V }\n  - delay: 2 s\n  - release: { bounce: none }\n  - delay: 1 s\n';

const noSigrok = skipWithout('sigrok-cli', ['sigrok-cli', '--version'], 'VCD files read by sigrok', 'sigrok-cli');
const noGtkwave = skipWithout('vcd2fst', ['vcd2fst', '--help'], 'VCD files read by GTKWave', 'gtkwave');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'recsim-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const wave = async () => waveOfRun(await runSteps(HELD));

describe('a wave', () => {
  test('has for each signal when it changed, levels 1 while the thing is on', async () => {
    const made = await wave();
    const changes = (name: Parameters<typeof signalOf>[1]) => signalOf(made, name).changes.map(({ atUs, value }) => `${atUs} ${value}`);
    expect(changes('contact')).toEqual(['0 1', '16500000 0']);
    expect(changes('plug')).toEqual(['0 0', '4500000 1']);
    expect(changes('buzzer')).toEqual(['0 0', '4550000 1', '4700000 0']);
    expect(changes('supply')).toEqual(['0 0', '4500000 12', '14500000 8', '14502000 12']);
    expect(changes('verdict')).toEqual(['0 ', '16530000 short']);
    expect(made.endUs).toBe(17_500_000);
  });

  test('tells the value at a time, its change at that time included, and the changes of a stretch, its end excluded', async () => {
    const buzzer = signalOf(await wave(), 'buzzer');
    expect([4_549_999, 4_550_000, 4_699_999, 4_700_000].map((atUs) => valueAt(buzzer, atUs))).toEqual([0, 1, 1, 0]);
    expect(changesDuring(buzzer, 4_550_000, 4_700_000)).toEqual([{ atUs: 4_550_000, value: 1 }]);
  });
});

describe('a VCD file', () => {
  test('is in microseconds, with the signals in scopes, the first values dumped, and ends when the run did', async () => {
    const lines = vcdOf(await wave()).split('\n');
    expect(lines[1]).toBe('$timescale 1 us $end');
    expect(lines).toContain('$var wire 1 & buzzer $end');
    expect(lines.slice(lines.indexOf('#4550000'), lines.indexOf('#4550000') + 2)).toEqual(['#4550000', '1&']);
    expect(lines.slice(-2)).toEqual(['#17500000', '']);
  });

  test('writes texts without white space, as ASCII', async () => {
    const text = vcdOf(waveOfRun(await runSteps('  - power: on\n  - delay: 60 s\n', 'language: es')));
    expect(text).toMatch(/^[\n\x20-\x7e]*$/);
    expect(text).toMatch(/^sAsistente\\x20\S* k7$/m);
  });

  test('is the same for the same run', async () => {
    expect(vcdOf(await wave())).toBe(vcdOf(await wave()));
  });

  test.skipIf(noSigrok)('sigrok measures the beep of 150 ms and the hold in it', async () => {
    const file = path.join(folder, 'sigrok.vcd');
    writeFileSync(file, vcdOf(await wave()));
    expect(timesBySigrok(file, 'buzzer')).toEqual(['150.000 ms']);
    writeFileSync(file, vcdOf(waveOfRun(await runSteps('  - delay: 1 s\n  - press: { for: 9.55 s, bounce: none }\n  - delay: 20 s\n'))));
    expect(timesBySigrok(file, 'contact')).toEqual(['9.550 s']);
  });

  test.skipIf(noGtkwave)('GTKWave takes all of its signals, with their texts', async () => {
    const file = path.join(folder, 'gtkwave.vcd');
    const fst = path.join(folder, 'gtkwave.fst');
    writeFileSync(file, vcdOf(await wave()));
    const converted = spawnSync('vcd2fst', [file, fst], { encoding: 'utf8' });
    expect([converted.status, converted.stderr]).toEqual([0, '']);
    const back = spawnSync('fst2vcd', [fst], { encoding: 'utf8' }).stdout;
    const namesIn = (text: string) => [...text.matchAll(/\$var \w+ \d+ \S+ (\w+) \$end/g)].map(([, name]) => name);
    expect(namesIn(back)).toEqual(namesIn(readFileSync(file, 'utf8')));
    expect(back).toMatch(/^sSet-up\\040Wizard|^sInitialising/m);
    expect(back).toContain('#4550000');
  });
});
