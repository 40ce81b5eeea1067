/** Locks of the ways in, on a clock and a flash that takes its time: when each ends, what a pulled plug leaves of it, what ends it early and what does not. */
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { Locks } from '../../src/firmware/locks.ts';
import { VirtualClock } from '../../src/hal/machine/virtual-clock.ts';
import { MemoryStore } from '../../src/hal/nor/memory-store.ts';
import { NorArray } from '../../src/hal/nor/nor-array.ts';
import { NorFlash } from '../../src/hal/nor/nor-flash.ts';
import { type Guess, type Route, UNTIL_RENEWED } from '../../src/storage/attempts.ts';
import { encodeCredentials } from '../../src/storage/credentials.ts';
import { JobQueue, runNow } from '../../src/storage/job.ts';
import { manufacture, RECORD, Storage } from '../../src/storage/storage.ts';
import { geometry, text } from '../support/flash.ts';
import { S } from '../support/world.ts';

const MIN = 60 * S;
const LOCK_US = 30 * MIN;
const FLASH = geometry(6, 2048, 4);
const SET = { user: 'admin', password: `$scrypt$ln=1,r=8,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`, questions: [] };

let clock: VirtualClock;
let array: NorArray;
let flash: NorFlash;
let storage: Storage;
let jobs: JobQueue;
let locks: Locks;
/** Locks that ended, and when. */
let ended: [Route, number][];

/** Power comes, and the menus with it. */
function powerOn(isCleared = false): void {
  flash = new NorFlash(
    array,
    clock,
    { eraseUs: 2_000, programUs: 100 },
    () => 0.5,
    () => {},
  );
  storage = new Storage(flash);
  jobs = new JobQueue(flash);
  locks = new Locks(clock, jobs, storage.attempts, isCleared, (route) => ended.push([route, clock.nowUs]));
}

/** Power goes: what was under way in the flash is torn. */
function powerOff(): void {
  locks.stop();
  jobs.stop();
  flash.reset();
}

beforeEach(() => {
  clock = new VirtualClock();
  array = new NorArray(FLASH, new MemoryStore(FLASH));
  runNow(manufacture(new Storage(array), { serial: 'RS1', key: 'f'.repeat(64) }, 'volume', SET), (operation) => array.perform(operation));
  ended = [];
  powerOn();
});

/** A guess, and what comes of it within a second. */
function guess(route: Route, isRight = false, lockUs = LOCK_US): Guess | undefined {
  let outcome: Guess | undefined;
  jobs.add(
    storage.attempts.guess(route, { attempts: 1, lockUs }, () => isRight),
    (result) => {
      outcome = result;
      locks.follow(route);
    },
  );
  while (outcome === undefined && clock.step());
  return outcome;
}

const stored = (route: Route) => new Storage(array).attempts.of(route);

describe('a lock', () => {
  test('runs from the guess that brought it, and ends after its time, to the microsecond', () => {
    expect(guess('login')).toBe('wrong');
    const fromUs = clock.nowUs;
    expect(locks.leftUs('login')).toBe(LOCK_US);
    clock.advance(1);
    expect(locks.leftUs('login')).toBe(LOCK_US - 1);
    clock.advanceTo(fromUs + LOCK_US - 1);
    expect([locks.leftUs('login'), guess('login', true), ended]).toEqual([1, 'locked', []]);
    clock.advanceTo(fromUs + LOCK_US);
    expect([locks.leftUs('login'), guess('login', true)]).toEqual([0, 'right']);
  });

  test('is over for everybody once that is durable, and is told once', () => {
    guess('questions');
    const endUs = clock.nowUs + LOCK_US;
    clock.advance(2 * LOCK_US);
    expect(ended.map(([route]) => route)).toEqual(['questions']);
    const [[, atUs] = ['', 0]] = ended;
    expect(atUs - endUs).toBeGreaterThan(0);
    expect(atUs - endUs).toBeLessThan(5_000);
    expect(stored('questions')).toEqual({ failures: 0, lockedUs: 0 });
  });

  test('shorter than a minute ends at its time, too', () => {
    guess('login', false, 7 * S);
    clock.advance(7 * S - 1);
    expect(locks.leftUs('login')).toBe(1);
    clock.advance(1);
    expect([locks.leftUs('login'), guess('login', true)]).toEqual([0, 'right']);
  });

  test('is stored anew every minute, and nothing is written without one', () => {
    const before = flash.operations;
    clock.advance(5 * MIN);
    expect(flash.operations).toBe(before);
    guess('login');
    const fromUs = clock.nowUs;
    for (let minute = 1; minute <= 30; minute++) {
      clock.advanceTo(fromUs + minute * MIN + S);
      expect(stored('login')).toEqual({ failures: 0, lockedUs: LOCK_US - minute * MIN });
    }
    const after = flash.operations;
    clock.advance(10 * MIN);
    expect(flash.operations).toBe(after);
  });

  test('of one way in leaves the other, each with its own end', () => {
    guess('login');
    clock.advance(10 * MIN);
    guess('questions');
    expect([locks.leftUs('login') < 20 * MIN, locks.leftUs('questions')]).toEqual([true, LOCK_US]);
    clock.advance(21 * MIN);
    expect(ended.map(([route]) => route)).toEqual(['login']);
    expect([guess('login', true), guess('questions', true)]).toEqual(['right', 'locked']);
  });

  test('of security codes does not run: no time ends it', () => {
    guess('code', false, UNTIL_RENEWED);
    const before = flash.operations;
    clock.advance(1000 * MIN);
    expect([locks.leftUs('code'), flash.operations, guess('code', true), ended]).toEqual([0, before, 'locked', []]);
  });

  test('that a guess at unreadable counts brings runs as any other', () => {
    runNow(storage.settings.append({ type: RECORD.attempts, payload: text('[]') }), (operation) => array.perform(operation));
    powerOff();
    powerOn();
    expect([locks.leftUs('login'), guess('login', true), locks.leftUs('login')]).toEqual([0, 'locked', LOCK_US]);
    clock.advance(LOCK_US + S);
    expect(guess('login', true)).toBe('right');
  });
});

