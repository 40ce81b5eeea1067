/**
 * What every implementation of the ports must do, whatever is behind it. A suite is given hardware and the means to act on it from
 * outside: to move the level of the button's pin, and to let time pass.
 */
import { describe, expect, test } from 'vitest';
import type { DeviceHal, FlashOperation } from '../../src/hal/ports.ts';

export interface Rig {
  readonly hal: DeviceHal;
  /** Puts a level on the pin of the reset button. */
  drive(level: 0 | 1): void;
  /** What an outside observer sees on the buzzer's pin. */
  buzzerLevel(): 0 | 1;
  /** Lets time pass. */
  pass(us: number): void;
}

export function portContract(name: string, createRig: () => Rig): void {
  describe(`${name}: input pin`, () => {
    test('reads the level that is there', () => {
      const { hal, drive } = createRig();
      drive(1);
      expect(hal.resetButton.read()).toBe(1);
      drive(0);
      expect(hal.resetButton.read()).toBe(0);
    });

    test('reports each change once, with its time, and never a level twice', () => {
      const { hal, drive, pass } = createRig();
      const seen: [number, number][] = [];
      drive(1);
      hal.resetButton.watch((level, atUs) => seen.push([level, atUs]));
      pass(1000);
      drive(0);
      drive(0);
      pass(500);
      drive(1);
      expect(seen.map(([level]) => level)).toEqual([0, 1]);
      expect((seen[1]?.[1] ?? 0) - (seen[0]?.[1] ?? 0)).toBe(500);
    });

    test('reports nothing after unwatch or a reset', () => {
      const { hal, drive } = createRig();
      const seen: number[] = [];
      drive(1);
      hal.resetButton.watch((level) => seen.push(level));
      hal.resetButton.unwatch();
      drive(0);
      hal.resetButton.watch((level) => seen.push(level));
      hal.resetTo('software');
      drive(1);
      expect(seen).toEqual([]);
    });
  });

  describe(`${name}: outputs`, () => {
    test('the buzzer sounds when told, and is silent after a reset', () => {
      const { hal, buzzerLevel } = createRig();
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
    test('remembers the cause of the present run', () => {
      const { hal } = createRig();
      for (const cause of ['power-on', 'brown-out', 'watchdog', 'software'] as const) {
        hal.resetTo(cause);
        expect(hal.reset.cause()).toBe(cause);
      }
    });

    test('a restart is a software reset', () => {
      const { hal } = createRig();
      const causes: string[] = [];
      hal.onReset((cause) => causes.push(cause));
      hal.reset.restart();
      expect(causes).toEqual(['software']);
    });
  });

  describe(`${name}: watchdog`, () => {
    const watched = () => {
      const rig = createRig();
      const causes: string[] = [];
      rig.hal.onReset((cause) => causes.push(cause));
      return { ...rig, causes };
    };

    test('bites once its time-out is over, not before', () => {
      const { hal, pass, causes } = watched();
      hal.watchdog.start(10_000);
      pass(9_999);
      expect(causes).toEqual([]);
      pass(1);
      expect(causes).toEqual(['watchdog']);
    });

    test('does not bite while it is fed', () => {
      const { hal, pass, causes } = watched();
      hal.watchdog.start(10_000);
      for (let feeding = 0; feeding < 20; feeding++) {
        pass(9_999);
        hal.watchdog.feed();
      }
      expect(causes).toEqual([]);
    });

    test('is off until it is started, and after a reset', () => {
      const { hal, pass, causes } = watched();
      hal.watchdog.feed();
      pass(1_000_000);
      hal.watchdog.start(10_000);
      hal.resetTo('software');
      pass(1_000_000);
      expect(causes).toEqual([]);
    });

    test('refuses a time-out that is not positive', () => {
      const { hal } = createRig();
      for (const timeoutUs of [0, -1, Number.NaN]) expect(() => hal.watchdog.start(timeoutUs)).toThrow(RangeError);
    });
  });

  describe(`${name}: RTC`, () => {
    test('runs on from what it was set to, also through a reset', () => {
      const { hal, pass } = createRig();
      const noon = Date.UTC(2026, 5, 1, 12);
      hal.rtc.set(noon);
      hal.resetTo('power-on');
      pass(5_000_000);
      expect(hal.rtc.read()).toBe(noon + 5_000);
    });
  });

  describe(`${name}: flash`, () => {
    test('is erased to 0xFF when new', () => {
      const { flash } = createRig().hal;
      expect(flash.read(0, flash.size).every((byte) => byte === 0xff)).toBe(true);
    });

    /** Carries out one operation and returns whether the chip said it worked; `undefined` when it said nothing within `withinUs`. */
    const carryOut = ({ hal, pass }: Rig, operation: FlashOperation, withinUs = 10_000_000): boolean | undefined => {
      let answer: boolean | undefined;
      hal.flash.begin(operation, (worked) => {
        answer = worked;
      });
      pass(withinUs);
      return answer;
    };
    const program = (address: number, ...bytes: number[]): FlashOperation => ({ type: 'program', address, bytes: Uint8Array.from(bytes) });

    test('reads back what was programmed, also after a reset', () => {
      const rig = createRig();
      const { flash } = rig.hal;
      const unit = Array.from({ length: flash.writeSize }, (_, index) => index);
      expect(carryOut(rig, program(flash.eraseSize, ...unit))).toBe(true);
      rig.hal.resetTo('power-on');
      expect([...flash.read(flash.eraseSize, flash.writeSize)]).toEqual(unit);
      expect(flash.read(flash.eraseSize - 1, 1)).toEqual(Uint8Array.of(0xff));
      expect(flash.read(flash.eraseSize + flash.writeSize, 1)).toEqual(Uint8Array.of(0xff));
    });

    test('programming clears bits and sets none', () => {
      const rig = createRig();
      const unit = (byte: number) => new Array(rig.hal.flash.writeSize).fill(byte);
      carryOut(rig, program(0, ...unit(0b1100)));
      carryOut(rig, program(0, ...unit(0b1010)));
      expect(rig.hal.flash.read(0, 1)).toEqual(Uint8Array.of(0b1000));
    });

    test('erases exactly one block', () => {
      const rig = createRig();
      const { flash } = rig.hal;
      carryOut(rig, program(0, ...new Array(3 * flash.eraseSize).fill(0)));
      expect(carryOut(rig, { type: 'erase', address: flash.eraseSize })).toBe(true);
      expect(
        [0, flash.eraseSize - 1, flash.eraseSize, 2 * flash.eraseSize - 1, 2 * flash.eraseSize].map((address) => flash.read(address, 1)[0]),
      ).toEqual([0, 0, 255, 255, 0]);
    });

    test('answers later, never from inside begin, and takes one operation at a time', () => {
      const rig = createRig();
      const { flash } = rig.hal;
      let isAnswered = false;
      flash.begin({ type: 'erase', address: 0 }, () => {
        isAnswered = true;
      });
      expect(isAnswered).toBe(false);
      expect(() => flash.begin({ type: 'erase', address: 0 }, () => {})).toThrow('busy');
      rig.pass(10_000_000);
      expect(isAnswered).toBe(true);
      expect(carryOut(rig, { type: 'erase', address: 0 })).toBe(true);
    });

    test('a reset ends an operation without an answer, and the next may begin', () => {
      const rig = createRig();
      let isAnswered = false;
      rig.hal.flash.begin({ type: 'erase', address: 0 }, () => {
        isAnswered = true;
      });
      rig.hal.resetTo('power-on');
      rig.pass(10_000_000);
      expect(isAnswered).toBe(false);
      expect(carryOut(rig, { type: 'erase', address: 0 })).toBe(true);
      expect(rig.hal.flash.read(0, rig.hal.flash.eraseSize).every((byte) => byte === 0xff)).toBe(true);
    });

    test('refuses addresses outside, and what does not begin or end where it must', () => {
      const { flash } = createRig().hal;
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
