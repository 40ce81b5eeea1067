/** The mock's serial line keeps the contract, and so does a real port: serialport at one end of a PTY pair, a reader at the other. */
import { describe } from 'vitest';
import { unwrap } from '../../src/errors.ts';
import { SerialCable } from '../../src/hal/machine/serial-cable.ts';
import { openSerialPort } from '../../src/hal/pi/serial-port-line.ts';
import { canPty, FarEnd, openPair, until, wall, warnOfNoPty } from '../support/pty.ts';
import { type LineRig, lineContract } from './serial-line.ts';

lineContract('mock', async (): Promise<LineRig> => {
  const line = new SerialCable();
  const pieces: Buffer[] = [];
  let isReading = true;
  // So much it holds when nobody reads.
  let room = 5_000;
  const waiting: Buffer[] = [];
  line.onSent((bytes) => {
    if (!isReading && bytes.length > room) return false;
    if (!isReading) room -= bytes.length;
    (isReading ? pieces : waiting).push(Buffer.from(bytes));
    return true;
  });
  return {
    line,
    send: (bytes) => line.receive(bytes),
    received: () => Buffer.concat(pieces),
    read(isNow) {
      isReading = isNow;
      pieces.push(...waiting.splice(0));
    },
    until: async (holds) => holds(),
    close: async () => {},
  };
});

warnOfNoPty('the contract of a serial line on a real port');
describe.skipIf(!canPty)('with real parts', () => {
  lineContract('serialport on a PTY pair', async (): Promise<LineRig> => {
    const pair = await openPair();
    const line = unwrap(await openSerialPort({ path: pair.near, baud: 115_200, wall }));
    const far = await FarEnd.open(pair.far);
    return {
      line,
      send: (bytes) => far.send(bytes),
      received: () => far.received,
      read: (isReading) => far.read(isReading),
      until,
      async close() {
        await far.close();
        await line.close();
        await pair.close();
      },
    };
  });
});
