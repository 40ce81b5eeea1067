/** Every order of inputs at the menus: a correct recorder keeps what must hold, and planted mistakes are found, each with the property that it breaks and a way that a scenario can go. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Bench, type BenchOptions } from '../../../src/bench/bench.ts';
import type { Board } from '../../../src/board.ts';
import { unwrap } from '../../../src/errors.ts';
import { PROPERTIES, type PropertyId } from '../../../src/explore/menus/properties.ts';
import { menuScenarioOf } from '../../../src/explore/menus/scenario.ts';
import { finishMenus, type MenuViolation, searchMenus } from '../../../src/explore/menus/search.ts';
import { DeviceTime } from '../../../src/firmware/device-time.ts';
import { chartOf } from '../../../src/fsm/chart.ts';
import type { MenuStepper } from '../../../src/fsm/menus.ts';
import { loadScenario } from '../../../src/scenario/decode.ts';
import { runScenario } from '../../../src/scenario/runner.ts';
import { AttemptCounter } from '../../../src/storage/attempts.ts';
import { encodeAbsent } from '../../../src/storage/credentials.ts';
import { RECORD, Storage } from '../../../src/storage/storage.ts';
import { seedBoard } from '../../support/world.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** The first broken property soon after these moves, and the way to it. */
async function firstBroken(board: Board, first: readonly string[], createBench?: (options: BenchOptions) => Bench): Promise<MenuViolation> {
  const search = searchMenus(board, { first, maxMoves: first.length + 5, endsAtFirst: true, ...(createBench ? { createBench } : {}) });
  const { violations } = await finishMenus(search);
  if (!violations[0]) throw new Error('nothing is broken');
  return violations[0];
}

const wordsOf = ({ moves }: MenuViolation, from: number): string =>
  moves
    .slice(from)
    .map(({ who, words }) => `${who} ${words}`)
    .join('; ');

