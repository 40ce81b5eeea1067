/** The shipped boards: what they hold, and each policy acting as its procedure says, in virtual time. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Bench } from '../src/bench/bench.ts';
import type { Board } from '../src/board.ts';
import { BOARDS_FOLDER, loadBoard, shippedBoards } from '../src/board-file.ts';
import { PARAMETERS } from '../src/board-parameters.ts';
import { PARAMETER_NAMES } from '../src/board-schema.ts';
import { unwrap } from '../src/errors.ts';
import { heldFor, heldToT0, MS, resets, S, starts } from './support/world.ts';

const boardNamed = (name: string): Board => unwrap(loadBoard(name)).board;

/** Held through power-up until `heldUs` after T0. */
const held = (name: string, heldUs: number): Bench => heldFor(heldUs, { board: boardNamed(name) });

/** A running board whose button is pressed for `pressUs`, then left alone for 10 s. */
function pressed(name: string, pressUs: number): Bench {
  const bench = new Bench({ board: boardNamed(name), state: 'provisioned' });
  bench.supply.plugIn();
  bench.advance(30 * S);
  press(bench, pressUs);
  return bench;
}

function press(bench: Bench, pressUs: number): void {
  bench.finger.press();
  bench.advance(pressUs);
  bench.finger.release();
  bench.advance(10 * S);
}

const causes = (bench: Bench): (string | undefined)[] => starts(bench);

test('a file that has not changed is the same board again, so its statecharts are built once; one that has is another', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'recsim-board-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'board.json');
  const seed = JSON.parse(readFileSync(path.join(BOARDS_FOLDER, 'seed', 'board.json'), 'utf8'));
  const load = (title: string): Board => {
    writeFileSync(file, JSON.stringify({ ...seed, title }));
    return unwrap(loadBoard(file)).board;
  };
  const first = load('One');
  expect(load('One')).toBe(first);
  const other = load('Two');
  expect([other.title, other === first]).toEqual(['Two', false]);
  expect(load('One')).toEqual(first);
});

test('a file whose firmware got another mistake is another board', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'recsim-board-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'board.json');
  const faulty = JSON.parse(readFileSync(path.join(BOARDS_FOLDER, 'faulty', 'always-active', 'board.json'), 'utf8'));
  const load = (variant: string): Board => {
    writeFileSync(file, JSON.stringify({ ...faulty, fault: { ...faulty.fault, variant } }));
    return unwrap(loadBoard(file)).board;
  };
  const first = load('always-active');
  expect(load('always-active')).toBe(first);
  expect(load('watchdog-starves')).not.toBe(first);
});

test('every shipped board is valid and is named after its folder', () => {
  expect(shippedBoards()).toEqual(
    expect.arrayContaining([
      'amcrest-5000',
      'broadcom-cfe',
      'esp-idf-bootloader',
      'mikrotik-staged',
      'no-button',
      'openwrt',
      'pi-4',
      'rtl-playground',
      'seed',
      'sma-edmm-20',
      'two-beeps',
      'u-boot-button',
      'unifi',
      'xvr-gui4',
    ]),
  );
  for (const name of shippedBoards()) expect(boardNamed(name).name).toBe(name);
});

test.each(shippedBoards())('the file of %s points at a schema that is there', (name) => {
  const folder = path.join(BOARDS_FOLDER, name);
  const { $schema } = JSON.parse(readFileSync(path.join(folder, 'board.json'), 'utf8'));
  expect(existsSync(path.join(folder, $schema))).toBe(true);
});

test('seed names every parameter with its provenance, and every one is the default', () => {
  const { provenance } = unwrap(loadBoard('seed'));
  // stages takes the place of holdMin and holdMax, so no board has all three.
  expect(provenance.filter(({ given }) => !given).map(({ name }) => name)).toEqual(['stages']);
  for (const { name, value, basis } of provenance)
    expect({ name, value, basis }).toEqual({ name, value: PARAMETERS[name].default, basis: PARAMETERS[name].basis });
  expect(provenance.map(({ name }) => name)).toEqual(PARAMETER_NAMES);
});

