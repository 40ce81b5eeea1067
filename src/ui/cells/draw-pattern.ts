/** The nine points of an unlock pattern and the line through those that were drawn. */
import type { PatternPart } from '../screen/model.ts';
import type { Canvas, Hit } from './canvas.ts';

/** What a click on a screen means. */
export interface ScreenTarget {
  readonly part: string;
  readonly index?: number;
}

interface Grid {
  /** Columns and rows from one point to the next. */
  readonly dx: number;
  readonly dy: number;
}

const LARGE: Grid = { dx: 8, dy: 3 };
const SMALL: Grid = { dx: 6, dy: 1 };

const gridOf = (height: number): Grid => (height >= 2 * LARGE.dy + 1 ? LARGE : SMALL);

/** Rows that a pattern takes where there is room for `height`. */
export const patternHeight = (height: number): number => 2 * gridOf(height).dy + 1;
export const PATTERN_WIDTH = 2 * LARGE.dx + 3;

export function drawPattern(canvas: Canvas, x: number, y: number, height: number, part: PatternPart, isFocused: boolean): Hit<ScreenTarget>[] {
  const grid = gridOf(height);
  const left = x + LARGE.dx - grid.dx + 1;
  const at = (point: number) => ({ x: left + ((point - 1) % 3) * grid.dx, y: y + Math.floor((point - 1) / 3) * grid.dy });
  part.points.forEach((point, index) => {
    const next = part.points[index + 1];
    if (next !== undefined) drawLine(canvas, at(point), at(next));
  });
  return Array.from({ length: 9 }, (_, index) => index + 1).map((point): Hit<ScreenTarget> => {
    const { x: column, y: row } = at(point);
    const isDrawn = part.points.includes(point);
    const isLast = part.points.at(-1) === point;
    const style = isDrawn ? 'screenPointDrawn' : isFocused ? 'screenPointNow' : 'screenPoint';
    canvas.put(column, row, isLast ? '◉' : isDrawn ? '●' : '○', style);
    const tall = grid.dy > 1;
    return { x: column - 2, y: tall ? row - 1 : row, width: 5, height: tall ? 3 : 1, action: { part: part.id, index: point } };
  });
}

/** From point to point, without their own cells. Straight lines only: a pattern need not be drawn finer. */
function drawLine(canvas: Canvas, from: { x: number; y: number }, to: { x: number; y: number }): void {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const steps = Math.max(Math.abs(dx), Math.abs(dy));
  const glyph = dy === 0 ? '─' : dx === 0 ? '│' : '·';
  for (let step = 1; step < steps; step++)
    canvas.put(from.x + Math.round((dx * step) / steps), from.y + Math.round((dy * step) / steps), glyph, 'screenPointDrawn');
}
