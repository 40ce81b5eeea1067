/** The record log: a map that outlives its power, in a few erase blocks; what it does when they are full, worn or damaged. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crc32 } from '../../src/storage/crc32.ts';
import type { FlashJob } from '../../src/storage/job.ts';
import { decodedOnce, type Latest, type LogArea, RecordLog } from '../../src/storage/log.ts';
import { encodeUnsealed, MAX_PAYLOAD, sealOf } from '../../src/storage/record.ts';
import { geometry, TestFlash, text, textOf } from '../support/flash.ts';

const TYPES = [1, 2, 3];
const AREA: LogArea = { firstBlock: 1, blocks: 3, types: TYPES };
const SMALL = geometry(5, 256, 4);

function newLog(of = SMALL, area = AREA) {
  const flash = new TestFlash(of);
  const boot = () => new RecordLog(flash.array, area);
  return { flash, log: boot(), boot };
}

/** A job of no operation: what is done between two blocks of an erase. */
function* answering(answer: boolean): FlashJob<boolean> {
  yield* [];
  return answer;
}
const keepGoing = () => answering(true);

const put = (type: number, payload: string) => ({ type, payload: text(payload) });
const valuesOf = (log: RecordLog) => TYPES.map((type) => textOf(log.get(type)));

/** A log with a record of each of two types. */
function written(of = SMALL) {
  const { flash, log, boot } = newLog(of);
  flash.run(log.format([put(1, 'one'), put(2, 'two')]));
  return { flash, log: boot(), boot };
}

describe('a log', () => {
  test('that was never formatted has lost everything, and writes nothing by being read', () => {
    const { flash, log } = newLog();
    expect(valuesOf(log)).toEqual(['(damaged)', '(damaged)', '(damaged)']);
    expect(flash.array.read(0, SMALL.size).every((byte) => byte === 0xff)).toBe(true);
  });

  test('that was formatted has what it was given, and nothing of other types', () => {
    const { log } = written();
    expect(valuesOf(log)).toEqual(['one', 'two', '(absent)']);
    expect(log.needsHealing).toBe(false);
  });

  test('touches no block but its own', () => {
    const { flash, log } = written();
    for (let count = 0; count < 100; count++) flash.run(log.append(put(1, `value ${count}`)));
    for (const { address } of flash.operations) {
      expect(address).toBeGreaterThanOrEqual(256);
      expect(address).toBeLessThan(4 * 256);
    }
  });

  test('commits in two operations where there is room: the record, then its seal', () => {
    const { flash, log } = written();
    const from = flash.operations.length;
    expect(flash.run(log.append(put(1, 'new')))).toBe('written');
    const [body, seal, ...more] = flash.operations.slice(from);
    expect(more).toEqual([]);
    expect(seal).toMatchObject({ type: 'program', bytes: new Uint8Array(4) });
    expect(body).toMatchObject({ type: 'program', address: (seal?.address ?? 0) + 4 });
  });

  test('moves on in four operations: erase, all that is live, its seal, and the old block retired', () => {
    const { flash, log, boot } = written();
    flash.run(log.append(put(3, 'w'.repeat(100))));
    expect(flash.run(log.append(put(3, 'x'.repeat(100))))).toBe('written');
    expect(flash.operations.slice(-4).map(({ type }) => type)).toEqual(['erase', 'program', 'program', 'program']);
    expect(flash.operations.at(-1)?.address).toBe(256);
    expect(valuesOf(boot())).toEqual(['one', 'two', 'x'.repeat(100)]);
  });

  test('wears its blocks alike', () => {
    const { flash, log } = written();
    for (let count = 0; count < 600; count++) flash.run(log.append(put(1, `value ${count}`)));
    const counts = [1, 2, 3].map((block) => flash.store.eraseCount(block));
    expect(Math.min(...counts)).toBeGreaterThan(10);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  });

  test('drops types when told to as it moves on', () => {
    const { flash, log, boot } = written();
    expect(flash.run(log.moveOn([put(3, 'three')], [1]))).toBe('written');
    expect(valuesOf(boot())).toEqual(['(absent)', 'two', 'three']);
  });

  const deeds = fc.array(
    fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({
          do: fc.constant('append' as const),
          type: fc.constantFrom(...TYPES),
          payload: fc.uint8Array({ minLength: 1, maxLength: 60 }),
        }),
      },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('move' as const), drop: fc.subarray(TYPES) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('format' as const), payload: fc.uint8Array({ minLength: 1, maxLength: 20 }) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('erase' as const) }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('reboot' as const) }) },
      // One bit of the flash flips; it is mended before the next can.
      { weight: 2, arbitrary: fc.record({ do: fc.constant('age' as const), at: fc.nat(3 * 256 - 1), bit: fc.nat(7) }) },
    ),
    { maxLength: 60 },
  );

  test.each([1, 4, 16, 32])('holds what a map holds, whatever is appended, moved, dropped, aged and rebooted (write unit %i)', (writeSize) => {
    const of = geometry(5, 512, writeSize);
    const area = { ...AREA };
    fc.assert(
      fc.property(deeds, (all) => {
        const flash = new TestFlash(of);
        const boot = () => new RecordLog(flash.array, area);
        let log = boot();
        flash.run(log.format([put(1, 'first')]));
        const model = new Map<number, Uint8Array>([[1, text('first')]]);
        for (const deed of all) {
          if (deed.do === 'append') {
            expect(flash.run(log.append(deed))).toBe('written');
            model.set(deed.type, deed.payload);
          } else if (deed.do === 'move') {
            expect(flash.run(log.moveOn([], deed.drop))).toBe('written');
            for (const type of deed.drop) model.delete(type);
          } else if (deed.do === 'format') {
            expect(flash.run(log.format([{ type: 2, payload: deed.payload }]))).toBe('written');
            model.clear();
            model.set(2, deed.payload);
          } else if (deed.do === 'erase') {
            flash.run(log.erase('all-but-current', 0, keepGoing));
          } else if (deed.do === 'age') {
            flash.array.flipBit(512 + (deed.at % (3 * 512)), deed.bit);
            log = boot();
            flash.run(log.heal());
          } else log = boot();
          const rebooted = boot();
          for (const type of TYPES) {
            expect(log.get(type), `type ${type}, in memory`).toEqual(model.get(type) ?? 'absent');
            expect(rebooted.get(type), `type ${type}, after a boot`).toEqual(model.get(type) ?? 'absent');
          }
        }
      }),
      { numRuns: 150 },
    );
  });
});

