/** Looks at what a recorder keeps, between whatever is done to it: what must never go back does not, what must stay stays, and nothing that was erased is left. */
import type { Bench } from '../../bench/bench.ts';
import { ROUTES, type Route } from '../../storage/attempts.ts';
import type { Credentials } from '../../storage/credentials.ts';
import { verifySecret } from '../../storage/phc.ts';
import { areasOf, Storage } from '../../storage/storage.ts';
import { PASSWORDS } from '../menus/login-data.ts';
import { secretsOf } from '../power-cuts/fixture.ts';
import { lastNumber } from '../power-cuts/recovery-stories.ts';

/** What it looked like last time. */
interface Look {
  readonly identity: string;
  readonly recordings: string | undefined;
  readonly timeMark: number;
  readonly number: number;
  readonly credentials: Credentials | undefined;
  readonly failures: Readonly<Record<Route, number>>;
  /** Begun, and whether the last of them is under way. */
  readonly resets: number;
  readonly isResetting: boolean;
}

/** Menus behind which a guess was right, or login data are stored. */
const INSIDE = /^(desktop|wizard|recovery\.(new-password|saving|result))/;

/** A guess is being looked at. */
const CHECKING = /\.checking/;

export class Keeper {
  readonly #bench: Bench;
  #last: Look;
  #menu = '';
  #isEntitled = false;
  /** Somebody was, since the last look. */
  #isLetIn = false;

  constructor(bench: Bench) {
    this.#bench = bench;
    this.#last = this.#look(new Storage(bench.hal.flash));
    bench.trace.onEntry(({ signal, value }) => {
      if (signal !== 'state.menu' && signal !== 'firmware') return;
      this.#isLetIn ||= this.#isEntitled && CHECKING.test(this.#menu);
      if (CHECKING.test(this.#menu) || signal === 'firmware') this.#isEntitled = false;
      this.#menu = signal === 'firmware' ? '' : String(value);
      this.#isLetIn ||= INSIDE.test(this.#menu);
    });
  }

  /** Somebody types or draws what is right: where power is lost meanwhile nobody sees that he was let in. */
  entitled(): void {
    this.#isEntitled = true;
  }

  /** What is wrong now; `undefined`: nothing. */
  check(): string | undefined {
    const storage = new Storage(this.#bench.hal.flash);
    const { state, pending } = storage.journal;
    if (state === 'damaged') return 'the reset journal is unreadable';
    if (storage.credentials.kind === 'corrupt' && !pending) return 'the login data are unreadable';
    // What is half erased is not looked at; what was there before it began is remembered.
    if (pending) {
      this.#last = { ...this.#last, isResetting: true };
      return undefined;
    }
    const [last, now] = [this.#last, this.#look(storage)];
    const wrong = this.#compare(last, now, storage);
    this.#last = now;
    this.#isLetIn = INSIDE.test(this.#menu);
    return wrong;
  }

  #compare(last: Look, now: Look, storage: Storage): string | undefined {
    if (now.identity !== last.identity) return `the identity was ${last.identity}, and is ${now.identity}`;
    if (now.recordings !== last.recordings) return 'the mark of the recordings is lost';
    if (now.timeMark < last.timeMark) return `the latest time went back from ${last.timeMark} to ${now.timeMark}`;
    if (now.number < last.number) return `the number of the QR code went back from ${last.number} to ${now.number}`;
    const isReset = now.resets > last.resets || last.isResetting;
    const isChanged = JSON.stringify(now.credentials) !== JSON.stringify(last.credentials);
    if (isChanged && !isReset && !this.#isLetIn) return 'the login data changed, and nobody was let in';
    if (isChanged && now.credentials && !PASSWORDS.some((each) => verifySecret(each, now.credentials?.password ?? '')))
      return 'the stored password is nobody’s';
    if (isReset && last.credentials && !now.credentials && !now.isResetting) {
      const left = this.#remainsOf(last.credentials);
      if (left !== undefined) return `after a reset of all "${left}" is left in the flash`;
    }
    const isFree = isReset || isChanged || this.#isLetIn || (this.#isEntitled && CHECKING.test(this.#menu)) || now.number > last.number;
    for (const route of ROUTES) {
      const { lockedUs } = this.#countOf(storage, route);
      if (!isFree && lockedUs === 0 && now.failures[route] < last.failures[route])
        return `of ${route} ${last.failures[route]} failures were counted, now ${now.failures[route]}`;
    }
    return undefined;
  }

  /** After a reset of all. */
  #remainsOf(credentials: Credentials): string | undefined {
    const { flash } = this.#bench.hal;
    const { state } = new Storage(flash).journal;
    if (typeof state !== 'object' || state.scope !== 'all') return undefined;
    const { firstBlock } = areasOf(flash).settings;
    const from = firstBlock * flash.eraseSize;
    const bytes = Buffer.from(flash.read(from, flash.size - from));
    return secretsOf(credentials).find((secret) => bytes.includes(secret));
  }

  #look(storage: Storage): Look {
    const { identity, recordings, timeMark, credentials, journal } = storage;
    const failures = (route: Route) => this.#countOf(storage, route).failures;
    return {
      identity: JSON.stringify(identity),
      recordings,
      timeMark,
      number: lastNumber(storage),
      credentials: credentials.kind === 'present' ? credentials.credentials : undefined,
      failures: { login: failures('login'), questions: failures('questions'), code: failures('code') },
      resets: typeof journal.state === 'object' ? journal.state.number : 0,
      isResetting: journal.pending !== undefined,
    };
  }

  #countOf(storage: Storage, route: Route): { readonly failures: number; readonly lockedUs: number } {
    const counted = storage.attempts.of(route);
    return counted === 'damaged' ? { failures: 0, lockedUs: 1 } : counted;
  }
}
