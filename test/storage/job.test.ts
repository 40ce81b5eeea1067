/** Jobs on flash: one operation at a time, in the order they were added, and no more of them once power is gone. */
import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../src/hal/machine/virtual-clock.ts';
import { NorFlash } from '../../src/hal/nor/nor-flash.ts';
import type { FlashOperation } from '../../src/hal/ports.ts';
import { type FlashJob, JobQueue, runNow } from '../../src/storage/job.ts';
import { geometry, TestFlash } from '../support/flash.ts';

const erase = (block: number): FlashOperation => ({ type: 'erase', address: block * 256 });

/** Erases these blocks and gives what the chip said of each. */
function* erasing(...blocks: readonly number[]): FlashJob<boolean[]> {
  const answers: boolean[] = [];
  for (const block of blocks) answers.push(yield erase(block));
  return answers;
}

/** A queue on a flash whose erases take 10 us, and the order of things. */
function newQueue() {
  const clock = new VirtualClock();
  const { array } = new TestFlash(geometry(8, 256, 4));
  const log: string[] = [];
  const flash = new NorFlash(
    array,
    clock,
    { eraseUs: 10, programUs: 1 },
    () => 0,
    (_, value, detail) => log.push(`${clock.nowUs} ${value} ${detail}`),
  );
  return { clock, array, flash, log, queue: new JobQueue(flash) };
}

describe('a job run at once', () => {
  test('does its operations in turn and is told of each whether it worked', () => {
    const performed: FlashOperation[] = [];
    const answers = runNow(erasing(3, 1, 2), (operation) => {
      performed.push(operation);
      return operation.address !== 256;
    });
    expect(performed).toEqual([erase(3), erase(1), erase(2)]);
    expect(answers).toEqual([true, false, true]);
  });

  test('may need no operation at all', () => {
    expect(
      runNow(erasing(), () => {
        throw new Error('nothing to do');
      }),
    ).toEqual([]);
  });
});

describe('a queue of jobs', () => {
  test('does one after the other, each operation when the one before is over', () => {
    const { clock, log, queue } = newQueue();
    const results: unknown[] = [];
    queue.add(erasing(0, 1), (result) => results.push([clock.nowUs, result]));
    queue.add(erasing(2), (result) => results.push([clock.nowUs, result]));
    clock.advance(100);
    expect(log).toEqual(['10 erase block at 0x0', '20 erase block at 0x100', '30 erase block at 0x200']);
    expect(results).toEqual([
      [20, [true, true]],
      [30, [true]],
    ]);
  });

  test('begins a job only when its turn comes, so that it finds what those before it left', () => {
    const { clock, queue } = newQueue();
    const begun: number[] = [];
    function* noting(): FlashJob<void> {
      begun.push(clock.nowUs);
      yield erase(0);
    }
    for (let count = 0; count < 3; count++) queue.add(noting());
    expect(begun).toEqual([0]);
    clock.advance(100);
    expect(begun).toEqual([0, 10, 20]);
  });

  test('tells a job what the chip reports as failed', () => {
    const { clock, array, queue } = newQueue();
    array.wearOut(1);
    let result: unknown;
    queue.add(erasing(0, 1), (answers) => {
      result = answers;
    });
    clock.advance(100);
    expect(result).toEqual([true, false]);
  });

  test('takes a job that is added by the end of another, behind those that wait', () => {
    const { clock, log, queue } = newQueue();
    queue.add(erasing(0), () => queue.add(erasing(5)));
    queue.add(erasing(1));
    clock.advance(100);
    expect(log.map((line) => line.slice(-3))).toEqual(['0x0', '100', '500']);
  });

  test('goes on behind a job of no operation', () => {
    const { clock, log, queue } = newQueue();
    const ends: string[] = [];
    queue.add(erasing(), () => ends.push('nothing'));
    queue.add(erasing(1), () => ends.push('something'));
    expect(ends).toEqual(['nothing']);
    clock.advance(100);
    expect([ends, log.length]).toEqual([['nothing', 'something'], 1]);
  });

  test('does nothing more once it is stopped, neither what waits nor the rest of what runs', () => {
    const { clock, log, queue } = newQueue();
    let ended = 0;
    queue.add(erasing(0, 1), () => ended++);
    queue.add(erasing(2), () => ended++);
    clock.advance(5);
    queue.stop();
    queue.add(erasing(3), () => ended++);
    clock.advance(100);
    // What the chip was told to do it does.
    expect(log).toEqual(['10 erase block at 0x0']);
    expect(ended).toBe(0);
  });

  test('stopped between two jobs, it begins none that is added later', () => {
    const { clock, flash, queue } = newQueue();
    queue.add(erasing(0));
    clock.advance(100);
    queue.stop();
    queue.add(erasing(1));
    clock.advance(100);
    expect(flash.operations).toBe(1);
  });

  test('stopped by the end of a job, it does not begin the next', () => {
    const { clock, flash, queue } = newQueue();
    queue.add(erasing(0), () => queue.stop());
    queue.add(erasing(1));
    clock.advance(100);
    expect(flash.operations).toBe(1);
  });

  test('hears nothing of an operation that a power cut tore', () => {
    const { clock, flash, log, queue } = newQueue();
    let ended = 0;
    queue.add(erasing(0, 1), () => ended++);
    clock.advance(15);
    flash.reset();
    clock.advance(100);
    expect([log.at(-1), ended]).toEqual(['15 erase-torn block at 0x100', 0]);
  });
});
