/**
 * Opens and closes real ports: `port-rounds ROUNDS` opens a port at one pair of pseudo-terminals so many times, with somebody at the far end, lets the pair die in some of the
 * rounds, and makes a pair anew now and then. Says in a line of JSON after the first tenth and at the end what is in use once all garbage is gone.
 * Node must be started with --expose-gc.
 */
import { existsSync, readdirSync, writeSync } from 'node:fs';
import { unwrap } from '../../../src/errors.ts';
import type { PtyPair } from '../../../src/hal/pi/pty-pair.ts';
import { openSerialPort } from '../../../src/hal/pi/serial-port-line.ts';
import { FarEnd, openPair, socatOf, until, wall } from '../pty.ts';

const rounds = Number(process.argv[2]);
/** Every so many rounds. */
const NEW_PAIR = 20;
const DEATH = 50;

let pair = await openPair();
let heard = 0;
for (let round = 1; round <= rounds; round++) {
  if (round % NEW_PAIR === 0) {
    await pair.close();
    pair = await openPair();
  }
  await oneRound(pair, round % DEATH === DEATH / 2);
  if (round === rounds / 10 || round === rounds) say(round);
}
await pair.close();

async function oneRound({ near, far, keeperId }: PtyPair, dies: boolean): Promise<void> {
  const changes: boolean[] = [];
  const line = unwrap(await openSerialPort({ path: near, baud: 115_200, wall, changed: (isThere) => changes.push(isThere) }));
  let here = 0;
  line.onReceive((bytes) => {
    here += bytes.length;
  });
  if (dies) {
    process.kill(socatOf({ keeperId }), 'SIGKILL');
    // The near end is made before the far one.
    if (!(await until(() => changes.length === 2 && existsSync(far))))
      throw new Error(`the pair is not back; the port was there: ${changes.join(', ')}`);
  }
  const end = await FarEnd.open(far);
  line.write(Buffer.alloc(100, 'x'));
  end.send(Buffer.alloc(100, 'y'));
  if (!(await until(() => here === 100 && end.received.length === 100))) throw new Error(`heard ${here} here and ${end.received.length} there`);
  heard += here + end.received.length;
  await end.close();
  await line.close();
}

function say(round: number): void {
  for (let each = 0; each < 3; each++) globalThis.gc?.();
  writeSync(1, `${JSON.stringify({ round, heard, heap: process.memoryUsage().heapUsed, descriptors: readdirSync('/proc/self/fd').length })}\n`);
}
