/** Whether two pictures show the same, pixel by pixel, however they were compressed. */
import { decode } from 'fast-png';

/** How they differ, in words; `undefined` when they do not. */
export function differenceOfPictures(before: Uint8Array, now: Uint8Array): string | undefined {
  const [a, b] = [pixelsOf(before), pixelsOf(now)];
  if (!a || !b) return 'one of them is no PNG file';
  if (a.width !== b.width || a.height !== b.height) return `it is ${b.width} x ${b.height} pixels, not ${a.width} x ${a.height}`;
  let count = 0;
  let first = -1;
  for (let index = 0; index < a.pixels.length; index++) {
    if (a.pixels[index] === b.pixels[index]) continue;
    count++;
    if (first < 0) first = index;
  }
  if (count === 0) return undefined;
  return `${count} of ${a.pixels.length} pixels differ, the first at column ${first % a.width}, row ${Math.floor(first / a.width)}`;
}

/** Red, green and blue of each pixel as one number. */
function pixelsOf(file: Uint8Array): { readonly width: number; readonly height: number; readonly pixels: Uint32Array } | undefined {
  try {
    const { width, height, data, channels, palette } = decode(file);
    const pixels = new Uint32Array(width * height);
    for (let index = 0; index < pixels.length; index++) {
      const [red = 0, green = 0, blue = 0] = palette ? (palette[data[index] ?? 0] ?? []) : colourAt(data, index * channels, channels);
      pixels[index] = (red << 16) | (green << 8) | blue;
    }
    return { width, height, pixels };
  } catch {
    return undefined;
  }
}

const colourAt = (data: ArrayLike<number>, at: number, channels: number): readonly number[] =>
  channels < 3 ? [data[at] ?? 0, data[at] ?? 0, data[at] ?? 0] : [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0];
