/**
 * The small peripherals of the mock: each keeps its state, shows it to the observer when it changes, and can be reset.
 * Modelled: levels, patterns, a clock whose battery can die. Not modelled: rise times and currents.
 */
import type { LedPattern, Level } from '../../board.ts';
import type { Us } from '../../units.ts';
import { LevelPin } from '../machine/level-pin.ts';
import type { Buzzer, Clock, Led, Observe, OutputPin, Rtc } from '../ports.ts';

/** An input whose level the bench drives. */
export class MockInputPin extends LevelPin {
  readonly #clock: Clock;

  constructor(name: string, level: Level, clock: Clock, observe: Observe) {
    super(name, level, observe);
    this.#clock = clock;
  }

  /** Puts a level on the pin, now, or tells of a level it has had since `atUs`. Driving the level it has already is no edge. */
  drive(level: Level, atUs: Us = this.#clock.nowUs): void {
    this.change(level, atUs);
  }
}

export class MockOutputPin implements OutputPin {
  readonly #observe: Observe;
  readonly #name: string;
  #level: Level = 0;

  constructor(name: string, observe: Observe) {
    this.#name = name;
    this.#observe = observe;
  }

  get level(): Level {
    return this.#level;
  }

  write(level: Level): void {
    if (level === this.#level) return;
    this.#level = level;
    this.#observe(this.#name, level);
  }
}

/** An active buzzer on an output pin; without one (`fitted` false) the order to sound goes nowhere, as on a board without it. */
export class MockBuzzer implements Buzzer {
  readonly #pin: OutputPin | undefined;

  constructor(pin: OutputPin | undefined) {
    this.#pin = pin;
  }

  sound(on: boolean): void {
    this.#pin?.write(on ? 1 : 0);
  }
}

export class MockLed implements Led {
  readonly #observe: Observe;
  #pattern: LedPattern = 'off';

  constructor(observe: Observe) {
    this.#observe = observe;
  }

  get pattern(): LedPattern {
    return this.#pattern;
  }

  show(pattern: LedPattern): void {
    if (pattern === this.#pattern) return;
    this.#pattern = pattern;
    this.#observe('led', pattern);
  }
}

/** Battery-backed time: runs with the virtual clock, can be set, shifted, or lost with its battery. */
export class MockRtc implements Rtc {
  readonly #clock: Clock;
  readonly #observe: Observe;
  /** Unix time at virtual time 0, in milliseconds. */
  #epochMs: number | undefined;

  constructor(epochMs: number, clock: Clock, observe: Observe) {
    this.#epochMs = epochMs;
    this.#clock = clock;
    this.#observe = observe;
  }

  read(): number | undefined {
    return this.#epochMs === undefined ? undefined : this.#epochMs + Math.floor(this.#clock.nowUs / 1000);
  }

  set(unixMs: number): void {
    this.#epochMs = unixMs - Math.floor(this.#clock.nowUs / 1000);
    this.#observe('rtc', 'set', new Date(unixMs).toISOString());
  }

  /** Moves the time by `deltaMs`, back or forth, as a wrong time server would. */
  jump(deltaMs: number): void {
    const now = this.read();
    if (now !== undefined) this.set(now + deltaMs);
  }

  loseBattery(): void {
    this.#epochMs = undefined;
    this.#observe('rtc', 'battery-dead');
  }
}
