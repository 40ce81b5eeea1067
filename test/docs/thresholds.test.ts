/** docs/thresholds.md shows what the verbs print. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { addSweepCommand } from '../../src/cli/sweep.ts';
import { addThresholdCommand } from '../../src/cli/threshold.ts';
import { parseSource } from '../../src/document.ts';
import { unwrap } from '../../src/errors.ts';
import { decodeLimits } from '../../src/lab/limits.ts';
import { ROOT } from '../support/command.ts';
import { runVerb } from '../support/run-verb.ts';

const doc = readFileSync(path.join(ROOT, 'docs/thresholds.md'), 'utf8');
const blocks = [...doc.matchAll(/```(\w*)\n([\s\S]*?)```/g)].flatMap(([, language, text = '']) => (language === '' ? [text.trimEnd()] : []));

test('its table is what recsim threshold prints of the seed board', async () => {
  const { stdout } = await runVerb(addThresholdCommand, ['threshold']);
  expect(stdout).toContain(blocks[0]);
});

test('its map is what recsim sweep prints for the command above it, but for the time it took', async () => {
  const [, options = ''] = /recsim sweep (--hold .*)\n/.exec(doc) ?? [];
  const args = [...options.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  const { stdout } = await runVerb(addSweepCommand, ['sweep', ...args]);
  const untimed = (text: string) => text.replace(/in [\d.]+ s, [\d,]+\/s/, 'in N s');
  expect(untimed(stdout)).toContain(untimed(blocks[1] ?? 'no map'));
});

test('its limits file is one', () => {
  const [, limits = ''] = /```yaml\n([\s\S]*?)```/.exec(doc) ?? [];
  expect(unwrap(decodeLimits(unwrap(parseSource(limits, 'limits.yaml'))))).toHaveLength(4);
});
