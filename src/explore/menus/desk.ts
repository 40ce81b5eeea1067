/**
 * The desk in front of a recorder in one attempt of the search: what can be done there, each deed down to the microsecond, with a judge who watches, and a note of each as a step of a scenario. Whoever does it,
 * and what for, is in moves.ts.
 */
import type { Bench, BenchOptions } from '../../bench/bench.ts';
import { OWNER } from '../../bench/factory.ts';
import { BUSY_US, nameOf } from '../../bench/hands.ts';
import type { Snapshot } from '../../bench/snapshot.ts';
import type { Board } from '../../board.ts';
import { codeIn } from '../../outside/mail-texts.ts';
import { decodeQr } from '../../recovery/scheme.ts';
import { ROUTES, type Route } from '../../storage/attempts.ts';
import { answerText, type Credentials, patternText } from '../../storage/credentials.ts';
import { verifySecret } from '../../storage/phc.ts';
import { Storage } from '../../storage/storage.ts';
import { type ControlPart, isControl, type Screen, type UiInput } from '../../ui/screen/model.ts';
import { formatDuration, US_PER_MS, US_PER_S, type Us } from '../../units.ts';
import type { Code, Judge, Login } from './judge.ts';
import type { PropertyId } from './properties.ts';

/** A step of a scenario, as it is written. */
export type Step = Readonly<Record<string, unknown>>;

/** Whose move it is. `world`: plug, time and clocks, whoever's doing. */
export type Player = 'adversary' | 'owner' | 'world';

/** What an attempt begins with: a recorder without power, and all that outlives it. */
export interface Origin {
  readonly snapshot: Snapshot | 'provisioned';
  readonly judge: Judge;
  /** When that was, since the search began. */
  readonly atUs: Us;
}

export interface Setting {
  readonly board: Board;
  readonly createBench: (options: BenchOptions) => Bench;
}

/** How a clock of the recorder is off: set back, set forward, or its battery dead. */
export type RtcState = 'right' | 'back' | 'forward' | 'dead';
/** By so much: less than the life of a code, and more. */
const RTC_OFF_MS = { right: 0, back: -23 * 3600 * 1000, forward: 25 * 3600 * 1000 } as const;

/** Mail that is carried at once: a real exchange takes too long for some thousands of them. */
const MAIL = { carrier: async () => ({ carry: async <T>(mail: T) => mail }), from: 'reset@recsim.test' };
const MAIL_TIMEOUT_US = 10 * US_PER_S;
const DAY_MS = 24 * 3600 * 1000;
const BOOT_TIMEOUT_US = 180 * US_PER_S;
/** After which all that a power-up has to mend is mended. */
const SETTLE_US = US_PER_S;

/** Passwords that the owner takes in turn, and what strangers try. */
export const PASSWORDS = [OWNER.password, 'Camera2027'] as const;
const ANSWERS = (OWNER.questions ?? []).map(({ answer }) => answer);

export interface Broken {
  readonly property: PropertyId;
  /** What happened, in words. */
  readonly what: string;
}

export class Desk {
  readonly bench: Bench;
  judge: Judge;
  /** While it is false all that was judged before is only done again. */
  isJudged = true;
  readonly notes: Step[] = [];
  readonly broken: Broken[] = [];
  readonly #setting: Setting;
  readonly #beganUs: Us;
  readonly #mailed = new Map<string, string>();
  rtc: RtcState;
  /** Guesses that were right, since the last look. */
  readonly #right = new Set<Route>();
  #read: { readonly atUs: Us; readonly operations: number; readonly isOn: boolean; readonly storage: Storage } | undefined;
  #name: string | undefined;
  /** How the owner came to choose a new password. */
  #enteredBy: 'code' | 'answers' = 'code';
  #hasSaved = false;

  constructor(setting: Setting, { snapshot, judge, atUs }: Origin, rtc: RtcState, seed: number) {
    this.#setting = setting;
    this.#beganUs = atUs;
    this.judge = judge.clone();
    this.rtc = rtc;
    this.bench = setting.createBench({ board: setting.board, state: snapshot, seed, hashCost: 1, trace: false, mail: MAIL });
    for (const [index, { text }] of this.judge.codes.entries()) this.#mailed.set(text, codeName(index));
  }

  get board(): Board {
    return this.#setting.board;
  }

  /** Since the search began. */
  get nowUs(): Us {
    return this.#beganUs + this.bench.nowUs;
  }

  get screen(): Screen | undefined {
    return this.bench.recorder.firmware?.screen;
  }

