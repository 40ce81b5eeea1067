/**
 * A look at a flash image: the bytes of the flash, with or without the trailer of image-file.ts, read once and kept in memory. Takes no lock and
 * opens nothing for writing, so the image of a running recorder may be looked at.
 * Not promised: one moment. A write that comes while the file is read may be seen in part, as if power had been cut there.
 */
import { readFileSync, statSync } from 'node:fs';
import { fail, ok, type Problem, type Result } from '../../errors.ts';
import type { FlashGeometry, ReadableFlash } from '../ports.ts';
import { COUNT_SIZE, HEAD_SIZE, imageLength, problemOfReading, problemOfTrailer } from './image-file.ts';

export interface ImageView {
  readonly flash: ReadableFlash;
  /** How often each block was erased; `undefined` where the file is the bytes of the flash alone. */
  readonly eraseCounts: readonly number[] | undefined;
}

/** Reads `file` as the flash of this geometry. Refused: anything but an ordinary file of one of the two lengths that such an image has. */
export function viewImage(file: string, geometry: FlashGeometry): Result<ImageView> {
  try {
    const stats = statSync(file);
    const place = { file };
    if (!stats.isFile()) return fail({ code: 'bad-type', message: 'is no ordinary file, so no flash image', place, remedy: 'Name another file' });
    const misfit = misfitOf(file, stats.size, geometry);
    if (misfit) return fail(misfit);
    const bytes = readFileSync(file);
    // Another program may have changed it in between.
    const changed = misfitOf(file, bytes.length, geometry);
    return changed ? fail(changed) : viewOf(file, bytes, geometry);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') return fail(problemOfReading(file, error));
    return fail({ code: 'file-missing', message: 'is not there', place: { file }, remedy: 'Look at the path' });
  }
}

function misfitOf(file: string, length: number, geometry: FlashGeometry): Problem | undefined {
  const { size, eraseSize } = geometry;
  const whole = imageLength(geometry);
  if (length === size || length === whole) return undefined;
  const message = `is ${length} bytes long; a flash of ${size / eraseSize} blocks of ${eraseSize} bytes has ${size}, or ${whole} with its erase counts`;
  return { code: 'contradiction', message, place: { file }, remedy: 'Name the board it was made for (--board), or another file' };
}

function viewOf(file: string, bytes: Uint8Array, geometry: FlashGeometry): Result<ImageView> {
  const { size, eraseSize, writeSize } = geometry;
  const flash: ReadableFlash = {
    size,
    eraseSize,
    writeSize,
    read(address, length) {
      if (!(address >= 0 && length >= 0 && address + length <= size))
        throw new RangeError(`flash address ${address} + ${length} is outside 0..${size}`);
      return Uint8Array.from(bytes.subarray(address, address + length));
    },
  };
  if (bytes.length === size) return ok({ flash, eraseCounts: undefined });
  const problem = problemOfTrailer(file, bytes.subarray(size, size + HEAD_SIZE), geometry);
  if (problem) return fail(problem);
  const numbers = new DataView(bytes.buffer, bytes.byteOffset + size + HEAD_SIZE);
  return ok({ flash, eraseCounts: Array.from({ length: size / eraseSize }, (_, block) => numbers.getUint32(block * COUNT_SIZE, true)) });
}
