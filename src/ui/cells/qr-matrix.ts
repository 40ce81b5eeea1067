/**
 * The modules of a QR code: a square of dark and light. Error correction M, as small a version as holds the text.
 * Source: ISO/IEC 18004, by the package qrcode; it is loaded when the first code is drawn.
 */
import { createRequire } from 'node:module';

/** Light modules that must surround the code. Source: ISO/IEC 18004. */
export const QUIET_ZONE = 4;

export interface QrMatrix {
  /** Modules on a side, without the quiet zone. */
  readonly size: number;
  /** Whether the module is dark; false everywhere outside. */
  isDark(x: number, y: number): boolean;
}

interface Encoder {
  create(
    text: string,
    options: { errorCorrectionLevel: 'M' },
  ): { readonly modules: { readonly size: number; get(row: number, column: number): number | boolean } };
}

let encoder: Encoder | undefined;
let latest: { readonly text: string; readonly matrix: QrMatrix } | undefined;

/** Throws when the text is longer than a QR code can be, some 2300 bytes. */
export function qrMatrix(text: string): QrMatrix {
  if (latest?.text === text) return latest.matrix;
  encoder ??= createRequire(import.meta.url)('qrcode/lib/core/qrcode.js') as Encoder;
  const { modules } = encoder.create(text, { errorCorrectionLevel: 'M' });
  const { size } = modules;
  const isInside = (x: number, y: number) => x >= 0 && y >= 0 && x < size && y < size;
  const matrix: QrMatrix = { size, isDark: (x, y) => isInside(x, y) && Boolean(modules.get(y, x)) };
  latest = { text, matrix };
  return matrix;
}
