/**
 * The cells of a sweep as maps: the hold from left to right, the longest of the other axes from bottom to top, one map for each choice of the rest.
 * Colours are those of Okabe and Ito, which people with any kind of colour vision can tell apart; each outcome has a letter, too.
 */
import type { Us } from '../units.ts';
import type { AxisName } from './axis.ts';
import type { Cell, Grid } from './sweep.ts';

export interface HeatMap {
  readonly y: AxisName;
  /** The axes that stand still in this map, and where. */
  readonly fixed: readonly (readonly [axis: AxisName, us: Us])[];
  readonly rows: readonly HeatRow[];
}

export interface HeatRow {
  readonly us: Us;
  /** One for each hold of the grid; `undefined` where a sweep was broken off. */
  readonly cells: readonly (Cell | undefined)[];
}

export interface Look {
  readonly letter: string;
  readonly colour: string;
  /** Of the letter on it. */
  readonly ink: string;
}

const BLACK = '#000000';
const WHITE = '#ffffff';
const LOOKS: Readonly<Record<string, Look>> = {
  'factory-default': { letter: 'F', colour: '#d55e00', ink: WHITE },
  'password-reset': { letter: 'P', colour: '#cc79a7', ink: BLACK },
  restart: { letter: 'R', colour: '#0072b2', ink: WHITE },
  short: { letter: 's', colour: '#56b4e9', ink: BLACK },
  between: { letter: 'b', colour: '#f0e442', ink: BLACK },
  'over-held': { letter: 'o', colour: '#e69f00', ink: BLACK },
  stuck: { letter: 'x', colour: '#4d4d4d', ink: WHITE },
  'not-armed': { letter: 'n', colour: '#009e73', ink: WHITE },
};
const OTHER: Look = { letter: '?', colour: '#ffffff', ink: BLACK };

/** Outcomes of several things at once have the last look. */
export const lookOf = (outcome: string): Look => LOOKS[outcome] ?? OTHER;

/** `cells` in the order of the sweep, perhaps not all of them. */
export function heatMaps(grid: Grid, cells: readonly Cell[]): readonly HeatMap[] {
  const others = (['preHold', 'bounce', 'dip'] as const).toSorted((a, b) => grid[b].length - grid[a].length);
  const [y = 'preHold', ...rest] = others;
  const place = (at: Cell['at']) => [at.dip, at.bounce, at.preHold, at.hold].join();
  const known = new Map(cells.map((cell) => [place(cell.at), cell]));
  const [outer = 'bounce', inner = 'dip'] = rest;
  return grid[outer].flatMap((outerUs) =>
    grid[inner].map((innerUs) => {
      const fixed = [[outer, outerUs] as const, [inner, innerUs] as const];
      const rows = grid[y].map((us) => {
        const at = { ...Object.fromEntries(fixed), [y]: us } as Cell['at'];
        return { us, cells: grid.hold.map((hold) => known.get(place({ ...at, hold }))) };
      });
      return { y, fixed, rows };
    }),
  );
}

/** Neighbours in a row that came out alike. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly cell: Cell;
}

export function stretchesOf({ cells }: HeatRow): Stretch[] {
  const stretches: { from: number; to: number; cell: Cell }[] = [];
  cells.forEach((cell, index) => {
    if (!cell) return;
    const last = stretches.at(-1);
    if (last && last.to === index - 1 && isAlike(last.cell, cell)) last.to = index;
    else stretches.push({ from: index, to: index, cell });
  });
  return stretches;
}

const isAlike = (one: Cell, other: Cell) => one.outcome === other.outcome && one.grade === other.grade && one.check === other.check;

/** How often each outcome came, most often first. */
export function countOutcomes(cells: readonly Cell[]): [outcome: string, count: number][] {
  const counts = new Map<string, number>();
  for (const { outcome } of cells) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a);
}

export const AXIS_LABELS: Readonly<Record<AxisName, string>> = { hold: 'hold', preHold: 'hold before power', bounce: 'bounce', dip: 'mains dip' };
