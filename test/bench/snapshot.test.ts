/** Snapshots of a recorder on the bench: what they hold, what restoring does, and that going on from one is as going on from where it was taken. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Bench } from '../../src/bench/bench.ts';
import type { Snapshot } from '../../src/bench/snapshot.ts';
import { createRandom } from '../../src/random.ts';
import { snapshotText } from '../../src/scenario/snapshot-file.ts';
import { Person, readyBench, WEAK } from '../support/owner.ts';
import { S, seedBoard } from '../support/world.ts';

const bytesOf = ({ hal: { flash } }: Bench) => Buffer.from(flash.read(0, flash.size)).toString('hex');
const wearOf = ({ hal: { flash } }: Bench) => Array.from({ length: flash.size / flash.eraseSize }, (_, block) => flash.array.eraseCount(block));
const boot = (bench: Bench) => {
  bench.supply.plugIn();
  bench.runUntil(() => bench.isIn('boot.ready') || bench.isIn('boot.locked'), bench.nowUs + 300 * S);
};
const reset = (bench: Bench) => {
  bench.recorder.firmware?.request('factory-default.requested');
  bench.runUntil(() => bench.isIn('boot.ready.wizard'), bench.nowUs + 300 * S);
};

describe('restoring', () => {
  test('brings back login data that a factory reset erased, and the wear of every block', () => {
    const bench = readyBench();
    const before = { bytes: bytesOf(bench), wear: wearOf(bench) };
    const snapshot = bench.snapshot();
    reset(bench);
    expect([bench.credentials, bench.title]).toEqual(['absent', 'Set-up Wizard']);
    expect(wearOf(bench)).not.toEqual(before.wear);
    bench.restore(snapshot);
    expect([bench.credentials, { bytes: bytesOf(bench), wear: wearOf(bench) }]).toEqual(['present', before]);
    boot(bench);
    expect(bench.title).toBe('Unlock Pattern');
  });

  test('gives worn blocks their life back, and a worn recorder its wear', () => {
    const board = seedBoard({ flashEndurance: 3 });
    const bench = readyBench({ board });
    const fresh = bench.snapshot();
    const erase = () => bench.hal.flash.array.perform({ type: 'erase', address: 7 * board.flashEraseSize });
    while (erase());
    const worn = bench.snapshot();
    bench.restore(fresh);
    expect(erase()).toBe(true);
    bench.restore(worn);
    expect(erase()).toBe(false);
  });

  test('is a power cut: the plug is out at that moment, hold-up or not, and the next start is one from cold', () => {
    const bench = readyBench();
    const snapshot = bench.snapshot();
    const { nowUs } = bench;
    bench.restore(snapshot, 'here');
    expect([bench.nowUs, bench.supply.isPlugged, bench.supply.isGood, bench.recorder.firmware, bench.title]).toEqual([
      nowUs,
      false,
      false,
      undefined,
      'No Signal',
    ]);
    bench.advance(S);
    boot(bench);
    expect(bench.trace.last('rail')).toMatchObject({ value: 'good', detail: 'power-on' });
  });

  test('in the middle of a dip that has taken the power away is a power-on, too', () => {
    const bench = readyBench();
    const snapshot = bench.snapshot();
    bench.supply.dip(10 * S, 8);
    bench.advance(S);
    expect([bench.supply.isPlugged, bench.supply.isGood]).toEqual([true, false]);
    bench.restore(snapshot);
    boot(bench);
    expect(bench.trace.last('rail')).toMatchObject({ value: 'good', detail: 'power-on' });
  });

  test('leaves time, the finger and a mail on its way as they are', async () => {
    const bench = readyBench();
    const snapshot = bench.snapshot();
    bench.finger.press();
    bench.outside.post.send({ to: 'a@b.test', subject: 'on its way', text: 'x', dateMs: 0, messageId: '<1@recsim.test>' });
    await bench.pass(S);
    bench.restore(snapshot);
    expect(bench.finger.isPressing).toBe(true);
    await bench.pass(10 * S);
    expect(bench.outside.post.inbox.map(({ subject }) => subject)).toEqual(['on its way']);
  });

  test('takes back a power cut that was ordered', () => {
    const bench = readyBench();
    const snapshot = bench.snapshot();
    bench.cutPower({ operation: 1, when: 'during' });
    bench.restore(snapshot);
    boot(bench);
    reset(bench);
    expect(bench.title).toBe('Set-up Wizard');
  });

  test('puts back what both clocks said; they go on from there', () => {
    const bench = readyBench();
    const { hal, outside } = bench;
    outside.setServerTime(Date.UTC(2030, 0, 1));
    const snapshot = bench.snapshot();
    const said = [hal.rtc.read(), outside.serverTimeMs];
    hal.rtc.jump(3_600_000);
    outside.setServerTime(0);
    bench.advance(5 * S);
    bench.restore(snapshot);
    expect([hal.rtc.read(), outside.serverTimeMs]).toEqual(said);
    bench.advance(2 * S);
    expect([hal.rtc.read(), outside.serverTimeMs]).toEqual(said.map((ms) => Number(ms) + 2000));
  });

  test('kills the battery of the clock again, and brings one back that died later', () => {
    const bench = readyBench();
    const alive = bench.snapshot();
    const said = bench.hal.rtc.read();
    bench.hal.rtc.loseBattery();
    const dead = bench.snapshot();
    bench.restore(alive);
    expect(bench.hal.rtc.read()).toBe(said);
    bench.restore(dead);
    expect(bench.hal.rtc.read()).toBe(undefined);
  });

  test('refuses a snapshot of another board, and changes nothing', () => {
    const bench = readyBench();
    const foreign = new Bench({ board: seedBoard({ flashBlocks: 9 }) }).snapshot();
    expect(() => bench.restore(foreign)).toThrow(/flash of 9 blocks of 4096 bytes.*now has one of 8 blocks/);
    expect(bench.supply.isGood).toBe(true);
    expect(() => new Bench({ board: seedBoard(), state: foreign })).toThrow(RangeError);
  });

  test('goes back in the books of the service, so that a recorder that goes back is not refused as superseded', async () => {
    const bench = readyBench();
    const scan = async () => {
      await new Person(bench).toQrCode().scan();
      return bench.trace.last('service')?.value;
    };
    const snapshot = bench.snapshot();
    expect(await scan()).toBe('code-sent');
    bench.restore(snapshot);
    boot(bench);
    expect(await scan()).toBe('code-sent');
    expect(bench.outside.service.books).toMatchObject([{ sequence: 1, issued: 1 }]);
    const later = bench.snapshot();
    expect(Object.keys(later.books[0] ?? {})).not.toContain('key');
    const next = new Bench({ board: bench.board, state: later });
    expect(next.outside.service.books).toEqual(bench.outside.service.books);
  });
});

describe('a snapshot', () => {
  test('taken during an erase has the block as it was before; the erase under way is torn all the same when it is restored', () => {
    const bench = readyBench();
    const before = bytesOf(bench);
    const { operations } = bench.hal.flash;
    bench.recorder.firmware?.request('factory-default.requested');
    // Operations 1 to 4 note the request, 5 erases the first block.
    bench.runUntil(() => bench.hal.flash.operations === operations + 5, bench.nowUs + S);
    bench.advance(Math.floor(bench.board.flashEraseUs / 2));
    const during = bytesOf(bench);
    expect(during).not.toBe(before);
    const snapshot = bench.snapshot();
    bench.restore(snapshot);
    expect(bench.trace.last('flash')?.value).toBe('erase-torn');
    expect(bytesOf(bench)).toBe(during);
    // What was asked for durably is done.
    bench.supply.plugIn();
    bench.runUntil(() => bench.isIn('boot.ready.wizard'), bench.nowUs + 300 * S);
    expect([bench.title, bench.credentials]).toEqual(['Set-up Wizard', 'absent']);
  });

  test('is not changed by what comes after it, nor by two benches that begin with it', () => {
    const bench = readyBench();
    const snapshot = bench.snapshot();
    const text = snapshotText(snapshot);
    const [one, other] = [0, 1].map(() => new Bench({ board: bench.board, hashCost: WEAK, state: snapshot })) as [Bench, Bench];
    boot(one);
    reset(one);
    reset(bench);
    expect(snapshotText(snapshot)).toBe(text);
    boot(other);
    expect([one.credentials, other.credentials, other.title]).toEqual(['absent', 'present', 'Unlock Pattern']);
  });

  test('is in the trace, with its name', () => {
    const bench = readyBench();
    bench.restore(bench.snapshot('set up'), 'set up');
    const told = bench.trace.entries.filter(({ signal }) => signal === 'snapshot').map(({ value, detail }) => `${value} ${detail}`);
    expect(told).toEqual(['taken set up', 'restored set up']);
  });
});

describe('any life with snapshots, restores and power cuts', () => {
  interface Model {
    readonly bytes: string;
    readonly wear: readonly number[];
    readonly rtc: number | undefined;
  }
  const ACTS = ['plug', 'unplug', 'wait', 'reset', 'cut', 'dip', 'clock', 'battery', 'snapshot', 'restore', 'restore'] as const;

  function live(seed: number): string[] {
    const random = createRandom(seed);
    const bench = new Bench({ board: seedBoard(), state: 'provisioned', seed, hashCost: WEAK });
    const models: [Snapshot, Model][] = [];
    const told: string[] = [];
    const observed = (): Model => ({ bytes: bytesOf(bench), wear: wearOf(bench), rtc: bench.hal.rtc.read() });
    for (let step = 0; step < 40; step++) {
      const act = ACTS[random.int(0, ACTS.length - 1)];
      const { nowUs } = bench;
      if (act === 'plug') bench.supply.plugIn();
      else if (act === 'unplug') bench.supply.unplug();
      else if (act === 'wait') bench.advance(random.int(0, 1) ? random.int(1, 400_000) : random.int(1, 60 * S));
      else if (act === 'reset') bench.recorder.firmware?.request('factory-default.requested');
      else if (act === 'cut')
        bench.cutPower({ operation: random.int(1, 6), when: (['before', 'during', 'after'] as const)[random.int(0, 2)] ?? 'during' });
      else if (act === 'dip') bench.supply.dip(random.int(1, 2 * S), random.int(0, 12));
      else if (act === 'clock') bench.hal.rtc.jump(random.int(-1_000_000, 1_000_000));
      else if (act === 'battery' && random.int(0, 3) === 0) bench.hal.rtc.loseBattery();
      else if (act === 'snapshot') models.push([bench.snapshot(), observed()]);
      else if (act === 'restore' && models.length > 0) {
        const [snapshot, model] = models[random.int(0, models.length - 1)] as [Snapshot, Model];
        bench.restore(snapshot);
        expect(observed(), `seed ${seed}, step ${step}`).toEqual(model);
        expect([bench.nowUs, bench.supply.isGood], `seed ${seed}, step ${step}`).toEqual([nowUs, false]);
      }
      expect(bench.nowUs, `seed ${seed}, step ${step}`).toBeGreaterThanOrEqual(nowUs);
      told.push(`${act} ${bench.title}`);
    }
    // Whatever happened, none of the snapshots was changed, and a new recorder that begins with one comes up as the one does that it is put back into.
    for (const [snapshot, model] of models) {
      const fresh = new Bench({ board: bench.board, state: snapshot, hashCost: WEAK });
      expect([bytesOf(fresh), wearOf(fresh), fresh.hal.rtc.read()], `seed ${seed}`).toEqual([model.bytes, model.wear, model.rtc]);
      bench.restore(snapshot);
      // A dip may still last.
      bench.advance(3 * S);
      for (const one of [bench, fresh]) boot(one);
      expect([bench.title, bench.credentials, bytesOf(bench)], `seed ${seed}`).toEqual([fresh.title, fresh.credentials, bytesOf(fresh)]);
      expect(bench.credentials, `seed ${seed}`).not.toBe('corrupt');
    }
    return told;
  }

  test('puts back bytes, wear and clock, never time, and leaves snapshots as they were', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 30 }), (seed) => {
        live(seed);
      }),
      { numRuns: 150, seed: 22 },
    );
  });

  test('is the same again with the same seed', () => {
    expect(live(7)).toEqual(live(7));
  });
});
