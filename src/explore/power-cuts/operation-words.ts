/** A flash operation in the words of what is stored: which block, which record, which step of the reset journal. */
import type { MemoryStore } from '../../hal/nor/memory-store.ts';
import type { FlashGeometry, FlashOperation } from '../../hal/ports.ts';
import { HEADER_TYPE } from '../../storage/log.ts';
import { type Content, decodeRecord } from '../../storage/record.ts';
import { decodeEntry } from '../../storage/reset-journal.ts';
import { areasOf, RECORD } from '../../storage/storage.ts';

/** `flash`: as it is before the operation. */
export function operationInWords(operation: FlashOperation, flash: MemoryStore, geometry: FlashGeometry): string {
  const { eraseSize, writeSize } = geometry;
  const number = Math.floor(operation.address / eraseSize);
  const area = number < areasOf(geometry).settings.firstBlock ? 'device' : 'settings';
  const block = `block ${number} (${area}, 0x${(number * eraseSize).toString(16)})`;
  if (operation.type === 'erase') return `the erase of ${block}`;
  const start = number * eraseSize;
  const offset = operation.address - start;
  const isSeal = operation.bytes.length === writeSize && operation.bytes.every((byte) => byte === 0);
  if (offset === 0 && isSeal) return `the mark that retires ${block}`;
  const after = Uint8Array.from(flash.read(start, eraseSize));
  after.set(operation.bytes, offset);
  // A record is programmed without its seal, which comes by itself.
  const from = isSeal ? offset : offset - writeSize;
  if (from >= 0) after.fill(0, from, from + writeSize);
  const [first, ...others] = from < 0 ? [] : recordsIn(after, geometry, from);
  if (!first) return `${operation.bytes.length} bytes of ${block}`;
  if (first.type !== HEADER_TYPE) return `${isSeal ? 'the seal of' : 'the record'} ${recordInWords(first)} in ${block}`;
  const moved = others.map(recordInWords).join(', ') || 'nothing';
  return isSeal ? `the seal of ${block}, to which the log moves` : `what the log takes along to ${block}: ${moved}`;
}

/** The records that stand one after the other from `from` on. */
function recordsIn(bytes: Uint8Array, geometry: FlashGeometry, from: number): Content[] {
  const records: Content[] = [];
  for (let at = from; at < bytes.length; ) {
    const found = decodeRecord(bytes, geometry, at);
    if (found.kind !== 'record') break;
    records.push(found);
    at += found.length;
  }
  return records;
}

function recordInWords({ type, payload }: Content): string {
  const name = Object.entries(RECORD).find(([, number]) => number === type)?.[0] ?? `of type ${type}`;
  if (type !== RECORD.journal && type !== RECORD.journalCopy) return name;
  const entry = decodeEntry(payload);
  if (typeof entry === 'string') return name;
  const step = entry.stage === 'erasing' ? `ERASING ${entry.erased}` : entry.stage.toUpperCase();
  return `${type === RECORD.journal ? 'journal' : 'journal, second copy'}: ${step}`;
}
