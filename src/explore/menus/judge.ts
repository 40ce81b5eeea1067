/**
 * What an onlooker with a watch makes of it: which security codes count, how old they are, how long a lock has run, which login data there must be. It shares no code with the firmware: it goes by the definitions
 * alone (docs/recovery-scheme.md), and where these leave a margin it takes the one that is in the firmware's favour.
 */
import type { Board } from '../../board.ts';
import type { Us } from '../../units.ts';
import type { PropertyId } from './properties.ts';

/** How often the recorder stores the latest time, and how long that may take. Source: docs/recovery-scheme.md, three clocks. */
const MARK_US = 600_000_000;
const STORING_US = 1_000_000;

/** What became of a code; `good`: nothing yet. */
export type Fate = 'good' | 'replaced' | 'used' | 'void' | 'too-old' | 'reset';

/** Which property a code breaks that succeeds all the same. */
const BREAKS: Readonly<Record<Exclude<Fate, 'good'>, PropertyId>> = { replaced: 'own', used: 'once', void: 'own', 'too-old': 'life', reset: 'reset' };

export interface Code {
  readonly text: string;
  /** The QR code that it was sent for, and which of its codes it is, from 1. */
  readonly sequence: number;
  readonly issue: number;
  /** By the recorder's time. */
  readonly sentMs: number;
  readonly fate: Fate;
}

/** The QR code that was on the screen last. */
export interface Shown {
  readonly sequence: number;
  readonly madeMs: number;
  /** While the real-time clock was lost, in this very power-up. */
  readonly isWithoutTime: boolean;
}

/** Who could log in how. The email and the questions are always the owner's. */
export interface Login {
  /** Index of the password; `undefined`: as it left the factory. */
  readonly password: number | undefined;
  readonly hasPattern: boolean;
}

export type TimedRoute = 'login' | 'questions';

export class Judge {
  readonly #board: Pick<Board, 'codeLifetimeUs' | 'lockTimeUs' | 'rebootInvalidatesQr'>;
  codes: readonly Code[] = [];
  shown: Shown | undefined;
  login: Login = { password: 0, hasPattern: true };
  /** A password that counted once. */
  former: number | undefined;
  readonly #locks: Record<TimedRoute, Us | undefined> = { login: undefined, questions: undefined };
  /** The recorder's time at `#atUs`, the mark that outlives a power cut, and when power came. */
  #latestMs = 0;
  #atUs: Us = 0;
  #markMs = 0;
  #upUs: Us | undefined;

  constructor(board: Pick<Board, 'codeLifetimeUs' | 'lockTimeUs' | 'rebootInvalidatesQr'>) {
    this.#board = board;
  }

