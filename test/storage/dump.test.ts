/** A look into a flash says what the firmware finds there: held against the log that a boot reads, and against boots of the whole recorder. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Bench } from '../../src/bench/bench.ts';
import { newRecorder, OWNER } from '../../src/bench/factory.ts';
import { flashGeometry } from '../../src/hal/nor/board-flash.ts';
import { MemoryStore } from '../../src/hal/nor/memory-store.ts';
import { NorArray } from '../../src/hal/nor/nor-array.ts';
import { createRandom, type Random } from '../../src/random.ts';
import { UNTIL_RENEWED } from '../../src/storage/attempts.ts';
import { forecastBoot } from '../../src/storage/boot-forecast.ts';
import { hashSecrets } from '../../src/storage/credentials.ts';
import { type BlockDump, dumpFlash, type RecordDump, type Role } from '../../src/storage/dump.ts';
import type { FlashJob } from '../../src/storage/job.ts';
import { RecordLog } from '../../src/storage/log.ts';
import { encodeUnsealed } from '../../src/storage/record.ts';
import { readValue } from '../../src/storage/record-value.ts';
import { areasOf, fitsLogs, RECORD, Storage } from '../../src/storage/storage.ts';
import { heldToT0, S, seedBoard } from '../support/world.ts';

const board = seedBoard({ passwordHashCost: 1 });
const GEOMETRY = flashGeometry(board);
const NEW = hashSecrets({ user: 'admin', password: 'Other2026' }, 1, (bytes) => bytes.fill(9));

const recorder = (state: 'factory' | 'provisioned' = 'provisioned') => new NorArray(GEOMETRY, newRecorder(board, { state, seed: 1, hashCost: 1 }));

/** Carries a job out; at the `cutAt`-th operation, from 1, power is lost. */
function perform(array: NorArray, job: FlashJob<unknown>, cutAt: number, torn: number): void {
  let count = 0;
  for (let step = job.next(); !step.done; ) {
    if (++count === cutAt) {
      array.tear(step.value, torn % array.tornVariants(step.value));
      return;
    }
    step = job.next(array.perform(step.value));
  }
}

const does = (array: NorArray, job: FlashJob<unknown>) => perform(array, job, Number.POSITIVE_INFINITY, 0);

const DEEDS: readonly ((storage: Storage, random: Random) => FlashJob<unknown>)[] = [
  (storage) => storage.saveCredentials(NEW),
  (storage, random) => storage.storeStuck(random.int(0, 1) === 1),
  (storage, random) => storage.markTime(random.int(1, 2 ** 30)),
  (storage, random) => storage.attempts.guess('login', { attempts: 3, lockUs: S }, () => random.int(0, 1) === 1),
  (storage, random) =>
    storage.renewChallenge(
      random
        .int(0, 2 ** 30)
        .toString(16)
        .padStart(32, '0'),
      1_000,
    ),
  (storage) => (typeof storage.challenge === 'object' ? storage.noteIssue(storage.challenge, 1, 2_000) : storage.voidChallenge()),
  (storage) => storage.saveVoidingCodes(NEW),
  (storage, random) => storage.attempts.guess('code', { attempts: 2, lockUs: UNTIL_RENEWED }, () => random.int(0, 1) === 1),
  (storage) => storage.settings.moveOn(),
  (storage) => storage.device.moveOn(),
  (storage) => storage.requestReset('all'),
  (storage) => (storage.journal.pending ? storage.eraseSettings() : storage.requestReset('password')),
  (storage) => storage.heal(),
];

/** Flips one to three bits close together, where something was programmed; half of the time in what begins a block. */
function hurt(array: NorArray, random: Random): void {
  const used = dumpFlash(array).filter((block) => block.used > 0);
  const block = used[random.int(0, used.length - 1)] as BlockDump;
  const at = block.offset + random.int(0, random.int(0, 1) === 1 ? 23 : block.used - 1);
  for (let flips = random.int(1, 3); flips > 0; flips--) array.flipBit(at, random.int(0, 7));
}

/** A recorder with a life behind it: cut power, now and then bits that flip. */
function aged(seed: number): NorArray {
  const random = createRandom(seed);
  const array = recorder(random.int(0, 1) === 1 ? 'provisioned' : 'factory');
  const deeds = random.int(0, 30);
  for (let deed = 0; deed < deeds; deed++) {
    const job = (DEEDS[random.int(0, DEEDS.length - 1)] as (typeof DEEDS)[number])(new Storage(array), random);
    perform(array, job, random.int(1, 12), random.int(0, 10_000));
  }
  for (let hits = random.int(0, 2); hits > 0; hits--) hurt(array, random);
  return array;
}

