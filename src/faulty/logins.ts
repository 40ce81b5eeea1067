/** Mistakes at the login and on the ways back in. */
import type { RecoveryParts } from '../firmware/recovery.ts';
import { issueOf } from '../recovery/scheme.ts';
import { AttemptCounter, type AttemptLimit, type Guess, type Route, UNTIL_RENEWED } from '../storage/attempts.ts';
import type { Challenge } from '../storage/challenge.ts';
import { type Credentials, encodeCredentials } from '../storage/credentials.ts';
import type { FlashJob } from '../storage/job.ts';
import type { Written } from '../storage/log.ts';
import { verifySecret } from '../storage/phc.ts';
import { RECORD } from '../storage/storage.ts';
import { changed } from './change.ts';
import { countedBy } from './counted-by.ts';
import type { Mistake } from './mistake.ts';

/** Looks at the secret first, and at the lock afterwards. */
class LockComesLast extends AttemptCounter {
  override *guess(route: Route, limit: AttemptLimit, isRight: () => boolean): FlashJob<Guess> {
    const guess = yield* super.guess(route, limit, isRight);
    return guess === 'locked' && isRight() ? 'right' : guess;
  }
}

/** Knows no end of wrong answers. */
class QuestionsWithoutEnd extends AttemptCounter {
  override guess(route: Route, limit: AttemptLimit, isRight: () => boolean): FlashJob<Guess> {
    return super.guess(route, route === 'questions' ? { ...limit, attempts: Number.POSITIVE_INFINITY } : limit, isRight);
  }
}

export const LOGIN_MISTAKES: Readonly<Record<string, Mistake>> = {
  'lock-comes-last': countedBy(LockComesLast),
  'questions-without-end': countedBy(QuestionsWithoutEnd),
  /** The new password is stored, and the code that led to it stays good. */
  'code-is-reusable': {
    storage: (Right) =>
      class extends Right {
        override saveVoidingCodes(credentials: Credentials): FlashJob<Written> {
          return this.settings.moveOn([{ type: RECORD.credentials, payload: encodeCredentials(credentials) }], [RECORD.attempts]);
        }
      },
  },
  /** What a reset erases is read before and written back: the QR code, so that nobody has to scan it again. */
  'code-outlives-reset': {
    storage: (Right) =>
      class extends Right {
        #kept: Challenge | undefined;

        override eraseSettings(erased?: (blocks: number) => void): FlashJob<boolean> {
          const { challenge } = this;
          this.#kept = typeof challenge === 'object' ? challenge : undefined;
          return super.eraseSettings(erased);
        }

        override *restoreDefaults(): FlashJob<boolean> {
          if (!(yield* super.restoreDefaults())) return false;
          return this.#kept === undefined || (yield* this.noteIssue(this.#kept, this.#kept.issue, this.#kept.issuedMs)) === 'written';
        }
      },
  },
  /** How old a code is, the real-time clock alone says. */
  'expiry-by-clock-alone': {
    parts: ({ DeviceTime }) => ({
      DeviceTime: class extends DeviceTime {
        readonly #rtc: { read(): number | undefined };

        constructor(hal: ConstructorParameters<typeof DeviceTime>[0], markMs: number) {
          super(hal, markMs);
          this.#rtc = hal.rtc;
        }

        override get nowMs(): number {
          return this.#rtc.read() ?? 0;
        }
      },
    }),
  },
  /** Codes for QR codes of this power-up are taken, whichever is on the screen. */
  'refresh-voids-nothing': {
    parts: ({ Recovery }) => ({
      Recovery: class extends Recovery {
        readonly #own: RecoveryParts;
        readonly #earlier: Challenge[] = [];

        constructor(parts: RecoveryParts) {
          super(parts);
          this.#own = parts;
        }

        override prepare(anew: boolean, done: (isReady: boolean) => void): void {
          const { challenge } = this.#own.storage;
          if (anew && typeof challenge === 'object') this.#earlier.push(challenge);
          super.prepare(anew, done);
        }

        override guess(typed: string, done: (guess: Guess) => void): void {
          const { storage, jobs, board } = this.#own;
          const key = storage.identity?.key ?? '';
          const isEarlier = this.#earlier.some((challenge) => issueOf(typed, challenge, 1, board.codesPerQr, key) !== undefined);
          if (!isEarlier) {
            super.guess(typed, done);
            return;
          }
          const limit = { attempts: board.wrongCodeLimit, lockUs: UNTIL_RENEWED };
          jobs.add(
            storage.attempts.guess('code', limit, () => true),
            done,
          );
        }
      },
    }),
  },
  /** Whoever looks at the QR code again has as many tries again. */
  'wrong-codes-are-forgotten': {
    parts: ({ Recovery }) => ({
      Recovery: class extends Recovery {
        readonly #own: RecoveryParts;

        constructor(parts: RecoveryParts) {
          super(parts);
          this.#own = parts;
        }

        override prepare(anew: boolean, done: (isReady: boolean) => void): void {
          const { jobs, storage } = this.#own;
          jobs.add(storage.attempts.clear('code'));
          super.prepare(anew, done);
        }
      },
    }),
  },
  /** The login goes by what was read when the menus were opened. */
  'old-password-counts': {
    parts: ({ Entries }) => ({
      Entries: class extends Entries {
        readonly #read: Credentials | undefined;

        constructor(parts: ConstructorParameters<typeof Entries>[0]) {
          super(parts);
          this.#read = parts.stored();
        }

        override isRight(at: Parameters<InstanceType<typeof Entries>['isRight']>[0]): () => boolean {
          const right = super.isRight(at);
          if (at !== 'password') return right;
          const password = this.form.field(at).value.normalize('NFC');
          return () => right() || verifySecret(password, this.#read?.password ?? '');
        }
      },
    }),
  },
  /** One right answer is taken for all. */
  'one-answer-is-enough': {
    parts: ({ Entries }) => ({
      Entries: class extends Entries {
        readonly #stored: () => Credentials | undefined;

        constructor(parts: ConstructorParameters<typeof Entries>[0]) {
          super(parts);
          this.#stored = parts.stored;
        }

        override isRight(at: Parameters<InstanceType<typeof Entries>['isRight']>[0]): () => boolean {
          if (at !== 'answers') return super.isRight(at);
          const questions = this.#stored()?.questions ?? [];
          const typed = questions.map((_, index) =>
            this.form
              .field(`answer-${index + 1}`)
              .value.trim()
              .toLowerCase(),
          );
          return () => questions.some(({ answer }, index) => verifySecret(typed[index] ?? '', answer));
        }
      },
    }),
  },
  /** Cancel of the notice is drawn, and does nothing. */
  'notice-without-way-out': {
    menus: ({ regions, timers }) => ({
      regions: changed(regions, 'menu/states/recovery/states/notice/on/cancel.clicked', () => undefined),
      timers,
    }),
  },
};
