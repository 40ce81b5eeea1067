/** A real port: what it does when it cannot be opened, when it vanishes, and when it is given back. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { formatProblem, unwrap } from '../../src/errors.ts';
import { openSerialPort, problemOfPort, type SerialPortLine } from '../../src/hal/pi/serial-port-line.ts';
import { bytesOf, fingerprint, MEGABYTE } from '../support/bytes.ts';
import { canPty, FarEnd, openPair, socatOf, until, wall, warnOfNoPty } from '../support/pty.ts';

const problemOf = (message: string, ports: readonly string[] = []) => formatProblem(problemOfPort('/dev/ttyX', message, ports));

describe('a port that cannot be opened: what is said, from the words of the system', () => {
  test.each([
    ['Error: No such file or directory, cannot open /dev/ttyX', 'there is no such serial port. Plug the adapter in, or use --console pty'],
    [
      'Error: Permission denied, cannot open /dev/ttyX',
      'permission denied. Join the group that may (Debian: sudo usermod -aG dialout $USER), then log in anew',
    ],
    [
      'Error Resource temporarily unavailable Cannot lock port',
      'another program has this port. End that one first (fuser -v names it), or name another port',
    ],
    [
      'Error: Device or resource busy, cannot open /dev/ttyX',
      'another program has this port. End that one first (fuser -v names it), or name another port',
    ],
    ['Error: Is a directory, cannot open /dev/ttyX', 'this is no serial port. Name one, as in /dev/ttyUSB0, or use --console pty'],
    [
      'Error: Inappropriate ioctl for device setting custom baud rate of 115200',
      'this is no serial port. Name one, as in /dev/ttyUSB0, or use --console pty',
    ],
    ['Error: Something else', 'cannot be opened: Error: Something else. Name another port, or use --console pty'],
  ])('%s', (message, said) => {
    expect(problemOf(message)).toBe(`/dev/ttyX: ${said}`);
  });

  test('the ports that there are are told, not all of them where they are many', () => {
    const missing = 'Error: No such file or directory, cannot open /dev/ttyX';
    expect(problemOf(missing, ['/dev/ttyUSB0', '/dev/ttyS0'])).toBe('/dev/ttyX: there is no such serial port. There are: /dev/ttyUSB0, /dev/ttyS0');
    const many = Array.from({ length: 32 }, (_, index) => `/dev/ttyS${index}`);
    expect(problemOf(missing, many)).toMatch(/There are: \/dev\/ttyS0, .*\/dev\/ttyS7, \.\.\.$/);
  });

  test('with the real system: none, a folder, a file', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'recsim-port-'));
    const file = path.join(folder, 'file');
    writeFileSync(file, 'no port');
    const said: string[] = [];
    for (const each of [path.join(folder, 'none'), folder, file]) {
      const opened = await openSerialPort({ path: each, baud: 115_200, wall });
      said.push(opened.ok ? 'opened' : (opened.problems[0]?.message ?? ''));
    }
    rmSync(folder, { recursive: true });
    expect(said).toEqual(['there is no such serial port', 'this is no serial port', 'this is no serial port']);
  });
});

warnOfNoPty('a serial port that vanishes');
describe.skipIf(!canPty)('a port on a PTY pair', () => {
  const ways: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of ways.splice(0).reverse()) await close();
  });

  async function opened() {
    const pair = await openPair();
    ways.push(() => pair.close());
    const changes: boolean[] = [];
    const line = unwrap(await openSerialPort({ path: pair.near, baud: 115_200, wall, changed: (isThere) => changes.push(isThere) }));
    ways.push(() => line.close());
    return { pair, line, changes };
  }
  const attach = async (end: string) => {
    const far = await FarEnd.open(end);
    ways.push(() => far.close());
    return far;
  };
  const fill = (line: SerialPortLine) => {
    let taken = 0;
    while (taken < 10_000_000 && line.write(Buffer.alloc(1_000, 'x'))) taken += 1_000;
    return taken;
  };

  /** A megabyte each way at the same time, as fast as the line takes it. */
  async function exchange(line: SerialPortLine, far: FarEnd, seed: number): Promise<void> {
    const [out, back] = [bytesOf(seed), bytesOf(seed + 1)];
    const heard: Buffer[] = [];
    let heardBytes = 0;
    line.onReceive((bytes) => {
      heard.push(Buffer.from(bytes));
      heardBytes += bytes.length;
    });
    const before = far.received.length;
    far.send(back);
    let written = 0;
    const isOver = () => {
      // Pieces of many sizes; where there is no room for one, it is tried again.
      for (let size = 1 + ((written * 7) % 4_093); written < MEGABYTE && line.write(out.subarray(written, written + size)); ) {
        written = Math.min(MEGABYTE, written + size);
        size = 1 + ((written * 7) % 4_093);
      }
      return heardBytes >= MEGABYTE && far.received.length - before >= MEGABYTE;
    };
    await until(isOver, 20_000);
    const received = far.received.subarray(before);
    expect([fingerprint(received, out), fingerprint(Buffer.concat(heard), back)]).toEqual([fingerprint(out), fingerprint(back)]);
  }

  test('carries a megabyte each way at the same time, byte for byte, and again after its other end died and came back', {
    timeout: 60_000,
  }, async () => {
    const { pair, line, changes } = await opened();
    const far = await attach(pair.far);
    await exchange(line, far, 1);
    process.kill(socatOf(pair), 'SIGKILL');
    await until(() => changes.length === 2);
    await exchange(line, await attach(pair.far), 3);
    expect(changes).toEqual([false, true]);
  });

  test('is refused to a second program while it is open, and to nobody once it was given back', async () => {
    const { pair, line } = await opened();
    const second = await openSerialPort({ path: pair.near, baud: 115_200, wall });
    expect(second.ok ? 'opened' : second.problems[0]?.message).toBe('another program has this port');
    await line.close();
    const third = unwrap(await openSerialPort({ path: pair.near, baud: 115_200, wall }));
    await third.close();
  });

  test('where nobody reads, never more than 64 KiB wait', async () => {
    const { line } = await opened();
    const taken = fill(line);
    expect(line.waiting).toBeLessThanOrEqual(65_536);
    // Some of it is in the system's own buffers by then, and makes room.
    await until(() => line.waiting < 60_000, 1_000);
    expect(taken + fill(line)).toBeLessThan(200_000);
    expect(line.waiting).toBeLessThanOrEqual(65_536);
  });

  test('is given back though nobody reads what waits', async () => {
    const { line } = await opened();
    fill(line);
    const startMs = wall.nowMs;
    await line.close();
    expect(wall.nowMs - startMs).toBeLessThan(2_000);
    expect(line.write(Buffer.from('x'))).toBe(false);
  });

  test('that vanishes takes nothing, and is there again when it comes back: both are told, and bytes go both ways', async () => {
    const { pair, line, changes } = await opened();
    process.kill(socatOf(pair), 'SIGKILL');
    await until(() => changes.length > 0);
    expect(changes).toEqual([false]);
    expect(line.write(Buffer.from('into nothing'))).toBe(false);
    // The pair is made anew by itself, under the same names.
    await until(() => changes.length > 1);
    expect(changes).toEqual([false, true]);
    const far = await attach(pair.far);
    const heard: string[] = [];
    line.onReceive((bytes) => heard.push(Buffer.from(bytes).toString()));
    far.send(Buffer.from('hello'));
    await until(() => heard.join('') === 'hello');
    expect(line.write(Buffer.from('back'))).toBe(true);
    await until(() => far.received.toString() === 'back');
    expect([heard.join(''), far.received.toString()]).toEqual(['hello', 'back']);
  });

  test('that vanishes with bytes still to be read is noticed too, and does not keep the processor busy', async () => {
    const { pair, line, changes } = await opened();
    let heard = 0;
    line.onReceive((bytes) => {
      heard += bytes.length;
    });
    const far = await attach(pair.far);
    const socat = socatOf(pair);
    for (let round = 0; round < 20; round++) far.send(Buffer.alloc(3_000, 'x'));
    await until(() => heard > 0);
    process.kill(socat, 'SIGKILL');
    await until(() => changes.length > 0);
    expect(changes[0]).toBe(false);
  });

  test('given back while it is looked for is not opened any more', async () => {
    const { pair, line, changes } = await opened();
    process.kill(socatOf(pair), 'SIGKILL');
    await until(() => changes.length > 0);
    await line.close();
    await until(() => changes.length > 1, 1_500);
    expect(changes).toEqual([false]);
  });
});
