/** What stands on the recorder's monitor, as a picture: 80 by 24 cells, as on its serial console. */
import { Canvas } from '../cells/canvas.ts';
import { drawNoSignal, drawScreen } from '../cells/draw-screen.ts';
import type { Screen } from '../screen/model.ts';
import { pictureOf } from './picture.ts';

const BOX = { x: 0, y: 0, width: 80, height: 24 };

/** A PNG file; without a screen that of a monitor without a signal. */
export function screenshot(screen: Screen | undefined): Uint8Array {
  const canvas = new Canvas(BOX.width, BOX.height);
  if (screen) drawScreen(canvas, BOX, screen);
  else drawNoSignal(canvas, BOX);
  return pictureOf(canvas.lines);
}
