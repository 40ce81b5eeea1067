/** Whose fault it was, read from a trace: at each limit, and one microsecond beside it. */
import { describe, expect, test } from 'vitest';
import { Bench } from '../../src/bench/bench.ts';
import { LIFT_US } from '../../src/bench/explain.ts';
import type { BounceChoice } from '../../src/bench/finger.ts';
import type { Board } from '../../src/board.ts';
import { type Judgement, judge } from '../../src/rig/judge.ts';
import type { MeasureName } from '../../src/rig/measures.ts';
import type { Plan } from '../../src/rig/plan.ts';
import type { Us } from '../../src/units.ts';
import { MS, S } from '../support/world.ts';
import { guide } from './rehearsal.ts';

const PLAN = guide();
/** From power to the first sample. */
const T0 = PLAN.board.samplingStartUs;

interface Attempt {
  readonly plan?: Plan;
  /** The board that is really there. */
  readonly board?: Board;
  readonly beforeUs?: Us;
  /** From the first sample. */
  readonly heldUs?: Us | undefined;
  readonly pressBounce?: BounceChoice;
  readonly releaseBounce?: BounceChoice;
  /** What else happens, from power on. */
  readonly meddle?: (bench: Bench) => void;
}

function attempt({
  plan = PLAN,
  board = plan.board,
  beforeUs = 4.5 * S,
  heldUs = 25 * S,
  pressBounce = 'none',
  releaseBounce = 'none',
  meddle,
}: Attempt): Judgement {
  const bench = new Bench({ board, state: 'provisioned' });
  bench.finger.press(pressBounce);
  bench.advance(beforeUs);
  bench.supply.plugIn();
  meddle?.(bench);
  bench.clock.at(bench.nowUs + T0 + heldUs, () => bench.finger.release(releaseBounce));
  bench.advance(T0 + heldUs + 2 * S);
  return judge(bench.trace.entries, plan);
}

const codes = ({ findings }: Judgement) => findings.map(({ code }) => code);
const measured = ({ measurements }: Judgement, wanted: MeasureName) => measurements.find(({ name }) => name === wanted)?.value;

