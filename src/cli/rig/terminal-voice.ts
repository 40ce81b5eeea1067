/** How a session speaks in a terminal: prompts stand out, and how the attempt stands is one line that is drawn anew. Into a file or a pipe a line is written where something changes. */
import type { Prompt, Standing } from '../../rig/station.ts';
import { US_PER_S, type Us } from '../../units.ts';
import { createStyle, type Style, wrap } from '../text.ts';

export interface VoiceStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const BELL = '\x07';
const CLEAR_LINE = '\r\x1b[2K';

export class TerminalVoice {
  readonly #out: VoiceStream;
  readonly #style: Style;
  /** The latest advice or prompt. */
  #told = '';
  #isDrawn = false;

  constructor(out: VoiceStream) {
    this.#out = out;
    this.#style = createStyle(out);
  }

  begin(dutId: string): void {
    this.#line(`\n${this.#style('bold', `Unit ${dutId}`)}`);
  }

  tell({ text, isUrgent }: Prompt): void {
    this.#told = text;
    if (this.#out.isTTY) this.#line(`\n  ${isUrgent ? BELL : ''}${this.#style(isUrgent ? ['bold', 'inverse'] : 'bold', ` ${text} `)}`);
    else this.#line(`> ${text}`);
  }

  show({ advice, inUs, heldUs }: Standing): void {
    if (this.#out.isTTY) {
      const toGo = inUs === undefined ? '' : `, ${tenths(inUs, Math.ceil)} to go`;
      this.#out.write(`${CLEAR_LINE}  ${tenths(heldUs, Math.floor).padStart(6)} held   ${advice}${toGo}`);
      this.#isDrawn = true;
    } else if (advice !== this.#told) this.#line(`  ${advice}${inUs === undefined ? '' : `, for ${tenths(inUs, Math.ceil)}`}`);
    this.#told = advice;
  }

  say(text: string): void {
    this.#line(`  ${text}`);
  }

  /** Text as it is. */
  write(lines: readonly string[]): void {
    for (const line of lines) this.#line(line);
  }

  /** Without the end of the line, so that the answer stands beside it. */
  question(text: string): void {
    this.#clear();
    this.#out.write(this.#out.isTTY ? text : `${text}\n`);
  }

  end(): void {
    this.#clear();
  }

  /** Too long for the terminal, it goes on below its beginning. */
  #line(text: string): void {
    this.#clear();
    const { isTTY, columns = 0 } = this.#out;
    const indent = /^ */.exec(text)?.[0] ?? '';
    const lines = isTTY && columns > 20 && text.length > columns ? wrap(text.trim(), columns - indent.length).map((line) => indent + line) : [text];
    for (const line of lines) this.#out.write(`${line}\n`);
  }

  #clear(): void {
    if (this.#isDrawn) this.#out.write(CLEAR_LINE);
    this.#isDrawn = false;
  }
}

/** `4.2 s`. A time still to come is rounded up, so that it is never 0.0; a time that has passed down. */
const tenths = (us: Us, round: (value: number) => number): string => `${(round((us * 10) / US_PER_S) / 10).toFixed(1)} s`;
