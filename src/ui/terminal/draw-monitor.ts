/** The recorder's monitor: draws the screen model as it is and decides nothing. Without power it says "No signal", as monitors do. */
import { NO_SIGNAL, type Screen } from '../screen/screen.ts';
import { type Canvas, columnsOf, wrap } from './canvas.ts';
import type { PanelView } from './view.ts';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function drawMonitor(canvas: Canvas, box: Box, view: PanelView): void {
  const { screen } = view;
  if (!screen || screen.title === NO_SIGNAL) {
    canvas.fill(box.x, box.y, box.width, box.height, ' ', 'screenOff');
    canvas.putCentred(box.x, box.y + Math.floor(box.height / 2), box.width, 'No signal', 'screenOff');
    return;
  }
  canvas.fill(box.x, box.y, box.width, box.height, ' ', 'screen');
  canvas.fill(box.x, box.y, box.width, 1, ' ', 'screenTitle');
  canvas.putCentred(box.x, box.y, box.width, screen.title, 'screenTitle');
  const lines = linesThatFit(screen, box.width - 4, box.height - 1);
  const top = box.y + 1 + Math.floor((box.height - 1 - lines.length) / 2);
  lines.forEach((line, index) => {
    drawLine(canvas, { ...box, y: top + index }, line, view);
  });
}

/** A line of the screen, or its progress bar. */
type ScreenLine = string | { readonly progress: number };

/** The lines wrapped; blank ones go first where there are too many. */
function linesThatFit(screen: Screen, width: number, height: number): ScreenLine[] {
  let lines: ScreenLine[] = screen.lines.flatMap((line) => (line === '' ? [''] : line.includes('   ') ? [line] : wrap(line, width)));
  if (screen.progress !== undefined) lines = [...lines, '', { progress: screen.progress }];
  for (let index = lines.length - 1; index >= 0 && lines.length > height; index--) if (lines[index] === '') lines.splice(index, 1);
  return lines.slice(0, height);
}

function drawLine(canvas: Canvas, { x, y, width }: Box, line: ScreenLine, { brand, screen }: PanelView): void {
  if (typeof line !== 'string') {
    const bar = Math.min(40, width - 8);
    const done = Math.round(line.progress * bar);
    const left = x + Math.floor((width - bar) / 2);
    canvas.put(left, y, '█'.repeat(done), 'screenBar');
    canvas.put(left + done, y, '░'.repeat(bar - done), 'screenBarRest');
    return;
  }
  const isButton = line.startsWith('[') && line.endsWith(']');
  const isFault =
    line.startsWith('Fault:') || (columnsOf(line) > 0 && (screen?.lines.some((each) => each.startsWith('Fault:') && each.endsWith(line)) ?? false));
  const text = isButton ? ` ${line.slice(1, -1)} ` : line;
  canvas.putCentred(x + 1, y, width - 2, text, isButton ? 'screenButton' : isFault ? 'screenFault' : line === brand ? 'screenBrand' : 'screen');
}
