/** The table of `make power-cut`, row by row as they come, and one line of progress on a terminal. */
import type { Row } from '../../src/explore/power-cuts/checks.ts';

const COLUMNS = [
  { title: 'check', width: 19 },
  { title: 'story', width: 38 },
  { title: 'ops', width: 5 },
  { title: 'cases', width: 10 },
  { title: 'booted', width: 10 },
  { title: 'lost', width: 5 },
  { title: 'mixed', width: 5 },
  { title: 'no password', width: 11 },
  { title: 'other', width: 5 },
  { title: 'ms', width: 7 },
] as const;

export class Table {
  readonly #out: NodeJS.WritableStream | undefined;
  readonly #showsProgress: boolean;
  #isBegun = false;

  /** `out`: where to; nowhere when `undefined`. */
  constructor(out: NodeJS.WritableStream | undefined, showsProgress: boolean) {
    this.#out = out;
    this.#showsProgress = showsProgress;
  }

  row({ check, name, operations, tried, states, counts, outcome }: Row, ms: number): void {
    if (!this.#isBegun) this.line(format(COLUMNS.map(({ title }) => title)));
    this.#isBegun = true;
    const { lost = 0, mixed = 0, 'password-less': passwordLess = 0, ...others } = counts;
    const other = Object.values(others).reduce((sum, count) => sum + count, 0);
    const numbers = [operations ?? '-', tried, states, lost, mixed, passwordLess, other, Math.round(ms)];
    this.line(format([check, name, ...numbers.map((number) => (typeof number === 'number' ? number.toLocaleString('en') : number))]));
    if (outcome)
      this.line(`${' '.repeat(20)}of these ${outcome.recovered.toLocaleString('en')} went well, ${outcome.told.toLocaleString('en')} were told`);
  }

  line(text: string): void {
    this.clear();
    this.#out?.write(`${text}\n`);
  }

  progress(text: string): void {
    if (this.#showsProgress) process.stderr.write(`\x1b[2K\r${text.slice(0, (process.stderr.columns ?? 80) - 1)}`);
  }

  /** Removes the line of progress. */
  clear(): void {
    if (this.#showsProgress) process.stderr.write('\x1b[2K\r');
  }
}

function format(cells: readonly string[]): string {
  return COLUMNS.map(({ width }, index) => {
    const cell = cells[index] ?? '';
    return index < 2 ? cell.padEnd(width) : cell.padStart(width);
  })
    .join(' ')
    .trimEnd();
}
