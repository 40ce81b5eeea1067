/** Coverage as people read it in a terminal: a table by board and region, and what is not covered. */
import { type BoardCoverage, percentOf, type RegionCoverage, type Share, shareOf, uncovered } from './coverage.ts';

/** How many uncovered things are told of; where there are many boards, of each a few. */
const LIMIT = 20;
const LIMIT_OF_EACH = 5;

/** Ends without a new line. */
export function formatCoverage(boards: readonly BoardCoverage[], limit: number = Math.max(LIMIT_OF_EACH, Math.floor(LIMIT / boards.length))): string {
  return boards.map((board) => formatBoard(board, limit)).join('\n');
}

const HEAD = ['region', 'states', 'transitions', 'timers', 'all'];

function formatBoard({ board, regions }: BoardCoverage, limit: number): string {
  const row = (name: string, of: readonly RegionCoverage[]) => [
    name,
    ...(['states', 'transitions', 'timers'] as const).map((kind) => fraction(shareOf(of, [kind]))),
    `${percentOf(shareOf(of)).toFixed(1)} %`,
  ];
  const rows = [HEAD, ...regions.map((region) => row(region.region, [region])), row('all', regions)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  const lines = rows.map((cells) =>
    `  ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ')}`.trimEnd(),
  );
  return [`coverage of the statechart of board ${board}`, ...lines, ...restLines(regions, limit)].join('\n');
}

const fraction = ({ covered, total }: Share): string => (total === 0 ? '-' : `${covered}/${total}`);

/** Each region has its turn, so that one does not crowd out the others. */
function restLines(regions: readonly RegionCoverage[], limit: number): string[] {
  const missing = regions.map(uncovered);
  const longest = Math.max(0, ...missing.map(({ length }) => length));
  const inTurn = Array.from({ length: longest }, (_, index) => missing.flatMap((names) => names[index] ?? [])).flat();
  const hidden = inTurn.length - limit;
  const outOfReach = regions.reduce((sum, region) => sum + region.outOfReach.length, 0);
  return [
    ...(inTurn.length === 0 ? [] : ['  not covered:']),
    ...inTurn.slice(0, limit).map((name) => `    ${name}`),
    ...(hidden > 0 ? [`    and ${hidden} more: the reports have them all`] : []),
    ...(outOfReach === 0 ? [] : [`  not counted, because it cannot happen on this board: ${outOfReach}`]),
  ];
}