test('what is decoded once is not decoded again until the record is another one', () => {
  const asked: Latest[] = [];
  const decode = decodedOnce((latest) => asked.push(latest));
  const [one, two] = [text('one'), text('two')];
  expect([one, one, two, two, 'absent' as const, 'absent' as const, one].map(decode)).toEqual([1, 1, 2, 2, 3, 3, 4]);
});

test('what a log tells of itself is all that its next step follows from', () => {
  const told = (log: RecordLog) => {
    const values: (number | Uint8Array)[] = [];
    log.reveal((value) => values.push(value));
    return values;
  };
  const { flash, log, boot } = newLog();
  const damaged = new Uint8Array(0);
  expect(told(log)).toEqual([-1, 0, 0, 0, 0, -1, 1, damaged, 2, damaged, 3, damaged]);
  flash.run(log.format([put(1, 'one')]));
  // The unit that retires, the header of 4 + 16, a record of 4 + 16.
  expect(told(boot())).toEqual([256, 1, 44, 0, 0, -1, 1, text('one')]);
  // Torn: closed. Not retired: stale. A weak bit: worn.
  flash.runUntil(log.append(put(2, 'torn')), 1);
  expect(told(boot())).toEqual([256, 1, 44, 1, 0, -1, 1, text('one')]);
  flash.runUntil(boot().moveOn(), 3);
  flash.flip(512 + 4 + 20 + 4 + 8);
  expect(told(boot())).toEqual([512, 2, 44, 0, 1, 256, -1, 1, text('one')]);
});

