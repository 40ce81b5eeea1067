/**
 * What the recorder keeps in flash, in two logs:
 *   device     3 blocks, erased by no reset: identity, the mark of the recordings, a stuck button, the latest time seen, the reset journal
 *   settings   all other blocks, which a factory reset erases: credentials, counted attempts, the challenge of the QR code
 * and the steps of a reset, which the statechart puts in order. The format is described in docs/storage-format.md; it is ours, for
 * real recorders do not publish theirs.
 */
import type { FlashGeometry, ReadableFlash } from '../hal/ports.ts';
import { AttemptCounter } from './attempts.ts';
import { type Challenge, type ChallengeState, decodeChallenge, encodeChallenge, encodeVoid } from './challenge.ts';
import { type CredentialState, type Credentials, decodeCredentials, encodeAbsent, encodeCredentials } from './credentials.ts';
import type { FlashJob } from './job.ts';
import { decodeJson, encodeJson } from './json.ts';
import { decodedOnce, type LogArea, MIN_BLOCKS, RecordLog, SEQUENCE, type Written } from './log.ts';
import { recordLength } from './record.ts';
import { ResetJournal, type ResetScope } from './reset-journal.ts';

/** Types of record. A number is never used for anything else again. */
export const RECORD = {
  credentials: 1,
  attempts: 2,
  challenge: 3,
  identity: 16,
  recordings: 17,
  button: 18,
  time: 19,
  journal: 20,
  journalCopy: 21,
} as const;

/**
 * How often the journal is told of the progress of an erase, at most: each time is a record in the three blocks of the device log, which the
 * notes on thousands of blocks would wear out. A reset that is resumed erases again what was not noted.
 */
const PROGRESS_NOTES = 16;

/** No clock is later: Date knows somewhat more, and time goes on. In ms since 1970. */
export const CLOCK_MAX_MS = 8.6e15;

/** Given at manufacture and never changed. */
export interface Identity {
  readonly serial: string;
  /** 32 random bytes, in hex: what security codes are made with. */
  readonly key: string;
}

/** What a boot needs to know. */
export interface Stored {
  /** A stuck button was seen and no release since. */
  readonly stuckBefore: boolean;
  readonly credentials: CredentialState['kind'];
  /** A reset that was requested and is not done: all of it, or only its last step. */
  readonly pendingReset: { readonly scope: ResetScope; readonly isErased: boolean } | undefined;
  /** Both copies of the reset journal are unreadable. */
  readonly journalDamaged: boolean;
}

/** Where the logs of a flash lie. Throws a RangeError when there are too few blocks. */
export function areasOf({ size, eraseSize }: Pick<FlashGeometry, 'size' | 'eraseSize'>): { readonly device: LogArea; readonly settings: LogArea } {
  const blocks = size / eraseSize - MIN_BLOCKS;
  if (blocks < MIN_BLOCKS) throw new RangeError(`${size / eraseSize} erase blocks are too few: two logs need ${2 * MIN_BLOCKS}`);
  const { credentials, attempts, challenge, ...device } = RECORD;
  return {
    device: { firstBlock: 0, blocks: MIN_BLOCKS, types: Object.values(device) },
    settings: { firstBlock: MIN_BLOCKS, blocks, types: [credentials, attempts, challenge] },
  };
}

/** Whether the logs can be laid out in such a flash: blocks enough, and in each room for a header and a record. */
export function fitsLogs(geometry: FlashGeometry): boolean {
  const { size, eraseSize, writeSize } = geometry;
  return size / eraseSize >= 2 * MIN_BLOCKS && eraseSize >= writeSize + 2 * recordLength(SEQUENCE, { writeSize });
}

export class Storage {
  readonly device: RecordLog;
  readonly settings: RecordLog;
  readonly attempts: AttemptCounter;
  readonly journal: ResetJournal;
  /** How many blocks a factory reset erases. */
  readonly settingsBlocks: number;

  readonly #decodeCredentials = decodedOnce(decodeCredentials);
  readonly #decodeChallenge = decodedOnce(decodeChallenge);

