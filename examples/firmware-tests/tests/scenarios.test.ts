/** The scenario files, from vitest: the same that `recsim test scenarios` runs. */
import { readdirSync } from 'node:fs';
import { loadScenario, runScenario, unwrap } from 'recsim';
import 'recsim/vitest';
import { expect, test } from 'vitest';

test.each(readdirSync('scenarios'))('%s', async (file) => {
  expect(await runScenario(unwrap(loadScenario(`scenarios/${file}`)))).toHavePassed();
});
