/** Pictures of screens: every sign has its glyph, blocks are exact, and what is photographed is read by decoders that know nothing of us. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { decode } from 'fast-png';
import { afterAll, describe, expect, test } from 'vitest';
import { loadBoard, shippedBoards } from '../../../src/board-file.ts';
import { unwrap } from '../../../src/errors.ts';
import { readQr } from '../../../src/outside/qr-reader.ts';
import { Canvas } from '../../../src/ui/cells/canvas.ts';
import { differenceOfPictures } from '../../../src/ui/picture/compare.ts';
import { CELL_HEIGHT, CELL_WIDTH, isKnown } from '../../../src/ui/picture/glyphs.ts';
import { pictureOf } from '../../../src/ui/picture/picture.ts';
import { screenshot } from '../../../src/ui/picture/screenshot.ts';
import { STRINGS } from '../../../src/ui/screen/strings.ts';
import { Person, person, readyBench } from '../../support/owner.ts';
import { skipWithout } from '../../support/tool.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'recsim-picture-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Red, green and blue of each pixel of a cell, row by row. */
function cellOf(file: Uint8Array, column: number, row: number): string[] {
  const { width, data, palette = [] } = decode(file);
  return Array.from({ length: CELL_HEIGHT }, (_, y) =>
    Array.from({ length: CELL_WIDTH }, (_, x) =>
      palette[data[(row * CELL_HEIGHT + y) * width + column * CELL_WIDTH + x] ?? 0]?.join() === '212,215,221' ? '#' : '.',
    ).join(''),
  );
}

function written(text: string, style: 'plain' | 'strong' = 'plain'): Uint8Array {
  const canvas = new Canvas(text.length, 1);
  canvas.put(0, 0, text, style);
  return pictureOf(canvas.lines);
}

/** The edges of its cell that a glyph has ink at. */
function edges(rows: readonly string[]): string[] {
  const at: Readonly<Record<string, boolean>> = {
    left: rows.some((row) => row.startsWith('#')),
    right: rows.some((row) => row.endsWith('#')),
    top: (rows[0] ?? '').includes('#'),
    bottom: (rows.at(-1) ?? '').includes('#'),
  };
  return Object.keys(at).filter((edge) => at[edge]);
}

/** What stands in the quotation marks of a source, without its comments; escapes are made what they stand for. */
const literals = (source: string): string =>
  [...source.replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*/g, '').matchAll(/'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g)]
    .map(([literal]) => literal.replace(/\\u([0-9a-f]{4})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))))
    .join('');

