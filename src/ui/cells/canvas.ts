/**
 * A grid of styled cells to draw on. What lies outside is cut off; a character two columns wide takes two cells, the second of them empty.
 * Text from people (a brand, a board's title) is stripped of control characters, so it cannot reach the terminal as a command.
 */
import { eastAsianWidth } from 'get-east-asian-width';
import type { StyleName } from './palette.ts';

export interface Cell {
  /** One character as seen by a person; '' for the right half of a wide one. */
  readonly text: string;
  readonly style: StyleName;
}

export type Line = readonly Cell[];

/** A part of a canvas. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A place that reacts to the mouse. */
export interface Hit<Action = string> {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly action: Action;
  /** It acts for as long as the mouse button is down. */
  readonly isHeld?: true;
}

const BLANK: Cell = { text: ' ', style: 'plain' };
/** Made when a text first needs it: it costs as much as all the rest of a first frame. */
let segmenter: Intl.Segmenter | undefined;
const graphemesOf = (text: string) => {
  segmenter ??= new Intl.Segmenter();
  return segmenter.segment(text);
};
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not get through.
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
/** One column a code unit: ASCII, Latin, dashes, box drawing and the shapes the panel is made of. */
const NARROW = /^[\x20-\x7e\u00a1-\u02ff\u2010-\u2027\u2500-\u25ff⊕♪⚠✓✗]*$/;
/** What would join the character before it, which is not ours to change. */
const JOINING = /^[\p{M}\p{Cf}]/u;

/** Cuts `text` to `width` columns, with an ellipsis where something is lost. */
export function shorten(text: string, width: number): string {
  if (columnsOf(text) <= width) return text;
  let cut = '';
  let columns = 0;
  for (const { segment } of graphemesOf(text)) {
    columns += widthOf(segment);
    if (columns > width - 1) break;
    cut += segment;
  }
  return width > 0 ? `${cut}…` : '';
}

/** How many columns `text` takes on a terminal. */
export function columnsOf(text: string): number {
  if (NARROW.test(text)) return text.length;
  let columns = 0;
  for (const { segment } of graphemesOf(text)) columns += widthOf(segment);
  return columns;
}

/** The columns of what a person sees as one character. */
function widthOf(grapheme: string): 1 | 2 {
  return eastAsianWidth(grapheme.codePointAt(0) ?? 0) === 2 ? 2 : 1;
}

/** Breaks `text` at spaces into lines of at most `width` columns; a longer word is cut. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && columnsOf(line) + 1 + columnsOf(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((each) => shorten(each, width));
}

export class Canvas {
  readonly width: number;
  readonly height: number;
  readonly #rows: Cell[][];

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.#rows = Array.from({ length: height }, () => new Array<Cell>(width).fill(BLANK));
  }

  get lines(): readonly Line[] {
    return this.#rows;
  }

  /** Writes `text` from column `x`; returns the column after it. */
  put(x: number, y: number, text: string, style: StyleName = 'plain'): number {
    const row = this.#rows[y];
    const clean = text.replace(UNPRINTABLE, ' ');
    let column = x;
    const place = (segment: string, columns: number) => {
      if (row && column >= 0 && column + columns <= this.width) {
        row[column] = { text: segment, style };
        if (columns === 2) row[column + 1] = { text: '', style };
      }
      column += columns;
    };
    if (NARROW.test(clean)) for (const character of clean) place(character, 1);
    else for (const { segment } of graphemesOf(clean)) place(JOINING.test(segment) ? ' ' : segment, widthOf(segment));
    return column;
  }

  /** Writes `text` so that it ends before column `x`. */
  putRight(x: number, y: number, text: string, style?: StyleName): void {
    this.put(x - columnsOf(text), y, text, style);
  }

  /** Writes `text` in the middle of `width` columns from `x`. */
  putCentred(x: number, y: number, width: number, text: string, style?: StyleName): void {
    const shown = shorten(text, width);
    this.put(x + Math.floor((width - columnsOf(shown)) / 2), y, shown, style);
  }

  /** `text` is one character, a column wide. Every frame begins with it, for the whole screen, so it takes a way of its own. */
  fill(x: number, y: number, width: number, height: number, text: string, style: StyleName): void {
    const cell: Cell = { text, style };
    const from = Math.max(0, x);
    for (let row = Math.max(0, y); row < Math.min(this.height, y + height); row++) this.#rows[row]?.fill(cell, from, Math.max(from, x + width));
  }

  /** A frame with rounded corners and a heading in its upper edge. */
  frame(
    x: number,
    y: number,
    width: number,
    height: number,
    { title = '', style = 'frame' as StyleName, titleStyle = 'heading' as StyleName } = {},
  ): void {
    const edge = '─'.repeat(Math.max(0, width - 2));
    this.put(x, y, `╭${edge}╮`, style);
    for (let row = 1; row < height - 1; row++) {
      this.put(x, y + row, '│', style);
      this.put(x + width - 1, y + row, '│', style);
    }
    this.put(x, y + height - 1, `╰${edge}╯`, style);
    if (title) this.put(x + 2, y, ` ${shorten(title, width - 6)} `, titleStyle);
  }
}
