/** A NOR flash on a clock: what takes how long, what a reset or a power cut leaves, and what is told of it. */
import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../src/hal/machine/virtual-clock.ts';
import { MemoryStore } from '../../src/hal/nor/memory-store.ts';
import { NorArray } from '../../src/hal/nor/nor-array.ts';
import { type FlashCut, NorFlash } from '../../src/hal/nor/nor-flash.ts';
import type { FlashOperation } from '../../src/hal/ports.ts';
import { geometry } from '../support/flash.ts';

const GEOMETRY = geometry(4, 256, 4);
const ERASE_US = 2_000;
const PROGRAM_US = 100;

function newFlash({ chance = (): number => 0, endurance = Number.POSITIVE_INFINITY, timing = { eraseUs: ERASE_US, programUs: PROGRAM_US } } = {}) {
  const clock = new VirtualClock();
  const array = new NorArray(GEOMETRY, new MemoryStore(GEOMETRY), endurance);
  const log: string[] = [];
  const flash = new NorFlash(array, clock, timing, chance, (signal, value, detail) => log.push(`${clock.nowUs} ${signal} ${value} ${detail}`));
  const answers: (readonly [atUs: number, worked: boolean])[] = [];
  const begin = (operation: FlashOperation) => flash.begin(operation, (worked) => answers.push([clock.nowUs, worked]));
  return { clock, array, flash, log, answers, begin };
}

const erase = (block: number) => ({ type: 'erase', address: block * 256 }) as const;
const program = (address: number, length: number) => ({ type: 'program', address, bytes: new Uint8Array(length) }) as const;
const zeros = (array: NorArray) => array.read(0, GEOMETRY.size).filter((byte) => byte === 0).length;

describe('an operation', () => {
  test('takes the time of its block, or of its units, and is done at the end of it', () => {
    for (const [operation, lastsUs] of [
      [erase(1), ERASE_US],
      [program(0, 4), PROGRAM_US],
      [program(0, 40), 10 * PROGRAM_US],
    ] as const) {
      const { clock, array, answers, begin } = newFlash();
      clock.advance(7);
      begin(operation);
      clock.advance(lastsUs - 1);
      expect([answers, zeros(array)]).toEqual([[], 0]);
      clock.advance(1);
      expect(answers).toEqual([[7 + lastsUs, true]]);
      expect(zeros(array)).toBe(operation.type === 'program' ? operation.bytes.length : 0);
    }
  });

  test('that takes no time is answered later all the same', () => {
    const { clock, answers, begin } = newFlash({ timing: { eraseUs: 0, programUs: 0 } });
    begin(erase(0));
    expect(answers).toEqual([]);
    clock.advance(0);
    expect(answers).toEqual([[0, true]]);
  });

  test('keeps the flash busy for another, not for being read', () => {
    const { clock, flash, answers, begin } = newFlash();
    begin(program(0, 4));
    expect(() => begin(erase(1))).toThrow('busy');
    expect(flash.operations).toBe(1);
    expect([...flash.read(0, 2)]).toEqual([0xff, 0xff]);
    clock.advance(PROGRAM_US);
    begin(erase(1));
    clock.advance(ERASE_US);
    expect(answers.length).toBe(2);
  });

  test('may begin in the answer to another', () => {
    const { clock, flash, answers, begin } = newFlash();
    flash.begin(program(0, 4), () => begin(erase(1)));
    clock.advance(10_000);
    expect(answers).toEqual([[PROGRAM_US + ERASE_US, true]]);
  });

  test('that no such flash can do is refused, counts for nothing and leaves it free', () => {
    const { flash, begin } = newFlash();
    for (const wrong of [
      program(2, 4),
      program(0, 3),
      program(0, 0),
      program(1020, 8),
      { type: 'erase', address: 4 } as const,
      erase(4),
      erase(Number.NaN),
    ])
      expect(() => begin(wrong), JSON.stringify(wrong)).toThrow(RangeError);
    for (const [address, length] of [
      [-1, 1],
      [0, 1025],
      [1024, 1],
      [0.5, 1],
      [0, 0.5],
      [0, Number.NaN],
      [0, -1],
    ] as const)
      expect(() => flash.read(address, length), `${address} + ${length}`).toThrow(RangeError);
    expect(flash.operations).toBe(0);
    begin(erase(0));
    expect(flash.operations).toBe(1);
  });

  test('is told with its kind, its place and its size', () => {
    const { clock, log, begin } = newFlash();
    begin(program(16, 8));
    clock.advance(1_000);
    begin(erase(2));
    clock.advance(10_000);
    expect(log).toEqual(['200 flash program 8 bytes at 0x10', '3000 flash erase block at 0x200']);
  });

  test('that fails is answered so after its time, told, and changes nothing', () => {
    const { clock, array, log, answers, begin } = newFlash();
    array.failWhen(() => true);
    begin(program(0, 4));
    clock.advance(10_000);
    begin(erase(1));
    clock.advance(10_000);
    expect(answers.map(([, worked]) => worked)).toEqual([false, false]);
    expect(log).toEqual(['100 flash program-failed 4 bytes at 0x0', '12000 flash erase-failed block at 0x100']);
    expect(zeros(array)).toBe(0);
  });
});

