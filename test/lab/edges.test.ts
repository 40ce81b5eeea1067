/** The edges of boards, found by running them: they lie where the board file says, and where the firmware has them if the two differ. */
import { describe, expect, test } from 'vitest';
import { type Board, holdPhases } from '../../src/board.ts';
import { type BoardFile, loadBoard, shippedBoards } from '../../src/board-file.ts';
import { unwrap } from '../../src/errors.ts';
import { createStepper } from '../../src/fsm/stepper.ts';
import { createSystemMachine } from '../../src/fsm/system.ts';
import { saysOf } from '../../src/lab/board-says.ts';
import { type Findings, findEdges } from '../../src/lab/edges.ts';
import { runTrial } from '../../src/lab/trial.ts';
import { MS, S, seedBoard } from '../support/world.ts';
import { writtenBoard } from '../support/written-board.ts';

const edgesOf = (found: Findings) => Object.fromEntries(found.edges.map(({ name, atUs }) => [name, atUs]));
const differing = (file: BoardFile, found: Findings) =>
  found.edges.flatMap(({ name, atUs }) => {
    const says = saysOf(file, name);
    return says && says.us !== atUs ? [`${name}: ${atUs} instead of ${says.us}`] : [];
  });

describe('the default board', () => {
  const found = findEdges(seedBoard());

  test('has the edges of the guide, each to 1 us', () => {
    expect(edgesOf(found)).toEqual({
      'short.to': 20 * S - 1,
      'factory-default.from': 20 * S,
      'factory-default.to': 30 * S,
      'over-held.from': 30 * S + 1,
      'over-held.to': 60 * S - 1,
      'stuck.from': 60 * S,
      'pre-power.from': 4 * S,
      'pre-power.to': 5 * S,
      'first-sample': 50 * MS,
      'press.latest': 50 * MS - 1,
      'press.too-late': 50 * MS,
      'gap.bridged': 30 * MS - 1,
      'gap.ends': 30 * MS,
      'dip.bridged': 20 * MS - 1,
      'dip.ends': 20 * MS,
      'watchdog.bites': 10 * S,
    });
    expect(found.notes).toEqual([]);
  });

  test('seen by a person with a stop-watch, a hold is longer by the time to the first sample', () => {
    const edge = found.edges.find(({ name }) => name === 'factory-default.from');
    expect(edge?.fromPlugUs).toBe(20.05 * S);
  });

  test('found again with another seed they are the same', () => {
    expect(edgesOf(findEdges(seedBoard(), { seed: 77 }))).toEqual(edgesOf(found));
  });
});

describe('what was found is what the firmware does, not what the board file says', () => {
  const firmware = (changes: Partial<Board>) => createStepper(createSystemMachine(seedBoard(changes)));

  test('a window that begins a second late and a debounce 10 ms too long are seen', () => {
    const stepper = firmware({ debounceUs: 40 * MS, stages: [{ fromUs: 21 * S, toUs: 30 * S, action: 'factory-default' }] });
    expect(edgesOf(findEdges(seedBoard(), { stepper }))).toMatchObject({
      'factory-default.from': 21 * S,
      'factory-default.to': 30 * S,
      'gap.ends': 40 * MS,
      'dip.ends': 20 * MS,
    });
  });

  test('a second window that no file names is seen', () => {
    const stepper = firmware({
      stages: [
        { fromUs: 2 * S, toUs: 3 * S, action: 'factory-default' },
        { fromUs: 20 * S, toUs: 30 * S, action: 'factory-default' },
      ],
    });
    expect(edgesOf(findEdges(seedBoard(), { stepper }))).toMatchObject({
      'factory-default.from': 2 * S,
      'factory-default.to': 3 * S,
      'factory-default-2.from': 20 * S,
      'factory-default-2.to': 30 * S,
    });
  });
});

describe.each(shippedBoards().filter((name) => name !== 'no-button'))('the board %s', (name) => {
  const file = unwrap(loadBoard(name));
  const found = findEdges(file.board, { checks: 1 });

  test('has every edge where its file says', () => {
    // A press has to outlast the debounce before anybody sees it: the one edge that its file does not say as it is.
    expect(differing(file, found)).toEqual(name === 'openwrt' ? ['restart.from: 5000 instead of 0'] : []);
    expect(found.notes.filter((note) => note.includes('not monotone'))).toEqual([]);
  });

  test('has a beginning and an end for each window that acts', () => {
    const acting = holdPhases(file.board).filter(({ action }) => action !== 'none');
    expect(found.edges.filter(({ name }) => /^(factory-default|password-reset|restart)(-\d)?\./.test(name))).toHaveLength(2 * acting.length);
  });
});

describe('boards with less to find', () => {
  test('without a button nothing is run, and that is said', () => {
    const found = findEdges(seedBoard({ hasResetButton: false }));
    expect([found.runs, found.edges]).toEqual([0, []]);
    expect(found.notes).toEqual(['this model has no reset button: there is no hold to time']);
  });

  test('without a watchdog a hung firmware stays hung, and that is said', () => {
    const found = findEdges(seedBoard({ watchdogTimeoutUs: 0 }), { checks: 1 });
    expect(found.notes).toEqual(['watchdog: a firmware that hangs is not restarted within 150.000 s']);
  });

  test('without a debounce the shortest gap there is ends the hold, without hold-up the shortest dip', () => {
    const found = findEdges(writtenBoard({ debounce: '0 ms', supplyHoldUp: '0 ms' }).board, { checks: 1 });
    expect(edgesOf(found)).toMatchObject({ 'gap.ends': 1, 'dip.ends': 1 });
  });

  test('described with the wrong polarity no hold does anything, and that is said', () => {
    const found = findEdges(seedBoard({ closedLevel: 1 }), { checks: 1 });
    expect(found.edges.filter(({ name }) => name.startsWith('factory-default'))).toEqual([]);
    expect(found.notes).toContain('hold: no hold does anything on this board');
  });
});

test('a trial that is played again gives the same result', () => {
  const trial = { board: seedBoard(), preHoldUs: 4 * S, holdUs: 25 * S, bounce: { durationUs: 2 * MS, toggles: 31, seed: 3 } };
  expect(runTrial(trial)).toEqual(runTrial(trial));
});
