/**
 * The recorder's serial console. It begins as a log: what happens, line by line, so that whoever attaches can read it and programs can wait for a text. A
 * key brings up the recorder's screen on a VT100 (xterm and its like): drawn whole once, then only what changed. Ctrl-L draws it anew and asks for the
 * terminal's size, Ctrl-D goes back to the log; so does a restart of the recorder.
 * Not promised: anything on a terminal without cursor addressing or UTF-8. Sources: ECMA-48; xterm's control sequences.
 */
import type { Alarm, Clock, SerialLine } from '../../hal/ports.ts';
import { US_PER_MS, US_PER_S, type Us } from '../../units.ts';
import { encodeFrame, encodeLine } from '../cells/ansi.ts';
import { Canvas, type Hit } from '../cells/canvas.ts';
import type { ScreenTarget } from '../cells/draw-pattern.ts';
import { drawScreen } from '../cells/draw-screen.ts';
import type { Screen, UiInput } from '../screen/model.ts';
import { InputDecoder, type InputEvent } from './decoder.ts';
import { inputOfKey } from './keyboard.ts';
import { Pointer } from './pointer.ts';

export interface ConsoleParts {
  readonly line: SerialLine;
  readonly clock: Clock;
  readonly screen: () => Screen;
  /** What a person did with the screen. */
  readonly input: (input: UiInput) => void;
  /** Whether the screen changes by itself as time goes by. */
  readonly isLively: () => boolean;
}

/** Alternate screen, no cursor, no wrapping, mouse with moves in SGR form. */
const ENTER = '\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[?1002h\x1b[?1006h\x1b[0m\x1b[2J';
/**
 * And back, whatever the terminal shows. Going back puts the cursor where it was last saved, also on a terminal that shows the log already, where it would
 * jump over the lines before: so it is saved here first. (Each of the two screens has a place for it of its own.)
 */
export const LEAVE = '\x1b7\x1b[?1006l\x1b[?1002l\x1b[?7h\x1b[0m\x1b[?25h\x1b[?1049l';
/** Sends the cursor to the far corner and asks where it is. */
const ASK_SIZE = '\x1b[999;999H\x1b[6n';
/** What a VT100 has, until the terminal says otherwise; and no terminal is taken for larger or smaller than this. */
const STANDARD = { columns: 80, rows: 24 };
const SMALLEST = { columns: 40, rows: 12 };
const LARGEST = { columns: 200, rows: 60 };

/** How long a lone Escape waits for what may follow it. */
const ESCAPE_US: Us = 50 * US_PER_MS;
/** How long until a frame that the line had no room for is tried again, doubled each time; and how often a screen that moves is drawn. */
const RETRY_US: Us = 100 * US_PER_MS;
const LONGEST_RETRY_US: Us = 1_600 * US_PER_MS;
const LIVELY_US: Us = US_PER_S;

const HINT = 'Press Enter for the screen, Ctrl-L to draw it anew, Ctrl-D to leave it.';

export class SerialConsole {
  readonly #parts: ConsoleParts;
  readonly #decoder = new InputDecoder();
  readonly #pointer = new Pointer();
  #isOpen = false;
  #size = STANDARD;
  /** The lines that the terminal shows; empty when nobody knows. */
  #shown: readonly string[] = [];
  /** What goes before whatever is sent next. */
  #prefix = '';
  /** Lines of the log that there was no room for. */
  #missed = 0;
  #retryUs: Us = RETRY_US;
  /** What can be clicked; `undefined` when the screen has changed since that was looked up. */
  #hits: readonly Hit<ScreenTarget>[] | undefined;
  #draw: Alarm | undefined;
  #escape: Alarm | undefined;

