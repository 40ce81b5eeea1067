/**
 * Leads the pins of a bench out to real lines: what a real button and a real power-sense line do reaches the recorder on the bench at its own time, and what the recorder does
 * to buzzer and LED goes out. Where the board names no line for a part, the bench keeps its own: its plug, its finger, a buzzer nobody hears.
 * The bench needs its trace, and its clock must follow the kernel's (`openLinesOf`).
 */
import type { Bench } from '../bench/bench.ts';
import type { LedPattern, Level } from '../board.ts';
import type { Result } from '../errors.ts';
import { type LinesFacts, type LinesOptions, openPiLines, type PiLines } from '../hal/pi/lines.ts';
import { PiLed } from '../hal/pi/parts.ts';
import type { Observe } from '../hal/ports.ts';
import type { Us } from '../units.ts';

export interface PinsOut {
  /** From the moment at which the buzzer was due, on machine time, to its order: of each beep, the latest LATENESS_KEPT. */
  readonly latenessUs: readonly Us[];
  /** Edges that came too late to keep their times, and by how much at most. */
  readonly lateEdges: LinesFacts['lateEdges'];
}

const LATENESS_KEPT = 1_000;

export type PinLines = Pick<PiLines, 'clock' | 'reset' | 'power' | 'powerPin' | 'sounder' | 'led'>;

/** The lines that the board of this bench names, with the clock of the bench following the kernel's; lost edges go into its trace. */
export function openLinesOf(bench: Bench, options: Omit<LinesOptions, 'observe' | 'time'>): Promise<Result<PiLines>> {
  const observe: Observe = (signal, value, detail) => {
    // What the inputs do, the bench tells itself.
    if (signal === 'gpio') bench.trace.add(bench.nowUs, signal, value, detail);
  };
  return openPiLines(bench.board, { ...options, observe, time: bench.clock });
}

/** From now on; what is pressed or plugged in already counts. */
export function leadPinsOut(bench: Bench, { clock, reset, power, powerPin, sounder, led }: PinLines): PinsOut {
  const { board, finger, supply, trace, hal } = bench;
  const latenessUs: Us[] = [];
  const lamp = new PiLed(led, bench.clock, () => {});
  const sound = (level: Level) => {
    sounder?.write(level);
    if (level === 1 && latenessUs.push(clock.wallUs - bench.nowUs) > LATENESS_KEPT) latenessUs.shift();
  };
  trace.onEntry(({ signal, value }) => {
    if (signal === 'buzzer') sound(value as Level);
    else if (signal === 'led') lamp.show(value as LedPattern);
  });
  if (hal.buzzerPin.level === 1) sound(1);
  lamp.show(hal.led.pattern);
  const feel = (level: Level, atUs: Us) => finger.feel(level === board.closedLevel, atUs);
  reset?.watch(feel);
  if (reset) feel(reset.read(), bench.nowUs);
  if (powerPin) power.watch((isGood) => (isGood ? supply.plugIn() : supply.unplug()));
  return {
    latenessUs,
    get lateEdges() {
      return clock.late;
    },
  };
}
