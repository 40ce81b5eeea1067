/** The recorder of `recsim run --state DIR`: opened, or made the first time, and what is said of it. Source: the command line's contract. */
import { newRecorder } from '../bench/factory.ts';
import type { Board } from '../board.ts';
import { ProblemError, unwrap } from '../errors.ts';
import { flashGeometry } from '../hal/nor/board-flash.ts';
import { openState, type StateFolder } from '../hal/nor/state-folder.ts';
import type { DeviceState } from '../ui/terminal/desk.ts';

export interface KeptOptions {
  readonly folder: string;
  readonly board: Board;
  readonly seed: number;
  /** What a new one is like. */
  readonly state: DeviceState;
  /** log2 of the cost of its password hashes, instead of the board's. */
  readonly hashCost?: number;
}

export interface Kept extends StateFolder {
  /** What it is and where, for people. */
  readonly greeting: string;
}

/** Opens the recorder kept in `folder`, for this process alone. Throws a ProblemError, also where one fresh from its box is asked for and another is there. */
export function openKept({ folder, board, seed, state, hashCost = board.passwordHashCost }: KeptOptions): Kept {
  const contents = () => newRecorder(board, { state, seed, hashCost });
  const kept = unwrap(openState(folder, { board: board.name, geometry: flashGeometry(board) }, { contents }));
  if (kept.isNew) return { ...kept, greeting: `a new recorder (${state}), kept in ${folder} from now on` };
  if (state !== 'factory') return { ...kept, greeting: `the recorder kept in ${folder}, as it was left` };
  kept.close();
  const message = 'there is a recorder in it already, and it is not fresh from its box';
  const remedy = 'Leave out --fresh to go on with it, name another directory, or delete this one';
  throw new ProblemError([{ code: 'contradiction', message, place: { file: folder }, remedy }]);
}
