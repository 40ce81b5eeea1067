/**
 * Operations that fail while power is good: one, or all from one on, the chip saying so truthfully or wrongly; blocks at the end of their life; a set that
 * does not fit. A save must say what became of it: success means the new set, an error the old one, now and after every boot.
 */

import type { MemoryStore } from '../../hal/nor/memory-store.ts';
import { NorArray } from '../../hal/nor/nor-array.ts';
import type { FlashGeometry, FlashOperation } from '../../hal/ports.ts';
import type { Credentials } from '../../storage/credentials.ts';
import { runNow } from '../../storage/job.ts';
import { MIN_BLOCKS } from '../../storage/log.ts';
import { Storage } from '../../storage/storage.ts';
import { Count, judgeSave, plainSave, recoverySave, type Save, type Trials } from './bits.ts';
import { type Fault, recordsOf } from './fault.ts';
import { recover, type Story } from './story.ts';

/** How an operation fails. */
const WAYS = {
  'does nothing and says so': (array: NorArray, operation: FlashOperation) => fail(array, operation),
  'does nothing and says it worked': (array: NorArray, operation: FlashOperation) => !fail(array, operation),
  'works and says it failed': (array: NorArray, operation: FlashOperation) => !array.perform(operation),
  'does half and says so': (array: NorArray, operation: FlashOperation) => {
    array.tear(operation, array.tornVariants(operation) >> 1);
    return false;
  },
} as const;

function fail(array: NorArray, operation: FlashOperation): boolean {
  array.check(operation);
  return false;
}

export interface FailureOptions {
  readonly geometry: FlashGeometry;
  /** Before the save. */
  readonly flash: MemoryStore;
  readonly save: Save;
}

/** Each operation of a save fails in each way: it alone, it and all after it, or all of its kind. */
export function failOperations({ geometry, flash, save }: FailureOptions): Trials {
  const records = recordsOf(new Storage(new NorArray(geometry, flash)));
  const count = new Count();
  // As many as there are when every block is tried in vain.
  eachFailure(count, 4 * (geometry.size / geometry.eraseSize), (strike) => {
    const array = new NorArray(geometry, flash.clone());
    const storage = new Storage(array);
    const written = runNow(save.work(storage), (operation) => strike(array, operation));
    return judgeSave(array, storage, records, save, written === 'written');
  });
  return count.trials;
}

/** The same for a reset: it may stop, but the next boot with a flash that works finishes it, if it was promised, and what it says is done is done. */
export function failReset(story: Story): Trials {
  const count = new Count();
  eachFailure(count, MOST_RESET_OPERATIONS, (strike) => {
    const flash = story.flash.clone();
    const array = new NorArray(story.geometry, flash);
    const storage = new Storage(array);
    const progress = { value: 0 };
    const isDone = runNow(story.work(storage, progress), (operation) => strike(array, operation));
    const next = new Storage(array);
    const fault = story.judge(next, isDone ? 'finished' : 'boot', progress.value, flash);
    if (fault) return fault;
    if (!runNow(recover(next), array.perform.bind(array))) return { kind: 'refused', text: 'the next boot cannot finish the reset' };
    return story.judge(new Storage(array), 'recovered', progress.value, flash) ?? isDone;
  });
  return count.trials;
}

/** More than any reset of these stories has. */
const MOST_RESET_OPERATIONS = 60;

/** Fails the operation that it is given, or has it done. */
type Strike = (array: NorArray, operation: FlashOperation) => boolean;

function eachFailure(count: Count, most: number, trial: (strike: Strike) => Fault | boolean): void {
  for (const [name, way] of Object.entries(WAYS)) {
    for (let first = 1; first <= most; first++) {
      for (const reach of ['alone', 'and all after it', 'and all after it of its kind'] as const) {
        let number = 0;
        let type: FlashOperation['type'] | undefined;
        count.add(`operation ${first} ${reach} ${name}`, () =>
          trial((array, operation) => {
            if (++number === first) ({ type } = operation);
            const isStruck = reach === 'alone' ? number === first : number >= first && (reach === 'and all after it' || operation.type === type);
            return isStruck ? way(array, operation) : array.perform(operation);
          }),
        );
      }
    }
  }
}

/** Every subset of the settings blocks is worn out before a save that moves on. */
export function wearBlocks({ geometry, flash, save }: FailureOptions): Trials {
  const records = recordsOf(new Storage(new NorArray(geometry, flash)));
  const count = new Count();
  const blocks = geometry.size / geometry.eraseSize - MIN_BLOCKS;
  for (let worn = 0; worn < 2 ** blocks; worn++) {
    count.add(`worn settings blocks: ${worn.toString(2).padStart(blocks, '0')}`, () => {
      const array = new NorArray(geometry, flash.clone());
      for (let block = 0; block < blocks; block++) if (worn & (1 << block)) array.wearOut(MIN_BLOCKS + block);
      const storage = new Storage(array);
      const written = runNow(save.work(storage), array.perform.bind(array));
      return judgeSave(array, storage, records, save, written === 'written');
    });
  }
  return count.trials;
}

/** Sets that are a little longer each time, until long after none fits any more. */
export function overfill({ geometry, flash }: Omit<FailureOptions, 'save'>, changed: Credentials): Trials {
  const records = recordsOf(new Storage(new NorArray(geometry, flash)));
  const count = new Count();
  for (let length = 0; length < 2 * geometry.eraseSize; length += 7) {
    const long = { ...changed, hint: 'h'.repeat(length) };
    for (const [name, save] of [
      ['', plainSave(long)],
      [' after a recovery', recoverySave(long)],
    ] as const)
      count.add(`a hint of ${length} characters${name}`, () => {
        const array = new NorArray(geometry, flash.clone());
        const storage = new Storage(array);
        const written = runNow(save.work(storage), array.perform.bind(array));
        return judgeSave(array, storage, records, save, written === 'written');
      });
  }
  return count.trials;
}
