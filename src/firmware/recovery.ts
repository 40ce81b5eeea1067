/**
 * The recorder's part in a recovery by QR code: the challenge it shows, how long that lives, what it hears from the vendor's service, and whether a security
 * code answers it. Ages are taken by DeviceTime, never by the real-time clock alone.
 * A code is valid for `codeLifetime` from the moment the service said that it sent one, and only the latest one is. A recorder that heard nothing, because it has no network,
 * counts from the making of the QR code and takes any of the codes that may have been sent for it.
 */
import type { Board } from '../board.ts';
import type { Entropy, Observe } from '../hal/ports.ts';
import { decodeToRecorder, encodeToService, type ToService } from '../recovery/messages.ts';
import { encodeQr, issueOf } from '../recovery/scheme.ts';
import { type Guess, UNTIL_RENEWED } from '../storage/attempts.ts';
import { type Challenge, NONCE_BYTES } from '../storage/challenge.ts';
import type { FlashJob, JobQueue } from '../storage/job.ts';
import type { Storage } from '../storage/storage.ts';
import { US_PER_MS } from '../units.ts';
import type { DeviceTime } from './device-time.ts';

/** What codes are compared with where there is no challenge, so that a refusal takes as long. */
const NO_CHALLENGE: Challenge = { nonce: '0'.repeat(2 * NONCE_BYTES), sequence: 0, createdMs: 0, issue: 0, issuedMs: 0 };
const NO_KEY = '0'.repeat(64);

export interface RecoveryParts {
  readonly board: Pick<Board, 'codeLifetimeUs' | 'codesPerQr' | 'wrongCodeLimit' | 'rebootInvalidatesQr'>;
  readonly storage: Storage;
  readonly jobs: JobQueue;
  readonly time: DeviceTime;
  readonly entropy: Entropy;
  readonly send: (message: Uint8Array) => void;
  readonly observe: Observe;
}

export class Recovery {
  readonly #parts: RecoveryParts;
  /** The challenge that was made while the time was lost: how old it is can be told only as long as the recorder stays on. */
  #madeWithoutTime: number | undefined;
  #shown: string | undefined;

  constructor(parts: RecoveryParts) {
    this.#parts = parts;
    const { board, storage, jobs } = parts;
    // A reset that is pending takes the challenge along, and nothing is written to what it is erasing.
    if (board.rebootInvalidatesQr && typeof storage.challenge === 'object' && !storage.journal.pending) jobs.add(storage.voidChallenge());
  }

  /** What the QR code on the screen says. It stays the same whatever became of the challenge since: a refused code must not be told from another by it. */
  get qrText(): string | undefined {
    return this.#shown;
  }

  /** Sees to it that there is a challenge that codes are taken for. `anew`: another one than before, in any case. */
  prepare(anew: boolean, done: (isReady: boolean) => void): void {
    const { jobs, observe } = this.#parts;
    jobs.add(this.#prepare(anew), (outcome) => {
      this.#shown = this.#encode();
      if (outcome === 'made') observe('recovery', 'qr-code', `number ${this.#live()?.sequence ?? 0}`);
      done(outcome !== 'failed');
    });
  }

  #encode(): string | undefined {
    const { challenge, identity } = this.#parts.storage;
    if (typeof challenge !== 'object' || !identity) return undefined;
    return encodeQr({ serial: identity.serial, nonce: challenge.nonce, sequence: challenge.sequence }, identity.key);
  }

  *#prepare(anew: boolean): FlashJob<'kept' | 'made' | 'failed'> {
    const { storage, time, entropy } = this.#parts;
    if (!storage.identity) return 'failed';
    if (!anew && this.#live() && this.#takesCodes) return 'kept';
    const nonce = new Uint8Array(NONCE_BYTES);
    entropy.fill(nonce);
    const isLost = time.isLost;
    if ((yield* storage.renewChallenge(Buffer.from(nonce).toString('hex'), time.nowMs)) !== 'written') return 'failed';
    const { challenge } = storage;
    this.#madeWithoutTime = isLost && typeof challenge === 'object' ? challenge.sequence : undefined;
    return 'made';
  }

  /** Counts a code that was typed, then looks at it. Its age is that of the moment it was sent off. */
  guess(typed: string, done: (guess: Guess) => void): void {
    this.#parts.jobs.add(this.#guess(typed, this.#parts.time.nowMs), done);
  }

  *#guess(typed: string, atMs: number): FlashJob<Guess> {
    const { storage, board } = this.#parts;
    const limit = { attempts: board.wrongCodeLimit, lockUs: UNTIL_RENEWED };
    const guess = yield* storage.attempts.guess('code', limit, () => this.#answers(typed, atMs));
    // What was once found too old stays so, even if the clock is set back and the power cut.
    if (typeof storage.challenge === 'object' && !this.#live(atMs)) yield* storage.voidChallenge();
    return guess;
  }

  #answers(typed: string, atMs: number): boolean {
    const { board, storage } = this.#parts;
    const live = this.#live(atMs);
    const challenge = live ?? NO_CHALLENGE;
    const isTold = challenge.issue > 0;
    const issue = issueOf(
      typed,
      challenge,
      isTold ? challenge.issue : 1,
      isTold ? challenge.issue : board.codesPerQr,
      storage.identity?.key ?? NO_KEY,
    );
    return live !== undefined && issue !== undefined;
  }

  /** A message came in. One that is not for us, or not from the service, is passed over. */
  hear(message: Uint8Array): void {
    const { storage, jobs, observe } = this.#parts;
    const { identity } = storage;
    const told = identity && decodeToRecorder(message, identity.key);
    if (!told || told.serial !== identity.serial) return;
    observe('recovery', 'code-sent', `number ${told.issue} for QR code ${told.sequence}`);
    jobs.add(this.#note(told.nonce, told.sequence, told.issue, this.#parts.time.nowMs));
  }

  *#note(nonce: string, sequence: number, issue: number, atMs: number): FlashJob<void> {
    const { challenge } = this.#parts.storage;
    if (typeof challenge !== 'object' || challenge.nonce !== nonce || challenge.sequence !== sequence || issue <= challenge.issue) return;
    yield* this.#parts.storage.noteIssue(challenge, issue, atMs);
  }

  /** Tells the vendor's service. Whether it arrives nobody knows. */
  tell(
    message:
      | { readonly type: 'registration'; readonly email: string | null }
      | { readonly type: 'password-changed'; readonly by: 'recovery' | 'owner' },
  ): void {
    const { identity } = this.#parts.storage;
    if (identity) this.#parts.send(encodeToService({ ...message, serial: identity.serial } as ToService, identity.key));
  }

  /** The challenge, while it is young enough. */
  #live(atMs = this.#parts.time.nowMs): Challenge | undefined {
    const { storage, board, time } = this.#parts;
    const { challenge } = storage;
    if (typeof challenge !== 'object') return undefined;
    if (time.isLost && challenge.sequence !== this.#madeWithoutTime) return undefined;
    const ageMs = atMs - (challenge.issue > 0 ? challenge.issuedMs : challenge.createdMs);
    return ageMs >= 0 && ageMs * US_PER_MS < board.codeLifetimeUs ? challenge : undefined;
  }

  get #takesCodes(): boolean {
    const attempts = this.#parts.storage.attempts.of('code');
    return attempts !== 'damaged' && attempts.lockedUs === 0;
  }
}