  /** Whatever was on the terminal, it is a log now. */
  constructor(parts: ConsoleParts) {
    this.#parts = parts;
    parts.line.onReceive((bytes) => this.#receive(bytes));
  }

  /** The first words of a start. */
  greet(name: string): void {
    this.#prefix = LEAVE;
    this.#write(`\r\n${name}\r\n`);
  }

  /** Something happened; it is not shown while the screen is up. No secret may be in it. */
  log(text: string): void {
    if (this.#isOpen) return;
    const missed = this.#missed === 0 ? '' : `(${this.#missed} lines were lost: nobody read them)\r\n`;
    const isSent = this.#write(`${missed}[${(this.#parts.clock.nowUs / US_PER_S).toFixed(6).padStart(12)}] ${text}\r\n`);
    this.#missed = isSent ? 0 : this.#missed + 1;
  }

  /** The recorder is ready for people. */
  invite(): void {
    if (!this.#isOpen) this.#write(`${HINT}\r\n`);
  }

  /** The screen may have changed. */
  changed(): void {
    this.#hits = undefined;
    if (this.#isOpen) this.#drawAt(this.#parts.clock.nowUs);
  }

  /** The processor stops. */
  stop(): void {
    this.#parts.clock.cancel(this.#draw);
    this.#parts.clock.cancel(this.#escape);
  }

  #receive(bytes: Uint8Array): void {
    const { clock } = this.#parts;
    clock.cancel(this.#escape);
    for (const event of this.#decoder.feed(bytes)) this.#take(event);
    if (!this.#decoder.isPending) return;
    this.#escape = clock.at(clock.nowUs + ESCAPE_US, () => {
      for (const event of this.#decoder.flush()) this.#take(event);
    });
  }

  #take(event: InputEvent): void {
    if (event.type === 'position') this.#resize(event.column, event.row);
    else if (!this.#isOpen) {
      if (event.type === 'key') this.#open();
    } else if (event.type === 'mouse') {
      if (!this.#hits) this.#layOut();
      for (const input of this.#pointer.take(event, this.#hits ?? [])) this.#do(input);
    } else this.#onKey(event.key);
  }

  #onKey(key: string): void {
    if (key === 'ctrl-l') this.#open();
    else if (key === 'ctrl-d') this.#close();
    else {
      const input = inputOfKey(key);
      if (input) this.#do(input);
    }
  }

  #do(input: UiInput): void {
    this.#parts.input(input);
    this.changed();
  }

  /** Draws the whole screen, and asks how large it may be. */
  #open(): void {
    this.#isOpen = true;
    this.#anew(`${ENTER}${ASK_SIZE}`);
  }

  #anew(prefix: string): void {
    this.#shown = [];
    this.#prefix = prefix;
    this.changed();
  }

  #close(): void {
    this.#isOpen = false;
    this.#parts.clock.cancel(this.#draw);
    this.#draw = undefined;
    this.#prefix = LEAVE;
    this.invite();
  }

  #resize(columns: number, rows: number): void {
    const between = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value));
    const size = { columns: between(columns, SMALLEST.columns, LARGEST.columns), rows: between(rows, SMALLEST.rows, LARGEST.rows) };
    if (size.columns === this.#size.columns && size.rows === this.#size.rows) return;
    this.#size = size;
    if (this.#isOpen) this.#anew(this.#prefix || '\x1b[2J');
  }

  #drawAt(atUs: Us): void {
    const { clock } = this.#parts;
    if (this.#draw && this.#draw.atUs <= atUs) return;
    clock.cancel(this.#draw);
    this.#draw = clock.at(atUs, () => {
      this.#draw = undefined;
      this.#frame();
    });
  }

  #frame(): void {
    const { clock, isLively } = this.#parts;
    const lines = this.#layOut().lines.map((line) => encodeLine(line, { colour: true, ascii: false }));
    const frame = encodeFrame(lines, this.#shown);
    if (this.#prefix + frame !== '' && !this.#write(frame)) {
      // Whoever reads there is slow, or nobody does. What the terminal will show when somebody does, nobody knows: then it is set up and drawn as a whole.
      this.#shown = [];
      this.#prefix = `${ENTER}${ASK_SIZE}`;
      this.#drawAt(clock.nowUs + this.#retryUs);
      this.#retryUs = Math.min(2 * this.#retryUs, LONGEST_RETRY_US);
      return;
    }
    this.#shown = lines;
    this.#retryUs = RETRY_US;
    if (isLively()) this.#drawAt(clock.nowUs + LIVELY_US);
  }

  #layOut(): Canvas {
    const { columns, rows } = this.#size;
    const canvas = new Canvas(columns, rows);
    this.#hits = drawScreen(canvas, { x: 0, y: 0, width: columns, height: rows }, this.#parts.screen());
    return canvas;
  }

  #write(text: string): boolean {
    if (!this.#parts.line.write(Buffer.from(this.#prefix + text))) return false;
    this.#prefix = '';
    return true;
  }
}