  clone(): Judge {
    const copy = new Judge(this.#board);
    copy.codes = this.codes;
    copy.shown = this.shown;
    copy.login = this.login;
    copy.former = this.former;
    Object.assign(copy.#locks, this.#locks);
    copy.#latestMs = this.#latestMs;
    copy.#atUs = this.#atUs;
    copy.#markMs = this.#markMs;
    copy.#upUs = this.#upUs;
    return copy;
  }

  powerUp(nowUs: Us, rtcMs: number | undefined): void {
    this.#upUs = nowUs;
    this.#latestMs = Math.max(this.#markMs, rtcMs ?? 0);
    this.#atUs = nowUs;
    if (this.#board.rebootInvalidatesQr) this.#condemn('void', () => true);
  }

  powerLost(nowUs: Us, rtcMs: number | undefined): void {
    this.pass(nowUs, rtcMs);
    this.#upUs = undefined;
    if (this.shown) this.shown = { ...this.shown, isWithoutTime: false };
  }

  /** Time has passed up to now, in which the real-time clock ran as it does now. */
  pass(nowUs: Us, rtcMs: number | undefined): void {
    if (this.#upUs === undefined) return;
    const marks = Math.floor((nowUs - STORING_US - this.#upUs) / MARK_US);
    const markUs = this.#upUs + marks * MARK_US;
    if (marks > 0 && markUs > this.#atUs) {
      const ms = this.#flowed(markUs, rtcMs === undefined ? undefined : rtcMs - Math.ceil((nowUs - markUs) / 1_000));
      this.#keep(ms, markUs);
      this.#markMs = Math.max(this.#markMs, ms);
    }
  }

  /** The recorder looks at its clocks now. Returns what time it must take it to be, at least. */
  look(nowUs: Us, rtcMs: number | undefined): number {
    this.pass(nowUs, rtcMs);
    const ms = this.#flowed(nowUs, rtcMs);
    if (this.#upUs !== undefined) this.#keep(ms, nowUs);
    return ms;
  }

  /** Time that flowed goes on by the microsecond; what a clock says begins anew. */
  #keep(ms: number, nowUs: Us): void {
    const flowedMs = this.#latestMs + Math.floor((nowUs - this.#atUs) / 1_000);
    this.#atUs = ms === flowedMs ? this.#atUs + (ms - this.#latestMs) * 1_000 : nowUs;
    this.#latestMs = ms;
  }

  /** The same, without its having looked. */
  timeMs(nowUs: Us, rtcMs: number | undefined): number {
    return this.#upUs === undefined ? Math.max(this.#markMs, rtcMs ?? 0) : this.#flowed(nowUs, rtcMs);
  }

  #flowed(nowUs: Us, rtcMs: number | undefined): number {
    return Math.max(this.#latestMs + Math.floor((nowUs - this.#atUs) / 1_000), rtcMs ?? 0);
  }

  /** A QR code stands on the screen. */
  show(sequence: number, nowMs: number, isWithoutTime: boolean): void {
    if (this.shown?.sequence === sequence) return;
    this.shown = { sequence, madeMs: nowMs, isWithoutTime };
    this.#condemn('replaced', (code) => code.sequence !== sequence);
  }

  mailed(text: string, sequence: number, nowMs: number): void {
    this.#condemn('replaced', () => true);
    const issue = this.codes.filter((code) => code.sequence === sequence).length + 1;
    this.codes = [...this.codes, { text, sequence, issue, sentMs: nowMs, fate: 'good' }];
  }

  /** What a code breaks that succeeds when it is typed now; `undefined` for one that may. */
  breaks({ text }: Code, nowMs: number, isTimeLost: boolean): PropertyId | undefined {
    const code = this.codes.find((each) => each.text === text);
    if (!code) return 'own';
    if (code.fate !== 'good') return BREAKS[code.fate];
    if (isTimeLost && !this.shown?.isWithoutTime) return 'life';
    if ((nowMs - code.sentMs) * 1_000 < this.#board.codeLifetimeUs) return undefined;
    // What was typed too late once stays too late.
    this.#condemn('too-old', (each) => each.text === text);
    return 'life';
  }

  /** How long the latest code, or before there is one its QR code, has still to live, in ms; `undefined` where there is neither. */
  leftMs(nowMs: number): number | undefined {
    const code = this.codes.find(({ fate }) => fate === 'good');
    const fromMs = code?.sentMs ?? this.shown?.madeMs;
    return fromMs === undefined ? undefined : fromMs + this.#board.codeLifetimeUs / 1_000 - nowMs;
  }

  /** Login data were stored. */
  saved(login: Login, by: 'code' | 'other' | 'reset'): void {
    const { password } = this.login;
    if (by === 'reset') this.former = undefined;
    else if (password !== login.password && password !== undefined) this.former = password;
    this.login = login;
    Object.assign(this.#locks, { login: undefined, questions: undefined });
    this.#condemn(by === 'code' ? 'used' : by === 'reset' ? 'reset' : 'void', () => true);
  }

  /** A way in got locked, at most `ranUs` ago. */
  lock(route: TimedRoute, ranUs: Us): void {
    this.#locks[route] = ranUs;
  }

  unlock(route: TimedRoute): void {
    this.#locks[route] = undefined;
  }

  /** The recorder was ready for so long. */
  ran(us: Us): void {
    for (const route of ['login', 'questions'] as const) {
      const ran = this.#locks[route];
      if (ran !== undefined) this.#locks[route] = ran + us;
    }
  }

  /** What must be left of a lock, at least; 0 where there is none. */
  lockLeftUs(route: TimedRoute): Us {
    const ran = this.#locks[route];
    return ran === undefined ? 0 : Math.max(0, this.#board.lockTimeUs - ran);
  }

  #condemn(fate: Exclude<Fate, 'good'>, which: (code: Code) => boolean): void {
    this.codes = this.codes.map((code) => (code.fate === 'good' && which(code) ? { ...code, fate } : code));
  }
}
