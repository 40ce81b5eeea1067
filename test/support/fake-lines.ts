/** Lines of a kernel that is not there, and its clock: a test drives the inputs, sees the outputs and says how time passes. Everything is as exact as virtual time. */
import type { Board, Level, PartId } from '../../src/board.ts';
import { ProblemError } from '../../src/errors.ts';
import { type GpioBackend, hardwareProblem, type InputLine, type LineEdge } from '../../src/hal/pi/gpio.ts';
import type { Us } from '../../src/units.ts';
import { seedBoard } from './world.ts';

const PINS: Board['pins'] = Object.fromEntries(
  (['reset', 'buzzer', 'led', 'power'] as const).map((part) => [part, { line: part, assumed: 'a test' }]),
);

/** The seed's board with its parts on lines of their names. */
export const linedBoard = (changes: Partial<Board> = {}): Board => ({ ...seedBoard(changes), pins: changes.pins ?? PINS });

export class FakeLines {
  /** The kernel's clock; it does not begin at 0. */
  nowUs = 1_000_000;
  readonly #names: Partial<Record<PartId, string>>;
  readonly #levels = new Map<string, Level>();
  readonly #inputs = new Map<string, { readonly edges: LineEdge[]; readonly ready: () => void }>();
  readonly #ready = new Set<() => void>();
  #isGone = false;
  #lost = 0;
  /** What was put on outputs. */
  readonly written: { readonly part: string; readonly level: Level; readonly atUs: Us }[] = [];
  /** Lines that are taken. */
  readonly taken = new Set<string>();

  /** Parts whose lines have other names than they. */
  constructor(names: Partial<Record<PartId, string>> = {}) {
    this.#names = names;
    this.#levels.set(this.#nameOf('reset'), 1);
  }

  #nameOf(part: PartId): string {
    return this.#names[part] ?? part;
  }

  readonly now = (): bigint => BigInt(this.nowUs) * 1000n;

  readonly backend: GpioBackend = {
    name: 'cdev',
    limit: () => undefined,
    input: (name, _, ready): InputLine => {
      const lost = () => this.#lost;
      const edges: LineEdge[] = [];
      this.taken.add(name);
      this.#inputs.set(name, { edges, ready });
      this.#ready.add(ready);
      return {
        name,
        get lost() {
          return lost();
        },
        read: () => this.#levels.get(name) ?? 0,
        take: () => {
          if (this.#isGone) throw new ProblemError([hardwareProblem(`line ${name} is gone`, 'Plug it in')]);
          return edges.splice(0);
        },
        close: () => {
          this.taken.delete(name);
          this.#ready.delete(ready);
        },
      };
    },
    output: (name) => {
      this.taken.add(name);
      this.#levels.set(name, 0);
      return {
        name,
        write: (level) => {
          this.#levels.set(name, level);
          this.written.push({ part: name, level, atUs: this.nowUs });
        },
        close: () => {
          this.#levels.set(name, 0);
          this.taken.delete(name);
        },
      };
    },
  };

  level(part: PartId): Level {
    return this.#levels.get(this.#nameOf(part)) ?? 0;
  }

  /** An input changes, now. */
  drive(part: PartId, level: Level): void {
    if (level === this.level(part)) return;
    this.#levels.set(this.#nameOf(part), level);
    const input = this.#inputs.get(this.#nameOf(part));
    input?.edges.push({ level, atNs: this.now() });
    input?.ready();
  }

  /** The kernel had no room for so many edges. */
  lose(edges: number): void {
    this.#lost += edges;
    this.#wake();
  }

  /** The chip is pulled out. */
  vanish(): void {
    this.#isGone = true;
    this.#wake();
  }

  /** Time passes; whoever waits for it is at work every millisecond. */
  async pass(us: Us): Promise<void> {
    const endUs = this.nowUs + us;
    while (this.nowUs < endUs) {
      this.nowUs = Math.min(endUs, this.nowUs + 1_000);
      this.#wake();
      // For what waits for a promise of a promise.
      for (let turn = 0; turn < 8; turn++) await Promise.resolve();
    }
  }

  #wake(): void {
    for (const ready of this.#ready) ready();
  }
}
