/** Another process that has a PTY pair: says its names and its keeper, then waits, or ends in the way it is told: `pty-holder wait | exit | crash`. */
import { writeSync } from 'node:fs';
import { unwrap } from '../../../src/errors.ts';
import { openPtyPair } from '../../../src/hal/pi/pty-pair.ts';
import { createWallClock } from '../../../src/hal/wall-clock.ts';

const { near, far, keeperId } = unwrap(await openPtyPair(createWallClock()));
writeSync(1, `${near}\n${far}\n${keeperId}\n`);
switch (process.argv[2]) {
  case 'exit':
    process.exit(0);
    break;
  case 'crash':
    process.abort();
    break;
  default:
    setInterval(() => {}, 1_000);
}
