/**
 * What both back-ends of GPIO offer: lines as inputs and outputs. Edges are collected by the kernel, or by the back-end, and taken when the clock asks for them,
 * so that they are heard in the order of their times. A back-end is chosen explicitly; none stands in for another.
 */
import type { Level } from '../../board.ts';
import { type Problem, ProblemError } from '../../errors.ts';

export type Bias = 'pull-up' | 'pull-down' | 'none';

export interface LineOptions {
  readonly bias?: Bias;
  /** The level is that of the wire inverted. */
  readonly isActiveLow?: boolean;
}

/** A level change, and when it was: nanoseconds of CLOCK_MONOTONIC. */
export interface LineEdge {
  readonly level: Level;
  readonly atNs: bigint;
}

export interface InputLine {
  /** As in `gpiochip0:17 (GPIO17)`. */
  readonly name: string;
  /** The level right now. */
  read(): Level;
  /** The edges since the last call, in order. Levels may repeat where edges were lost. Throws a ProblemError when the line is gone. */
  take(): readonly LineEdge[];
  /** How many edges were lost so far; `undefined` where nobody can tell. */
  readonly lost: number | undefined;
  close(): void;
}

export interface OutputLine {
  readonly name: string;
  /** No effect once it is closed. Throws a ProblemError when the line is gone. */
  write(level: Level): void;
  /** Puts the line at 0 and gives it back. */
  close(): void;
}

export type BackendName = 'cdev' | 'onoff';

/** `line` is a line's name (`GPIO17`), or a chip and an offset (`gpiochip0:17`, or the chip's label as in `pinctrl-bcm2711:17`). All throw a ProblemError of code `hardware`. */
export interface GpioBackend {
  readonly name: BackendName;
  /** `ready` is called, from the event loop, when there is something to take. */
  input(line: string, options: LineOptions, ready: () => void): InputLine;
  /** The line is at 0 from the start. */
  output(line: string): OutputLine;
  /** What it cannot do of these options, as a sentence. */
  limit(options: LineOptions): string | undefined;
}

/** The kernel's clock that edges are stamped with: nanoseconds. */
export const monotonicNs = (): bigint => process.hrtime.bigint();

export const hardwareProblem = (message: string, remedy: string, file?: string): Problem => ({
  code: 'hardware',
  message,
  remedy,
  ...(file === undefined ? {} : { place: { file } }),
});

export const hardwareError = (...args: Parameters<typeof hardwareProblem>): ProblemError => new ProblemError([hardwareProblem(...args)]);

export const DENIED = 'permission denied';
export const JOIN_GPIO = 'Join the group that may (Raspberry Pi OS: sudo usermod -aG gpio $USER), then log in anew';
