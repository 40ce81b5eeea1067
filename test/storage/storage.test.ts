/** What a recorder keeps, and the steps of a reset: what each erases, what it leaves, and how it goes on after a power cut. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { FlashGeometry } from '../../src/hal/ports.ts';
import { type Credentials, hashSecrets } from '../../src/storage/credentials.ts';
import type { FlashJob } from '../../src/storage/job.ts';
import { encodeJson } from '../../src/storage/json.ts';
import { areasOf, CLOCK_MAX_MS, fitsLogs, manufacture, RECORD, Storage } from '../../src/storage/storage.ts';
import { geometry, TestFlash } from '../support/flash.ts';

const IDENTITY = { serial: 'RS0000042', key: '0123456789abcdef'.repeat(4) };
const VOLUME = 'volume-4711';

function credentialsOf(name: string): Credentials {
  const secrets = { user: 'admin', password: `${name}-password`, hint: `${name}-hint`, email: `${name}@recorder.test`, pattern: [1, 2, 3] };
  return hashSecrets({ ...secrets, questions: [{ question: `${name}?`, answer: name }] }, 1, (bytes) => bytes.fill(name.charCodeAt(0)));
}
const OLD = credentialsOf('old');
const NEW = credentialsOf('new');
const SMALL = geometry(8, 2048, 4);

function recorder(of: FlashGeometry = SMALL, credentials: Credentials | 'none' = OLD) {
  const flash = new TestFlash(of);
  expect(flash.run(manufacture(new Storage(flash.array), IDENTITY, VOLUME, credentials === 'none' ? undefined : credentials))).toBe(true);
  return { flash, boot: () => new Storage(flash.array) };
}

let flash: TestFlash;
let boot: () => Storage;
beforeEach(() => {
  ({ flash, boot } = recorder());
});

/** The steps of a reset, as the firmware takes them, each on what a boot would find. */
const STEPS = [
  (storage: Storage) => storage.eraseSettings(),
  (storage: Storage) => storage.restoreDefaults(),
  (storage: Storage) => storage.finishReset(),
];

function reset(scope: 'all' | 'password'): void {
  expect(flash.run(boot().requestReset(scope))).toBe(true);
  for (const step of STEPS) expect(flash.run(step(boot()))).toBe(true);
}

describe('a recorder', () => {
  test('has after manufacture what it was given', () => {
    expect([boot().identity, boot().recordings, boot().timeMark]).toEqual([IDENTITY, VOLUME, 0]);
    expect(boot().credentials).toEqual({ kind: 'present', credentials: OLD });
    expect(boot().stored).toEqual({ stuckBefore: false, credentials: 'present', pendingReset: undefined, journalDamaged: false });
    expect(boot().needsHealing).toBe(false);
  });

  test('fresh from its box has no password, and says so in a record', () => {
    const { boot } = recorder(SMALL, 'none');
    expect(boot().credentials).toEqual({ kind: 'absent' });
  });

  test('with an erased flash is corrupt, not fresh', () => {
    const { stored, identity, recordings } = new Storage(new TestFlash(SMALL).array);
    expect(stored).toEqual({ stuckBefore: false, credentials: 'corrupt', pendingReset: undefined, journalDamaged: true });
    expect([identity, recordings]).toEqual([undefined, undefined]);
  });

  test.each([
    ['device', (address: number) => address < 3 * 2048],
    ['settings', (address: number) => address >= 3 * 2048],
  ])('is not manufactured where the log of the %s cannot be written', (_, isOf) => {
    const blank = new TestFlash(SMALL);
    blank.array.failWhen(({ address }) => isOf(address));
    expect(blank.run(manufacture(new Storage(blank.array), IDENTITY, VOLUME, OLD))).toBe(false);
  });

  test('replaces all its credentials at once', () => {
    flash.run(boot().saveCredentials(NEW));
    expect(boot().credentials).toEqual({ kind: 'present', credentials: NEW });
  });

  test('remembers a stuck button until it is told of a release', () => {
    flash.run(boot().storeStuck(true));
    expect(boot().stored.stuckBefore).toBe(true);
    flash.run(boot().storeStuck(false));
    expect(boot().stored.stuckBefore).toBe(false);
  });

  test('moves its time mark forward and never back, and writes nothing where it would', () => {
    expect(flash.run(boot().markTime(1_000))).toBe('written');
    const from = flash.operations.length;
    for (const earlier of [999, 1_000, 0, -5]) expect(flash.run(boot().markTime(earlier))).toBe('written');
    expect([boot().timeMark, flash.operations.length - from]).toEqual([1_000, 0]);
    flash.run(boot().markTime(1_001));
    expect(boot().timeMark).toBe(1_001);
  });

  test('needs six blocks or more: three for what no reset erases, the others for the settings', () => {
    expect(() => areasOf({ size: 5 * 2048, eraseSize: 2048 })).toThrow(RangeError);
    for (const blocks of [6, 7, 100]) {
      const { device, settings } = areasOf({ size: blocks * 2048, eraseSize: 2048 });
      expect([device.firstBlock, device.blocks, settings.firstBlock, settings.blocks]).toEqual([0, 3, 3, blocks - 3]);
      expect([...device.types, ...settings.types].sort()).toEqual(Object.values(RECORD).sort());
    }
  });
});

