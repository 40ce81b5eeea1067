/** What is mutated, and the tests that may kill: those that run in this process, in virtual time. Tests of processes, browsers and machines are left out: they take minutes for what these say sooner. */
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

export const FOLDERS = ['src/fsm', 'src/storage'];

const QUICK = [
  'test/storage',
  'test/fsm',
  'test/behaviours/button-and-power.test.ts',
  'test/behaviours/first-sample.test.ts',
  'test/behaviours/login.test.ts',
  'test/behaviours/recovery.test.ts',
  'test/behaviours/storage.test.ts',
  'test/firmware',
  'test/firmware-storage.test.ts',
  'test/board.test.ts',
  'test/hal/nor-flash.test.ts',
  'test/lab/oracle.test.ts',
  'test/bench',
  'test/cli/chart.test.ts',
  'test/cli/flash.test.ts',
  'test/docs/storage-format.test.ts',
  'test/explore/timing/search.test.ts',
];
/** Random worlds and searches: strong, and seconds each. */
const SEARCHES = [
  'test/explore/power-cuts.test.ts',
  'test/behaviours/second-opinion.test.ts',
  'test/coverage',
  'test/scenario/runner.test.ts',
  'test/ui/panel/chart-layout.test.ts',
];
/** What reads the machine of every board, or finds every edge, while it is collected: half a minute before the first test. */
const LEFT_OUT = new Set(['test/fsm/reach.test.ts']);

/** Tests that are about a source, so that they come before quicker ones that merely come by. */
const NEAR = [
  [/^src\/fsm\/(boot|system|words)\.ts$/, /^test\/(fsm\/(system|system-table)|firmware-storage|behaviours\/storage)\.test/],
  [/^src\/fsm\/menus/, /^test\/(fsm\/menus|behaviours\/(login|recovery)\.test)/],
  [/^src\/fsm\/(chart|machine-parts)/, /^test\/(fsm\/chart-renderers|cli\/chart)\.test/],
  [/^src\/storage\/(dump|record-value|boot-forecast)/, /^test\/(storage\/dump|cli\/flash)\.test/],
];

export const isNear = (source, test) =>
  path.basename(source, '.ts') === path.basename(test, '.test.ts') || NEAR.some(([of, tests]) => of.test(source) && tests.test(test));

export function testFiles(root, kind) {
  const below = (name) => {
    if (!statSync(path.join(root, name)).isDirectory()) return name.endsWith('.test.ts') && !LEFT_OUT.has(name) ? [name] : [];
    return readdirSync(path.join(root, name)).flatMap((entry) => below(`${name}/${entry}`));
  };
  return (kind === 'quick' ? QUICK : [...QUICK, ...SEARCHES]).flatMap(below);
}
