/**
 * The recorder's monitor: on the desk at a glance, close up beside the phone, or in all its size. Without power it says "No signal", as monitors do.
 * At a glance there is room for what matters: hints go, long texts are cut, and a QR code says where to look at it.
 */
import { type Box, type Canvas, columnsOf, type Hit, shorten, wrap } from '../cells/canvas.ts';
import type { ScreenTarget } from '../cells/draw-pattern.ts';
import { drawQr, qrSize } from '../cells/draw-qr.ts';
import { drawNoSignal, drawScreen } from '../cells/draw-screen.ts';
import type { Part, QrPart, Screen, Tone } from '../screen/model.ts';

/** Rows from which on hints have room. */
const ROOMY = 16;

/** Returns what can be clicked on it. */
export function drawMonitor(canvas: Canvas, box: Box, screen: Screen | undefined): Hit<ScreenTarget>[] {
  if (screen) return drawScreen(canvas, box, screen);
  drawNoSignal(canvas, box);
  return [];
}

/** On the desk, from some way off. `lookCloser`: what to do to see a QR code. */
export function drawGlance(canvas: Canvas, box: Box, screen: Screen | undefined, lookCloser: string): void {
  drawMonitor(canvas, box, screen && glance(screen, box, lookCloser));
}

/** Beside the phone. Where there is no room for the whole screen with its QR code, the code alone: that is what the camera is held to. */
export function drawCloseUp(canvas: Canvas, box: Box, screen: Screen | undefined): Hit<ScreenTarget>[] {
  const qr = screen?.parts.find(isQr);
  if (!screen || !qr || hasRoomFor(qr, box)) return drawMonitor(canvas, box, screen);
  const { width, height } = qrSize(qr.text);
  if (width > box.width || height + 1 > box.height) {
    drawGlance(canvas, box, screen, '(too little room to show it)');
    return [];
  }
  drawScreen(canvas, box, { ...screen, parts: [] });
  drawQr(canvas, box.x + Math.floor((box.width - width) / 2), box.y + 1 + Math.floor((box.height - 1 - height) / 2), qr.text);
  return [];
}

export const isQr = (part: Part): part is QrPart => part.kind === 'qr';

/** Whether drawScreen can show the code with all that belongs to it. */
const hasRoomFor = ({ text }: QrPart, box: Box): boolean => qrSize(text).width + 26 <= box.width && qrSize(text).height < box.height;

function glance(screen: Screen, { width, height }: Box, lookCloser: string): Screen {
  const text = (words: string, tone: Tone): Part => ({ kind: 'text', words: { text: words, from: 'assumed' }, tone });
  const isSmall = height < ROOMY;
  const { parts } = screen;
  const hasQr = parts.some(isQr);
  const seen = parts.flatMap((part): readonly Part[] => {
    if (isQr(part)) return [text('QR code', 'strong'), text(lookCloser, 'plain')];
    if (hasQr && isSmall) return [];
    if (part.kind !== 'text') return [part];
    return isSmall && part.tone === 'dim' && parts.length > 2
      ? []
      : [{ ...part, words: { ...part.words, text: cut(part.words.text, width, height) } }];
  });
  return { ...screen, parts: seen };
}

/** As much of a text as leaves room for what is below it. */
function cut(text: string, width: number, height: number): string {
  const lines = wrap(text, width - 2);
  const rows = Math.max(2, height - 4);
  if (lines.length <= rows) return text;
  const last = lines[rows - 1] ?? '';
  return [...lines.slice(0, rows - 1), columnsOf(last) < width - 4 ? `${last} …` : shorten(`${last}…`, width - 4)].join(' ');
}
