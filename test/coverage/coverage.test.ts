/** What there is to cover in a statechart, what a run covers of it, and how it is told. */
import { describe, expect, test } from 'vitest';
import { createMachine } from 'xstate';
import type { Board } from '../../src/board.ts';
import { loadBoard, shippedBoards } from '../../src/board-file.ts';
import { type BoardCoverage, coverageOf, mergeCoverage, percentOf, shareOf, uncovered } from '../../src/coverage/coverage.ts';
import { domainOf, itemsOf } from '../../src/coverage/items.ts';
import { belowMinimum, readMinimum } from '../../src/coverage/minimum.ts';
import { CoverageTally, type Hits } from '../../src/coverage/tally.ts';
import { formatCoverage } from '../../src/coverage/text.ts';
import { unwrap } from '../../src/errors.ts';
import { chartOf } from '../../src/fsm/chart.ts';
import { pathOf } from '../../src/fsm/machine-parts.ts';
import { FIRST_POWER_UP, type PowerUp } from '../../src/fsm/system.ts';
import { loadScenario } from '../../src/scenario/decode.ts';
import { runScenario } from '../../src/scenario/runner.ts';
import { runSteps, shippedScenarios } from '../support/scenarios.ts';
import { seedBoard } from '../support/world.ts';

const boardOf = (name: string): Board => unwrap(loadBoard(name)).board;
const region = (coverage: BoardCoverage, name: string) => coverage.regions.find((found) => found.region === name) as BoardCoverage['regions'][number];
const one = (board: Board, hits: Hits = {}): BoardCoverage => coverageOf([{ board, hits }])[0] as BoardCoverage;

const SHORT = '  - press: { bounce: none }\n  - delay: 4.5 s\n  - power: on\n  - delay: 10 s\n  - release: { bounce: none }\n  - delay: 1 s\n';

describe('what there is to cover', () => {
  test.each(shippedBoards())('has names of its own on board %s, and every state that a scenario may name is among them', (name) => {
    const board = boardOf(name);
    const { regions } = one(board);
    const names = regions.flatMap(({ states, transitions, timers }) => [states, transitions, timers].flatMap((hits) => Object.keys(hits)));
    const machines = chartOf(board).machines.flatMap(({ root }) => Object.values(root.states));
    const count = (node: { states: object; transitions: ReadonlyMap<string, readonly unknown[]>; always?: readonly unknown[] }): number =>
      [...node.transitions.values()].flat().length +
      (node.always?.length ?? 0) +
      Object.values(node.states).reduce((sum, child) => sum + count(child), 0);
    expect(new Set(names).size).toBe(names.length);
    expect(regions.reduce((sum, { transitions }) => sum + Object.keys(transitions).length, 0)).toBe(
      machines.reduce((sum, node) => sum + count(node), 0),
    );
    const states = regions.flatMap((found) => Object.keys(found.states));
    const leaves = [...chartOf(board).paths].filter((path) => ![...chartOf(board).paths].some((other) => other.startsWith(`${path}.`)));
    expect(states.sort()).toEqual(leaves.sort());
  });

  test('on a model without a button leaves out what only a button does', () => {
    const { outOfReach } = region(one(boardOf('no-button')), 'hold');
    expect(outOfReach).toContain('hold.counting.window');
    expect(outOfReach).not.toContain('hold.not-fitted');
    expect(region(one(boardOf('seed')), 'hold').outOfReach).toEqual(['hold.not-fitted']);
  });
});

const BOTH = [true, false];
const POWER_UPS: PowerUp[] = [
  ...BOTH.flatMap((stuckBefore) =>
    (['present', 'absent', 'corrupt'] as const).map((credentials) => ({ ...FIRST_POWER_UP, stuckBefore, credentials })),
  ),
  ...(['all', 'password'] as const).flatMap((pendingReset) => BOTH.map((pendingIsErased) => ({ ...FIRST_POWER_UP, pendingReset, pendingIsErased }))),
  { ...FIRST_POWER_UP, arms: false },
];
const STORAGE = ['reset.requested', 'settings.erased', 'defaults.restored', 'reset.finished', 'reset.failed'];