describe('the person', () => {
  // The recorder decides a debounce time after the release.
  test.each([
    [1, 'INVALID', ['power-lost'], '0.000001 s after the release, before the recorder had decided'],
    [PLAN.board.debounceUs - 1, 'INVALID', ['power-lost'], '0.029999 s after the release'],
    [PLAN.board.debounceUs + 1, 'PASS', [], undefined],
  ] as const)('takes the power away %i us after a good release: %s %j', (gapUs, outcome, expected, text) => {
    const judged = attempt({ meddle: (bench) => bench.clock.at(bench.nowUs + T0 + 25 * S + gapUs, () => bench.supply.unplug()) });
    expect([judged.outcome, codes(judged)]).toEqual([outcome, expected]);
    if (text) expect(judged.findings[0]?.text).toContain(text);
  });

  test('lets go and takes the power away before the first sample: the recorder never had a chance', () => {
    const judged = attempt({ heldUs: 10 * MS - T0, meddle: (bench) => bench.clock.at(bench.nowUs + 15 * MS, () => bench.supply.unplug()) });
    expect([judged.outcome, judged.blame, codes(judged)]).toEqual(['INVALID', 'person', ['power-lost']]);
  });

  test.each([
    [4 * S - 1, 'INVALID', ['power-early']],
    [4 * S, 'PASS', []],
    [5 * S, 'PASS', []],
    [5 * S + 1, 'INVALID', ['power-late']],
  ] as const)('gives power %i us after the press: %s %j', (beforeUs, outcome, expected) => {
    const judged = attempt({ beforeUs });
    expect([judged.outcome, codes(judged)]).toEqual([outcome, expected]);
    expect(judged.blame).toBe(outcome === 'PASS' ? undefined : 'person');
    expect(measured(judged, 'pre-power-hold')).toBe(beforeUs);
  });

  test.each([
    [20 * S - 1, 'INVALID', ['released-early']],
    [20 * S, 'PASS', []],
    [30 * S, 'PASS', []],
    [30 * S + 1, 'INVALID', ['released-late']],
  ] as const)('holds for %i us: %s %j', (heldUs, outcome, expected) => {
    const judged = attempt({ heldUs });
    expect([judged.outcome, codes(judged)]).toEqual([outcome, expected]);
    expect(measured(judged, 'hold')).toBe(heldUs);
  });

  test('who releases 0.4 s too early is told so, in numbers, and the unit is not blamed', () => {
    const { outcome, blame, findings } = attempt({ heldUs: 19.6 * S });
    expect([outcome, blame]).toEqual(['INVALID', 'person']);
    expect(findings[0]?.text).toBe('released 0.400 s too early, held 19.600 s; 20 s to 30 s are asked for');
  });

  test('a hold is judged by the first edge from which the contact stays open, as the firmware does it', () => {
    const releaseBounce = { durationUs: 4 * MS, toggles: 5, regular: true };
    expect(attempt({ heldUs: 20 * S - 4 * MS, releaseBounce }).outcome).toBe('PASS');
    expect(codes(attempt({ heldUs: 20 * S - 4 * MS - 1, releaseBounce }))).toEqual(['released-early']);
  });

  test('a plan that is narrower than the window is held to, though the recorder resets', () => {
    const plan = guide({ limits: { hold: { min: 22 * S, max: 24 * S } } });
    expect(codes(attempt({ plan, heldUs: 22 * S - 1 }))).toEqual(['released-early']);
    expect(attempt({ plan, heldUs: 24 * S }).outcome).toBe('PASS');
    expect(codes(attempt({ plan, heldUs: 24 * S + 1 }))).toEqual(['released-late']);
  });

  test('presses after power: by how much is told', () => {
    const bench = new Bench({ board: PLAN.board });
    bench.supply.plugIn();
    bench.advance(800 * MS);
    bench.finger.press('none');
    bench.advance(1 * S);
    const judged = judge(bench.trace.entries, PLAN);
    expect([judged.outcome, ...judged.findings.map(({ text }) => text)]).toEqual([
      'INVALID',
      'the button was pressed 0.800 s after power; it has to be held before',
    ]);
  });

  test('presses at the very moment of power: that is no hold before it, and too early', () => {
    expect(codes(attempt({ beforeUs: 0 }))).toEqual(['power-early']);
  });

  test('lets go before there is power', () => {
    const bench = new Bench({ board: PLAN.board });
    bench.finger.press();
    bench.advance(2 * S);
    bench.finger.release();
    bench.advance(2 * S);
    bench.supply.plugIn();
    bench.advance(2 * S);
    expect(codes(judge(bench.trace.entries, PLAN))).toEqual(['let-go']);
  });

  test('takes the power away while it is held', () => {
    const judged = attempt({ meddle: (bench) => bench.clock.at(bench.nowUs + 8 * S, () => bench.supply.unplug()) });
    expect([judged.outcome, codes(judged)]).toEqual(['INVALID', ['power-lost']]);
    expect(judged.findings[0]?.text).toBe('power was taken away 8.000 s after it was given, the button still held');
  });

  test('does nothing', () => {
    expect(codes(judge([], PLAN))).toEqual(['no-press']);
  });

  test('is not blamed for power that goes after the release', () => {
    expect(attempt({ meddle: (bench) => bench.clock.at(bench.nowUs + T0 + 26 * S, () => bench.supply.unplug()) }).outcome).toBe('PASS');
  });

  test('was taken for a stuck button before: the firmware takes no hold, which is not the fault of the unit', () => {
    const bench = new Bench({ board: PLAN.board });
    bench.finger.press('none');
    bench.supply.plugIn();
    bench.advance(61 * S);
    bench.supply.unplug();
    bench.advance(1 * S);
    bench.finger.release('none');
    bench.advance(1 * S);
    const from = bench.trace.entries.length;
    bench.finger.press('none');
    bench.advance(4.5 * S);
    bench.supply.plugIn();
    bench.advance(25 * S);
    bench.finger.release('none');
    bench.advance(1 * S);
    const judged = judge(bench.trace.entries.slice(from), PLAN);
    expect([judged.outcome, codes(judged)]).toEqual(['INVALID', ['stuck-before']]);
  });
});

describe('a contact that opens under the finger', () => {
  const opens = (lossUs: Us): Attempt => ({ meddle: (bench) => bench.clock.at(bench.nowUs + 9 * S, () => bench.finger.disturb([0, lossUs])) });

  test.each([
    [5 * MS, 'PASS', undefined],
    [5 * MS + 1, 'FAIL', 'device'],
    // Longer than the debounce: the firmware takes it for a release.
    [41 * MS, 'FAIL', 'device'],
    [LIFT_US - 1, 'FAIL', 'device'],
    // Now it may have been a finger.
    [LIFT_US, 'INVALID', 'person'],
  ] as const)('for %i us: %s, of the %s', (lossUs, outcome, blame) => {
    const judged = attempt(opens(lossUs));
    expect([judged.outcome, judged.blame]).toEqual([outcome, blame]);
    if (blame !== 'person') expect(measured(judged, 'contact-loss')).toBe(lossUs);
  });

  test('is explained: the hold by the edges, what the firmware made of it, and why', () => {
    const [first, second] = attempt(opens(41 * MS)).findings;
    expect(first?.code).toBe('no-reset');
    expect(first?.text).toMatch(
      /^held 25\.000 s, inside the window \(20 s to 30 s\), and yet the verdict is short: held 8\.950 s .* contact opened 41 ms at 13\.500 s/,
    );
    expect(second?.text).toBe('contact-loss is 41 ms, allowed 5 ms or less');
  });

  test('until a finger may have let go: both times are told', () => {
    expect(attempt(opens(LIFT_US)).findings[0]?.text).toBe('the button was let go 9.000 s after power, and pressed again 0.250 s later');
  });
});