/** The outcome of the scenario of a way. */
async function played(violation: MenuViolation): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'recsim-menus-'));
  try {
    const file = path.join(folder, 'way.yaml');
    writeFileSync(file, menuScenarioOf(violation, 'seed'));
    const run = await runScenario(unwrap(loadScenario(file, { hashCost: 1 })));
    return run.failure ? `${run.outcome} ${run.failure.message}` : run.outcome;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('a correct recorder', () => {
  test('keeps every property in every order of four moves', async () => {
    const found = await finishMenus(searchMenus(seedBoard(), { maxMoves: 4 }));
    expect(found.violations.map(({ property, what }) => `${PROPERTIES[property].name}: ${what}`)).toEqual([]);
    expect(found.end).toBe('moves');
    expect(found.moves).toBe(4);
    expect([...found.places]).toEqual(expect.arrayContaining(['off', 'login.pattern', 'login.password', 'desktop.home', 'wizard.password']));
  });

  test('is searched in the same way each time', async () => {
    const [one, other] = [await finishMenus(searchMenus(seedBoard(), { maxMoves: 3 })), await finishMenus(searchMenus(seedBoard(), { maxMoves: 3 }))];
    expect(one).toEqual(other);
  });

  test('a search that is stopped says so', async () => {
    const found = await finishMenus(searchMenus(seedBoard(), { maxStates: 2 }));
    expect(found.end).toBe('stopped');
  });
});

/** From the login to a new password by a security code. */
const RECOVERED = ['plugs in', 'asks for the QR code', 'scans the QR code', 'types the code of the latest mail', 'saves a new password'];

interface Planted {
  readonly mistake: string;
  readonly breaks: PropertyId;
  readonly first?: readonly string[];
  /** What is found after these. */
  readonly way: string;
  readonly board?: Partial<Board>;
  readonly plant?: () => void;
  readonly createBench?: (options: BenchOptions) => Bench;
}

const PLANTED: readonly Planted[] = [
  {
    mistake: 'a code is not used up by the password that it brought',
    breaks: 'once',
    first: [...RECOVERED, 'asks for the QR code'],
    way: 'adversary types a code that was used',
    plant: () => {
      vi.spyOn(Storage.prototype, 'saveVoidingCodes').mockImplementation(function (this: Storage, credentials) {
        return this.saveCredentials(credentials);
      });
    },
  },
  {
    mistake: 'the age of a code is taken by the real-time clock alone',
    breaks: 'life',
    first: ['plugs in', 'asks for the QR code', 'scans the QR code', 'pulls the plug', 'the clock is 25 h ahead for one power-up', 'plugs in'],
    way: 'adversary asks for the QR code; adversary types a code that is too old',
    ...withClockOf((bench) => bench.hal.rtc.read() ?? 0),
  },
  {
    mistake: 'a later code does not replace the one before',
    breaks: 'own',
    first: ['plugs in', 'asks for the QR code', 'scans the QR code'],
    way: 'adversary scans the QR code; adversary types a code that was replaced, the earlier of this QR code',
    plant: () => {
      vi.spyOn(Storage.prototype, 'noteIssue').mockImplementation(function* () {
        yield* [];
        return 'written';
      });
    },
  },
  {
    mistake: 'a power cut clears what was counted',
    breaks: 'attempts',
    way: 'world plugs in; adversary clicks Forgot Pattern; adversary tries 4 wrong passwords; world pulls the plug; world plugs in',
    plant: () => {
      const { heal } = Storage.prototype;
      vi.spyOn(Storage.prototype, 'needsHealing', 'get').mockReturnValue(true);
      vi.spyOn(Storage.prototype, 'heal').mockImplementation(function* (this: Storage) {
        yield* heal.call(this);
        if (!this.journal.pending && this.attempts.of('login') !== 'damaged') yield* this.attempts.clear('login');
      });
    },
  },
  {
    mistake: 'a guess is looked at, and counted only when it was right',
    breaks: 'counted',
    way: 'world plugs in; adversary clicks Forgot Pattern; adversary tries 4 wrong passwords',
    plant: () => {
      vi.spyOn(AttemptCounter.prototype, 'guess').mockImplementation(function* (_route, _limit, isRight) {
        yield* [];
        return isRight() ? 'right' : 'wrong';
      });
    },
  },
  {
    mistake: 'the right answers are taken during a lock',
    breaks: 'lock',
    first: ['plugs in', 'asks for the QR code', 'chooses Security Questions', 'tries 4 times wrong answers', 'tries wrong answers'],
    way: 'owner gives the right answers',
    plant: () => {
      const { guess } = AttemptCounter.prototype;
      vi.spyOn(AttemptCounter.prototype, 'guess').mockImplementation(function* (this: AttemptCounter, route, limit, isRight) {
        const guessed = yield* guess.call(this, route, limit, isRight);
        return guessed === 'locked' && isRight() ? 'right' : guessed;
      });
    },
  },
  {
    mistake: 'the last guess that is permitted lets everybody in',
    breaks: 'stranger',
    first: ['plugs in', 'clicks Forgot Pattern', 'tries 4 wrong passwords'],
    way: 'adversary tries a wrong password',
    plant: () => {
      const { guess } = AttemptCounter.prototype;
      vi.spyOn(AttemptCounter.prototype, 'guess').mockImplementation(function* (this: AttemptCounter, route, limit, isRight) {
        const before = this.of(route);
        const guessed = yield* guess.call(this, route, limit, isRight);
        return before !== 'damaged' && before.failures === limit.attempts - 1 ? 'right' : guessed;
      });
    },
  },
  {
    mistake: 'a new password is stored in two steps',
    breaks: 'whole',
    first: RECOVERED.slice(0, -1),
    way: 'owner saves a new password; power is cut during flash operation 3',
    plant: () => {
      const { saveVoidingCodes } = Storage.prototype;
      vi.spyOn(Storage.prototype, 'saveVoidingCodes').mockImplementation(function* (this: Storage, credentials) {
        yield* this.settings.append({ type: RECORD.credentials, payload: encodeAbsent() });
        return yield* saveVoidingCodes.call(this, credentials);
      });
    },
  },
  {
    mistake: 'Cancel of the QR code does nothing',
    breaks: 'wayOut',
    first: ['plugs in'],
    way: 'adversary asks for the QR code; owner wants to leave the menu',
    createBench: (options) => new Bench({ ...options, menus: () => deaf(chartOf(options.board).menus, 'recovery.qr-code', 'cancel.clicked') }),
  },
  {
    mistake: 'the service sends codes, and the recorder takes none',
    breaks: 'byMail',
    first: ['plugs in'],
    way: 'adversary clicks Forgot Pattern; owner wants back in by the mail',
    createBench: (options) => new Bench({ ...options, menus: () => deaf(chartOf(options.board).menus, 'recovery.checking-code', 'code.accepted') }),
  },
];

/** The statechart of the menus, in which this event means nothing in this state. */
const deaf = (right: MenuStepper, state: string, event: string): MenuStepper => ({
  start: (facts) => right.start(facts),
  step: (from, happened) => right.step(from, from.regions.menu === state && happened === event ? 'input.taken' : happened),
});

/** A firmware that asks somebody else what time it is. */
function withClockOf(nowMs: (bench: Bench) => number): Pick<Planted, 'plant' | 'createBench'> {
  let bench: Bench;
  return {
    createBench: (options) => {
      bench = new Bench(options);
      return bench;
    },
    plant: () => {
      vi.spyOn(DeviceTime.prototype, 'nowMs', 'get').mockImplementation(() => nowMs(bench));
    },
  };
}

describe('a planted mistake', () => {
  test.each(PLANTED)('$mistake: it is found', async ({ breaks, first = [], way, plant, createBench, board = {} }) => {
    plant?.();
    const found = await firstBroken(seedBoard(board), first, createBench);
    expect(`${PROPERTIES[found.property].name}: ${wordsOf(found, first.length)}`).toBe(`${PROPERTIES[breaks].name}: ${way}`);
    if (!createBench) expect(await played(found)).toMatch(/^FAIL/);
    vi.restoreAllMocks();
    expect(await played(found)).toBe('PASS');
  });
});
