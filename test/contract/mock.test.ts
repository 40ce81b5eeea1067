/** The mock hardware keeps the contracts of the ports. */
import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../src/hal/machine/virtual-clock.ts';
import { createMockHal } from '../../src/hal/mock/index.ts';
import { seedBoard } from '../support/world.ts';
import { portContract } from './ports.ts';

function createMock() {
  const clock = new VirtualClock();
  const seen: string[] = [];
  const hal = createMockHal(seedBoard(), clock, 1, (signal, value) => seen.push(`${signal} ${value}`));
  return { hal, clock, seen };
}

portContract('mock', async () => {
  const { hal, clock } = createMock();
  return {
    hal,
    drive: (level) => hal.resetButton.drive(level),
    buzzerLevel: () => hal.buzzerPin.level,
    grainUs: 1,
    pass: async (us) => clock.advance(us),
    async until(holds, limitUs) {
      const endUs = clock.nowUs + limitUs;
      while (!holds() && clock.nextUs <= endUs) clock.step();
      return holds();
    },
    close() {},
  };
});

describe('mock: beyond the contract', () => {
  test('entropy comes from the seed', () => {
    const bytes = (seed: number) => {
      const buffer = new Uint8Array(16);
      createMockHal(seedBoard(), new VirtualClock(), seed, () => {}).entropy.fill(buffer);
      return buffer;
    };
    expect(bytes(5)).toEqual(bytes(5));
    expect(bytes(5)).not.toEqual(bytes(6));
  });

  test('a dead battery loses the time until it is set again', () => {
    const { hal } = createMock();
    hal.rtc.loseBattery();
    expect(hal.rtc.read()).toBeUndefined();
    hal.rtc.jump(1000);
    expect(hal.rtc.read()).toBeUndefined();
    hal.rtc.set(42);
    expect(hal.rtc.read()).toBe(42);
  });

  test('what does not change is not observed', () => {
    const { hal, seen } = createMock();
    hal.buzzer.sound(false);
    hal.led.show('off');
    hal.resetButton.drive(hal.resetButton.read());
    expect(seen).toEqual([]);
    hal.led.show('on');
    hal.led.show('on');
    expect(seen).toEqual(['led on']);
  });
});