describe('a log that has no room', () => {
  test('appends in place up to the last byte of its block', () => {
    const { flash, log, boot } = newLog();
    flash.run(log.format([put(1, 'one')]));
    const left = 256 - 44 - 4 - 12;
    const from = flash.operations.length;
    expect(flash.run(log.append(put(2, 'x'.repeat(left))))).toBe('written');
    expect(flash.operations.slice(from).map(({ type }) => type)).toEqual(['program', 'program']);
    expect(textOf(boot().get(2))).toHaveLength(left);
  });

  test('says "full" when the live records and the new one fit no block, and is as it was', () => {
    const { flash, log, boot } = written();
    const from = flash.operations.length;
    expect(flash.run(log.append(put(3, 'x'.repeat(200))))).toBe('full');
    expect(flash.operations.length).toBe(from);
    for (const each of [log, boot()]) expect(valuesOf(each)).toEqual(['one', 'two', '(absent)']);
  });

  test('fills a block to its last byte', () => {
    const { flash, log, boot } = newLog();
    // 256 less 4 to retire, 20 of header, 4 of seal, 12 of head and check value.
    const most = 256 - 4 - 20 - 4 - 12;
    expect(flash.run(log.format([put(1, 'x'.repeat(most + 1))]))).toBe('full');
    expect(flash.run(log.format([put(1, 'x'.repeat(most))]))).toBe('written');
    expect(textOf(boot().get(1))).toHaveLength(most);
    expect(flash.run(boot().append(put(1, 'y'.repeat(most))))).toBe('written');
    expect(textOf(boot().get(1))).toBe('y'.repeat(most));
  });

  test('refuses a payload longer than any may be, though the block is larger than that', () => {
    const { flash, boot } = newLog(geometry(4, 131_072, 1));
    flash.run(boot().format([put(1, 'one')]));
    for (const length of [MAX_PAYLOAD + 1, 65_536 + 10, 100_000]) {
      expect(flash.run(boot().append(put(2, 'x'.repeat(length))))).toBe('full');
      expect(flash.run(boot().moveOn([put(2, 'x'.repeat(length))]))).toBe('full');
    }
    expect(valuesOf(boot())).toEqual(['one', '(absent)', '(absent)']);
    expect(flash.run(boot().append(put(2, 'x'.repeat(MAX_PAYLOAD))))).toBe('written');
    expect(textOf(boot().get(2))).toHaveLength(MAX_PAYLOAD);
  });

  test('takes an empty payload, or a type that is none, for a mistake', () => {
    const { flash, log } = written();
    expect(() => flash.run(log.append(put(1, '')))).toThrow(RangeError);
    for (const type of [-1, 255, 256, 1.5, Number.NaN]) expect(() => flash.run(log.append(put(type, 'x'))), String(type)).toThrow(RangeError);
    for (const type of [0, 254]) expect(flash.run(log.append(put(type, 'x'))), String(type)).toBe('written');
    expect(() => flash.run(log.format([put(255, 'x')]))).toThrow(RangeError);
  });
});

