/**
 * Another process that keeps a recorder: `keeper FOLDER hold` opens the folder and waits, with a child of its own; `keeper FOLDER work SEED` then carries out
 * random operations and tells of each when it is over. Ends with code 2 when it is refused.
 */
import { spawn } from 'node:child_process';
import { writeSync } from 'node:fs';
import { formatProblem } from '../../../src/errors.ts';
import { NorArray } from '../../../src/hal/nor/nor-array.ts';
import { openState } from '../../../src/hal/nor/state-folder.ts';
import { createRandom } from '../../../src/random.ts';
import { GEOMETRY, randomOperation } from '../flash-operations.ts';

const [, , folder = '', task = '', seed = '1'] = process.argv;
const opened = openState(folder, { board: 'seed', geometry: GEOMETRY });
if (!opened.ok) {
  writeSync(1, `${opened.problems.map(formatProblem).join('\n')}\n`);
  process.exit(2);
}
if (task === 'hold') {
  const child = spawn('sleep', ['600'], { stdio: 'ignore' });
  writeSync(1, `${child.pid}\n`);
} else {
  const array = new NorArray(GEOMETRY, opened.value.cells);
  const random = createRandom(Number(seed));
  for (let done = 1; ; done++) {
    array.perform(randomOperation(random));
    writeSync(1, `${done}\n`);
  }
}
