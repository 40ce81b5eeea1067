/** The pure parts of the timing diagram: what is gathered from the trace, what falls into a pixel, where cursors snap to, and the scale. */
import { describe, expect, test } from 'vitest';
import { edgeAfter, edgeBefore, Lanes, latestEdges, nearestEdge, stretchAt } from '../../../src/ui/panel/web/timing-lanes.ts';
import {
  atPresent,
  difference,
  moved,
  runsOf,
  showing,
  ticksOf,
  WIDTH_MAX_US,
  WIDTH_MIN_US,
  zoomed,
} from '../../../src/ui/panel/web/timing-scale.ts';
import { waveOf } from '../../../src/wave/wave.ts';
import { createDesk, holdThroughPowerUp } from '../../support/desk.ts';

const BOARD = { closedLevel: 0, supplyVolts: 12 } as const;
const entry = (atUs: number, signal: string, value: string | number) => ({ atUs, signal, value });
const soFar = (trace: readonly ReturnType<typeof entry>[], seen = trace.length, epoch = 0) => ({ epoch, trace, entriesSeen: seen });

/** A contact that closes at each of these times and opens at the next. */
function contactAt(...timesUs: number[]) {
  const lanes = new Lanes(BOARD);
  lanes.take(soFar(timesUs.map((atUs, index) => entry(atUs, 'reset', index % 2 === 0 ? 0 : 1))));
  return lanes.lane('contact');
}

describe('the rows', () => {
  test('of a hold through power-up are those of the wave, however the entries come in', () => {
    const desk = createDesk();
    holdThroughPowerUp(desk, 4.5, 21);
    const { trace, board, nowUs } = desk.bench;
    const lanes = new Lanes(board);
    for (let seen = 0; seen < trace.entries.length; seen += 7) {
      const entries = trace.entries.slice(0, seen) as ReturnType<typeof entry>[];
      // The window forgets the oldest entries; what was read stays.
      lanes.take(soFar(entries.slice(-50), seen));
    }
    lanes.take(soFar(trace.entries.slice(-50) as ReturnType<typeof entry>[], trace.entries.length));
    for (const { name, changes } of waveOf({ trace: trace.entries, board, virtualUs: nowUs }).signals) {
      const { timesUs, values } = lanes.lane(name);
      expect({ name, changes: timesUs.map((atUs, index) => ({ atUs, value: values[index] })) }).toEqual({ name, changes });
    }
  });

  test('begin with what is known where the beginning is not there, and anew where entries are missing or the recorder is another', () => {
    const lanes = new Lanes(BOARD);
    lanes.take(soFar([entry(500, 'buzzer', 1), entry(700, 'buzzer', 0)], 12));
    expect(lanes.lane('buzzer')).toMatchObject({ timesUs: [500, 700], values: [1, 0] });
    expect(stretchAt(lanes.lane('buzzer'), 499)).toBeUndefined();
    expect(lanes.lane('plug').timesUs).toEqual([]);
    lanes.take(soFar([entry(900, 'buzzer', 1)], 20));
    expect(lanes.lane('buzzer').timesUs).toEqual([900]);
    lanes.take(soFar([], 0, 1));
    expect(lanes.lane('buzzer')).toMatchObject({ timesUs: [0], values: [0] });
  });

  test('keep the last of several changes within a microsecond, and nothing that is no change', () => {
    const lanes = new Lanes(BOARD);
    lanes.take(soFar([entry(5, 'buzzer', 1), entry(5, 'buzzer', 0), entry(6, 'buzzer', 0), entry(9, 'buzzer', 1)]));
    expect(lanes.lane('buzzer')).toMatchObject({ timesUs: [0, 9], values: [0, 1] });
  });
});

describe('edges', () => {
  const contact = contactAt(100, 130, 170, 1_000);

  test('the nearest is found to the microsecond, on either side, and none beyond the reach', () => {
    expect(nearestEdge([contact], 114, 50)?.atUs).toBe(100);
    expect(nearestEdge([contact], 116, 50)?.atUs).toBe(130);
    expect(nearestEdge([contact], 129.6, 50)?.atUs).toBe(130);
    expect(nearestEdge([contact], 100, 0)?.atUs).toBe(100);
    expect(nearestEdge([contact], 500, 50)).toBeUndefined();
  });

  test('one steps from each to the next and back, over all rows, and what a row begins with is no edge', () => {
    const lanes = [contact, contactAt(120)];
    expect([0, 100, 120, 130, 170].map((atUs) => edgeAfter(lanes, atUs)?.atUs)).toEqual([100, 120, 130, 170, 1_000]);
    expect([1_000, 130, 120, 100].map((atUs) => edgeBefore(lanes, atUs)?.atUs)).toEqual([170, 120, 100, undefined]);
    expect(edgeAfter(lanes, 1_000)).toBeUndefined();
    expect(latestEdges(lanes, 150, 3).map(({ atUs, value }) => [atUs, value])).toEqual([
      [130, 0],
      [120, 1],
      [100, 1],
    ]);
  });

  test('the pulse under the pointer has its ends', () => {
    expect(stretchAt(contact, 101)).toEqual({ value: 1, fromUs: 100, toUs: 130 });
    expect(stretchAt(contact, 2_000)).toEqual({ value: 0, fromUs: 1_000 });
  });
});

