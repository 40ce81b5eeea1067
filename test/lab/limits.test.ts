/** Limits: as an option and as a file, with complaints that say where and what to do, and what was found written as a file that holds. */
import { describe, expect, test } from 'vitest';
import { parseSource } from '../../src/document.ts';
import { formatProblem, unwrap } from '../../src/errors.ts';
import { findEdges } from '../../src/lab/edges.ts';
import { decodeLimits, formatLimits, judge, parseExpect } from '../../src/lab/limits.ts';
import { S, seedBoard } from '../support/world.ts';

const found = findEdges(seedBoard(), { checks: 1 });
const decode = (text: string) => decodeLimits(unwrap(parseSource(text, 'limits.yaml')));
const complaints = (text: string) => {
  const decoded = decode(text);
  return decoded.ok ? [] : decoded.problems.map(formatProblem);
};
const complaint = (written: string) => {
  const parsed = parseExpect(written);
  return parsed.ok ? 'taken' : formatProblem(parsed.problems[0] as never);
};

describe('a limit as an option', () => {
  test('has an edge, an operator and a duration, perhaps a board', () => {
    expect(unwrap(parseExpect('factory-default.from>=19.9s'))).toEqual({ edge: 'factory-default.from', operator: '>=', us: 19.9 * S });
    expect(unwrap(parseExpect(' my-dvr: stuck.from == 60 s '))).toEqual({ board: 'my-dvr', edge: 'stuck.from', operator: '=', us: 60 * S });
    expect(unwrap(parseExpect('factory-default-2.to=end')).us).toBe(Number.POSITIVE_INFINITY);
  });

  test.each([
    ['factory-default.from>=20s', true],
    ['factory-default.from>20s', false],
    ['factory-default.from<=20s', true],
    ['factory-default.from<20s', false],
    ['factory-default.from=20000001us', false],
    ['factory-default.to<end', true],
    ['password-reset.from>=1s', false],
  ])('%s on the default board: %s', (written, holds) => {
    expect(judge([unwrap(parseExpect(written))], [found]).map((judged) => judged.holds)).toEqual([holds]);
  });

  test('is refused in words', () => {
    expect(['factory-default', 'factory.from>=1s', 'stuck.from>=20', 'stuck.from>=', 'stuck.from=>2s'].map(complaint)).toMatchInlineSnapshot(`
      [
        "--expect "factory-default": this is not a limit. Write an edge, >=, <= or =, and a duration, for example "factory-default.from>=19.9s"",
        "--expect "factory.from>=1s": "factory.from" is not an edge. Known: factory-default.from, factory-default.to, password-reset.from, password-reset.to, restart.from, restart.to, short.from, short.to, between.from, between.to, over-held.from, over-held.to, stuck.from, stuck.to, not-armed.from, not-armed.to, pre-power.from, pre-power.to, first-sample, press.latest, press.too-late, gap.bridged, gap.ends, dip.bridged, dip.ends, watchdog.bites",
        "--expect "stuck.from>=20": "20" has no unit; write one of us, ms, s, min, h. For example "stuck.from>=20s", or "end" for a hold without an end",
        "--expect "stuck.from>=": "" is not a duration; write a number and a unit (us, ms, s, min, h). For example "stuck.from>=20s", or "end" for a hold without an end",
        "--expect "stuck.from=>2s": ">2s" is not a duration; write a number and a unit (us, ms, s, min, h). For example "stuck.from=20s", or "end" for a hold without an end",
      ]
    `);
  });
});

describe('a limits file', () => {
  test('has exact values and ranges by board', () => {
    const limits = unwrap(
      decode('version: 1\nboards:\n  seed:\n    stuck.from: 60 s\n    gap.ends: { min: 25 ms, max: 35 ms }\n    dip.ends: { min: 10 ms }\n'),
    );
    expect(limits.map(({ board, edge, operator, us }) => [board, edge, operator, us])).toEqual([
      ['seed', 'stuck.from', '=', 60 * S],
      ['seed', 'gap.ends', '>=', 25_000],
      ['seed', 'gap.ends', '<=', 35_000],
      ['seed', 'dip.ends', '>=', 10_000],
    ]);
    expect(judge(limits, [found]).every(({ holds }) => holds)).toBe(true);
  });

  test('written of what was found holds for it, and fails when the board changes by a microsecond', () => {
    const limits = unwrap(decode(formatLimits([found])));
    expect(limits).toHaveLength(found.edges.length);
    expect(judge(limits, [found]).filter(({ holds }) => !holds)).toEqual([]);
    const changed = findEdges(seedBoard({ stages: [{ fromUs: 20 * S + 1, toUs: 30 * S, action: 'factory-default' }] }), { checks: 1 });
    expect(judge(limits, [changed]).flatMap(({ limit, holds }) => (holds ? [] : [limit.edge]))).toEqual(['short.to', 'factory-default.from']);
  });

  test('is refused with every mistake in it, with places', () => {
    const text = `version: 2
bords: {}
boards:
  seed:
    factory-default.form: 20 s
    stuck.from: 60
    gap.ends: { mni: 1 ms, max: 5 }
    dip.ends: { min: 2 s, max: 1 s }
    first-sample: {}
  other: 5 s
`;
    expect(complaints(text)).toMatchInlineSnapshot(`
      [
        "limits.yaml:2:1: "bords" is not known here. Did you mean "boards"?",
        "limits.yaml:1:10: limits version 2 is not known. Write version: 1",
        "limits.yaml:5:5: "factory-default.form" is not an edge. Did you mean "factory-default.from"?",
        "limits.yaml:6:17: 60 is not a duration. Write a duration with its unit, for example "20 s", or "end"",
        "limits.yaml:7:17: "mni" is not known here. Did you mean "min"?",
        "limits.yaml:7:33: 5 is not a duration. Write a duration with its unit, for example "20 s", or "end"",
        "limits.yaml:8:15: dip.ends: min is more than max. Exchange the two",
        "limits.yaml:9:19: first-sample has no limit. Write min, max, or both",
        "limits.yaml:10:10: other: there are no edges. Write an edge and its limits, for example "factory-default.from: 20 s"",
      ]
    `);
    expect(complaints('')).toMatchInlineSnapshot(`
      [
        "limits.yaml:1:1: a limits file is made of keys and values. Write version: 1 and boards",
      ]
    `);
    expect(complaints('version: 1\n')).toMatchInlineSnapshot(`
      [
        "limits.yaml:1:1: there are no boards. Write "boards:", a board by its name, and its edges, for example "seed: { factory-default.from: 20 s }"",
      ]
    `);
  });
});
