/**
 * A run without a panel whose time flows: by itself at its pace, as a recorder's does that stands somewhere and is left alone. Commands are the plain ones and are
 * carried out as they come; the log goes out as things happen. The end of the commands is not the end of the run.
 * Not promised: the same output twice, because commands come when they come.
 */
import type { WallClock } from '../../hal/wall-clock.ts';
import type { Us } from '../../units.ts';
import type { Desk } from './desk.ts';
import type { RunLog } from './log.ts';
import type { Pacer } from './pacer.ts';
import type { Passing } from './passing.ts';
import { statusOf } from './plain-commands.ts';
import { carryOutLines } from './plain-session.ts';

export interface LiveOptions {
  readonly desk: Desk;
  readonly log: RunLog;
  readonly pacer: Pacer;
  readonly wall: WallClock;
  /** Tells about a line that was not understood. */
  readonly complain: (line: number, why: string) => void;
}

/** Time moves on at least so often: more than the pacer makes up for would be lost. */
const CALM_MS = 100;
/** And at most so often. */
const QUICK_MS = 10;

export class LiveSession {
  readonly #options: LiveOptions;
  readonly #pacer: Pacer;
  #hasHappened = false;
  #isOpen = false;
  #cancelTick = () => {};
  /** A command that waits for its time. */
  #waiting: { readonly untilUs: Us; readonly go: () => void } | undefined;
  /** A command has waited, and none has come since. */
  #isDue = false;

  constructor(options: LiveOptions) {
    this.#options = options;
    this.#pacer = options.pacer;
    options.desk.onEntry((_, happening) => {
      if (happening) this.#hasHappened = true;
    });
  }

  /** From now on time flows. */
  open(): void {
    this.#isOpen = true;
    this.#tick();
  }

  /** Time stands still for good; tells how things are at the end. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#cancelTick();
    const { log, desk } = this.#options;
    log.info('end');
    for (const each of statusOf(desk)) log.info(each);
  }

  /** Carries out commands as they come. Returns whether they ended with `quit`, and how many were not understood. */
  async take(lines: AsyncIterable<string>): Promise<{ readonly wrongLines: number; readonly hasQuit: boolean }> {
    return carryOutLines(this.#onTime(lines), this.#options, (untilUs) => this.#until(untilUs));
  }

  /** Something comes from outside: it happens now, and what comes of it at once does too. */
  happen(act: () => void): void {
    if (!this.#isOpen) return;
    this.#keepUp();
    act();
    const time = this.#options.desk.time;
    time.advanceTo(time.nowUs);
    this.#plan();
  }

  /** Brings the recorder's time up to now. */
  keepUp(): void {
    if (this.#isOpen) this.#keepUp();
  }

  /** The same commands, each at the time it came. */
  async *#onTime(lines: AsyncIterable<string>): AsyncGenerator<string> {
    for await (const line of lines) {
      if (!this.#isOpen) return;
      if (!this.#isDue) this.#keepUp();
      yield line;
      this.#plan();
    }
  }

  async #until(untilUs: Us): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#waiting = { untilUs, go: resolve };
      this.#plan();
    });
    // Not before: time stands still until the next command is at work, and that one comes now, if it is there.
    this.#waiting = undefined;
    this.#isDue = true;
  }

  #tick(): void {
    this.#isDue = false;
    this.#keepUp();
    this.#plan();
  }

  /** Time goes on, but not past the moment at which a command is due: what is late then is left out. */
  #keepUp(): void {
    const time = this.#options.desk.time;
    const untilUs = this.#waiting?.untilUs ?? Number.POSITIVE_INFINITY;
    this.#hasHappened = false;
    this.#pacer.keepUp(upTo(time, untilUs), () => this.#hasHappened || time.nowUs >= untilUs);
    if (time.nowUs >= untilUs) this.#waiting?.go();
  }

  #plan(): void {
    this.#cancelTick();
    if (!this.#isOpen) return;
    this.#cancelTick = this.#options.wall.after(this.#delayMs(), () => this.#tick());
  }

  #delayMs(): number {
    const { pace } = this.#pacer;
    if (pace === 'max') return QUICK_MS;
    const { clock } = this.#options.desk.bench;
    const nextUs = Math.min(clock.nextUs, this.#waiting?.untilUs ?? Number.POSITIVE_INFINITY);
    return Math.min(CALM_MS, Math.max(QUICK_MS, Math.ceil((nextUs - clock.nowUs) / 1000 / pace)));
  }
}

/** The same time, up to `untilUs` and no further. */
function upTo(time: Passing, untilUs: Us): Passing {
  return {
    get nowUs() {
      return time.nowUs;
    },
    get nextUs() {
      return Math.min(time.nextUs, untilUs);
    },
    get isHeld() {
      return time.isHeld ?? false;
    },
    step() {
      if (time.nextUs <= untilUs) return time.step();
      time.advanceTo(untilUs);
      return true;
    },
    advanceTo: (atUs) => time.advanceTo(Math.min(atUs, untilUs)),
  };
}