describe('a log in a flash that fails', () => {
  test('passes over a block that cannot be erased, for as long as one can', () => {
    const { flash, log, boot } = written();
    flash.array.wearOut(2);
    expect(flash.run(log.moveOn([put(3, 'three')]))).toBe('written');
    expect(flash.operations.at(-1)?.address).toBe(256);
    expect(valuesOf(boot())).toEqual(['one', 'two', 'three']);
  });

  test('says "worn" when there is no other block left, and is as it was', () => {
    const { flash, log, boot } = written();
    for (const block of [2, 3]) flash.array.wearOut(block);
    flash.run(log.append(put(3, 'w'.repeat(100))));
    expect(flash.run(log.append(put(3, 'x'.repeat(100))))).toBe('worn');
    for (const each of [log, boot()]) expect(valuesOf(each)).toEqual(['one', 'two', 'w'.repeat(100)]);
    expect(flash.run(log.append(put(1, 'still room')))).toBe('written');
  });

  test('begins in its last block where no other can be erased', () => {
    const { flash, log, boot } = newLog();
    for (const block of [1, 2]) flash.array.wearOut(block);
    expect(flash.run(log.format([put(1, 'one')]))).toBe('written');
    expect(valuesOf(boot())).toEqual(['one', '(absent)', '(absent)']);
  });

  test.each([
    ['payload', 4 + 8, 0],
    ['first byte, the version', 4, 0],
  ])('leaves a block in which a bit is stuck, and loses nothing: in the %s', (_, offset, bit) => {
    const { flash, log, boot } = written();
    const used = flash.array.read(256, 256).findLastIndex((byte) => byte !== 0xff) + 1;
    flash.array.stickBit(256 + used + offset, bit, 0);
    expect(flash.run(log.append(put(1, 'odd: 0x6F')))).toBe('written');
    expect(flash.operations.at(-1)).toMatchObject({ type: 'program', address: 256 });
    expect([valuesOf(boot()), boot().needsHealing]).toEqual([['odd: 0x6F', 'two', '(absent)'], false]);
  });

  test('passes over a block that can be erased and does not take what is written', () => {
    const { flash, log, boot } = written();
    // The payload of the header: the sequence number, 2.
    flash.array.stickBit(512 + 4 + 4 + 8, 1, 0);
    expect(flash.run(log.moveOn([put(3, 'three')]))).toBe('written');
    expect(flash.find('three')).toBeGreaterThan(3 * 256);
    expect([valuesOf(boot()), boot().needsHealing]).toEqual([['one', 'two', 'three'], false]);
  });

  test('tries no second record in a block that did not take one, though there is no other block', () => {
    const { flash, log, boot } = written();
    for (const block of [2, 3]) flash.array.wearOut(block);
    const used = flash.array.read(256, 256).findLastIndex((byte) => byte !== 0xff) + 1;
    flash.array.stickBit(256 + used + 4 + 8, 0, 0);
    expect(flash.run(log.append(put(1, 'odd: 0x6F')))).toBe('worn');
    const from = flash.operations.length;
    expect(flash.run(log.append(put(1, 'even')))).toBe('worn');
    expect(flash.operations.slice(from).map(({ type, address }) => `${type} ${address}`)).toEqual(['erase 512', 'erase 768']);
    expect(valuesOf(boot())).toEqual(['one', 'two', '(absent)']);
  });

  test('goes on saying that a block is to be retired that did not take it', () => {
    const { flash, log } = written();
    flash.array.failWhen((operation) => operation.type === 'program' && operation.address === 256);
    expect(flash.run(log.moveOn())).toBe('written');
    expect(log.needsHealing).toBe(true);
    flash.array.failWhen(() => false);
    flash.run(log.heal());
    expect(log.needsHealing).toBe(false);
  });

  test('believes what it reads, not what the chip says', () => {
    const { flash, log, boot } = written();
    const job = log.append(put(1, 'new'));
    let step = job.next();
    // Both programs work, and the chip denies it.
    for (; !step.done; step = job.next(false)) flash.array.perform(step.value);
    expect(step.value).toBe('written');
    expect(textOf(boot().get(1))).toBe('new');
  });
});

