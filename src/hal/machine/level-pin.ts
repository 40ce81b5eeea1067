import type { Level } from '../../board.ts';
import type { Us } from '../../units.ts';
import type { EdgeListener, InputPin, Observe } from '../ports.ts';

/** An input that keeps its level and tells of each change, whoever brings it: the bench, or the edges of a real line. */
export abstract class LevelPin implements InputPin {
  readonly #name: string;
  readonly #observe: Observe;
  #level: Level;
  #listener: EdgeListener | undefined;

  constructor(name: string, level: Level, observe: Observe) {
    this.#name = name;
    this.#level = level;
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

  /** The level it has already is no edge. */
  protected change(level: Level, atUs: Us): void {
    if (level === this.#level) return;
    this.#level = level;
    this.#observe(this.#name, level);
    this.#listener?.(level, atUs);
  }
}
