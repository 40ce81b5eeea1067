/**
 * One record in flash, and what can have become of it. Layout, in whole write units:
 *   seal     1 unit   0xFF..: not committed; 0x00..: committed. Programmed last and by itself, once the rest was read back
 *   head     8 bytes  format version, type, length of the payload (2, little endian), the CRC-32 of these four
 *   payload, the CRC-32 of head and payload, and 0x00 up to the next unit
 * Only the seal commits. A record without it is one that a power cut interrupted; one with it that does not check is damage, never "not there".
 * Not promised: more than one flipped bit in a record is found, not mended. Sources: littlefs and MCUboot (commit marks of their own).
 */
import type { FlashGeometry } from '../hal/ports.ts';
import { checkAndCorrect, crc32 } from './crc32.ts';

const FORMAT_VERSION = 1;
const HEAD = 8;
const CRC = 4;
const BLANK = 0xff;

/** Bytes of the longest payload: with more, two flipped bits could pass for one (crc32.ts). */
export const MAX_PAYLOAD = 11_000;

type WriteSize = Pick<FlashGeometry, 'writeSize'>;

/** A record as it is given and taken: what it is about, and what it says. */
export interface Content {
  /** 0 to 254; 255 is the header of a block. */
  readonly type: number;
  /** 1 to MAX_PAYLOAD bytes. */
  readonly payload: Uint8Array;
}

/** What stands at a place in flash. `length` is that of the whole record, in bytes. */
export type Found =
  /** Never written, nor anything behind it. */
  | { readonly kind: 'blank' }
  /** Not committed. Nothing may be programmed behind it either: who knows where it ends. */
  | { readonly kind: 'torn' }
  /** `worn`: a bit was put right, or its seal is weak. */
  | (Content & { readonly kind: 'record'; readonly length: number; readonly worn: boolean })
  /** Was committed and is no longer what it was. */
  | { readonly kind: 'damaged'; readonly type: number; readonly length: number }
  /** The same, and not even its head can be read: nothing is known of what stands behind it. */
  | { readonly kind: 'unreadable' };

/** How many bytes of flash a payload takes. */
export function recordLength(payloadLength: number, { writeSize }: WriteSize): number {
  return writeSize + Math.ceil((HEAD + payloadLength + CRC) / writeSize) * writeSize;
}

/** All of the record but its seal, which is left blank. */
export function encodeUnsealed({ type, payload }: Content, geometry: WriteSize): Uint8Array {
  const { writeSize } = geometry;
  const bytes = new Uint8Array(recordLength(payload.length, geometry));
  bytes.fill(BLANK, 0, writeSize);
  bytes[writeSize] = FORMAT_VERSION;
  bytes[writeSize + 1] = type;
  bytes[writeSize + 2] = payload.length & 0xff;
  bytes[writeSize + 3] = payload.length >> 8;
  setUint32(bytes, writeSize + 4, crc32(bytes, writeSize, writeSize + 4));
  bytes.set(payload, writeSize + HEAD);
  const end = writeSize + HEAD + payload.length;
  setUint32(bytes, end, crc32(bytes, writeSize, end));
  return bytes;
}

/** The seal of a record: one write unit. */
export const sealOf = ({ writeSize }: WriteSize): Uint8Array => new Uint8Array(writeSize);

/** Whether a unit that was blank, from `from` up to `to`, has been programmed to zeros: more than half of its bits, so that neither a torn one nor a flipped bit decides. */
export function isSealed(bytes: Uint8Array, from = 0, to = bytes.length): boolean {
  let zeros = 0;
  for (let index = from; index < to; index++) {
    const byte = bytes[index] as number;
    if (byte === 0) zeros += 8;
    else for (let bits = ~byte & 0xff; bits !== 0; bits &= bits - 1) zeros++;
  }
  return zeros > (to - from) * 4;
}

/** The slice of a Buffer is no copy; this is. */
const copy = Uint8Array.prototype.slice;

/**
 * Reads what stands at `at` in `bytes`, which reach to the end of the block. They must not be changed, now or later: the payload may be a part
 * of them.
 */
export function decodeRecord(bytes: Uint8Array, geometry: WriteSize, at = 0): Found {
  const { writeSize } = geometry;
  const start = at + writeSize;
  if (at + recordLength(0, geometry) > bytes.length || !isSealed(bytes, at, start)) return { kind: isBlank(bytes, at) ? 'blank' : 'torn' };
  const headCrc = uint32At(bytes, start + 4);
  const isHeadIntact = crc32(bytes, start, start + 4) === headCrc;
  const head = isHeadIntact ? undefined : copy.call(bytes, start, start + 4);
  if (head && checkAndCorrect(head, headCrc) === 'damaged') return { kind: 'unreadable' };
  const field = (index: number) => (head ? head[index] : bytes[start + index]) as number;
  const type = field(1);
  const payloadLength = field(2) | (field(3) << 8);
  const length = recordLength(payloadLength, geometry);
  if (field(0) !== FORMAT_VERSION || at + length > bytes.length) return { kind: 'unreadable' };
  const end = start + HEAD + payloadLength;
  const crc = uint32At(bytes, end);
  // Nothing to put right, so nothing to copy: nearly always.
  if (!head && crc32(bytes, start, end) === crc)
    return { kind: 'record', type, payload: bytes.subarray(start + HEAD, end), length, worn: !isZero(bytes, at, start) };
  const body = copy.call(bytes, start, end);
  if (head) {
    // The CRC of the whole covers the head's as it should be: a bit of it that was put right is put back here.
    body.set(head);
    setUint32(body, 4, crc32(head));
  }
  if (checkAndCorrect(body, crc) === 'damaged') return { kind: 'damaged', type, length };
  return { kind: 'record', type, payload: body.subarray(HEAD), length, worn: true };
}

/** Whether nothing was ever programmed here, from `from` on, as far as reading can tell. */
export function isBlank(bytes: Uint8Array, from = 0): boolean {
  // By index, and four at a time: a boot reads whole blocks, and iterators cost ten times as much.
  const { length } = bytes;
  let index = from;
  for (; index + 3 < length; index += 4) {
    const four = (bytes[index] as number) & (bytes[index + 1] as number) & (bytes[index + 2] as number) & (bytes[index + 3] as number);
    if (four !== BLANK) return false;
  }
  for (; index < length; index++) if (bytes[index] !== BLANK) return false;
  return true;
}

function isZero(bytes: Uint8Array, from: number, to: number): boolean {
  for (let index = from; index < to; index++) if (bytes[index] !== 0) return false;
  return true;
}

/** Little endian; by hand, for a DataView costs ten times as much. */
function setUint32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value;
  bytes[at + 1] = value >> 8;
  bytes[at + 2] = value >> 16;
  bytes[at + 3] = value >> 24;
}

function uint32At(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16) | ((bytes[at + 3] as number) << 24)) >>> 0;
}