  /** The menu or, where there is none, what the boot has come to; `off` without power. */
  get place(): string {
    const regions = this.bench.recorder.firmware?.regions;
    if (!regions) return 'off';
    return regions.menu === 'closed' ? `boot.${regions.boot}` : regions.menu;
  }

  /** What the flash says now. */
  get storage(): Storage {
    const { bench, isOn } = this;
    const { operations } = bench.hal.flash;
    const read = this.#read;
    if (read?.atUs === bench.nowUs && read.operations === operations && read.isOn === isOn) return read.storage;
    const storage = new Storage(bench.hal.flash);
    this.#read = { atUs: bench.nowUs, operations, isOn, storage };
    return storage;
  }

  /** How many guesses a way in has left; 0: it is locked. */
  leftOf(route: Route, storage: Storage): number {
    const { loginAttempts, questionLimit, wrongCodeLimit } = this.board;
    const limit = { login: loginAttempts === 0 ? Number.POSITIVE_INFINITY : loginAttempts, questions: questionLimit, code: wrongCodeLimit }[route];
    const counted = storage.attempts.of(route);
    return counted === 'damaged' || counted.lockedUs > 0 ? 0 : limit - counted.failures;
  }

  // What is written down.

  /** The next step bears this name. */
  name(words: string): void {
    this.#name = words;
  }

  /** What a scenario expects here. */
  expect(step: Step): void {
    this.#note(step);
  }

  #note(step: Step): void {
    this.notes.push(this.#name === undefined ? step : { name: this.#name, ...step });
    this.#name = undefined;
  }

  break(property: PropertyId, what: string): void {
    if (!this.broken.some((each) => each.property === property)) this.broken.push({ property, what });
  }

  // Time.

