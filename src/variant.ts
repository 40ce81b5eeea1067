/**
 * How the firmware on a board differs from the right one. The boards of `boards/faulty` have a variant, and no other: their firmware has a mistake that firmwares of the real world had. The right firmware knows no
 * mistake; it only asks here for what it is made of: its parameters, its statecharts as data, its storage, its other parts. The mistakes are in src/faulty.
 */
import type { Board } from './board.ts';
import type { Us } from './units.ts';

/** A state of a statechart as data, or a part of one. */
export interface ChartNode {
  readonly [key: string]: unknown;
}

/** A statechart as data, before it is a machine. */
export interface ChartParts {
  /** By their names. */
  readonly regions: ChartNode;
  /** How long each timer runs, by the event that it ends in. */
  readonly timers: Readonly<Record<string, Us>>;
}

export interface Variant {
  /** That of its board. */
  readonly name: string;
  /** What the firmware was made for, where the board is otherwise. */
  readonly believes?: Partial<Board>;
  /** Makes the chart of the system from the right one, that of the menus likewise. Both are plain data: a copy comes back, nothing is changed in place. */
  readonly system?: (right: ChartParts) => ChartParts;
  readonly menus?: (right: ChartParts) => ChartParts;
  /** Whether the main loop feeds the watchdog while the regions are in these states; the right one always does. */
  readonly feeds?: (regions: Readonly<Record<string, string>>) => boolean;
  /** Makes a class from that of the right storage; src/storage/variant.ts knows its type. */
  readonly storage?: (right: never) => unknown;
  /** Makes classes from the firmware's other parts; src/firmware/parts.ts knows their types. */
  readonly parts?: (right: never) => object;
}

const believed = new WeakMap<Board, Board>();

/** The board that the firmware on this one was made for: the same where it is right. */
export function firmwareBoard(board: Board): Board {
  if (!board.variant?.believes) return board;
  let found = believed.get(board);
  if (!found) {
    const { believes, ...variant } = board.variant;
    found = { ...board, ...believes, variant };
    believed.set(board, found);
  }
  return found;
}