describe('what falls into pixels', () => {
  test('changes apart are runs of their own, from edge to edge', () => {
    expect(runsOf(contactAt(100, 130), { fromUs: 0, widthUs: 200 }, 100, 180)).toEqual([
      { fromPx: 0, toPx: 50, value: 0, isBusy: false, isEdge: true },
      { fromPx: 50, toPx: 65, value: 1, isBusy: false, isEdge: true },
      { fromPx: 65, toPx: 90, value: 0, isBusy: false, isEdge: true },
    ]);
  });

  test('a bounce within a pixel is one busy run and is never lost', () => {
    const runs = runsOf(contactAt(100_000, 100_004, 100_010, 100_050), { fromUs: 0, widthUs: 1_000_000 }, 100, 1_000_000);
    expect(runs.map(({ isBusy, value }) => [isBusy, value])).toEqual([
      [false, 0],
      [true, 0],
      [false, 0],
    ]);
  });

  test('a pulse narrower than a pixel is one pixel wide', () => {
    const runs = runsOf(contactAt(100_000, 100_004), { fromUs: 0, widthUs: 1_000_000 }, 100, 1_000_000);
    expect(runs.map(({ isBusy, fromPx, toPx }) => [isBusy, fromPx, toPx])).toEqual([
      [false, 0, 10],
      [true, 10, 11],
      [false, 11, 100],
    ]);
  });

  test('twenty thousand changes are at most two runs a pixel, without a hole', () => {
    const lane = contactAt(...Array.from({ length: 20_000 }, (_, index) => 1_000 + index * 37));
    for (const widthUs of [10, 1_000, 50_000, 1_000_000]) {
      const runs = runsOf(lane, { fromUs: 5_000, widthUs }, 800, Number.POSITIVE_INFINITY);
      expect(runs.length).toBeLessThanOrEqual(1_600);
      expect(runs[0]?.fromPx).toBe(0);
      expect(runs.at(-1)?.toPx).toBeCloseTo(800, 6);
      runs.slice(1).forEach((run, index) => {
        expect(run.fromPx).toBeCloseTo(runs[index]?.toPx ?? Number.NaN, 6);
      });
    }
  });

  test('what is not known is told as that', () => {
    const lanes = new Lanes(BOARD);
    lanes.take(soFar([entry(500, 'buzzer', 1)], 12));
    expect(runsOf(lanes.lane('buzzer'), { fromUs: 0, widthUs: 1_000 }, 100, 800).map(({ value }) => value)).toEqual([undefined, 1]);
  });
});

describe('the scale', () => {
  test('zoom keeps what is pointed at where it is, between ten microseconds and ten minutes', () => {
    const span = zoomed({ fromUs: 1_000, widthUs: 1_000 }, 0.5, 1_250);
    expect(span).toEqual({ fromUs: 1_125, widthUs: 500 });
    expect(zoomed(span, 1e-9, 1_250).widthUs).toBe(WIDTH_MIN_US);
    expect(zoomed(span, 1e12, 1_250).widthUs).toBe(WIDTH_MAX_US);
  });

  test('one cannot leave the run, and a cursor that is set is brought into sight', () => {
    expect(moved({ fromUs: 0, widthUs: 100 }, -1_000, 5_000).fromUs).toBe(-50);
    expect(moved({ fromUs: 0, widthUs: 100 }, 1e9, 5_000).fromUs).toBe(4_950);
    expect(showing({ fromUs: 0, widthUs: 100 }, 700)).toEqual({ fromUs: 650, widthUs: 100 });
    expect(atPresent(1_000, 100)).toEqual({ fromUs: 0, widthUs: 1_000 });
    expect(atPresent(1_000, 5_000)).toEqual({ fromUs: 4_040, widthUs: 1_000 });
  });

  test('ticks are at round times, no more than there is room for, with as many digits as they differ in', () => {
    expect(ticksOf({ fromUs: 12_300_000, widthUs: 30_000_000 }, 8)).toMatchObject({ stepUs: 5_000_000, digits: 0 });
    expect(ticksOf({ fromUs: 20_050_003, widthUs: 10 }, 10)).toEqual({
      stepUs: 1,
      digits: 6,
      timesUs: Array.from({ length: 11 }, (_, index) => 20_050_003 + index),
    });
    expect(ticksOf({ fromUs: 0, widthUs: 1_000_000 }, 5)).toEqual({
      stepUs: 200_000,
      digits: 1,
      timesUs: [0, 200_000, 400_000, 600_000, 800_000, 1_000_000],
    });
  });

  test('differences are exact', () => {
    expect(difference(50_000, 200_000)).toEqual({ time: '150 ms', frequency: '6.667 Hz' });
    expect(difference(200_001, 50_000)).toEqual({ time: '-150.001 ms', frequency: '6.667 Hz' });
    expect(difference(7, 7)).toEqual({ time: '0 s', frequency: '–' });
  });
});
