/**
 * What lies in a flash, block by block and record by record, as a boot reads it but with everything that a boot passes over. Nothing is written, and
 * no secret is told (record-value.ts). Of a damaged flash as much is told as can still be read.
 * What a boot makes of it is asked of the code that a boot runs (boot-forecast.ts); test/storage/dump.test.ts holds the two against each other.
 */
import type { ReadableFlash } from '../hal/ports.ts';
import { HEADER_TYPE, type LogArea, SEQUENCE } from './log.ts';
import { decodeRecord, isBlank, isSealed, recordLength } from './record.ts';
import { nameOfType, type RecordName, type RecordValue, readValue } from './record-value.ts';
import { areasOf } from './storage.ts';

export type Role = 'device' | 'settings';

/**
 * `current`: its log is in it. `retired`: the log has moved on. `superseded`: the same, but power was cut before it was retired. `free`: erased.
 * `torn`: a move or an erase was interrupted. `damaged`: its header was committed and cannot be read any more.
 */
export type BlockState = 'current' | 'retired' | 'superseded' | 'free' | 'torn' | 'damaged';

export interface BlockDump {
  /** Counted from the beginning of the flash. */
  readonly index: number;
  /** Of its first byte in the flash. */
  readonly offset: number;
  readonly role: Role;
  readonly state: BlockState;
  /** `undefined` without a header that can be read. */
  readonly sequence: number | undefined;
  /** Bytes up to the last one that is not erased. */
  readonly used: number;
  /** In their order. None where there is no header. */
  readonly records: readonly RecordDump[];
}

/**
 * `committed`: what the log says of its type. `superseded`: a later record, or a later block, says something else. `torn`: never committed.
 * `damaged`: committed, and not readable any more.
 */
export type RecordState = 'committed' | 'superseded' | 'torn' | 'damaged';

export interface RecordDump {
  /** Of its first byte in the flash. */
  readonly offset: number;
  /** In bytes; of one whose end is not known, up to the last byte of the block that is not erased. */
  readonly length: number;
  /** `undefined` when it cannot be read. */
  readonly type: number | undefined;
  /** `undefined` also for a type of another version. */
  readonly name: RecordName | undefined;
  readonly state: RecordState;
  /** It decides: nothing later in the log speaks of its type. Of a damaged one, that its type is lost. */
  readonly isLatest: boolean;
  /** A bit of it is wrong and was put right in what is told here, or its seal is weak. */
  readonly isWorn: boolean;
  /** `undefined` when it cannot be read, or does not say what such a record says. */
  readonly value: RecordValue | undefined;
}

/** Every block of the flash, in order. Throws a RangeError when it has too few for the logs. */
export function dumpFlash(flash: ReadableFlash): BlockDump[] {
  const { device, settings } = areasOf(flash);
  return [...dumpLog(flash, 'device', device), ...dumpLog(flash, 'settings', settings)];
}

function dumpLog(flash: ReadableFlash, role: Role, { firstBlock, blocks }: LogArea): BlockDump[] {
  const found = Array.from({ length: blocks }, (_, index) => {
    const offset = (firstBlock + index) * flash.eraseSize;
    const bytes = flash.read(offset, flash.eraseSize);
    return { index: firstBlock + index, offset, bytes, header: headerOf(bytes, flash) };
  });
  // As the log does: the first of the highest number, be it retired.
  let newest: Header | undefined;
  for (const { header } of found) if (typeof header === 'object' && (!newest || header.sequence > newest.sequence)) newest = header;
  return found.map(({ index, offset, bytes, header }) => {
    const used = usedLength(bytes);
    if (typeof header !== 'object') return { index, offset, role, state: header, sequence: undefined, used, records: [] };
    const state = header.isRetired ? 'retired' : header === newest ? 'current' : 'superseded';
    return { index, offset, role, state, sequence: header.sequence, used, records: recordsOf(bytes, offset, used, flash, state === 'current') };
  });
}

interface Header {
  readonly sequence: number;
  readonly isRetired: boolean;
}

/** The header of a block, or what the block is without one. */
function headerOf(bytes: Uint8Array, flash: ReadableFlash): Header | 'free' | 'torn' | 'damaged' {
  const { writeSize } = flash;
  const header = decodeRecord(bytes.subarray(writeSize, writeSize + recordLength(SEQUENCE, flash)), flash);
  if (header.kind === 'blank' || header.kind === 'torn') return isBlank(bytes) ? 'free' : 'torn';
  if (header.kind !== 'record' || header.type !== HEADER_TYPE || header.payload.length !== SEQUENCE) return 'damaged';
  const sequence = new DataView(header.payload.buffer, header.payload.byteOffset).getUint32(0, true);
  return { sequence, isRetired: isSealed(bytes, 0, writeSize) };
}

/** `offset`: that of the block. */
function recordsOf(bytes: Uint8Array, offset: number, used: number, flash: ReadableFlash, isCurrent: boolean): RecordDump[] {
  const records: RecordDump[] = [];
  let at = flash.writeSize + recordLength(SEQUENCE, flash);
  while (at < bytes.length) {
    const found = decodeRecord(bytes, flash, at);
    if (found.kind === 'blank') break;
    const place = { offset: offset + at };
    if (found.kind === 'torn' || found.kind === 'unreadable') {
      const state = found.kind === 'torn' ? 'torn' : 'damaged';
      const rest = { type: undefined, name: undefined, isLatest: false, isWorn: false, value: undefined };
      records.push({ ...place, length: Math.max(flash.writeSize, used - at), state, ...rest });
      break;
    }
    const { type, length } = found;
    const what = { ...place, length, type, name: nameOfType(type) };
    if (found.kind === 'damaged') records.push({ ...what, state: 'damaged', isLatest: false, isWorn: false, value: undefined });
    else records.push({ ...what, state: 'superseded', isLatest: false, isWorn: found.worn, value: readValue(type, found.payload) });
    at += length;
  }
  return isCurrent ? judge(records) : records;
}

/** The records of the current block: the last of each type counts, unless a last one of which not even the type is known takes all with it. */
function judge(records: readonly RecordDump[]): RecordDump[] {
  const latest = new Map(records.map((record, index) => [record.type, index]));
  const last = records.at(-1);
  const isLost = last?.state === 'damaged' && last.type === undefined;
  return records.map((record, index) => {
    if (record.state === 'torn') return record;
    const isLatest = isLost ? record === last : latest.get(record.type) === index;
    return { ...record, isLatest, state: record.state === 'superseded' && isLatest ? 'committed' : record.state };
  });
}

function usedLength(bytes: Uint8Array): number {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0xff) end--;
  return end;
}
