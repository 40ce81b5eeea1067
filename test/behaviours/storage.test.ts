/**
 * The behaviours of storage and factory reset, on the whole recorder: plug, button, firmware, statechart and a flash that can be cut at any operation.
 * What the next boot makes of the flash is what counts; the raw image is searched where secrets must be gone.
 */
import { describe, expect, test } from 'vitest';
import { Bench } from '../../src/bench/bench.ts';
import { OWNER, ownersCredentials } from '../../src/bench/factory.ts';
import type { FlashCut } from '../../src/hal/nor/nor-flash.ts';
import type { FlashOperation } from '../../src/hal/ports.ts';
import { type Credentials, hashSecrets } from '../../src/storage/credentials.ts';
import { type FlashJob, runNow } from '../../src/storage/job.ts';
import { verifySecret } from '../../src/storage/phc.ts';
import { RECORD, Storage } from '../../src/storage/storage.ts';
import { credentials, heldToT0, logged, powerCycle, resets, S, seedBoard, settingsImage } from '../support/world.ts';

/** Operations of an uninterrupted factory reset: 4 note the request, 15 erase five blocks, 3 write the defaults, 4 note them, 4 close the journal. */
const REQUEST = 4;
const WHOLE_RESET = 30;

const storageOf = (bench: Bench): Storage => new Storage(bench.hal.flash);

/** Does a job at once, as if the firmware had had the time. */
function does<Result>(bench: Bench, job: FlashJob<Result>): Result {
  return runNow(job, (operation) => bench.hal.flash.array.perform(operation));
}

/** A set-up recorder held through its power-up, released inside the window, with a power cut ordered; time stands when power is gone or the reset over. */
function resetCutAt(cut: FlashCut | undefined, bench = heldToT0()): Bench {
  bench.advance(25 * S);
  if (cut) bench.cutPower(cut);
  bench.finger.release('none');
  bench.runUntil(() => !bench.supply.isGood || bench.isIn('boot.restarting'), bench.nowUs + 10 * S);
  return bench;
}

/** Power again, and everything left alone. */
function plugIn(bench: Bench): Bench {
  bench.advance(2 * S);
  bench.supply.plugIn();
  bench.runUntil(() => !bench.supply.isGood || bench.isIn('boot.ready') || bench.isIn('boot.locked'), bench.nowUs + 120 * S);
  return bench;
}

/** A provisioned recorder that is switched off. */
const switchedOff = (): Bench => new Bench({ board: seedBoard(), state: 'provisioned' });

/** Flips bits of the latest record of a type until it is beyond repair; returns how many copies of the text were hit. */
function spoil(bench: Bench, text: string): number {
  const { flash } = bench.hal;
  const image = Buffer.from(flash.read(0, flash.size));
  let hits = 0;
  for (let at = image.indexOf(text); at >= 0; at = image.indexOf(text, at + 1)) {
    flash.array.flipBit(at, 0);
    flash.array.flipBit(at + 1, 3);
    hits++;
  }
  return hits;
}

const CHANGED: Credentials = hashSecrets({ user: 'admin', password: 'Changed2026', email: 'new@recorder.test' }, 1, (bytes) => bytes.fill(7));

