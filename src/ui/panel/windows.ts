/**
 * The windows that look at a run: each gets frames as fast as it takes them, all see the same, and what a person does in one happens in all. A window that takes nothing gets nothing more
 * until it does, and is closed after a while; how many there may be is limited.
 */
import type { WallClock } from '../../hal/wall-clock.ts';
import { type Deed, decodeMessage } from './deed.ts';
import { NOTHING_SEEN, type Position, type Stream } from './stream.ts';

/** A window's line, as a WebSocket is one. */
export interface Line {
  /** Bytes that were sent and not taken yet. */
  readonly bufferedAmount: number;
  send(text: string): void;
  close(code: number, why: string): void;
}

export interface WindowsOptions {
  readonly stream: Stream;
  readonly wall: WallClock;
  /** Brings the run's time up to date. */
  readonly keepUp: () => void;
  /** Returns what came of it. */
  readonly carryOut: (deed: Deed) => object;
}

export const WINDOWS_MAX = 32;
/** As many frames a second as most screens show. */
const LIVELY_MS = 16;
const CALM_MS = 100;
/** So long frames follow quickly after something has changed. */
const LIVELY_FOR_MS = 1_500;
/** More than this on its way, and a window gets no frame. */
const FULL_BYTES = 256 * 1024;
/** And of more than this nobody waits for the end: answers do not wait for room. */
const OVERFULL_BYTES = 4 * FULL_BYTES;
const PATIENCE_MS = 30_000;
/** Faults in a row, after which nobody listens to a window any more. */
const FAULTS_MAX = 20;

interface Window {
  readonly line: Line;
  seen: Position;
  fullSinceMs: number | undefined;
  faults: number;
}

/** WebSocket's codes: try again later; a policy was broken. */
const TRY_LATER = 1013;
const POLICY = 1008;

export class Windows {
  readonly #options: WindowsOptions;
  readonly #windows = new Set<Window>();
  #cancelFrame = () => {};
  #lastNewsMs = Number.NEGATIVE_INFINITY;

  constructor(options: WindowsOptions) {
    this.#options = options;
  }

  get count(): number {
    return this.#windows.size;
  }

  /** What comes from the window goes to `receive`. `undefined` where there are too many. */
  open(line: Line): { receive(text: string): void; close(): void } | undefined {
    if (this.#windows.size >= WINDOWS_MAX) {
      line.close(TRY_LATER, `${WINDOWS_MAX} windows are open already`);
      return undefined;
    }
    const window: Window = { line, seen: NOTHING_SEEN, fullSinceMs: undefined, faults: 0 };
    this.#windows.add(window);
    this.#frame();
    return { receive: (text) => this.#receive(window, text), close: () => this.#forget(window) };
  }

  /** Tells everybody what is new at once: something happened that came by another way. */
  tell(): void {
    this.#frame();
  }

  close(): void {
    this.#cancelFrame();
    for (const { line } of this.#windows) line.close(1001, 'the run has ended');
    this.#windows.clear();
  }

  #receive(window: Window, text: string): void {
    if (!this.#windows.has(window)) return;
    const message = decodeMessage(text);
    if ('fault' in message) {
      window.faults++;
      window.line.send(JSON.stringify({ type: 'fault', fault: message.fault }));
      if (window.faults >= FAULTS_MAX) this.#expel(window, POLICY, 'too many messages that mean nothing');
      return;
    }
    window.faults = 0;
    const answer = this.#options.carryOut(message.deed);
    // Whoever hears what came of it has seen it.
    this.#frame();
    window.line.send(JSON.stringify({ type: 'answer', id: message.id, ...answer }));
    if (window.line.bufferedAmount > OVERFULL_BYTES) this.#expel(window, POLICY, 'nothing is taken');
  }

  /** Moves time on, tells everybody what is new, and plans the next frame. */
  #frame(): void {
    this.#cancelFrame();
    if (this.#windows.size === 0) return;
    const { wall, stream, keepUp } = this.#options;
    keepUp();
    if (stream.refresh()) this.#lastNewsMs = wall.nowMs;
    for (const window of [...this.#windows]) this.#show(window);
    const isLively = wall.nowMs - this.#lastNewsMs < LIVELY_FOR_MS;
    this.#cancelFrame = wall.after(isLively ? LIVELY_MS : CALM_MS, () => this.#frame());
  }

  #show(window: Window): void {
    const { line } = window;
    const { nowMs } = this.#options.wall;
    if (line.bufferedAmount > FULL_BYTES) {
      window.fullSinceMs ??= nowMs;
      if (nowMs - window.fullSinceMs > PATIENCE_MS) this.#expel(window, POLICY, 'nothing is taken');
      return;
    }
    window.fullSinceMs = undefined;
    const news = this.#options.stream.since(window.seen);
    if (!news) return;
    window.seen = news.position;
    line.send(news.frame);
  }

  #expel(window: Window, code: number, why: string): void {
    this.#forget(window);
    window.line.close(code, why);
  }

  #forget(window: Window): void {
    this.#windows.delete(window);
    if (this.#windows.size === 0) this.#cancelFrame();
  }
}
