/** Numbers by state. States are told apart by the fingerprint of their flash, 53 bits of hash, and by the progress of the story. */
import type { MemoryStore } from '../../hal/nor/memory-store.ts';

export interface StateKey {
  readonly flash: MemoryStore;
  readonly progress: number;
}

export class StateMap {
  readonly #byProgress: Map<number, number>[] = [];

  get({ flash, progress }: StateKey): number | undefined {
    return this.#byProgress[progress]?.get(flash.fingerprint());
  }

  set({ flash, progress }: StateKey, value: number): void {
    const map = this.#byProgress[progress] ?? new Map<number, number>();
    this.#byProgress[progress] = map;
    map.set(flash.fingerprint(), value);
  }
}
