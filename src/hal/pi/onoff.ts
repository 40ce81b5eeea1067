/**
 * GPIO by the package onoff, through /sys/class/gpio: for systems that have no character device, and to compare. It stamps nothing and numbers nothing: an edge has the
 * time at which this process woke up, and two edges before that are none. So the resolution of a time is the wake-up latency, and lost edges cannot be counted.
 * The kernel numbers the lines of sysfs from a base that differs between kernels and boards (512, 571, ...): it is found by the chip's label.
 * A killed process leaves its lines exported, and an output at its level: the next start takes them over and sets outputs to 0 first.
 * Source: onoff 6, Linux Documentation/admin-guide/gpio/sysfs.rst.
 */
import { closeSync, existsSync, openSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { BinaryValue, Direction, Gpio } from 'onoff';
import type { Level } from '../../board.ts';
import {
  DENIED,
  type GpioBackend,
  hardwareError,
  type InputLine,
  JOIN_GPIO,
  type LineEdge,
  type LineOptions,
  monotonicNs,
  type OutputLine,
} from './gpio.ts';
import { findLine, lineIsGone } from './gpio-chip.ts';
import { type Kernel, orMissing } from './kernel.ts';

const ROOT = '/sys/class/gpio';

/** Rejects with a ProblemError where onoff is not installed, or sysfs has no GPIO. */
export async function createOnoffBackend(kernel: Kernel): Promise<GpioBackend> {
  const { Gpio: Line } = await orMissing('onoff', async () => (await import('onoff')).default);
  if (existsSync(ROOT) && !Line.accessible) throw hardwareError(DENIED, JOIN_GPIO, ROOT);
  if (!Line.accessible) throw hardwareError('this kernel has no GPIO in sysfs', 'Use the character device, the default back-end (--gpio cdev)', ROOT);
  return {
    name: 'onoff',
    input: (line, { isActiveLow = false }, ready) => new OnoffInput(take(kernel, Line, line, 'in', isActiveLow), ready),
    output: (line) => outputOf(take(kernel, Line, line, 'low', false)),
    limit: ({ bias }: LineOptions) =>
      bias === undefined || bias === 'none'
        ? undefined
        : `onoff cannot set a ${bias}: wire a resistor, or set it in /boot/firmware/config.txt (gpio=17=${bias === 'pull-up' ? 'pu' : 'pd'})`,
  };
}

interface Taken {
  readonly title: string;
  readonly gpio: Gpio;
  release(): void;
}

/** Exports a line, or takes over one that a killed process left exported; ours as long as the lock on its value file is. */
function take(kernel: Kernel, Line: typeof Gpio, line: string, direction: Direction, activeLow: boolean): Taken {
  const { chip, offset, title } = findLine(kernel, line);
  const { label, lines } = chip;
  const { consumer } = chip.line(offset);
  chip.close();
  const number = baseOf(label, lines) + offset;
  if (consumer !== undefined && consumer !== 'sysfs')
    throw hardwareError(
      `line ${title} is in use by ${consumer === '' ? 'somebody' : `"${consumer}"`}`,
      'End the program that holds it, or put the part on another line',
    );
  let gpio: Gpio;
  try {
    gpio = new Line(number, direction, direction === 'in' ? 'both' : 'none', { activeLow });
  } catch (error) {
    throw problemOf(title, error);
  }
  const lock = openSync(path.join(ROOT, `gpio${number}`, 'value'), 'r');
  if (!kernel.lock(lock)) {
    closeSync(lock);
    throw hardwareError(`line ${title} is in use by another recsim`, 'End the other recsim first');
  }
  return {
    title,
    gpio,
    release() {
      closeSync(lock);
      try {
        gpio.unexport();
      } catch {
        // The chip is gone, and the export with it.
      }
    },
  };
}

/** A chip as sysfs shows it: the number of its first line, and how many there are. */
export interface SysfsChip {
  readonly label: string;
  readonly base: number;
  readonly lines: number;
}

/** The chips of sysfs. Throws as readdirSync does where the kernel has no GPIO in sysfs. `root`: another machine's files, in tests. */
export function sysfsChips(root = '/'): SysfsChip[] {
  const folder = path.join(root, ROOT);
  const read = (chip: string, file: string) => readFileSync(path.join(folder, chip, file), 'utf8').trim();
  return readdirSync(folder)
    .filter((name) => /^gpiochip\d+$/.test(name))
    .flatMap((chip) => {
      try {
        return [{ label: read(chip, 'label'), base: Number(read(chip, 'base')), lines: Number(read(chip, 'ngpio')) }];
      } catch {
        // Pulled out at this moment.
        return [];
      }
    });
}

/** The number of the chip's first line in sysfs. */
function baseOf(label: string, lines: number): number {
  const [chip, another] = sysfsChips().filter((each) => each.label === label && each.lines === lines);
  if (chip === undefined) throw hardwareError(`sysfs has no chip "${label}"`, 'Use the character device, the default back-end (--gpio cdev)', ROOT);
  if (another !== undefined)
    throw hardwareError(`sysfs has several chips "${label}"`, 'Use the character device, the default back-end (--gpio cdev)', ROOT);
  return chip.base;
}

function problemOf(title: string, error: unknown) {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EPERM') return hardwareError(`${title}: permission denied`, JOIN_GPIO, ROOT);
  if (code === 'EBUSY') return hardwareError(`line ${title} is in use by somebody`, 'Look at who holds it with: gpioinfo');
  return hardwareError(`line ${title} cannot be taken: ${(error as Error).message}`, 'Look at the log of the system (dmesg)');
}

class OnoffInput implements InputLine {
  readonly name: string;
  readonly lost = undefined;
  readonly #taken: Taken;
  #level: Level;
  #edges: LineEdge[] = [];
  #isClosed = false;

  constructor(taken: Taken, ready: () => void) {
    this.name = taken.title;
    this.#taken = taken;
    this.#level = taken.gpio.readSync();
    taken.gpio.watch((error: Error | null | undefined, level: BinaryValue) => {
      if (!error) this.#note(level);
      ready();
    });
  }

  read(): Level {
    try {
      return this.#taken.gpio.readSync();
    } catch (error) {
      throw lineIsGone((error as NodeJS.ErrnoException).code ?? String(error));
    }
  }

  take(): readonly LineEdge[] {
    // The first edge after `watch` can get lost, so the level itself is asked too.
    this.#note(this.read());
    return this.#edges.splice(0);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#taken.gpio.unwatchAll();
    this.#taken.release();
  }

  #note(level: Level): void {
    if (level === this.#level) return;
    this.#level = level;
    this.#edges.push({ level, atNs: monotonicNs() });
  }
}

function outputOf({ title, gpio, release }: Taken): OutputLine {
  let isClosed = false;
  return {
    name: title,
    write(level) {
      if (isClosed) return;
      try {
        gpio.writeSync(level);
      } catch (error) {
        throw lineIsGone((error as NodeJS.ErrnoException).code ?? String(error));
      }
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      try {
        gpio.writeSync(0);
      } catch {
        // A line that is gone needs no level.
      }
      release();
    },
  };
}