describe('a power cut in a factory reset', () => {
  test('30 cut before the reset request is durable -> all old credentials intact', () => {
    const cuts: FlashCut[] = [
      { operation: 1, when: 'before' },
      { operation: 1, when: 'during' },
      { operation: 1, when: 'after' },
      { operation: 2, when: 'before' },
    ];
    for (const cut of cuts) {
      const bench = resetCutAt(cut);
      const before = settingsImage(switchedOff());
      expect(settingsImage(bench).equals(before), JSON.stringify(cut)).toBe(true);
      plugIn(bench);
      expect(bench.isIn('boot.ready.login'), JSON.stringify(cut)).toBe(true);
      expect(storageOf(bench).credentials).toEqual({ kind: 'present', credentials: ownersCredentials(14) });
      expect(resets(bench)).toBe(0);
    }
  });

  test('31 cut after it, at any later operation -> the next boot completes the reset without the button', () => {
    for (let operation = 2; operation <= WHOLE_RESET; operation++) {
      for (const when of ['before', 'during', 'after'] as const) {
        if (operation === 2 && when !== 'after') continue;
        const name = `${when} operation ${operation}`;
        const bench = plugIn(resetCutAt({ operation, when }));
        expect(bench.isIn('boot.ready.wizard'), name).toBe(true);
        expect(credentials(bench), name).toBe('absent');
        const isOver = operation === WHOLE_RESET && when === 'after';
        // At the last two the journal may say "done" already: the first of its two copies decides.
        if (!isOver && operation < WHOLE_RESET - 2) expect(logged(bench, 'reset resumed'), name).toBe(true);
      }
    }
  });

  test('every torn variant of every operation ends with the old password or with none, and never half-way', () => {
    let runs = 0;
    const count = resetCutAt(undefined).hal.flash.operations;
    expect(count).toBe(WHOLE_RESET);
    for (let operation = 1; operation <= count; operation++) {
      const variants = tornVariantsOf(operation);
      for (let torn = 0; torn < variants; torn++) {
        const bench = plugIn(resetCutAt({ operation, when: 'during', torn }));
        const name = `operation ${operation} torn in way ${torn}`;
        const found = storageOf(bench);
        if (bench.isIn('boot.ready.login')) {
          expect(operation, name).toBeLessThanOrEqual(2);
          expect(found.credentials, name).toEqual({ kind: 'present', credentials: ownersCredentials(14) });
        } else {
          expect(bench.isIn('boot.ready.wizard'), name).toBe(true);
          expect(found.credentials.kind, name).toBe('absent');
        }
        expect(found.journal.pending, name).toBeUndefined();
        runs++;
      }
    }
    expect(runs).toBeGreaterThan(1500);
  }, 60_000);

  test('32 cut repeatedly during that resume -> still converges', () => {
    const bench = resetCutAt({ operation: REQUEST + 1, when: 'during' });
    for (let boot = 0; boot < 40; boot++) {
      bench.cutPower({ operation: 1 + (boot % 5), when: (['before', 'during', 'after'] as const)[boot % 3] ?? 'during' });
      plugIn(bench);
      expect(credentials(bench)).not.toBe('present');
      if (bench.supply.isGood) break;
    }
    bench.hal.flash.cutAt(undefined);
    if (!bench.supply.isGood) plugIn(bench);
    expect([bench.isIn('boot.ready.wizard'), resets(bench), credentials(bench)]).toEqual([true, 1, 'absent']);
  });

  test('32 cut at the sixth operation of every boot -> the reset comes to its end all the same', () => {
    const bench = resetCutAt({ operation: REQUEST + 1, when: 'during' });
    let boots = 0;
    do {
      bench.cutPower({ operation: 6, when: 'during' });
      plugIn(bench);
      boots++;
    } while (!bench.supply.isGood && boots < 50);
    expect(boots).toBeGreaterThan(3);
    expect([bench.isIn('boot.ready.wizard'), credentials(bench)]).toEqual([true, 'absent']);
    expect(storageOf(bench).journal.state).toMatchObject({ number: 1, stage: 'done' });
  });
});

