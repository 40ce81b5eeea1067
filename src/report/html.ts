/** HTML in template literals. Whatever is put into one is text and is escaped, unless it is HTML itself: so nothing that a file says can become markup. */
import { printable } from '../scenario/report-text.ts';

export class Html {
  readonly text: string;

  /** Of markup that is known to be good. */
  constructor(text: string) {
    this.text = text;
  }
}

/** `undefined` and `false` leave nothing. */
export type Part = string | number | false | undefined | Html | readonly Part[];

export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Html => new Html(String.raw({ raw: strings }, ...parts.map(written)));

function written(part: Part): string {
  if (part === undefined || part === false) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(written).join('');
  return escaped(String(part));
}

const ENTITY: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Control characters, and those that turn the direction of writing, are shown as replaced. */
const escaped = (text: string): string => printable(text).replace(/[&<>"']/g, (character) => ENTITY[character] as string);

/** Lines of a `pre`. */
export const inLines = (lines: readonly string[]): Part => lines.flatMap((line, index) => (index === 0 ? [line] : [new Html('\n'), line]));
