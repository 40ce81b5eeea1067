/**
 * The panel as an SVG picture: text in a monospaced font on a dark ground, each run of one style placed at its own column, so that it stays
 * aligned whatever font the reader has. Blocks and lines that must touch are drawn as shapes, not as letters.
 */
import { loadBoard } from '../src/board-file.ts';
import { unwrap } from '../src/errors.ts';
import type { Line } from '../src/ui/cells/canvas.ts';
import { GROUND, hexOf, INK, rgbOf } from '../src/ui/cells/colours.ts';
import { STYLES, type Style } from '../src/ui/cells/palette.ts';
import { Desk } from '../src/ui/terminal/desk.ts';
import { drawPanel } from '../src/ui/terminal/draw-panel.ts';
import { Room } from '../src/ui/terminal/room.ts';
import { viewOf } from '../src/ui/terminal/view.ts';

const CELL = { width: 8.4, height: 18 };
const MARGIN = 16;
const BAR = 30;

/** The most telling moment: 25 s from the first sample, the window open, the finger on the button. */
export function panelPicture(boardPath: string): string {
  const { board } = unwrap(loadBoard(boardPath));
  const desk = new Desk({ board, seed: 1, state: 'provisioned' });
  const { bench } = desk;
  bench.advance(24_500_000);
  desk.unplug();
  bench.advance(2_000_000);
  while (!bench.lid.isOpen) desk.openFurther();
  desk.press();
  bench.advance(4_500_000);
  desk.plugIn();
  bench.advance(25_050_000);
  const { lines } = drawPanel(viewOf(desk, { pace: 1, isPaused: false }), { columns: 112, rows: 38 });
  return svgOf(lines, 'recsim run: the reset button is held, the window is open');
}

/** The way back in: the QR code on the monitor, and the phone beside it with its camera open. */
export function phonePicture(boardPath: string): string {
  const { board } = unwrap(loadBoard(boardPath));
  const desk = new Desk({ board, seed: 1, state: 'provisioned' });
  const room = new Room(desk);
  desk.bench.advance(30_000_000);
  room.deeds.monitor('');
  for (const label of ['Forgot Pattern', 'Forgot Password', 'OK']) {
    const done = desk.hands.click(label);
    if (!done.ok) throw new Error(done.refused);
    desk.bench.advance(1_000_000);
  }
  room.deeds.phone('');
  // An app, Home, Setting, Password Security, Reset Password, and the question for the camera.
  for (let tap = 0; tap < 6; tap++) room.deeds.tap('');
  const { lines } = drawPanel(viewOf(desk, { pace: 1, isPaused: false, room: room.state }), { columns: 120, rows: 32 });
  return svgOf(lines, 'recsim run: the QR code on the monitor, and a phone that scans it');
}

export function svgOf(lines: readonly Line[], label: string): string {
  const columns = Math.max(...lines.map((line) => line.length));
  const width = Math.ceil(columns * CELL.width + 2 * MARGIN);
  const height = lines.length * CELL.height + 2 * MARGIN + BAR;
  const parts = lines.flatMap((line, row) => rowOf(line, BAR + MARGIN + row * CELL.height));
  const lights = ['#ff5f57', '#febc2e', '#28c840'].map((fill, index) => `<circle cx="${20 + index * 20}" cy="17" r="6" fill="${fill}"/>`).join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeXml(label)}">