test('a flash has room for the logs from six blocks on, each of a header and a record like it', () => {
  // The unit that retires, and two records of 4 + 16.
  expect(fitsLogs({ size: 6 * 44, eraseSize: 44, writeSize: 4 })).toBe(true);
  expect(fitsLogs({ size: 6 * 43, eraseSize: 43, writeSize: 4 })).toBe(false);
  expect(fitsLogs({ size: 5 * 44, eraseSize: 44, writeSize: 4 })).toBe(false);
});

test('what is amiss in either log is to be mended', () => {
  flash.flip(flash.find(VOLUME));
  expect(boot().needsHealing).toBe(true);
  flash.run(boot().heal());
  expect(boot().needsHealing).toBe(false);
  flash.flip(flash.find('"user":"admin"'));
  expect(boot().needsHealing).toBe(true);
});

/** The number of each type is in images that people keep. */
test('the numbers of the record types are what they always were', () => {
  expect(RECORD).toEqual({
    credentials: 1,
    attempts: 2,
    challenge: 3,
    identity: 16,
    recordings: 17,
    button: 18,
    time: 19,
    journal: 20,
    journalCopy: 21,
  });
});

describe('a factory reset', () => {
  const secrets = [OLD.password, OLD.pattern, OLD.hint, OLD.email, OLD.questions[0]?.answer, NEW.password, NEW.email] as string[];

  beforeEach(() => {
    flash.run(boot().saveCredentials(NEW));
    flash.run(boot().attempts.guess('login', { attempts: 5, lockUs: 9 }, () => false));
    flash.run(boot().markTime(7_000));
    flash.run(boot().storeStuck(true));
  });

  test('leaves no byte of what the owner set, and all that is the recorder itself', () => {
    for (const secret of [NEW.password, OLD.email]) expect(flash.find(secret as string)).toBeGreaterThan(0);
    reset('all');
    expect(secrets.filter((secret) => flash.find(secret) >= 0)).toEqual([]);
    expect(boot().credentials).toEqual({ kind: 'absent' });
    expect(boot().attempts.of('login')).toEqual({ failures: 0, lockedUs: 0 });
    expect([boot().identity, boot().recordings, boot().timeMark, boot().stored.stuckBefore]).toEqual([IDENTITY, VOLUME, 7_000, true]);
  });

  test('tells of every block as it is erased', () => {
    flash.run(boot().requestReset('all'));
    const told: number[] = [];
    flash.run(boot().eraseSettings((blocks) => told.push(blocks)));
    expect(told).toEqual([1, 2, 3, 4, 5]);
  });

  test('of the password leaves none either, and needs no restoring', () => {
    reset('password');
    expect(secrets.filter((secret) => flash.find(secret) >= 0)).toEqual([]);
    expect([boot().credentials, boot().attempts.of('login')]).toEqual([{ kind: 'absent' }, { failures: 0, lockedUs: 0 }]);
  });

  test.each(['all', 'password'] as const)('(%s) cut at any operation is gone on with at the next boot, without being asked for again', (scope) => {
    const store = flash.store;
    let cuts = 0;
    let pendings = 0;
    for (let isOver = false; !isOver; cuts++) {
      flash = new TestFlash(SMALL, store.clone());
      boot = () => new Storage(flash.array);
      flash.run(boot().requestReset(scope));
      let left = cuts;
      isOver = true;
      for (const step of STEPS) {
        const counted = count(step(boot()));
        isOver &&= flash.runUntil(counted.job, left);
        if (!isOver) break;
        left -= counted.done();
      }
      const { pendingReset } = boot().stored;
      // It is done with the first copy of its last note, a few operations before the end.
      if (isOver) expect(pendingReset).toBeUndefined();
      else pendings += pendingReset ? 1 : 0;
      const steps = !pendingReset ? [] : pendingReset.isErased ? STEPS.slice(2) : STEPS;
      for (const step of steps) expect(flash.run(step(boot()))).toBe(true);
      expect(boot().stored, `cut ${cuts}`).toMatchObject({ credentials: 'absent', pendingReset: undefined, journalDamaged: false });
      expect(secrets.filter((secret) => flash.find(secret) >= 0)).toEqual([]);
    }
    expect(pendings).toBeGreaterThan(10);
    expect(cuts - pendings).toBeLessThanOrEqual(5);
  });

  test('that is pending keeps the settings from being mended, not the rest', () => {
    flash.run(boot().requestReset('all'));
    flash.flip(flash.find(`"user":"admin"`), flash.find(VOLUME));
    expect(boot().needsHealing).toBe(true);
    const from = flash.operations.length;
    flash.run(boot().heal());
    const touched = flash.operations.slice(from).map(({ address }) => address);
    expect(touched.length).toBeGreaterThan(0);
    expect(Math.max(...touched)).toBeLessThan(3 * 2048);
  });

  test('fails at a block that cannot be erased, and stays pending', () => {
    flash.run(boot().requestReset('all'));
    flash.array.wearOut(5);
    expect(flash.run(boot().eraseSettings())).toBe(false);
    expect(boot().stored.pendingReset).toEqual({ scope: 'all', isErased: false });
  });

  test('whose defaults cannot be written stays pending', () => {
    flash.run(boot().requestReset('all'));
    flash.run(boot().eraseSettings());
    flash.array.failWhen(({ address }) => address >= 3 * 2048);
    expect(flash.run(boot().restoreDefaults())).toBe(false);
    expect(boot().journal.pending?.stage).toBe('erasing');
  });

  test('of the password writes nothing to the settings when they are restored', () => {
    flash.run(boot().requestReset('password'));
    flash.run(boot().eraseSettings());
    const from = flash.operations.length;
    expect(flash.run(boot().restoreDefaults())).toBe(true);
    expect(flash.operations.slice(from).filter(({ address }) => address >= 3 * 2048)).toEqual([]);
  });

  test('of the password fails where the rest cannot move, and stays as it was: requested', () => {
    flash.run(boot().requestReset('password'));
    flash.array.failWhen(({ address }) => address >= 3 * 2048);
    expect(flash.run(boot().eraseSettings())).toBe(false);
    expect([boot().journal.pending?.stage, boot().credentials.kind]).toEqual(['requested', 'present']);
    const from = flash.operations.length;
    flash.array.failWhen(({ address }) => address < 3 * 2048);
    // Moved, and that cannot be noted: nothing is erased but the block it moved to.
    expect(flash.run(boot().eraseSettings())).toBe(false);
    expect(flash.operations.slice(from).filter(({ type, address }) => type === 'erase' && address >= 3 * 2048)).toHaveLength(1);
  });

  test('of the password moves the rest once: resumed, it only erases', () => {
    flash.run(boot().requestReset('password'));
    // Erase, records, seal, retired; the note; the first block.
    flash.runUntil(boot().eraseSettings(), 7);
    expect(boot().journal.pending).toMatchObject({ stage: 'erasing' });
    const from = flash.operations.length;
    expect(flash.run(boot().eraseSettings())).toBe(true);
    expect(flash.operations.slice(from).filter(({ type, address }) => type === 'program' && address >= 3 * 2048)).toEqual([]);
  });

  test.each([
    [13, 13],
    [16, 16],
    [32, 16],
    [34, 12],
    [100, 15],
  ])('of %i blocks is noted down %i times while it erases, and at most sixteen times whatever the size', (blocks, notes) => {
    ({ flash, boot } = recorder(geometry(blocks + 3, 2048, 4)));
    flash.run(boot().requestReset('all'));
    const storage = boot();
    const progress = vi.spyOn(storage.journal, 'progress');
    flash.run(storage.eraseSettings());
    expect(progress).toHaveBeenCalledTimes(notes);
  });

  test('must have been asked for', () => {
    expect(() => flash.run(boot().eraseSettings())).toThrow('no reset was requested');
  });

  test.each([8, 20, 500, 4096])('of %i blocks wears the three blocks that no reset erases no more than a few times', (blocks) => {
    ({ flash, boot } = recorder(geometry(blocks, 2048, 32)));
    const before = [0, 1, 2].reduce((sum, block) => sum + flash.store.eraseCount(block), 0);
    reset('all');
    const after = [0, 1, 2].reduce((sum, block) => sum + flash.store.eraseCount(block), 0);
    expect(after - before).toBeLessThanOrEqual(20);
    expect(boot().credentials).toEqual({ kind: 'absent' });
    // Resumed, it goes on near where it was.
    flash.run(boot().requestReset('all'));
    flash.runUntil(boot().eraseSettings(), Math.ceil(blocks * 0.9));
    const again = flash.count('erase', boot().eraseSettings());
    expect(again).toBeLessThan(0.5 * blocks + 8);
  });
});

