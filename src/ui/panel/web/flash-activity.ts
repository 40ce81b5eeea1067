/** What was done to each block of the flash last, and what became of a power cut that was ordered: read off the trace. */
import type { Entry } from './message.ts';
import type { Model } from './model.ts';

export interface Activity {
  readonly what: 'erase' | 'program' | 'torn' | 'failed';
  readonly atUs: number;
  /** Tells it from any other. */
  readonly number: number;
}

/** A power cut that was ordered and has come. */
export interface Loss {
  readonly when: 'before' | 'during' | 'after';
  readonly atUs: number;
  /** The last that was done to the flash until then, as the chip says it: where it was not `before`, this is the operation. */
  readonly last: Pick<Entry, 'value' | 'detail'> | undefined;
}

/** `block at 0x3000`, `72 bytes at 0x150`: as the chip says it. */
const ADDRESS = / at 0x([0-9a-f]+)$/;

export class FlashActivity {
  readonly #latest = new Map<number, Activity>();
  #epoch = -1;
  #seen = 0;
  #number = 0;
  #ordered: Loss['when'] | undefined;
  #pulledUs: number | undefined;
  #last: Loss['last'];
  #loss: Omit<Loss, 'last'> | undefined;

  /** Takes in what has come since. */
  heed(model: Model, eraseSize: number): void {
    if (model.epoch !== this.#epoch) {
      this.#epoch = model.epoch;
      this.#latest.clear();
      this.#seen = 0;
      this.#ordered = undefined;
      this.#loss = undefined;
    }
    const { trace, entriesSeen } = model;
    for (const entry of trace.slice(Math.max(0, trace.length - (entriesSeen - this.#seen)))) {
      this.#take(entry, eraseSize);
      this.#watch(entry);
    }
    this.#seen = entriesSeen;
  }

  /** Of a block, counted from 0. */
  of(block: number): Activity | undefined {
    return this.#latest.get(block);
  }

  /** Of the power cut that was ordered last; `undefined` until it comes. */
  get loss(): Loss | undefined {
    return this.#loss && { ...this.#loss, last: this.#last };
  }

  /** A plug that is pulled by hand takes the power a moment later; a cut takes both at once. */
  #watch({ signal, value, detail, atUs }: Entry): void {
    if (signal === 'cut') {
      this.#ordered = value === 'ordered' ? (/^(before|during|after)/.exec(detail ?? '')?.[0] as Loss['when']) : undefined;
      this.#loss = undefined;
    } else if (signal === 'flash' && (!this.#loss || atUs === this.#loss.atUs)) this.#last = { value, ...(detail === undefined ? {} : { detail }) };
    else if (signal === 'plug') this.#pulledUs = value === 'out' ? atUs : undefined;
    else if (signal === 'rail' && value === 'lost' && this.#ordered && this.#pulledUs === atUs) {
      this.#loss = { when: this.#ordered, atUs };
      this.#ordered = undefined;
    }
  }

  #take({ signal, value, detail, atUs }: Entry, eraseSize: number): void {
    const address = signal === 'flash' ? ADDRESS.exec(detail ?? '')?.[1] : undefined;
    if (address === undefined) return;
    const name = String(value);
    const what = name.endsWith('-torn') ? 'torn' : name.endsWith('-failed') ? 'failed' : name === 'erase' ? 'erase' : 'program';
    this.#latest.set(Math.floor(Number.parseInt(address, 16) / eraseSize), { what, atUs, number: ++this.#number });
  }
}
