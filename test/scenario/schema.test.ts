/** scenarios/scenario.schema.json is what format.ts says. To renew it: make test ARGS="-u test/scenario/schema.test.ts" */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { readSource } from '../../src/document.ts';
import { unwrap } from '../../src/errors.ts';
import { scenarioJsonSchema } from '../../src/scenario/schema.ts';
import { shippedScenarios } from '../support/scenarios.ts';

describe('the JSON Schema of scenarios', () => {
  test('the committed file is up to date', async () => {
    await expect(`${JSON.stringify(scenarioJsonSchema(), undefined, 2)}\n`).toMatchFileSnapshot('../../scenarios/scenario.schema.json');
  });

  test.each(shippedScenarios())('%s is valid and tells editors so', (file) => {
    const schema = z.fromJSONSchema(JSON.parse(JSON.stringify(scenarioJsonSchema())));
    expect(schema.safeParse(unwrap(readSource(file)).data).error?.issues).toBeUndefined();
    expect(readFileSync(file, 'utf8').split('\n')[0]).toBe(
      `# yaml-language-server: $schema=${'../'.repeat(file.split('/').length - 2)}scenario.schema.json`,
    );
  });

  test.each([
    ['an unknown step', { name: 'x', version: 2, steps: [{ dely: '1 s' }] }],
    ['a duration that is a number', { name: 'x', version: 2, steps: [{ delay: 1 }] }],
    ['an unknown key in a repeated step', { name: 'x', version: 2, steps: [{ repeat: { times: 2, steps: [{ press: { fr: '1 s' } }] } }] }],
    ['no steps', { name: 'x', version: 2 }],
  ])('refuses %s', (_, data) => {
    expect(z.fromJSONSchema(JSON.parse(JSON.stringify(scenarioJsonSchema()))).safeParse(data).success).toBe(false);
  });
});
