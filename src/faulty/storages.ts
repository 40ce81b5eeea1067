/** Mistakes in what is stored, in which order, and what is believed of it. */
import type { ReadableFlash } from '../hal/ports.ts';
import { AttemptCounter, type AttemptLimit, type Attempts, type Guess, type Route } from '../storage/attempts.ts';
import { encodeChallenge } from '../storage/challenge.ts';
import { type CredentialState, type Credentials, encodeAbsent, encodeCredentials } from '../storage/credentials.ts';
import type { FlashJob } from '../storage/job.ts';
import { type LogArea, RecordLog, type Written } from '../storage/log.ts';
import type { Content } from '../storage/record.ts';
import { areasOf, RECORD } from '../storage/storage.ts';
import { countedBy } from './counted-by.ts';
import type { Mistake } from './mistake.ts';

/** Looks at a guess before it is counted. */
class CountsAfterCheck extends AttemptCounter {
  override *guess(route: Route, limit: AttemptLimit, isRight: () => boolean): FlashJob<Guess> {
    const before = this.of(route);
    const isOpen = before !== 'damaged' && before.lockedUs === 0;
    const looked = isOpen && isRight();
    return yield* super.guess(route, limit, () => looked);
  }
}

/** Counts where the plug takes the count along. */
class CountsInRam extends AttemptCounter {
  readonly #counts = new Map<Route, Attempts>();

  override of(route: Route): Attempts {
    return this.#counts.get(route) ?? { failures: 0, lockedUs: 0 };
  }

  // biome-ignore lint/correctness/useYield: nothing is stored.
  override *guess(route: Route, { attempts, lockUs }: AttemptLimit, isRight: () => boolean): FlashJob<Guess> {
    const { failures, lockedUs } = this.of(route);
    if (lockedUs > 0) return 'locked';
    if (isRight()) {
      this.#counts.delete(route);
      return 'right';
    }
    this.#counts.set(route, failures + 1 >= attempts ? { failures: 0, lockedUs: lockUs } : { failures: failures + 1, lockedUs: 0 });
    return 'wrong';
  }

  // biome-ignore lint/correctness/useYield: nothing is stored.
  override *keepLock(route: Route, lockedUs: number): FlashJob<boolean> {
    this.#counts.set(route, { failures: 0, lockedUs });
    return true;
  }

  override clear(route: Route): FlashJob<boolean> {
    return this.keepLock(route, 0);
  }
}

/** Commits a record before it is there. */
class SealsFirst extends RecordLog {
  readonly #writeSize: number;

  constructor(flash: ReadableFlash, area: LogArea) {
    super(flash, area);
    this.#writeSize = flash.writeSize;
  }

  override *append(content: Content): FlashJob<Written> {
    const job = super.append(content);
    let step = job.next();
    const body = step.value;
    // The seal is the unit before the body, and zeros.
    if (!step.done && typeof body === 'object' && body.type === 'program')
      yield { type: 'program', address: body.address - this.#writeSize, bytes: new Uint8Array(this.#writeSize) };
    while (!step.done) step = job.next(yield step.value);
    return step.value;
  }
}

/** Says of nothing that it may not go on. */
// biome-ignore lint/correctness/useYield: there is nothing to be noted.
const unnoted = function* (): FlashJob<boolean> {
  return true;
};

export const STORAGE_MISTAKES: Readonly<Record<string, Mistake>> = {
  'counts-after-check': countedBy(CountsAfterCheck),
  'counts-in-ram': countedBy(CountsInRam),
  /** The mark that commits a record is programmed before the record. */
  'seal-comes-first': {
    storage: (Right) =>
      class extends Right {
        override readonly settings: RecordLog;
        override readonly attempts: AttemptCounter;

        constructor(flash: ReadableFlash) {
          super(flash);
          this.settings = new SealsFirst(flash, areasOf(flash).settings);
          this.attempts = new AttemptCounter(this.settings, RECORD.attempts);
        }
      },
  },
  /** One block holds the login data, and is erased before the new ones are written. */
  'erases-before-writing': {
    storage: (Right) =>
      class extends Right {
        override *saveCredentials(credentials: Credentials): FlashJob<Written> {
          if (!(yield* this.settings.erase('all', 0, unnoted))) return 'worn';
          return yield* this.settings.format([{ type: RECORD.credentials, payload: encodeCredentials(credentials) }]);
        }
      },
  },
  /** The new password is stored, and then, with a commit of its own, the code that led to it is used up. */
  'code-used-up-late': {
    storage: (Right) =>
      class extends Right {
        override *saveVoidingCodes(credentials: Credentials): FlashJob<Written> {
          const written = yield* this.settings.moveOn([{ type: RECORD.credentials, payload: encodeCredentials(credentials) }], [RECORD.attempts]);
          return written === 'written' ? yield* this.voidChallenge() : written;
        }
      },
  },
  /** The number of a QR code is that of the last one and one, and not noted elsewhere. */
  'number-is-forgotten': {
    storage: (Right) =>
      class extends Right {
        override *renewChallenge(nonce: string, createdMs: number): FlashJob<Written> {
          const { challenge } = this;
          const sequence = typeof challenge === 'object' ? challenge.sequence + 1 : 1;
          const payload = encodeChallenge({ nonce, sequence, createdMs, issue: 0, issuedMs: 0 });
          const written = yield* this.settings.append({ type: RECORD.challenge, payload });
          if (written !== 'written') return written;
          return (yield* this.attempts.clear('code')) ? 'written' : 'worn';
        }
      },
  },
  /** A reset writes "no password" behind the old one, and erases nothing. */
  'old-password-left': {
    storage: (Right) =>
      class extends Right {
        override *eraseSettings(erased: (blocks: number) => void = () => {}): FlashJob<boolean> {
          erased(this.settingsBlocks);
          return true;
        }

        override *restoreDefaults(): FlashJob<boolean> {
          const absent = [{ type: RECORD.credentials, payload: encodeAbsent() }];
          if ((yield* this.settings.moveOn(absent, [RECORD.attempts, RECORD.challenge])) !== 'written') return false;
          return (yield* this.journal.reach('defaulted')) === 'written';
        }
      },
  },
  /** The journal says that a block is erased before it is. */
  'journal-runs-ahead': {
    storage: (Right) =>
      class extends Right {
        override *eraseSettings(erased: (blocks: number) => void = () => {}): FlashJob<boolean> {
          const { scope, erased: from } = this.journal.pending ?? { scope: 'password', erased: 0 };
          if (scope !== 'all') return yield* super.eraseSettings(erased);
          const note = (blocks: number) => this.journal.progress(Math.min(blocks, this.settingsBlocks));
          const ahead = function* (blocks: number): FlashJob<boolean> {
            erased(blocks);
            return (yield* note(blocks + 1)) === 'written';
          };
          return (yield* note(from + 1)) === 'written' && (yield* this.settings.erase('all', from, ahead));
        }
      },
  },
  /** Login data that cannot be read are taken for none. */
  'corrupt-is-absent': {
    storage: (Right) =>
      class extends Right {
        override get credentials(): CredentialState {
          const state = super.credentials;
          return state.kind === 'corrupt' ? { kind: 'absent' } : state;
        }
      },
  },
};
