/**
 * The hardware of one recorder on real lines, in real time: chosen explicitly, and never instead of the mock or the other way round. How it is used:
 *
 *   const trace = new Trace();
 *   const observe: Observe = (signal, value, detail) => trace.add(pi.clock.nowUs, signal, value, detail);
 *   const pi = unwrap(await createPiHal(board, { observe, failed: (problem) => ..., cells: newRecorder(board, ...) }));   // or an image file's cells
 *   const recorder = new Recorder({ board, brand, language, hashCost, stepper, menus, hal: pi.hal, observe });
 *   pi.power.watch((isGood) => (isGood ? recorder.powerGood('power-on') : recorder.powerLost()));   // a line, or the start of the process
 *   pi.act(() => recorder.firmware?.input(...));      // keys and bytes from outside: time is brought up to date first
 *   pi.hal.console.onSent(...); pi.hal.network.onSent(...);   // as on the bench, unless `console` leads the line out
 *   pi.facts();                                       // back-end, lines, lost and late edges, latency: for reports and the doctor
 *   pi.close();                                       // outputs at 0, lines given back; done by itself at exit, crash and signal
 *
 * Every ProblemError has code `hardware` for what the command line ends with 3.
 * Left after SIGKILL: the character device gives lines back at once, at the level the driver leaves (a Raspberry Pi keeps or inputs it, depending on its kernel); sysfs keeps
 * the line exported and the buzzer sounding. The next start sets outputs to 0 first.
 */
import { randomFillSync, randomInt } from 'node:crypto';
import { type Board, inverse, type ResetCause } from '../../board.ts';
import { ok, type Result } from '../../errors.ts';
import type { Us } from '../../units.ts';
import { NetworkCable } from '../machine/network-cable.ts';
import { SerialCable } from '../machine/serial-cable.ts';
import { ClockWatchdog } from '../machine/watchdog.ts';
import { createBoardFlash } from '../nor/board-flash.ts';
import type { CellStore } from '../nor/nor-array.ts';
import type { DeviceHal, InputPin, SerialLine } from '../ports.ts';
import { type LinesFacts, type LinesOptions, openPiLines, type PiLines } from './lines.ts';
import { PiBuzzer, PiLed, type PowerSense } from './parts.ts';
import type { RealClock } from './real-clock.ts';
import { SystemRtc } from './system-rtc.ts';

export interface PiOptions extends Omit<LinesOptions, 'time' | 'inputsOnly'> {
  /** What is in the flash; by default new cells in memory. */
  readonly cells?: CellStore;
  /** Where the serial console leads; by default a cable whose other end is `hal.console`. */
  readonly console?: SerialLine;
  /** Keeps what the recorder's clock is ahead of the machine's. */
  readonly rtcFile?: string;
}

export interface PiFacts extends LinesFacts {
  /** From the moment the buzzer is due, on machine time, to its order: the latest time, and the longest so far. */
  readonly buzzerLatency: { readonly lastUs: Us; readonly mostUs: Us };
}

export interface PiHal {
  readonly hal: DeviceHal & { readonly network: NetworkCable; readonly cable: SerialCable | undefined };
  readonly clock: RealClock;
  readonly power: PowerSense;
  act<T>(task: () => T): T;
  facts(): PiFacts;
  /** May be called twice. */
  close(): void;
}

/** Takes the lines the board names and builds the hardware on them; fails with what is in the way, all lines given back. */
export async function createPiHal(board: Board, options: PiOptions): Promise<Result<PiHal>> {
  const lines = await openPiLines(board, options);
  return lines.ok ? ok(halOn(board, lines.value, options)) : lines;
}

function halOn(board: Board, lines: PiLines, options: PiOptions): PiHal {
  const { clock, power, sounder, led } = lines;
  const { observe } = options;
  // A board without a button has a pin that stays open.
  const resetButton: InputPin = lines.reset ?? { read: () => inverse(board.closedLevel), watch() {}, unwatch() {} };
  let cause: ResetCause = 'power-on';
  let reset: (cause: ResetCause) => void = () => {};
  let buzzerLatency = { lastUs: 0, mostUs: 0 };
  const cable = options.console ? undefined : new SerialCable();
  const console = options.console ? actingLine(options.console, clock) : (cable as SerialCable);
  const buzzer = new PiBuzzer(sounder, (signal, value, detail) => {
    const lastUs = clock.wallUs - clock.nowUs;
    buzzerLatency = { lastUs, mostUs: Math.max(buzzerLatency.mostUs, lastUs) };
    observe(signal, value, detail);
  });
  const watchdog = new ClockWatchdog(clock, () => reset('watchdog'));
  const flash = createBoardFlash(board, clock, () => randomInt(2 ** 30) / 2 ** 30, observe, options.cells);
  const hal: PiHal['hal'] = {
    clock,
    resetButton,
    buzzer,
    led: new PiLed(led, clock, observe),
    rtc: new SystemRtc(options.rtcFile, observe),
    reset: { cause: () => cause, restart: () => reset('software') },
    watchdog,
    entropy: { fill: (bytes) => void randomFillSync(bytes) },
    flash,
    network: new NetworkCable(observe),
    console,
    cable,
    resetTo(next) {
      resetButton.unwatch();
      hal.network.reset();
      console.onReceive(() => {});
      watchdog.stop();
      flash.reset();
      buzzer.sound(false);
      hal.led.show('off');
      cause = next;
    },
    onReset(listener) {
      reset = listener;
    },
  };
  return {
    hal,
    clock,
    power,
    act: (task) => clock.act(task),
    facts: () => ({ ...lines.facts(), buzzerLatency }),
    close: () => lines.close(),
  };
}

/** What comes in is heard at a moment of machine time. */
function actingLine(line: SerialLine, clock: RealClock): SerialLine {
  return {
    write: (bytes) => line.write(bytes),
    onReceive: (listener) => line.onReceive((bytes) => clock.act(() => listener(bytes))),
  };
}
