/** docs/raspberry-pi.md says of pins what the board file says, its picture is drawn from that, and its numbers are what they are computed from. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
// @ts-expect-error -- a plain script without types
import { wiringPicture } from '../../scripts/draw-wiring.mjs';
import { loadBoard } from '../../src/board-file.ts';
import { unwrap } from '../../src/errors.ts';
import { ROOT, recsim } from '../support/command.ts';

const guide = readFileSync(path.join(ROOT, 'docs/raspberry-pi.md'), 'utf8');
/** The cells of the rows that have something in the first cell that `of` knows. */
const rows = (of: RegExp) =>
  guide
    .split('\n')
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    .filter(([first = '']) => of.test(first));
const { pins } = unwrap(loadBoard('pi-4')).board;

describe('docs/raspberry-pi.md', () => {
  test('has the pins of the board pi-4, each with its line, its place on the header and its bias', () => {
    const told = rows(/^(reset|buzzer|led|power|console|screen)$/).map(([part, line, header, bias]) => [part, line, header, bias]);
    expect(told).toEqual(Object.entries(pins).map(([part, { line, header, bias }]) => [part, line, String(header), bias]));
    for (const { header } of Object.values(pins)) expect(guide).toContain(`pin ${header}`);
  });

  test('has a picture that is drawn from the board file', () => {
    const drawn: string = wiringPicture(JSON.parse(readFileSync(path.join(ROOT, 'boards/pi-4/board.json'), 'utf8')));
    expect(guide).toContain('(images/raspberry-pi.svg)');
    // Drawn anew with: make pictures
    expect(readFileSync(path.join(ROOT, 'docs/images/raspberry-pi.svg'), 'utf8')).toBe(drawn);
    for (const { line, header } of Object.values(pins)) for (const words of [line, `>${header}<`]) expect(drawn).toContain(words);
  });

  test('computes the divider of a 12 V adapter right, and lets no more than 3.3 V to the pin', () => {
    const table = rows(/^\d+\.\d V$/);
    expect(table.length).toBe(6);
    for (const [adapter = '', alone, pulled] of table) {
      const [top, bottom, pull] = [3_300, 1_000, 33_000];
      const at = (lower: number) => `${((Number.parseFloat(adapter) * lower) / (top + lower)).toFixed(2)} V`;
      expect([adapter, alone, pulled]).toEqual([adapter, at(bottom), at((bottom * pull) / (bottom + pull))]);
    }
    const most = table.find((row) => row.at(-1)?.includes('the most'));
    expect(most?.[1]).toBe('3.30 V');
  });

  test('computes right by how much a capacitor delays a release', () => {
    const late = (ohms: number, farads: number) => (ohms * farads * Math.log(3.3 / (3.3 - 2.0)) * 1_000).toPrecision(2);
    const table = rows(/^(10 kΩ|inside, 33 to 73 kΩ)$/).map((row) => row.slice(0, 3));
    expect(table).toEqual([
      ['10 kΩ', 'none', 'nothing'],
      ['10 kΩ', '10 nF', `${Number(late(10_000, 10e-9)).toFixed(2)} ms`],
      ['10 kΩ', '100 nF', `${late(10_000, 100e-9)} ms`],
      ['inside, 33 to 73 kΩ', '100 nF', `${late(33_000, 100e-9)} to ${late(73_000, 100e-9)} ms`],
    ]);
  });

  test('has commands with options that their verbs know, and links to what is there', () => {
    const commands = [...guide.matchAll(/recsim (run|record|replay|board show)\b([^#`\n]*)/g)];
    expect(commands.length).toBeGreaterThan(4);
    for (const [command, verb = '', rest = ''] of commands) {
      const usage = recsim([...verb.split(' '), '--help']).stdout;
      for (const [option] of rest.matchAll(/--[a-z-]+/g)) expect([command, usage]).toEqual([command, expect.stringContaining(` ${option}`)]);
    }
    for (const [, link = ''] of guide.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g))
      expect([link, existsSync(path.join(ROOT, 'docs', link))]).toEqual([link, true]);
  });
});
