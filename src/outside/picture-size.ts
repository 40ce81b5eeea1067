/**
 * How large a picture is, as its file says, before anybody decodes it: a file of some hundred bytes can claim, and make a decoder unpack, gigabytes. Of the formats that the decoder of
 * QR codes knows, those that cameras and screenshots have.
 */

/** More than the cameras of phones give unless they are told to, and read within about a second. */
const PIXELS_MAX = 64_000_000;

/** Why `image` is not read; `undefined` where it may be. */
export function pictureFault(image: Uint8Array): string | undefined {
  const size = sizeOf(Buffer.from(image.buffer, image.byteOffset, image.byteLength));
  if (!size || size.width < 1 || size.height < 1) return 'this is no picture that can be read: take a PNG or JPEG file';
  const { width, height } = size;
  return width * height <= PIXELS_MAX
    ? undefined
    : `the picture is too large: ${width} x ${height} pixels are more than ${PIXELS_MAX / 1e6} million. Take a smaller one`;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function sizeOf(file: Buffer): Size | undefined {
  // None that ends before its size.
  if (file.length < 32) return undefined;
  const starts = (text: string, at = 0) => file.toString('latin1', at, at + text.length) === text;
  if (starts('\x89PNG\r\n\x1a\n') && starts('IHDR', 12)) return { width: file.readUInt32BE(16), height: file.readUInt32BE(20) };
  if (starts('\xff\xd8')) return sizeOfJpeg(file);
  if (starts('GIF8')) return { width: file.readUInt16LE(6), height: file.readUInt16LE(8) };
  // A negative height counts from the top.
  if (starts('BM') && file.readUInt32LE(14) >= 40) return { width: file.readInt32LE(18), height: Math.abs(file.readInt32LE(22)) };
  const [, width, height] = /^P[56]\s+(\d{1,9})\s+(\d{1,9})\s/.exec(file.toString('latin1', 0, 64)) ?? [];
  return width === undefined ? undefined : { width: Number(width), height: Number(height) };
}

/** In the first of its segments that begins a frame. */
function sizeOfJpeg(file: Buffer): Size | undefined {
  let at = 2;
  while (at + 9 <= file.length) {
    if (file[at] !== 0xff) return undefined;
    const marker = file[at + 1] ?? 0;
    // Bytes to fill up.
    if (marker === 0xff) at++;
    else if (isFrame(marker)) return { height: file.readUInt16BE(at + 5), width: file.readUInt16BE(at + 7) };
    else at += 2 + file.readUInt16BE(at + 2);
  }
  return undefined;
}

/** C0 to CF, but for tables (DHT, DAC) and what is reserved. */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