/** A job that counts its operations. */
function count(job: FlashJob<unknown>) {
  let operations = 0;
  function* counted(): FlashJob<unknown> {
    for (let step = job.next(); ; ) {
      if (step.done) return step.value;
      operations++;
      step = job.next(yield step.value);
    }
  }
  return { job: counted(), done: () => operations };
}

test('a record of another shape in the device log is taken for none', () => {
  for (const [type, payload] of [
    [RECORD.identity, { serial: 4 }],
    [RECORD.recordings, { volume: null }],
    [RECORD.time, { unixMs: -4 }],
    [RECORD.time, { unixMs: 0.5 }],
    [RECORD.time, { unixMs: '5' }],
    [RECORD.time, { unixMs: CLOCK_MAX_MS + 1 }],
    [RECORD.button, { stuck: 'yes' }],
  ] as const) {
    flash.run(boot().device.append({ type, payload: encodeJson(payload) }));
    expect(boot().timeMark, JSON.stringify(payload)).toBe(0);
  }
  expect([boot().identity, boot().recordings, boot().timeMark, boot().stored.stuckBefore]).toEqual([undefined, undefined, 0, false]);
});

test('the latest time that a clock can have is the year 274,000, and counts', () => {
  flash.run(boot().device.append({ type: RECORD.time, payload: encodeJson({ unixMs: 8_600_000_000_000_000 }) }));
  expect([boot().timeMark, CLOCK_MAX_MS]).toEqual([8_600_000_000_000_000, 8_600_000_000_000_000]);
});