describe('the device', () => {
  test('held right and not reset: it fails', () => {
    const stages = PLAN.board.stages.map((stage) => ({ ...stage, fromUs: 26 * S, toUs: 30 * S }));
    const judged = attempt({ board: { ...PLAN.board, stages } });
    expect([judged.outcome, judged.blame, codes(judged)]).toEqual(['FAIL', 'device', ['no-reset']]);
    expect(judged.findings[0]?.text).toBe('held 25.000 s, inside the window (20 s to 30 s), and yet the verdict is short');
  });

  test.each([
    ['short of', 15 * S, 19.6 * S],
    ['past', 20 * S, 30.5 * S],
  ])('reset %s the window: it fails, although the person was wrong too', (words, fromUs, heldUs) => {
    const stages = PLAN.board.stages.map((stage) => ({ ...stage, fromUs, toUs: 40 * S }));
    const judged = attempt({ board: { ...PLAN.board, stages }, heldUs });
    expect([judged.outcome, judged.blame, codes(judged)]).toEqual(['FAIL', 'device', ['reset-outside-window']]);
    expect(judged.findings[0]?.text).toContain(words);
  });

  test('is not judged where the person spoiled the attempt, whatever its measures', () => {
    const judged = attempt({ heldUs: 10 * S, pressBounce: { durationUs: 60 * MS, toggles: 301 } });
    expect([judged.outcome, judged.blame, codes(judged)]).toEqual(['INVALID', 'person', ['released-early']]);
    expect(judged.measurements.find(({ name }) => name === 'press-settle')?.grade).toBe('bad');
  });

  test('without a beep fails, and without limits for it does not', () => {
    const board = { ...PLAN.board, hasBuzzer: false };
    expect(codes(attempt({ board }))).toEqual(['missing', 'missing']);
    expect(attempt({ board, plan: guide({ limits: {} }) }).outcome).toBe('PASS');
  });

  const settled = (durationUs: Us): Attempt => ({ pressBounce: { durationUs, toggles: 31 } });
  const beeping = (onUs: Us): Attempt => ({ board: { ...PLAN.board, bootBeep: { ...PLAN.board.bootBeep, onUs } } });
  const bounced = (toggles: number): Attempt => ({ releaseBounce: { durationUs: 8 * MS, toggles } });
  test.each([
    ['press-settle', settled(8 * MS), 8 * MS, 'good'],
    ['press-settle', settled(8 * MS + 1), 8 * MS + 1, 'marginal'],
    ['press-settle', settled(10 * MS), 10 * MS, 'marginal'],
    ['press-settle', settled(10 * MS + 1), 10 * MS + 1, 'bad'],
    ['beep-length', beeping(100 * MS - 1), 100 * MS - 1, 'bad'],
    ['beep-length', beeping(100 * MS), 100 * MS, 'marginal'],
    ['beep-length', beeping(110 * MS), 110 * MS, 'good'],
    ['beep-length', beeping(200 * MS), 200 * MS, 'marginal'],
    ['beep-length', beeping(200 * MS + 1), 200 * MS + 1, 'bad'],
    ['beep-latency', {}, T0, 'good'],
    ['release-bounce-edges', bounced(199), 199, 'good'],
    ['release-bounce-edges', bounced(201), 201, 'bad'],
    ['release-settle', bounced(31), 8 * MS, 'good'],
  ] as const)('%s %#: %i is %s', (name, made, value, grade) => {
    const judged = attempt(made);
    const measurement = judged.measurements.find((each) => each.name === name);
    expect([measurement?.value, measurement?.grade]).toEqual([value, grade]);
    expect(judged.outcome).toBe(grade === 'bad' ? 'FAIL' : 'PASS');
  });

  test('bounce is measured edge by edge, at press and release', () => {
    const regular = { durationUs: 6 * MS, toggles: 5, regular: true };
    const judged = attempt({ pressBounce: regular, releaseBounce: regular });
    for (const side of ['press', 'release'] as const)
      expect([`${side}-bounce-edges`, `${side}-bounce-longest`, `${side}-settle`].map((name) => measured(judged, name as MeasureName))).toEqual([
        5,
        1.5 * MS,
        6 * MS,
      ]);
  });

  test('times are those of the edges', () => {
    const { times } = attempt({ heldUs: 21 * S, releaseBounce: { durationUs: 2 * MS, toggles: 3, regular: true } });
    expect(times).toEqual({ pressedUs: 0, powerGoodUs: 4.5 * S, firstSampleUs: 4.5 * S + T0, releasedUs: 4.5 * S + T0 + 21 * S + 2 * MS });
  });
});
