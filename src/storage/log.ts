/**
 * An append log of records over a few erase blocks; of each type the latest record counts. One block is current: its header is sealed, it is
 * not retired, and it has the highest sequence number. When a record does not fit, or power was cut in the middle of one, the log moves on: the next block
 * in turn is erased and gets all live records and the new one in one program operation; sealing its header is the moment of the change; then
 * the old block is retired. So an append is atomic, every block wears alike, and a block that cannot be used is passed over.
 * Block: a unit that is programmed to zeros when the block is retired, the header (a record with the sequence number), records.
 * What decides is what is read back, as the next boot will read it, not what the chip reported.
 * Not promised: room for more than one block of live records. Sources: MCUboot's and Zephyr's settings back-ends for the idea of moving on; littlefs for sealing last.
 */
import type { FlashGeometry, FlashOperation, ReadableFlash } from '../hal/ports.ts';
import type { FlashJob } from './job.ts';
import { type Content, decodeRecord, encodeUnsealed, isBlank, isSealed, MAX_PAYLOAD, recordLength, sealOf } from './record.ts';

/** A log needs a block to be in, one to move to, and one to spare. */
export const MIN_BLOCKS = 3;

export const HEADER_TYPE = 255;
/** The payload of a header: the sequence number of the block, little endian. */
export const SEQUENCE = 4;

/** The payload that says of a type that its latest record was unreadable. */
const DAMAGED = new Uint8Array(0);

/** How many bytes of its block a log takes that has just moved on with these payloads. */
export function lengthOfLog(payloads: readonly Uint8Array[], geometry: Pick<FlashGeometry, 'writeSize'>): number {
  const header = geometry.writeSize + recordLength(SEQUENCE, geometry);
  return payloads.reduce((length, payload) => length + recordLength(payload.length, geometry), header);
}

/** Where in the flash a log lives, counted in erase blocks, and the types of record it holds. */
export interface LogArea {
  readonly firstBlock: number;
  readonly blocks: number;
  readonly types: readonly number[];
}

/** `full`: the live records do not fit a block, or a payload is longer than any may be. `worn`: no block could be written. In both cases the log is as it was. */
export type Written = 'written' | 'full' | 'worn';

/** The latest record of a type: what it says, or that nothing was ever said, or that it is unreadable. */
export type Latest = Uint8Array | 'absent' | 'damaged';

/** The decoder of a record that is asked for more often than it changes: each payload is decoded once. What comes back must not be changed. */
export function decodedOnce<Value>(decode: (latest: Latest) => Value): (latest: Latest) => Value {
  let known: { readonly latest: Latest; readonly value: Value } | undefined;
  return (latest) => {
    if (known?.latest !== latest) known = { latest, value: decode(latest) };
    return known.value;
  };
}

export class RecordLog {
  readonly #flash: ReadableFlash;
  readonly #area: LogArea;
  /** The latest payload of each type; an empty one says that the last was damaged. */
  readonly #latest = new Map<number, Uint8Array>();
  /** The address of the current block; `undefined` when there is none. */
  #current: number | undefined;
  #sequence = 0;
  /** Offset in the current block behind the last record. */
  #end = 0;
  /** Nothing more may be appended to the current block. */
  #closed = false;
  #worn = false;
  /** Blocks that are sealed, not retired, and not current: power was cut before they were retired. */
  #stale: number[] = [];

  /** Reads the log, as a boot does. Nothing is written. */
  constructor(flash: ReadableFlash, area: LogArea) {
    this.#flash = flash;
    this.#area = area;
    this.#scan();
  }

  get(type: number): Latest {
    const payload = this.#latest.get(type);
    if (!payload) return 'absent';
    return payload.length === 0 ? 'damaged' : payload;
  }

  /** Whether `heal` has something to do. */
  get needsHealing(): boolean {
    return this.#worn || this.#stale.length > 0;
  }