describe('a lock and a pulled plug', () => {
  test('what is left is kept, to the minute and never less; the time without power does not count', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(12 * MIN), { maxLength: 6 }), fc.nat(100 * MIN), (spans, offUs) => {
        clock = new VirtualClock();
        ended = [];
        runNow(new Storage(array).attempts.keepLock('login', LOCK_US), (operation) => array.perform(operation));
        powerOn();
        let leastUs = LOCK_US;
        for (const onUs of spans) {
          const beforeUs = locks.leftUs('login');
          clock.advance(onUs);
          leastUs = Math.max(0, leastUs - onUs);
          expect(locks.leftUs('login')).toBe(Math.max(0, beforeUs - onUs));
          const shownUs = locks.leftUs('login');
          powerOff();
          clock.advance(offUs);
          powerOn();
          // What was stored last is a minute old at most, and what the flash takes.
          expect(locks.leftUs('login') - shownUs).toBeGreaterThanOrEqual(0);
          expect(locks.leftUs('login') - shownUs).toBeLessThanOrEqual(MIN + 10_000);
          expect(locks.leftUs('login')).toBeGreaterThanOrEqual(leastUs);
        }
        powerOff();
      }),
      { numRuns: 200 },
    );
  });

  test('goes on from the last whole minute', () => {
    guess('login');
    clock.advance(10 * MIN + 59 * S);
    powerOff();
    clock.advance(50 * MIN);
    powerOn();
    expect(locks.leftUs('login')).toBe(20 * MIN);
    clock.advance(20 * MIN - 1);
    expect(guess('login', true)).toBe('locked');
    clock.advance(1);
    expect(guess('login', true)).toBe('right');
  });

  test('pulled in the middle of being stored is what it was a minute before', () => {
    guess('login');
    clock.advance(3 * MIN + 300);
    powerOff();
    powerOn();
    expect(locks.leftUs('login')).toBe(28 * MIN);
  });

  test('a board that forgets locks at a restart ends them, those of security codes not', () => {
    for (const route of ['login', 'questions'] as const) guess(route);
    guess('code', false, UNTIL_RENEWED);
    powerOff();
    const atUs = clock.nowUs;
    powerOn(true);
    expect([locks.leftUs('login'), locks.leftUs('questions'), ended]).toEqual([0, 0, []]);
    clock.advance(S);
    expect(ended.map(([route, us]) => [route, us > atUs])).toEqual([
      ['login', true],
      ['questions', true],
    ]);
    expect([guess('login', true), guess('questions', true), guess('code', true)]).toEqual(['right', 'right', 'locked']);
  });

  test('a board that forgets locks writes nothing where there is none', () => {
    powerOff();
    powerOn(true);
    clock.advance(S);
    expect([flash.operations, ended]).toEqual([0, []]);
  });

  test('nothing is stored once the processor has stopped', () => {
    guess('login');
    locks.stop();
    const before = flash.operations;
    clock.advance(2 * LOCK_US);
    expect([flash.operations, ended]).toEqual([before, []]);
  });
});

describe('a lock that a recovery ended', () => {
  test('stops running, without being told as one that ran out', () => {
    guess('login');
    guess('questions');
    clock.advance(90 * S);
    jobs.add(storage.saveVoidingCodes(SET), () => {
      locks.follow('login');
      locks.follow('questions');
    });
    clock.advance(S);
    const before = flash.operations;
    expect([locks.leftUs('login'), locks.leftUs('questions')]).toEqual([0, 0]);
    clock.advance(2 * LOCK_US);
    expect([flash.operations, ended, guess('login', true)]).toEqual([before, [], 'right']);
  });

  test.each([
    ['a recovery', () => storage.saveVoidingCodes(SET)],
    ['a reset', () => storage.settings.format([{ type: RECORD.credentials, payload: encodeCredentials(SET) }])],
  ])('does not come back, though its minute is over while %s is being stored', (_, job) => {
    guess('login');
    clock.advance(5 * MIN - 1);
    jobs.add(job(), () => locks.follow('login'));
    clock.advance(10 * MIN);
    expect([locks.leftUs('login'), stored('login'), guess('login', true)]).toEqual([0, { failures: 0, lockedUs: 0 }, 'right']);
  });
});