  /** Reads the flash, as a boot does. Nothing is written. */
  constructor(flash: ReadableFlash) {
    const { device, settings } = areasOf(flash);
    this.device = new RecordLog(flash, device);
    this.settings = new RecordLog(flash, settings);
    this.attempts = new AttemptCounter(this.settings, RECORD.attempts);
    this.journal = new ResetJournal(this.device, [RECORD.journal, RECORD.journalCopy]);
    this.settingsBlocks = settings.blocks;
  }

  get stored(): Stored {
    const { pending, state } = this.journal;
    return {
      stuckBefore: this.#deviceRecord(RECORD.button)?.['stuck'] === true,
      credentials: this.credentials.kind,
      pendingReset: pending && { scope: pending.scope, isErased: pending.stage === 'defaulted' },
      journalDamaged: state === 'damaged',
    };
  }

  get credentials(): CredentialState {
    return this.#decodeCredentials(this.settings.get(RECORD.credentials));
  }

  /** Replaces all credentials in one commit. */
  saveCredentials(credentials: Credentials): FlashJob<Written> {
    return this.settings.append({ type: RECORD.credentials, payload: encodeCredentials(credentials) });
  }

  /**
   * Saves credentials after a recovery, or a new password or email: no count of wrong guesses is left, and no challenge for a code to answer, all in one commit.
   * So a code is used up at the moment its password counts, not before and not after.
   */
  saveVoidingCodes(credentials: Credentials): FlashJob<Written> {
    return this.settings.moveOn(
      [
        { type: RECORD.credentials, payload: encodeCredentials(credentials) },
        { type: RECORD.challenge, payload: encodeVoid() },
      ],
      [RECORD.attempts],
    );
  }

  get challenge(): ChallengeState {
    return this.#decodeChallenge(this.settings.get(RECORD.challenge));
  }

  /**
   * A new challenge in place of the last, and no wrong code counted against it. Its number is taken first, so that none is ever given twice; and it is there before
   * the count is cleared, so that the last one never gets new guesses. Where the latest number is lost, the last challenge still knows one.
   */
  *renewChallenge(nonce: string, createdMs: number): FlashJob<Written> {
    const { challenge } = this;
    const sequence = Math.max(this.#marks.sequence, typeof challenge === 'object' ? challenge.sequence : 0) + 1;
    const counted = yield* this.#storeMarks({ sequence });
    if (counted !== 'written') return counted;
    const written = yield* this.#storeChallenge(encodeChallenge({ nonce, sequence, createdMs, issue: 0, issuedMs: 0 }));
    if (written !== 'written') return written;
    return (yield* this.attempts.clear('code')) ? 'written' : 'worn';
  }

  /** Notes that the vendor's service has sent the code of number `issue`. */
  noteIssue(challenge: Challenge, issue: number, issuedMs: number): FlashJob<Written> {
    return this.#storeChallenge(encodeChallenge({ ...challenge, issue, issuedMs }));
  }

  /** No code answers any more, until there is a new challenge. */
  voidChallenge(): FlashJob<Written> {
    return this.#storeChallenge(encodeVoid());
  }

  #storeChallenge(payload: Uint8Array): FlashJob<Written> {
    return this.settings.append({ type: RECORD.challenge, payload });
  }

  /** `undefined` when it is lost. */
  get identity(): Identity | undefined {
    const { serial, key } = this.#deviceRecord(RECORD.identity) ?? {};
    return typeof serial === 'string' && typeof key === 'string' ? { serial, key } : undefined;
  }

  /** Names the recordings on the disk, which no reset touches; `undefined` when lost. */
  get recordings(): string | undefined {
    const volume = this.#deviceRecord(RECORD.recordings)?.['volume'];
    return typeof volume === 'string' ? volume : undefined;
  }

  storeStuck(stuck: boolean): FlashJob<Written> {
    return this.device.append({ type: RECORD.button, payload: encodeJson({ stuck }) });
  }

  /** The latest time ever stored, in ms since 1970; 0 when none was. Time is never taken to be earlier, whatever the RTC says. */
  get timeMark(): number {
    return this.#marks.unixMs;
  }

  /** Moves the mark forward, never back. */
  *markTime(unixMs: number): FlashJob<Written> {
    if (unixMs <= this.timeMark) return 'written';
    return yield* this.#storeMarks({ unixMs });
  }

