/** PNG files for decoders: of QR codes, and as no encoder would write them, where what they say of themselves and what is in them do not agree. */
import { crc32, deflateSync } from 'node:zlib';
import { encodePng } from '../../src/ui/picture/png.ts';

/** Pixels of a module, and light modules around the code. */
const MODULE = 6;
const QUIET = 4;

/** The picture of a QR code, of which the dark modules are 1. */
export function qrPng(rows: readonly string[]): Uint8Array {
  const side = (rows.length + 2 * QUIET) * MODULE;
  const moduleAt = (pixel: number) => Math.floor(pixel / MODULE) - QUIET;
  const data = Uint8Array.from({ length: side * side }, (_, at) => Number(rows[moduleAt(Math.floor(at / side))]?.[moduleAt(at % side)] ?? 0));
  return encodePng({
    width: side,
    height: side,
    data,
    palette: [
      [255, 255, 255],
      [0, 0, 0],
    ],
  });
}

/** Grey, without a colour that differs. `unpacked`: bytes of image data; by default a row of a filter and black pixels for each of `height`. */
export function blackPng(width: number, height: number, { bits = 8, unpacked }: { bits?: 1 | 8; unpacked?: number } = {}): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = bits;
  const data = deflateSync(Buffer.alloc(unpacked ?? height * (1 + Math.ceil((width * bits) / 8))));
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
