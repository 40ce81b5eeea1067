/** JSON takes a faster way to its data than YAML; what people are told must not differ. */
import { describe, expect, test } from 'vitest';
import { parseSource } from '../src/document.ts';
import { formatProblem, unwrap } from '../src/errors.ts';

describe('a JSON document', () => {
  test('has the data and the places that YAML would give it', () => {
    const text = '{\n  "a": { "b": [1, { "c": "x: \\"y\\":" }] },\n  "d": null\n}\n';
    const json = unwrap(parseSource(text, 'f'));
    const yaml = unwrap(parseSource(` ${text}`, 'f'));
    expect(json.data).toEqual(yaml.data);
    for (const path of [[], ['a'], ['a', 'b', 1, 'c'], ['d'], ['none']]) {
      const { line, column } = yaml.placeOf(path);
      expect(json.placeOf(path)).toEqual({ file: 'f', line, column: line === 1 ? (column ?? 0) - 1 : column });
    }
    expect(json.placeOfKey(['a', 'b', 1, 'c'])).toEqual({ file: 'f', line: 2, column: 21 });
  });

  test.each([
    ['{ "a": 1, "b": { "c": 1, "c": 2 } }', 'f:1:26: this key stands here twice. Remove one of the two'],
    ['{ "a": 1, "\\u0061": 2 }', 'f:1:11: this key stands here twice. Remove one of the two'],
    ['{ "a": 1', 'f:1:9: '],
  ])('with a mistake is refused: %s', (text, told) => {
    const parsed = parseSource(text, 'f');
    expect(parsed.ok ? 'accepted' : parsed.problems.map(formatProblem).join()).toContain(told);
  });
});
