/** What the firmware does with its storage beside a reset: time marks, mending, faults told. */
import { describe, expect, test } from 'vitest';
import { Bench } from '../src/bench/bench.ts';
import { Storage } from '../src/storage/storage.ts';
import { powerCycle, S, seedBoard } from './support/world.ts';

const HOUR = 3600 * S;
const storageOf = (bench: Bench) => new Storage(bench.hal.flash);

function running(): Bench {
  const bench = new Bench({ board: seedBoard(), state: 'provisioned' });
  bench.supply.plugIn();
  return bench;
}

describe('the mark of the latest time', () => {
  test('is stored once an hour while the recorder runs', () => {
    const bench = running();
    bench.advance(HOUR - 1);
    expect(storageOf(bench).timeMark).toBe(0);
    bench.advance(2 * S);
    expect(storageOf(bench).timeMark).toBe(Date.UTC(2026, 0, 1, 1));
    bench.advance(HOUR);
    expect(storageOf(bench).timeMark).toBe(Date.UTC(2026, 0, 1, 2));
  });

  test('does not go back with the RTC, nor when power is lost', () => {
    const bench = running();
    bench.advance(HOUR + 2 * S);
    bench.hal.rtc.jump(-30 * 24 * 3_600_000);
    powerCycle(bench);
    bench.advance(2 * HOUR);
    expect(storageOf(bench).timeMark).toBe(Date.UTC(2026, 0, 1, 1));
  });

  test('is not stored while the battery is dead', () => {
    const bench = running();
    bench.hal.rtc.loseBattery();
    bench.advance(2 * HOUR);
    expect(storageOf(bench).timeMark).toBe(0);
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
