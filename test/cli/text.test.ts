/** Text for a terminal: colours only where they are wanted, columns, wrapped words. */
import { expect, test } from 'vitest';
import { columns, createStyle, wrap } from '../../src/cli/text.ts';

test.each([
  ['a terminal', true, {}, '\u001b[31mx\u001b[39m'],
  ['a pipe', false, {}, 'x'],
  ['a terminal with NO_COLOR', true, { NO_COLOR: '1' }, 'x'],
  ['a terminal with an empty NO_COLOR, which is none', true, { NO_COLOR: '' }, '\u001b[31mx\u001b[39m'],
  ['a dumb terminal', true, { TERM: 'dumb' }, 'x'],
])('%s gets its kind of text', (_, isTTY, env, text) => {
  expect(createStyle({ isTTY }, env)('red', 'x')).toBe(text);
});

test('columns are as wide as their widest cell, the last as it is', () => {
  expect(
    columns([
      ['a', 'b', 'c'],
      ['long', '', 'd d'],
      ['x', 'y', ''],
    ]),
  ).toEqual(['a     b  c', 'long     d d', 'x     y']);
});

test('colours take no room in a column', () => {
  const red = '\u001b[31mred\u001b[39m';
  expect(
    columns([
      ['plain', 'x'],
      [red, 'y'],
    ]),
  ).toEqual(['plain  x', `${red}    y`]);
});

test('words are wrapped before the width, a longer word stands alone', () => {
  expect(wrap('one two three abcdefghijklm four', 9)).toEqual(['one two', 'three', 'abcdefghijklm', 'four']);
});
