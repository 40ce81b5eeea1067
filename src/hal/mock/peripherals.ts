/**
 * The small peripherals of the mock: each keeps its state, shows it to the observer when it changes, and can be reset.
 * Modelled: levels, patterns, the watchdog's bite, a clock whose battery can die. Not modelled: rise times and currents.
 */
import type { LedPattern, Level } from '../../board.ts';
import type { Us } from '../../units.ts';
import type { Alarm, Buzzer, Clock, EdgeListener, InputPin, Led, Network, Observe, OutputPin, Rtc, Watchdog } from '../ports.ts';

/** An input whose level the bench drives. */
export class MockInputPin implements InputPin {
  readonly #clock: Clock;
  readonly #observe: Observe;
  readonly #name: string;
  #level: Level;
  #listener: EdgeListener | undefined;

  constructor(name: string, level: Level, clock: Clock, observe: Observe) {
    this.#name = name;
    this.#level = level;
    this.#clock = clock;
    this.#observe = observe;
  }

  read(): Level {
    return this.#level;
  }

  watch(listener: EdgeListener): void {
    this.#listener = listener;
  }

  unwatch(): void {
    this.#listener = undefined;
  }

  /** Puts a level on the pin, now. Driving the level it has already is no edge. */
  drive(level: Level): void {
    if (level === this.#level) return;
    this.#level = level;
    this.#observe(this.#name, level);
    this.#listener?.(level, this.#clock.nowUs);
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

/** Calls `bite` when it was started and then not fed for its time-out. Feeding is cheap, for it happens all the time: the alarm only looks when it was last. */
export class MockWatchdog implements Watchdog {
  readonly #clock: Clock;
  readonly #bite: () => void;
  #timeoutUs: Us = 0;
  #fedAtUs: Us = 0;
  #alarm: Alarm | undefined;

  constructor(clock: Clock, bite: () => void) {
    this.#clock = clock;
    this.#bite = bite;
  }

  /** When it bites unless fed; `undefined` while it is off. */
  get bitesAtUs(): Us | undefined {
    return this.#alarm && this.#fedAtUs + this.#timeoutUs;
  }

  start(timeoutUs: Us): void {
    if (!(timeoutUs > 0)) throw new RangeError(`a watchdog time-out of ${timeoutUs} us`);
    this.stop();
    this.#timeoutUs = timeoutUs;
    this.feed();
    this.#look();
  }

  feed(): void {
    this.#fedAtUs = this.#clock.nowUs;
  }

  /** As the reset of the processor leaves it: off. */
  stop(): void {
    this.#clock.cancel(this.#alarm);
    this.#alarm = undefined;
  }

  #look(): void {
    const bitesAtUs = this.#fedAtUs + this.#timeoutUs;
    if (this.#clock.nowUs < bitesAtUs) {
      this.#alarm = this.#clock.at(bitesAtUs, () => this.#look());
      return;
    }
    this.#alarm = undefined;
    this.#bite();
  }
}

/** A network cable with the bench at its other end. Messages take no time; without the cable they are lost. */
export class MockNetwork implements Network {
  readonly #observe: Observe;
  #isPlugged = true;
  #toFirmware: (message: Uint8Array) => void = () => {};
  #toBench: (message: Uint8Array) => void = () => {};

  constructor(observe: Observe) {
    this.#observe = observe;
  }

  get isPlugged(): boolean {
    return this.#isPlugged;
  }

  send(message: Uint8Array): void {
    if (this.#isPlugged) this.#toBench(message);
  }

  onMessage(listener: (message: Uint8Array) => void): void {
    this.#toFirmware = listener;
  }

  /** Nobody listens any more: the processor was reset. */
  reset(): void {
    this.#toFirmware = () => {};
  }

  /** What the recorder sends goes here. */
  onSent(listener: (message: Uint8Array) => void): void {
    this.#toBench = listener;
  }

  /** A message for the recorder. */
  deliver(message: Uint8Array): void {
    if (this.#isPlugged) this.#toFirmware(message);
  }

  plug(isIn: boolean): void {
    if (isIn === this.#isPlugged) return;
    this.#isPlugged = isIn;
    this.#observe('network', isIn ? 'plugged' : 'unplugged');
  }
}