  #rtcMs(): number | undefined {
    return this.bench.hal.rtc.read();
  }

  /** Lets time pass, and the judge too. */
  #pass(run: () => void): void {
    const wasReady = this.bench.isIn('boot.ready');
    const fromUs = this.nowUs;
    run();
    const { nowUs } = this;
    if (wasReady) this.judge.ran(nowUs - fromUs);
    this.judge.pass(nowUs, this.#rtcMs());
  }

  wait(us: Us): void {
    if (us <= 0) return;
    this.#note({ delay: formatDuration(us) });
    this.#pass(() => this.bench.advance(us));
  }

  /** Until the screen has something to do again, or power is gone. */
  #settle(): void {
    const { bench } = this;
    const fromUs = bench.nowUs;
    this.#pass(() => bench.runUntil(() => !this.#isBusy, bench.nowUs + BUSY_US));
    if (bench.nowUs > fromUs) this.#note({ delay: formatDuration(bench.nowUs - fromUs) });
  }

  get #isBusy(): boolean {
    const { firmware } = this.bench.recorder;
    if (!firmware) return false;
    const { menu } = firmware.regions;
    return /\.(checking|saving|removing|preparing|refreshing)/.test(menu);
  }

  /** When `isOver`, within `limitUs`; the time it took is noted. */
  waitUntil(isOver: () => boolean, limitUs: Us): boolean {
    const { bench } = this;
    const fromUs = bench.nowUs;
    let isDone = false;
    this.#pass(() => {
      isDone = bench.runUntil(isOver, bench.nowUs + limitUs);
    });
    if (bench.nowUs > fromUs) this.#note({ delay: formatDuration(bench.nowUs - fromUs) });
    return isDone;
  }

  // The plug and the clocks.

  get isOn(): boolean {
    return this.bench.recorder.firmware !== undefined;
  }

  /** Plugs in, and waits until the recorder is ready for people, or never will be. */
  plugIn(): void {
    const { bench } = this;
    this.#note({ power: 'on' });
    bench.supply.plugIn();
    this.#boot();
    this.wait(SETTLE_US);
  }

  #boot(): void {
    const { bench } = this;
    this.judge.powerUp(this.nowUs, this.#rtcMs());
    const fromUs = bench.nowUs;
    const isUp = () => bench.isIn('boot.ready') || bench.isIn('boot.locked') || bench.isIn('boot.reset-failed');
    this.#pass(() => bench.runUntil(isUp, bench.nowUs + BOOT_TIMEOUT_US));
    if (bench.isIn('boot.ready')) this.#note({ 'wait-state': { state: 'boot.ready', timeout: '3 min' } });
    else this.#note({ delay: formatDuration(bench.nowUs - fromUs) });
  }

  pullPlug(): void {
    this.#note({ power: 'off' });
    this.bench.supply.unplug();
    this.#lie();
  }

  /** The recorder has no power from now on: a second later it is a whole millisecond, for clocks that count no less. */
  #lie(): void {
    const { bench } = this;
    const restUs = US_PER_S + this.board.supplyHoldUpUs;
    const endUs = Math.ceil((bench.nowUs + restUs) / US_PER_MS) * US_PER_MS;
    const byUs = endUs - bench.nowUs;
    this.#pass(() => bench.advance(byUs));
    this.judge.powerLost(this.nowUs, this.#rtcMs());
    this.#note({ delay: formatDuration(byUs) });
  }

  /** Power will be lost at that flash operation, counted from the next one. */
  orderCut(operation: number, when: 'before' | 'during' | 'after'): void {
    this.#note({ 'cut-power': { 'at-flash-operation': operation, when } });
    this.bench.cutPower({ operation, when });
  }

  /** After what a cut was ordered for. Returns whether it came. */
  afterCut(): boolean {
    if (this.bench.callOffCut() || this.isOn) return false;
    this.#lie();
    return true;
  }

  setClock(state: RtcState): void {
    const { rtc } = this.bench.hal;
    this.judge.pass(this.nowUs, this.#rtcMs());
    if (state === 'dead') {
      this.#note({ 'rtc-battery': 'dead' });
      rtc.loseBattery();
    } else {
      const byMs = RTC_OFF_MS[state] - RTC_OFF_MS[this.rtc as Exclude<RtcState, 'dead'>];
      this.#note({ 'set-clock': { clock: 'rtc', by: formatDuration(byMs * US_PER_MS) } });
      rtc.jump(byMs);
    }
    this.rtc = state;
  }

  /** Holds the button through a power-up until the middle of that stage; without power before, and with the recorder up after. */
  holdThroughPowerUp(holdUs: Us): void {
    const { bench, board } = this;
    this.#note({ press: { bounce: 'none' } });
    bench.finger.press('none');
    this.wait((board.prePowerHoldMinUs + board.prePowerHoldMaxUs) / 2);
    this.#note({ power: 'on' });
    bench.supply.plugIn();
    this.judge.powerUp(this.nowUs, this.#rtcMs());
    this.wait(board.samplingStartUs + holdUs);
    this.#note({ release: { bounce: 'none' } });
    bench.finger.release('none');
    this.wait(board.debounceUs + US_PER_S);
    const isUp = () => bench.isIn('boot.ready') || bench.isIn('boot.locked') || bench.isIn('boot.reset-failed');
    this.waitUntil(isUp, BOOT_TIMEOUT_US);
    this.wait(SETTLE_US);
  }

  // The screen.

  /** The control with this id on the screen, where there is one. */
  control(id: string): ControlPart | undefined {
    return this.screen?.parts.filter(isControl).find((part) => part.id === id);
  }

  has(id: string): boolean {
    return this.control(id) !== undefined;
  }

  #do(input: UiInput & { readonly part: string }, step: (name: string, part: ControlPart) => Step): boolean {
    const { screen } = this;
    const part = screen?.parts.filter(isControl).find(({ id }) => id === input.part);
    if (!screen || !part) return false;
    this.#note(step(nameOf(part, screen), part));
    this.bench.recorder.firmware?.input(input);
    return true;
  }

  /** Clicks, and waits until what that began is done. Returns false where there is nothing to click. */
  click(id: string): boolean {
    const isThere = this.#do({ type: 'click', part: id }, (name) => ({ click: name }));
    if (isThere) this.#settle();
    this.#watch();
    return isThere;
  }

  fill(id: string, value: string): boolean {
    return this.#do({ type: 'set', part: id, value }, (field) => ({ input: { field, value: this.#mailed.get(value) ?? value } }));
  }

  choose(id: string, option: string): boolean {
    const part = this.control(id);
    const index = part?.kind === 'choice' ? part.options.findIndex((each) => each.id === option) : -1;
    if (part?.kind !== 'choice' || index < 0) return false;
    const isThere = this.#do({ type: 'choose', part: id, index }, (field) => ({ choose: { field, option: part.options[index]?.words.text } }));
    if (isThere) this.#settle();
    this.#watch();
    return isThere;
  }

  draw(points: readonly number[]): void {
    this.#do({ type: 'draw', part: 'pattern', points }, () => ({ 'draw-pattern': [...points] }));
    this.#settle();
  }

  /** The text of the QR code on the monitor. */
  get qrText(): string | undefined {
    const part = this.screen?.parts.find(({ kind }) => kind === 'qr');
    return part?.kind === 'qr' ? part.text : undefined;
  }

  /** A QR code that has just come up is somebody's to remember. */
  #watch(): void {
    if (this.place !== 'recovery.qr-code') return;
    const { sequence } = decodeQr(this.qrText ?? '') ?? {};
    if (sequence === undefined) return;
    const ms = this.judge.look(this.nowUs, this.#rtcMs());
    this.judge.show(sequence, ms, this.#rtcMs() === undefined);
  }

  // Phone and mail.

  /** The phone scans what is on the monitor. Returns whether a code came by mail. */
  async scan(): Promise<boolean> {
    const { bench, judge } = this;
    const text = this.qrText;
    const decoded = text === undefined ? undefined : decodeQr(text);
    if (text === undefined || !decoded) return false;
    this.#note({ 'scan-qr': {} });
    const { post, service } = bench.outside;
    const had = post.inbox.length;
    service.request(text);
    await bench.outside.settled();
    const sentMs = judge.look(this.nowUs, this.#rtcMs());
    const arrived = () => post.inbox.slice(had).flatMap((mail) => codeIn(mail.text) ?? [])[0];
    this.#pass(() => bench.runUntil(() => arrived() !== undefined, bench.nowUs + MAIL_TIMEOUT_US));
    const code = arrived();
    if (code === undefined) {
      this.#note({ delay: formatDuration(MAIL_TIMEOUT_US) });
      return false;
    }
    judge.mailed(code, decoded.sequence, sentMs);
    this.#mailed.set(code, codeName(judge.codes.length - 1));
    this.#note({ 'wait-mail': { subject: 'Your security code', timeout: '1 min', 'code-as': `CODE_${judge.codes.length}` } });
    return true;
  }

  // Guesses.

  /** Wrong or right, whatever is typed: it is sent off by `send`, and `inside` is where a right one leads. */
  #guess(route: Route, isEntitled: boolean, send: () => void, inside: string): boolean {
    const { judge } = this;
    if (!this.isJudged) {
      send();
      const isIn = this.place.startsWith(inside);
      if (isIn && route !== 'login') this.#enteredBy = route === 'code' ? 'code' : 'answers';
      return isIn;
    }
    const storage = this.storage;
    const left = this.leftOf(route, storage);
    const from = this.place;
    const fromUs = this.nowUs;
    const lockedUs = route === 'code' ? 0 : judge.lockLeftUs(route);
    send();
    if (!this.isOn) {
      // It may have been right, and nobody was told.
      if (isEntitled) this.#right.add(route);
      return false;
    }
    const isRight = this.place.startsWith(inside);
    const after = this.leftOf(route, this.storage);
    if (isRight) {
      if (lockedUs > 0) this.break('lock', `it was taken ${formatDuration(lockedUs)} before the end of the lock`);
      else if (left === 0 && route === 'code') this.break('lock', 'it was taken though too many wrong ones had been typed for this QR code');
      if (!isEntitled) this.break('stranger', `${from} led to ${this.place}`);
      this.#right.add(route);
      if (route !== 'login') this.#enteredBy = route === 'code' ? 'code' : 'answers';
      if (route !== 'code') judge.unlock(route);
    } else if (left > 0 && !isEntitled && after >= left && Number.isFinite(left)) {
      this.break('counted', `${left} were left before it, ${after} after it`);
    }
    if (!isRight && left > 0 && after === 0 && route !== 'code') judge.lock(route, this.nowUs - fromUs);
    return isRight;
  }

  guessPassword(password: string): boolean {
    const isEntitled = this.judge.login.password !== undefined && password === PASSWORDS[this.judge.login.password];
    this.fill('password', password);
    return this.#guess('login', isEntitled, () => this.click('ok'), 'desktop');
  }

  guessPattern(points: readonly number[]): boolean {
    const isEntitled = this.judge.login.hasPattern && patternText(points) === patternText(OWNER.pattern ?? []);
    return this.#guess('login', isEntitled, () => this.draw(points), 'desktop');
  }

  guessAnswers(isAllRight: boolean): boolean {
    ANSWERS.forEach((answer, index) => {
      this.fill(`answer-${index + 1}`, isAllRight || index > 0 ? answer : 'no idea');
    });
    return this.#guess('questions', isAllRight, () => this.click('next'), 'recovery.new-password');
  }

  /** A code that was mailed, or one that was made up. */
  guessCode(code: Code | string): boolean {
    this.fill('security-code', typeof code === 'string' ? code : code.text);
    const nowMs = this.judge.look(this.nowUs, this.#rtcMs());
    const breaks = typeof code === 'string' ? 'stranger' : this.judge.breaks(code, nowMs, this.#rtcMs() === undefined);
    const isRight = this.#guess('code', breaks === undefined, () => this.click('next'), 'recovery.new-password');
    // Said by what is wrong with this code, not that somebody was let in.
    if (isRight && breaks !== undefined && breaks !== 'stranger') {
      this.broken.splice(0, this.broken.length, ...this.broken.filter(({ property }) => property !== 'stranger'));
      this.break(
        breaks,
        `the code of mail ${this.judge.codes.findIndex((each) => each === code || (typeof code !== 'string' && each.text === code.text)) + 1} was taken`,
      );
    }
    return isRight;
  }

  /** The one with these words. */
  chooseText(id: string, text: string): boolean {
    const part = this.control(id);
    const option = part?.kind === 'choice' ? part.options.find(({ words }) => words.text === text) : undefined;
    return option !== undefined && this.choose(id, option.id);
  }

  /** The vendor's service sends no more codes today. */
  get isServiceTired(): boolean {
    const { service, serverTimeMs } = this.bench.outside;
    const sent = service.books.flatMap(({ sentMs }) => sentMs.filter((ms) => serverTimeMs - ms < DAY_MS));
    return sent.length >= this.board.codesPer24h;
  }

  /** Login data were to be stored; `isDone`: the recorder says that they are. Whether they are is seen in the flash. */
  tellSaved(next: Login, by: 'recovery' | 'password' | 'setup', isDone: boolean): void {
    if (!this.isJudged) {
      this.judge.saved(next, 'other');
      return;
    }
    const { judge, storage } = this;
    if (this.isStored(next, storage)) {
      judge.saved(next, by === 'recovery' && this.#enteredBy === 'code' ? 'code' : 'other');
      this.#hasSaved = true;
    } else if (isDone) this.break('whole', 'the recorder says that they are stored, and they are not');
  }

  /** A reset to factory defaults begins, and nothing will stop it. */
  tellReset(): void {
    this.judge.saved({ password: undefined, hasPattern: false }, 'reset');
    this.#hasSaved = true;
  }

  /** Login data were stored since the last time this was asked. */
  takeSaved(): boolean {
    const had = this.#hasSaved;
    this.#hasSaved = false;
    return had;
  }

  /** The recorder restarts of its own accord. */
  waitForBoot(): void {
    const { bench } = this;
    this.waitUntil(() => !bench.isIn('boot.ready'), US_PER_S);
    this.#boot();
    this.wait(SETTLE_US);
  }

  // What a move is judged by.

  /** Whether what is stored is this, all of it. */
  isStored(login: Login, { credentials }: Storage): boolean {
    if (credentials.kind === 'absent') return login.password === undefined;
    if (credentials.kind === 'corrupt' || login.password === undefined) return false;
    const { password, pattern, email, questions } = credentials.credentials;
    return (
      isHash(PASSWORDS[login.password] as string, password) &&
      !isHash(PASSWORDS[1 - login.password] as string, password) &&
      (login.hasPattern ? isHash(patternText(OWNER.pattern ?? []), pattern ?? '') : pattern === undefined) &&
      email === OWNER.email &&
      areAnswers(questions)
    );
  }

  /** Takes what was right since the last time. */
  takeRight(): ReadonlySet<Route> {
    const taken = new Set(this.#right);
    this.#right.clear();
    return taken;
  }

  lefts(storage: Storage): Readonly<Record<Route, number>> {
    return Object.fromEntries(ROUTES.map((route) => [route, this.leftOf(route, storage)])) as Record<Route, number>;
  }
}

/** What a scenario calls the code of that mail, where it types it. */
const codeName = (mail: number): string => `\${CODE_${mail + 1}}`;

/** Most hashes are asked for again and again. */
const known = new Map<string, boolean>();
function isHash(secret: string, phc: string): boolean {
  const key = `${secret} ${phc}`;
  let is = known.get(key);
  if (is === undefined) {
    if (known.size > 100_000) known.clear();
    is = verifySecret(secret, phc);
    known.set(key, is);
  }
  return is;
}

const areAnswers = (questions: Credentials['questions']): boolean =>
  questions.length === ANSWERS.length && questions.every(({ answer }, index) => isHash(answerText(ANSWERS[index] as string), answer));
