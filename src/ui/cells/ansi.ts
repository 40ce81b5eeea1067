/**
 * Cells to what a terminal understands (ECMA-48, xterm): colours as 256-colour SGR, one line at a time.
 * Without colour only bold and inverse are left; with `ascii` every glyph becomes one of the 95 that any terminal has.
 */
import type { Line } from './canvas.ts';
import { STYLES, type Style, type StyleName } from './palette.ts';

export interface Looks {
  readonly colour: boolean;
  readonly ascii: boolean;
}

const ASCII: Readonly<Record<string, string>> = {
  '─': '-',
  '━': '=',
  '│': '|',
  '╭': '.',
  '╮': '.',
  '╰': "'",
  '╯': "'",
  '┌': '+',
  '┐': '+',
  '└': '+',
  '┘': '+',
  '├': '+',
  '┤': '+',
  '┬': '+',
  '┴': '+',
  '╵': "'",
  '╷': ',',
  '▜': '\\',
  '▛': '/',
  '▔': '-',
  '▁': '_',
  '█': '#',
  '▓': '#',
  '▒': '%',
  '░': ':',
  '▆': '#',
  '▚': '%',
  '▲': '^',
  '▟': '/',
  '▙': '\\',
  '▐': '[',
  '▌': ']',
  '▄': '_',
  '▀': '"',
  '▘': '`',
  '▝': "'",
  '▖': '.',
  '▗': ',',
  '▞': '%',
  '▼': 'v',
  '•': '*',
  '┏': '+',
  '┓': '+',
  '┗': '+',
  '┛': '+',
  '■': '#',
  '▪': '*',
  '●': '*',
  '○': 'o',
  '◉': '@',
  '⊕': '+',
  '◌': 'o',
  '♪': '~',
  '·': '.',
  '…': '~',
  '✓': '+',
  '✗': 'x',
  '▶': '>',
  '◀': '<',
  '→': '>',
  '▤': '=',
  '▯': 'o',
  '⚠': '!',
};

/** One line as a terminal shows it, without its end; leaves the terminal unstyled. */
export function encodeLine(line: Line, { colour, ascii }: Looks): string {
  let out = '';
  let current: StyleName = 'plain';
  for (const { text, style } of line) {
    if (style !== current) {
      out += sgr(STYLES[style], colour);
      current = style;
    }
    out += ascii ? toAscii(text) : text;
  }
  return current === 'plain' ? out : `${out}\x1b[0m`;
}

/**
 * The changed lines of a frame, as the bytes that bring a terminal from `before` to `lines`. A line is cleared before it is written: after a line
 * that fills the screen the cursor still stands on its last cell, and clearing from there would take that cell away.
 */
export function encodeFrame(lines: readonly string[], before: readonly string[]): string {
  let out = '';
  lines.forEach((line, index) => {
    if (line !== before[index]) out += `\x1b[${index + 1};1H\x1b[K${line}`;
  });
  return out;
}

/** The same line as bare text. */
export function plainLine(line: Line): string {
  return line
    .map((cell) => cell.text)
    .join('')
    .trimEnd();
}

function toAscii(text: string): string {
  if (text === '' || (text.length === 1 && text >= ' ' && text <= '~')) return text === '' ? '?' : text;
  return ASCII[text] ?? '?';
}

function sgr({ fg, bg, bold, inverse }: Style, colour: boolean): string {
  const codes = ['0'];
  if (bold) codes.push('1');
  if (inverse || (!colour && bg !== undefined && bold)) codes.push('7');
  if (colour && fg !== undefined) codes.push(`38;5;${fg}`);
  if (colour && bg !== undefined) codes.push(`48;5;${bg}`);
  return `\x1b[${codes.join(';')}m`;
}