describe('recorders', () => {
  test('amcrest-5000: no beep, and a release once the system has loaded resets', () => {
    const bench = held('amcrest-5000', 20 * S);
    expect(bench.verdict).toBe('reset');
    expect(bench.trace.all('buzzer')).toEqual([]);
    expect(held('amcrest-5000', 19.9 * S).verdict).toBe('short');
  });

  test.each([
    [4.999 * S, 'short'],
    [5 * S, 'reset'],
    [10 * S, 'reset'],
    [10.001 * S, 'over-held'],
  ])('xvr-gui4: held %i us -> %s', (heldUs, verdict) => {
    expect(held('xvr-gui4', heldUs).verdict).toBe(verdict);
  });

  test('xvr-gui4: nobody asks for a hold before power', () => {
    const bench = heldFor(7 * S, { board: boardNamed('xvr-gui4'), prePowerUs: 10 * MS });
    expect(bench.verdict).toBe('reset');
    expect(bench.prePowerGrade).toBeUndefined();
  });

  test('two-beeps: beeps twice while still held, then restarts without a release', () => {
    const bench = heldToT0({ board: boardNamed('two-beeps') });
    bench.advance(20 * S - 1);
    expect(bench.trace.all('buzzer', 1)).toEqual([]);
    bench.advance(S);
    expect(bench.finger.isPressing).toBe(true);
    expect(bench.trace.all('buzzer', 1).length).toBe(2);
    expect(bench.isIn('boot.restarting')).toBe(true);
    bench.advance(60 * S);
    expect(causes(bench)).toEqual(['power-on', 'software']);
    expect(resets(bench)).toBe(1);
  });

  test('no-button: a finger where the button would be does nothing', () => {
    const bench = held('no-button', 25 * S);
    expect(bench.explain()?.because).toBe('not-fitted');
    expect(resets(bench)).toBe(0);
    expect(bench.isIn('boot.ready.login')).toBe(true);
  });

  test('pi-4: the timings of seed, on named lines of the header', () => {
    const { name: _n, title: _t, procedure: _p, pins, ...pi } = boardNamed('pi-4');
    const { name: _sn, title: _st, procedure: _sp, pins: _spins, ...seed } = boardNamed('seed');
    expect(pi).toEqual(seed);
    expect(pins.reset).toMatchObject({ line: 'GPIO17', header: 11, bias: 'pull-up' });
    expect(Object.keys(pins)).toEqual(['reset', 'buzzer', 'led', 'power']);
  });
});

describe('mikrotik-staged', () => {
  test.each([
    [4 * S, 'short'],
    [7 * S, 'between'],
    [15 * S, 'between'],
    [20 * S, 'reset'],
    [600 * S, 'reset'],
    [600 * S + 1, 'over-held'],
  ])('held %i us -> %s', (heldUs, verdict) => {
    expect(held('mikrotik-staged', heldUs).verdict).toBe(verdict);
  });

  test('the LED shows the stage the hold is in, and the start when the hold ended for nothing', () => {
    const bench = heldToT0({ board: boardNamed('mikrotik-staged') });
    const led = () => bench.trace.last('led')?.value;
    const shown = [led()];
    for (const stepUs of [5 * S, 5 * S, 10 * S]) {
      bench.advance(stepUs);
      shown.push(led());
    }
    expect(shown).toEqual(['slow-blink', 'fast-blink', 'on', 'off']);
    const early = heldToT0({ board: boardNamed('mikrotik-staged') });
    early.advance(7 * S);
    early.finger.release('none');
    early.advance(S);
    expect(early.trace.last('led')?.value).toBe('slow-blink');
    early.advance(30 * S);
    expect(early.trace.last('led')?.value).toBe('on');
  });
});

describe('sma-edmm-20', () => {
  const cases = [
    [3 * S, 'between', []],
    [7 * S, 'restart', []],
    [12 * S, 'password-reset', ['password']],
    [17 * S, 'reset', ['all']],
    [25 * S, 'over-held', []],
  ] as const;

  test.each(cases)('held %i us -> %s', (heldUs, verdict, erased) => {
    for (const bench of [held('sma-edmm-20', heldUs), pressed('sma-edmm-20', heldUs)]) {
      expect(bench.trace.all('verdict').find(({ value }) => value !== 'not-armed')?.value).toBe(verdict);
      expect(bench.trace.all('journal', 'requested').map(({ detail }) => detail)).toEqual(erased);
    }
  });

  test('10 s and 15 s belong to the later stage', () => {
    expect(held('sma-edmm-20', 10 * S).verdict).toBe('password-reset');
    expect(held('sma-edmm-20', 15 * S).verdict).toBe('reset');
  });
});

