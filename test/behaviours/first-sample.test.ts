/** A contact that opens just before the first sample: its debounce ends after T0, its hold never was. */
import { expect, test } from 'vitest';
import { Bench } from '../../src/bench/bench.ts';
import { heldToT0, MS, S, seedBoard } from '../support/world.ts';

function releasedAfterPowerGood(releaseUs: number): Bench {
  const bench = new Bench({ board: seedBoard(), state: 'provisioned' });
  bench.finger.press('none');
  bench.advance(4.5 * S);
  bench.supply.plugIn();
  bench.advance(releaseUs);
  bench.finger.release('none');
  return bench;
}

test.each([0, 10 * MS, 20 * MS, 21 * MS, 40 * MS, 50 * MS - 1])(
  'released %i us after power-good, before the first sample: not armed, no stuck fault',
  (releaseUs) => {
    const bench = releasedAfterPowerGood(releaseUs);
    bench.advance(120 * S);
    expect(bench.verdict).toBe('not-armed');
    expect(bench.trace.all('fault')).toEqual([]);
    expect(bench.isIn('boot.ready.login')).toBe(true);
  },
);

test('opened before the first sample for less than a debounce: the hold goes on and counts from T0', () => {
  const bench = releasedAfterPowerGood(40 * MS);
  bench.advance(20 * MS);
  bench.finger.press('none');
  bench.advance(25 * S);
  bench.finger.release('none');
  bench.advance(S);
  expect(bench.verdict).toBe('reset');
});

test('a stage that begins at T0 shows its own LED pattern, and the boot has the LED back when the stage ends', () => {
  const stages = [
    { fromUs: 0, toUs: 2 * S, action: 'none', led: 'fast-blink' },
    { fromUs: 20 * S, toUs: 30 * S, action: 'factory-default' },
  ] as const;
  const bench = heldToT0({ board: seedBoard({ stages }) });
  expect(bench.trace.last('led')?.value).toBe('fast-blink');
  bench.advance(2 * S + 1);
  expect(bench.trace.last('led')?.value).toBe('slow-blink');
});