/** Takes every event in every state of the system machine, as long as new states come up, timers whenever they run. */
function exploreAll(board: Board): Hits {
  const tally = new CoverageTally(board);
  const { stepper } = tally;
  const events = [
    ...(board.hasResetButton ? ['contact.closed', 'contact.opened'] : []),
    'restart.requested',
    'factory-default.requested',
    'setup.finished',
    ...STORAGE,
  ];
  const seen = new Set<string>();
  const places = new Map<object, number>();
  const queue: { state: ReturnType<typeof stepper.start>['state']; timers: readonly string[] }[] = [];
  const visit = ({ state, stops, starts }: ReturnType<typeof stepper.start>, before: readonly string[]) => {
    const timers = [...before.filter((id) => !stops.includes(id)), ...starts.map(({ id }) => id)].sort();
    if (!places.has(state)) places.set(state, places.size);
    const key = `${places.get(state)} ${timers.join()}`;
    if (seen.has(key)) return;
    seen.add(key);
    queue.push({ state, timers });
  };
  for (const powerUp of POWER_UPS) visit(stepper.start(powerUp), []);
  for (let place = queue.pop(); place; place = queue.pop()) {
    const { state, timers } = place;
    for (const event of events) visit(stepper.step(state, event), timers);
    for (const timer of timers)
      visit(
        stepper.step(state, timer),
        timers.filter((id) => id !== timer),
      );
  }
  return tally.hits;
}

describe('a transition', () => {
  test('within its own state does not leave it; a leap to a state beside it enters all that is on the way', () => {
    const machine = createMachine({
      type: 'parallel',
      states: {
        r: {
          initial: 'a',
          states: {
            a: { initial: 'one', on: { inner: '.two' }, states: { one: {}, two: { on: { leap: '#deep' } } } },
            b: { initial: 'c', states: { c: {}, d: { initial: 'e', states: { e: { id: 'deep' } } } } },
          },
        },
      },
    });
    const items = [...itemsOf(machine).transitions.values()];
    expect(Object.fromEntries(items.map(({ name, enters }) => [name, enters.map(pathOf).sort()]))).toEqual({
      'r.a --inner--> r.a.two': ['r.a.two'],
      'r.a.two --leap--> r.b.d.e': ['r.b', 'r.b.d', 'r.b.d.e'],
    });
    expect(items.map(({ definition }) => domainOf(definition)?.key)).toEqual(['a', 'r']);
  });
});

describe('what is said to be out of reach', () => {
  // A hold cannot outlast initialisation unseen: where the recorder is ready, none is accepted any more. The guards do not tell that.
  const UNTOLD = ['boot.ready --factory-default.accepted--> boot.defaulting', 'boot.locked --factory-default.accepted--> boot.defaulting'];

  test.each([
    ['seed', UNTOLD],
    ['no-button', []],
  ])('on board %s nothing of it happens, whatever the order of edges and timers, and nearly all else does', (name, untold) => {
    const board = boardOf(name);
    const system = (hits: Hits) => one(board, hits).regions.filter((found) => found.region !== 'menu');
    const explored = system(exploreAll(board));
    expect(explored.map(({ outOfReach }) => outOfReach)).toEqual(system({}).map(({ outOfReach }) => outOfReach));
    expect(explored.flatMap(uncovered)).toEqual(untold);
  });

  test('does not happen in any shipped scenario', async () => {
    const scenarios = shippedScenarios().map((file) => unwrap(loadScenario(file, { hashCost: 2 })));
    const runs: { board: Board; hits: Hits }[] = [];
    for (const scenario of scenarios) runs.push({ board: scenario.board, hits: (await runScenario(scenario)).coverage });
    const covered = coverageOf(runs);
    const outOf = (coverages: readonly BoardCoverage[]) =>
      coverages.map(({ board, regions }) => [board, regions.map(({ outOfReach }) => outOfReach)]);
    expect(outOf(covered)).toEqual(outOf(coverageOf(runs.map(({ board }) => ({ board, hits: {} })))));
    expect(runs.map(({ hits }) => Object.keys(hits).length > 5).every(Boolean)).toBe(true);
  });
});

