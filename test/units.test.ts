/** Durations and voltages: what is read, what is refused, how they are written. */
import { describe, expect, test } from 'vitest';
import { formatDuration, formatSeconds, parseDuration, parseVolts } from '../src/units.ts';

describe('durations', () => {
  test.each([
    ['0 us', 0],
    ['1us', 1],
    ['1000 ns', 1],
    ['30ms', 30_000],
    ['1.5 ms', 1_500],
    ['20.001 s', 20_001_000],
    ['19.999999s', 19_999_999],
    ['0.1 s', 100_000],
    ['1 min', 60_000_000],
    ['24h', 86_400_000_000],
    [' 5  s ', 5_000_000],
  ])('%s is %i us', (text, us) => {
    expect(parseDuration(text)).toEqual({ ok: true, value: us });
  });

  test.each([
    ['-1 s', 'is negative'],
    ['20', 'has no unit'],
    ['20 sec', '"sec" is not a unit'],
    ['5 S', '"S" is not a unit'],
    ['1 toString', '"toString" is not a unit'],
    ['1 ns', 'not a whole number of microseconds'],
    ['0.5us', 'not a whole number of microseconds'],
    ['99999999999 h', 'too long'],
    ['', 'is not a duration'],
    ['1e3 s', 'is not a duration'],
    ['NaN s', 'is not a duration'],
    ['1,5 s', 'is not a duration'],
  ])('%j is refused: %s', (text, problem) => {
    const parsed = parseDuration(text);
    expect(parsed.ok ? 'accepted' : parsed.problem).toContain(problem);
  });

  test('every millisecond of a minute is read exactly, written in seconds', () => {
    for (let ms = 0; ms < 60_000; ms += 7) expect(parseDuration(`${(ms / 1000).toFixed(3)} s`)).toEqual({ ok: true, value: ms * 1000 });
  });

  test('are written in the shortest exact way, and read back', () => {
    const written = [0, 7, 1_500, 30_000, 20_000_000, 19_999_999, 90_000_000, 120_000_000, 86_400_000_000, 5_400_000_000, 120_000_000_000].map(
      formatDuration,
    );
    expect(written).toEqual(['0 s', '7 us', '1.5 ms', '30 ms', '20 s', '19.999999 s', '90 s', '2 min', '24 h', '1.5 h', '2000 min']);
    expect(written.map((text) => parseDuration(text))).toEqual(
      [0, 7, 1_500, 30_000, 20_000_000, 19_999_999, 90_000_000, 120_000_000, 86_400_000_000, 5_400_000_000, 120_000_000_000].map((value) => ({
        ok: true,
        value,
      })),
    );
  });

  test('as seconds show microseconds only where there are any', () => {
    expect([14_100_000, 19_999_999, 0].map(formatSeconds)).toEqual(['14.100 s', '19.999999 s', '0.000 s']);
  });
});

describe('voltages', () => {
  test('are read with V or mV', () => {
    expect([parseVolts('9.6 V'), parseVolts('500mV')]).toEqual([
      { ok: true, value: 9.6 },
      { ok: true, value: 0.5 },
    ]);
  });

  test.each(['9.6', '-3 V', 'twelve volts', ''])('%j is refused', (text) => {
    expect(parseVolts(text).ok).toBe(false);
  });
});