describe('damaged records', () => {
  test('33 torn record -> CRC rejects it, previous value used', () => {
    const bench = switchedOff();
    const storage = storageOf(bench);
    const { array } = bench.hal.flash;
    // The save is torn in its last byte but one, and the seal never came.
    const first = storage.saveCredentials(CHANGED).next();
    if (first.done) throw new Error('a save programs something');
    array.tear(first.value, array.tornVariants(first.value) - 1);
    expect(storageOf(bench).credentials).toEqual({ kind: 'present', credentials: ownersCredentials(14) });
    // The next save finds its place behind it all the same.
    expect(does(bench, storageOf(bench).saveCredentials(CHANGED))).toBe('written');
    expect(storageOf(bench).credentials).toEqual({ kind: 'present', credentials: CHANGED });
  });

  test('34 both journal copies invalid -> fail safe: no erase, fault shown', () => {
    const bench = resetCutAt({ operation: REQUEST + 1, when: 'before' });
    expect(storageOf(bench).stored.pendingReset).toEqual({ scope: 'all', isErased: false });
    expect(spoil(bench, '"stage":"requested"')).toBe(2);
    expect(storageOf(bench).journal.state).toBe('damaged');
    plugIn(bench);
    expect(bench.isIn('boot.ready.login')).toBe(true);
    expect(bench.shown.lines).toContain('Fault: the reset journal is damaged. Nothing was erased.');
    expect(bench.trace.all('fault', 'reset-journal-damaged')).toHaveLength(1);
    expect([resets(bench), credentials(bench)]).toEqual([0, 'present']);
  });

  test('34 one journal copy invalid -> the other one is used', () => {
    const bench = resetCutAt({ operation: REQUEST + 1, when: 'before' });
    const { flash } = bench.hal;
    const at = Buffer.from(flash.read(0, flash.size)).indexOf('"stage":"requested"');
    flash.array.flipBit(at, 0);
    flash.array.flipBit(at + 1, 3);
    plugIn(bench);
    expect([bench.isIn('boot.ready.wizard'), resets(bench), credentials(bench)]).toEqual([true, 1, 'absent']);
  });

  test('35 credential area corrupt, no journal -> locked recovery state, never an empty-password login (corrupt is not absent)', () => {
    const wreck: Readonly<Record<string, (bench: Bench) => void>> = {
      'two flipped bits': (bench) => void spoil(bench, '"user":"admin"'),
      'erased to 0xFF': ({ hal: { flash } }) => {
        for (let block = 3; block < 8; block++) flash.array.perform({ type: 'erase', address: block * flash.eraseSize });
      },
      'programmed to zeros': ({ hal: { flash } }) => {
        flash.array.perform({ type: 'program', address: 3 * flash.eraseSize, bytes: new Uint8Array(flash.eraseSize) });
      },
      'a record that is no set of credentials': (bench) => {
        const payload = new TextEncoder().encode('{"set":true,"user":"admin","password":"","questions":[]}');
        does(bench, storageOf(bench).settings.append({ type: RECORD.credentials, payload }));
      },
    };
    for (const [name, damage] of Object.entries(wreck)) {
      const bench = switchedOff();
      damage(bench);
      expect(credentials(bench), name).toBe('corrupt');
      plugIn(bench);
      expect(bench.isIn('boot.locked'), name).toBe(true);
      expect(bench.shown.title, name).toBe('Recorder Locked');
      expect(bench.trace.all('fault', 'credentials-corrupt'), name).toHaveLength(1);
      // No menu is reached from here, and time changes nothing.
      bench.recorder.firmware?.request('factory-default.requested');
      bench.advance(600 * S);
      expect(bench.isIn('boot.locked'), name).toBe(true);
    }
  });

  test('35 the button leads out of the locked state', () => {
    const bench = switchedOff();
    spoil(bench, '"user":"admin"');
    bench.finger.press('none');
    bench.advance(4.5 * S);
    bench.supply.plugIn();
    bench.advance(25 * S);
    bench.finger.release('none');
    bench.advance(60 * S);
    expect([bench.isIn('boot.ready.wizard'), credentials(bench), resets(bench)]).toEqual([true, 'absent', 1]);
  });
});

