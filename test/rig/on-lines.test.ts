/** The session on lines of a kernel that is not there: pins plug in behind a `Station`, and a session does not know the difference. */
import { describe, expect, test } from 'vitest';
import { Bench } from '../../src/bench/bench.ts';
import { unwrap } from '../../src/errors.ts';
import { leadPinsOut } from '../../src/executor/pins-out.ts';
import { openPiLines } from '../../src/hal/pi/lines.ts';
import { runSession, type SessionEnd } from '../../src/rig/session.ts';
import type { Deed } from '../../src/rig/station.ts';
import { FakeLines } from '../support/fake-lines.ts';
import { MS } from '../support/world.ts';
import { guide } from './rehearsal.ts';

const PLAN = guide();
/** A contact that bounces three times in a millisecond. */
const BOUNCES = [0, 300, 1_000];

/** Somebody at the lines does what is asked, `reactionMs` later, unless `deeds` say otherwise; to press drives the line to `closed`. */
async function onLines({ closed = 0, vanishAt }: { closed?: 0 | 1; vanishAt?: Deed } = {}): Promise<SessionEnd> {
  const names = Object.fromEntries(Object.entries(PLAN.board.pins).map(([part, pin]) => [part, pin.line]));
  const lines = new FakeLines(names);
  const queue: { readonly atUs: number; readonly act: () => void }[] = [];
  const after = (us: number, act: () => void) => queue.push({ atUs: lines.nowUs + us, act });
  const move = (level: 0 | 1) => {
    for (const [index, us] of BOUNCES.entries()) after(300 * MS + us, () => lines.drive('reset', index % 2 === 0 ? level : ((1 - level) as 0 | 1)));
  };
  const open = (1 - closed) as 0 | 1;
  lines.drive('reset', open);
  const deeds: Readonly<Record<Deed, () => void>> = {
    press: () => move(closed),
    hold: () => move(closed),
    'let-go': () => move(open),
    'hands-off': () => move(open),
    release: () => move(open),
    'give-power': () => after(300 * MS, () => lines.drive('power', 1)),
    'power-away': () => after(300 * MS, () => lines.drive('power', 0)),
  };
  let isOver = false;
  const session = runSession({
    plan: PLAN,
    stationId: 'test',
    setting: { hal: 'pi' },
    serials: ['U1'],
    voice: {
      begin() {},
      tell: ({ deed }) => (deed === vanishAt ? lines.vanish() : deeds[deed]()),
      show() {},
      say() {},
      ask: () => Promise.resolve('y'),
    },
    async open() {
      const bench = new Bench({ board: PLAN.board, state: 'provisioned' });
      const pins = unwrap(await openPiLines(PLAN.board, { time: bench.clock, observe() {}, failed() {}, backend: lines.backend, now: lines.now }));
      leadPinsOut(bench, pins);
      return { bench, pass: (isOver, limitUs) => pins.clock.pass(isOver, limitUs), close: () => pins.close() };
    },
    signal: new AbortController().signal,
    nowMs: () => 0,
    ended() {},
  }).finally(() => {
    isOver = true;
  });
  while (!isOver) {
    const next = queue.toSorted((a, b) => a.atUs - b.atUs)[0];
    if (!next || next.atUs > lines.nowUs + 10 * MS) await lines.pass(10 * MS);
    else {
      if (next.atUs > lines.nowUs) await lines.pass(next.atUs - lines.nowUs);
      queue.splice(queue.indexOf(next), 1);
      next.act();
    }
  }
  const end = await session;
  expect([...lines.taken]).toEqual([]);
  return end;
}

describe('on lines', () => {
  test('a unit passes, its bounce measured by the stamps of the kernel, and the lines are given back', async () => {
    const { records, outcome } = await onLines();
    const [record] = records;
    expect([outcome, record?.outcome, record?.reasons]).toEqual(['DONE', 'PASS', []]);
    const values = Object.fromEntries(record?.attempts[0]?.measurements.map(({ name, value }) => [name, value]) ?? []);
    expect(values).toMatchObject({
      'press-bounce-edges': 3,
      'press-bounce-longest': 700,
      'press-settle': 1_000,
      'release-bounce-edges': 3,
      'release-settle': 1_000,
      'contact-loss': 0,
      'beep-length': 150 * MS,
    });
    expect(values['hold']).toBeGreaterThan(22 * 1_000 * MS);
    expect(values['pre-power-hold']).toBeGreaterThan(4.2 * 1_000 * MS);
  }, 60_000);

  test('a button that is wired the wrong way round is told before an attempt', async () => {
    const { records } = await onLines({ closed: 1 });
    expect([records[0]?.outcome, records[0]?.reasons[0]?.code, records[0]?.attempts]).toEqual(['FAIL', 'inverted', []]);
  }, 60_000);

  test('a chip that is pulled out is an ERROR, with a record', async () => {
    const { records, outcome } = await onLines({ vanishAt: 'give-power' });
    expect([outcome, records[0]?.outcome, records[0]?.attempts[0]?.outcome]).toEqual(['ERROR', 'ERROR', 'ERROR']);
    expect(records[0]?.reasons[0]?.text).toContain('is gone');
  }, 60_000);
});
