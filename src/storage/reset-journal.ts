/**
 * How far a factory reset has come, so that the next boot can finish it: REQUESTED -> ERASING n -> DEFAULTED -> DONE. Each step is a record in
 * the log that no reset erases, written twice: the first copy decides, the second stands in for one that has become unreadable. The journal only moves forward within
 * one reset; with both copies unreadable nothing is erased. Source: the two-copy boot state of MCUboot and U-Boot environments.
 */
import type { FlashJob } from './job.ts';
import { decodeJson, encodeJson } from './json.ts';
import { decodedOnce, type Latest, type RecordLog, type Written } from './log.ts';

export type ResetScope = 'all' | 'password';

/** In their order. */
export const STAGES = ['requested', 'erasing', 'defaulted', 'done'] as const;
export type ResetStage = (typeof STAGES)[number];

export interface ResetEntry {
  /** Counts the resets of this recorder, from 1. */
  readonly number: number;
  readonly scope: ResetScope;
  readonly stage: ResetStage;
  /** Blocks erased so far, while erasing. */
  readonly erased: number;
}

/** `damaged`: both copies are unreadable. */
export type JournalState = ResetEntry | 'none' | 'damaged';

export class ResetJournal {
  readonly #log: RecordLog;
  readonly #copies: readonly [number, number];
  readonly #decoders = [decodedOnce(decodeEntry), decodedOnce(decodeEntry)] as const;

  /** `copies`: the record types of the two copies. */
  constructor(log: RecordLog, copies: readonly [number, number]) {
    this.#log = log;
    this.#copies = copies;
  }

  get state(): JournalState {
    const first = this.#decoders[0](this.#log.get(this.#copies[0]));
    const second = this.#decoders[1](this.#log.get(this.#copies[1]));
    if (typeof second === 'object') return typeof first === 'object' && !isFurther(second, first) ? first : second;
    if (typeof first === 'object') return first;
    return first === 'damaged' || second === 'damaged' ? 'damaged' : 'none';
  }

  /** The reset that was begun and not done. */
  get pending(): ResetEntry | undefined {
    const { state } = this;
    return typeof state === 'object' && state.stage !== 'done' ? state : undefined;
  }

  /** Asks for a reset. Durable with the first copy. */
  request(scope: ResetScope): FlashJob<Written> {
    const { state } = this;
    const number = typeof state === 'object' ? state.number + 1 : 1;
    return this.#write({ number, scope, stage: 'requested', erased: 0 });
  }

  /** Notes that the pending reset has come to `stage`. */
  reach(stage: Exclude<ResetStage, 'requested'>): FlashJob<Written> {
    return this.#write({ ...this.#required, stage, erased: 0 });
  }

  /** Notes that `erased` blocks are done: in the first copy only, for a reset that loses it merely erases them again. */
  progress(erased: number): FlashJob<Written> {
    return this.#log.append({ type: this.#copies[0], payload: encodeJson({ ...this.#required, stage: 'erasing', erased }) });
  }

  get #required(): ResetEntry {
    const { pending } = this;
    if (!pending) throw new Error('no reset is pending');
    return pending;
  }

  *#write(entry: ResetEntry): FlashJob<Written> {
    const payload = encodeJson(entry);
    const written = yield* this.#log.append({ type: this.#copies[0], payload });
    if (written === 'written') yield* this.#log.append({ type: this.#copies[1], payload });
    return written;
  }
}

function isFurther(a: ResetEntry, b: ResetEntry): boolean {
  const distance = a.number - b.number || STAGES.indexOf(a.stage) - STAGES.indexOf(b.stage) || a.erased - b.erased;
  return distance > 0;
}

/** What a record of the journal says. */
export function decodeEntry(latest: Latest): ResetEntry | 'absent' | 'damaged' {
  if (latest === 'absent' || latest === 'damaged') return latest;
  const { number, scope, stage, erased } = decodeJson(latest) ?? {};
  const isEntry =
    Number.isSafeInteger(number) &&
    (scope === 'all' || scope === 'password') &&
    STAGES.includes(stage as ResetStage) &&
    Number.isSafeInteger(erased) &&
    (erased as number) >= 0;
  return isEntry ? ({ number, scope, stage, erased } as ResetEntry) : 'damaged';
}