/** What a log says of a type, by its dump. */
function latestOf(blocks: readonly BlockDump[], role: Role, type: number): RecordDump['value'] | 'absent' | 'damaged' {
  const current = blocks.find((block) => block.role === role && block.state === 'current');
  const latest = current?.records.filter(({ isLatest }) => isLatest) ?? [];
  if (!current || latest.some((record) => record.type === undefined)) return 'damaged';
  const record = latest.find((candidate) => candidate.type === type);
  if (!record) return 'absent';
  return record.state === 'damaged' || record.value?.kind === 'lost' ? 'damaged' : record.value;
}

describe('a dump', () => {
  test('says of every type what the log says that a boot reads, after any life of the flash', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.nat(2 ** 30), (seed) => {
        const array = aged(seed);
        const blocks = dumpFlash(array);
        for (const { state, records } of blocks) for (const name of [`block ${state}`, ...records.map((record) => record.state)]) seen.add(name);
        for (const [role, area] of Object.entries(areasOf(array)) as [Role, ReturnType<typeof areasOf>[Role]][]) {
          const log = new RecordLog(array, area);
          for (const type of area.types) {
            const says = log.get(type);
            const expected = typeof says === 'string' ? says : readValue(type, says);
            expect(latestOf(blocks, role, type), `${role}, type ${type}`).toEqual(expected);
          }
        }
      }),
      { numRuns: 1500 },
    );
    // The lives were lively enough.
    const states = ['current', 'retired', 'superseded', 'free', 'torn', 'damaged'].map((state) => `block ${state}`);
    expect([...seen].sort()).toEqual([...states, 'committed', 'superseded', 'torn', 'damaged'].sort());
  }, 60_000);

  test('has the records of a block one behind the other, up to its last byte that is used', () => {
    const [device] = dumpFlash(recorder());
    const ends = device?.records.map(({ offset, length }) => offset + length) ?? [];
    expect(device?.records.map(({ offset }) => offset)).toEqual([24, ...ends.slice(0, -1)]);
    expect(ends.at(-1)).toBeGreaterThanOrEqual(device?.used ?? 0);
  });

  test('tells of secrets only that there are some', () => {
    const array = recorder();
    does(array, new Storage(array).saveCredentials(hashSecrets({ ...OWNER, hint: 'the usual' }, 1, (bytes) => bytes.fill(3))));
    const nonce = '0123456789abcdef'.repeat(2);
    does(array, new Storage(array).renewChallenge(nonce, 1_767_225_600_000));
    const text = JSON.stringify(dumpFlash(array));
    expect(text).toContain('"hint":true');
    expect(text).toContain('{"kind":"challenge","sequence":1,"issue":0}');
    for (const secret of ['$scrypt', OWNER.email as string, 'the usual', 'favourite', new Storage(array).identity?.key as string, nonce, '01234567'])
      expect(text).not.toContain(secret);
  });

  test('of a record of another version says its number', () => {
    const array = recorder();
    does(array, new Storage(array).device.append({ type: 77, payload: Uint8Array.of(1) }));
    expect(dumpFlash(array)[0]?.records.at(-1)).toMatchObject({ type: 77, name: undefined, state: 'committed', value: undefined });
  });

  test('of a flipped bit says what was meant, and that it is worn', () => {
    const array = recorder();
    array.flipBit(0x90 + 20, 3);
    expect(dumpFlash(array)[0]?.records.at(-1)).toMatchObject({
      state: 'committed',
      isWorn: true,
      value: { kind: 'recordings', volume: 'volume-1' },
    });
    expect(forecastBoot(array)).toMatchObject({ outcome: 'login', willMend: true, faults: [] });
  });

  test('of a log with a record of which not even the type can be read says that nothing else counts', () => {
    const array = recorder();
    // Two bits of the head of the recordings mark.
    for (const bit of [0, 1]) array.flipBit(0x95, bit);
    const records = dumpFlash(array)[0]?.records.map(({ name, state, isLatest }) => [name, state, isLatest]);
    expect(records).toEqual([
      ['identity', 'superseded', false],
      [undefined, 'damaged', true],
    ]);
    expect(new Storage(array).identity).toBeUndefined();
  });

  test('and a boot take the first of two blocks with the same number', () => {
    const array = recorder();
    array.perform({ type: 'program', address: GEOMETRY.eraseSize, bytes: array.read(0, 24) });
    expect(dumpFlash(array).map(({ state }) => state)).toEqual(['current', 'superseded', 'free', 'current', ...new Array(4).fill('free')]);
    expect(new Storage(array).identity?.serial).toBe('RSV34TD6VZFTTHT');
  });

  test('and a boot take a header without a number, which checks, for no header', () => {
    const array = new NorArray(GEOMETRY, new MemoryStore(GEOMETRY));
    const header = encodeUnsealed({ type: 255, payload: Uint8Array.of(1) }, GEOMETRY);
    array.perform({ type: 'program', address: 4, bytes: header.fill(0, 0, 4) });
    expect(dumpFlash(array)[0]?.state).toBe('damaged');
    expect(forecastBoot(array).outcome).toBe('locked');
  });
});

