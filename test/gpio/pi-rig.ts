/** The Pi hardware on a simulated chip, as the tests use it: short times, a person's finger and plug, and the trace. */
import { Trace } from '../../src/bench/trace.ts';
import type { Board, PinAssignment } from '../../src/board.ts';
import { type Problem, unwrap } from '../../src/errors.ts';
import type { BackendName } from '../../src/hal/pi/gpio.ts';
import { createPiHal, type PiHal, type PiOptions } from '../../src/hal/pi/index.ts';
import { createWallClock } from '../../src/hal/wall-clock.ts';
import { MS, S, seedBoard } from '../support/world.ts';
import { SimChip } from './sim-chip.ts';

const wall = createWallClock();

/** Waits in real time. */
export const pause = (us: number): Promise<void> => new Promise((resolve) => wall.after(us / 1000, resolve));

/** Looks every few milliseconds until it holds; returns whether it does. */
export async function until(holds: () => boolean, limitUs: number): Promise<boolean> {
  const endMs = wall.nowMs + limitUs / 1000;
  while (!holds()) {
    if (wall.nowMs > endMs) return false;
    await pause(5 * MS);
  }
  return true;
}

/** Nothing else runs for so long: a stall of the event loop. */
export function stall(us: number): void {
  const endMs = wall.nowMs + us / 1000;
  while (wall.nowMs < endMs);
}

export interface Rigged {
  readonly chip: SimChip;
  readonly board: Board;
  readonly pi: PiHal;
  readonly trace: Trace;
  readonly notices: string[];
  readonly failures: Problem[];
  close(): void;
}

/** The seed's board with its lines on `chip`. */
export function simBoard(chip: SimChip, changes: Partial<Board> = {}): Board {
  const pins: Board['pins'] = Object.fromEntries(
    chip.names.map((line, offset): [string, PinAssignment] => [line.slice(line.lastIndexOf('-') + 1), { line, header: offset, assumed: 'a test' }]),
  );
  return { ...seedBoard(changes), pins };
}

/** The seed's procedure in a tenth of its time: released from 2 to 3 s after the first sample it is a reset. */
export const SHORT: Partial<Board> = {
  prePowerHoldMinUs: 400 * MS,
  prePowerHoldMaxUs: 500 * MS,
  initDurationUs: 2 * S,
  restartDelayUs: 200 * MS,
  stuckAfterUs: 30 * S,
  stages: [{ fromUs: 2 * S, toUs: 3 * S, action: 'factory-default' }],
  actionBeep: { count: 1, onUs: 150 * MS, offUs: 150 * MS },
  passwordHashCost: 4,
};

export async function rigged(gpio: BackendName, changes: Partial<Board> = {}, options: Partial<PiOptions> = {}): Promise<Rigged> {
  const chip = new SimChip();
  const board = simBoard(chip, changes);
  const trace = new Trace();
  const notices: string[] = [];
  const failures: Problem[] = [];
  const result = await createPiHal(board, {
    gpio,
    observe: (signal, value, detail) => trace.add(pi?.clock.nowUs ?? 0, signal, value, detail),
    notice: (text) => notices.push(text),
    failed: (problems) => failures.push(...problems),
    ...options,
  });
  const pi: PiHal | undefined = unwrap(result);
  return {
    chip,
    board,
    pi,
    trace,
    notices,
    failures,
    close() {
      pi.close();
      chip.remove();
    },
  };
}
