/**
 * A photograph of a terminal: its cells as pixels, each two squares one above the other, as the half blocks divide them. A file in PGM form, which zbarimg and ZXing read.
 * Letters are left out: only blocks count.
 */
import type { Terminal } from '@xterm/headless';

/** Pixels on a side of a square. */
const SCALE = 4;

/** Levels of the 6 x 6 x 6 cube of xterm's 256 colours. */
const CUBE = [0, 95, 135, 175, 215, 255];
const BASIC = [0, 60, 110, 130, 50, 80, 140, 200, 100, 90, 180, 230, 110, 150, 220, 255];

/** How light a colour of the palette is, 0 to 255. */
function lightness(colour: number): number {
  if (colour < 16) return BASIC[colour] ?? 0;
  if (colour >= 232) return 8 + 10 * (colour - 232);
  const rest = colour - 16;
  const [red = 0, green = 0, blue = 0] = [Math.floor(rest / 36), Math.floor(rest / 6) % 6, rest % 6].map((level) => CUBE[level]);
  return Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
}

export function photograph(terminal: Terminal): Buffer {
  const buffer = terminal.buffer.active;
  const { cols, rows } = terminal;
  const squares: number[][] = [];
  for (let y = 0; y < rows; y++) {
    const line = buffer.getLine(buffer.viewportY + y);
    const halves: [number[], number[]] = [[], []];
    for (let x = 0; x < cols; x++) {
      const cell = line?.getCell(x);
      const ink = cell && !cell.isFgDefault() ? lightness(cell.getFgColor()) : 230;
      const paper = cell && !cell.isBgDefault() ? lightness(cell.getBgColor()) : 0;
      const glyph = cell?.getChars();
      halves[0].push(glyph === '█' || glyph === '▀' ? ink : paper);
      halves[1].push(glyph === '█' || glyph === '▄' ? ink : paper);
    }
    squares.push(...halves);
  }
  const pixels = Buffer.alloc(cols * SCALE * rows * 2 * SCALE);
  for (let y = 0; y < rows * 2 * SCALE; y++) {
    const row = squares[Math.floor(y / SCALE)] ?? [];
    for (let x = 0; x < cols * SCALE; x++) pixels[y * cols * SCALE + x] = row[Math.floor(x / SCALE)] ?? 0;
  }
  return Buffer.concat([Buffer.from(`P5\n${cols * SCALE} ${rows * 2 * SCALE}\n255\n`), pixels]);
}
