/** `matrix`: one file, many scenarios. What is wrong with one is told in snapshots/bad-files.txt. */
import { describe, expect, test } from 'vitest';
import { parseSource } from '../../src/document.ts';
import { unwrap } from '../../src/errors.ts';
import { decodeScenarios, type Overrides, type ScenarioSet } from '../../src/scenario/decode.ts';
import { titleOf } from '../../src/scenario/report-text.ts';
import { runScenario } from '../../src/scenario/runner.ts';
import { fileOf, outcomeOf } from '../support/scenarios.ts';

const setOf = (steps: string, top: string, overrides: Overrides = {}): ScenarioSet =>
  unwrap(decodeScenarios(unwrap(parseSource(fileOf(steps, top), 'test.yaml')), overrides));
const all = ({ count, at }: ScenarioSet) => Array.from({ length: count }, (_, index) => at(index));

describe('a matrix', () => {
  test('has each combination once, the last variable changing fastest', () => {
    const set = setOf('  - delay: ${hold}\n  - repeat: { times: "${n}", steps: [ { press: } ] }\n', 'matrix: { hold: [1 s, 2 s], n: [1, 3, 5] }');
    expect(all(set).map(({ variables }) => Object.values(variables).join(' '))).toEqual(['1 s 1', '1 s 3', '1 s 5', '2 s 1', '2 s 3', '2 s 5']);
    expect(titleOf(set.at(4))).toBe('test [hold=2 s, n=3]');
  });

  test('has ranges of whole numbers and of durations, both ends included', () => {
    const values = (range: string) => all(setOf('  - log: ${x}\n', `matrix: { x: ${range} }`)).map(({ variables }) => variables['x']);
    expect(values('{ from: 3, to: 7, step: 2 }')).toEqual([3, 5, 7]);
    expect(values('{ from: -1, to: 1 }')).toEqual([-1, 0, 1]);
    expect(values('{ from: 19.999 s, to: 20.0015 s, step: 1 ms }')).toEqual(['19.999 s', '20 s', '20.001 s']);
  });

  test('puts in numbers, true and texts as they are wanted: alone, within a text, in places of every type', () => {
    const top = 'matrix: { n: [7], wait: [true], part: [buzzer] }\nseed: ${n}\nbrand: Swann\ndescription: seed ${n} of ${part}';
    const steps = '  - log: ${n}\n  - log: n is ${n}\n  - expect-never: { part-id: "${part}", value: 1, for: "${n} s", wait: "${wait}" }\n';
    const scenario = setOf(steps, top).at(0);
    expect([scenario.seed, scenario.description]).toEqual([7, 'seed 7 of buzzer']);
    expect(scenario.steps.map((step) => 'value' in step && step.value)).toEqual([
      '7',
      'n is 7',
      { 'part-id': 'buzzer', value: 1, for: 7_000_000, wait: true },
    ]);
  });

  test('leaves what a code-as names to the run', () => {
    const [, step] = setOf('  - wait-mail: { code-as: CODE }\n  - log: ${CODE} ${a}\n', 'matrix: { a: [1] }').at(0).steps;
    expect(step).toMatchObject({ value: '${CODE} 1' });
  });

  test('decodes each combination as it would be decoded alone, though steps without variables are decoded once', () => {
    const steps =
      '  - repeat: { times: 2, steps: [ { wait-mail: { code-as: CODE } } ] }\n  - log: ${CODE} ${a}\n  - delay: 1 s\n  - delay: "${b}"\n' +
      '  - repeat: { times: "${a}", steps: [ { log: "${CODE}" } ] }\n  - measure: { name: m, from: reset.pressed, to: boot.ready }\n';
    const top = 'matrix: { a: [1, 2], b: [1 s, 2 s] }';
    const plain = (scenario: ReturnType<ScenarioSet['at']>) => JSON.stringify({ ...scenario, board: scenario.board.name });
    const together = all(setOf(steps, top)).map(plain);
    const alone = [1, 2].flatMap((a) => [1, 2].map((b) => plain(setOf(steps, top, { only: { a: `${a}`, b: `${b} s` } }).at(0))));
    expect(together).toEqual(alone);
  });

  test('refuses a combination in which a code has another name, though the step that uses it is the same', () => {
    const file = fileOf('  - wait-mail: { code-as: "${name}" }\n  - log: ${ONE}\n', 'matrix: { name: [ONE, TWO] }');
    const decoded = decodeScenarios(unwrap(parseSource(file, 'test.yaml')));
    expect(decoded.ok ? '' : decoded.problems[0]?.message).toBe('nothing before this step is named "ONE"');
  });

  test('of more combinations than are checked before, a bad one is refused each time it is asked for', () => {
    const steps = '  - wait-state: { state: "${region}.${state}" }\n  - log: ${n}\n';
    const set = setOf(steps, 'matrix: { region: [contact, menu], state: [closed, open], n: { from: 1, to: 1000 } }');
    for (const index of [3000, 3001, 3000]) expect(() => set.at(index)).toThrow('menu.open');
    expect(set.at(1000).steps).toMatchObject([{ value: { state: 'contact.open' } }, { value: '1' }]);
  });

  test('changes board, brand, state and name', () => {
    const top = 'matrix: { board: [seed, no-button], state: [factory, provisioned] }\nboard: ${board}\nstate: ${state}';
    expect(all(setOf('  - press:\n', top)).map(({ board, state }) => `${board.name} ${state}`)).toEqual([
      'seed factory',
      'seed provisioned',
      'no-button factory',
      'no-button provisioned',
    ]);
  });

  test('is cut down to the values that are asked for', () => {
    const narrow = setOf('  - log: ${a} ${b}\n', 'matrix: { a: [1, 2], b: { from: 1, to: 1000 } }', { only: { a: '2', b: '500' } });
    expect([narrow.count, narrow.at(0).variables]).toEqual([1, { a: 2, b: 500 }]);
    const refused = decodeScenarios(unwrap(parseSource(fileOf('  - log: ${a}\n', 'matrix: { a: [1, 2] }'), 'test.yaml')), { only: { a: '3' } });
    expect(refused.ok ? '' : refused.problems[0]?.message).toBe('matrix: a: "3" is not among its values');
  });

  test('of a million combinations checks every value before anything runs, and makes each scenario when it is asked for', () => {
    const top = (last: string) => `matrix: { a: { from: 1 ms, to: 1 s, step: 1 ms }, b: { from: 1, to: 499 }, c: [1, ${last}] }`;
    const steps = '  - delay: ${a}\n  - log: ${b}\n  - repeat: { times: "${c}", steps: [ { press: } ] }\n';
    const set = setOf(steps, top('2'));
    expect([set.count, set.at(998_000 - 1 + 1 - 1).variables]).toEqual([998_000, { a: '1 s', b: 499, c: 2 }]);
    const refused = decodeScenarios(unwrap(parseSource(fileOf(steps, top('1001')), 'test.yaml')));
    expect(refused.ok ? '' : refused.problems[0]?.message).toContain('whole number from 1 to 1000');
  });

  test('finds the edge of the window: the holds that reset are those from 20 s on', async () => {
    const steps = [
      '  - press: { bounce: none }',
      '  - delay: 4.5 s',
      '  - power: on',
      '  - wait-state: { state: boot.initialising }',
      '  - delay: ${hold}',
      '  - release: { bounce: none }',
      '  - delay: 1 s',
      '  - expect-verdict: { verdict: "${verdict}" }\n',
    ].join('\n');
    const set = setOf(steps, 'matrix: { hold: [19999999 us, 20 s], verdict: [short, reset] }');
    const outcomes = [];
    for (const scenario of all(set)) outcomes.push(outcomeOf(await runScenario(scenario)).slice(0, 4));
    expect(outcomes).toEqual(['PASS', 'FAIL', 'FAIL', 'PASS']);
  });
});