test('a block can be erased as often as it endures, and no more; the others are not worn by it', () => {
  const { clock, array, answers, begin } = newFlash({ endurance: 3 });
  for (let count = 0; count < 5; count++) {
    begin(erase(1));
    clock.advance(ERASE_US);
  }
  begin(erase(2));
  clock.advance(ERASE_US);
  expect(answers.map(([, worked]) => worked)).toEqual([true, true, true, false, false, true]);
  expect([0, 1, 2].map((block) => array.eraseCount(block))).toEqual([0, 3, 1]);
});

describe('a reset', () => {
  test('without an operation on its way leaves all as it is', () => {
    const { flash, log } = newFlash();
    flash.reset();
    expect(log).toEqual([]);
  });

  test('tears the operation on its way, says so, and never answers it; the next may begin', () => {
    const { clock, flash, log, answers, begin } = newFlash();
    begin(program(0, 40));
    clock.advance(500);
    flash.reset();
    expect(log).toEqual(['500 flash program-torn 40 bytes at 0x0']);
    begin(erase(1));
    clock.advance(10_000);
    expect(answers).toEqual([[500 + ERASE_US, true]]);
  });

  test('leaves of a program as much as there was time for', () => {
    const done = (atUs: number) => {
      const { clock, array, flash, begin } = newFlash();
      begin(program(0, 40));
      clock.advance(atUs);
      flash.reset();
      return zeros(array);
    };
    expect([0, 250, 500, 750, 999].map(done)).toEqual([0, 10, 20, 30, 39]);
  });

  test('leaves of an erase what chance says, and counts it', () => {
    const left = (chance: number) => {
      const { clock, array, flash, begin } = newFlash({ chance: () => chance });
      begin(program(256, 256));
      clock.advance(100_000);
      begin(erase(1));
      clock.advance(1);
      flash.reset();
      expect(array.eraseCount(1)).toBe(1);
      return zeros(array);
    };
    // The first half is erased; the second half; ...; nothing yet; everything.
    expect([0, 1 / 8, 4 / 8, 5 / 8].map(left)).toEqual([128, 128, 256, 0]);
    expect(left(0.999_999)).toBeLessThan(256);
  });

  test('in the very microsecond in which an operation ends leaves it whole or torn at its last byte, as the order of things has it', () => {
    const { clock, array, flash, log, begin } = newFlash();
    clock.at(PROGRAM_US, () => flash.reset());
    begin(program(0, 4));
    clock.advance(PROGRAM_US);
    expect([log, zeros(array)]).toEqual([['100 flash program-torn 4 bytes at 0x0'], 3]);
  });
});

