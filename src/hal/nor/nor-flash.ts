/**
 * A NOR flash on a clock: every operation takes its time, is done and durable at the end of it, and is torn when power or a reset comes in between.
 * Operations are numbered from 1 for the life of this object, so that a power cut can be ordered at one of them.
 */
import type { Us } from '../../units.ts';
import type { Alarm, Clock, Flash, FlashOperation, Observe } from '../ports.ts';
import type { NorArray } from './nor-array.ts';

export interface FlashTiming {
  /** Erasing one block. */
  readonly eraseUs: Us;
  /** Programming one write unit. */
  readonly programUs: Us;
}

/** A power cut at a flash operation. */
export interface FlashCut {
  /** Counted from 1, all operations of this flash. */
  readonly operation: number;
  /** Nothing of it was done, some of it, or all of it without the firmware hearing so. */
  readonly when: 'before' | 'during' | 'after';
  /** For `during`: in which of its ways the operation is torn (see NorArray.tear). By default half of a program, and of an erase whatever chance leaves. */
  readonly torn?: number;
}

interface Running {
  readonly operation: FlashOperation;
  readonly fromUs: Us;
  readonly toUs: Us;
  readonly alarm: Alarm;
  readonly torn: number | undefined;
}

export class NorFlash implements Flash {
  readonly array: NorArray;
  readonly #clock: Clock;
  readonly #timing: FlashTiming;
  readonly #observe: Observe;
  /** 0 to 1, exclusive: which of the ways to tear an operation. */
  readonly #chance: () => number;
  #operations = 0;
  #running: Running | undefined;
  #cut: (FlashCut & { readonly power: () => void }) | undefined;

  constructor(array: NorArray, clock: Clock, timing: FlashTiming, chance: () => number, observe: Observe) {
    this.array = array;
    this.#clock = clock;
    this.#timing = timing;
    this.#chance = chance;
    this.#observe = observe;
  }

  get size(): number {
    return this.array.size;
  }
  get eraseSize(): number {
    return this.array.eraseSize;
  }
  get writeSize(): number {
    return this.array.writeSize;
  }

  /** How many operations were begun so far. */
  get operations(): number {
    return this.#operations;
  }

  read(address: number, length: number): Uint8Array {
    return this.array.read(address, length);
  }

  begin(operation: FlashOperation, done: (worked: boolean) => void): void {
    if (this.#running) throw new Error('the flash is busy with another operation');
    this.array.check(operation);
    this.#operations++;
    const cut = this.#cut?.operation === this.#operations ? this.#cut : undefined;
    const { nowUs } = this.#clock;
    const lastsUs = operation.type === 'erase' ? this.#timing.eraseUs : (operation.bytes.length / this.writeSize) * this.#timing.programUs;
    const end = () => {
      this.#running = undefined;
      const worked = this.array.perform(operation);
      this.#observe('flash', worked ? operation.type : `${operation.type}-failed`, nameOf(operation));
      if (cut) cut.power();
      else done(worked);
    };
    const atUs = nowUs + (cut?.when === 'before' ? 0 : cut?.when === 'during' ? Math.floor(lastsUs / 2) : lastsUs);
    const alarm = this.#clock.at(atUs, cut && cut.when !== 'after' ? cut.power : end);
    if (cut) this.#cut = undefined;
    this.#running = { operation, fromUs: cut?.when === 'before' ? Number.POSITIVE_INFINITY : nowUs, toUs: nowUs + lastsUs, alarm, torn: cut?.torn };
  }

  /** Orders a power cut: `power` is called at that operation and must take the power away. Replaces one ordered before; `undefined` takes it back. */
  cutAt(cut: FlashCut | undefined, power: () => void = () => {}): void {
    this.#cut = cut && { ...cut, power };
  }

  /** The power cut that is ordered and whose operation has not begun. */
  get cut(): FlashCut | undefined {
    return this.#cut;
  }

  /** Power is lost or the chip is reset: an operation on its way is torn. */
  reset(): void {
    const running = this.#running;
    if (!running) return;
    this.#running = undefined;
    this.#clock.cancel(running.alarm);
    const { operation, fromUs, toUs, torn } = running;
    if (fromUs > this.#clock.nowUs) return;
    const variants = this.array.tornVariants(operation);
    // Of a program, as much is done as there was time for, half of one that takes none; what an erase leaves is chance.
    const done = toUs === fromUs ? 0.5 : (this.#clock.nowUs - fromUs) / (toUs - fromUs);
    const part = operation.type === 'program' ? done : this.#chance();
    this.array.tear(operation, torn ?? Math.min(variants - 1, Math.floor(part * variants)));
    this.#observe('flash', `${operation.type}-torn`, nameOf(operation));
  }
}

function nameOf(operation: FlashOperation): string {
  const at = `0x${operation.address.toString(16)}`;
  return operation.type === 'erase' ? `block at ${at}` : `${operation.bytes.length} bytes at ${at}`;
}
