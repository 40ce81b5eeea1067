/** The small parts on real lines: button, buzzer, LED, power sense. Each tells the observer of what it does, as those of the mock do. */
import type { LedPattern, Level } from '../../board.ts';
import type { Us } from '../../units.ts';
import { LevelPin } from '../machine/level-pin.ts';
import { type Alarm, type Buzzer, type Clock, HALF_BLINK_US, type Led, type Observe } from '../ports.ts';
import type { InputLine, OutputLine } from './gpio.ts';
import type { Stamped } from './real-clock.ts';

/**
 * An input as the firmware sees it: its level is the one of machine time, so that what is read and what is heard agree. The line is taken all the time, also while nobody
 * watches: taking it anew would set its bias anew and forget what waits.
 */
export class LinePin extends LevelPin {
  readonly #line: InputLine;
  readonly #lostEdges: (count: number) => void;
  #lost = 0;

  constructor(line: InputLine, signal: string, observe: Observe, lostEdges: (count: number) => void) {
    super(signal, line.read(), observe);
    this.#line = line;
    this.#lostEdges = lostEdges;
  }

  /** The edges that wait, for the clock. */
  readonly source = (): readonly Stamped[] => {
    const edges = this.#line.take();
    const lost = this.#line.lost ?? 0;
    if (lost > this.#lost) this.#lostEdges(lost - this.#lost);
    this.#lost = lost;
    return edges.map(({ level, atNs }) => ({ atNs, run: (atUs) => this.change(level, atUs) }));
  };
}

/** Something that sounds while it is on: a line with an active buzzer, a tone for a passive one. */
export type Sounder = Pick<OutputLine, 'write' | 'close'>;

export class PiBuzzer implements Buzzer {
  readonly #sounder: Sounder | undefined;
  readonly #observe: Observe;
  #isOn = false;

  /** Without a sounder the order goes nowhere, as on a board that has none. */
  constructor(sounder: Sounder | undefined, observe: Observe) {
    this.#sounder = sounder;
    this.#observe = observe;
  }

  sound(on: boolean): void {
    if (on === this.#isOn || !this.#sounder) return;
    this.#isOn = on;
    this.#sounder.write(on ? 1 : 0);
    this.#observe('buzzer', on ? 1 : 0);
  }
}

/** Blinks by itself, with the clock. */
export class PiLed implements Led {
  readonly #line: Pick<OutputLine, 'write'> | undefined;
  readonly #clock: Clock;
  readonly #observe: Observe;
  #pattern: LedPattern = 'off';
  #alarm: Alarm | undefined;

  constructor(line: Pick<OutputLine, 'write'> | undefined, clock: Clock, observe: Observe) {
    this.#line = line;
    this.#clock = clock;
    this.#observe = observe;
  }

  show(pattern: LedPattern): void {
    if (pattern === this.#pattern) return;
    this.#pattern = pattern;
    this.#observe('led', pattern);
    this.#clock.cancel(this.#alarm);
    this.#alarm = undefined;
    this.#light(pattern === 'off' ? 0 : 1, HALF_BLINK_US[pattern]);
  }

  #light(level: Level, halfUs: Us | undefined): void {
    this.#line?.write(level);
    if (halfUs !== undefined && this.#line) this.#alarm = this.#clock.at(this.#clock.nowUs + halfUs, () => this.#light(level === 0 ? 1 : 0, halfUs));
  }
}

/**
 * Whether the recorder has power: a line that is high while it has, or, without one, always, from the start of the process on. As with a supervisor chip, power is good
 * once the line was high without a break for `delayUs`, and lost at once: the contacts of a switch bounce.
 */
export class PowerSense {
  readonly #clock: Clock;
  readonly #pin: LinePin | undefined;
  readonly #delayUs: Us;
  #isGood = false;
  #alarm: Alarm | undefined;

  constructor(clock: Clock, pin: LinePin | undefined, delayUs: Us) {
    this.#clock = clock;
    this.#pin = pin;
    this.#delayUs = delayUs;
  }

  get isGood(): boolean {
    return this.#isGood;
  }

  /** Hears of every change from "no power" on. One listener; it is called from the clock, never from in here. */
  watch(listener: (isGood: boolean) => void): void {
    const settle = (level: Level, delayUs: Us) => {
      this.#clock.cancel(this.#alarm);
      this.#alarm = undefined;
      if (level === 0 && this.#isGood) {
        this.#isGood = false;
        listener(false);
      } else if (level === 1) {
        this.#alarm = this.#clock.at(this.#clock.nowUs + delayUs, () => {
          this.#isGood = true;
          listener(true);
        });
      }
    };
    this.#pin?.watch((level) => settle(level, this.#delayUs));
    settle(this.#pin?.read() ?? 1, this.#pin ? this.#delayUs : 0);
  }
}
