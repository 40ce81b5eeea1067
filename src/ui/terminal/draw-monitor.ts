/** The recorder's monitor on the desk. Without power it says "No signal", as monitors do. */
import type { Box, Canvas, Hit } from '../cells/canvas.ts';
import type { ScreenTarget } from '../cells/draw-pattern.ts';
import { drawNoSignal, drawScreen } from '../cells/draw-screen.ts';
import type { Screen } from '../screen/model.ts';

/** Returns what can be clicked on it. */
export function drawMonitor(canvas: Canvas, box: Box, screen: Screen | undefined): Hit<ScreenTarget>[] {
  if (screen) return drawScreen(canvas, box, screen);
  drawNoSignal(canvas, box);
  return [];
}
