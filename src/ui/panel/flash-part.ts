/**
 * What lies in the flash, as the panel shows it: what a boot would make of it now, the reset journal, blocks with their wear, records in words. Of secrets no more than that there
 * are some. To read a whole flash takes time, so it is read only after something was done to it, and not too often.
 */
import type { WallClock } from '../../hal/wall-clock.ts';
import { type BootForecast, forecastBoot } from '../../storage/boot-forecast.ts';
import { type BlockDump, dumpFlash, type RecordDump } from '../../storage/dump.ts';
import { alikeFrom, bootNotes, bootWords, recordName, recordWords } from '../../storage/dump-words.ts';
import type { ResetEntry } from '../../storage/reset-journal.ts';
import { Storage } from '../../storage/storage.ts';
import type { Desk } from '../terminal/desk.ts';

export interface FlashRecord {
  /** Of its first byte in the flash. */
  readonly offset: number;
  /** In bytes, of all of them. */
  readonly length: number;
  /** More than 1: so many of a kind, one behind the other. */
  readonly count: number;
  readonly state: RecordDump['state'];
  readonly name: string;
  /** What it says, or what became of it. */
  readonly text: string;
}

export interface FlashBlock extends Pick<BlockDump, 'index' | 'offset' | 'role' | 'state' | 'used'> {
  /** More than 1: so many free blocks, which differ in nothing but their place. */
  readonly count: number;
  /** `null` without a header that can be read. */
  readonly sequence: number | null;
  /** How often. */
  readonly erased: number;
  readonly records: readonly FlashRecord[];
  /** So many more are in it than are told. */
  readonly recordsLeft: number;
}

export interface FlashPart {
  readonly blockCount: number;
  /** Bytes of a block, and of the least that can be programmed. */
  readonly eraseSize: number;
  readonly writeSize: number;
  /** So often a block can be erased. */
  readonly endurance: number;
  /** The next boot, with the button left alone. `text` goes on after "A boot ". */
  readonly boot: { readonly outcome: BootForecast['outcome']; readonly text: string; readonly notes: readonly string[] };
  /** `of`: how many blocks a whole reset erases. */
  readonly journal: (ResetEntry & { readonly of: number }) | 'none' | 'damaged';
  readonly blocks: readonly FlashBlock[];
  /** So many more are in it than are told. */
  readonly blocksLeft: number;
}

const GAP_MS = 100;
/** On a large flash it takes no more of this machine's time than one part in so many. */
const SHARE = 20;
/** What a page can show, and a line can carry. */
const RECORDS_MAX = 100;
const BLOCKS_MAX = 128;

export class FlashWatch {
  readonly #desk: Desk;
  readonly #wall: WallClock;
  #part: FlashPart | undefined;
  #isStale = true;
  #notBeforeMs = Number.NEGATIVE_INFINITY;

  constructor(desk: Desk, wall: WallClock) {
    this.#desk = desk;
    this.#wall = wall;
    desk.onRecorder(() => {
      this.#part = undefined;
    });
    desk.onEntry(({ signal }) => {
      // A snapshot that is put back writes past the chip.
      if (signal === 'flash' || signal === 'snapshot') this.#isStale = true;
    });
  }

  /** The same object until something was done to the flash; then soon another. */
  get part(): FlashPart {
    if (this.#part && !(this.#isStale && this.#wall.nowMs >= this.#notBeforeMs)) return this.#part;
    const fromMs = this.#wall.nowMs;
    this.#part = flashPart(this.#desk);
    this.#isStale = false;
    const tookMs = this.#wall.nowMs - fromMs;
    this.#notBeforeMs = fromMs + Math.max(GAP_MS, SHARE * tookMs);
    return this.#part;
  }
}

export function flashPart({ bench }: Desk): FlashPart {
  const { board, hal } = bench;
  const { array } = hal.flash;
  const dumps = dumpFlash(array);
  const boot = forecastBoot(array, dumps);
  const { journal, settingsBlocks } = new Storage(array);
  const rows = inRows(dumps, (block) => array.eraseCount(block));
  const told = rows.slice(0, BLOCKS_MAX);
  return {
    blockCount: board.flashBlocks,
    eraseSize: board.flashEraseSize,
    writeSize: board.flashWriteSize,
    endurance: board.flashEndurance,
    boot: { outcome: boot.outcome, text: bootWords(boot), notes: bootNotes(boot) },
    journal: typeof journal.state === 'string' ? journal.state : { ...journal.state, of: settingsBlocks },
    blocks: told,
    blocksLeft: rows.slice(BLOCKS_MAX).reduce((sum, { count }) => sum + count, 0),
  };
}

/** A small flash block by block; of a large one, free blocks that are alike are one row. */
function inRows(dumps: readonly BlockDump[], erasedOf: (block: number) => number): FlashBlock[] {
  const areAll = dumps.length <= BLOCKS_MAX;
  const rows: FlashBlock[] = [];
  for (const { index, offset, role, state, sequence, used, records } of dumps) {
    const erased = erasedOf(index);
    const last = rows.at(-1);
    if (!areAll && last && state === 'free' && last.state === 'free' && last.role === role && last.erased === erased) {
      rows[rows.length - 1] = { ...last, count: last.count + 1 };
      continue;
    }
    const told = recordRows(records);
    const recordsLeft = told.slice(0, -RECORDS_MAX).reduce((sum, { count }) => sum + count, 0);
    rows.push({ index, offset, role, state, used, count: 1, sequence: sequence ?? null, erased, records: told.slice(-RECORDS_MAX), recordsLeft });
  }
  return rows;
}

function recordRows(records: readonly RecordDump[]): FlashRecord[] {
  const rows: FlashRecord[] = [];
  for (let at = 0; at < records.length; ) {
    const count = alikeFrom(records, at);
    const first = records[at] as RecordDump;
    const length = records.slice(at, at + count).reduce((sum, record) => sum + record.length, 0);
    const text = count === 1 ? recordWords(first) : `${count} of them, one behind the other`;
    rows.push({ offset: first.offset, length, count, state: first.state, name: recordName(first), text });
    at += count;
  }
  return rows;
}
