/** The help over the panel: what this is about, and every key. */
import { type Canvas, columnsOf, shorten, wrap } from '../cells/canvas.ts';
import { KEYS } from './keys.ts';
import type { PanelView } from './view.ts';

export function drawHelp(canvas: Canvas, { board, console }: PanelView): void {
  const width = Math.min(canvas.width - 4, 88);
  const procedure = wrap(`${board.title}: ${board.procedure}`, width - 4).slice(0, 3);
  const height = Math.min(canvas.height, KEYS.length + procedure.length + 4);
  const x = Math.floor((canvas.width - width) / 2);
  const y = Math.floor((canvas.height - height) / 2);
  canvas.fill(x, y, width, height, ' ', 'plain');
  canvas.frame(x, y, width, height, { title: 'HELP: ? hides it', style: 'accent', titleStyle: 'accent' });
  procedure.forEach((line, index) => {
    canvas.put(x + 2, y + 1 + index, line, 'plain');
  });
  const top = y + 2 + procedure.length;
  KEYS.forEach(({ shown, meaning }, index) => {
    if (top + index >= y + height - 1) return;
    canvas.put(x + 2, top + index, ` ${shown} `, 'key');
    canvas.put(x + 2 + 9, top + index, shorten(meaning, width - 13), 'plain');
  });
  if (console !== undefined) canvas.put(x + 2, y + height - 2, shorten(console, width - 4), 'accent');
  const mouse = ' the mouse works too: hold the button, click the plug, the lid, a key ';
  canvas.put(x + width - columnsOf(mouse) - 2, y + height - 1, mouse, 'dim');
}
