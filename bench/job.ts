/**
 * The one job every row of the benchmark does: 45 virtual seconds of the seed board, counted from power-good.
 * The button is held from before power; beep; the hold lasts 22 s from the first sample; factory default, restart, second boot to
 * the wizard at 44.15 s. (A hold of 25 s would end the second boot after 47 s.) The control leaves the button alone: one boot, no reset.
 */
import type { Board } from '../src/board.ts';
import { loadBoard } from '../src/board-file.ts';
import { unwrap } from '../src/errors.ts';
import type { Us } from '../src/units.ts';

export const BOARD: Board = unwrap(loadBoard('seed')).board;
export const END_US: Us = 45_000_000;
export const HOLD_US: Us = 22_000_000;
export const RELEASE_US: Us = BOARD.samplingStartUs + HOLD_US;
/** Every block of the settings is erased, one after another. */
export const ERASE_US: Us = (BOARD.flashBlocks - 3) * BOARD.flashEraseUs;
/** Each other step of a reset: the request, the defaults, the end. */
export const STEP_US: Us = 4_000;
/** The hold before power, which only the bench world knows of; not counted. */
export const BEFORE_POWER_US: Us = 4_500_000;

/** What can be seen from outside at the end. */
export interface JobResult {
  readonly boots: number;
  readonly resets: number;
  readonly beeps: number;
  readonly atWizard: boolean;
}

/** Does the whole job once, with the button held or left alone. */
export type Job = (held: boolean) => JobResult;

const HELD: JobResult = { boots: 2, resets: 1, beeps: 2, atWizard: true };
const CONTROL: JobResult = { boots: 1, resets: 0, beeps: 1, atWizard: true };

/** Throws unless the job does what it says, and nothing of it when the button is left alone. */
export function verify(job: Job): void {
  verifyHeld(job);
  compare('button up', job(false), CONTROL);
}

export function verifyHeld(job: Job): void {
  compare('button held', job(true), HELD);
}

function compare(what: string, found: JobResult, expected: JobResult): void {
  const keys = Object.keys(expected) as (keyof JobResult)[];
  if (keys.some((key) => found[key] !== expected[key]))
    throw new Error(`${what}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`);
}
