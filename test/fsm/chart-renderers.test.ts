/** The statecharts as drawings: read from the machines themselves, complete, and taken by the tools they are for. */
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { loadBoard, shippedBoards } from '../../src/board-file.ts';
import { unwrap } from '../../src/errors.ts';
import { chartOf } from '../../src/fsm/chart.ts';
import { chartAsDot } from '../../src/fsm/chart-dot.ts';
import { chartAsMermaid } from '../../src/fsm/chart-mermaid.ts';
import { allArrows, allStates, type ChartModel, chartModel } from '../../src/fsm/chart-model.ts';
import { chartAsScxml } from '../../src/fsm/chart-scxml.ts';
import { createMenusMachine } from '../../src/fsm/menus.ts';
import { createStepper, tabulate } from '../../src/fsm/stepper.ts';
import { createSystemMachine, FIRST_POWER_UP } from '../../src/fsm/system.ts';
import { skipWithout } from '../support/tool.ts';
import { MS, S, seedBoard } from '../support/world.ts';

const boards = shippedBoards().map((name) => unwrap(loadBoard(name)).board);
const system = (board = seedBoard()) => chartModel(createSystemMachine(board) as never, board.name);
const menus = (board = seedBoard()) => chartModel(createMenusMachine(board), board.name);
const charts: [name: string, model: ChartModel][] = [
  ...boards.map((board): [string, ChartModel] => [`the system of ${board.name}`, system(board)]),
  ['the menus', menus()],
];
const stateAt = (model: ChartModel, path: string) => allStates(model.states).find((state) => state.path === path);

describe('the model', () => {
  test.each(boards.map((board) => [board.name, board] as const))('of %s has the states that scenarios name, and no others', (_, board) => {
    const paths = [...allStates(system(board).states), ...allStates(menus(board).states)].map(({ path }) => path);
    expect(new Set(paths)).toEqual(chartOf(board).paths);
    expect(paths.length).toBe(chartOf(board).paths.size);
  });

  test('has timers with their times, at the states in which they run', () => {
    expect(stateAt(system(), 'contact.opening')?.timers).toEqual([{ event: 'button.released', us: 30 * MS }]);
    expect(stateAt(system(), 'hold.counting.early')?.timers).toEqual([{ event: 'window.reached', us: 20 * S }]);
    expect(stateAt(menus(), 'menu.desktop')?.timers).toEqual([{ event: 'session.expired', us: 600 * S }]);
    expect(stateAt(system(seedBoard({ debounceUs: 7 * MS })), 'contact.opening')?.timers).toEqual([{ event: 'button.released', us: 7 * MS }]);
  });

  test('has what a state does, and where it leads under which guard', () => {
    const early = stateAt(system(), 'hold.counting.early');
    expect(early?.transitions).toEqual([
      { event: 'contact.opened', actions: [{ kind: 'latch', what: 'early' }] },
      { event: 'window.reached', afterUs: 20 * S, target: 'hold.counting.window', actions: [] },
    ]);
    expect(stateAt(system(), 'hold.counting')?.transitions[0]).toEqual({
      event: 'button.released',
      guard: 'latchedIn(early)',
      target: 'hold.short',
      actions: [],
    });
    expect(stateAt(system(seedBoard({ decideAt: 'threshold' })), 'hold.counting.window')?.transitions.at(-1)).toEqual({
      guard: 'contactIsClosed',
      target: 'hold.reset',
      actions: [],
    });
  });

  test('leads where the machine goes: from 150 states that can be reached, by every transition that has no guard and no rival', () => {
    const stepper = tabulate(createStepper(createSystemMachine(seedBoard())));
    const model = system();
    const events = [...new Set(allArrows(model.states).flatMap(({ event }) => event ?? []))];
    const sure = allStates(model.states).flatMap(({ path, transitions }) =>
      transitions
        .filter(({ event, guard }) => guard === undefined && transitions.filter((one) => one.event === event).length === 1)
        .map((one) => ({ ...one, from: path })),
    );
    const reached = [stepper.start(FIRST_POWER_UP).state];
    const seen = new Set(reached);
    const taken = new Set<string>();
    for (let index = 0; index < Math.min(reached.length, 150); index++) {
      const before = reached[index] as (typeof reached)[number];
      for (const event of events) {
        const { state } = stepper.step(before, event);
        if (!seen.has(state)) reached.push(state);
        seen.add(state);
        for (const { from, target } of sure.filter((one) => one.event === event)) {
          const region = from.split('.')[0] as keyof typeof before.regions;
          if (`${region}.${before.regions[region]}` !== from || target === undefined) continue;
          taken.add(`${from} ${event}`);
          // One that answers itself at once goes further.
          const after = `${region}.${state.regions[region]}`;
          expect([from, event, after]).toEqual([from, event, expect.stringContaining(target)]);
        }
      }
    }
    expect(taken.size).toBeGreaterThan(20);
  });
});

