/**
 * GPIO by the kernel's character device, the default: edges are stamped by the kernel when the interrupt comes, numbered, and kept until they are taken; so
 * neither their order nor their times depend on how busy this process is. Edges that did not fit are missing from the numbers. Edges that followed one another before the
 * kernel's interrupt thread ran (some 50 us on a Raspberry Pi) are one, without a gap; what shows is a level that comes twice, and that counts as a lost edge too.
 */
import { closeSync } from 'node:fs';
import type { Level } from '../../board.ts';
import { ProblemError } from '../../errors.ts';
import type { GpioBackend, InputLine, LineEdge, LineOptions, OutputLine } from './gpio.ts';
import { findLine, lineIsGone, readLine, writeLine } from './gpio-chip.ts';
import { type Kernel, readNow } from './kernel.ts';

/** Bytes of a struct gpio_v2_line_event. */
const EVENT_SIZE = 48;
const RISING = 1;

export function createCdevBackend(kernel: Kernel): GpioBackend {
  return {
    name: 'cdev',
    input(line, options, ready) {
      const { chip, offset, title } = findLine(kernel, line);
      try {
        return new CdevInput(kernel, title, chip.requestInput(offset, options), ready);
      } finally {
        chip.close();
      }
    },
    output(line) {
      const { chip, offset, title } = findLine(kernel, line);
      try {
        return outputOf(kernel, title, chip.requestOutput(offset));
      } finally {
        chip.close();
      }
    },
    limit: (_: LineOptions) => undefined,
  };
}

class CdevInput implements InputLine {
  readonly name: string;
  readonly #kernel: Kernel;
  readonly #descriptor: number;
  readonly #buffer = Buffer.alloc(64 * EVENT_SIZE);
  readonly #stopWaiting: () => void;
  #isClosed = false;
  /** The number of the latest edge; they count from 1. */
  #number = 0;
  /** That of the latest edge. */
  #level: Level | undefined;
  #lost = 0;

  constructor(kernel: Kernel, name: string, descriptor: number, ready: () => void) {
    this.name = name;
    this.#kernel = kernel;
    this.#descriptor = descriptor;
    this.#stopWaiting = kernel.whenReadable(descriptor, ready);
  }

  get lost(): number {
    return this.#lost;
  }

  read(): Level {
    return readLine(this.#kernel, this.#descriptor);
  }

  take(): readonly LineEdge[] {
    const edges: LineEdge[] = [];
    for (;;) {
      const length = this.#readEvents();
      for (let at = 0; at < length; at += EVENT_SIZE) {
        const number = this.#buffer.readUInt32LE(at + 16);
        const level = this.#buffer.readUInt32LE(at + 8) === RISING ? 1 : 0;
        const missing = number - this.#number - 1;
        this.#lost += missing === 0 && level === this.#level ? 1 : missing;
        this.#number = number;
        this.#level = level;
        edges.push({ level, atNs: this.#buffer.readBigUInt64LE(at) });
      }
      if (length < this.#buffer.length) return edges;
    }
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#stopWaiting();
    closeSync(this.#descriptor);
  }

  #readEvents(): number {
    try {
      return readNow(this.#descriptor, this.#buffer);
    } catch (error) {
      throw lineIsGone((error as NodeJS.ErrnoException).code ?? String(error));
    }
  }
}

function outputOf(kernel: Kernel, name: string, descriptor: number): OutputLine {
  let isClosed = false;
  return {
    name,
    write(level) {
      if (isClosed) return;
      writeLine(kernel, descriptor, level);
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      try {
        writeLine(kernel, descriptor, 0);
      } catch (error) {
        // A line that is gone needs no level.
        if (!(error instanceof ProblemError)) throw error;
      }
      closeSync(descriptor);
    },
  };
}
