/** The session on lines of a kernel that is not there, as `recsim rig --hal pi` opens them: a session does not know the difference. */
import { describe, expect, test } from 'vitest';
import { type Hand, realPlaces } from '../../src/cli/rig/stations.ts';
import type { Plan } from '../../src/rig/plan.ts';
import { runSession, type SessionEnd } from '../../src/rig/session.ts';
import type { Deed } from '../../src/rig/station.ts';
import { FakeLines } from '../support/fake-lines.ts';
import { MS } from '../support/world.ts';
import { guide } from './rehearsal.ts';

const PLAN = guide();
/** A contact that bounces three times in a millisecond. */
const BOUNCES = [0, 300, 1_000];

interface OnLines {
  /** To press drives the line to it. */
  readonly closed?: 0 | 1;
  /** What is done instead. */
  readonly at?: Partial<Record<Deed, (lines: FakeLines) => void>>;
  readonly plan?: Plan;
}

/** Somebody at the lines does what is asked, 300 ms later. */
async function onLines({ closed = 0, at = {}, plan = PLAN }: OnLines = {}): Promise<SessionEnd & { readonly told: readonly string[] }> {
  const names = Object.fromEntries(Object.entries(plan.board.pins).map(([part, pin]) => [part, pin.line]));
  const told: string[] = [];
  const lines = new FakeLines(names);
  const queue: { readonly atUs: number; readonly act: () => void }[] = [];
  const after = (us: number, act: () => void) => queue.push({ atUs: lines.nowUs + us, act });
  const move = (level: 0 | 1) => {
    for (const [index, us] of BOUNCES.entries()) after(300 * MS + us, () => lines.drive('reset', index % 2 === 0 ? level : ((1 - level) as 0 | 1)));
  };
  const open = (1 - closed) as 0 | 1;
  const { power } = plan.board.pins;
  lines.drive('reset', open);
  const deeds: Readonly<Record<Deed, (lines: FakeLines) => void>> = {
    press: () => move(closed),
    hold: () => move(closed),
    'let-go': () => move(open),
    'hands-off': () => move(open),
    release: () => move(open),
    'give-power': () => power && after(300 * MS, () => lines.drive('power', 1)),
    'power-away': () => power && after(300 * MS, () => lines.drive('power', 0)),
  };
  let isOver = false;
  let hand: Hand | undefined;
  const places = await realPlaces({ plan, seed: 1, backend: lines.backend, now: lines.now });
  // Tried, and given back, before anybody is asked for anything.
  expect([lines.taken.size, places.lines.length]).toEqual([0, Object.keys(names).length]);
  const session = runSession({
    plan,
    stationId: 'test',
    setting: { hal: 'pi' },
    serials: ['U1'],
    voice: {
      begin() {},
      tell(prompt) {
        told.push(prompt.text);
        hand?.hear(prompt);
        (at[prompt.deed] ?? deeds[prompt.deed])(lines);
      },
      show() {},
      say() {},
      ask: () => Promise.resolve('y'),
    },
    async open(index) {
      const place = await places.open(index);
      hand = place.hand;
      return place.station;
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
  return { ...end, told };
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
    const { records, outcome } = await onLines({ at: { 'give-power': (lines) => lines.vanish() } });
    expect([outcome, records[0]?.outcome, records[0]?.attempts[0]?.outcome]).toEqual(['ERROR', 'ERROR', 'ERROR']);
    expect(records[0]?.reasons[0]?.text).toContain('is gone');
  }, 60_000);

  test('without a power-sense line power comes and goes at the word', async () => {
    const { power: _, ...pins } = PLAN.board.pins;
    const { records, told } = await onLines({ plan: { ...PLAN, board: { ...PLAN.board, pins } } });
    expect(records[0]?.attempts.map(({ outcome }) => outcome)).toEqual(['PASS']);
    expect(told).toContain('Power comes on now, keep holding');
    const [held] = records[0]?.attempts[0]?.measurements.filter(({ name }) => name === 'pre-power-hold') ?? [];
    expect(held?.grade).toBe('good');
  }, 60_000);

  test('edges that the kernel lost make an attempt doubtful: nobody is blamed, and it is tried again', async () => {
    let isFirst = true;
    const { records } = await onLines({
      at: {
        hold: (lines) => {
          lines.drive('reset', 0);
          if (isFirst) lines.lose(17);
          isFirst = false;
        },
      },
    });
    expect(records[0]?.attempts.map(({ outcome, blame, findings }) => [outcome, blame, findings[0]?.code])).toEqual([
      ['INVALID', undefined, 'edges-lost'],
      ['PASS', undefined, undefined],
    ]);
    expect(records[0]?.attempts[0]?.findings[0]?.text).toContain('17 of GPIO17');
  }, 60_000);
});
