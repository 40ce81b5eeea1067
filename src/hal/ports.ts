/**
 * The ports: all that firmware may ask of hardware, one small interface each. Mock and real hardware implement the same
 * contracts (test/contract); what a port does not promise is said beside it. Nothing here knows who implements it.
 * Sources: embedded-hal for the shape of the traits, Linux gpio uAPI v2 for stamped edges, littlefs for the flash contract.
 */
import type { LedPattern, Level, ResetCause } from '../board.ts';
import type { Us } from '../units.ts';

/** A task waiting for its time; opaque. */
export interface Alarm {
  readonly atUs: Us;
}

/**
 * Monotonic time since some moment in the past, in whole microseconds. Never jumps, whatever happens to the RTC.
 * Tasks run at their own time, earliest first, those of the same time in the order they were set.
 */
export interface Clock {
  readonly nowUs: Us;
  /** Runs `task` at `atUs`. Throws a RangeError for a time in the past, NaN, Infinity or a fraction of a microsecond. */
  at(atUs: Us, task: () => void): Alarm;
  /** Forgets a task; no effect if it has run or was cancelled before. */
  cancel(alarm: Alarm | undefined): void;
}

/** Hears of a level change with the time it happened at, which may lie before the time of the call. Never reports a level twice. */
export type EdgeListener = (level: Level, atUs: Us) => void;

/** A digital input. Edges arrive raw: no debouncing is done or wanted here. */
export interface InputPin {
  read(): Level;
  /** Starts edge detection; one listener at a time. */
  watch(listener: EdgeListener): void;
  unwatch(): void;
}

/** A digital output. Its level after a reset of the processor is 0. */
export interface OutputPin {
  write(level: Level): void;
}

/** An active buzzer. Silent after a reset. Not promised: pitch and loudness. */
export interface Buzzer {
  sound(on: boolean): void;
}

/** The status LED with its own blink generator, as LED drivers have: firmware sets a pattern and is not woken for each blink. */
export interface Led {
  show(pattern: LedPattern): void;
}

/** The battery-backed clock. */
export interface Rtc {
  /** Milliseconds since 1970 UTC, or `undefined` when the battery died and the time is lost. May jump in either direction. */
  read(): number | undefined;
  set(unixMs: number): void;
}

/** Reset controller: why the processor started, and a way to start it anew. */
export interface ResetController {
  /** The cause of the present run; does not change until the next reset. */
  cause(): ResetCause;
  /** Resets the processor, as a `software` reset. Does not return to a living firmware. */
  restart(): void;
}

/** Resets the processor unless it is fed in time. Off after a reset; cannot be stopped once started. */
export interface Watchdog {
  /** Starts it: without `feed` it bites `timeoutUs` from now. `timeoutUs` > 0. */
  start(timeoutUs: Us): void;
  feed(): void;
}

/** Random bytes. On real hardware unpredictable; in simulation from the seed. */
export interface Entropy {
  fill(bytes: Uint8Array): void;
}

/**
 * Non-volatile bytes, addressed from 0 to `size` - 1, erased in blocks of `eraseSize` to 0xFF. Addresses outside throw a RangeError.
 * Not promised: that a write is atomic, or that a block survives a power cut while it is erased.
 */
export interface Flash {
  readonly size: number;
  readonly eraseSize: number;
  read(address: number, length: number): Uint8Array;
  write(address: number, bytes: Uint8Array): void;
  /** Erases the block that begins at `address`; false when the block is worn out. Throws a RangeError when none begins there. */
  erase(address: number): boolean;
}

/** Everything firmware can reach. */
export interface Hal {
  readonly clock: Clock;
  readonly resetButton: InputPin;
  readonly buzzer: Buzzer;
  readonly led: Led;
  readonly rtc: Rtc;
  readonly reset: ResetController;
  readonly watchdog: Watchdog;
  readonly entropy: Entropy;
  readonly flash: Flash;
}

/** The same hardware as the device around the firmware sees it. */
export interface DeviceHal extends Hal {
  /** Puts outputs, edge detection and watchdog into their state after a reset, and remembers `cause` for the next start. */
  resetTo(cause: ResetCause): void;
  /** The processor is reset by its own hardware: the watchdog bit, or firmware asked for it. */
  onReset(listener: (cause: ResetCause) => void): void;
}

/** Hears of everything a peripheral does that can be seen from outside: `observe('buzzer', 1)`. */
export type Observe = (signal: string, value: string | number, detail?: string) => void;
