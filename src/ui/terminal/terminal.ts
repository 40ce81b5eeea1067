/**
 * The terminal itself: alternate screen, raw mode, mouse reports, and giving all of it back, however the program ends. Writes only lines
 * that changed. Sequences: xterm's DECSET 1049, 25, 1002 and 1006, understood by every terminal of the last twenty years.
 * Not promised: anything on a terminal without cursor addressing (TERM=dumb); the plain commands are for those.
 */
import type { ReadStream, WriteStream } from 'node:tty';
import type { WallClock } from '../../hal/wall-clock.ts';
import { encodeFrame, encodeLine, type Looks } from '../cells/ansi.ts';
import type { Line } from '../cells/canvas.ts';
import { InputDecoder, type InputEvent } from '../vt100/decoder.ts';
import type { Size } from './draw-panel.ts';

export const ENTER = '\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[?1002h\x1b[?1006h\x1b[2J';
export const LEAVE = '\x1b[?1006l\x1b[?1002l\x1b[?7h\x1b[0m\x1b[?25h\x1b[?1049l';

/** How long a lone Escape waits for what may follow it. */
const ESCAPE_MS = 50;

/** The two ends of a terminal. */
export interface Streams {
  readonly input: Pick<ReadStream, 'setRawMode' | 'resume' | 'pause' | 'on' | 'off'>;
  readonly output: Pick<WriteStream, 'columns' | 'rows' | 'write' | 'on' | 'off'>;
  /** Writes at once, for a process that is about to end. */
  writeNow(text: string): void;
}

export interface TerminalListener {
  input(event: InputEvent): void;
  /** The size changed, or the screen was lost: draw anew. */
  resized(): void;
}

export class Terminal {
  readonly #input: Streams['input'];
  readonly #output: Streams['output'];
  readonly #writeNow: (text: string) => void;
  readonly #looks: Looks;
  readonly #wall: WallClock;
  readonly #listener: TerminalListener;
  readonly #decoder = new InputDecoder();
  #shown: readonly string[] = [];
  #isOpen = false;
  #isCongested = false;
  #forgetEscape = () => {};

  constructor({ input, output, writeNow }: Streams, looks: Looks, wall: WallClock, listener: TerminalListener) {
    this.#input = input;
    this.#output = output;
    this.#writeNow = writeNow;
    this.#looks = looks;
    this.#wall = wall;
    this.#listener = listener;
  }

  get size(): Size {
    return { columns: this.#output.columns || 80, rows: this.#output.rows || 24 };
  }

  /** A frame is still on its way to a slow terminal: another would only queue up behind it. */
  get isCongested(): boolean {
    return this.#isCongested;
  }

  open(): void {
    this.#enter();
    this.#input.on('data', this.#onData);
    this.#output.on('resize', this.#onResize);
    process.on('SIGTSTP', this.#onSuspend);
    process.on('SIGCONT', this.#onResume);
  }

  /** Gives the terminal back. May be called at any time, also twice. */
  close(): void {
    this.#leave();
    this.#input.off('data', this.#onData);
    this.#input.pause();
    this.#output.off('resize', this.#onResize);
    process.off('SIGTSTP', this.#onSuspend);
    process.off('SIGCONT', this.#onResume);
  }

  show(lines: readonly Line[]): void {
    if (!this.#isOpen) return;
    const encoded = lines.map((line) => encodeLine(line, this.#looks));
    const frame = encodeFrame(encoded, this.#shown);
    this.#shown = encoded;
    if (frame === '') return;
    this.#isCongested = !this.#output.write(frame, () => {
      this.#isCongested = false;
    });
  }

  bell(): void {
    if (this.#isOpen) this.#output.write('\x07');
  }

  /** Stops the whole job, as Ctrl-Z does where the terminal is not raw. */
  suspend(): void {
    process.kill(0, 'SIGTSTP');
  }

  #enter(): void {
    this.#isOpen = true;
    this.#shown = [];
    this.#input.setRawMode(true);
    this.#input.resume();
    this.#output.write(ENTER);
  }

  #leave(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#forgetEscape();
    try {
      this.#writeNow(LEAVE);
    } catch {
      this.#output.write(LEAVE);
    }
    try {
      this.#input.setRawMode(false);
    } catch {
      // The terminal has gone away, and needs nothing back.
    }
  }

  readonly #onData = (bytes: Buffer) => {
    this.#forgetEscape();
    for (const event of this.#decoder.feed(bytes)) this.#listener.input(event);
    if (!this.#decoder.isPending) return;
    this.#forgetEscape = this.#wall.after(ESCAPE_MS, () => {
      for (const event of this.#decoder.flush()) this.#listener.input(event);
    });
  };

  readonly #onResize = () => {
    this.#shown = [];
    if (this.#isOpen) this.#output.write('\x1b[2J');
    this.#listener.resized();
  };

  readonly #onSuspend = () => {
    this.#leave();
    process.kill(process.pid, 'SIGSTOP');
  };

  readonly #onResume = () => {
    this.#leave();
    this.#enter();
    this.#listener.resized();
  };
}
