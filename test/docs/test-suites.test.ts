/** What docs/test-suites.md shows works as it is shown. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadScenario, runScenario, unwrap, vcdOf, waveOf, waveText } from '../../src/index.ts';
import { MATCHERS } from '../../src/testing/matchers.ts';
import { createBench, type TestBench } from '../../src/vitest.ts';
import { ROOT } from '../support/command.ts';

const text = readFileSync(path.join(ROOT, 'docs/test-suites.md'), 'utf8');
const [story = '', ...blocks] = [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1] as string);
const waves = blocks.pop() ?? '';
const lines = blocks.flatMap((block) => block.trim().split('\n'));

/** A provisioned recorder that was held for 25 s and has become ready. */
async function ready(): Promise<TestBench> {
  const recorder = createBench({ state: 'provisioned' });
  recorder.finger.press();
  recorder.advance('4.5 s');
  recorder.supply.plugIn();
  recorder.advance('25 s');
  recorder.finger.release();
  await expect(recorder).toReachState('boot.ready.wizard', { within: '60 s' });
  recorder.advance('1 s');
  return recorder;
}

/** Runs JavaScript with these names in it. */
const run = (code: string, names: Record<string, unknown>): Promise<void> =>
  new Function(...Object.keys(names), `return (async () => { ${code}\n })();`)(...Object.values(names));

describe('docs/test-suites.md', () => {
  test('shows every matcher', () => {
    const shown = new Set(lines.flatMap((line) => /\.(to[A-Z]\w+)\(/.exec(line)?.[1] ?? []));
    expect([...shown].sort()).toEqual(Object.keys(MATCHERS).sort());
  });

  test.each(lines)('%s', async (line) => {
    await run(line, { expect, recorder: await ready(), loadScenario, runScenario, unwrap });
  });

  test.each(lines)('fails when it says the contrary: %s', async (line) => {
    const contrary = line.includes('.not.') ? line.replace('.not.', '.') : line.replace(/\.(to[A-Z])/, '.not.$1');
    await expect(run(contrary, { expect, recorder: await ready(), loadScenario, runScenario, unwrap })).rejects.toThrow(/^expected /);
  });

  test('begins with a test that passes', async () => {
    const body = /=> \{\n([\s\S]*)\n\}\);/.exec(story)?.[1] ?? '';
    expect(body).toContain('toHaveVerdict');
    await run(body, { expect, createBench });
  });

  test('shows how waveforms are written and drawn', async () => {
    const written = new Map<string, string>();
    const said: string[] = [];
    const console = { log: (line: string) => said.push(line) };
    await run(waves, {
      waveOf,
      vcdOf,
      waveText,
      console,
      writeFileSync: (name: string, vcd: string) => written.set(name, vcd),
      recorder: await ready(),
    });
    expect(written.get('held.vcd')).toMatch(/^\$version recsim .*\n\$timescale 1 us \$end\n[\s\S]*#4500000\n/);
    expect(said.join('\n')).toMatch(/^contact .*▆/m);
  });

  test('shows a failure as it is', () => {
    const [message = 'none'] = readFileSync(path.join(ROOT, 'test/testing/messages/toHaveVerdict.txt'), 'utf8').split('\n\n');
    expect(text).toContain(`\`\`\`\n${message}\n\`\`\``);
  });

  test('names files that are there', () => {
    const links = [...text.matchAll(/\]\(([^)#:]+)\)/g)].map((match) => match[1] as string);
    expect(links.length).toBeGreaterThan(0);
    for (const link of links) expect(() => readFileSync(path.join(ROOT, 'docs', link))).not.toThrow();
  });
});
