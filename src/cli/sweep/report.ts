/** What a sweep found: the parts that text, HTML, CSV and JSON share, and the last two. */

import type { Board } from '../../board.ts';
import { type CounterExample, wordsOf } from '../../lab/counter-example.ts';
import { countOutcomes } from '../../lab/heat-map.ts';
import { type Cell, cellsIn, type Grid } from '../../lab/sweep.ts';
import { VERSION } from '../../version.ts';

export interface Swept {
  readonly board: Board;
  readonly grid: Grid;
  readonly seed: number;
  /** In the order of the grid; not all of them where the sweep was broken off. */
  readonly cells: readonly Cell[];
  readonly counterExample: CounterExample | undefined;
  readonly wallMs: number;
}

/** Grows when a key changes its meaning. */
const FORMAT = 1;

export const isPartial = ({ grid, cells }: Swept): boolean => cells.length < cellsIn(grid);

export const countOf = (cells: readonly Cell[], check: Cell['check']): number => cells.filter((cell) => cell.check === check).length;

/** `1,203 of 2,745 trials` where it was broken off. */
export const trialsOf = (swept: Swept): string => {
  const all = cellsIn(swept.grid).toLocaleString('en');
  return isPartial(swept) ? `${swept.cells.length.toLocaleString('en')} of ${all} trials` : `${all} trials`;
};

export function sweptAsJson(sweeps: readonly Swept[]): string {
  const boards = sweeps.map((swept) => ({
    board: swept.board.name,
    seed: swept.seed,
    partial: isPartial(swept),
    trials: swept.cells.length,
    wallMs: Math.round(swept.wallMs),
    axes: { holdUs: swept.grid.hold, preHoldUs: swept.grid.preHold, bounceUs: swept.grid.bounce, dipUs: swept.grid.dip },
    outcomes: Object.fromEntries(countOutcomes(swept.cells)),
    checked: { agree: countOf(swept.cells, 'agrees'), differ: countOf(swept.cells, 'differs'), unjudged: countOf(swept.cells, 'unjudged') },
    counterExample: swept.counterExample ? pointAsJson(swept.counterExample) : null,
    cells: swept.cells.map((cell) => ({ ...pointAsJson(cell), check: cell.check })),
  }));
  return `${JSON.stringify({ format: FORMAT, recsim: VERSION, boards }, undefined, 1)}\n`;
}

const pointAsJson = ({ at, outcome, rules, grade }: Pick<Cell, 'at' | 'outcome' | 'rules'> & { readonly grade?: Cell['grade'] }) => ({
  holdUs: at.hold,
  preHoldUs: at.preHold,
  bounceUs: at.bounce,
  dipUs: at.dip,
  outcome,
  ...(grade === undefined ? {} : { grade }),
  ...(rules ? { rules: wordsOf(rules) } : {}),
});

/** A first line that begins with # says where it was broken off. */
export function sweptAsCsv(sweeps: readonly Swept[]): string {
  const partial = sweeps.filter(isPartial).map((swept) => `# partial: ${swept.board.name}: ${trialsOf(swept)}`);
  const rows = sweeps.flatMap(({ board, cells }) =>
    cells.map(({ at, outcome, grade = '', check, rules }) =>
      [board.name, at.hold, at.preHold, at.bounce, at.dip, outcome, grade, check, rules ? wordsOf(rules) : ''].map(String).map(quoted).join(','),
    ),
  );
  return [...partial, 'board,hold_us,pre_hold_us,bounce_us,dip_us,outcome,grade,check,rules', ...rows, ''].join('\n');
}

const quoted = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
