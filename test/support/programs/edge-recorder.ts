/** Another process that records, in real time, a contact that opens or closes every 5 ms: `edge-recorder FILE`. Says how many edges there were, every hundred. */
import { writeSync } from 'node:fs';
import { recordLines } from '../../../src/cli/record/record-lines.ts';
import { FakeLines } from '../fake-lines.ts';

const [, , vcd = ''] = process.argv;
const lines = new FakeLines({ reset: 'GPIO17', power: 'GPIO22' });
const now = () => process.hrtime.bigint();
let edges = 0;
const finger = setInterval(() => {
  // Nobody presses before somebody looks.
  if (!lines.taken.has('GPIO17')) return;
  lines.nowUs = Number(now() / 1000n);
  lines.drive('reset', ++edges % 2 === 1 ? 0 : 1);
  if (edges % 100 === 0) writeSync(1, `${edges}\n`);
}, 5);
process.exitCode = await recordLines({ vcd, board: 'boards/pi-4/board.json', gpio: 'cdev' }, { backend: lines.backend, now });
clearInterval(finger);