<style>text{font:14px "DejaVu Sans Mono","JetBrains Mono",Menlo,Consolas,monospace;white-space:pre}.b{font-weight:700}</style>
<rect width="${width}" height="${height}" rx="10" fill="${hexOf(GROUND)}"/>
${lights}<text x="${width / 2}" y="22" fill="#8b909a" text-anchor="middle">${escapeXml(label.split(':')[0] ?? '')}</text>
${parts.join('\n')}
</svg>
`;
}

/** Grounds first, then shapes and text, run by run. */
function rowOf(line: Line, top: number): string[] {
  const grounds: string[] = [];
  const inks: string[] = [];
  for (let from = 0; from < line.length; ) {
    const style: Style = STYLES[line[from]?.style ?? 'plain'];
    let to = from + 1;
    while (to < line.length && line[to]?.style === line[from]?.style) to++;
    const x = MARGIN + from * CELL.width;
    if (style.bg !== undefined)
      grounds.push(
        `<rect x="${round(x)}" y="${top}" width="${round((to - from) * CELL.width + 0.3)}" height="${CELL.height}" fill="${hexOf(rgbOf(style.bg))}"/>`,
      );
    inks.push(...runOf(line.slice(from, to), x, top, style));
    from = to;
  }
  return [...grounds, ...inks];
}

function runOf(cells: Line, left: number, top: number, style: Style): string[] {
  const fill = style.fg === undefined ? hexOf(INK) : hexOf(rgbOf(style.fg));
  const weight = style.bold ? ' class="b"' : '';
  const out: string[] = [];
  for (let from = 0; from < cells.length; ) {
    const glyph = cells[from]?.text ?? '';
    const x = left + from * CELL.width;
    let to = from + 1;
    if (BLOCKS[glyph] || STROKES[glyph]) {
      // Shapes that touch become one, without a seam.
      if (WIDE.has(glyph)) while (cells[to]?.text === glyph) to++;
      out.push(shapeOf(glyph, x, top, (to - from) * CELL.width, fill, style === STYLES.qr));
    } else if (glyph !== ' ') {
      // A word with its single spaces; wider gaps are left to the columns.
      while (to < cells.length && !isShape(cells[to]?.text) && !(cells[to]?.text === ' ' && (cells[to + 1]?.text ?? ' ') === ' ')) to++;
      const word = cells
        .slice(from, to)
        .map((cell) => cell.text)
        .join('')
        .trimEnd();
      const length = round(word.length * CELL.width);
      out.push(`<text x="${round(x)}" y="${top + 13.5}"${weight} fill="${fill}" textLength="${length}">${escapeXml(word)}</text>`);
    }
    from = to;
  }
  return out;
}

const isShape = (glyph = '') => BLOCKS[glyph] !== undefined || STROKES[glyph] !== undefined;

type Part = readonly [x: number, y: number, width: number, height: number];

/** Parts of a cell, in fractions of it. */
const BLOCKS: Readonly<Record<string, readonly Part[]>> = {
  '█': [[0, 0, 1, 1]],
  '▆': [[0, 0.25, 1, 0.6]],
  '▁': [[0, 0.8, 1, 0.06]],
  '▐': [[0.5, 0, 0.5, 1]],
  '▌': [[0, 0, 0.5, 1]],
  '▄': [[0, 0.55, 1, 0.35]],
  '▀': [[0, 0, 1, 0.5]],
  '▘': [[0, 0, 0.5, 0.5]],
  '▝': [[0.5, 0, 0.5, 0.5]],
  '▖': [[0, 0.5, 0.5, 0.5]],
  '▗': [[0.5, 0.5, 0.5, 0.5]],
  '▞': [
    [0.5, 0, 0.5, 0.5],
    [0, 0.5, 0.5, 0.5],
  ],
  '▚': [
    [0, 0, 0.5, 0.5],
    [0.5, 0.5, 0.5, 0.5],
  ],
  '▙': [
    [0, 0, 0.5, 1],
    [0.5, 0.5, 0.5, 0.5],
  ],
  '▟': [
    [0.5, 0, 0.5, 1],
    [0, 0.5, 0.5, 0.5],
  ],
  '▜': [
    [0, 0, 1, 0.5],
    [0.5, 0.5, 0.5, 0.5],
  ],
  '▛': [
    [0, 0, 1, 0.5],
    [0, 0.5, 0.5, 0.5],
  ],
  '░': [[0, 0.12, 1, 0.76]],
  '▒': [[0, 0.12, 1, 0.76]],
  '▓': [[0, 0.12, 1, 0.76]],
};
/** In a QR code modules are squares that touch. */
const IN_QR: Readonly<Record<string, readonly Part[]>> = { '▄': [[0, 0.5, 1, 0.5]] };
const OPACITY: Readonly<Record<string, number>> = { '░': 0.35, '▒': 0.6, '▓': 0.8 };
const WIDE = new Set('█▀▄▆▁░▒▓─━');

/** Lines from the middle of a cell: left, right, up, down. */
const STROKES: Readonly<Record<string, string>> = {
  '─': 'lr',
  '━': 'lr',
  '│': 'ud',
  '╭': 'rd',
  '╮': 'ld',
  '╰': 'ru',
  '╯': 'lu',
  '┌': 'rd',
  '┐': 'ld',
  '└': 'ru',
  '┘': 'lu',
  '┴': 'lru',
  '┬': 'lrd',
  '╷': 'd',
  '╵': 'u',
  '├': 'rud',
  '┤': 'lud',
  '┏': 'rd',
  '┓': 'ld',
  '┗': 'ru',
  '┛': 'lu',
};
const HEAVY = new Set('━┏┓┗┛');

function shapeOf(glyph: string, x: number, y: number, wide: number, fill: string, isQr: boolean): string {
  const { width, height } = CELL;
  const see = OPACITY[glyph] === undefined ? (isQr ? ' shape-rendering="crispEdges"' : '') : ` opacity="${OPACITY[glyph]}"`;
  const rect = ([left, top, w, h]: Part) =>
    `<rect x="${round(x + left * width)}" y="${round(y + top * height)}" width="${round(wide - (1 - w) * width)}" height="${round(h * height)}" fill="${fill}"${see}/>`;
  const blocks = (isQr ? IN_QR[glyph] : undefined) ?? BLOCKS[glyph];
  if (blocks) return blocks.map(rect).join('');
  const middle = `${round(x + width / 2)} ${round(y + height / 2)}`;
  const ends: Readonly<Record<string, string>> = { l: `H${round(x)}`, r: `H${round(x + wide)}`, u: `V${round(y)}`, d: `V${round(y + height)}` };
  const strokes = [...(STROKES[glyph] ?? '')].map((end) => `M${middle}${ends[end]}`).join('');
  return `<path d="${strokes}" stroke="${fill}" stroke-width="${HEAVY.has(glyph) ? 3 : 1.4}" stroke-linecap="round" fill="none"/>`;
}

const round = (value: number) => Math.round(value * 100) / 100;
const escapeXml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
