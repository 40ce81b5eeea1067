/** What was done to each block of the flash last, read off the trace. */
import type { Entry } from './message.ts';
import type { Model } from './model.ts';

export interface Activity {
  readonly what: 'erase' | 'program' | 'torn' | 'failed';
  readonly atUs: number;
  /** Tells it from any other. */
  readonly number: number;
}

/** `block at 0x3000`, `72 bytes at 0x150`: as the chip says it. */
const ADDRESS = / at 0x([0-9a-f]+)$/;

export class FlashActivity {
  readonly #latest = new Map<number, Activity>();
  #epoch = -1;
  #seen = 0;
  #number = 0;

  /** Takes in what has come since. */
  heed(model: Model, eraseSize: number): void {
    if (model.epoch !== this.#epoch) {
      this.#epoch = model.epoch;
      this.#latest.clear();
      this.#seen = 0;
    }
    const { trace, entriesSeen } = model;
    for (const entry of trace.slice(Math.max(0, trace.length - (entriesSeen - this.#seen)))) this.#take(entry, eraseSize);
    this.#seen = entriesSeen;
  }

  /** Of a block, counted from 0. */
  of(block: number): Activity | undefined {
    return this.#latest.get(block);
  }

  #take({ signal, value, detail, atUs }: Entry, eraseSize: number): void {
    const address = signal === 'flash' ? ADDRESS.exec(detail ?? '')?.[1] : undefined;
    if (address === undefined) return;
    const name = String(value);
    const what = name.endsWith('-torn') ? 'torn' : name.endsWith('-failed') ? 'failed' : name === 'erase' ? 'erase' : 'program';
    this.#latest.set(Math.floor(Number.parseInt(address, 16) / eraseSize), { what, atUs, number: ++this.#number });
  }
}
