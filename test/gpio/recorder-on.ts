/** A recorder on the Pi hardware of a simulated chip, with a finger and a plug, in real time. */
import { newRecorder } from '../../src/bench/factory.ts';
import type { Board } from '../../src/board.ts';
import { chartOf } from '../../src/fsm/chart.ts';
import { flashGeometry } from '../../src/hal/nor/board-flash.ts';
import { NorArray } from '../../src/hal/nor/nor-array.ts';
import type { BackendName } from '../../src/hal/pi/gpio.ts';
import { Recorder } from '../../src/recorder.ts';
import { Storage } from '../../src/storage/storage.ts';
import type { Us } from '../../src/units.ts';
import { MS, seedBoard } from '../support/world.ts';
import { pause, type Rigged, rigged, SHORT, stall, until } from './pi-rig.ts';

export interface OnDesk extends Rigged {
  readonly recorder: Recorder;
  /** Unplugged, finger down, plugged in; returns at the first sample. */
  heldToT0(press?: () => void): Promise<void>;
  /** Waits until machine time is so far behind the first sample. */
  afterT0(us: Us): Promise<void>;
  /** Lets go so long after the first sample. Returns between which moments of the clock that was. */
  releaseAt(us: Us): Promise<{ readonly fromUs: Us; readonly toUs: Us }>;
  /** The contact toggles a few times within 12 ms and ends at `level`. */
  bounce(level: 0 | 1): void;
  /** When the contact last opened, as the kernel stamped it. */
  readonly openedUs: Us;
  /** The same, since the first sample. */
  readonly heldUs: Us;
  /** The verdict, when there is one within `limitUs`. */
  verdict(limitUs?: Us): Promise<string | number | undefined>;
  /** Whether a password is set, judged from the flash. */
  readonly isProvisioned: boolean;
}

export async function recorderOn(gpio: BackendName, changes: Partial<Board> = SHORT): Promise<OnDesk> {
  const cells = newRecorder(seedBoard(changes), { state: 'provisioned', seed: 1, hashCost: 4 });
  const rig = await rigged(gpio, changes, { cells });
  const { board, chip, pi, trace } = rig;
  chip.line('power').drive(0);
  await pause(50 * MS);
  // Of the board without its pins: shared by all desks, since it takes a while to build.
  const chart = chartOf(seedBoard(changes));
  const recorder = new Recorder({
    board,
    brand: 'Dahua',
    language: 'en',
    hashCost: 4,
    stepper: chart.stepper,
    menus: () => chart.menus,
    hal: pi.hal,
    observe: (signal, value, detail) => trace.add(pi.clock.nowUs, signal, value, detail),
  });
  pi.act(() => pi.power.watch((isGood) => (isGood ? recorder.powerGood('power-on') : recorder.powerLost())));
  const button = chip.line('reset');
  let t0Us = 0;
  const afterT0 = async (us: Us) => {
    await until(() => pi.clock.wallUs >= t0Us + us, us + 10_000 * MS);
  };
  const openedUs = () => trace.last('reset')?.atUs ?? 0;
  return {
    ...rig,
    recorder,
    afterT0,
    async heldToT0(press = () => button.drive(0)) {
      press();
      await pause((board.prePowerHoldMinUs + board.prePowerHoldMaxUs) / 2);
      chip.line('power').drive(1);
      const started = () => trace.last('firmware')?.value === 'started';
      if (!(await until(started, 5_000 * MS))) throw new Error('the firmware did not start');
      t0Us = (trace.last('firmware')?.atUs ?? 0) + board.samplingStartUs;
      await afterT0(0);
    },
    async releaseAt(us) {
      await afterT0(us);
      const fromUs = pi.clock.wallUs;
      button.drive(1);
      return { fromUs, toUs: pi.clock.wallUs };
    },
    bounce(level) {
      for (let time = 0; time < 4; time++) {
        button.drive(level);
        stall(1.5 * MS);
        button.drive(level === 1 ? 0 : 1);
        stall(1.5 * MS);
      }
      button.drive(level);
    },
    get openedUs() {
      return openedUs();
    },
    get heldUs() {
      return openedUs() - t0Us;
    },
    async verdict(limitUs = 5_000 * MS) {
      await until(() => trace.last('verdict') !== undefined, limitUs);
      return trace.last('verdict')?.value;
    },
    get isProvisioned() {
      return new Storage(new NorArray(flashGeometry(board), cells)).stored.credentials === 'present';
    },
    close() {
      chip.line('power').drive(0);
      rig.close();
    },
  };
}
