/**
 * The panel as lines of cells, and the places in it that react to the mouse. A pure function of the view and the size.
 * From top to bottom: the device on the desk and its monitor, the coach with the hold and its window, what happened (where there is
 * room), the timing strip, the keys.
 */
import { type Box, Canvas, columnsOf, type Hit, type Line, shorten } from '../cells/canvas.ts';
import { formatClock, formatPace } from './clock-text.ts';
import { drawKey, keyWidth } from './draw-coach.ts';
import { drawDesk } from './draw-desk.ts';
import { drawHelp } from './draw-help.ts';
import { drawHold } from './draw-hold.ts';
import { drawGlance } from './draw-monitor.ts';
import { drawRoom } from './draw-room.ts';
import { drawStrip } from './draw-strip.ts';
import { type Action, keyFor, keysAt } from './keys.ts';
import type { RoomHits } from './room.ts';
import type { PanelView } from './view.ts';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export interface Panel extends RoomHits {
  readonly lines: readonly Line[];
  readonly hits: readonly Hit<Action>[];
}

const NO_ROOM: RoomHits = { screen: [], phone: [], mails: [] };
/** Keys that stand in the frame of the monitor. */
const AT_THE_FRAME: readonly Action[] = ['monitor', 'phone', 'inbox'];

const SMALLEST: Size = { columns: 80, rows: 24 };

const HOLD_ROWS = 6;
const KEY_ROWS = 2;
const STRIP_ROWS = 7;
const TALL_STRIP_ROWS = 11;

interface Layout {
  readonly deskRows: number;
  /** A rule with a heading above the hold and above the strip. */
  readonly hasRules: boolean;
  readonly eventRows: number;
  readonly isStripTall: boolean;
}

export function drawPanel(view: PanelView, size: Size): Panel {
  const canvas = new Canvas(size.columns, size.rows);
  if (size.columns < SMALLEST.columns || size.rows < SMALLEST.rows) return drawTooSmall(canvas);
  if (view.place !== 'desk') return drawRoom(view, size);
  const layout = layoutOf(size.rows);
  const hits: Hit<Action>[] = [];
  const left = Math.min(64, Math.floor(size.columns / 2));
  drawHeads(canvas, view, left, layout.deskRows);
  hits.push(...drawDesk(canvas, { x: 1, y: 1, width: left - 2, height: layout.deskRows - 2 }, view));
  const monitor: Box = { x: left + 1, y: 1, width: size.columns - left - 2, height: layout.deskRows - 2 };
  drawGlance(canvas, monitor, view.screen, 'm: look at the monitor');
  hits.push({ ...monitor, action: 'monitor' }, ...drawFrameKeys(canvas, left + 2, layout.deskRows - 1, view));
  let y = layout.deskRows;
  if (layout.hasRules) drawRule(canvas, y++, 'RESET BUTTON');
  hits.push(...drawHold(canvas, y, view));
  y += HOLD_ROWS;
  if (layout.eventRows > 0) {
    drawRule(canvas, y, 'WHAT HAPPENED');
    drawHappenings(canvas, y + 1, layout.eventRows - 1, view);
    y += layout.eventRows;
  }
  if (layout.hasRules) drawRule(canvas, y++, 'TIMING');
  drawStrip(canvas, y, layout.isStripTall, view);
  hits.push(...drawKeys(canvas, size.rows - KEY_ROWS, view));
  if (view.isHelpShown) drawHelp(canvas, view);
  return { lines: canvas.lines, hits, ...NO_ROOM };
}

function layoutOf(rows: number): Layout {
  const hasRules = rows >= 28;
  const isStripTall = rows >= 38;
  const fixed = HOLD_ROWS + KEY_ROWS + (isStripTall ? TALL_STRIP_ROWS : STRIP_ROWS) + (hasRules ? 2 : 0);
  const rest = rows - fixed;
  const most = rows >= 46 ? 17 : 15;
  const eventRows = rest - most >= 3 ? rest - most : 0;
  return { deskRows: rest - eventRows, hasRules, isStripTall, eventRows };
}

function drawTooSmall(canvas: Canvas): Panel {
  const { width, height } = canvas;
  const lines = ['recsim needs a larger window', `${SMALLEST.columns} x ${SMALLEST.rows} at least; this is ${width} x ${height}`, 'q quits'];
  const top = Math.max(0, Math.floor((height - lines.length) / 2));
  lines.forEach((line, index) => {
    canvas.putCentred(0, top + index, width, line, index === 0 ? 'accent' : 'dim');
  });
  return { lines: canvas.lines, hits: [], ...NO_ROOM };
}

function drawHeads(canvas: Canvas, view: PanelView, left: number, height: number): void {
  const right = canvas.width - left;
  canvas.frame(0, 0, left, height, { title: 'ON THE DESK' });
  const { title, name } = view.board;
  const full = `${title} (${name})`;
  const room = left - 20;
  canvas.putRight(left - 2, 0, ` ${columnsOf(full) <= room ? full : shorten(name, room)} `, 'dim');
  canvas.frame(left, 0, right, height, { title: 'ITS MONITOR' });
  const clock = ` ${formatClock(view.nowUs)} `;
  const pace = view.isPaused ? ' paused ' : ` ${formatPace(view.pace)} `;
  canvas.putRight(canvas.width - 2, 0, clock, 'strong');
  canvas.putRight(canvas.width - 2 - clock.length, 0, pace, view.isPaused ? 'warn' : 'dim');
}

function drawRule(canvas: Canvas, y: number, title: string): void {
  canvas.put(0, y, '─'.repeat(canvas.width), 'frame');
  canvas.put(2, y, ` ${title} `, 'heading');
}

function drawHappenings(canvas: Canvas, y: number, rows: number, view: PanelView): void {
  view.happenings.slice(-rows).forEach(({ atUs, level, text }, index) => {
    canvas.putRight(12, y + index, formatClock(atUs, 3), 'faint');
    canvas.put(14, y + index, text, level === 'warn' ? 'warn' : 'dim');
  });
}

/** What leads away from the desk stands where it leads to: in the lower edge of the monitor's frame. */
function drawFrameKeys(canvas: Canvas, from: number, y: number, view: PanelView): Hit<Action>[] {
  let x = from;
  return AT_THE_FRAME.flatMap((action) => {
    const key = keyFor(action, 'desk');
    if (!key) return [];
    canvas.put(x, y, ' '.repeat(keyWidth(key, view) + 2), 'plain');
    const hit = drawKey(canvas, x + 1, y, key, view);
    x += hit.width + 3;
    return [hit];
  });
}

/** Two rows of keys; the one the coach asks for stands out. */
function drawKeys(canvas: Canvas, y: number, view: PanelView): Hit<Action>[] {
  const hits: Hit<Action>[] = [];
  const keys = keysAt('desk').filter(({ action }) => !AT_THE_FRAME.includes(action));
  [keys.slice(0, 8), keys.slice(8)].forEach((shown, row) => {
    let x = 1;
    for (const key of shown) {
      const hit = drawKey(canvas, x, y + row, key, view);
      hits.push(hit);
      x += hit.width + 1;
    }
  });
  return hits;
}
