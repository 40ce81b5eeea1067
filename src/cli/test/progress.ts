/** One line on a terminal that says how far it is: a bar, how many, how fast, how long yet, and how many did not pass. */
import { wallMs } from '../../hal/wall-time.ts';

const WIDTH = 24;
/** Often enough to be seen moving. */
const EVERY_MS = 100;

export class Progress {
  readonly #count: number;
  readonly #write: (text: string) => void;
  readonly #beganMs = wallMs();
  #drawnMs = 0;
  #isDrawn = false;

  /** `write` goes to a terminal. */
  constructor(count: number, write: (text: string) => void) {
    this.#count = count;
    this.#write = write;
  }

  /** Draws it anew where that is due, or where something was said in between. */
  draw(done: number, amiss: number): void {
    const nowMs = wallMs();
    if (this.#isDrawn && nowMs - this.#drawnMs < EVERY_MS && done < this.#count) return;
    this.#drawnMs = nowMs;
    this.#isDrawn = true;
    this.#write(`\r\x1b[2K${progressLine(done, this.#count, amiss, nowMs - this.#beganMs)}`);
  }

  /** Takes the line away, so that something can be said. */
  clear(): void {
    if (this.#isDrawn) this.#write('\r\x1b[2K');
    this.#isDrawn = false;
  }
}

export function progressLine(done: number, count: number, amiss: number, tookMs: number): string {
  const filled = count === 0 ? WIDTH : Math.floor((done / count) * WIDTH);
  const rate = tookMs > 0 ? (done / tookMs) * 1000 : 0;
  const left = rate > 0 ? `, ${formatLeft((count - done) / rate)} left` : '';
  const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled);
  return `${bar} ${done} of ${count}, ${rate < 10 ? rate.toFixed(1) : Math.round(rate)} per s${left}${amiss > 0 ? `, ${amiss} did not pass` : ''}`;
}

function formatLeft(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  return whole < 3600 ? `${Math.floor(whole / 60)} min ${whole % 60} s` : `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
