/**
 * The device on the desk: the lid with its four screws or the main board under it, and the rear with status LED, power jack, plug and cable.
 * Everything here can be clicked; the reset button is held as long as the mouse button is. Not to scale, and no vendor's layout.
 */
import { SCREWS } from '../../bench/lid.ts';
import { type Box, type Canvas, type Hit, shorten } from '../cells/canvas.ts';
import type { Action } from './keys.ts';
import type { PanelView } from './view.ts';

/** Right of the device: room for the plug, its cable and the sound of the buzzer. */
const GUTTER = 10;
const REAR_ROWS = 3;
const TALLEST = 13;

export function drawDesk(canvas: Canvas, box: Box, view: PanelView): Hit<Action>[] {
  const height = Math.min(box.height, TALLEST);
  const y = box.y + Math.floor((box.height - height) / 2);
  const top: Box = { x: box.x + 1, y, width: Math.min(box.width - GUTTER, 50), height: height - REAR_ROWS };
  const rear: Box = { ...top, y: y + top.height, height: REAR_ROWS };
  const hits = view.isLidOpen ? drawMainBoard(canvas, top, view) : drawLid(canvas, top, view);
  drawSound(canvas, top.x + top.width + 1, y + 1, view);
  return [...hits, ...drawRear(canvas, rear, box.x + box.width, view)];
}

function drawLid(canvas: Canvas, lid: Box, { screwsIn, brand }: PanelView): Hit<Action>[] {
  const { x, y, width, height } = lid;
  canvas.frame(x, y, width, height, { style: 'metal' });
  const corners = [
    [x + 2, y],
    [x + width - 3, y],
    [x + width - 3, y + height - 1],
    [x + 2, y + height - 1],
  ] as const;
  corners.forEach(([column, row], index) => {
    const isIn = index >= SCREWS - screwsIn;
    canvas.put(column - 1, row, isIn ? '(⊕)' : '( )', isIn ? 'screw' : 'faint');
  });
  const middle = y + Math.floor((height - 2) / 2);
  canvas.putCentred(x + 1, middle, width - 2, brand, 'strong');
  const held = screwsIn === 0 ? 'lid, loose' : `lid, ${screwsIn} ${screwsIn === 1 ? 'screw' : 'screws'}`;
  canvas.putCentred(x + 1, middle + 1, width - 2, held, 'dim');
  if (height > 7) {
    canvas.putCentred(x + 1, y + 1, width - 2, '▤ ▤ ▤ ▤ ▤ ▤', 'faint');
    canvas.putCentred(x + 1, y + height - 2, width - 2, '▤ ▤ ▤ ▤ ▤ ▤', 'faint');
  }
  return [{ x, y, width, height, action: 'open' }];
}

function drawMainBoard(canvas: Canvas, top: Box, view: PanelView): Hit<Action>[] {
  const { x, y, width, height } = top;
  canvas.frame(x, y, width, height, { title: shorten('main board', width - 6), style: 'circuit', titleStyle: 'circuit' });
  const rows = height - 2;
  const bottom = y + height - 2;
  for (let row = 0; row < Math.min(rows, 3); row++) canvas.put(x + 2, bottom - row, '▐███▌', 'chip');
  canvas.put(x + 3, bottom, 'SoC', 'dim');
  const buzzer = x + 9;
  if (view.board.hasBuzzer) {
    canvas.put(buzzer, bottom, 'buzzer', 'dim');
    canvas.put(buzzer, bottom - 1, view.isBeeping ? '((●))' : ' (●)', view.isBeeping ? 'sound' : 'chip');
  }
  if (rows > 3) {
    for (let row = y + 1; row < bottom - 2; row++) canvas.put(x + 2, row, '▤▤▤  ▤▤▤', 'faint');
    for (const [index, name] of ['RAM', 'flash'].entries()) {
      canvas.put(x + 13 + index * 8, y + 1, '▐███▌', 'chip');
      canvas.put(x + 14 + index * 8, y + 2, name, 'dim');
    }
  }
  if (!view.board.hasResetButton) {
    canvas.putRight(x + width - 2, bottom, 'no button', 'faint');
    return [];
  }
  return drawButton(canvas, x + width - 6, bottom, y + 1, view);
}

/** The button at (x, y), three columns wide, and the finger on it from above, as far as `ceiling`. */
function drawButton(canvas: Canvas, x: number, y: number, ceiling: number, { isPressing }: PanelView): Hit<Action>[] {
  canvas.put(x, y, isPressing ? '[▄]' : '[■]', isPressing ? 'accent' : 'strong');
  canvas.putRight(x - 1, y, 'reset', isPressing ? 'accent' : 'dim');
  if (isPressing) {
    canvas.put(x, y - 1, '▜█▛', 'skin');
    for (let row = y - 2; row >= Math.max(ceiling, y - 4); row--) canvas.put(x, row, '▐█▌', 'skin');
  }
  return [{ x: x - 6, y: y - 1, width: 10, height: 2, action: 'finger', isHeld: true }];
}

function drawSound(canvas: Canvas, x: number, y: number, { isBeeping, isEchoing }: PanelView): void {
  if (isBeeping) canvas.put(x, y, '♪ BEEP', 'sound');
  else if (isEchoing) canvas.put(x, y, '♪ beep', 'dim');
}

const LED_WORDS = { off: 'off', on: 'on', 'slow-blink': 'slow', 'fast-blink': 'fast' } as const;

function drawRear(canvas: Canvas, rear: Box, end: number, view: PanelView): Hit<Action>[] {
  const { x, y, width, height } = rear;
  canvas.frame(x, y, width, height, { style: 'metal' });
  const row = y + 1;
  canvas.put(x + 2, row, view.isLedLit ? '●' : '○', view.isLedLit ? 'led' : 'ledDark');
  canvas.put(x + 4, row, `LED ${LED_WORDS[view.ledPattern]}`, 'dim');
  if (width > 34) canvas.put(x + 15, row, '○ ○ ○ ○ video', 'faint');
  else canvas.put(x + 14, row, '○○○○', 'faint');
  const jack = x + width - 1;
  canvas.putRight(jack - 1, row, 'DC 12V'.replace('12', String(view.board.supplyVolts)), 'dim');
  canvas.put(jack, row, view.isPlugged ? '◉' : '◌', view.isPlugged ? 'live' : 'faint');
  const plug = view.isPlugged ? jack + 1 : jack + 4;
  canvas.put(jack + 1, row, ' '.repeat(end - jack - 1), 'plain');
  const cable = canvas.put(plug, row, view.isPlugged ? '█▌' : '▐█▌', view.isPlugged ? 'cable' : 'metal');
  canvas.put(cable, row, '━'.repeat(Math.max(0, end - cable)), view.isPlugged ? 'cable' : 'metal');
  const isLow = view.isPlugged && view.inputVolts < view.board.brownoutVolts;
  canvas.put(jack + 2, y + 2, isLow ? `${view.inputVolts} V !` : view.isPlugged ? 'plug in' : 'plug out', isLow ? 'warn' : 'dim');
  return [{ x: jack, y, width: end - jack, height, action: 'plug' }];
}
