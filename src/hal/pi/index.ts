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
import { type Board, inverse, type PartId, type ResetCause } from '../../board.ts';
import { fail, ok, type Problem, ProblemError, type Result } from '../../errors.ts';
import type { Us } from '../../units.ts';
import { NetworkCable } from '../machine/network-cable.ts';
import { SerialCable } from '../machine/serial-cable.ts';
import { ClockWatchdog } from '../machine/watchdog.ts';
import { createBoardFlash } from '../nor/board-flash.ts';
import type { CellStore } from '../nor/nor-array.ts';
import type { DeviceHal, InputPin, Observe, SerialLine } from '../ports.ts';
import { createWallClock } from '../wall-clock.ts';
import { atExit } from './at-exit.ts';
import { createCdevBackend } from './cdev.ts';
import { type BackendName, type GpioBackend, hardwareError, type InputLine, type LineOptions, type OutputLine } from './gpio.ts';
import { loadKernel } from './kernel.ts';
import { createOnoffBackend } from './onoff.ts';
import { LinePin, PiBuzzer, PiLed, PowerSense, type Sounder } from './parts.ts';
import { openTone, type ToneOptions } from './pwm-tone.ts';
import { RealClock } from './real-clock.ts';
import { SystemRtc } from './system-rtc.ts';

export interface PiOptions {
  /** The character device unless told otherwise. */
  readonly gpio?: BackendName;
  readonly observe: Observe;
  /** A line or chip failed while it ran. Time has stopped and the outputs are off. */
  readonly failed: (problems: readonly Problem[]) => void;
  /** What a person should know and nothing fails for: edges were lost, a bias cannot be set. */
  readonly notice?: (text: string) => void;
  /** What is in the flash; by default new cells in memory. */
  readonly cells?: CellStore;
  /** Where the serial console leads; by default a cable whose other end is `hal.console`. */
  readonly console?: SerialLine;
  /** A passive buzzer; without it an active one on the board's line. */
  readonly tone?: ToneOptions;
  /** Keeps what the recorder's clock is ahead of the machine's. */
  readonly rtcFile?: string;
  /** How far machine time stays behind real time, see RealClock. 5 ms by default. */
  readonly settleUs?: Us;
  /** How long the power-sense line must be high before power is good. 20 ms by default. */
  readonly powerDelayUs?: Us;
}

export interface PiFacts {
  readonly backend: BackendName;
  /** As in `reset: gpiochip0:17 (GPIO17)`. */
  readonly lines: readonly string[];
  /** Edges lost by the kernel, of all inputs; `undefined` where nobody can tell. */
  readonly lostEdges: number | undefined;
  /** Edges that came too late to keep their times, and by how much at most. */
  readonly lateEdges: { readonly edges: number; readonly mostUs: Us };
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
  const open: Pick<OutputLine, 'close'>[] = [];
  try {
    return ok(await build(board, options, open));
  } catch (error) {
    for (const each of open) each.close();
    if (error instanceof ProblemError) return fail(...error.problems);
    throw error;
  }
}

async function build(board: Board, options: PiOptions, open: Pick<OutputLine, 'close'>[]): Promise<PiHal> {
  const { observe, failed, notice = () => {}, settleUs, powerDelayUs = 20_000 } = options;
  let isClosed = false;
  const close = () => {
    if (isClosed) return;
    isClosed = true;
    for (const each of open) each.close();
  };
  const callOff = atExit(close);
  open.push({ close: callOff });
  const kernel = await loadKernel();
  const gpio: GpioBackend = options.gpio === 'onoff' ? await createOnoffBackend(kernel) : createCdevBackend(kernel);
  const wall = createWallClock();
  const clock = new RealClock({
    ...(settleUs === undefined ? {} : { settleUs }),
    failed(error) {
      close();
      if (error instanceof ProblemError) failed(error.problems);
      else throw error;
    },
  });
  open.push({ close: () => clock.stop() });
  const lines: string[] = [];
  const inputs: InputLine[] = [];
  const keep = <T extends Pick<OutputLine, 'close'>>(part: T): T => {
    open.push(part);
    return part;
  };

  const output = (part: PartId): OutputLine | undefined => {
    const pin = board.pins[part];
    if (!pin) return undefined;
    const line = keep(gpio.output(pin.line));
    lines.push(`${part}: ${line.name}`);
    return line;
  };
  const input = (part: PartId): LinePin | undefined => {
    const pin = board.pins[part];
    if (!pin) return undefined;
    const lineOptions: LineOptions = pin.bias ? { bias: pin.bias } : {};
    const limit = gpio.limit(lineOptions);
    if (limit !== undefined) notice(`${part}: ${limit}`);
    const line = keep(gpio.input(pin.line, lineOptions, () => clock.wake()));
    lines.push(`${part}: ${line.name}`);
    inputs.push(line);
    const linePin = new LinePin(line, part === 'power' ? 'plug' : part, observe, (count) => {
      observe('gpio', 'edges-lost', `${count} of ${line.name}`);
      notice(`${part}: the kernel lost ${count} edges; what was measured around them is doubtful`);
    });
    clock.follow(linePin.source);
    return linePin;
  };

  // Outputs first: what an earlier run left sounding must end, whatever else is in the way.
  const sounder = board.hasBuzzer ? await sounderOf(board, options, output, wall, keep) : undefined;
  if (board.hasBuzzer && !sounder) notice(`board ${board.name} does not say where its buzzer is connected: it stays silent`);
  const led = output('led');
  const resetButton = buttonOf(board, input);
  const power = new PowerSense(clock, input('power'), powerDelayUs);

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
    facts: () => ({
      backend: gpio.name,
      lines,
      lostEdges: inputs.some(({ lost }) => lost === undefined) ? undefined : inputs.reduce((sum, { lost }) => sum + (lost ?? 0), 0),
      lateEdges: clock.late,
      buzzerLatency,
    }),
    close,
  };
}

async function sounderOf(
  board: Board,
  { tone }: PiOptions,
  output: (part: PartId) => OutputLine | undefined,
  wall: ReturnType<typeof createWallClock>,
  keep: <T extends Sounder>(sounder: T) => T,
): Promise<Sounder | undefined> {
  return tone && board.hasBuzzer ? keep(await openTone(tone, wall)) : output('buzzer');
}

/** A board without a button has a pin that stays open. */
function buttonOf(board: Board, input: (part: PartId) => LinePin | undefined): InputPin {
  if (!board.hasResetButton) return { read: () => inverse(board.closedLevel), watch() {}, unwatch() {} };
  const pin = input('reset');
  if (pin) return pin;
  const remedy = 'Add "pins": { "reset": { "line": "GPIO17", ... } } to its board.json, as boards/pi-4 has it';
  throw hardwareError(`board ${board.name} does not say where its reset button is connected`, remedy);
}

/** What comes in is heard at a moment of machine time. */
function actingLine(line: SerialLine, clock: RealClock): SerialLine {
  return {
    write: (bytes) => line.write(bytes),
    onReceive: (listener) => line.onReceive((bytes) => clock.act(() => listener(bytes))),
  };
}
