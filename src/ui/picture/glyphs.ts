/**
 * What a character looks like in a cell of 9 by 18 pixels: from the font, or, for blocks, drawn exactly, so that half blocks are squares and touch. A character that the
 * font has not is an empty box: something is there, and one sees that it is not known.
 */
import { inflateRawSync } from 'node:zlib';
import { FONT_9X18 } from './font-9x18.ts';

export const CELL_WIDTH = 9;
export const CELL_HEIGHT = 18;

/** A row of pixels each, the leftmost the highest of 9 + 7 bits. */
export type Glyph = Uint16Array;

const GLYPH_BYTES = 2 * CELL_HEIGHT;

let fonts: readonly [regular: ReadonlyMap<number, Glyph>, bold: ReadonlyMap<number, Glyph>] | undefined;

export function glyphOf(character: string, isBold: boolean): Glyph {
  const code = character.codePointAt(0) ?? 0x20;
  const own = OWN.get(code);
  if (own) return own;
  fonts ??= load();
  const [regular, bold] = fonts;
  return (isBold ? bold.get(code) : undefined) ?? regular.get(code) ?? UNKNOWN;
}

/** Whether there is a picture of this character. */
export const isKnown = (character: string): boolean => glyphOf(character, false) !== UNKNOWN;

function load(): readonly [ReadonlyMap<number, Glyph>, ReadonlyMap<number, Glyph>] {
  const bytes = inflateRawSync(Buffer.from(FONT_9X18, 'base64'));
  let at = 0;
  const font = () => {
    const glyphs = new Map<number, Glyph>();
    const count = bytes.readUInt16BE(at);
    at += 2;
    for (let index = 0; index < count; index++) {
      const code = bytes.readUInt16BE(at);
      glyphs.set(
        code,
        Uint16Array.from({ length: CELL_HEIGHT }, (_, row) => bytes.readUInt16BE(at + 2 + 2 * row)),
      );
      at += 2 + GLYPH_BYTES;
    }
    return glyphs;
  };
  return [font(), font()];
}

/** A glyph from what is in each pixel; `x` and `y` count from the upper left corner. */
const drawn = (isInk: (x: number, y: number) => boolean): Glyph =>
  Uint16Array.from({ length: CELL_HEIGHT }, (_, y) => {
    let row = 0;
    for (let x = 0; x < CELL_WIDTH; x++) if (isInk(x, y)) row |= 0x8000 >> x;
    return row;
  });

const UNKNOWN: Glyph = drawn((x, y) => x > 0 && x < 8 && y > 2 && y < 15 && (x === 1 || x === 7 || y === 3 || y === 14));

/** A glyph from rectangles, in eighths of the cell: two glyphs that share an edge of it touch, whatever they are. */
const filled = (...rectangles: readonly (readonly [left: number, top: number, right: number, bottom: number])[]): Glyph =>
  drawn((x, y) => rectangles.some(([left, top, right, bottom]) => x >= across(left) && x < across(right) && y >= down(top) && y < down(bottom)));

const across = (eighths: number): number => Math.round((CELL_WIDTH * eighths) / 8);
const down = (eighths: number): number => Math.round((CELL_HEIGHT * eighths) / 8);

const UPPER_LEFT = [0, 0, 4, 4] as const;
const UPPER_RIGHT = [4, 0, 8, 4] as const;
const LOWER_LEFT = [0, 4, 4, 8] as const;
const LOWER_RIGHT = [4, 4, 8, 8] as const;

/** About a quarter of the dots; the same in every cell, so that they go on without a seam, as 9 divides into both its sides. */
const isLightShade = (x: number, y: number): boolean => [0, 4].includes((x + 2 * y) % 9);

/** A triangle with an exclamation mark. */
const WARNING = ['', '', '', '....#', '....#', '...#.#', '...#.#', '..#.#.#', '..#.#.#', '..#.#.#', '.#..#..#', '.#.....#', '#...#...#', '#########'];

/** What the font has not, and the whole of the Unicode block "Block Elements", of which it has but approximations. */
const OWN: ReadonlyMap<number, Glyph> = new Map([
  [0x26a0, drawn((x, y) => WARNING[y]?.[x] === '#')],
  [0x2580, filled([0, 0, 8, 4])],
  ...[1, 2, 3, 4, 5, 6, 7, 8].map((count) => [0x2580 + count, filled([0, 8 - count, 8, 8])] as const),
  ...[7, 6, 5, 4, 3, 2, 1].map((count) => [0x2590 - count, filled([0, 0, count, 8])] as const),
  [0x2590, filled([4, 0, 8, 8])],
  [0x2591, drawn(isLightShade)],
  [0x2592, drawn((x, y) => x % 3 > 0 && y % 3 > 0)],
  [0x2593, drawn((x, y) => !isLightShade(x, y))],
  [0x2594, filled([0, 0, 8, 1])],
  [0x2595, filled([7, 0, 8, 8])],
  [0x2596, filled(LOWER_LEFT)],
  [0x2597, filled(LOWER_RIGHT)],
  [0x2598, filled(UPPER_LEFT)],
  [0x2599, filled(UPPER_LEFT, LOWER_LEFT, LOWER_RIGHT)],
  [0x259a, filled(UPPER_LEFT, LOWER_RIGHT)],
  [0x259b, filled(UPPER_LEFT, UPPER_RIGHT, LOWER_LEFT)],
  [0x259c, filled(UPPER_LEFT, UPPER_RIGHT, LOWER_RIGHT)],
  [0x259d, filled(UPPER_RIGHT)],
  [0x259e, filled(UPPER_RIGHT, LOWER_LEFT)],
  [0x259f, filled(UPPER_RIGHT, LOWER_LEFT, LOWER_RIGHT)],
]);
