/**
 * What every serial line must do, whatever is behind it. A suite is given a line and what is at its other end: somebody who sends, and reads or does not read. On real
 * hardware things take real time, so that what must come is waited for, up to a limit.
 */
import { afterEach, describe, expect, test } from 'vitest';
import type { SerialLine } from '../../src/hal/ports.ts';

export interface LineRig {
  readonly line: SerialLine;
  /** From the other end to the line. */
  send(bytes: Uint8Array): void;
  /** All that the other end has read. */
  received(): Buffer;
  /** Whether the other end reads; it does at first. */
  read(isReading: boolean): void;
  /** Waits until it holds, for a few seconds at most; returns whether it does. */
  until(holds: () => boolean): Promise<boolean>;
  close(): Promise<void>;
}

const ALL_BYTES = Uint8Array.from({ length: 256 }, (_, index) => index);
/** Far more than lines of any kind hold. */
const TOO_MUCH = 10_000_000;

export function lineContract(name: string, createRig: () => Promise<LineRig>): void {
  describe(`${name}: serial line`, () => {
    const open: LineRig[] = [];
    const rigged = async () => {
      const rig = await createRig();
      open.push(rig);
      return rig;
    };
    afterEach(async () => {
      for (const rig of open.splice(0)) await rig.close();
    });

    test('what is written arrives as it is, every byte and in its order', async () => {
      const { line, received, until } = await rigged();
      expect(line.write(ALL_BYTES)).toBe(true);
      expect(line.write(ALL_BYTES.toReversed())).toBe(true);
      await until(() => received().length >= 512);
      expect(received()).toEqual(Buffer.from([...ALL_BYTES, ...ALL_BYTES.toReversed()]));
    });

    test('what comes in is heard as it is, every byte and in its order', async () => {
      const { line, send, until } = await rigged();
      const heard: number[] = [];
      line.onReceive((bytes) => heard.push(...bytes));
      send(ALL_BYTES);
      send(ALL_BYTES.toReversed());
      await until(() => heard.length >= 512);
      expect(heard).toEqual([...ALL_BYTES, ...ALL_BYTES.toReversed()]);
    });

    test('one listener hears it: the latest', async () => {
      const { line, send, until } = await rigged();
      const heard: string[] = [];
      line.onReceive(() => heard.push('first'));
      line.onReceive((bytes) => heard.push(Buffer.from(bytes).toString()));
      send(Buffer.from('x'));
      await until(() => heard.length > 0);
      expect(heard).toEqual(['x']);
    });

    test('nothing is a piece too', async () => {
      const { line, received, until } = await rigged();
      expect(line.write(new Uint8Array(0))).toBe(true);
      expect(line.write(Buffer.from('after it'))).toBe(true);
      await until(() => received().length >= 8);
      expect(received().toString()).toBe('after it');
    });

    test('a piece larger than any room is sent when nothing else waits', async () => {
      const { line, received, until } = await rigged();
      const large = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 251));
      expect(line.write(large)).toBe(true);
      await until(() => received().length >= large.length);
      expect(received().equals(large)).toBe(true);
    });

    test('where nobody reads, it takes no more after a while; of what it did not take nothing is sent, of the rest everything', async () => {
      const { line, received, read, until } = await rigged();
      read(false);
      // Pieces that tell which they are: 100 bytes each.
      const piece = (number: number) => Buffer.from(`${String(number).padStart(99, '.')}\n`);
      const taken: number[] = [];
      let total = 0;
      let refused = 0;
      for (let number = 0; refused < 1000 && total < TOO_MUCH; number++) {
        if (line.write(piece(number))) {
          taken.push(number);
          total += 100;
        } else refused++;
      }
      expect(total).toBeLessThan(TOO_MUCH);
      read(true);
      await until(() => received().length >= total);
      expect(received().toString()).toBe(Buffer.concat(taken.map(piece)).toString());
      // There is room again.
      await until(() => line.write(Buffer.from('and on')));
      await until(() => received().length > total);
      expect(received().subarray(total).toString()).toBe('and on');
    });
  });
}
