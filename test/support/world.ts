/** A bench that follows the seed procedure, for tests: times of the hold are given from T0, the first sample. */
import { Bench, type BenchOptions } from '../../src/bench/bench.ts';
import type { BounceChoice } from '../../src/bench/finger.ts';
import type { Board } from '../../src/board.ts';
import { loadBoard } from '../../src/board-file.ts';
import { unwrap } from '../../src/errors.ts';
import type { CredentialState } from '../../src/storage/credentials.ts';
import { areasOf } from '../../src/storage/storage.ts';
import type { Us } from '../../src/units.ts';

export const MS = 1_000;
export const S = 1_000_000;

const seed = unwrap(loadBoard('seed')).board;
const variants = new Map<string, Board>();

/** The default board, with some values changed. Equal changes give the same object, so that its statechart is built once. */
export function seedBoard(changes: Partial<Board> = {}): Board {
  const key = JSON.stringify(changes, (_, value) => (value === Number.POSITIVE_INFINITY ? 'end' : value));
  let board = variants.get(key);
  if (!board) {
    board = { ...seed, ...changes };
    variants.set(key, board);
  }
  return board;
}

export interface Hold {
  readonly board?: Board;
  readonly seed?: number;
  readonly state?: BenchOptions['state'];
  /** How long the button is held before the plug goes in. */
  readonly prePowerUs?: Us;
  readonly bounce?: BounceChoice;
}

/** Unplugged, finger down, plugged in; time stands at T0, the events of that moment done. */
export function heldToT0({ board = seedBoard(), seed = 1, state = 'provisioned', prePowerUs = 4.5 * S, bounce = 'none' }: Hold = {}): Bench {
  const bench = new Bench({ board, seed, state });
  bench.finger.press(bounce);
  bench.advance(prePowerUs);
  bench.supply.plugIn();
  bench.advance(board.samplingStartUs);
  return bench;
}

/** The finger is lifted after `heldUs` and everything left alone for `restUs`. */
export function releaseAfter(bench: Bench, heldUs: Us, restUs: Us = 1 * S): void {
  bench.advance(heldUs);
  bench.finger.release('none');
  bench.advance(restUs);
}

/** The whole procedure: held until `heldUs` after T0, then released, and left alone for 60 s. */
export function heldFor(heldUs: Us, hold: Hold = {}): Bench {
  const bench = heldToT0(hold);
  bench.advance(heldUs);
  bench.finger.release(hold.bounce ?? 'none');
  bench.advance(60 * S);
  return bench;
}

/** Plug out for 2 s, then in again; time stands at the new T0. */
export function powerCycle(bench: Bench): void {
  bench.supply.unplug();
  bench.advance(2 * S);
  bench.supply.plugIn();
  bench.advance(bench.board.samplingStartUs);
}

/** How many resets were finished. */
export const resets = (bench: Bench): number => bench.trace.all('journal', 'done').length;

/** Whether a log line of this kind was written. */
export const logged = (bench: Bench, line: string): boolean => bench.trace.all('log', line).length > 0;

/** Reset causes of all starts of the firmware, in order. */
export const starts = (bench: Bench): (string | undefined)[] => bench.trace.all('firmware', 'started').map((entry) => entry.detail);

/** The raw bytes of everything a reset erases. */
export function settingsImage({ hal: { flash } }: Bench): Buffer {
  const from = areasOf(flash).settings.firstBlock * flash.eraseSize;
  return Buffer.from(flash.read(from, flash.size - from));
}

/** What the flash says of the password. */
export const credentials = (bench: Bench): CredentialState['kind'] => bench.credentials;

/** Whether a password is still set, judged from the flash. */
export const provisioned = (bench: Bench): boolean => credentials(bench) === 'present';
