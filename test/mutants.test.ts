/** The mutants of `make mutate`: what is changed, and that a text with all of them in it is the text without any until one is switched on. */
import { transformSync } from 'esbuild';
import { describe, expect, test } from 'vitest';
// @ts-expect-error -- a plain script without types
import { mutantsOf } from '../scripts/mutate/mutants.mjs';
// @ts-expect-error -- a plain script without types
import { argued, argumentOf } from '../scripts/mutate/report.mjs';

interface Mutant {
  readonly number: number;
  readonly original: string;
  readonly replacement: string;
  readonly operator: string;
}

const changesOf = (text: string, file = 'src/storage/x.ts'): string[] =>
  (mutantsOf(file, text).mutants as Mutant[]).map(({ original, replacement }) => `${original} => ${replacement}`);

describe('mutants of', () => {
  test.each([
    ['a comparison', 'const x = a < b;', ['a < b => a <= b', 'a < b => a >= b']],
    ['a condition', 'if (a) f();', ['a => true', 'a => false', 'f(); => ;']],
    ['logic', 'const x = a && b;', ['a && b => a || b', 'a && b => a', 'a && b => b']],
    ['a number', 'const x = 5;', ['5 => 5 + 1', '5 => 5 - 1']],
    ['a text', "const x = 'on';", ["'on' => ''"]],
    ['a property', 'const x = { a };', ['a => ']],
    ['an optional chain', 'const x = a?.b?.(c);', ['a?.b?.(c) => a?.b(c)', 'a?.b?.(c) => a.b?.(c)']],
    ['a method', 'const x = a.some(b);', ['a.some(b) => a.every(b)']],
    ['an anchor', 'const x = /^a$/;', ['/^a$/ => /a$/', '/^a$/ => /^a/']],
    ['the words of an error, or a type', "throw new RangeError('no'); type T = 'a' | 'b'; import './c.ts';", ["throw new RangeError('no'); => ;"]],
  ])('%s', (_, text, changes) => {
    expect(changesOf(text)).toEqual(changes);
  });

  test('a list of guards swap two neighbours, in statecharts only', () => {
    expect(changesOf('const x = [a, b];')).toEqual(['a => ', 'b => ']);
    expect(changesOf('const x = [a, b];', 'src/fsm/x.ts')).toEqual(['[a, b] => [b, a]', 'a => ', 'b => ']);
  });
});

describe('a text with all its mutants in it', () => {
  const text = `
    const limit: number = 3;
    function count(values: readonly (number | undefined)[]): string {
      let sum = 0;
      for (const value of values) {
        if (value === undefined || value > limit) continue;
        sum += value!;
      }
      return \`\${sum} of \${values.length}\`;
    }
    result = [count([1, 2, 3, 4, undefined]), { limit, ...{ more: true } }];`;
  const { mutants, schemata } = mutantsOf('src/storage/x.ts', text) as { mutants: Mutant[]; schemata: string };
  const run = (active: number): string => {
    const { code } = transformSync(`let result: unknown;${schemata}\ngive(result);`, { loader: 'ts' });
    let found: unknown;
    const give = (result: unknown) => {
      found = result;
    };
    new Function('$', 'give', code)(
      Object.assign((number: number) => number === active, { tick: () => {} }),
      give,
    );
    return JSON.stringify(found);
  };

  test('is the text itself while none is switched on', () => {
    expect(run(-1)).toBe('["6 of 5",{"limit":3,"more":true}]');
  });

  test('is another one with any that matters, one at a time', () => {
    const alike = mutants.filter(({ number }) => run(number) === run(-1));
    // One value above the limit in place of another.
    expect(alike.map(({ original, replacement }) => `${original} => ${replacement}`)).toEqual(['4 => 4 + 1']);
  });
});

test('a survivor is argued about where the document has its line, wherever the line of the source is now', () => {
  const of = (text: string) => {
    const [mutant] = mutantsOf('src/storage/x.ts', text).mutants;
    return argumentOf(mutant, text);
  };
  const line = of('const x = 5;');
  expect(line).toBe('storage/x.ts: 5 => 5 + 1   in   const x = 5;');
  expect(argued(`So it is:\n\`\`\`mutants\n${line}\n\`\`\`\n`).has(of('\n\nconst x = 5;'))).toBe(true);
});
