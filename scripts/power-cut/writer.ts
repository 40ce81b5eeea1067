/** The process that is killed: saves one set after another to an image file and says so, each only when it is durable. `begin` and `end` enclose an operation. */
import { writeSync } from 'node:fs';
import { unwrap } from '../../src/errors.ts';
import { SMALL_FLASH } from '../../src/explore/power-cuts/fixture.ts';
import { recover } from '../../src/explore/power-cuts/story.ts';
import { openImage } from '../../src/hal/nor/image-file.ts';
import { NorArray } from '../../src/hal/nor/nor-array.ts';
import { runNow } from '../../src/storage/job.ts';
import { Storage } from '../../src/storage/storage.ts';
import { setOf } from './numbered-set.ts';

const [file = '', from = '0'] = process.argv.slice(2);
// Written at once: what a killed process had still in a buffer it has not said.
const say = (line: string) => writeSync(1, `${line}\n`);
const array = new NorArray(SMALL_FLASH, unwrap(openImage(file, SMALL_FLASH)));
const perform = (operation: Parameters<NorArray['perform']>[0]) => {
  say('begin');
  const worked = array.perform(operation);
  say('end');
  return worked;
};
const storage = new Storage(array);
runNow(recover(storage), perform);
for (let number = Number(from) + 1; ; number++) {
  if (runNow(storage.saveCredentials(setOf(number)), perform) !== 'written') throw new Error(`set ${number} was not saved`);
  say(`committed ${number}`);
}
