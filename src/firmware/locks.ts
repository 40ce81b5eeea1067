/**
 * Locks of the ways in: how long each still lasts. What is left is in the flash, so pulling the plug does not shorten it; it is stored anew once a minute,
 * and without power it stands still. Source: manuals for the lock; that it outlives a restart is ours (board parameter `lockClearedByReboot`).
 */
import type { Alarm, Clock } from '../hal/ports.ts';
import type { AttemptCounter, Route } from '../storage/attempts.ts';
import type { FlashJob, JobQueue } from '../storage/job.ts';
import { US_PER_S, type Us } from '../units.ts';

const STORE_US = 60 * US_PER_S;
/** The routes whose lock ends by itself. That of security codes lasts until there is a new QR code. */
const TIMED: readonly Route[] = ['login', 'questions'];

interface Lock {
  readonly endsAtUs: Us;
  readonly alarm: Alarm;
}

export class Locks {
  readonly #clock: Clock;
  readonly #jobs: JobQueue;
  readonly #attempts: AttemptCounter;
  readonly #ended: (route: Route) => void;
  readonly #locks = new Map<Route, Lock>();

  /** Takes up the locks that are stored, or ends them where `isCleared`. `ended` hears when one is over. */
  constructor(clock: Clock, jobs: JobQueue, attempts: AttemptCounter, isCleared: boolean, ended: (route: Route) => void) {
    this.#clock = clock;
    this.#jobs = jobs;
    this.#attempts = attempts;
    this.#ended = ended;
    for (const route of TIMED) {
      if (isCleared && this.#storedUs(route) > 0) this.#store(route, 0);
      else this.follow(route);
    }
  }

  /** What is left of the lock of `route`; 0: there is none. */
  leftUs(route: Route): Us {
    const lock = this.#locks.get(route);
    return lock ? Math.max(0, lock.endsAtUs - this.#clock.nowUs) : 0;
  }

  /** Looks at what is stored of `route`: a lock that has just come begins to run, one that was forgotten ends. */
  follow(route: Route): void {
    const leftUs = TIMED.includes(route) ? this.#storedUs(route) : 0;
    const running = this.#locks.get(route);
    if (leftUs > 0 && !running) this.#run(route, this.#clock.nowUs + leftUs);
    if (leftUs === 0 && running) {
      this.#clock.cancel(running.alarm);
      this.#locks.delete(route);
    }
  }

  /** The processor stops. */
  stop(): void {
    for (const { alarm } of this.#locks.values()) this.#clock.cancel(alarm);
  }

  #run(route: Route, endsAtUs: Us): void {
    const nextUs = Math.min(endsAtUs, this.#clock.nowUs + STORE_US);
    const alarm = this.#clock.at(nextUs, () => {
      const leftUs = endsAtUs - nextUs;
      this.#store(route, leftUs);
      if (leftUs > 0) this.#run(route, endsAtUs);
    });
    this.#locks.set(route, { endsAtUs, alarm });
  }

  #store(route: Route, leftUs: Us): void {
    this.#jobs.add(this.#keep(route, leftUs), () => {
      if (leftUs > 0) return;
      this.#locks.delete(route);
      this.#ended(route);
    });
  }

  /** A recovery or a reset that waited in the queue before this may have ended the lock: it must not come back. */
  *#keep(route: Route, leftUs: Us): FlashJob<void> {
    if (this.#storedUs(route) > 0) yield* this.#attempts.keepLock(route, leftUs);
  }

  #storedUs(route: Route): Us {
    const stored = this.#attempts.of(route);
    return stored === 'damaged' ? 0 : stored.lockedUs;
  }
}