  /** What only ever goes up: the latest time and the number of the latest challenge. */
  get #marks(): { readonly unixMs: number; readonly sequence: number } {
    const { unixMs, sequence } = this.#deviceRecord(RECORD.time) ?? {};
    const mark = (value: unknown, max: number) => (typeof value === 'number' && Number.isSafeInteger(value) && value > 0 && value <= max ? value : 0);
    return { unixMs: mark(unixMs, CLOCK_MAX_MS), sequence: mark(sequence, Number.MAX_SAFE_INTEGER) };
  }

  #storeMarks(marks: { readonly unixMs?: number; readonly sequence?: number }): FlashJob<Written> {
    return this.device.append({ type: RECORD.time, payload: encodeJson({ ...this.#marks, ...marks }) });
  }

  get needsHealing(): boolean {
    return this.device.needsHealing || this.settings.needsHealing;
  }

  /** Mends what was found amiss at boot and could still be read; not the settings while a reset is about to erase them. */
  *heal(): FlashJob<void> {
    yield* this.device.heal();
    if (!this.journal.pending) yield* this.settings.heal();
  }

  /** First step of a reset: from here on it will be done, whatever happens to the power. False: nothing was changed. */
  *requestReset(scope: ResetScope): FlashJob<boolean> {
    return (yield* this.journal.request(scope)) === 'written';
  }

  /** Second step: erases the settings, going on where it was interrupted. `erased(n)` tells of progress. False: a block cannot be erased. */
  *eraseSettings(erased: (blocks: number) => void = () => {}): FlashJob<boolean> {
    const entry = this.journal.pending;
    if (!entry) throw new Error('no reset was requested');
    const noted = (blocks: number) => this.#noteErased(blocks, erased);
    if (entry.scope === 'all') return yield* this.settings.erase('all', entry.erased, noted);
    // Only the password goes, and what leads past it: the rest moves to a block of its own, and then every block that ever held the old one is erased.
    if (entry.stage === 'requested') {
      const moved = yield* this.settings.moveOn([{ type: RECORD.credentials, payload: encodeAbsent() }], [RECORD.attempts, RECORD.challenge]);
      if (moved !== 'written' || !(yield* noted(0))) return false;
    }
    return yield* this.settings.erase('all-but-current', entry.erased, noted);
  }

  *#noteErased(blocks: number, erased: (blocks: number) => void): FlashJob<boolean> {
    erased(blocks);
    const blocksPerNote = Math.ceil(this.settingsBlocks / PROGRESS_NOTES);
    if (blocks % blocksPerNote !== 0 && blocks !== this.settingsBlocks) return true;
    return (yield* this.journal.progress(blocks)) === 'written';
  }

  /** Third step: the settings are those of the factory. False: they could not be written. */
  *restoreDefaults(): FlashJob<boolean> {
    if (this.journal.pending?.scope === 'all') {
      const payload = encodeAbsent();
      if ((yield* this.settings.format([{ type: RECORD.credentials, payload }])) !== 'written') return false;
    }
    return (yield* this.journal.reach('defaulted')) === 'written';
  }

  /** Last step. False: the next boot will do it again. */
  *finishReset(): FlashJob<boolean> {
    return (yield* this.journal.reach('done')) === 'written';
  }

  #deviceRecord(type: number): Readonly<Record<string, unknown>> | undefined {
    const latest = this.device.get(type);
    return latest === 'absent' || latest === 'damaged' ? undefined : decodeJson(latest);
  }
}

/** What is done to a new recorder before it leaves the factory: it gets its identity and its first settings. */
export function* manufacture(storage: Storage, identity: Identity, volume: string, credentials?: Credentials): FlashJob<boolean> {
  const device = yield* storage.device.format([
    { type: RECORD.identity, payload: encodeJson(identity) },
    { type: RECORD.recordings, payload: encodeJson({ volume }) },
  ]);
  const payload = credentials ? encodeCredentials(credentials) : encodeAbsent();
  const settings = yield* storage.settings.format([{ type: RECORD.credentials, payload }]);
  return device === 'written' && settings === 'written';
}
