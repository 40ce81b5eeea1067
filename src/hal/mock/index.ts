/** The mock hardware of one recorder, on a virtual clock. Its flash, its RTC and the level on its pins outlive every reset. */
import { type Board, inverse, type ResetCause } from '../../board.ts';
import { createRandom } from '../../random.ts';
import type { DeviceHal, Observe } from '../ports.ts';
import { MockFlash } from './flash.ts';
import { MockBuzzer, MockInputPin, MockLed, MockOutputPin, MockRtc, MockWatchdog } from './peripherals.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** The RTC's time when a world begins: 2026-01-01 00:00:00 UTC, so that runs can be compared. */
const RTC_EPOCH_MS = Date.UTC(2026, 0, 1);

export interface MockHal extends DeviceHal {
  readonly resetButton: MockInputPin;
  readonly led: MockLed;
  readonly buzzerPin: MockOutputPin;
  readonly rtc: MockRtc;
  readonly watchdog: MockWatchdog;
  readonly flash: MockFlash;
}

export function createMockHal(board: Board, clock: VirtualClock, seed: number, observe: Observe): MockHal {
  const random = createRandom(seed);
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
    watchdog: new MockWatchdog(clock, () => reset('watchdog')),
    entropy: {
      fill(bytes) {
        for (let index = 0; index < bytes.length; index++) bytes[index] = random.int(0, 255);
      },
    },
    flash: new MockFlash(board.flashBlocks, board.flashEraseSize, observe),
    resetTo(next) {
      hal.resetButton.unwatch();
      hal.watchdog.stop();
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
