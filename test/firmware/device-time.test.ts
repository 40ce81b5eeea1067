/** The time the recorder goes by: it never goes back, whatever becomes of the real-time clock, its battery and the power. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DeviceTime } from '../../src/firmware/device-time.ts';
import { VirtualClock } from '../../src/hal/machine/virtual-clock.ts';
import { MockRtc } from '../../src/hal/mock/peripherals.ts';

const MS = 1_000;
const HOUR_MS = 3_600_000;
const NOON = Date.UTC(2026, 0, 1, 12);

/** A real-time clock that says noon, and a recorder whose power comes now. */
function powered(markMs: number) {
  const clock = new VirtualClock();
  const rtc = new MockRtc(NOON, clock, () => {});
  /** What a firmware knows that starts now, with this mark in the flash. */
  const start = (mark: number) => new DeviceTime({ clock, rtc }, mark);
  return { clock, rtc, start, time: start(markMs) };
}

describe('the time', () => {
  test('is that of the real-time clock, to the millisecond', () => {
    const { clock, time } = powered(0);
    expect(time.nowMs).toBe(NOON);
    clock.advance(999);
    expect(time.nowMs).toBe(NOON);
    clock.advance(1);
    expect(time.nowMs).toBe(NOON + 1);
    clock.advance(HOUR_MS * MS);
    expect([time.nowMs, time.isLost]).toEqual([NOON + HOUR_MS + 1, false]);
  });

  test('is the mark and what has passed since, where the real-time clock says less', () => {
    const { clock, time } = powered(NOON + 25 * HOUR_MS);
    expect(time.nowMs).toBe(NOON + 25 * HOUR_MS);
    clock.advance(90 * MS);
    expect(time.nowMs).toBe(NOON + 25 * HOUR_MS + 90);
  });

  test('goes on when the real-time clock is set back, at the same pace', () => {
    const { clock, rtc, time } = powered(0);
    clock.advance(10 * MS);
    expect(time.nowMs).toBe(NOON + 10);
    rtc.jump(-25 * HOUR_MS);
    expect(time.nowMs).toBe(NOON + 10);
    clock.advance(HOUR_MS * MS);
    expect(time.nowMs).toBe(NOON + 10 + HOUR_MS);
  });

  test('jumps forward with the real-time clock, and does not come back with it', () => {
    const { clock, rtc, time } = powered(0);
    rtc.jump(25 * HOUR_MS);
    expect(time.nowMs).toBe(NOON + 25 * HOUR_MS);
    rtc.jump(-25 * HOUR_MS);
    clock.advance(7 * MS);
    expect(time.nowMs).toBe(NOON + 25 * HOUR_MS + 7);
  });

  test('does not follow a jump that nobody saw', () => {
    const { rtc, time } = powered(0);
    expect(time.nowMs).toBe(NOON);
    rtc.jump(25 * HOUR_MS);
    rtc.jump(-25 * HOUR_MS);
    expect(time.nowMs).toBe(NOON);
  });

  test('goes on without a battery, and is told to be lost', () => {
    const { clock, rtc, time } = powered(0);
    expect([time.nowMs, time.isLost]).toEqual([NOON, false]);
    rtc.loseBattery();
    clock.advance(5 * MS);
    expect([time.nowMs, time.isLost]).toEqual([NOON + 5, true]);
    rtc.set(NOON - HOUR_MS);
    expect([time.nowMs, time.isLost]).toEqual([NOON + 5, false]);
    rtc.set(NOON + HOUR_MS);
    expect(time.nowMs).toBe(NOON + HOUR_MS);
  });

  test('begins at the mark where the battery died while the power was off', () => {
    const { clock, rtc, start } = powered(0);
    rtc.loseBattery();
    clock.advance(HOUR_MS * MS);
    const time = start(NOON - 60_000);
    expect([time.nowMs, time.isLost]).toEqual([NOON - 60_000, true]);
    clock.advance(MS);
    expect(time.nowMs).toBe(NOON - 60_000 + 1);
  });

  test('of a recorder that never knew any begins in 1970', () => {
    const { clock, rtc, start } = powered(0);
    rtc.loseBattery();
    const time = start(0);
    clock.advance(3 * MS);
    expect(time.nowMs).toBe(3);
  });
});

type Deed =
  | { readonly does: 'wait'; readonly us: number }
  | { readonly does: 'jump' | 'set'; readonly ms: number }
  | { readonly does: 'battery' | 'restart' | 'look' };
const deeds: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 4, arbitrary: fc.nat(5 * HOUR_MS * MS).map((us): Deed => ({ does: 'wait', us })) },
  { weight: 2, arbitrary: fc.nat(2_000).map((us): Deed => ({ does: 'wait', us })) },
  { weight: 3, arbitrary: fc.constant<Deed>({ does: 'look' }) },
  { weight: 2, arbitrary: fc.integer({ min: -50 * HOUR_MS, max: 50 * HOUR_MS }).map((ms): Deed => ({ does: 'jump', ms })) },
  { weight: 1, arbitrary: fc.nat(NOON + 100 * HOUR_MS).map((ms): Deed => ({ does: 'set', ms })) },
  { weight: 1, arbitrary: fc.constantFrom<Deed>({ does: 'battery' }, { does: 'restart' }) },
);

describe('the time, after anything', () => {
  test('is the latest of all that was ever known, each moved on; over restarts, of what the mark kept', () => {
    fc.assert(
      fc.property(fc.array(deeds, { maxLength: 40 }), fc.nat(NOON + HOUR_MS), (list, markMs) => {
        const { clock, rtc, start } = powered(0);
        let time = start(markMs);
        /** Every time that was known, and when. */
        let known = [{ ms: markMs, atUs: clock.nowUs }];
        let before = 0;
        for (const deed of list) {
          if (deed.does === 'wait') clock.advance(deed.us);
          else if (deed.does === 'jump') rtc.jump(deed.ms);
          else if (deed.does === 'set') rtc.set(deed.ms);
          else if (deed.does === 'battery') rtc.loseBattery();
          else if (deed.does === 'restart') {
            // What was marked a while ago: of the time since nothing is known any more.
            const mark = Math.max(0, before - 600_000);
            time = start(mark);
            known = [{ ms: mark, atUs: clock.nowUs }];
            before = mark;
          } else {
            const rtcMs = rtc.read();
            if (rtcMs !== undefined) known.push({ ms: rtcMs, atUs: clock.nowUs });
            const expected = Math.max(...known.map(({ ms, atUs }) => ms + Math.floor((clock.nowUs - atUs) / MS)));
            expect(time.nowMs).toBe(expected);
            expect(time.nowMs).toBeGreaterThanOrEqual(before);
            before = time.nowMs;
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
