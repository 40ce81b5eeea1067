/** Text for a terminal: colours where the stream is one and NO_COLOR does not forbid them, and columns. Source: no-color.org. */
import { stripVTControlCharacters, styleText } from 'node:util';

export type Style = (format: Parameters<typeof styleText>[0], text: string) => string;

/** Colours for `stream`; plain text where it is a file or a pipe. */
export function createStyle(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv = process.env): Style {
  const plain = !stream.isTTY || Boolean(env['NO_COLOR']) || env['TERM'] === 'dumb';
  return plain ? (_, text) => text : (format, text) => styleText(format, text, { validateStream: false });
}

/** Rows as lines: each column as wide as its widest cell, the last as it is. Cells may have colours. */
export function columns(rows: readonly (readonly string[])[], gap = '  '): string[] {
  const widthOf = (cell: string) => stripVTControlCharacters(cell).length;
  const widths: number[] = [];
  for (const row of rows) for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, widthOf(cell));
  return rows.map((row) =>
    row
      .map((cell, index) => (index === row.length - 1 ? cell : cell + ' '.repeat((widths[index] ?? 0) - widthOf(cell))))
      .join(gap)
      .trimEnd(),
  );
}

/** Words in lines of at most `width` characters; columns within a line stay where they are. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.trim().match(/\s*\S+/g) ?? []) {
    if (line !== '' && line.length + word.length > width) {
      lines.push(line);
      line = word.trimStart();
    } else line += word;
  }
  return [...lines, line];
}

/** Whether the locale lets glyphs beyond ASCII through; one that was never set is taken for a modern one. */
export function speaksUtf8(env: NodeJS.ProcessEnv = process.env): boolean {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || 'UTF-8';
  return /utf-?8/i.test(locale);
}

/** Text from elsewhere (mail, names that the kernel has): no control character reaches the terminal. */
export const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]/gu, '\ufffd');
