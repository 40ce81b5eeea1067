/** Counted guesses: no plug pulled, and no flash damaged, wins a guess that does not count. */
import { beforeEach, describe, expect, test } from 'vitest';
import { AttemptCounter, ROUTES } from '../../src/storage/attempts.ts';
import { RecordLog } from '../../src/storage/log.ts';
import { geometry, TestFlash, text } from '../support/flash.ts';

const TYPE = 2;
const LIMIT = { attempts: 3, lockUs: 1_000 };

let flash: TestFlash;
beforeEach(() => {
  flash = new TestFlash(geometry(3, 512, 4));
  flash.run(new RecordLog(flash.array, { firstBlock: 0, blocks: 3, types: [1, TYPE] }).format([{ type: 1, payload: text('other') }]));
});

const boot = () => new AttemptCounter(new RecordLog(flash.array, { firstBlock: 0, blocks: 3, types: [1, TYPE] }), TYPE);
const guess = (isRight: boolean, route: (typeof ROUTES)[number] = 'login', limit = LIMIT) => flash.run(boot().guess(route, limit, () => isRight));

test('nothing was guessed on a new recorder', () => {
  for (const route of ROUTES) expect(boot().of(route)).toEqual({ failures: 0, lockedUs: 0 });
});

describe('a guess', () => {
  test('that is wrong counts, on its own route only', () => {
    expect([guess(false), guess(false), guess(false, 'questions')]).toEqual(['wrong', 'wrong', 'wrong']);
    expect(ROUTES.map((route) => boot().of(route))).toEqual([
      { failures: 2, lockedUs: 0 },
      { failures: 1, lockedUs: 0 },
      { failures: 0, lockedUs: 0 },
    ]);
  });

  test('that is right clears the count', () => {
    guess(false);
    guess(false);
    expect(guess(true)).toBe('right');
    expect(boot().of('login')).toEqual({ failures: 0, lockedUs: 0 });
  });

  test('may be right at the last moment; the one after the last permitted is not looked at', () => {
    guess(false);
    guess(false);
    expect(guess(true)).toBe('right');
    for (let count = 0; count < 3; count++) expect(guess(false)).toBe('wrong');
    expect(boot().of('login')).toEqual({ failures: 0, lockedUs: 1_000 });
    let isLookedAt = false;
    const late = boot().guess('login', LIMIT, () => {
      isLookedAt = true;
      return true;
    });
    expect([flash.run(late), isLookedAt]).toEqual(['locked', false]);
  });

  test('never locks where there is no limit', () => {
    for (let count = 0; count < 30; count++) expect(guess(false, 'login', { attempts: Number.POSITIVE_INFINITY, lockUs: 1 })).toBe('wrong');
    expect(boot().of('login')).toEqual({ failures: 30, lockedUs: 0 });
  });

  test('is durable before it is looked at, and so is the lock that the last one brings', () => {
    for (let failures = 1; failures <= 3; failures++) {
      let stored: unknown;
      // Power fails in the very moment of the look: what a boot would then find.
      flash.run(
        boot().guess('login', LIMIT, () => {
          stored = boot().of('login');
          return false;
        }),
      );
      expect(stored).toEqual(failures < 3 ? { failures, lockedUs: 0 } : { failures: 0, lockedUs: 1_000 });
    }
  });

  test('that cannot be counted is not looked at', () => {
    flash.array.failWhen(() => true);
    let isLookedAt = false;
    const look = () => {
      isLookedAt = true;
      return true;
    };
    expect([flash.run(boot().guess('login', LIMIT, look)), isLookedAt]).toEqual(['unwritable', false]);
  });

  test('that is right lets in even when the count cannot be cleared', () => {
    let looks = 0;
    const right = boot().guess('login', LIMIT, () => {
      flash.array.failWhen(() => true);
      return ++looks === 1;
    });
    expect([flash.run(right), looks]).toEqual(['right', 1]);
    expect(boot().of('login')).toEqual({ failures: 1, lockedUs: 0 });
  });
});

describe('a lock', () => {
  test('is kept as told, and ends with 0', () => {
    for (let count = 0; count < 3; count++) guess(false);
    expect(flash.run(boot().keepLock('login', 400))).toBe(true);
    expect(boot().of('login')).toEqual({ failures: 0, lockedUs: 400 });
    expect(guess(true)).toBe('locked');
    flash.run(boot().keepLock('login', 0));
    expect(guess(true)).toBe('right');
  });

  test('of one route leaves the others open', () => {
    for (let count = 0; count < 3; count++) guess(false);
    expect(guess(true, 'code')).toBe('right');
    expect(boot().of('login')).toEqual({ failures: 0, lockedUs: 1_000 });
  });
});

test('a lock of which a microsecond is left is one', () => {
  flash.run(boot().keepLock('login', 1));
  expect(guess(true)).toBe('locked');
});

describe('counts that cannot be read', () => {
  /** Two bits of the counts flip. */
  function damage(): void {
    const at = flash.find('"failures"');
    flash.flip(at, at + 1);
    expect(boot().of('login')).toBe('damaged');
  }

  test('lock every route, each until it is written itself: none is opened by a guess at another', () => {
    guess(false);
    damage();
    let isLookedAt = false;
    const look = () => {
      isLookedAt = true;
      return true;
    };
    for (const route of ROUTES) {
      expect(boot().of(route), route).toBe('damaged');
      expect(flash.run(boot().guess(route, LIMIT, look)), route).toBe('locked');
      expect(boot().of(route), route).toEqual({ failures: 0, lockedUs: 1_000 });
    }
    expect(isLookedAt).toBe(false);
  });

  test('lock nobody out for good where not even the lock can be written: the guess is refused', () => {
    guess(false);
    damage();
    flash.array.failWhen(() => true);
    let isLookedAt = false;
    const look = () => {
      isLookedAt = true;
      return true;
    };
    expect([flash.run(boot().guess('login', LIMIT, look)), isLookedAt]).toEqual(['unwritable', false]);
  });

  test('stay lost on the other routes while the time left of one is stored, also when it ends', () => {
    guess(false);
    damage();
    for (const leftUs of [700, 0]) {
      flash.run(boot().keepLock('login', leftUs));
      expect(ROUTES.map((route) => boot().of(route))).toEqual([{ failures: 0, lockedUs: leftUs }, 'damaged', 'damaged']);
    }
  });

  test('of one route leave the others as they were', () => {
    const log = new RecordLog(flash.array, { firstBlock: 0, blocks: 3, types: [1, TYPE] });
    flash.run(log.append({ type: TYPE, payload: text('{"login":{"failures":-1,"lockedUs":0},"code":{"failures":1,"lockedUs":0}}') }));
    expect(ROUTES.map((route) => boot().of(route))).toEqual(['damaged', { failures: 0, lockedUs: 0 }, { failures: 1, lockedUs: 0 }]);
  });

  test.each([
    '{"login":{"failures":-1,"lockedUs":0}}',
    '{"login":{"failures":0}}',
    '{"login":{"failures":1.5,"lockedUs":0}}',
    '{"login":{"failures":0,"lockedUs":-1}}',
    '{"login":{"failures":0,"lockedUs":0.5}}',
    '{"login":{"failures":0,"lockedUs":"0"}}',
    '{"login":null}',
    '[]',
    'no JSON',
  ])('are damaged when they say %s', (payload) => {
    const log = new RecordLog(flash.array, { firstBlock: 0, blocks: 3, types: [1, TYPE] });
    flash.run(log.append({ type: TYPE, payload: text(payload) }));
    expect(boot().of('login')).toBe('damaged');
    expect(guess(true)).toBe('locked');
  });
});
