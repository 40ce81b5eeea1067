/**
 * Cells as a picture: a PNG file with a palette, each cell 9 by 18 pixels. The colours are those of the styles, so it looks as a terminal does.
 * Not promised: the same bytes from another version of Node, whose compression may differ; the pixels are the same.
 */
import type { Line } from '../cells/canvas.ts';
import { GROUND, INK, type Rgb, rgbOf } from '../cells/colours.ts';
import { STYLES, type Style, type StyleName } from '../cells/palette.ts';
import { CELL_HEIGHT, CELL_WIDTH, glyphOf } from './glyphs.ts';
import { encodePng } from './png.ts';

/** A PNG file. All lines must be of the same length. */
export function pictureOf(lines: readonly Line[]): Uint8Array {
  const width = (lines[0]?.length ?? 0) * CELL_WIDTH;
  const height = lines.length * CELL_HEIGHT;
  const data = new Uint8Array(width * height);
  const palette = new Palette();
  lines.forEach((line, row) => {
    line.forEach(({ text, style }, column) => {
      const { ink, ground, isBold } = palette.of(style);
      const glyph = glyphOf(text === '' ? ' ' : text, isBold);
      for (let y = 0; y < CELL_HEIGHT; y++) {
        const bits = glyph[y] ?? 0;
        const from = (row * CELL_HEIGHT + y) * width + column * CELL_WIDTH;
        for (let x = 0; x < CELL_WIDTH; x++) data[from + x] = bits & (0x8000 >> x) ? ink : ground;
      }
    });
  });
  return encodePng({ width, height, data, palette: palette.colours });
}

/** What a style is in indices of the palette. */
interface Indices {
  readonly ink: number;
  readonly ground: number;
  readonly isBold: boolean;
}

class Palette {
  readonly colours: Rgb[] = [];
  readonly #styles = new Map<StyleName, Indices>();

  of(style: StyleName): Indices {
    let indices = this.#styles.get(style);
    if (!indices) {
      const [ink, ground] = coloursOf(STYLES[style]);
      indices = { ink: this.#indexOf(ink), ground: this.#indexOf(ground), isBold: (STYLES[style] as Style).bold === true };
      this.#styles.set(style, indices);
    }
    return indices;
  }

  #indexOf(colour: Rgb): number {
    const index = this.colours.findIndex((known) => known.join() === colour.join());
    return index >= 0 ? index : this.colours.push(colour) - 1;
  }
}

function coloursOf({ fg, bg, inverse }: Style): readonly [ink: Rgb, ground: Rgb] {
  const ink = fg === undefined ? INK : rgbOf(fg);
  const ground = bg === undefined ? GROUND : rgbOf(bg);
  return inverse ? [ground, ink] : [ink, ground];
}
