/**
 * An ear at the serial console: the text that came, without the sequences that place and colour it, so that a text is found however it was drawn. Kept is what no
 * match has used up yet, and not more than 64 Ki characters of it.
 */
import type { SerialCable } from '../hal/machine/serial-cable.ts';

const KEPT = 65_536;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the sequences of a terminal.
const PLACES = /\x1b\[[0-9;]*H/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the same.
const OTHERS = /\x1b(?:\[[0-9;?<]*[ -/]*[@-~]|[78@-Z\\-_])/g;

export class SerialEar {
  readonly #line: SerialCable;
  readonly #decoder = new TextDecoder();
  #heard = 0;
  #text = '';

  constructor(line: SerialCable) {
    this.#line = line;
  }

  /** The last of what came, for messages. */
  get tail(): string {
    this.#listen();
    return (
      this.#text
        .trimEnd()
        .split(/[\r\n]+/)
        .at(-1) ?? ''
    );
  }

  /** Whether this came since the last match; then it and all before it are used up. */
  hears(wanted: string | RegExp): boolean {
    this.#listen();
    const match = typeof wanted === 'string' ? { index: this.#text.indexOf(wanted), 0: wanted } : wanted.exec(this.#text);
    if (!match || match.index < 0) return false;
    this.#text = this.#text.slice(match.index + match[0].length);
    return true;
  }

  /** Only when somebody asks: most scenarios never do. */
  #listen(): void {
    const { total } = this.#line;
    if (total === this.#heard) return;
    const plain = this.#decoder.decode(this.#line.sentSince(this.#heard), { stream: true }).replace(PLACES, '\n').replace(OTHERS, '');
    this.#heard = total;
    this.#text = (this.#text + plain).slice(-KEPT);
  }
}
