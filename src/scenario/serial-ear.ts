/**
 * An ear at the serial console: the text that came, without the sequences that place and colour it, so that a text is found however it was drawn. Kept is what no
 * match has used up yet, and not more than 64 Ki characters of it.
 */
import type { MockSerial } from '../hal/mock/serial.ts';

const KEPT = 65_536;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the sequences of a terminal.
const PLACES = /\x1b\[[0-9;]*H/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the same.
const OTHERS = /\x1b(?:\[[0-9;?<]*[ -/]*[@-~]|[78@-Z\\-_])/g;

export class SerialEar {
  readonly #decoder = new TextDecoder();
  #text = '';

  constructor(line: MockSerial) {
    line.onSent((bytes) => {
      this.#hear(bytes);
      return true;
    });
  }

  /** The last of what came, for messages. */
  get tail(): string {
    return (
      this.#text
        .trimEnd()
        .split(/[\r\n]+/)
        .at(-1) ?? ''
    );
  }

  /** Whether this was heard since the last match; then it and all before it are used up. */
  hears(wanted: RegExp): boolean {
    const match = wanted.exec(this.#text);
    if (!match) return false;
    this.#text = this.#text.slice(match.index + match[0].length);
    return true;
  }

  #hear(bytes: Uint8Array): void {
    const plain = this.#decoder.decode(bytes, { stream: true }).replace(PLACES, '\n').replace(OTHERS, '');
    this.#text = (this.#text + plain).slice(-KEPT);
  }
}
