/** A QR code in half blocks: a cell is two modules, one above the other, which are square where a cell is twice as high as wide. */
import type { Canvas } from './canvas.ts';
import { QUIET_ZONE, qrMatrix } from './qr-matrix.ts';

/** Columns and rows that the code takes, its quiet zone included. */
export function qrSize(text: string): { readonly width: number; readonly height: number } {
  const modules = qrMatrix(text).size + 2 * QUIET_ZONE;
  return { width: modules, height: Math.ceil(modules / 2) };
}

export function drawQr(canvas: Canvas, x: number, y: number, text: string): void {
  const { isDark } = qrMatrix(text);
  const { width, height } = qrSize(text);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const top = isDark(column - QUIET_ZONE, 2 * row - QUIET_ZONE);
      const bottom = isDark(column - QUIET_ZONE, 2 * row + 1 - QUIET_ZONE);
      canvas.put(x + column, y + row, top ? (bottom ? '█' : '▀') : bottom ? '▄' : ' ', 'qr');
    }
  }
}
