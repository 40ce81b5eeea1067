/** A sweep: every point once, checked against the rules; mistakes in firmware or oracle are found and made as small as they get. */
import { describe, expect, test } from 'vitest';
import { parseSource } from '../../src/document.ts';
import { unwrap } from '../../src/errors.ts';
import { createStepper } from '../../src/fsm/stepper.ts';
import { createSystemMachine } from '../../src/fsm/system.ts';
import { scenarioOf, shrink, smaller } from '../../src/lab/counter-example.ts';
import { heatMaps, stretchesOf } from '../../src/lab/heat-map.ts';
import { predict } from '../../src/lab/oracle.ts';
import { type Cell, cellOf, cellsIn, defaultGrid, type Grid, type SweepOptions, sweep } from '../../src/lab/sweep.ts';
import { decodeScenario } from '../../src/scenario/decode.ts';
import { runScenario } from '../../src/scenario/runner.ts';
import { MS, S, seedBoard } from '../support/world.ts';

const board = seedBoard();
const GRID: Grid = {
  hold: [0, 10 * S, 20 * S, 25 * S, 30 * S + 1, 50 * S],
  preHold: [0, 4.5 * S],
  bounce: [0, 90 * MS],
  dip: [0, 10 * MS, 500 * MS],
};
const smallestOf = (cells: readonly Cell[]) =>
  cells.filter(({ check }) => check === 'differs').reduce<Cell | undefined>((best, cell) => smaller(board, best, cell), undefined);
const counterExampleOf = (options: SweepOptions) => {
  const cell = smallestOf([...sweep(board, GRID, options)]);
  return cell && shrink(board, cell, options);
};

describe('the default board', () => {
  test('does at every point of the grid what its rules say', () => {
    const cells = [...sweep(board, GRID, { seed: 1 })];
    expect(cells).toHaveLength(cellsIn(GRID));
    expect(new Set(cells.map(({ at }) => JSON.stringify(at))).size).toBe(cells.length);
    expect(cells.filter(({ check }) => check !== 'agrees')).toEqual([]);
    expect(new Set(cells.map(({ outcome }) => outcome))).toEqual(new Set(['short', 'factory-default', 'over-held', 'not-armed']));
  });

  test('comes out the same with the same seed', () => {
    const outcomes = () => [...sweep(board, GRID, { seed: 5 })];
    expect(outcomes()).toEqual(outcomes());
  });

  test('has a grid of its own with the edges of its window in it', () => {
    const { hold, dip } = defaultGrid(board);
    expect(hold).toEqual(expect.arrayContaining([0, 20 * S, 30 * S, 45 * S]));
    expect(dip).toEqual([0, 10 * MS, 520 * MS]);
  });
});

