/** Every scenario that ships with recsim does what its name says. */
import { describe, expect, test } from 'vitest';
import { brands } from '../../src/brands.ts';
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

describe('the three procedures of the reset guide', () => {
  test.each(shippedScenarios().filter((file) => file.includes('procedures/')))(
    '%s passes under every brand that the guide names',
    async (file) => {
      const failed: string[] = [];
      for (const brand of brands()) {
        const outcome = outcomeOf(await runScenario(unwrap(loadScenario(file, { brand, hashCost: 1 }))));
        if (outcome !== 'PASS') failed.push(`${brand}: ${outcome}`);
      }
      expect(failed).toEqual([]);
    },
    60_000,
  );

  test('there are three of them, and the guide names 46 brands', () => {
    expect([shippedScenarios().filter((file) => file.includes('procedures/')).length, brands().length]).toEqual([3, 46]);
  });
});
