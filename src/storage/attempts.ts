/**
 * Guesses at a secret, counted so that pulling the plug does not win a free one: the count is durable before the guess is looked at, and so is
 * the lock that the last permitted guess brings. What is left of a lock is stored as time passes; without power it stands still.
 * A count that cannot be read is taken for a lock, one that cannot be written for a refusal. Source: OWASP Authentication Cheat Sheet.
 */
import type { Us } from '../units.ts';
import type { FlashJob } from './job.ts';
import { decodeJson, encodeJson } from './json.ts';
import type { Latest, RecordLog } from './log.ts';

/** Ways in, each with a count of its own. */
export const ROUTES = ['login', 'questions', 'code'] as const;
export type Route = (typeof ROUTES)[number];

export interface Attempts {
  /** Wrong guesses since the last right one, the one that is being looked at included. */
  readonly failures: number;
  /** What was left of the lock when it was last stored; 0: not locked. */
  readonly lockedUs: Us;
}

export interface AttemptLimit {
  /** So many wrong guesses lock the route; `Infinity`: none do. */
  readonly attempts: number;
  readonly lockUs: Us;
}

/** A lock that no time ends: a QR code with too many wrong codes takes none any more, only a new one does. */
export const UNTIL_RENEWED: Us = Number.MAX_SAFE_INTEGER;

/** `locked` and `unwritable`: the guess was not looked at. */
export type Guess = 'right' | 'wrong' | 'locked' | 'unwritable';

const NONE: Attempts = { failures: 0, lockedUs: 0 };

export class AttemptCounter {
  readonly #log: RecordLog;
  readonly #type: number;

  constructor(log: RecordLog, type: number) {
    this.#log = log;
    this.#type = type;
  }

  /** What is stored of a route; `damaged` when it cannot be read. */
  of(route: Route): Attempts | 'damaged' {
    const stored = decodeAttempts(this.#log.get(this.#type))[route];
    if (stored === undefined) return NONE;
    return isAttempts(stored) ? stored : 'damaged';
  }

  /** Counts a guess, then looks at it. `isRight` runs at most once, and only when the count is durable. */
  *guess(route: Route, limit: AttemptLimit, isRight: () => boolean): FlashJob<Guess> {
    const before = this.of(route);
    if (before === 'damaged') {
      const locked = yield* this.#store(route, { failures: 0, lockedUs: limit.lockUs });
      return locked ? 'locked' : 'unwritable';
    }
    if (before.lockedUs > 0) return 'locked';
    const failures = before.failures + 1;
    const isLast = failures >= limit.attempts;
    if (!(yield* this.#store(route, isLast ? { failures: 0, lockedUs: limit.lockUs } : { failures, lockedUs: 0 }))) return 'unwritable';
    if (!isRight()) return 'wrong';
    yield* this.#store(route, NONE);
    return 'right';
  }

  /** Stores what is left of a lock, in whole microseconds; 0 ends it. */
  *keepLock(route: Route, lockedUs: Us): FlashJob<boolean> {
    return yield* this.#store(route, { failures: 0, lockedUs });
  }

  /** Forgets what was counted of a route, also what could not be read of it. */
  clear(route: Route): FlashJob<boolean> {
    return this.#store(route, NONE);
  }

  *#store(route: Route, attempts: Attempts): FlashJob<boolean> {
    const payload = encodeAttempts({ ...decodeAttempts(this.#log.get(this.#type)), [route]: attempts });
    return (yield* this.#log.append({ type: this.#type, payload })) === 'written';
  }
}

/** The record of what is stored of all routes. */
export const encodeAttempts = (all: Partial<Readonly<Record<Route, unknown>>>): Uint8Array => encodeJson(all);

/** Says of every route that its count is lost, and goes on saying so until that route is written: one route must not free the others. */
const LOST: Readonly<Record<Route, unknown>> = { login: null, questions: null, code: null };

/** What is stored, route by route, unchecked. */
function decodeAttempts(latest: Latest): Partial<Readonly<Record<Route, unknown>>> {
  if (latest === 'absent') return {};
  return (latest === 'damaged' ? undefined : decodeJson(latest)) ?? LOST;
}

function isAttempts(value: unknown): value is Attempts {
  const { failures, lockedUs } = (value ?? {}) as Partial<Attempts>;
  return Number.isSafeInteger(failures) && Number.isSafeInteger(lockedUs) && (failures as number) >= 0 && (lockedUs as number) >= 0;
}
