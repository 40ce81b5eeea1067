/**
 * The phone in the hand: its frame, a status bar, the icons of its home screen, the menus of an app, and what its camera sees: the recorder's monitor, from some way
 * off. It draws the phone's screen as it is and returns what can be tapped.
 */
import { type Box, Canvas, type Hit, wrap } from '../cells/canvas.ts';
import { drawSmallQr, smallQrSize } from '../cells/draw-qr-small.ts';
import type { StyleName } from '../cells/palette.ts';
import type { ButtonPart, Part, Screen, TextPart, Tone } from '../screen/model.ts';
import { drawGlance, isQr } from './draw-monitor.ts';
import { ICONS_IN_A_ROW } from './phone-in-hand.ts';
import type { PanelView } from './view.ts';

const PHONE_WIDEST = 40;
const PHONE_TALLEST = 31;
const ICON = { width: 10, height: 3 };
/** States in which the camera is open. */
const CAMERA = new Set(['camera', 'reading', 'asking', 'nothing-read', 'foreign-read']);

const TONES: Readonly<Record<Tone, StyleName>> = {
  plain: 'phone',
  dim: 'phoneDim',
  strong: 'phoneStrong',
  message: 'phoneMessage',
  good: 'phoneGood',
  fault: 'phoneFault',
};

/** Fills `box`; the phone stands in its middle. */
export function drawPhone(canvas: Canvas, box: Box, view: PanelView): Hit[] {
  const width = Math.min(box.width, PHONE_WIDEST);
  const height = Math.min(box.height, PHONE_TALLEST);
  const x = box.x + Math.floor((box.width - width) / 2);
  const y = box.y + Math.floor((box.height - height) / 2);
  canvas.fill(box.x, box.y, box.width, box.height, ' ', 'plain');
  canvas.fill(x + 1, y + 1, width - 2, height - 2, ' ', 'phone');
  canvas.frame(x, y, width, height, { style: view.place === 'phone' ? 'accent' : 'metal' });
  canvas.putCentred(x, y, width, ' ▁▁▁▁▁▁ ', 'dim');
  drawStatus(canvas, x + 2, y + 1, width - 4, view);
  canvas.putCentred(x, y + height - 2, width, '━━━━━━', 'phoneDim');
  const inside: Box = { x: x + 2, y: y + 2, width: width - 4, height: height - 4 };
  const hits = view.phoneState === 'apps' ? drawApps(canvas, inside, view) : drawApp(canvas, inside, view);
  // A tap beside the buttons only takes the phone in the hand.
  return [{ x, y, width, height, action: '' }, ...hits];
}

/** The clock, and how many mails wait. */
function drawStatus(canvas: Canvas, x: number, y: number, width: number, { serverTimeMs, unreadMails }: PanelView): void {
  canvas.put(x, y, new Date(serverTimeMs).toISOString().slice(11, 16), 'phoneDim');
  const mail = unreadMails.size > 0 ? `${unreadMails.size} new ${unreadMails.size === 1 ? 'mail' : 'mails'}` : '';
  canvas.putRight(x + width, y, mail === '' ? '▁▄▆' : `${mail}  ▁▄▆`, mail === '' ? 'phoneDim' : 'phoneMessage');
}

const buttonsOf = ({ parts }: Screen): readonly ButtonPart[] => parts.filter((part): part is ButtonPart => part.kind === 'button');
const textsOf = ({ parts }: Screen): readonly TextPart[] => parts.filter((part: Part): part is TextPart => part.kind === 'text');

