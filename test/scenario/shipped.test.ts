/** Every scenario that ships with recsim does what its name says. */
import { describe, expect, test } from 'vitest';
import { unwrap } from '../../src/errors.ts';
import { loadScenario } from '../../src/scenario/decode.ts';
import { runScenario } from '../../src/scenario/runner.ts';
import { outcomeOf, shippedScenarios } from '../support/scenarios.ts';

describe('shipped scenarios', () => {
  test.each(shippedScenarios())('%s passes, whatever the seed', async (file) => {
    for (const seed of [undefined, 0, 2, 12345]) {
      const scenario = unwrap(loadScenario(file, { seed }));
      expect(outcomeOf(await runScenario(scenario))).toBe('PASS');
    }
  });
});
