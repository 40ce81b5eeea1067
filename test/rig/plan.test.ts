/** Plans: the shipped one, the schema for editors, and every way to get one wrong. The messages are kept in bad-plans.txt, to be read as a stranger would. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { shippedBoards } from '../../src/board-file.ts';
import { parseSource, readSource } from '../../src/document.ts';
import { formatProblem, unwrap } from '../../src/errors.ts';
import { MEASURE_NAMES } from '../../src/rig/measures.ts';
import { decodePlan, loadPlan, SHIPPED_PLAN } from '../../src/rig/plan.ts';
import { planJsonSchema } from '../../src/rig/plan-format.ts';
import { sayNowAt } from '../../src/rig/procedure.ts';
import { MS, S } from '../support/world.ts';

const HEAD = 'name: Line 3\nversion: 1\n';
const withLimits = (...lines: string[]) => `${HEAD}limits:\n${lines.map((line) => `  ${line}\n`).join('')}`;

const BAD: Readonly<Record<string, string>> = {
  'an empty file': '',
  'a list instead of a plan': '- name: x\n',
  'a text instead of a plan': 'hello\n',
  'no name and no version': 'limits: {}\n',
  'version 2': 'name: x\nversion: 2\n',
  'an empty name': 'name: ""\nversion: 1\n',
  'a misspelt key': `${HEAD}limit: {}\n`,
  'a board that is not there': `${HEAD}board: pi4\n`,
  'a board without a button': `${HEAD}board: no-button\n`,
  'a board that looks at its button only while it runs': `${HEAD}board: unifi\n`,
  'attempts in words': `${HEAD}attempts: three\n`,
  'no attempts': `${HEAD}attempts: 0\n`,
  'too many attempts': `${HEAD}attempts: 1.5\n`,
  'a serial that is a pattern': `${HEAD}serial: "RS[0-9]+"\n`,
  'a pattern that is none': `${HEAD}serial: { pattern: "RS[0-9" }\n`,
  'an empty pattern': `${HEAD}serial: { pattern: "" }\n`,
  'a misspelt pattern': `${HEAD}serial: { patern: "RS" }\n`,
  'limits that are a list': `${HEAD}limits: [hold]\n`,
  'a misspelt measure': withLimits('beep-lenght: { max: 200 ms }'),
  'a limit without braces': withLimits('hold: 20 s'),
  'a misspelt limit': withLimits('hold: { minimum: 20 s }'),
  'no unit': withLimits('hold: { min: 20 }', 'press-settle: { max: "10" }'),
  'a unit for a count': withLimits('press-bounce-edges: { max: 200 ms }'),
  'a negative count': withLimits('press-bounce-edges: { max: -1 }'),
  'limits without a limit': withLimits('hold: { marginal: 1 s }', 'press-settle: {}'),
  'min more than max': withLimits('hold: { min: 30 s, max: 20 s }'),
  'a margin that leaves nothing': withLimits('beep-length: { min: 100 ms, max: 200 ms, marginal: 51 ms }'),
  'a hold that never is a reset': withLimits('hold: { min: 31 s }', 'press-settle: { max: 1 ms }'),
  'a beep of a board that is silent': `${HEAD}board: openwrt-like\n`
    .replace('openwrt-like', 'two-beeps')
    .concat('limits:\n  beep-length: { min: 100 ms }\n'),
  'several at once': `${HEAD}attempts: 99\nbord: x\nlimits:\n  hold: { min: x }\n`,
};

const told = (text: string): string => {
  const source = parseSource(text, 'line-3.yaml');
  const result = source.ok ? decodePlan(source.value) : source;
  return result.ok ? 'no problem' : result.problems.map(formatProblem).join('\n');
};

describe('a bad plan', () => {
  test.each(Object.entries(BAD))('%s is refused with a place, in words of people', (_, text) => {
    const lines = told(text).split('\n');
    for (const line of lines) expect(line).toMatch(/^line-3\.yaml:\d+:\d+: /);
    expect(lines.join('\n')).not.toMatch(/undefined|Invalid\b|expected|received|flow|implicit|\[object/i);
  });

  test('the messages, to be read', async () => {
    const text = Object.entries(BAD)
      .map(([name, plan]) => `# ${name}\n${told(plan)}\n`)
      .join('\n');
    await expect(text).toMatchFileSnapshot('bad-plans.txt');
  });

  test('that is not there is told with its name', () => {
    const plan = loadPlan('none.yaml');
    expect(plan.ok ? '' : plan.problems.map(formatProblem).join()).toBe('none.yaml: there is no such file or folder. Check the path');
  });

  test('a board of the command line that is not there is not the fault of the plan', () => {
    const plan = loadPlan(SHIPPED_PLAN, 'pi-5');
    expect(plan.ok ? '' : plan.problems.map(formatProblem).join()).toMatch(/^there is no board "pi-5"\. Did you mean "pi-4"/);
  });
});

describe('a plan', () => {
  test('that ships is the reset guide', () => {
    const plan = unwrap(loadPlan(SHIPPED_PLAN));
    expect(plan).toMatchObject({
      file: 'rig/reset-guide.yaml',
      name: 'Reset guide',
      attempts: 3,
      window: { fromUs: 20 * S, toUs: 30 * S, verdict: 'reset' },
    });
    expect(plan.limits['pre-power-hold']).toEqual({ min: 4 * S, max: 5 * S });
    expect(Object.keys(plan.limits)).toEqual(MEASURE_NAMES.filter((name) => plan.limits[name]));
  });

  test('needs no more than a name and a version', () => {
    expect(unwrap(decodePlan(unwrap(parseSource(HEAD, 'x.yaml'))))).toMatchObject({
      name: 'Line 3',
      board: { name: 'pi-4' },
      attempts: 3,
      limits: {},
    });
  });

  test('goes with each board that is held through power-up, and is refused for the others', () => {
    const windows = shippedBoards().map((board) => {
      const plan = decodePlan(unwrap(parseSource(HEAD, 'x.yaml')), board);
      return `${board}: ${plan.ok ? `${plan.value.window.fromUs / S} to ${plan.value.window.toUs / S} s, ${plan.value.window.verdict}` : plan.problems[0]?.message}`;
    });
    expect(windows).toMatchInlineSnapshot(`
      [
        "amcrest-5000: 20 to 30 s, reset",
        "broadcom-cfe: 5 to Infinity s, reset",
        "esp-idf-bootloader: 5 to Infinity s, reset",
        "mikrotik-staged: 20 to 600 s, reset",
        "no-button: board no-button has no reset button",
        "openwrt: board openwrt does not look at its button at power-on, and the rig holds it through power-up",
        "pi-4: 20 to 30 s, reset",
        "rtl-playground: 10 to 30 s, reset",
        "seed: 20 to 30 s, reset",
        "sma-edmm-20: 15 to 20 s, reset",
        "two-beeps: 20 to Infinity s, reset",
        "u-boot-button: 0 to Infinity s, reset",
        "unifi: board unifi does not look at its button at power-on, and the rig holds it through power-up",
        "xvr-gui4: 5 to 10 s, reset",
      ]
    `);
  });

  test.each([
    [4 * S, 5 * S, 4.2 * S],
    [20 * S, 30 * S, 22 * S],
    [10 * S, 100 * S, 12 * S],
    [20 * S, Number.POSITIVE_INFINITY, 22 * S],
    [5 * S, 5 * S, 5 * S],
    [0, 100 * MS, 20 * MS],
  ])('of %i to %i us: the word is said at %i', (fromUs, toUs, atUs) => {
    expect(sayNowAt(fromUs, toUs)).toBe(atUs);
  });
});

describe('the JSON Schema of plans', () => {
  test('the committed file is up to date', async () => {
    await expect(`${JSON.stringify(planJsonSchema(), undefined, 2)}\n`).toMatchFileSnapshot('../../rig/plan.schema.json');
  });

  test('takes the shipped plan, which names it, and refuses a bad one', () => {
    const schema = z.fromJSONSchema(JSON.parse(JSON.stringify(planJsonSchema())));
    expect(schema.safeParse(unwrap(readSource(SHIPPED_PLAN)).data).error?.issues).toBeUndefined();
    expect(readFileSync(SHIPPED_PLAN, 'utf8').split('\n')[0]).toBe('# yaml-language-server: $schema=./plan.schema.json');
    expect(schema.safeParse({ name: 'x', version: 1, limits: { hold: { min: 20 } } }).success).toBe(false);
    expect(schema.safeParse({ name: 'x', version: 1, limit: {} }).success).toBe(false);
  });
});
