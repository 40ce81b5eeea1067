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

/** How long a blinking LED is on, and off; a pattern without an entry does not blink. */
export const HALF_BLINK_US: Readonly<Partial<Record<LedPattern, Us>>> = { 'slow-blink': 500_000, 'fast-blink': 125_000 };

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

/** One operation of a NOR flash. `address` and the length of `bytes` are multiples of the write unit; an erase names the first byte of a block. */
export type FlashOperation =
  | { readonly type: 'program'; readonly address: number; readonly bytes: Uint8Array }
  | { readonly type: 'erase'; readonly address: number };

/** What firmware knows about its flash before it touches it: the data sheet. All sizes in bytes. */
export interface FlashGeometry {
  /** A multiple of `eraseSize`. */
  readonly size: number;
  /** An erase block, a multiple of `writeSize`. */
  readonly eraseSize: number;
  /** The smallest piece that can be programmed. */
  readonly writeSize: number;
}

/** The half of a flash that takes no time. */
export interface ReadableFlash extends FlashGeometry {
  /** What is there now; the bytes stay what they are when the cells change, and must not be changed. Throws a RangeError for addresses outside. */
  read(address: number, length: number): Uint8Array;
}

/**
 * NOR flash, addressed from 0 to `size` - 1. An erase sets a whole block to 0xFF, a program only clears bits: a bit that is 0 stays 0
 * until its block is erased, whatever is programmed. Within one program the units are written in ascending order.
 * An operation that loses power on its way leaves any mixture: a program some of its bytes, an erase anything at all.
 * Not promised: that an operation works. A worn block fails to erase, a bad cell keeps its value, and the chip may or may not notice.
 * Source: the littlefs block device contract; Zephyr's flash simulator.
 */
export interface Flash extends ReadableFlash {
  /**
   * Begins an operation; one at a time. `done(true)` is called when it is over and durable, `done(false)` when the chip reports that it failed, neither
   * when a reset comes first. Throws a RangeError for an address outside or not aligned, an Error while another operation runs.
   */
  begin(operation: FlashOperation, done: (worked: boolean) => void): void;
}

/** A line to the vendor's service, where there is a network. Not promised: that a message arrives, in which order, and that nobody else sent it. */
export interface Network {
  send(message: Uint8Array): void;
  /** Hears of each message that comes in; one listener, which takes the place of the one before. */
  onMessage(listener: (message: Uint8Array) => void): void;
}

/** A serial line, as of a UART. Not promised: that anybody is at its other end, and that what is sent is read. */
export interface SerialLine {
  /**
   * Hands bytes over to be sent; they must not be changed afterwards. False when there is no room for them now: then none of them are sent. Where nothing waits to be
   * sent, and the line is there, there is room for a piece of any size.
   */
  write(bytes: Uint8Array): boolean;
  /** Hears of bytes as they come in, in portions of any size; one listener, which takes the place of the one before. */
  onReceive(listener: (bytes: Uint8Array) => void): void;
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
  readonly network: Network;
  readonly console: SerialLine;
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