describe('a mistake', () => {
  test('in the firmware that moves the window is found, with no deviation and at its very edge', () => {
    const stepper = createStepper(createSystemMachine(seedBoard({ stages: [{ fromUs: 21 * S, toUs: 30 * S, action: 'factory-default' }] })));
    const found = counterExampleOf({ seed: 1, stepper });
    expect(found).toMatchObject({ at: { hold: 20 * S, preHold: 4.5 * S, bounce: 0, dip: 0 }, outcome: 'short', deviations: [] });
    expect(found?.rules).toMatchObject({ verdict: 'reset', actions: ['factory-default'] });
  });

  test('found far from plain loses every deviation that it does not need, and the hold that it does not', () => {
    const stepper = createStepper(createSystemMachine(seedBoard({ stages: [{ fromUs: 21 * S, toUs: 30 * S, action: 'factory-default' }] })));
    const options = { seed: 1, stepper };
    const cell = cellOf(board, { hold: 20.5 * S, preHold: 12 * S, bounce: 2 * MS, dip: 10 * MS }, options);
    expect(cell.check).toBe('differs');
    expect(shrink(board, cell, options)).toMatchObject({ at: { hold: 20 * S, preHold: 4.5 * S, bounce: 0, dip: 0 }, deviations: [] });
  });

  test('in the firmware that shows only with a dip keeps the dip and loses everything else', () => {
    const stepper = createStepper(createSystemMachine(seedBoard({ samplingStartUs: 5 * S })));
    // That late a first sample moves no hold that is counted from it, but a dip after it.
    const cells = [...sweep(board, { ...GRID, hold: [50 * S], dip: [0, 500 * MS] }, { seed: 1, stepper })];
    const cell = smallestOf(cells);
    expect(cell && shrink(board, cell, { seed: 1, stepper })).toMatchObject({ deviations: ['dip'], at: { bounce: 0, dip: 500 * MS } });
  });

  test('in the oracle is found too', () => {
    const found = counterExampleOf({ seed: 1, oracle: (trial, seen) => predict({ ...trial, board: seedBoard({ overHold: 'accept' }) }, seen) });
    expect(found).toMatchObject({ at: { hold: 30 * S + 1 }, outcome: 'over-held', deviations: [], rules: { verdict: 'reset' } });
  });

  test('becomes a scenario that ends as the sweep did, for the plainest and for one with bounce and dip', async () => {
    const oracle: SweepOptions['oracle'] = (trial, seen) => {
      const rules = predict(trial, seen);
      return rules && { ...rules, verdict: 'stuck' };
    };
    const points = [
      { hold: 25 * S, preHold: 4.5 * S, bounce: 0, dip: 0 },
      { hold: 45 * S + 7, preHold: 0, bounce: 90 * MS, dip: 500 * MS },
      { hold: 1, preHold: 12 * S, bounce: 3 * MS, dip: 0 },
    ];
    for (const at of points) {
      const grid = { hold: [at.hold], preHold: [at.preHold], bounce: [at.bounce], dip: [at.dip] };
      const [cell] = [...sweep(board, grid, { seed: 3, oracle })];
      if (!cell?.rules) throw new Error('nothing differs');
      const text = scenarioOf(board, 'seed', { at, outcome: cell.outcome, rules: cell.rules, deviations: [] }, { seed: 3 });
      const run = await runScenario(unwrap(decodeScenario(unwrap(parseSource(text, 'counter.yaml')))));
      const verdict = { 'factory-default': 'reset' }[cell.outcome] ?? cell.outcome;
      expect([run.outcome, run.failure?.message]).toEqual(['FAIL', expect.stringContaining(`expected stuck, got ${verdict}`)]);
      // And the scenario that expects what came of it passes.
      const right = await runScenario(
        unwrap(decodeScenario(unwrap(parseSource(text.replace('verdict: stuck', `verdict: ${verdict}`), 'right.yaml')))),
      );
      expect(right.outcome).toBe('PASS');
    }
  });
});

describe('maps', () => {
  const cells = [...sweep(board, GRID, { seed: 1 })];

  test('are one for each choice of the two shorter axes, with a row for each value of the longest', () => {
    const maps = heatMaps(GRID, cells);
    expect(maps.map(({ y, rows, fixed }) => [y, rows.length, fixed])).toEqual([
      [
        'dip',
        3,
        [
          ['preHold', 0],
          ['bounce', 0],
        ],
      ],
      [
        'dip',
        3,
        [
          ['preHold', 0],
          ['bounce', 90 * MS],
        ],
      ],
      [
        'dip',
        3,
        [
          ['preHold', 4.5 * S],
          ['bounce', 0],
        ],
      ],
      [
        'dip',
        3,
        [
          ['preHold', 4.5 * S],
          ['bounce', 90 * MS],
        ],
      ],
    ]);
    const [, , ideal] = maps;
    const stretches = ideal?.rows[0] ? stretchesOf(ideal.rows[0]) : [];
    expect(stretches.map(({ from, to, cell }) => [from, to, cell.outcome])).toEqual([
      [0, 1, 'short'],
      [2, 3, 'factory-default'],
      [4, 5, 'over-held'],
    ]);
  });

  test('of a sweep that was broken off have holes', () => {
    const rows = heatMaps(GRID, cells.slice(0, 3)).flatMap((map) => map.rows);
    expect(rows.flatMap((row) => row.cells.filter((cell) => cell !== undefined))).toHaveLength(3);
  });
});