describe('a run', () => {
  test('covers the states it was in, the transitions it took by their branch, and its timers: started, fired, stopped', async () => {
    const { coverage } = await runSteps(SHORT, 'state: provisioned');
    const hold = Object.fromEntries(Object.entries(coverage).filter(([name]) => /^(hold|contact|button|window|over|early)/.test(name)));
    expect(hold).toEqual({
      'button.pressed fired': 1,
      'button.pressed started': 1,
      'button.released fired': 1,
      'button.released started': 1,
      'contact.closed': 1,
      'contact.closed --contact.opened--> contact.opening': 1,
      'contact.closing': 1,
      'contact.closing --button.pressed--> contact.closed': 1,
      'contact.open': 2,
      'contact.open --contact.closed--> contact.closing': 1,
      'contact.opening': 1,
      'contact.opening --button.released--> contact.open': 1,
      'hold.counting --button.released [latchedIn early]--> hold.short': 1,
      'hold.counting.early': 1,
      'hold.counting.early --contact.opened--> (stays)': 1,
      'hold.short': 1,
      'hold.unsampled': 1,
      'hold.unsampled --sampling.started [else]--> hold.counting.early': 1,
      'window.reached started': 1,
      'window.reached stopped': 1,
    });
  });

  test('counts a state that is left again in the same step', async () => {
    const board = seedBoard({ decideAt: 'threshold', stages: [{ fromUs: 0, toUs: Number.POSITIVE_INFINITY, action: 'factory-default' }] });
    const { coverage } = await runSteps('  - press: { bounce: none }\n  - power: on\n  - wait-state: { state: hold.reset }\n', '', { board });
    expect(coverage['hold.counting.window']).toBe(1);
    expect(coverage['hold.counting.window --at once [contactIsClosed]--> hold.reset']).toBe(1);
  });

  test('is plain data, the same each time, and two runs add up to one that did both', async () => {
    const [first, again] = [await runSteps(SHORT), await runSteps(SHORT)].map(({ coverage }) => coverage) as [Hits, Hits];
    expect(JSON.stringify(again)).toBe(JSON.stringify(first));
    const twice = Object.fromEntries(Object.entries(first).map(([name, times]) => [name, 2 * times]));
    expect(one(seedBoard(), twice)).toEqual(coverageOf([first, again].map((hits) => ({ board: seedBoard(), hits })))[0]);
  });

  test('is the same run as without counting: it has the same trace', async () => {
    const { traceHash } = await runSteps(SHORT);
    const run = await runSteps(SHORT);
    run.coverage;
    expect(run.traceHash).toBe(traceHash);
  });
});

describe('coverage of shards', () => {
  test('joins to that of the whole run, whatever the boards', async () => {
    const hits = (await runSteps(SHORT)).coverage;
    const [seed, silent] = [boardOf('seed'), boardOf('no-button')];
    const runs = [
      { board: seed, hits },
      { board: silent, hits: {} },
      { board: seed, hits },
    ];
    const shards = [coverageOf(runs.slice(0, 1)), coverageOf(runs.slice(1))];
    expect(mergeCoverage(JSON.parse(JSON.stringify(shards)))).toEqual(coverageOf(runs));
  });
});

describe('the table', () => {
  test('tells each region, what is open with the nearest first, and what does not count', async () => {
    const text = formatCoverage([one(boardOf('seed'), (await runSteps(SHORT, 'state: provisioned')).coverage)], 6);
    expect(text).toBe(`coverage of the statechart of board seed
  region   states  transitions  timers      all
  contact     4/5          4/8     4/9   54.5 %
  hold       3/12         3/25     2/9   17.3 %
  boot       2/16         1/35     3/7   10.3 %
  buzzer      2/2          2/2     2/2  100.0 %
  menu       0/42        0/130     0/3    0.0 %
  all       11/77       10/200   11/30   10.4 %
  not covered:
    contact.chattering
    hold.counting.window
    boot.awaiting-release
    menu.closed
    contact.closing --contact.opened--> contact.chattering
    hold.counting.over
    and 269 more: the reports have them all
  not counted, because it cannot happen on this board: 42`);
  });
});

describe('the minimum', () => {
  const coverage = [one(boardOf('seed'), { 'boot.starting': 1 })];

  test('is told in words for each board below it', () => {
    expect(belowMinimum(coverage, { percent: 0 })).toEqual([]);
    expect(belowMinimum(coverage, { percent: 90 })).toEqual([
      'coverage of board seed is 0.3 %, less than --coverage-min 90: 1 of 307 states, transitions and timers; 276 more are needed',
    ]);
    expect(belowMinimum(coverage, unwrap(readMinimum('seed=0.3')))).toEqual([]);
    expect(belowMinimum(coverage, unwrap(readMinimum('pi-4=1')))).toEqual(['--coverage-min pi-4=1: nothing was run on board pi-4']);
  });

  test('counts what cannot happen neither way, and says 100 per cent of nothing less', () => {
    expect(percentOf({ covered: 999, total: 1000 })).toBe(99.9);
    expect(percentOf({ covered: 99_999, total: 100_000 })).toBe(99.9);
    expect(percentOf({ covered: 0, total: 0 })).toBe(100);
    const { covered, total } = shareOf(one(boardOf('no-button')).regions);
    expect([covered, total > 100]).toEqual([0, true]);
  });

  test.each(['', 'x', '-1', '101', '90%', 'NaN', '1e2', 'seed=', '=9'])('%j is not one', (written) => {
    const read = readMinimum(written);
    expect(read.ok ? 'ok' : read.problems[0]?.remedy).toContain('--coverage-min 90');
  });
});
