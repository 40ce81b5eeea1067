/**
 * The panel away from the desk: the monitor in all its size, with the phone or the mail beside it where the window is wide enough. In a narrow one the phone still
 * has the monitor before it, close up, because its camera is held to it; mail has the window to itself.
 */
import { type Box, Canvas, type Hit } from '../cells/canvas.ts';
import { qrSize } from '../cells/draw-qr.ts';
import { drawFooter } from './draw-coach.ts';
import { drawInbox } from './draw-inbox.ts';
import { drawCloseUp, drawMonitor, isQr } from './draw-monitor.ts';
import type { Panel, Size } from './draw-panel.ts';
import { drawPhone } from './draw-phone.ts';
import type { Action } from './keys.ts';
import type { PanelView } from './view.ts';

/** Columns from which on there is room for the monitor with its QR code and something beside it. */
const WIDE = 120;
/** Of these, the columns beside the monitor. */
const BESIDE = 42;
/** The monitor close up: a QR code with an edge around it. */
const CLOSE_UP = 43;

export function drawRoom(view: PanelView, size: Size): Panel {
  const canvas = new Canvas(size.columns, size.rows);
  const { place, inHand } = view;
  const rows = size.rows - footerRows(view, size);
  const whole: Box = { x: 0, y: 0, width: size.columns, height: rows };
  const isWide = size.columns >= WIDE;
  const beside = place === 'monitor' && !isWide ? undefined : inHand;
  const hits: Hit<Action>[] = [];
  if (beside === undefined) {
    const screen = drawMonitor(canvas, whole, view.screen);
    return { lines: canvas.lines, hits: drawFooter(canvas, size.rows - rows, view), screen, phone: [], mails: [] };
  }
  if (beside === 'inbox' && !isWide) {
    const mails = drawInbox(canvas, whole, view);
    return { lines: canvas.lines, hits: drawFooter(canvas, size.rows - rows, view), screen: [], phone: [], mails };
  }
  const left: Box = { ...whole, width: isWide ? size.columns - BESIDE : Math.max(CLOSE_UP, size.columns - BESIDE) };
  const right: Box = { ...whole, x: left.width + 1, width: size.columns - left.width - 1 };
  const seen = place === 'monitor' ? view.screen : unfocused(view.screen);
  const screen = drawCloseUp(canvas, left, seen);
  if (place !== 'monitor') hits.push({ ...left, action: 'monitor' });
  const phone = beside === 'phone' ? drawPhone(canvas, right, view) : [];
  const mails = beside === 'inbox' ? drawInbox(canvas, right, view) : [];
  hits.push(...drawFooter(canvas, size.rows - rows, view));
  return { lines: canvas.lines, hits, screen, phone, mails };
}

/** Two rows, and fewer where a QR code would have no room. */
function footerRows({ screen, place }: PanelView, { rows }: Size): number {
  const qr = place === 'inbox' ? undefined : screen?.parts.find(isQr);
  return qr ? Math.min(2, Math.max(0, rows - qrSize(qr.text).height - 1)) : 2;
}

/** The keys go elsewhere: no control is marked. */
function unfocused(screen: PanelView['screen']): PanelView['screen'] {
  if (!screen) return undefined;
  const { focus: _, ...rest } = screen;
  return rest;
}