describe('a flash that fails', () => {
  test('36 erase failure or worn sector -> reported, DONE not written', () => {
    const failures: Readonly<Record<string, (bench: Bench) => void>> = {
      'a worn block': ({ hal: { flash } }) => flash.array.wearOut(6),
      'the chip reports a failed erase': ({ hal: { flash } }) =>
        flash.array.failWhen(({ type, address }) => type === 'erase' && address === 7 * 4096),
      'a bit that stays 0': ({ hal: { flash } }) => flash.array.stickBit(5 * 4096 + 100, 2, 0),
    };
    for (const [name, fail] of Object.entries(failures)) {
      const bench = heldToT0();
      fail(bench);
      resetCutAt(undefined, bench);
      expect(bench.isIn('boot.reset-failed.unfinished'), name).toBe(true);
      expect(bench.shown.title, name).toBe('Storage Fault');
      expect(bench.trace.all('journal', 'failed'), name).toHaveLength(1);
      expect([bench.trace.all('journal', 'done'), storageOf(bench).journal.pending?.stage], name).toEqual([[], 'erasing']);
      // Nor does the next boot say it was done, or let anybody in.
      powerCycle(bench);
      bench.advance(60 * S);
      expect(bench.isIn('boot.reset-failed.unfinished'), name).toBe(true);
      expect([resets(bench), credentials(bench)], name).toEqual([0, 'corrupt']);
    }
  });

  test('36 a worn journal -> the reset is refused and nothing was changed', () => {
    const bench = heldToT0();
    for (const block of [0, 1, 2]) bench.hal.flash.array.wearOut(block);
    bench.hal.flash.array.failWhen(({ type, address }) => type === 'program' && address < 3 * 4096);
    const before = settingsImage(bench);
    resetCutAt(undefined, bench);
    expect(bench.isIn('boot.reset-failed.unchanged')).toBe(true);
    expect(settingsImage(bench).equals(before)).toBe(true);
    expect(credentials(bench)).toBe('present');
  });

  test('39 cut during password Save -> old or new password works, never neither', () => {
    const isOld = ({ password }: Credentials) => verifySecret(OWNER.password, password);
    const isNew = ({ password }: Credentials) => verifySecret('Changed2026', password);
    const old = hashSecrets(OWNER, 1, (bytes) => bytes.fill(3));
    const seen = { old: 0, new: 0 };
    for (const operation of [1, 2]) {
      for (let torn = -1; torn <= (operation === 1 ? 2000 : 7); torn++) {
        const bench = new Bench({ board: seedBoard(), trace: false });
        does(bench, storageOf(bench).saveCredentials(old));
        const { array } = bench.hal.flash;
        const isCut = cutWhile(storageOf(bench).saveCredentials(CHANGED), array, operation, torn);
        if (!isCut) break;
        const found = storageOf(bench).credentials;
        if (found.kind !== 'present') throw new Error(`operation ${operation} torn in way ${torn}: credentials are ${found.kind}`);
        const which = isOld(found.credentials) ? 'old' : 'new';
        expect(found.credentials).toEqual(which === 'old' ? old : CHANGED);
        expect([isOld(found.credentials), isNew(found.credentials)]).toContain(true);
        seen[which]++;
      }
    }
    expect(seen.old).toBeGreaterThan(300);
    expect(seen.new).toBeGreaterThan(1);
  });

  test('40 flash full while saving -> error, old password kept', () => {
    const bench = switchedOff();
    const tooLarge: Credentials = { ...CHANGED, hint: 'x'.repeat(4096) };
    expect(does(bench, storageOf(bench).saveCredentials(tooLarge))).toBe('full');
    expect(storageOf(bench).credentials).toEqual({ kind: 'present', credentials: ownersCredentials(14) });
    // Full because every other block is worn: the current one takes what fits, then no more.
    for (let block = 4; block < 8; block++) bench.hal.flash.array.wearOut(block);
    let saved = ownersCredentials(14);
    for (let index = 0; ; index++) {
      const next = { ...CHANGED, hint: `save ${index}` };
      const written = does(bench, storageOf(bench).saveCredentials(next));
      if (written !== 'written') {
        expect(written).toBe('worn');
        break;
      }
      saved = next;
    }
    expect(storageOf(bench).credentials).toEqual({ kind: 'present', credentials: saved });
  });
});

