/**
 * GPIO chips as the kernel's character device shows them (uAPI v2, Linux 5.10 and later): which there are, their lines, who holds them, and requests for lines.
 * Source: include/uapi/linux/gpio.h. All structures are in the byte order of the machine, which is little endian wherever Node runs on Linux boards.
 */
import { closeSync, openSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { formatProblem, type Problem, ProblemError, suggest } from '../../errors.ts';
import { type Bias, DENIED, hardwareError, hardwareProblem, JOIN_GPIO, type LineOptions } from './gpio.ts';
import type { Kernel } from './kernel.ts';

const GET_CHIPINFO = 0x8044b401;
const GET_LINEINFO = 0xc100b405;
const GET_LINE = 0xc250b407;
const GET_VALUES = 0xc010b40e;
const SET_VALUES = 0xc010b40f;

const FLAG = { used: 1, activeLow: 2, input: 4, output: 8, rising: 16, falling: 32, pullUp: 256, pullDown: 512, noBias: 1024 } as const;
const BIAS: Readonly<Record<Bias, number>> = { 'pull-up': FLAG.pullUp, 'pull-down': FLAG.pullDown, none: FLAG.noBias };
const ERRNO = { EPERM: 1, ENODEV: 19, EBUSY: 16, EINVAL: 22, ENOTTY: 25 } as const;

/** As `gpioinfo` shows the holder. */
const CONSUMER = 'recsim';
/** The most the kernel keeps for a line: when more edges wait, the oldest are lost. */
const EVENT_BUFFER = 1024;

export interface LineInfo {
  readonly offset: number;
  /** Empty for a line without a name. */
  readonly name: string;
  /** Who holds it; `undefined` when nobody does. A holder may be nameless. */
  readonly consumer: string | undefined;
  readonly isOutput: boolean;
}

/** What a search for a line needs of a chip: one that is open, or what was noted of it. */
export interface ChipLines {
  /** As in `/dev/gpiochip0`. */
  readonly path: string;
  readonly name: string;
  readonly label: string;
  /** How many. */
  readonly lines: number;
  allLines(): readonly LineInfo[];
}

export interface Located<Chip> {
  readonly chip: Chip;
  readonly offset: number;
  /** As in `gpiochip0:17 (GPIO17)`. */
  readonly title: string;
}

/** A line found on a chip that is open. */
export type FoundLine = Located<GpioChip>;

export class GpioChip implements ChipLines {
  readonly #kernel: Kernel;
  readonly #descriptor: number;
  readonly path: string;
  readonly name: string;
  readonly label: string;
  readonly lines: number;

  private constructor(kernel: Kernel, path: string, descriptor: number) {
    this.#kernel = kernel;
    this.path = path;
    this.#descriptor = descriptor;
    const info = Buffer.alloc(68);
    this.#call(GET_CHIPINFO, info, 'cannot be asked what it is');
    this.name = text(info, 0);
    this.label = text(info, 32);
    this.lines = info.readUInt32LE(64);
  }

  /** Throws a ProblemError: not there, not allowed, no chip. */
  static open(kernel: Kernel, path: string): GpioChip {
    let descriptor: number;
    try {
      descriptor = openSync(path, 'r+');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EACCES' || code === 'EPERM') throw hardwareError(DENIED, JOIN_GPIO, path);
      throw hardwareError(`cannot be opened: ${code}`, 'Look at what there is with: ls -l /dev/gpiochip*', path);
    }
    try {
      return new GpioChip(kernel, path, descriptor);
    } catch (error) {
      closeSync(descriptor);
      throw error;
    }
  }

  line(offset: number): LineInfo {
    const info = Buffer.alloc(256);
    info.writeUInt32LE(offset, 64);
    this.#call(GET_LINEINFO, info, `has no line ${offset} to tell of`);
    const flags = Number(info.readBigUInt64LE(72));
    const consumer = flags & FLAG.used ? text(info, 32) : undefined;
    return { offset, name: text(info, 0), consumer, isOutput: (flags & FLAG.output) !== 0 };
  }

  allLines(): LineInfo[] {
    return Array.from({ length: this.lines }, (_, offset) => this.line(offset));
  }

  /** Takes a line as an input whose edges both count. Returns its descriptor, which does not block. */
  requestInput(offset: number, { bias, isActiveLow = false }: LineOptions): number {
    const flags = FLAG.input | FLAG.rising | FLAG.falling | (bias ? BIAS[bias] : 0) | (isActiveLow ? FLAG.activeLow : 0);
    const descriptor = this.#request(offset, flags);
    this.#kernel.setNonBlocking(descriptor);
    return descriptor;
  }

  /** Takes a line as an output, at 0. */
  requestOutput(offset: number): number {
    return this.#request(offset, FLAG.output);
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #request(offset: number, flags: number): number {
    const request = Buffer.alloc(592);
    request.writeUInt32LE(offset, 0);
    request.write(CONSUMER, 256, 'latin1');
    request.writeBigUInt64LE(BigInt(flags), 288);
    request.writeUInt32LE(1, 560);
    request.writeUInt32LE(flags & FLAG.input ? EVENT_BUFFER : 0, 564);
    this.#call(GET_LINE, request, `line ${offset} cannot be taken`, offset);
    return request.readInt32LE(588);
  }

  #call(request: number, data: Buffer, what: string, offset?: number): void {
    const errno = this.#kernel.ioctl(this.#descriptor, request, data);
    if (errno === 0) return;
    const { path } = this;
    switch (errno) {
      case ERRNO.EBUSY: {
        const holder = offset === undefined ? undefined : this.line(offset).consumer;
        throw hardwareError(`line ${offset} is in use by ${holder ? `"${holder}"` : 'somebody'}`, remedyOfBusy(holder), path);
      }
      case ERRNO.EPERM:
        throw hardwareError(DENIED, JOIN_GPIO, path);
      case ERRNO.ENODEV:
        throw hardwareError('the chip is gone', 'Plug the adapter in again, or look at the log of the system (dmesg)', path);
      case ERRNO.ENOTTY:
        throw hardwareError(
          'is no GPIO chip, or the kernel is older than 5.10',
          'Name another one, use a newer kernel, or take the back-end onoff',
          path,
        );
      default:
        throw hardwareError(`${what} (error ${errno})`, 'Look at the log of the system (dmesg), and at the line with: gpioinfo', path);
    }
  }
}

