/**
 * The nine points of an unlock pattern and the line through those that were drawn. Where there is room each point stands on a pad, as on the keypad of a telephone,
 * and the grid is square where a cell is twice as high as wide.
 */
import type { PatternPart } from '../screen/model.ts';
import type { Canvas, Hit } from './canvas.ts';
import type { StyleName } from './palette.ts';

/** What a click on a screen means. */
export interface ScreenTarget {
  readonly part: string;
  readonly index?: number;
}

interface Grid {
  /** Columns and rows from one point to the next. */
  readonly dx: number;
  readonly dy: number;
  /** Columns and rows of the pad on each side of its point. */
  readonly padX: number;
  readonly padY: number;
}

interface Place {
  readonly x: number;
  readonly y: number;
}

/** The largest first; the smallest takes what room there is. */
const GRIDS: readonly Grid[] = [
  { dx: 8, dy: 4, padX: 2, padY: 1 },
  { dx: 8, dy: 3, padX: 2, padY: 0 },
  { dx: 6, dy: 1, padX: 0, padY: 0 },
];
export const PATTERN_WIDTH = 21;

const heightOf = ({ dy, padY }: Grid): number => 2 * (dy + padY) + 1;
const gridOf = (height: number): Grid => GRIDS.find((grid) => heightOf(grid) <= height) ?? (GRIDS.at(-1) as Grid);

/** Rows that a pattern takes where there is room for `height`. */
export const patternHeight = (height: number): number => heightOf(gridOf(height));

/** Draws it into PATTERN_WIDTH columns and `height` rows; returns where each point can be clicked, and touched when a line is drawn with the mouse. */
export function drawPattern(canvas: Canvas, x: number, y: number, height: number, part: PatternPart, isFocused: boolean): Hit<ScreenTarget>[] {
  const grid = gridOf(height);
  const { dx, dy, padX, padY } = grid;
  const left = x + Math.floor(PATTERN_WIDTH / 2) - dx;
  const points = Array.from({ length: 9 }, (_, index) => ({ x: left + (index % 3) * dx, y: y + padY + Math.floor(index / 3) * dy }));
  const isOnPad = (at: Place) => padX > 0 && points.some((point) => Math.abs(point.x - at.x) <= padX && Math.abs(point.y - at.y) <= padY);
  for (const [index, at] of (padX > 0 ? points : []).entries())
    canvas.fill(at.x - padX, at.y - padY, 2 * padX + 1, 2 * padY + 1, ' ', styleOf(true, part.points.includes(index + 1), isFocused));
  part.points.forEach((number, index) => {
    const [from, to] = [points[number - 1], points[(part.points[index + 1] ?? 0) - 1]];
    if (from && to) drawLine(canvas, from, to, (at) => (isOnPad(at) ? 'screenPadDrawn' : 'screenPointDrawn'));
  });
  return points.map((at, index): Hit<ScreenTarget> => {
    const number = index + 1;
    const isDrawn = part.points.includes(number);
    const glyph = part.points.at(-1) === number ? '◉' : isDrawn ? '●' : '○';
    canvas.put(at.x, at.y, glyph, styleOf(isOnPad(at), isDrawn, isFocused));
    const reach = dy > 1 ? 1 : 0;
    return { x: at.x - 2, y: at.y - reach, width: 5, height: 2 * reach + 1, action: { part: part.id, index: number } };
  });
}

function styleOf(isOnPad: boolean, isDrawn: boolean, isFocused: boolean): StyleName {
  if (isDrawn) return isOnPad ? 'screenPadDrawn' : 'screenPointDrawn';
  if (isOnPad) return isFocused ? 'screenPadNow' : 'screenPad';
  return isFocused ? 'screenPointNow' : 'screenPoint';
}

/** From point to point, without their own cells: solid along the grid, dotted across it, with as many dots as look even. */
function drawLine(canvas: Canvas, from: Place, to: Place, styleAt: (at: Place) => StyleName): void {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const isAcross = dx !== 0 && dy !== 0;
  const steps = isAcross ? Math.max(Math.abs(dy), Math.round(Math.abs(dx) / 3)) : Math.abs(dx) + Math.abs(dy);
  const glyph = isAcross ? '•' : dy === 0 ? '─' : '│';
  for (let step = 1; step < steps; step++) {
    const at = { x: from.x + Math.round((dx * step) / steps), y: from.y + Math.round((dy * step) / steps) };
    canvas.put(at.x, at.y, glyph, styleAt(at));
  }
}
