/** The words of the screens: each is used, each says in every language what it says in English, as far as a machine can tell. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { LANGUAGES } from '../../../src/ui/screen/model.ts';
import { QUESTION_KEYS, STRINGS, type StringKey, wordsOf } from '../../../src/ui/screen/strings.ts';

const KEYS = Object.keys(STRINGS) as StringKey[];
const SRC = path.resolve(import.meta.dirname, '../../../src');

function sourceBesidesStrings(): string {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts') && !file.endsWith('screen/strings.ts'));
  return files.map((file) => readFileSync(path.join(SRC, file), 'utf8')).join('\n');
}

test('every string is used, by its key or by the beginning of it; the questions all stand in a list', () => {
  const source = sourceBesidesStrings();
  // `title.${state}` uses all that begin so.
  const beginnings = [...source.matchAll(/`([a-z-]+\.)\$\{/g)].map(([, beginning]) => beginning as string);
  const unused = KEYS.filter((key) => !QUESTION_KEYS.includes(key)).filter(
    (key) => !source.includes(`'${key}'`) && !beginnings.some((beginning) => key.startsWith(beginning)),
  );
  expect(unused).toEqual([]);
});

test.each(LANGUAGES)('every string has text in %s, with the same values in it as in English', (language) => {
  const valuesIn = (key: StringKey, of: typeof language) => [...wordsOf(key, of).text.matchAll(/\{\w+\}/g)].map(([value]) => value).sort();
  for (const key of KEYS) {
    const { text } = wordsOf(key, language);
    expect(text.trim(), key).toBe(text);
    expect(text, key).not.toBe('');
    expect(valuesIn(key, language), key).toEqual(valuesIn(key, 'en'));
  }
});

test('no two screens have the same title, in any language', () => {
  for (const language of LANGUAGES) {
    const titles = KEYS.filter((key) => key.startsWith('title.')).map((key) => wordsOf(key, language).text);
    expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
  }
});
