/**
 * What every implementation of the ports must do, whatever is behind it. A suite is given hardware and the means to act on it from
 * outside: to move the level of the button's pin, and to let time pass. Real hardware takes real time, and can be asked no more finely than its grain.
 */
import { afterEach, describe, expect, test } from 'vitest';
import type { DeviceHal, FlashOperation } from '../../src/hal/ports.ts';

export interface Rig {
  readonly hal: DeviceHal;
  /** Puts a level on the pin of the reset button. */
  drive(level: 0 | 1): void;
  /** What an outside observer sees on the buzzer's pin. */
  buzzerLevel(): 0 | 1;
  /** The finest difference of times that can be told here, in microseconds. */
  readonly grainUs: number;
  /** Lets time pass. */
  pass(us: number): Promise<void>;
  /** Lets time pass until it holds, `limitUs` at most; returns whether it does. */
  until(holds: () => boolean, limitUs: number): Promise<boolean>;
  close(): void;
}

export function portContract(name: string, create: () => Promise<Rig>): void {
  const open: Rig[] = [];
  const createRig = async () => {
    const rig = await create();
    open.push(rig);
    return rig;
  };
  afterEach(() => {
    for (const rig of open.splice(0)) rig.close();
  });

  describe(`${name}: input pin`, () => {
    test('reads the level that is there', async () => {
      const { hal, drive, pass, grainUs } = await createRig();
      drive(1);
      await pass(grainUs);
      expect(hal.resetButton.read()).toBe(1);
      drive(0);
      await pass(grainUs);
      expect(hal.resetButton.read()).toBe(0);
    });

    test('reports each change once, with its time, and never a level twice', async () => {
      const { hal, drive, pass, grainUs } = await createRig();
      const stepUs = Math.max(500, 2 * grainUs);
      const seen: [number, number][] = [];
      drive(1);
      await pass(1000);
      hal.resetButton.watch((level, atUs) => seen.push([level, atUs]));
      await pass(1000);
      drive(0);
      drive(0);
      await pass(stepUs);
      drive(1);
      await pass(grainUs);
      expect(seen.map(([level]) => level)).toEqual([0, 1]);
      const betweenUs = (seen[1]?.[1] ?? 0) - (seen[0]?.[1] ?? 0);
      expect(Math.abs(betweenUs - stepUs)).toBeLessThan(grainUs);
    });

    test('reports nothing after unwatch or a reset', async () => {
      const { hal, drive, pass, grainUs } = await createRig();
      const seen: number[] = [];
      drive(1);
      await pass(grainUs);
      hal.resetButton.watch((level) => seen.push(level));
      hal.resetButton.unwatch();
      drive(0);
      await pass(grainUs);
      hal.resetButton.watch((level) => seen.push(level));
      hal.resetTo('software');
      drive(1);
      await pass(grainUs);
      expect(seen).toEqual([]);
    });
  });

  describe(`${name}: outputs`, () => {
    test('the buzzer sounds when told, and is silent after a reset', async () => {
      const { hal, buzzerLevel } = await createRig();
      hal.buzzer.sound(true);
      expect(buzzerLevel()).toBe(1);
      hal.buzzer.sound(false);
      expect(buzzerLevel()).toBe(0);
      hal.buzzer.sound(true);
      hal.resetTo('watchdog');
      expect(buzzerLevel()).toBe(0);
    });
  });

  describe(`${name}: reset controller`, () => {
    test('remembers the cause of the present run', async () => {
      const { hal } = await createRig();
      for (const cause of ['power-on', 'brown-out', 'watchdog', 'software'] as const) {
        hal.resetTo(cause);
        expect(hal.reset.cause()).toBe(cause);
      }
    });

    test('a restart is a software reset', async () => {
      const { hal } = await createRig();
      const causes: string[] = [];
      hal.onReset((cause) => causes.push(cause));
      hal.reset.restart();
      expect(causes).toEqual(['software']);
    });
  });

  describe(`${name}: watchdog`, () => {
    const watched = async () => {
      const rig = await createRig();
      const causes: string[] = [];
      rig.hal.onReset((cause) => causes.push(cause));
      const timeoutUs = Math.max(10_000, 5 * rig.grainUs);
      return { ...rig, causes, timeoutUs };
    };

    test('bites once its time-out is over, not before', async () => {
      const { hal, pass, causes, timeoutUs, grainUs } = await watched();
      hal.watchdog.start(timeoutUs);
      await pass(timeoutUs - grainUs);
      expect(causes).toEqual([]);
      await pass(grainUs);
      expect(causes).toEqual(['watchdog']);
    });

    test('does not bite while it is fed', async () => {
      const { hal, pass, causes, timeoutUs, grainUs } = await watched();
      hal.watchdog.start(timeoutUs);
      for (let feeding = 0; feeding < 5; feeding++) {
        await pass(timeoutUs - grainUs);
        hal.watchdog.feed();
      }
      expect(causes).toEqual([]);
    });

    test('is off until it is started, and after a reset', async () => {
      const { hal, pass, causes, timeoutUs } = await watched();
      hal.watchdog.feed();
      await pass(2 * timeoutUs);
      hal.watchdog.start(timeoutUs);
      hal.resetTo('software');
      await pass(2 * timeoutUs);
      expect(causes).toEqual([]);
    });

    test('refuses a time-out that is not positive', async () => {
      const { hal } = await createRig();
      for (const timeoutUs of [0, -1, Number.NaN]) expect(() => hal.watchdog.start(timeoutUs)).toThrow(RangeError);
    });
  });

  describe(`${name}: RTC`, () => {
    test('runs on from what it was set to, also through a reset', async () => {
      const { hal, pass, grainUs } = await createRig();
      const noon = Date.UTC(2026, 5, 1, 12);
      hal.rtc.set(noon);
      hal.resetTo('power-on');
      await pass(1_000_000);
      expect(Math.abs((hal.rtc.read() ?? 0) - (noon + 1_000))).toBeLessThan(Math.max(1, grainUs / 1000));
    });
  });

  describe(`${name}: flash`, () => {
    test('is erased to 0xFF when new', async () => {
      const { flash } = (await createRig()).hal;
      expect(flash.read(0, flash.size).every((byte) => byte === 0xff)).toBe(true);
    });

    /** No operation takes longer. */
    const LIMIT_US = 10_000_000;

    /** Carries out one operation and returns whether the chip said it worked; `undefined` when it said nothing. */
    const carryOut = async ({ hal, until }: Rig, operation: FlashOperation): Promise<boolean | undefined> => {
      let answer: boolean | undefined;
      hal.flash.begin(operation, (worked) => {
        answer = worked;
      });
      await until(() => answer !== undefined, LIMIT_US);
      return answer;
    };
    const program = (address: number, ...bytes: number[]): FlashOperation => ({ type: 'program', address, bytes: Uint8Array.from(bytes) });

    test('reads back what was programmed, also after a reset', async () => {
      const rig = await createRig();
      const { flash } = rig.hal;
      const unit = Array.from({ length: flash.writeSize }, (_, index) => index);
      expect(await carryOut(rig, program(flash.eraseSize, ...unit))).toBe(true);
      rig.hal.resetTo('power-on');
      expect([...flash.read(flash.eraseSize, flash.writeSize)]).toEqual(unit);
      expect(flash.read(flash.eraseSize - 1, 1)).toEqual(Uint8Array.of(0xff));
      expect(flash.read(flash.eraseSize + flash.writeSize, 1)).toEqual(Uint8Array.of(0xff));
    });

    test('programming clears bits and sets none', async () => {
      const rig = await createRig();
      const unit = (byte: number) => new Array(rig.hal.flash.writeSize).fill(byte);
      await carryOut(rig, program(0, ...unit(0b1100)));
      await carryOut(rig, program(0, ...unit(0b1010)));
      expect(rig.hal.flash.read(0, 1)).toEqual(Uint8Array.of(0b1000));
    });

    test('erases exactly one block', async () => {
      const rig = await createRig();
      const { flash } = rig.hal;
      await carryOut(rig, program(0, ...new Array(3 * flash.eraseSize).fill(0)));
      expect(await carryOut(rig, { type: 'erase', address: flash.eraseSize })).toBe(true);
      expect(
        [0, flash.eraseSize - 1, flash.eraseSize, 2 * flash.eraseSize - 1, 2 * flash.eraseSize].map((address) => flash.read(address, 1)[0]),
      ).toEqual([0, 0, 255, 255, 0]);
    });

    test('answers later, never from inside begin, and takes one operation at a time', async () => {
      const rig = await createRig();
      const { flash } = rig.hal;
      let isAnswered = false;
      flash.begin({ type: 'erase', address: 0 }, () => {
        isAnswered = true;
      });
      expect(isAnswered).toBe(false);
      expect(() => flash.begin({ type: 'erase', address: 0 }, () => {})).toThrow('busy');
      expect(await rig.until(() => isAnswered, LIMIT_US)).toBe(true);
      expect(await carryOut(rig, { type: 'erase', address: 0 })).toBe(true);
    });

    test('a reset ends an operation without an answer, and the next may begin', async () => {
      const rig = await createRig();
      let isAnswered = false;
      rig.hal.flash.begin({ type: 'erase', address: 0 }, () => {
        isAnswered = true;
      });
      rig.hal.resetTo('power-on');
      await rig.pass(1_000_000);
      expect(isAnswered).toBe(false);
      expect(await carryOut(rig, { type: 'erase', address: 0 })).toBe(true);
      expect(rig.hal.flash.read(0, rig.hal.flash.eraseSize).every((byte) => byte === 0xff)).toBe(true);
    });

    test('refuses addresses outside, and what does not begin or end where it must', async () => {
      const { flash } = (await createRig()).hal;
      const begin = (operation: FlashOperation) => () => flash.begin(operation, () => {});
      expect(() => flash.read(flash.size, 1)).toThrow(RangeError);
      expect(() => flash.read(-1, 1)).toThrow(RangeError);
      expect(begin(program(flash.size, ...new Array(flash.writeSize).fill(0)))).toThrow(RangeError);
      expect(begin(program(1, ...new Array(flash.writeSize).fill(0)))).toThrow(RangeError);
      expect(begin(program(0, ...new Array(flash.writeSize + 1).fill(0)))).toThrow(RangeError);
      expect(begin({ type: 'erase', address: flash.writeSize })).toThrow(RangeError);
      expect(begin({ type: 'erase', address: flash.size })).toThrow(RangeError);
    });
  });
}