describe('glyphs', () => {
  test('a letter stands in its cell as the font draws it, bold where the style is', () => {
    expect(cellOf(written('xR'), 1, 0).join('\n')).toMatchInlineSnapshot(`
      ".........
      .........
      .........
      .........
      .#####...
      .#....#..
      .#.....#.
      .#.....#.
      .#....#..
      .#####...
      .#..#....
      .#...#...
      .#....#..
      .#.....#.
      .........
      .........
      .........
      ........."
    `);
    expect(cellOf(written('R', 'strong'), 0, 0)).not.toEqual(cellOf(written('R'), 0, 0));
  });

  test('half blocks are squares of 9 pixels, and full blocks fill the cell: nothing is between them', () => {
    const file = written('▀▄█');
    const [full, none] = ['#'.repeat(9), '.'.repeat(9)];
    expect(cellOf(file, 0, 0)).toEqual([...Array(9).fill(full), ...Array(9).fill(none)]);
    expect(cellOf(file, 1, 0)).toEqual([...Array(9).fill(none), ...Array(9).fill(full)]);
    expect(cellOf(file, 2, 0)).toEqual(Array(18).fill(full));
  });

  test('lines of a frame go from cell to cell without a gap, thin and thick', () => {
    const ends: Readonly<Record<string, string>> = { left: '─┐┘┤┬┴┼╮╯━┓┛', right: '─┌└├┬┴┼╭╰━┏┗', top: '│└┘├┤┴┼╰╯┃┗┛╵', bottom: '│┌┐├┤┬┼╭╮┃┏┓╷' };
    const open = Object.entries(ends).flatMap(([end, signs]) => [...signs].filter((sign) => !edges(cellOf(written(sign), 0, 0)).includes(end)));
    expect(open).toEqual([]);
  });

  test('quarters of a block are what the two halves share, and eighths fill it step by step', () => {
    const cell = (sign: string) => cellOf(written(sign), 0, 0).join('');
    const both = (a: string, b: string) => [...cell(a)].map((dot, index) => (dot === '#' && cell(b)[index] === '#' ? '#' : '.')).join('');
    expect(['▘', '▝', '▖', '▗'].map(cell)).toEqual([both('▀', '▌'), both('▀', '▐'), both('▄', '▌'), both('▄', '▐')]);
    const dots = (signs: string) => [...signs].map((sign) => cell(sign).split('#').length - 1);
    expect(dots('▁▂▃▄▅▆▇█')).toEqual([2, 4, 7, 9, 11, 13, 16, 18].map((rows) => 9 * rows));
    expect(dots('▏▎▍▌▋▊▉█')).toEqual([1, 2, 3, 5, 6, 7, 8, 9].map((columns) => 18 * columns));
  });

  test('shades get darker and have no seam between cells', () => {
    const dots = [...'░▒▓'].map((sign) => cellOf(written(sign), 0, 0).join('').split('#').length - 1);
    expect(dots).toEqual([36, 72, 126]);
    /** The longest rows of ink, and of ground, where three cells stand side by side. */
    const runs = (sign: string) => {
      const text = cellOf(written(sign), 0, 0)
        .filter((row) => row.includes('#'))
        .map((row) => row.repeat(3))
        .join(' ');
      return [/#+/g, /\.+/g].map((run) => Math.max(...(text.match(run) ?? []).map(({ length }) => length)));
    };
    expect(['░', '▒', '▓'].map(runs)).toEqual([
      [1, 4],
      [2, 1],
      [4, 1],
    ]);
  });

  test('every sign that is written in the sources of the screens and the panel, and in the names of boards and brands, has a picture', () => {
    const sources = readdirSync('src/ui', { recursive: true, encoding: 'utf8' }).filter(
      // What is drawn in a browser is drawn with its own letters.
      (file) => file.endsWith('.ts') && !file.endsWith('font-9x18.ts') && !file.startsWith('panel/'),
    );
    const text = sources.map((file) => literals(readFileSync(path.join('src/ui', file), 'utf8'))).join('');
    const names = shippedBoards().map((name) => JSON.stringify(unwrap(loadBoard(name)).board));
    const signs = new Set(`${text}${names.join('')}${Object.values(STRINGS).flat().join('')}`);
    expect(signs.size).toBeGreaterThan(150);
    expect([...signs].filter((sign) => sign > ' ' && !isKnown(sign))).toEqual([]);
  });

  test('a sign that the font has not is an empty box, and one of another alphabet takes its two cells', () => {
    expect(isKnown('大')).toBe(false);
    expect(cellOf(written('大 '), 0, 0).filter((row) => row.includes('#'))).toHaveLength(12);
  });
});

describe('a screenshot', () => {
  test('is 720 x 432 pixels, with or without a signal, and the same for the same screen', () => {
    const who = person();
    const file = screenshot(who.bench.recorder.firmware?.screen);
    expect(decode(file)).toMatchObject({ width: 720, height: 432 });
    expect(decode(screenshot(undefined))).toMatchObject({ width: 720, height: 432 });
    expect(differenceOfPictures(file, screenshot(who.bench.recorder.firmware?.screen))).toBeUndefined();
  });

  test('of another screen differs, and it is said by how much and from where', () => {
    const before = screenshot(person().bench.recorder.firmware?.screen);
    const now = screenshot(person().press('1').bench.recorder.firmware?.screen);
    expect(differenceOfPictures(before, now)).toMatch(/^\d+ of 311040 pixels differ, the first at column \d+, row \d+$/);
    expect(differenceOfPictures(written('a'), before)).toBe('it is 720 x 432 pixels, not 9 x 18');
    expect(differenceOfPictures(Buffer.from('nonsense'), before)).toBe('one of them is no PNG file');
  });

  test('without a QR code has none for the decoder, and neither has what is no picture', async () => {
    expect(await readQr(screenshot(person().bench.recorder.firmware?.screen))).toBeUndefined();
    expect(await readQr(screenshot(undefined))).toBeUndefined();
    expect(await readQr(Buffer.from('nonsense'))).toBeUndefined();
  });
});

describe('the QR code on the monitor', () => {
  const shown = (who: Person): string => {
    const qr = who.bench.recorder.firmware?.screen.parts.find((part) => part.kind === 'qr');
    return qr?.kind === 'qr' ? qr.text : '';
  };
  const boards = shippedBoards();
  const picture = (name: string) => {
    const { board } = unwrap(loadBoard(name));
    const who = new Person(readyBench({ board, owner: {} })).toQrCode();
    const file = path.join(folder, `${name}.png`);
    writeFileSync(file, screenshot(who.bench.recorder.firmware?.screen));
    return { file, text: shown(who) };
  };

  test.each(boards)('of board %s is read from its screenshot by ZXing', async (name) => {
    const { file, text } = picture(name);
    expect(text).toMatch(/^RECSIM1:/);
    expect(await readQr(readFileSync(file))).toBe(text);
  });

  const isSkipped = skipWithout('zbarimg', ['zbarimg', '--version'], 'QR codes read by an outside decoder', 'zbar-tools');
  test.skipIf(isSkipped)('of every shipped board is read by zbarimg', () => {
    const pictures = boards.map(picture);
    const { stdout } = spawnSync('zbarimg', ['--quiet', '--raw', '-Sdisable', '-Sqrcode.enable', ...pictures.map(({ file }) => file)], {
      encoding: 'utf8',
    });
    expect(stdout.trim().split('\n')).toEqual(pictures.map(({ text }) => text));
    expect(readdirSync(folder)).toHaveLength(boards.length);
  });
});
