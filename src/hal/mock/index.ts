/** The mock hardware of one recorder, on a virtual clock. Its flash, its RTC and the level on its pins outlive every reset. */
import { type Board, inverse, type ResetCause } from '../../board.ts';
import { createRandom } from '../../random.ts';
import { NetworkCable } from '../machine/network-cable.ts';
import { SerialCable } from '../machine/serial-cable.ts';
import type { VirtualClock } from '../machine/virtual-clock.ts';
import { ClockWatchdog } from '../machine/watchdog.ts';
import { createBoardFlash } from '../nor/board-flash.ts';
import type { CellStore } from '../nor/nor-array.ts';
import type { NorFlash } from '../nor/nor-flash.ts';
import type { DeviceHal, Observe } from '../ports.ts';
import { MockBuzzer, MockInputPin, MockLed, MockOutputPin, MockRtc } from './peripherals.ts';

/** The RTC's time when a world begins: 2026-01-01 00:00:00 UTC, so that runs can be compared. */
export const RTC_EPOCH_MS = Date.UTC(2026, 0, 1);

export interface MockHal extends DeviceHal {
  readonly resetButton: MockInputPin;
  readonly led: MockLed;
  readonly buzzerPin: MockOutputPin;
  readonly rtc: MockRtc;
  readonly watchdog: ClockWatchdog;
  readonly flash: NorFlash;
  readonly network: NetworkCable;
  readonly console: SerialCable;
}

/** `cells` hold what is in the flash; by default new ones in memory. */
export function createMockHal(board: Board, clock: VirtualClock, seed: number, observe: Observe, cells?: CellStore): MockHal {
  const random = createRandom(seed);
  // A source of its own, so that a torn operation does not change what the firmware draws.
  const chance = createRandom(seed + 2);
  const buzzerPin = new MockOutputPin('buzzer', observe);
  let cause: ResetCause = 'power-on';
  let reset: (cause: ResetCause) => void = () => {};
  const hal: MockHal = {
    clock,
    resetButton: new MockInputPin('reset', inverse(board.closedLevel), clock, observe),
    buzzerPin,
    buzzer: new MockBuzzer(board.hasBuzzer ? buzzerPin : undefined),
    led: new MockLed(observe),
    rtc: new MockRtc(RTC_EPOCH_MS, clock, observe),
    reset: { cause: () => cause, restart: () => reset('software') },
    watchdog: new ClockWatchdog(clock, () => reset('watchdog')),
    entropy: {
      fill(bytes) {
        for (let index = 0; index < bytes.length; index++) bytes[index] = random.int(0, 255);
      },
    },
    flash: createBoardFlash(board, clock, () => chance.int(0, 2 ** 30 - 1) / 2 ** 30, observe, cells),
    network: new NetworkCable(observe),
    console: new SerialCable(),
    resetTo(next) {
      hal.resetButton.unwatch();
      hal.network.reset();
      hal.console.reset();
      hal.watchdog.stop();
      hal.flash.reset();
      buzzerPin.write(0);
      hal.led.show('off');
      cause = next;
    },
    onReset(listener) {
      reset = listener;
    },
  };
  return hal;
}
