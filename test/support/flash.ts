/** A flash in memory to try storage on: jobs are run at once, boots read it anew. */
import { MemoryStore } from '../../src/hal/nor/memory-store.ts';
import { NorArray } from '../../src/hal/nor/nor-array.ts';
import type { FlashGeometry, FlashOperation } from '../../src/hal/ports.ts';
import { type FlashJob, runNow } from '../../src/storage/job.ts';

export class TestFlash {
  readonly store: MemoryStore;
  readonly array: NorArray;
  /** All that was begun so far. */
  readonly operations: FlashOperation[] = [];

  constructor(geometry: FlashGeometry, store = new MemoryStore(geometry)) {
    this.store = store;
    this.array = new NorArray(geometry, store);
  }

  /** Carries a job out to its end. */
  run<T>(job: FlashJob<T>): T {
    return runNow(job, (operation) => {
      this.operations.push(operation);
      return this.array.perform(operation);
    });
  }

  /** Carries out the first `count` operations of a job, and drops it there, as a power cut does. Returns whether the job was over before. */
  runUntil(job: FlashJob<unknown>, count: number): boolean {
    let step = job.next();
    for (let done = 0; !step.done && done < count; done++) step = job.next(this.array.perform(step.value));
    return step.done === true;
  }

  /** How many operations of this type `job` takes. */
  count(type: FlashOperation['type'], job: FlashJob<unknown>): number {
    const from = this.operations.length;
    this.run(job);
    return this.operations.slice(from).filter((operation) => operation.type === type).length;
  }

  /** Flips the lowest bit at each of these addresses. */
  flip(...addresses: readonly number[]): void {
    for (const address of addresses) this.array.flipBit(address, 0);
  }

  /** Where this text stands in the flash. */
  find(text: string): number {
    return Buffer.from(this.array.read(0, this.array.size)).indexOf(text);
  }
}

export const geometry = (blocks: number, eraseSize: number, writeSize: number): FlashGeometry => ({ size: blocks * eraseSize, eraseSize, writeSize });

export const text = (written: string): Uint8Array => new TextEncoder().encode(written);

/** A payload as text; `absent` and `damaged` in brackets, so that they are not taken for one. */
export const textOf = (latest: Uint8Array | 'absent' | 'damaged'): string =>
  typeof latest === 'string' ? `(${latest})` : new TextDecoder().decode(latest);
