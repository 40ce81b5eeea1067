/**
 * A zone: all the values that the remaining times of some timers can have together, as a difference-bound matrix. Times are whole microseconds.
 * `at(i, j)` is the most that timer i has more than timer j; row and column 0 stand for a timer that is always at 0. Every zone here is closed: no bound could be tighter.
 * Source: D. Dill, "Timing assumptions and verification of finite-state concurrent systems" (1989); J. Bengtsson and W. Yi, "Timed automata: semantics, algorithms and tools" (2004).
 */
import type { Us } from '../../units.ts';

export class Zone {
  /** Timers, and one for the reference. */
  readonly size: number;
  readonly bounds: Float64Array;

  constructor(size: number, bounds: Float64Array = new Float64Array(size * size)) {
    this.size = size;
    this.bounds = bounds;
  }

  at(i: number, j: number): number {
    return this.bounds[i * this.size + j] as number;
  }

  copy(): Zone {
    return new Zone(this.size, this.bounds.slice());
  }

  /** Everything of `other` is in this one too. */
  holds(other: Zone): boolean {
    const { bounds } = this;
    const theirs = other.bounds;
    for (let index = 0; index < bounds.length; index++) if ((theirs[index] as number) > (bounds[index] as number)) return false;
    return true;
  }

  /** Timer i has at most `us` more than timer j from now on. Returns false where nothing is left. */
  tighten(i: number, j: number, us: Us): boolean {
    const { size, bounds } = this;
    if (us >= this.at(i, j)) return true;
    if (us + this.at(j, i) < 0) return false;
    for (let a = 0; a < size; a++) {
      const toI = this.at(a, i) + us;
      for (let b = 0; b < size; b++) {
        const way = toI + this.at(j, b);
        if (way < (bounds[a * size + b] as number)) bounds[a * size + b] = way;
      }
    }
    return true;
  }

  /** What grew since `smaller`, a part of it, grows as far as it can: between 0 and the longest times of the timers. */
  widen(smaller: Zone, longestUs: readonly Us[]): void {
    const { size, bounds } = this;
    for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) if (this.at(i, j) > smaller.at(i, j)) bounds[i * size + j] = longestUs[i] as number;
    this.#close();
  }

  /** Makes each bound as tight as the others let it be. */
  #close(): void {
    const { size, bounds } = this;
    for (let k = 0; k < size; k++)
      for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) bounds[i * size + j] = Math.min(this.at(i, j), this.at(i, k) + this.at(k, j));
  }

  /** Time passes, as far as no timer ends. */
  letPass(): void {
    const { size, bounds } = this;
    for (let j = 1; j < size; j++) {
      let bound = 0;
      for (let i = 1; i < size; i++) bound = Math.min(bound, this.at(i, j));
      bounds[j] = bound;
    }
  }

  /** Nothing may be left of the timer. */
  mayEnd(i: number): boolean {
    return this.at(0, i) >= 0;
  }

  /** Timers `i` and `j` can never end at the same moment: while time passes, what lies between them stays. */
  areApart(i: number, j: number): boolean {
    return this.at(i, j) < 0 || this.at(j, i) < 0;
  }

  /** The timers at `i` and at the next place change places. */
  swap(i: number): void {
    const { size, bounds } = this;
    const j = i + 1;
    const exchange = (a: number, b: number) => {
      const kept = bounds[a] as number;
      bounds[a] = bounds[b] as number;
      bounds[b] = kept;
    };
    for (let k = 0; k < size; k++) exchange(i * size + k, j * size + k);
    for (let k = 0; k < size; k++) exchange(k * size + i, k * size + j);
  }

  /** Without the timer at `place`. */
  without(place: number): Zone {
    const { size, bounds } = this;
    const left = new Zone(size - 1);
    let to = 0;
    for (let i = 0; i < size; i++) {
      if (i === place) continue;
      for (let j = 0; j < size; j++) if (j !== place) left.bounds[to++] = bounds[i * size + j] as number;
    }
    return left;
  }

  /** With one more timer at `place`, of which between `fromUs` and `toUs` remain. */
  with(place: number, fromUs: Us, toUs: Us): Zone {
    const { size } = this;
    const more = new Zone(size + 1);
    const old = (index: number) => (index < place ? index : index - 1);
    for (let i = 0; i <= size; i++)
      for (let j = 0; j <= size; j++) {
        let bound = 0;
        if (i === place && j !== place) bound = toUs + this.at(0, old(j));
        else if (j === place && i !== place) bound = this.at(old(i), 0) - fromUs;
        else if (i !== place) bound = this.at(old(i), old(j));
        more.bounds[i * (size + 1) + j] = bound;
      }
    return more;
  }
}
