/**
 * A QR code as it looks from some way off, a quarter of its size: quadrant blocks, a cell being two modules wide and four high, of which every second row counts. The
 * three squares in its corners have an odd size, so they stay what they are. Nothing can read it; for that there is draw-qr.ts.
 */
import type { Canvas } from './canvas.ts';
import { qrMatrix } from './qr-matrix.ts';

/** Light modules beside it, and light rows of those that count above it. */
const MARGIN = 2;

/** By what is dark: 1 upper left, 2 upper right, 4 lower left, 8 lower right. */
const QUADRANTS = [' ', '▘', '▝', '▀', '▖', '▌', '▞', '▛', '▗', '▚', '▐', '▜', '▄', '▙', '▟', '█'];

/** Columns and rows that it takes. */
export function smallQrSize(text: string): { readonly width: number; readonly height: number } {
  const { size } = qrMatrix(text);
  return { width: Math.ceil((size + 2 * MARGIN) / 2), height: Math.ceil((Math.ceil(size / 2) + MARGIN + 1) / 2) };
}

export function drawSmallQr(canvas: Canvas, x: number, y: number, text: string): void {
  const { isDark } = qrMatrix(text);
  const { width, height } = smallQrSize(text);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const bit = (right: number, below: number) => Number(isDark(2 * column + right - MARGIN, 2 * (2 * row + below - MARGIN)));
      const dark = bit(0, 0) + 2 * bit(1, 0) + 4 * bit(0, 1) + 8 * bit(1, 1);
      canvas.put(x + column, y + row, QUADRANTS[dark] ?? ' ', 'qr');
    }
  }
}
