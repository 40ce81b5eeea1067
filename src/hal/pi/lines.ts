/**
 * The lines that a board names, taken from the kernel: reset button and power sense come in, buzzer and LED go out. Whom they are led to is their user's affair: the
 * hardware of a recorder (index.ts), a bench, a recording. Outputs are at 0 first of all, and again once they are closed, however the process ends.
 */
import type { Board, PartId } from '../../board.ts';
import { failureOf, ok, type Problem, ProblemError, type Result } from '../../errors.ts';
import { formatDuration, type Us } from '../../units.ts';
import type { VirtualClock } from '../machine/virtual-clock.ts';
import type { Observe } from '../ports.ts';
import { createWallClock } from '../wall-clock.ts';
import { atExit } from './at-exit.ts';
import { createCdevBackend } from './cdev.ts';
import { type BackendName, type GpioBackend, hardwareError, type InputLine, type LineOptions, type OutputLine } from './gpio.ts';
import { loadKernel } from './kernel.ts';
import { createOnoffBackend } from './onoff.ts';
import { LinePin, PowerSense, type Sounder } from './parts.ts';
import { openTone } from './pwm-tone.ts';
import { RealClock } from './real-clock.ts';

export interface LinesOptions {
  /** The character device unless told otherwise. */
  readonly gpio?: BackendName;
  /** Hears what the inputs do, and of edges that were lost or came too late to keep their times. */
  readonly observe: Observe;
  /** A line or chip failed while it ran. Time has stopped and the outputs are off. */
  readonly failed: (problems: readonly Problem[]) => void;
  /** What a person should know and nothing fails for: edges were lost, a bias cannot be set. */
  readonly notice?: (text: string) => void;
  /** The time that follows the kernel's, see RealClock. By default one of its own. */
  readonly time?: VirtualClock;
  /** How far machine time stays behind real time, see RealClock. 5 ms by default. */
  readonly settleUs?: Us;
  /** How long the power-sense line must be high before power is good. 20 ms by default. */
  readonly powerDelayUs?: Us;
  /** Outputs are left alone: somebody only listens. */
  readonly inputsOnly?: boolean;
  /** Where the lines are; by default those of this machine. */
  readonly backend?: GpioBackend;
  /** Where the kernel shows its PWM; another folder in tests. */
  readonly pwmRoot?: string;
  /** The kernel's clock in nanoseconds; another one in tests. */
  readonly now?: () => bigint;
}

export interface LinesFacts {
  readonly backend: BackendName;
  /** As in `reset: gpiochip0:17 (GPIO17)`. */
  readonly lines: readonly string[];
  /** Edges lost by the kernel, of all inputs; `undefined` where nobody can tell. */
  readonly lostEdges: number | undefined;
  /** Edges that came too late to keep their times, and by how much at most. */
  readonly lateEdges: { readonly edges: number; readonly mostUs: Us };
}

export interface PiLines {
  readonly clock: RealClock;
  /** `undefined` on a board without a reset button. */
  readonly reset: LinePin | undefined;
  readonly power: PowerSense;
  /** The power-sense line as it is, where the board has one. */
  readonly powerPin: LinePin | undefined;
  readonly sounder: Sounder | undefined;
  readonly led: OutputLine | undefined;
  facts(): LinesFacts;
  /** Outputs at 0, lines given back, time stopped. May be called twice. */
  close(): void;
}

/** Takes the lines; fails with what is in the way, all of them given back. */
export async function openPiLines(board: Board, options: LinesOptions): Promise<Result<PiLines>> {
  const open: Pick<OutputLine, 'close'>[] = [];
  try {
    return ok(await openAll(board, options, open));
  } catch (error) {
    for (const each of open) each.close();
    return failureOf(error);
  }
}

async function openAll(board: Board, options: LinesOptions, open: Pick<OutputLine, 'close'>[]): Promise<PiLines> {
  const { observe, failed, notice = () => {}, time, settleUs, now, powerDelayUs = 20_000 } = options;
  let isClosed = false;
  const close = () => {
    if (isClosed) return;
    isClosed = true;
    for (const each of open) each.close();
  };
  const callOff = atExit(close);
  open.push({ close: callOff });
  const gpio = options.backend ?? (await backendOf(options.gpio));
  const clock = new RealClock({
    ...(time === undefined ? {} : { time }),
    ...(settleUs === undefined ? {} : { settleUs }),
    ...(now === undefined ? {} : { now }),
    late: (byUs) => observe('gpio', 'edge-late', formatDuration(byUs)),
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
    if (!pin || options.inputsOnly) return undefined;
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
  const sounder = board.hasBuzzer ? ((await tone(board, options, keep, lines)) ?? output('buzzer')) : undefined;
  if (board.hasBuzzer && !sounder && !options.inputsOnly) notice(`board ${board.name} does not say where its buzzer is connected: it stays silent`);
  const led = output('led');
  const reset = board.hasResetButton ? (input('reset') ?? missing(board)) : undefined;
  const powerPin = input('power');
  return {
    clock,
    reset,
    power: new PowerSense(clock, powerPin, powerDelayUs),
    powerPin,
    sounder,
    led,
    facts: () => ({
      backend: gpio.name,
      lines,
      lostEdges: inputs.some(({ lost }) => lost === undefined) ? undefined : inputs.reduce((sum, { lost }) => sum + (lost ?? 0), 0),
      lateEdges: clock.late,
    }),
    close,
  };
}

async function backendOf(name: BackendName = 'cdev'): Promise<GpioBackend> {
  const kernel = await loadKernel();
  return name === 'onoff' ? createOnoffBackend(kernel) : createCdevBackend(kernel);
}

/** A passive buzzer on a PWM channel. */
async function tone(
  { pins }: Board,
  { inputsOnly, pwmRoot }: LinesOptions,
  keep: <T extends Sounder>(sounder: T) => T,
  names: string[],
): Promise<Sounder | undefined> {
  const pwm = pins.buzzer?.pwm;
  if (!pwm || inputsOnly) return undefined;
  const sounder = keep(await openTone(pwm, createWallClock(), pwmRoot));
  names.push(`buzzer: ${pwm.chip} channel ${pwm.channel}`);
  return sounder;
}

function missing(board: Board): never {
  const remedy = 'Take --board pi-4, or add "pins": { "reset": { "line": "GPIO17", ... } } to its board.json';
  throw hardwareError(`board ${board.name} does not say where its reset button is connected`, remedy);
}
