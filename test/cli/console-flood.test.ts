/** The recorder's serial console under a flood: a megabyte of keys comes in over a real line, a megabyte of screens goes out, and each byte of both arrives. */
import { afterEach, describe, expect, test } from 'vitest';
import { ConsoleBridge } from '../../src/cli/run/console-bridge.ts';
import { unwrap } from '../../src/errors.ts';
import { openSerialPort } from '../../src/hal/pi/serial-port-line.ts';
import { createRandom } from '../../src/random.ts';
import { fingerprint, MEGABYTE } from '../support/bytes.ts';
import { createDesk, seconds } from '../support/desk.ts';
import { canPty, FarEnd, openPair, until, wall, warnOfNoPty } from '../support/pty.ts';

/** What a person at a terminal may send; more often than not the screen is drawn anew for it. */
const KEYS = ['\t', '\x0c', '\x0c', '\x1b[A', '\x1b[B', '\x1b[Z', '\x1b[<0;12;7M', '\x1b[<0;12;7m', '\x1b[24;80R', 'abc', 'é€😀', '\x7f', '7'];

function flood(seed: number): Buffer {
  const random = createRandom(seed);
  const pieces = [Buffer.from('\r')];
  for (let bytes = 1; bytes < MEGABYTE; bytes += pieces.at(-1)?.length ?? 0) pieces.push(Buffer.from(KEYS[random.int(0, KEYS.length - 1)] as string));
  return Buffer.concat(pieces);
}

const ways: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of ways.splice(0).reverse()) await close();
});

warnOfNoPty('the serial console under a flood');
describe.skipIf(!canPty)('the serial console', () => {
  test('takes a megabyte of keys and gives more than a megabyte of screens, none of their bytes lost', { timeout: 120_000 }, async () => {
    const pair = await openPair();
    ways.push(() => pair.close());
    const line = unwrap(await openSerialPort({ path: pair.near, baud: 115_200, wall }));
    ways.push(() => line.close());
    const far = await FarEnd.open(pair.far);
    ways.push(() => far.close());

    const desk = createDesk();
    const { bench } = desk;
    bench.advance(seconds(30));
    const taken: Buffer[] = [];
    const bridge = new ConsoleBridge(
      desk,
      {
        write(bytes) {
          const isTaken = line.write(bytes);
          if (isTaken) taken.push(Buffer.from(bytes));
          return isTaken;
        },
        onReceive: (listener) => line.onReceive(listener),
      },
      wall,
    );
    const typed: Buffer[] = [];
    let typedBytes = 0;
    const { console } = bench.hal;
    const receive = console.receive.bind(console);
    console.receive = (bytes) => {
      typed.push(Buffer.from(bytes));
      typedBytes += bytes.length;
      receive(bytes);
    };
    bridge.join({
      happen(act) {
        act();
        bench.advance(0);
      },
      keepUp() {},
    });

    const keys = flood(1);
    far.send(keys);
    await until(() => typedBytes >= keys.length, 20_000);
    expect(fingerprint(Buffer.concat(typed), keys)).toBe(fingerprint(keys));
    // And on, until the screens are a megabyte too.
    const sent = () => taken.reduce((sum, { length }) => sum + length, 0);
    await until(() => {
      if (sent() < MEGABYTE) far.send(Buffer.from('\x0c'));
      return sent() >= MEGABYTE && far.received.length >= sent();
    }, 20_000);
    const all = Buffer.concat(taken);
    expect(all.length).toBeGreaterThanOrEqual(MEGABYTE);
    expect(fingerprint(far.received, all)).toBe(fingerprint(all));
    bridge.close();
  });
});