describe('a log that was damaged', () => {
  test('tells one record that cannot be read, and keeps the others, also when it moves on', () => {
    const { flash, boot } = written();
    const at = flash.find('one');
    flash.flip(at, at + 1);
    const log = boot();
    expect(valuesOf(log)).toEqual(['(damaged)', 'two', '(absent)']);
    flash.run(log.moveOn());
    expect(valuesOf(boot())).toEqual(['(damaged)', 'two', '(absent)']);
    flash.run(log.append(put(1, 'again')));
    expect(valuesOf(boot())).toEqual(['again', 'two', '(absent)']);
  });

  test('never gives an earlier record in place of a damaged one', () => {
    const { flash, log, boot } = written();
    flash.run(log.append(put(1, 'later')));
    const at = flash.find('later');
    flash.flip(at, at + 1);
    expect(textOf(boot().get(1))).toBe('(damaged)');
  });

  test('knows nothing any more behind a record of which not even the type can be read', () => {
    const { flash, boot } = written();
    const head = flash.find('one') - 8;
    flash.flip(head + 1, head + 2);
    expect(valuesOf(boot())).toEqual(['(damaged)', '(damaged)', '(damaged)']);
  });

  test('whose newest block has lost its header gives nothing of the one before', () => {
    const { flash, log, boot } = written();
    flash.run(log.moveOn([put(1, 'newer')]));
    // The payload of its header, the sequence number: behind the unit to retire it, the seal and the head.
    flash.flip(512 + 4 + 4 + 8, 512 + 4 + 4 + 9);
    expect(valuesOf(boot())).toEqual(['(damaged)', '(damaged)', '(damaged)']);
  });

  test('mends a flipped bit and a weak seal by moving on, once', () => {
    for (const offset of [0, 4, 8, 12]) {
      const { flash, boot } = written();
      flash.flip(flash.find('one') - 12 + offset);
      const log = boot();
      expect([valuesOf(log), log.needsHealing]).toEqual([['one', 'two', '(absent)'], true]);
      flash.run(log.heal());
      expect(log.needsHealing).toBe(false);
      expect([valuesOf(boot()), boot().needsHealing]).toEqual([['one', 'two', '(absent)'], false]);
      // Another bit may flip now.
      flash.flip(flash.find('one') - 12 + offset);
      expect(valuesOf(boot())).toEqual(['one', 'two', '(absent)']);
    }
  });

  test('retires at the next heal the block that a power cut left, and goes by the newer until then', () => {
    const { flash, log, boot } = written();
    // Erased, written, sealed; not retired.
    flash.runUntil(log.moveOn([put(1, 'newer')]), 3);
    expect([valuesOf(boot()), boot().needsHealing]).toEqual([['newer', 'two', '(absent)'], true]);
    const from = flash.operations.length;
    flash.run(boot().heal());
    expect(flash.operations.slice(from)).toEqual([{ type: 'program', address: 256, bytes: new Uint8Array(4) }]);
    expect(boot().needsHealing).toBe(false);
    expect(flash.array.read(256, 4)).toEqual(new Uint8Array(4));
  });

  test('moves on into a block that was to be retired, where the next one is worn, and does not retire it then', () => {
    const { flash, log, boot } = written();
    flash.runUntil(log.moveOn(), 3);
    flash.array.wearOut(3);
    expect(flash.run(boot().moveOn([put(3, 'three')]))).toBe('written');
    expect([valuesOf(boot()), boot().needsHealing]).toEqual([['one', 'two', 'three'], false]);
  });

  test('mends a flipped bit of its header too', () => {
    const { flash, boot } = written();
    flash.flip(256 + 4 + 4 + 8);
    expect([valuesOf(boot()), boot().needsHealing]).toEqual([['one', 'two', '(absent)'], true]);
    flash.run(boot().heal());
    expect([valuesOf(boot()), boot().needsHealing]).toEqual([['one', 'two', '(absent)'], false]);
  });

  test('is retired by a whole unit, and not by one that was half programmed, also where a unit is a byte', () => {
    const { flash, log, boot } = written(geometry(5, 256, 1));
    flash.array.perform({ type: 'program', address: 256, bytes: Uint8Array.of(0x0f) });
    expect([valuesOf(boot()), boot().needsHealing]).toEqual([['one', 'two', '(absent)'], false]);
    flash.run(log.moveOn());
    expect([valuesOf(boot()), boot().needsHealing]).toEqual([['one', 'two', '(absent)'], false]);
  });

  test('appends nothing behind a record that a power cut tore', () => {
    const { flash, log, boot } = written();
    flash.runUntil(log.append(put(1, 'torn')), 1);
    const again = boot();
    expect(textOf(again.get(1))).toBe('one');
    const from = flash.operations.length;
    flash.run(again.append(put(2, 'next')));
    // It moves on at once: not a byte is tried behind the torn one.
    expect(flash.operations.slice(from).map(({ type }) => type)).toEqual(['erase', 'program', 'program', 'program']);
    expect(flash.operations.at(-1)).toMatchObject({ type: 'program', address: 256 });
    expect(valuesOf(boot())).toEqual(['one', 'next', '(absent)']);
    // In the new block there is room again.
    flash.run(again.append(put(3, 'third')));
    expect(flash.operations.slice(from + 4).map(({ type }) => type)).toEqual(['program', 'program']);
  });

  test('with a record of another type where its header should be has none', () => {
    const { flash, boot } = newLog();
    const record = encodeUnsealed({ type: 7, payload: Uint8Array.of(1, 0, 0, 0) }, SMALL);
    record.set(sealOf(SMALL));
    flash.array.perform({ type: 'program', address: 256 + 4, bytes: record });
    expect(valuesOf(boot())).toEqual(['(damaged)', '(damaged)', '(damaged)']);
  });

  test('whose header holds no sequence number is read without an exception', () => {
    const checked = (bytes: readonly number[]) => {
      const crc = new Uint8Array(4);
      new DataView(crc.buffer).setUint32(0, crc32(Uint8Array.from(bytes)), true);
      return [...bytes, ...crc];
    };
    // As no recorder writes it: retired 0xFF.., sealed, version 1, type 255, and two bytes of payload instead of four.
    const header = [0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, ...checked([...checked([1, 255, 2, 0]), 9, 0]), 0, 0];
    const { flash, boot } = newLog();
    flash.array.perform({ type: 'program', address: 256, bytes: Uint8Array.from(header) });
    expect(valuesOf(boot())).toEqual(['(damaged)', '(damaged)', '(damaged)']);
  });
});