function drawApps(canvas: Canvas, { x, y, width, height }: Box, view: PanelView): Hit[] {
  const step = { x: Math.floor(width / ICONS_IN_A_ROW), y: Math.min(7, Math.floor(height / 3)) };
  const icons = buttonsOf(view.phone);
  const rows = Math.ceil(icons.length / ICONS_IN_A_ROW);
  const top = y + Math.max(1, Math.floor((height - rows * step.y) / 3));
  return icons.map((button, index) => {
    const left = x + (index % ICONS_IN_A_ROW) * step.x;
    const row = top + Math.floor(index / ICONS_IN_A_ROW) * step.y;
    const isNow = isSelected(button, view);
    const style = isNow ? 'phoneIconNow' : 'phoneIcon';
    const icon = left + Math.floor((step.x - ICON.width) / 2);
    canvas.fill(icon, row, ICON.width, ICON.height, ' ', style);
    canvas.frame(icon, row, ICON.width, ICON.height, { style });
    canvas.putCentred(icon, row + 1, ICON.width, initialsOf(button.label.text), style);
    canvas.putCentred(left, row + ICON.height, step.x, button.label.text, isNow ? 'phoneStrong' : 'phone');
    return { x: left, y: row, width: step.x, height: ICON.height + 1, action: button.id };
  });
}

/** `EasyViewerLite` -> `EVL`, `gDMSS` -> `gD`. */
const initialsOf = (name: string): string => (/[a-z]{3}/.test(name) ? name.replace(/[^A-Z]/g, '') : name.slice(0, 2));

const isSelected = ({ id }: ButtonPart, { selectedButton, place }: PanelView): boolean => place === 'phone' && id === selectedButton;

function drawApp(canvas: Canvas, box: Box, view: PanelView): Hit[] {
  const { x, y, width } = box;
  canvas.fill(x - 1, y, width + 2, 1, ' ', 'phoneTitle');
  canvas.put(x, y, view.phone.title.text, 'phoneTitle');
  const buttons = buttonsOf(view.phone);
  const end = box.y + box.height;
  const isRoomy = box.height >= 24;
  let row = y + (CAMERA.has(view.phoneState) ? 1 : 2);
  if (CAMERA.has(view.phoneState)) row += drawViewfinder(canvas, { ...box, y: row, height: isRoomy ? 13 : 11 }, view) + (isRoomy ? 1 : 0);
  for (const { words, tone } of textsOf(view.phone)) {
    for (const line of wrap(words.text, width)) if (row < end - buttons.length) canvas.put(x, row++, line, TONES[tone]);
    if (isRoomy || !CAMERA.has(view.phoneState)) row++;
  }
  const gap = row + 2 * buttons.length <= end ? 2 : 1;
  return buttons.map((button, index) => {
    const style = isSelected(button, view) ? 'phoneButtonNow' : 'phoneButton';
    const at = Math.min(row + index * gap, end - buttons.length + index);
    canvas.fill(x, at, width, 1, ' ', style);
    canvas.put(x + 2, at, button.label.text, style);
    canvas.put(x + width - 2, at, button.id === 'back' ? '◀' : '▶', style);
    return { x, y: at, width, height: 1, action: button.id };
  });
}

/** What the camera sees; returns the rows it takes. */
function drawViewfinder(canvas: Canvas, { x, y, width, height }: Box, { screen }: PanelView): number {
  canvas.fill(x, y, width, height, ' ', 'camera');
  const qr = screen?.parts.find(isQr);
  if (qr && smallQrSize(qr.text).height <= height) {
    const size = smallQrSize(qr.text);
    drawSmallQr(canvas, x + Math.floor((width - size.width) / 2), y + Math.floor((height - size.height) / 2), qr.text);
  } else {
    // The camera cannot see beyond the monitor's edge: what does not fit is cut off with the picture.
    const picture = new Canvas(width - 8, height - 2);
    drawGlance(picture, { x: 0, y: 0, width: picture.width, height: picture.height }, screen, '');
    picture.lines.forEach((line, row) => {
      line.forEach((cell, column) => {
        canvas.put(x + 4 + column, y + 1 + row, cell.text, cell.style);
      });
    });
  }
  for (const [column, row, corner] of [
    [x + 1, y, '┏━'],
    [x + width - 3, y, '━┓'],
    [x + 1, y + height - 1, '┗━'],
    [x + width - 3, y + height - 1, '━┛'],
  ] as const)
    canvas.put(column, row, corner, 'cameraMark');
  return height;
}
