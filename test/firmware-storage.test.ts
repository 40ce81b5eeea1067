/** What the firmware does with its storage beside a reset: time marks, mending, faults told. */
import { describe, expect, test } from 'vitest';
import { Bench } from '../src/bench/bench.ts';
import { newRecorder } from '../src/bench/factory.ts';
import { flashGeometry } from '../src/hal/nor/board-flash.ts';
import { NorArray } from '../src/hal/nor/nor-array.ts';
import { type FlashJob, runNow } from '../src/storage/job.ts';
import { CLOCK_MAX_MS, Storage } from '../src/storage/storage.ts';
import { powerCycle, S, seedBoard } from './support/world.ts';

const HOUR = 3600 * S;
const MIN = 60 * S;
const storageOf = (bench: Bench) => new Storage(bench.hal.flash);

function running(): Bench {
  const bench = new Bench({ board: seedBoard(), state: 'provisioned' });
  bench.supply.plugIn();
  return bench;
}

describe('the mark of the latest time', () => {
  const at = (hour: number, minute: number, second = 0) => Date.UTC(2026, 0, 1, hour, minute, second);

  test('is stored every ten minutes while the recorder runs', () => {
    const bench = running();
    bench.advance(10 * MIN - 1);
    expect(storageOf(bench).timeMark).toBe(0);
    bench.advance(2 * S);
    expect(storageOf(bench).timeMark).toBe(at(0, 10));
    bench.advance(10 * MIN);
    expect(storageOf(bench).timeMark).toBe(at(0, 20));
  });

  test('does not go back with the RTC, nor when power is lost, but goes on with the time that the recorder is on', () => {
    const bench = running();
    bench.advance(HOUR + 2 * S);
    bench.hal.rtc.jump(-30 * 24 * 3_600_000);
    powerCycle(bench);
    bench.advance(9 * MIN);
    expect(storageOf(bench).timeMark).toBe(at(1, 0));
    bench.advance(2 * HOUR);
    expect(storageOf(bench).timeMark).toBe(at(3, 0));
  });

  test('jumps forward with the RTC, and stays there when that is put right', () => {
    const bench = running();
    bench.hal.rtc.jump(5 * 3_600_000);
    bench.advance(11 * MIN);
    expect(storageOf(bench).timeMark).toBe(at(5, 10));
    bench.hal.rtc.jump(-5 * 3_600_000);
    bench.advance(10 * MIN);
    expect(storageOf(bench).timeMark).toBe(at(5, 20));
  });

  test('goes on by the monotonic clock while the battery is dead, over power cuts too', () => {
    const bench = running();
    bench.hal.rtc.loseBattery();
    bench.advance(HOUR + S);
    expect(storageOf(bench).timeMark).toBe(at(1, 0));
    powerCycle(bench);
    bench.advance(10 * MIN);
    expect(storageOf(bench).timeMark).toBe(at(1, 10));
  });

  test('that no clock can say is damage: a recorder kept with it starts, and its clock goes on from the beginning', () => {
    const board = seedBoard();
    const kept = (timeMark: number) => {
      const cells = newRecorder(board, { state: 'factory', seed: 1, hashCost: 1 });
      const array = new NorArray(flashGeometry(board), cells);
      runNow(new Storage(array).markTime(timeMark), (operation) => array.perform(operation));
      const bench = new Bench({ board, cells });
      bench.supply.plugIn();
      bench.advance(30 * S);
      return [bench.isIn('boot.ready.wizard'), bench.hal.rtc.read()];
    };
    expect(kept(CLOCK_MAX_MS)).toEqual([true, CLOCK_MAX_MS + 30_000]);
    expect(kept(CLOCK_MAX_MS + 1)).toEqual([true, at(0, 0, 30)]);
    expect(kept(Number.MAX_SAFE_INTEGER)).toEqual([true, at(0, 0, 30)]);
  });

  test('of a recorder that never knew the time is the time that it was on', () => {
    const bench = new Bench({ board: seedBoard(), state: 'provisioned' });
    bench.hal.rtc.loseBattery();
    bench.supply.plugIn();
    bench.advance(21 * MIN);
    expect(storageOf(bench).timeMark).toBe(20 * 60_000);
  });
});

describe('a boot', () => {
  test('mends a flipped bit in the login data, once, and tells the log', () => {
    const bench = new Bench({ board: seedBoard(), state: 'provisioned' });
    const { flash } = bench.hal;
    const at = Buffer.from(flash.read(0, flash.size)).indexOf('"user":"admin"');
    flash.array.flipBit(at + 9, 4);
    expect([storageOf(bench).credentials.kind, storageOf(bench).needsHealing]).toEqual(['present', true]);
    bench.supply.plugIn();
    bench.advance(30 * S);
    expect(bench.isIn('boot.ready.login')).toBe(true);
    expect(bench.trace.all('log', 'storage mended')).toHaveLength(1);
    expect(storageOf(bench).needsHealing).toBe(false);
    powerCycle(bench);
    bench.advance(30 * S);
    expect(bench.trace.all('log', 'storage mended')).toHaveLength(1);
  });

  test('of a board that voids QR codes voids one, but writes nothing to settings that a pending reset is about to erase', () => {
    const booted = (isPending: boolean): Bench => {
      const bench = new Bench({ board: seedBoard({ rebootInvalidatesQr: true }), state: 'provisioned' });
      const does = (job: FlashJob<unknown>) => runNow(job, (operation) => bench.hal.flash.array.perform(operation));
      does(storageOf(bench).renewChallenge('0f'.repeat(16), 1));
      if (isPending) does(storageOf(bench).requestReset('all'));
      bench.supply.plugIn();
      bench.advance(S);
      return bench;
    };
    const voided = booted(false);
    expect([storageOf(voided).challenge, voided.trace.all('flash').map(({ value }) => value)]).toEqual(['void', ['program', 'program']]);
    const reset = booted(true);
    expect([storageOf(reset).challenge, reset.trace.all('flash')[0]?.value]).toEqual(['absent', 'erase']);
  });

  test('writes nothing when nothing is amiss', () => {
    const bench = running();
    bench.advance(60 * S);
    expect(bench.hal.flash.operations).toBe(0);
  });

  test('tells that the identity of the recorder is lost', () => {
    const bench = new Bench({ board: seedBoard(), state: 'provisioned' });
    const { flash } = bench.hal;
    for (let block = 0; block < 3; block++) flash.array.perform({ type: 'erase', address: block * flash.eraseSize });
    bench.supply.plugIn();
    bench.advance(30 * S);
    expect(bench.trace.all('fault').map(({ value }) => value)).toEqual(['reset-journal-damaged', 'identity-lost']);
    expect(bench.isIn('boot.ready.login')).toBe(true);
  });

  test('tells that password hashes have a weak test cost, and only then', () => {
    const logOf = (hashCost?: number) =>
      new Bench({ board: seedBoard(), state: 'provisioned', ...(hashCost === undefined ? {} : { hashCost }) }).trace.all(
        'log',
        'weak password hashes',
      );
    expect(logOf(1).map(({ detail }) => detail)).toEqual(['cost 1 instead of 14']);
    expect(logOf()).toEqual([]);
  });
});
