/** What a step does to timers, while it is being made: which stop, and which start after that. */
import type { Us } from '../../units.ts';

/** A timer begins; where the two ends differ, it may end at any time between. */
export interface Start {
  readonly timer: string;
  readonly fromUs: Us;
  readonly toUs: Us;
}

export class TimerChanges {
  readonly #stops = new Set<string>();
  #starts: Start[] = [];

  get stops(): readonly string[] {
    return [...this.#stops];
  }

  get starts(): readonly Start[] {
    return this.#starts;
  }

  start(timer: string, fromUs: Us, toUs: Us = fromUs): void {
    this.#starts.push({ timer, fromUs, toUs });
  }

  /** Also what was started in this very step. */
  stop(timer: string): void {
    this.#starts = this.#starts.filter((start) => start.timer !== timer);
    this.#stops.add(timer);
  }

  /** What was started in this very step is not. */
  forgetStarts(): void {
    this.#starts = [];
  }

  /** Takes in what another has come to. */
  take({ stops, starts }: { readonly stops: readonly string[]; readonly starts: readonly Start[] }): void {
    for (const timer of stops) this.stop(timer);
    this.#starts.push(...starts);
  }
}