describe.each(charts)('%s', (_, model) => {
  const states = allStates(model.states);
  const arrows = allArrows(model.states);

  test('as Mermaid declares each state once and has every arrow, in lines that Mermaid knows', () => {
    const lines = chartAsMermaid(model).trimEnd().split('\n').slice(4);
    const known = [/^ *state "[^":;#]+" as (\w+)$/, /^ *state (\w+) \{$/, /^ *\}$/, /^ *\[\*\] --> (\w+)$/, /^ {2}(\w+) --> (\w+): [^":;#]+$/];
    expect(lines.filter((line) => !known.some((form) => form.test(line)))).toEqual([]);
    const declared = lines.flatMap((line) => known[0]?.exec(line)?.[1] ?? []);
    expect([declared.length, new Set(declared).size]).toEqual([states.length, states.length]);
    const drawn = lines.flatMap((line) => known[4]?.exec(line)?.slice(1) ?? []);
    expect(drawn).toHaveLength(2 * arrows.length);
    expect(drawn.filter((id) => !declared.includes(id))).toEqual([]);
    expect(lines.filter((line) => line.endsWith('{')).length).toBe(lines.filter((line) => line.endsWith('}')).length);
  });

  test('as SCXML has states with ids of their own, and leads only to them', () => {
    const text = chartAsScxml(model);
    const ids = [...text.matchAll(/<state id="([^"]+)"/g)].map((match) => match[1]);
    expect(ids).toEqual(states.map(({ path }) => path));
    const targets = [...text.matchAll(/ (?:target|initial)="([^"#]+)"/g)].map((match) => match[1]);
    expect(targets.filter((target) => !ids.includes(target))).toEqual([]);
    expect(targets.length).toBe(arrows.length + states.filter(({ initial }) => initial !== undefined).length);
  });
});

describe('tools from outside', () => {
  test.skipIf(skipWithout('graphviz', ['dot', '-V'], 'drawing the statecharts with dot', 'graphviz'))(
    'dot draws every state and arrow, and complains of nothing',
    () => {
      for (const [name, model] of charts) {
        const { stdout, stderr, status } = spawnSync('dot', ['-Tsvg'], { input: chartAsDot(model), encoding: 'utf8' });
        expect([name, stderr, status]).toEqual([name, '', 0]);
        const inner = allStates(model.states).filter(({ initial }) => initial !== undefined).length;
        expect([name, stdout.match(/<g id="edge\d+"/g)?.length]).toEqual([name, allArrows(model.states).length + inner]);
        expect([name, stdout.match(/<g id="node\d+"/g)?.length]).toEqual([name, allStates(model.states).length]);
      }
    },
  );

  test.skipIf(skipWithout('xmllint', ['xmllint', '--version'], 'checking SCXML', 'libxml2-utils'))('xmllint takes the SCXML as well-formed', () => {
    for (const [name, model] of charts) {
      const { stderr, status } = spawnSync('xmllint', ['--noout', '-'], { input: chartAsScxml(model), encoding: 'utf8' });
      expect([name, stderr, status]).toEqual([name, '', 0]);
    }
  });
});
