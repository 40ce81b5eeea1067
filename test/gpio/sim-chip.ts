/** A GPIO chip of the kernel's simulator (gpio-sim): lines with names, whose inputs a test drives and whose outputs it sees, from outside of the process under test too. */
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';

const ROOT = '/sys/kernel/config/gpio-sim';
let count = 0;

export interface SimLine {
  /** As the board file names it. */
  readonly name: string;
  drive(level: 0 | 1): void;
  level(): 0 | 1;
}

export class SimChip {
  readonly #folder: string;
  readonly #lines: string;
  /** As in `gpiochip0`. */
  readonly chip: string;
  readonly names: readonly string[];

  /** Lines 0, 1, ... with these names, each with the chip's own in front: `sim1-12-reset`. The button is up. */
  constructor(parts: readonly string[] = ['reset', 'buzzer', 'led', 'power']) {
    const id = `sim${++count}-${process.pid}`;
    this.#folder = `${ROOT}/${id}`;
    mkdirSync(`${this.#folder}/bank0`, { recursive: true });
    writeFileSync(`${this.#folder}/bank0/num_lines`, String(parts.length));
    writeFileSync(`${this.#folder}/bank0/label`, id);
    this.names = parts.map((part, offset) => {
      mkdirSync(`${this.#folder}/bank0/line${offset}`);
      writeFileSync(`${this.#folder}/bank0/line${offset}/name`, `${id}-${part}`);
      return `${id}-${part}`;
    });
    writeFileSync(`${this.#folder}/live`, '1');
    this.chip = read(`${this.#folder}/bank0/chip_name`);
    this.#lines = `/sys/devices/platform/${read(`${this.#folder}/dev_name`)}/${this.chip}`;
    this.line('reset').drive(1);
  }

  /** By its place among the parts, or its part. */
  line(which: number | string): SimLine {
    const offset = this.#offsetOf(which);
    const file = this.fileOf(offset);
    return {
      name: this.names[offset] as string,
      drive: (level) => writeFileSync(file, level ? 'pull-up' : 'pull-down'),
      level: () => Number(read(`${this.#lines}/sim_gpio${offset}/value`)) as 0 | 1,
    };
  }

  /** Where `pull-up` or `pull-down` is written to drive it. */
  fileOf(which: number | string): string {
    return `${this.#lines}/sim_gpio${this.#offsetOf(which)}/pull`;
  }

  #offsetOf(which: number | string): number {
    const offset = typeof which === 'number' ? which : this.names.findIndex((name) => name.endsWith(`-${which}`));
    if (this.names[offset] === undefined) throw new Error(`no line ${which}`);
    return offset;
  }

  /** As pulling out an adapter. */
  unplug(): void {
    writeFileSync(`${this.#folder}/live`, '0');
  }

  remove(): void {
    if (read(`${this.#folder}/live`) === '1') this.unplug();
    this.names.forEach((_, offset) => {
      rmdirSync(`${this.#folder}/bank0/line${offset}`);
    });
    rmdirSync(`${this.#folder}/bank0`);
    rmdirSync(this.#folder);
  }
}

const read = (file: string) => readFileSync(file, 'utf8').trim();