  /**
   * Tells all that this log knows of its flash. What it does next follows from that, and from what it will read: so two boots that tell the
   * same do the same, until they read something different.
   */
  reveal(tell: (value: number | Uint8Array) => void): void {
    for (const value of [this.#current ?? -1, this.#sequence, this.#end, Number(this.#closed), Number(this.#worn), ...this.#stale, -1]) tell(value);
    for (const [type, payload] of this.#latest) {
      tell(type);
      tell(payload);
    }
  }

  /** Makes `payload` the latest of its type. Throws a RangeError for an empty payload, and for a type that is not 0 to 254. */
  *append(content: Content): FlashJob<Written> {
    if (!isWritable(content)) return 'full';
    const length = recordLength(content.payload.length, this.#flash);
    if (this.#current !== undefined && !this.#closed && this.#end + length <= this.#flash.eraseSize) {
      if (yield* this.#commit(this.#current + this.#end, encodeUnsealed(content, this.#flash))) {
        this.#latest.set(content.type, content.payload);
        this.#end += length;
        return 'written';
      }
      // A cell that does not take its value, or an operation that failed: this block is not trusted any further.
      this.#closed = true;
    }
    return yield* this.moveOn([content]);
  }

  /** Moves to the next block that can be used, with all live records but those of the types in `drop`, and `added`. */
  *moveOn(added: readonly Content[] = [], drop: readonly number[] = []): FlashJob<Written> {
    if (!added.every(isWritable)) return 'full';
    const latest = new Map(this.#latest);
    for (const type of drop) latest.delete(type);
    for (const { type, payload } of added) latest.set(type, payload);
    const sequence = this.#sequence + 1;
    const image = this.#imageOf(latest, sequence);
    if (image.length > this.#flash.eraseSize) return 'full';
    for (const block of this.#others()) {
      if (!(yield* this.#eraseBlock(block))) continue;
      if (!(yield* this.#commit(block + this.#flash.writeSize, image.subarray(this.#flash.writeSize)))) continue;
      if (this.#current !== undefined) this.#stale.push(this.#current);
      this.#stale = this.#stale.filter((address) => address !== block);
      this.#current = block;
      this.#sequence = sequence;
      this.#end = image.length;
      this.#closed = false;
      this.#worn = false;
      this.#latest.clear();
      for (const [type, payload] of latest) this.#latest.set(type, payload);
      yield* this.#retireStale();
      return 'written';
    }
    return 'worn';
  }

  /** Begins the log anew with nothing but `contents`, whatever there was before. */
  *format(contents: readonly Content[]): FlashJob<Written> {
    this.#forget();
    return yield* this.moveOn(contents);
  }

  /** Mends what the scan found amiss and still could read: flipped bits, weak seals, blocks not retired. */
  *heal(): FlashJob<void> {
    if (this.#worn) yield* this.moveOn();
    yield* this.#retireStale();
  }

  /**
   * Erases every block, the `from`-th first, or every one but the current. `erased(n)` is run after the n-th, before the next. Returns false at
   * the first block that cannot be erased.
   */
  *erase(what: 'all' | 'all-but-current', from: number, erased: (count: number) => FlashJob<boolean>): FlashJob<boolean> {
    if (what === 'all') this.#forget();
    for (let index = from; index < this.#area.blocks; index++) {
      const block = this.#addressOf(index);
      if (block !== this.#current) {
        if (!(yield* this.#eraseBlock(block))) return false;
        this.#stale = this.#stale.filter((address) => address !== block);
      }
      if (!(yield* erased(index + 1))) return false;
    }
    // With every block seen blank no old number can come up again.
    if (what === 'all' && from === 0) this.#sequence = 0;
    return true;
  }

  #scan(): void {
    const { writeSize, eraseSize } = this.#flash;
    const headerEnd = writeSize + recordLength(SEQUENCE, this.#flash);
    let newest: { address: number; sequence: number; retired: boolean; worn: boolean } | undefined;
    for (let index = 0; index < this.#area.blocks; index++) {
      const address = this.#addressOf(index);
      const start = this.#flash.read(address, headerEnd);
      const header = decodeRecord(start, this.#flash, writeSize);
      if (header.kind !== 'record' || header.type !== HEADER_TYPE || header.payload.length !== SEQUENCE) continue;
      const sequence = new DataView(header.payload.buffer, header.payload.byteOffset).getUint32(0, true);
      const retired = isSealed(start, 0, writeSize);
      if (!retired) this.#stale.push(address);
      if (!newest || sequence > newest.sequence) newest = { address, sequence, retired, worn: header.worn };
    }
    // A retired block has a successor. Where that cannot be found, what it said is lost.
    this.#sequence = newest?.sequence ?? 0;
    if (!newest || newest.retired) {
      this.#damageAll();
      return;
    }
    this.#current = newest.address;
    this.#stale = this.#stale.filter((address) => address !== newest.address);
    this.#worn = newest.worn;
    this.#readRecords(this.#flash.read(newest.address, eraseSize), headerEnd);
  }

  #readRecords(bytes: Uint8Array, from: number): void {
    this.#end = from;
    while (this.#end < bytes.length) {
      const found = decodeRecord(bytes, this.#flash, this.#end);
      if (found.kind === 'blank') return;
      if (found.kind === 'torn' || found.kind === 'unreadable') {
        this.#closed = true;
        // A committed record of which not even the type is known: it may have been any.
        if (found.kind === 'unreadable') this.#damageAll();
        return;
      }
      this.#latest.set(found.type, found.kind === 'damaged' ? DAMAGED : found.payload);
      this.#worn ||= found.kind === 'record' && found.worn;
      this.#end += found.length;
    }
  }

  #damageAll(): void {
    for (const type of this.#area.types) this.#latest.set(type, DAMAGED);
  }

  #forget(): void {
    this.#latest.clear();
    this.#current = undefined;
    this.#stale = [];
    this.#worn = false;
  }

  /** A whole block: the unit that retires it, which is not programmed, then header and records, these with their seals. */
  #imageOf(latest: ReadonlyMap<number, Uint8Array>, sequence: number): Uint8Array {
    const { writeSize } = this.#flash;
    const payload = new Uint8Array(SEQUENCE);
    new DataView(payload.buffer).setUint32(0, sequence, true);
    const parts = [new Uint8Array(writeSize), encodeUnsealed({ type: HEADER_TYPE, payload }, this.#flash)];
    for (const [type, payload] of latest) {
      const record = encodeUnsealed({ type, payload }, this.#flash);
      record.set(sealOf(this.#flash));
      parts.push(record);
    }
    const image = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
    let at = 0;
    for (const part of parts) {
      image.set(part, at);
      at += part.length;
    }
    return image;
  }

  /** Programs `unsealed`, all but its first unit, and if it reads back as it should, that unit too: its seal. */
  *#commit(address: number, unsealed: Uint8Array): FlashJob<boolean> {
    const { writeSize } = this.#flash;
    const body = unsealed.subarray(writeSize);
    yield program(address + writeSize, body);
    if (!equal(this.#flash.read(address + writeSize, body.length), body)) return false;
    yield program(address, sealOf(this.#flash));
    return isSealed(this.#flash.read(address, writeSize));
  }

  *#eraseBlock(address: number): FlashJob<boolean> {
    const worked = yield { type: 'erase', address };
    return worked && isBlank(this.#flash.read(address, this.#flash.eraseSize));
  }

  *#retireStale(): FlashJob<void> {
    for (const address of this.#stale) yield program(address, sealOf(this.#flash));
    this.#stale = this.#stale.filter((address) => !isSealed(this.#flash.read(address, this.#flash.writeSize)));
  }

  /** The other blocks, in the order of their turn. */
  *#others(): Generator<number> {
    const { blocks } = this.#area;
    const current = this.#current === undefined ? -1 : this.#current / this.#flash.eraseSize - this.#area.firstBlock;
    for (let step = 1; step <= blocks; step++) {
      const index = (current + step) % blocks;
      if (index !== current) yield this.#addressOf(index);
    }
  }

  #addressOf(index: number): number {
    return (this.#area.firstBlock + index) * this.#flash.eraseSize;
  }
}

/** Whether a record can hold this. An empty payload stands for damage, so no caller may write one. */
function isWritable({ type, payload }: Content): boolean {
  if (!(Number.isInteger(type) && type >= 0 && type < HEADER_TYPE)) throw new RangeError(`a record of type ${type}`);
  if (payload.length === 0) throw new RangeError(`an empty record of type ${type}`);
  return payload.length <= MAX_PAYLOAD;
}

const program = (address: number, bytes: Uint8Array): FlashOperation => ({ type: 'program', address, bytes });

/** Of two of the same length. */
function equal(a: Uint8Array, b: Uint8Array): boolean {
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false;
  return true;
}