/** What the recorder does with this flash, its button left alone. */
function boot(array: NorArray): { outcome: string; faults: string[]; erasedBefore: number } {
  const cells = new MemoryStore(GEOMETRY);
  cells.write(0, array.read(0, array.size));
  const bench = new Bench({ board, cells, seed: 1 });
  bench.supply.plugIn();
  bench.runUntil(() => bench.isIn('boot.ready') || bench.isIn('boot.locked') || bench.isIn('boot.restarting'), 60 * S);
  const outcome =
    bench.trace.all('journal', 'resumed').length > 0
      ? 'resumes'
      : bench.isIn('boot.ready.login')
        ? 'login'
        : bench.isIn('boot.ready.wizard')
          ? 'wizard'
          : 'locked';
  const erasedBefore = new Storage(array).settingsBlocks - bench.trace.all('journal', 'erasing').length;
  return { outcome, faults: bench.trace.all('fault').map(({ value }) => String(value)), erasedBefore };
}

describe('the forecast of a boot', () => {
  test('comes true wherever a factory reset was cut', () => {
    const outcomes = new Set<string>();
    for (let operation = 1; operation <= 30; operation++) {
      const bench = heldToT0({ board });
      bench.advance(25 * S);
      bench.cutPower({ operation, when: 'during' });
      bench.finger.release('none');
      bench.runUntil(() => !bench.supply.isGood, bench.nowUs + 10 * S);
      const { array } = bench.hal.flash;
      const forecast = forecastBoot(array);
      const { outcome, faults, erasedBefore } = boot(array);
      const name = `cut in operation ${operation}`;
      expect(forecast.outcome, name).toBe(outcome);
      expect([forecast.faults, faults], name).toEqual([[], []]);
      if (forecast.reset) expect(forecast.reset.onlyLastStep ? 5 : forecast.reset.erased, name).toBe(erasedBefore);
      outcomes.add(outcome);
    }
    expect([...outcomes]).toEqual(['login', 'resumes', 'wizard']);
  });

  test('comes true after any life of the flash', () => {
    const outcomes = new Set<string>();
    fc.assert(
      fc.property(fc.nat(2 ** 30), (seed) => {
        const array = aged(seed);
        const forecast = forecastBoot(array);
        const { outcome, faults } = boot(array);
        expect(forecast.outcome).toBe(outcome);
        expect([forecast.lockedBecause !== undefined, forecast.reset !== undefined]).toEqual([outcome === 'locked', outcome === 'resumes']);
        for (const fault of ['reset-journal-damaged', 'identity-lost'] as const)
          expect(forecast.faults.includes(fault), fault).toBe(faults.includes(fault));
        outcomes.add(outcome);
      }),
      { numRuns: 400 },
    );
    expect([...outcomes].sort()).toEqual(['locked', 'login', 'resumes', 'wizard']);
  }, 60_000);

  test('knows a blank flash, erased settings and damaged ones apart', () => {
    const blank = new NorArray(GEOMETRY, new MemoryStore(GEOMETRY));
    expect(forecastBoot(blank)).toMatchObject({ outcome: 'locked', lockedBecause: 'nothing-stored' });
    const erased = recorder();
    for (let block = 3; block < 8; block++) erased.perform({ type: 'erase', address: block * GEOMETRY.eraseSize });
    expect(forecastBoot(erased)).toMatchObject({ outcome: 'locked', lockedBecause: 'login-data-missing', faults: [] });
    const damaged = recorder();
    damaged.flipBit(3 * GEOMETRY.eraseSize + 0x40, 0);
    damaged.flipBit(3 * GEOMETRY.eraseSize + 0x41, 3);
    expect(forecastBoot(damaged)).toMatchObject({ outcome: 'locked', lockedBecause: 'login-data-damaged', faults: [] });
  });

  test('tells of a stuck button and of damaged counts', () => {
    const array = recorder();
    does(array, new Storage(array).storeStuck(true));
    does(array, new Storage(array).settings.append({ type: RECORD.attempts, payload: new TextEncoder().encode('[]') }));
    expect(forecastBoot(array)).toMatchObject({ outcome: 'login', faults: ['button-stuck', 'attempts-damaged'] });
  });
});

test('logs fit a flash with six blocks that have room, and no other', () => {
  const fits = (size: number, eraseSize: number, writeSize: number) => fitsLogs({ size, eraseSize, writeSize });
  expect([fits(6 * 2048, 2048, 256), fits(5 * 4096, 4096, 4), fits(6 * 2048, 2048, 2048)]).toEqual([true, false, false]);
});
