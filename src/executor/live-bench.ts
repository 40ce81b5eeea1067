/**
 * A bench in real time, for whoever lets its time pass piece by piece: by itself (its finger and plug are moved by the program, at the very times they would have in virtual
 * time), or on real lines, where a person moves them. While the program is at work between two pieces, time stands still; the next piece makes up for it.
 */
import type { Bench } from '../bench/bench.ts';
import { failureOf, ok, type Result } from '../errors.ts';
import { hardwareError } from '../hal/pi/gpio.ts';
import type { LinesOptions, PiLines } from '../hal/pi/lines.ts';
import { RealClock } from '../hal/pi/real-clock.ts';
import { formatDuration, US_PER_S, type Us } from '../units.ts';
import { leadPinsOut, openLinesOf } from './pins-out.ts';
import { timingOf } from './timing.ts';

export interface LiveBench {
  readonly bench: Bench;
  /** What is moved by a person; the rest is the bench's own. */
  readonly real: { readonly button: boolean; readonly plug: boolean };
  /**
   * Lets time pass to `limitUs`, or until `isOver`, asked after each thing that happens and at least every 50 ms: resolves with whether it is. One at a time. Rejects with a
   * ProblemError when the hardware fails.
   */
  pass(isOver: () => boolean, limitUs: Us): Promise<boolean>;
  /** What is to be said at the end of the times that were measured on its lines. */
  timing(): readonly string[];
  /** Outputs at 0, lines given back. */
  close(): void;
}

/** Real time, and nothing else that is real. */
export function runInRealTime(bench: Bench, now?: () => bigint): LiveBench {
  const clock = new RealClock({ time: bench.clock, settleUs: 0, failed: () => {}, ...(now ? { now } : {}) });
  return {
    bench,
    real: { button: false, plug: false },
    pass: (isOver, limitUs) => clock.pass(isOver, limitUs),
    timing: () => [],
    close: () => clock.stop(),
  };
}

/** Asks a person for something. */
export type Tell = (prompt: string) => void;

export interface LiveOptions extends Pick<LinesOptions, 'gpio' | 'notice' | 'backend' | 'now' | 'settleUs'> {
  readonly tell: Tell;
  /** Nobody waits any longer. */
  readonly signal?: AbortSignal | undefined;
}

/** How long a person may take to bring the recorder to where a run begins. */
const PATIENCE_US = 120 * US_PER_S;

/** On the lines that the board names. It begins with the plug out and the button open: where they are not, the person is asked for it. */
export async function runOnLines(bench: Bench, { tell, signal, ...options }: LiveOptions): Promise<Result<LiveBench>> {
  const opened = await openLinesOf(bench, { ...options, failed: () => {} });
  if (!opened.ok) return opened;
  const lines = opened.value;
  const pass = (isOver: () => boolean, limitUs: Us) => lines.clock.pass(isOver, limitUs);
  try {
    await atRest(bench, lines, pass, tell, () => signal?.aborted === true);
  } catch (error) {
    lines.close();
    return failureOf(error);
  }
  const out = leadPinsOut(bench, lines);
  const real = { button: lines.reset !== undefined, plug: lines.powerPin !== undefined };
  return ok({ bench, real, pass, timing: () => timingOf(out), close: () => lines.close() });
}

async function atRest(bench: Bench, { reset, powerPin }: PiLines, pass: LiveBench['pass'], tell: Tell, isGivenUp: () => boolean): Promise<void> {
  const { closedLevel } = bench.board;
  const wanted = [
    { prompt: 'Take the power away', what: 'the power-sense line stays high', isSo: () => powerPin?.read() !== 1 },
    { prompt: 'Take the finger off the reset button', what: 'the reset button stays closed', isSo: () => reset?.read() !== closedLevel },
  ];
  for (const { prompt, what, isSo } of wanted) {
    if (isSo()) continue;
    tell(prompt);
    if (await pass(() => isSo() || isGivenUp(), bench.nowUs + PATIENCE_US)) continue;
    throw hardwareError(`${what}: nothing changed within ${formatDuration(PATIENCE_US)}`, 'Look at the wiring, and at its line in the board file');
  }
}