describe('a power cut at an operation', () => {
  /** Three programs of 4 bytes, one after the other; power goes at the second. */
  function cutAtSecond(when: FlashCut['when']) {
    const made = newFlash();
    const { clock, flash, begin } = made;
    let cutUs: number | undefined;
    flash.cutAt({ operation: 2, when }, () => {
      cutUs = clock.nowUs;
      flash.reset();
    });
    for (let count = 0; count < 2; count++) {
      begin(program(count * 4, 4));
      clock.advance(1_000);
    }
    return { ...made, cutUs };
  }

  test('before it: nothing of it is done, at once', () => {
    const { cutUs, answers, array, log } = cutAtSecond('before');
    expect([cutUs, zeros(array), answers.length]).toEqual([1_000, 4, 1]);
    expect(log).toEqual(['100 flash program 4 bytes at 0x0']);
  });

  test('during it: some of it is done, half way', () => {
    const { cutUs, answers, array, log } = cutAtSecond('during');
    expect([cutUs, zeros(array), answers.length]).toEqual([1_050, 4 + 2, 1]);
    expect(log.at(-1)).toBe('1050 flash program-torn 4 bytes at 0x4');
  });

  test('during it, torn in the way that was asked for', () => {
    for (const operation of [program(0, 8), erase(0)]) {
      for (let torn = 0; torn < newFlash().array.tornVariants(operation); torn++) {
        const { clock, array, flash, begin } = newFlash({ chance: () => 0.99 });
        const expected = newFlash().array;
        for (const each of [array, expected]) each.perform({ type: 'program', address: 0, bytes: new Uint8Array(256).fill(0x3c) });
        expected.tear(operation, torn);
        flash.cutAt({ operation: 1, when: 'during', torn }, () => flash.reset());
        begin(operation);
        clock.advance(5_000);
        expect(array.read(0, 512), `${operation.type} torn in way ${torn}`).toEqual(expected.read(0, 512));
      }
    }
  });

  test('during one that takes no time: half of it is done all the same', () => {
    const { clock, flash, array, begin } = newFlash({ timing: { eraseUs: 0, programUs: 0 } });
    flash.cutAt({ operation: 1, when: 'during' }, () => flash.reset());
    begin(program(0, 40));
    clock.advance(0);
    expect(zeros(array)).toBe(20);
  });

  test('after it: all of it is done, and nobody hears of it', () => {
    const { cutUs, answers, array, log } = cutAtSecond('after');
    expect([cutUs, zeros(array), answers.length]).toEqual([1_100, 8, 1]);
    expect(log.at(-1)).toBe('1100 flash program 4 bytes at 0x4');
  });

  test('comes once, and the flash can be used again', () => {
    for (const when of ['before', 'during', 'after'] as const) {
      const { clock, flash, answers, begin } = cutAtSecond(when);
      begin(erase(3));
      clock.advance(10_000);
      expect([answers.length, flash.operations]).toEqual([2, 3]);
    }
  });

  test('can be taken back, and ordered anew', () => {
    const { clock, flash, answers, begin } = newFlash();
    const cuts: string[] = [];
    flash.cutAt({ operation: 1, when: 'before' }, () => cuts.push('first'));
    flash.cutAt(undefined);
    begin(erase(0));
    clock.advance(10_000);
    flash.cutAt({ operation: 2, when: 'during' }, () => cuts.push('second'));
    flash.cutAt({ operation: 3, when: 'after' }, () => cuts.push('third'));
    for (let count = 0; count < 2; count++) {
      begin(erase(0));
      clock.advance(10_000);
    }
    expect([answers.length, cuts]).toEqual([2, ['third']]);
  });

  test('that is ordered at an operation of the past never comes', () => {
    const { clock, flash, answers, begin } = newFlash();
    begin(erase(0));
    clock.advance(10_000);
    flash.cutAt({ operation: 1, when: 'before' }, () => {
      throw new Error('too late');
    });
    begin(erase(0));
    clock.advance(10_000);
    expect(answers.length).toBe(2);
  });
});