describe('erasing a log', () => {
  test('erases every block of it and tells of each; what was said is gone', () => {
    const { flash, log, boot } = written();
    const told: number[] = [];
    flash.run(
      log.erase('all', 0, (count) => {
        told.push(count);
        return answering(true);
      }),
    );
    expect(told).toEqual([1, 2, 3]);
    expect(flash.array.read(0, SMALL.size).every((byte) => byte === 0xff)).toBe(true);
    expect([valuesOf(log), valuesOf(boot())]).toEqual([
      ['(absent)', '(absent)', '(absent)'],
      ['(damaged)', '(damaged)', '(damaged)'],
    ]);
  });

  test('goes on behind the blocks that were done', () => {
    const { flash, log } = written();
    flash.run(log.erase('all', 2, keepGoing));
    expect(flash.operations.at(-1)).toEqual({ type: 'erase', address: 3 * 256 });
    expect(flash.find('one')).toBeGreaterThan(0);
  });

  test('leaves nothing to be mended, and no old block is written to afterwards', () => {
    const { flash, log } = written();
    flash.runUntil(log.moveOn([put(1, 'newer')]), 3);
    flash.flip(512 + 4 + 4 + 8);
    for (const what of ['all', 'all-but-current'] as const) {
      const again = new TestFlash(SMALL, flash.store.clone());
      const other = new RecordLog(again.array, AREA);
      expect(other.needsHealing).toBe(true);
      again.run(other.erase(what, 0, keepGoing));
      // The flipped bit is in the current block.
      expect(other.needsHealing).toBe(what === 'all-but-current');
      again.run(other.heal());
      const retired = again.operations.filter(({ type, address }) => type === 'program' && address === 256);
      expect(retired).toEqual([]);
    }
  });

  test('and one begun anew writes to no block that was to be retired', () => {
    const { flash, log, boot } = written();
    flash.run(log.moveOn());
    flash.runUntil(log.moveOn(), 3);
    const again = boot();
    expect(again.needsHealing).toBe(true);
    const from = flash.operations.length;
    flash.run(again.format([put(1, 'one')]));
    expect(flash.operations.slice(from).map(({ type }) => type)).toEqual(['erase', 'program', 'program']);
  });

  test('leaves it as one that was never used: what is written then is the same to the bit', () => {
    const fresh = written();
    const { flash, log } = written();
    for (let count = 0; count < 3; count++) flash.run(log.moveOn());
    flash.run(log.erase('all', 0, keepGoing));
    flash.run(log.format([put(1, 'one'), put(2, 'two')]));
    expect(flash.array.read(0, SMALL.size)).toEqual(fresh.flash.array.read(0, SMALL.size));
  });

  test('from a later block leaves what is to be mended before it', () => {
    const { flash, log, boot } = written();
    flash.runUntil(log.moveOn(), 3);
    const again = boot();
    flash.run(again.erase('all-but-current', 2, keepGoing));
    expect(again.needsHealing).toBe(true);
  });

  test('from a later block does not begin to number its blocks anew: what stands before must not count', () => {
    const { flash, log, boot } = written();
    flash.run(log.moveOn());
    flash.run(log.erase('all', 2, keepGoing));
    flash.run(log.format([put(1, 'anew')]));
    expect(valuesOf(boot())).toEqual(['anew', '(absent)', '(absent)']);
  });

  test('can leave the current block, which goes on', () => {
    const { flash, log, boot } = written();
    flash.run(log.moveOn([put(1, 'newer')]));
    expect(flash.find('one')).toBeGreaterThan(0);
    flash.run(log.erase('all-but-current', 0, keepGoing));
    expect(flash.find('one')).toBe(-1);
    flash.run(log.append(put(3, 'three')));
    expect(valuesOf(boot())).toEqual(['newer', 'two', 'three']);
  });

  test('stops at a block that cannot be erased, or when it is told to', () => {
    const worn = written();
    worn.flash.array.wearOut(2);
    expect(worn.flash.run(worn.log.erase('all', 0, keepGoing))).toBe(false);
    const { flash, log } = written();
    expect(flash.run(log.erase('all', 0, (count) => answering(count < 2)))).toBe(false);
    expect(flash.operations.at(-1)?.address).toBe(2 * 256);
  });
});
