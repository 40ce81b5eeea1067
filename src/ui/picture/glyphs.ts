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
const FULL = 0xff80;

let fonts: readonly [regular: ReadonlyMap<number, Glyph>, bold: ReadonlyMap<number, Glyph>] | undefined;

export function glyphOf(character: string, isBold: boolean): Glyph {
  const code = character.codePointAt(0) ?? 0x20;
  const block = BLOCKS.get(code);
  if (block) return block;
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

const eighths = (count: number): number => Math.round((CELL_HEIGHT * count) / 8);
const MIDDLE = 4.5;

const BLOCKS: ReadonlyMap<number, Glyph> = new Map([
  [0x2588, Uint16Array.from({ length: CELL_HEIGHT }, () => FULL)],
  [0x2580, drawn((_, y) => y < CELL_HEIGHT / 2)],
  [0x2584, drawn((_, y) => y >= CELL_HEIGHT / 2)],
  ...[1, 2, 3, 5, 6, 7].map((count) => [0x2580 + count, drawn((_, y) => y >= CELL_HEIGHT - eighths(count))] as const),
  [0x2594, drawn((_, y) => y < eighths(1))],
  [0x258c, drawn((x) => x < MIDDLE)],
  [0x2590, drawn((x) => x >= MIDDLE)],
  [0x2591, drawn((x, y) => x % 3 === 0 && y % 3 === 0)],
  [0x2592, drawn((x, y) => (x + y) % 2 === 0)],
  [0x2593, drawn((x, y) => !(x % 3 === 0 && y % 3 === 0))],
  [0x2599, drawn((x, y) => x < MIDDLE || y >= CELL_HEIGHT / 2)],
  [0x259b, drawn((x, y) => x < MIDDLE || y < CELL_HEIGHT / 2)],
  [0x259c, drawn((x, y) => x >= MIDDLE || y < CELL_HEIGHT / 2)],
  [0x259f, drawn((x, y) => x >= MIDDLE || y >= CELL_HEIGHT / 2)],
]);