/** What to do about a line that somebody holds. */
export function remedyOfBusy(holder: string | undefined): string {
  if (holder === 'sysfs')
    return 'Somebody exported it: look for the program that uses /sys/class/gpio, or write its number to /sys/class/gpio/unexport';
  return holder === CONSUMER ? 'End the other recsim first' : 'End the program that holds it, or put the part on another line of the board file';
}

/** The level of a line that we took. */
export function readLine(kernel: Kernel, descriptor: number): 0 | 1 {
  const values = Buffer.alloc(16);
  values.writeBigUInt64LE(1n, 8);
  check(kernel.ioctl(descriptor, GET_VALUES, values));
  return (Number(values.readBigUInt64LE(0)) & 1) as 0 | 1;
}

/** Sets an output that we took. */
export function writeLine(kernel: Kernel, descriptor: number, level: 0 | 1): void {
  const values = Buffer.alloc(16);
  values.writeBigUInt64LE(BigInt(level), 0);
  values.writeBigUInt64LE(1n, 8);
  check(kernel.ioctl(descriptor, SET_VALUES, values));
}

function check(errno: number): void {
  if (errno !== 0) throw lineIsGone(errno);
}

/** What became of a line that we had. */
export const lineIsGone = (error: number | string): ProblemError =>
  error === ERRNO.ENODEV || error === 'ENODEV'
    ? hardwareError('the chip of the line is gone', 'Plug the adapter in again, or look at the log of the system (dmesg); then start anew')
    : hardwareError(`the line failed (error ${error})`, 'Look at the log of the system (dmesg), then start anew');

