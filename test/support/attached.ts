/**
 * A terminal at the serial console of a bench, as real as an emulator can be: what the recorder sends is shown on it, and it answers what the recorder asks it. Keys and
 * mouse go in as the bytes that a terminal sends.
 */
import { Terminal } from '@xterm/headless';
import type { Bench } from '../../src/bench/bench.ts';
import { type ControlPart, isControl, type Screen } from '../../src/ui/screen/model.ts';
import { US_PER_S, type Us } from '../../src/units.ts';

/** What a terminal sends for keys that are more than a character. */
export const KEYS = {
  enter: '\r',
  tab: '\t',
  'shift-tab': '\x1b[Z',
  escape: '\x1b',
  up: '\x1b[A',
  down: '\x1b[B',
  backspace: '\x7f',
  'ctrl-d': '\x04',
  'ctrl-l': '\x0c',
} as const;

/** How long a lone Escape, or an answer to a guess, takes at most. */
const ANSWER_US: Us = US_PER_S;

export class Attached {
  readonly bench: Bench;
  readonly terminal: Terminal;
  /** All that came. */
  readonly sent: Buffer[] = [];
  #unshown: Buffer[] = [];

  constructor(bench: Bench, columns = 80, rows = 24) {
    this.bench = bench;
    this.terminal = new Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 200 });
    // Its answers, and what a paste would give.
    this.terminal.onData((text) => bench.hal.console.receive(Buffer.from(text, 'latin1')));
    bench.hal.console.onSent((bytes) => {
      const copy = Buffer.from(bytes);
      this.sent.push(copy);
      this.#unshown.push(copy);
      return true;
    });
  }

  /** Sends bytes and lets the recorder draw what they do at once. */
  async type(...texts: string[]): Promise<this> {
    for (const text of texts) {
      this.bench.hal.console.receive(Buffer.from(text, 'utf8'));
      await this.show();
    }
    return this;
  }

  /** Sends bytes and waits for what comes of them: an answer to a guess, something stored. */
  async answer(...texts: string[]): Promise<this> {
    await this.type(...texts);
    return this.wait(ANSWER_US);
  }

  async wait(us: Us): Promise<this> {
    this.bench.advance(us);
    return this.show();
  }

  /** A button of the mouse at a cell, counted from 0. */
  mouse(kind: 'press' | 'move' | 'release', x: number, y: number): Promise<this> {
    return this.type(`\x1b[<${kind === 'move' ? 32 : 0};${x + 1};${y + 1}${kind === 'release' ? 'm' : 'M'}`);
  }

  async click(x: number, y: number): Promise<this> {
    await this.mouse('press', x, y);
    return this.mouse('release', x, y);
  }

  /** Goes to a control with Tab. */
  async goTo(id: string): Promise<this> {
    for (let tabs = 0; this.screen.focus !== id; tabs++) {
      if (tabs > 40) throw new Error(`Tab never comes to "${id}" on ${this.screen.id}`);
      await this.type(KEYS.tab);
    }
    return this;
  }

  /** Goes to a button or box and presses it; what comes of it at once is shown. */
  async press(id: string): Promise<this> {
    await this.goTo(id);
    return this.type(this.#part(id).kind === 'check' ? ' ' : KEYS.enter);
  }

  async fill(id: string, text: string): Promise<this> {
    await this.goTo(id);
    return this.type(text);
  }

  async choose(id: string, option: string): Promise<this> {
    await this.goTo(id);
    await this.type(KEYS.enter);
    const part = this.#part(id);
    const options = part.kind === 'choice' ? part.options.map((each) => each.id) : [];
    if (part.kind !== 'choice' || part.marked === undefined || !options.includes(option)) throw new Error(`"${option}" cannot be chosen in "${id}"`);
    const by = options.indexOf(option) - part.marked;
    return this.type(...new Array<string>(Math.abs(by)).fill(by > 0 ? KEYS.down : KEYS.up), KEYS.enter);
  }

  async draw(points: readonly number[]): Promise<this> {
    await this.goTo('pattern');
    return this.type(points.join(''), KEYS.enter);
  }

  /** What the recorder means to show. */
  get screen(): Screen {
    const screen = this.bench.recorder.firmware?.screen;
    if (!screen) throw new Error('the recorder is off');
    return screen;
  }

  get menu(): string {
    return this.bench.recorder.firmware?.regions.menu ?? 'off';
  }

  /** What is on the terminal, row by row. */
  get lines(): string[] {
    const buffer = this.terminal.buffer.active;
    return Array.from(
      { length: this.terminal.rows },
      (_, row) =>
        buffer
          .getLine(buffer.viewportY + row)
          ?.translateToString(true)
          .trimEnd() ?? '',
    );
  }

  get text(): string {
    return this.lines.join('\n');
  }

  /** Where a text stands: its column and row. */
  find(text: string): { x: number; y: number } {
    const y = this.lines.findIndex((line) => line.includes(text));
    if (y < 0) throw new Error(`"${text}" is not on the terminal:\n${this.text}`);
    return { x: (this.lines[y] as string).indexOf(text), y };
  }

  get isOnScreen(): boolean {
    return this.terminal.buffer.active.type === 'alternate';
  }

  /** Lets the recorder draw, and the terminal show and answer, until neither has anything left. */
  async show(): Promise<this> {
    for (this.bench.advance(0); this.#unshown.length > 0; this.bench.advance(0)) {
      const bytes = Buffer.concat(this.#unshown);
      this.#unshown = [];
      await new Promise<void>((resolve) => this.terminal.write(bytes, resolve));
    }
    return this;
  }

  #part(id: string): ControlPart {
    const part = this.screen.parts.filter(isControl).find((each) => each.id === id);
    if (!part) throw new Error(`there is no "${id}" on ${this.screen.id}`);
    return part;
  }
}