describe('openwrt', () => {
  test('a press of 0.5 s restarts and keeps the settings', () => {
    const bench = pressed('openwrt', 0.5 * S);
    expect(causes(bench)).toEqual(['power-on', 'software']);
    expect(resets(bench)).toBe(0);
  });

  test('a press of 3 s does nothing', () => {
    const bench = pressed('openwrt', 3 * S);
    expect(bench.verdict).toBe('between');
    expect(causes(bench)).toEqual(['power-on']);
  });

  test('a press of 5 s restores the defaults, at its release', () => {
    const bench = pressed('openwrt', 4.5 * S);
    expect(bench.verdict).toBe('between');
    press(bench, 5 * S);
    expect(bench.verdict).toBe('reset');
    expect(resets(bench)).toBe(1);
  });

  test('a key held at boot is not announced, however long; the next press is', () => {
    const bench = held('openwrt', 10 * S);
    expect(bench.verdict).toBe('not-armed');
    expect(resets(bench)).toBe(0);
    press(bench, 6 * S);
    expect(resets(bench)).toBe(1);
  });
});

describe.each(['openwrt', 'unifi'])('%s', (name) => {
  test('a touch over the first sample that never settles spoils nothing: the next press counts', () => {
    const board = boardNamed(name);
    const bench = new Bench({ board, state: 'provisioned' });
    bench.supply.plugIn();
    bench.advance(board.samplingStartUs - 1 * MS);
    bench.finger.press('none');
    bench.advance(2 * MS);
    bench.finger.release('none');
    bench.advance(60 * S);
    press(bench, 12 * S);
    expect([bench.verdict, resets(bench)]).toEqual(['reset', 1]);
  });

  test('a contact that bounces without ever settling is stuck in the end; once it is still and open, the next press counts', () => {
    const board = boardNamed(name);
    const bench = new Bench({ board, state: 'provisioned' });
    bench.supply.plugIn();
    bench.advance(30 * S);
    for (const endUs = bench.nowUs + board.stuckAfterUs + 1 * S; bench.nowUs < endUs; bench.advance(board.debounceUs / 2)) {
      bench.finger.press('none');
      bench.advance(board.debounceUs / 2);
      bench.finger.release('none');
    }
    expect(bench.verdict).toBe('stuck');
    bench.advance(1 * S);
    press(bench, 12 * S);
    expect([bench.verdict, resets(bench)]).toEqual(['reset', 1]);
  });
});

describe('rtl-playground', () => {
  test.each([
    [9.999 * S, 'short', 0],
    [10 * S, 'reset', 1],
    [30 * S, 'reset', 1],
    [30.001 * S, 'over-held', 0],
  ])('held %i us -> %s', (heldUs, verdict, erased) => {
    const bench = held('rtl-playground', heldUs);
    expect(bench.verdict).toBe(verdict);
    expect(resets(bench)).toBe(erased);
    expect(bench.isIn('boot.ready')).toBe(true);
  });
});

describe('boot loaders that decide while the button is held', () => {
  test.each(['esp-idf-bootloader', 'broadcom-cfe'])('%s: resets after 5 s, with the finger still down, and once only', (name) => {
    const bench = heldToT0({ board: boardNamed(name) });
    bench.advance(5 * S - 1);
    expect(bench.verdict).toBeUndefined();
    bench.advance(1);
    expect(bench.verdict).toBe('reset');
    expect(bench.finger.isPressing).toBe(true);
    bench.advance(60 * S);
    expect(resets(bench)).toBe(1);
  });

  test('esp-idf-bootloader: one opposite sample aborts, however short', () => {
    const bench = heldToT0({ board: boardNamed('esp-idf-bootloader') });
    bench.advance(3 * S);
    bench.finger.disturb([0, 1]);
    bench.advance(60 * S);
    expect(bench.verdict).toBe('short');
    expect(resets(bench)).toBe(0);
  });

  test('broadcom-cfe: an opening between two samples is not seen, one of 1 ms ends the hold', () => {
    const disturbed = (openUs: number) => {
      const bench = heldToT0({ board: boardNamed('broadcom-cfe') });
      bench.advance(3 * S);
      bench.finger.disturb([0, openUs]);
      bench.advance(20 * S);
      return resets(bench);
    };
    expect(disturbed(0.9 * MS)).toBe(1);
    expect(disturbed(1 * MS)).toBe(0);
  });

  test('u-boot-button: a single sample decides, at T0', () => {
    const bench = heldToT0({ board: boardNamed('u-boot-button'), prePowerUs: 10 * MS });
    expect(bench.verdict).toBe('reset');
    const late = new Bench({ board: boardNamed('u-boot-button') });
    late.supply.plugIn();
    late.advance(late.board.samplingStartUs + 1);
    press(late, 30 * S);
    expect(resets(late)).toBe(0);
  });
});

test('unifi: a press of 10 s on the running device resets, 9.9 s does not, nor does a hold through power-up', () => {
  expect(pressed('unifi', 9.9 * S).verdict).toBe('short');
  expect(resets(pressed('unifi', 10 * S))).toBe(1);
  expect(resets(held('unifi', 20 * S))).toBe(0);
});