describe('after a reset', () => {
  /** Everything the owner gave, as it stood in flash. */
  const secrets = (): string[] => {
    const { password, pattern = '', email = '', questions } = ownersCredentials(14);
    const phcs = [password, pattern, ...questions.map(({ answer }) => answer)];
    // The parts of a hash too: salt and digest must be gone each for itself.
    return [email, ...questions.map(({ question }) => question), ...phcs.flatMap((phc) => phc.split('$').slice(3))];
  };
  const found = (bench: Bench): string[] => {
    const image = Buffer.from(bench.hal.flash.read(0, bench.hal.flash.size));
    return secrets().filter((secret) => image.includes(secret));
  };

  test('37 a raw image scan finds no old hash, pattern, answer or email byte', () => {
    expect(found(switchedOff())).toHaveLength(secrets().length);
    const bench = plugInAfter(resetCutAt(undefined));
    expect(found(bench)).toEqual([]);
    // Nor when power was lost in the middle of erasing any of the blocks.
    for (let operation = REQUEST + 1; operation <= REQUEST + 15; operation += 3)
      for (let torn = 0; torn < 8; torn++)
        expect(found(plugIn(resetCutAt({ operation, when: 'during', torn }))), `operation ${operation}, way ${torn}`).toEqual([]);
  });

  test('38 serial, key and recordings kept; outstanding codes and lockouts void', () => {
    const bench = switchedOff();
    const { identity, recordings } = storageOf(bench);
    const nonce = 'c0ffee00c0ffee11c0ffee22c0ffee33';
    does(bench, storageOf(bench).renewChallenge(nonce, 1));
    const lock = { attempts: 1, lockUs: 1800 * S };
    for (const route of ['login', 'questions', 'code'] as const) {
      does(
        bench,
        storageOf(bench).attempts.guess(route, lock, () => false),
      );
      expect(storageOf(bench).attempts.of(route)).toEqual({ failures: 0, lockedUs: 1800 * S });
    }
    bench.finger.press('none');
    bench.advance(4.5 * S);
    bench.supply.plugIn();
    bench.advance(seedBoard().samplingStartUs);
    plugInAfter(resetCutAt(undefined, bench));
    const after = storageOf(bench);
    expect(after.identity).toEqual(identity);
    expect(after.recordings).toBe(recordings);
    expect([identity?.serial.length, identity?.key.length, recordings]).toEqual([15, 64, 'volume-1']);
    expect([after.challenge, settingsImage(bench).indexOf(nonce.slice(0, 8))]).toEqual(['absent', -1]);
    for (const route of ['login', 'questions', 'code'] as const) expect(after.attempts.of(route)).toEqual({ failures: 0, lockedUs: 0 });
  });

  test('70 menu factory default and button reset -> identical final state', () => {
    const byButton = plugInAfter(resetCutAt(undefined));
    const byMenu = new Bench({ board: seedBoard(), state: 'provisioned' });
    plugIn(byMenu);
    byMenu.recorder.firmware?.request('factory-default.requested');
    plugInAfter(byMenu);
    const image = ({ hal: { flash } }: Bench) => Buffer.from(flash.read(0, flash.size));
    expect(image(byMenu).equals(image(byButton))).toBe(true);
    expect(resets(byMenu)).toBe(1);
  });
});

/** The reset goes on to the wizard. */
function plugInAfter(bench: Bench): Bench {
  bench.advance(60 * S);
  expect(bench.isIn('boot.ready.wizard')).toBe(true);
  return bench;
}

/** Of the whole reset: in how many ways its `operation`-th operation can be torn. */
function tornVariantsOf(operation: number): number {
  const bench = heldToT0();
  const { flash } = bench.hal;
  const seen: FlashOperation[] = [];
  const begin = flash.begin.bind(flash);
  flash.begin = (next, done) => {
    seen.push(next);
    begin(next, done);
  };
  resetCutAt(undefined, bench);
  const found = seen[operation - 1];
  if (!found) throw new Error(`the reset has only ${seen.length} operations`);
  return flash.array.tornVariants(found);
}

/** Runs a job up to its `operation`-th operation and tears that; -1: all of it is done. False when there is no such way to tear it. */
function cutWhile(job: FlashJob<unknown>, array: Bench['hal']['flash']['array'], operation: number, torn: number): boolean {
  let step = job.next();
  for (let index = 1; !step.done; index++) {
    if (index === operation) {
      if (torn >= array.tornVariants(step.value)) return false;
      if (torn < 0) array.perform(step.value);
      else array.tear(step.value, torn);
      return true;
    }
    step = job.next(array.perform(step.value));
  }
  throw new Error(`the job ended before operation ${operation}`);
}
