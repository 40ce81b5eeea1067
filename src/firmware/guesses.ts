/**
 * Guesses at a secret: each is counted before it is looked at, and answered at the next half second after it was made, right or wrong, so that the time it takes tells
 * nothing. Too many wrong ones lock the way in.
 */
import type { Board } from '../board.ts';
import type { GuessAt } from '../fsm/menus.ts';
import type { Alarm, Clock } from '../hal/ports.ts';
import type { Guess, Route } from '../storage/attempts.ts';
import type { JobQueue } from '../storage/job.ts';
import type { Storage } from '../storage/storage.ts';
import { US_PER_S, type Us } from '../units.ts';
import type { Entries } from './entries.ts';
import type { LogKey } from './event-log.ts';
import { Locks } from './locks.ts';
import type { Recovery } from './recovery.ts';

export interface GuessParts {
  readonly board: Board;
  readonly storage: Storage;
  readonly jobs: JobQueue;
  readonly recovery: Recovery;
  readonly clock: Clock;
  readonly entries: Entries;
  /** Notes what happened, in the recorder's log and the trace. */
  readonly note: (key: LogKey, detail?: string) => void;
  /** Takes the answer, as an event of the menus: `code.accepted`. */
  readonly answer: (event: string) => void;
  readonly lockEnded: () => void;
}

const ANSWER_US = US_PER_S / 2;

/** Which count of wrong guesses a guess belongs to. */
const ROUTE: Readonly<Record<GuessAt, Route>> = { password: 'login', pattern: 'login', 'old-password': 'login', code: 'code', answers: 'questions' };

const RESULT = { right: 'accepted', wrong: 'rejected', locked: 'locked', unwritable: 'failed' } as const satisfies Record<Guess, string>;

const WRONG: Readonly<Record<Route, LogKey>> = { login: 'event.illegal-login', questions: 'event.wrong-answers', code: 'event.wrong-code' };
const LOCKED: Readonly<Record<'login' | 'questions', LogKey>> = { login: 'event.login-locked', questions: 'event.questions-locked' };

export class Guesses {
  readonly locks: Locks;
  readonly #parts: GuessParts;
  /** When the answer is due. */
  #alarm: Alarm | undefined;
  /** How the person got back in, until the new password is stored. */
  #recoveredBy: 'code' | 'answers' = 'code';

  constructor(parts: GuessParts) {
    const { clock, jobs, storage, board, note, lockEnded } = parts;
    this.#parts = parts;
    this.locks = new Locks(clock, jobs, storage.attempts, board.lockClearedByReboot, (route) => {
      note('event.lock-ended', route);
      lockEnded();
    });
  }

  get recoveredBy(): 'code' | 'answers' {
    return this.#recoveredBy;
  }

  /** Takes what is entered for a guess. */
  make(at: GuessAt): void {
    const { storage, jobs, recovery, board, clock, entries, answer } = this.#parts;
    const route = ROUTE[at];
    const askedUs = clock.nowUs;
    const done = (guess: Guess) => {
      this.locks.follow(route);
      entries.emptyGuess(at);
      if (guess === 'right' && (at === 'code' || at === 'answers')) this.#recoveredBy = at;
      this.#answerAt(askedUs, () => {
        this.#noteGuess(route, guess);
        answer(`${at}.${RESULT[guess]}`);
      });
    };
    if (at === 'code') recovery.guess(entries.form.field('security-code').value, done);
    else {
      const attempts = route === 'questions' ? board.questionLimit : board.loginAttempts === 0 ? Number.POSITIVE_INFINITY : board.loginAttempts;
      jobs.add(storage.attempts.guess(route, { attempts, lockUs: board.lockTimeUs }, entries.isRight(at)), done);
    }
  }

  /** Nobody waits for the answer any more. */
  cancel(): void {
    this.#parts.clock.cancel(this.#alarm);
  }

  /** The processor stops. */
  stop(): void {
    this.cancel();
    this.locks.stop();
  }

  #noteGuess(route: Route, guess: Guess): void {
    if (guess === 'right') return;
    this.#parts.note(WRONG[route]);
    if (route !== 'code' && guess === 'wrong' && this.locks.leftUs(route) > 0) this.#parts.note(LOCKED[route]);
  }

  /** At the next half second after `askedUs`. */
  #answerAt(askedUs: Us, answer: () => void): void {
    const { clock } = this.#parts;
    const halves = Math.floor((clock.nowUs - askedUs) / ANSWER_US) + 1;
    this.#alarm = clock.at(askedUs + halves * ANSWER_US, answer);
  }
}