/** The paths of all chips, in the order of their numbers. `root`: another machine's files, in tests. */
export function chipPaths(root = '/'): string[] {
  return readdirSync(path.join(root, 'dev'))
    .filter((name) => /^gpiochip\d+$/.test(name))
    .sort((a, b) => Number(a.slice(8)) - Number(b.slice(8)))
    .map((name) => `/dev/${name}`);
}

export const noChip = (): Problem =>
  hardwareProblem(
    'this machine has no GPIO chip that the kernel knows of',
    'Run it on a Raspberry Pi or with a USB adapter, or use --hal mock',
    '/dev',
  );

/** Finds a line by its name over all chips, or by a chip (name or label) and an offset. The chip is open, and the caller's to close. */
export function findLine(kernel: Kernel, line: string): FoundLine {
  const chips: GpioChip[] = [];
  const unread: Problem[] = [];
  // A chip may have a second path: Raspberry Pi OS links gpiochip4 to gpiochip0.
  const seen = new Set<string>();
  let found: FoundLine | undefined;
  try {
    for (const path of chipPaths()) {
      try {
        const chip = GpioChip.open(kernel, path);
        chips.push(chip);
        if (seen.has(chip.name)) chips.pop()?.close();
        seen.add(chip.name);
      } catch (error) {
        // Not allowed, or pulled out at this moment: the line may be on another one.
        if (!(error instanceof ProblemError)) throw error;
        unread.push(...error.problems);
      }
    }
    found = locateLine(line, chips, unread);
    return found;
  } finally {
    for (const chip of chips) if (chip !== found?.chip) chip.close();
  }
}

/** Which of these chips has the line. Throws a ProblemError when none has it, or several. `unread`: why other chips are not among them. */
export function locateLine<Chip extends ChipLines>(line: string, chips: readonly Chip[], unread: readonly Problem[]): Located<Chip> {
  if (chips.length === 0) throw new ProblemError(unread.length > 0 ? unread : [noChip()]);
  const hidden = [...unread];
  const names: string[] = [];
  const found: Located<Chip>[] = [];
  const [, chipName, offsetText] = /^(.+):(\d+)$/.exec(line) ?? [];
  for (const chip of chips) {
    if (chipName !== undefined) {
      names.push(chip.name);
      if (chip.name === chipName || chip.label === chipName) found.push({ chip, offset: Number(offsetText), title: `${chip.name}:${offsetText}` });
      continue;
    }
    try {
      for (const { offset, name } of chip.allLines()) {
        if (name === line) found.push({ chip, offset, title: `${chip.name}:${offset} (${name})` });
        else if (name !== '') names.push(name);
      }
    } catch (error) {
      // Pulled out at this moment.
      if (!(error instanceof ProblemError)) throw error;
      hidden.push(...error.problems);
    }
  }
  const [first] = found;
  if (first && found.length === 1 && first.offset < first.chip.lines) return first;
  if (first && found.length > 1) {
    const where = found.map(({ title }) => title).join(', ');
    throw hardwareError(`there are ${found.length} lines "${line}": ${where}`, 'Write the chip and the offset, as in gpiochip0:17');
  }
  if (first) {
    const message = `there is no line ${first.offset}: the chip has lines 0 to ${first.chip.lines - 1}`;
    throw hardwareError(message, 'Look at them with: gpioinfo', first.chip.path);
  }
  const remedy = suggest(line, chipName === undefined ? [...new Set(names)] : [], 'Look at what there is with: gpioinfo');
  const rest = hidden.length > 0 ? ` (not looked at: ${hidden.map(formatProblem).join('; ')})` : '';
  throw hardwareError(`there is no GPIO ${chipName === undefined ? `line "${line}"` : `chip "${chipName}"`}${rest}`, remedy);
}

/** Text up to its first zero byte, 32 bytes at most. */
function text(bytes: Buffer, at: number): string {
  const end = bytes.indexOf(0, at);
  return bytes.toString('latin1', at, end < 0 || end > at + 32 ? at + 32 : end);
}
