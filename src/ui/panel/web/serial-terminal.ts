/** xterm.js on the recorder's serial line. What was sent before it came, and again after the line was lost, is written to it as it was; only a person's terminal answers. */
import '@xterm/xterm/css/xterm.css';
import './serial-terminal.css';
import { Terminal } from '@xterm/xterm';
import type { Model } from './model.ts';

export interface SerialTerminalOptions {
  readonly model: Model;
  /** Sends to the recorder. */
  readonly type: (text: string) => void;
  /** The person wants to leave it by keyboard: backwards, or on to what follows. */
  readonly leave: (where: 'before' | 'after') => void;
}

/** Keys that are the recorder's alone: xterm.js lets most of them go on to the page, so that screen readers hear of them. */
const NOT_THE_PAGES: readonly string[] = ['Tab', 'PageUp', 'PageDown'];
/** As large as a VT100, in each window: they all show the same line, and the recorder draws for one size. */
const SIZE = { cols: 80, rows: 24 };
/** So many characters at once are no message that is too long, whatever they are. */
const PORTION = 1_000;
/** Dark in both themes, as terminals are; all of it readable on its ground. */
const THEME = { background: '#0b0f14', foreground: '#e6edf3', cursor: '#ffd166', selectionBackground: '#3a5f8a' };
const CONTRAST = 4.5;
/** Its text, in rem: as large as there is room for its columns, unless the person would have it otherwise. */
const TEXT = { least: 0.5, usual: 1, most: 2, step: 0.125 };

export class SerialTerminal {
  /** To be put on the page. */
  readonly host = document.createElement('div');
  readonly #options: SerialTerminalOptions;
  readonly #terminal: Terminal;
  readonly #remPx = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  #isOpen = false;
  /** In rem; `undefined` until the person chooses. */
  #chosen: number | undefined;
  /** What is written now was sent long ago: to what it asks, nobody answers. */
  #isRetold = true;

  constructor(options: SerialTerminalOptions) {
    this.#options = options;
    this.host.className = 'serial-terminal';
    this.#terminal = new Terminal({
      ...SIZE,
      theme: THEME,
      minimumContrastRatio: CONTRAST,
      fontFamily: 'ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace',
      fontSize: TEXT.usual * this.#remPx,
      scrollback: 2_000,
      screenReaderMode: true,
    });
    this.#terminal.onData((text) => this.#send(text));
    this.#terminal.attachCustomKeyEventHandler((event) => !this.#leaves(event));
    const { model } = options;
    model.onEpoch(() => {
      this.#terminal.reset();
      this.#isRetold = true;
    });
    model.onSerial((bytes) => this.#write(bytes));
    if (model.serial.length > 0) this.#write(model.serial);
    else this.#isRetold = false;
  }

  /** The page shows `host`, or will at once. */
  show(): void {
    if (this.host.isConnected) return;
    queueMicrotask(() => {
      if (!this.#isOpen) this.#open();
      this.#fit();
    });
  }

  /** Its text is made larger by so many steps. */
  grow(steps: number): void {
    const rem = (this.#terminal.options.fontSize ?? this.#remPx) / this.#remPx;
    this.#chosen = Math.min(TEXT.most, Math.max(TEXT.least, rem + steps * TEXT.step));
    this.#fit();
  }

  #open(): void {
    this.#isOpen = true;
    this.#terminal.open(this.host);
    this.#terminal.textarea?.setAttribute('aria-label', 'Serial console of the recorder');
    this.#terminal.textarea?.setAttribute('aria-describedby', 'serial-hint');
    window.addEventListener('resize', () => this.#fit());
  }

  #fit(): void {
    const { host } = this;
    const room = host.parentElement;
    if (!room) return;
    this.#setText(this.#chosen ?? TEXT.usual);
    if (this.#chosen !== undefined) return;
    // The frame around it is as wide as the page lets it be; how wide a character is, one does not know before it is drawn.
    for (let rem = TEXT.usual; rem >= TEXT.least && host.scrollWidth > host.clientWidth; rem -= TEXT.step / 4) this.#setText(rem);
  }

  #setText(rem: number): void {
    this.#terminal.options.fontSize = rem * this.#remPx;
  }

  focus(): void {
    this.#terminal.focus();
  }

  /** As if these keys were pressed. */
  send(keys: string): void {
    this.#options.type(keys);
  }

  #write(bytes: Uint8Array): void {
    this.#terminal.write(bytes, () => {
      this.#isRetold = false;
    });
  }

  /** Keys, and the terminal's own answers. Several may show the same line: the one that a person is at answers. */
  #send(text: string): void {
    if (this.#isRetold || !this.host.contains(document.activeElement)) return;
    const characters = Array.from(text);
    for (let at = 0; at < characters.length; at += PORTION) this.#options.type(characters.slice(at, at + PORTION).join(''));
  }

  #leaves(event: KeyboardEvent): boolean {
    const { key, code, ctrlKey, shiftKey, type } = event;
    if (NOT_THE_PAGES.includes(key)) event.preventDefault();
    if (key !== 'F6' && !(ctrlKey && (key === ']' || code === 'BracketRight'))) return false;
    event.preventDefault();
    if (type === 'keydown') this.#options.leave(key === 'F6' && shiftKey ? 'before' : 'after');
    return true;
  }
}
