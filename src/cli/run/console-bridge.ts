/**
 * Leads the recorder's serial console out to a real line: what the firmware sends goes there, what comes from there goes to the firmware, at the recorder's time. It holds
 * nothing back but a key that came in part, and follows when another recorder takes the place of the first.
 */
import type { SerialLine } from '../../hal/ports.ts';
import type { WallClock } from '../../hal/wall-clock.ts';
import type { Desk } from '../../ui/terminal/desk.ts';
import type { Session } from './companions.ts';

/**
 * The firmware takes an Escape for the key of that name when nothing follows within 50 ms of its own time. At 60 times the speed that is less than a millisecond here,
 * and a real line brings an arrow key in pieces: so they are put together first, for as long as people cannot tell.
 */
const KEY_MS = 20;
// biome-ignore lint/suspicious/noControlCharactersInRegex: a key that is not complete begins with Escape.
const BEGUN_KEY = /\x1b(?:O|\[(?:[0-9;<]{0,20}|M[^\x1b]{0,2}))?$/;

export class ConsoleBridge {
  readonly #desk: Desk;
  readonly #line: SerialLine;
  readonly #wall: WallClock;
  #session: Session | undefined;
  /** A key that came in part. */
  #held: Uint8Array = new Uint8Array();
  #cancelRest = () => {};

  constructor(desk: Desk, line: SerialLine, wall: WallClock) {
    this.#desk = desk;
    this.#line = line;
    this.#wall = wall;
    desk.onRecorder(({ hal }) => {
      // It was plugged in before we came.
      const before = hal.console.sentSince(0);
      if (before.length > 0) line.write(before);
      hal.console.onSent((bytes) => line.write(bytes));
    });
  }

  /** Nothing gets in before. */
  join(session: Session): void {
    this.#session = session;
    this.#line.onReceive((bytes) => this.#receive(bytes));
  }

  close(): void {
    this.#cancelRest();
    this.#session = undefined;
  }

  #receive(bytes: Uint8Array): void {
    this.#cancelRest();
    const all = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    const tail = Buffer.from(all.subarray(Math.max(0, all.length - 24))).toString('latin1');
    const begun = BEGUN_KEY.exec(tail)?.[0].length ?? 0;
    this.#held = all.subarray(all.length - begun);
    if (begun < all.length) this.#pass(all.subarray(0, all.length - begun));
    if (begun === 0) return;
    this.#cancelRest = this.#wall.after(KEY_MS, () => {
      const rest = this.#held;
      this.#held = new Uint8Array();
      this.#pass(rest);
    });
  }

  #pass(bytes: Uint8Array): void {
    this.#session?.happen(() =>
      this.#desk.byHand(() => {
        this.#desk.bench.hal.console.receive(bytes);
        return { ok: true };
      }),
    );
  }
}
