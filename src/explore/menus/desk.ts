/**
 * The desk in front of a recorder in one attempt of the search: what can be done there, each deed down to the microsecond, with a judge who watches, and a note of each as a step of a scenario. Whoever does it,
 * and what for, is in moves.ts.
 */
import type { Bench, BenchOptions } from '../../bench/bench.ts';
import { OWNER } from '../../bench/factory.ts';
import { BUSY_US, nameOf } from '../../bench/hands.ts';
import type { Snapshot } from '../../bench/snapshot.ts';
import type { Board } from '../../board.ts';
import { NorArray } from '../../hal/nor/nor-array.ts';
import type { FlashOperation } from '../../hal/ports.ts';
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
  /** What should have been, as a step of a scenario, where that does not follow from the property. */
  readonly expected?: Step | undefined;
}

/** Login data on their way to the flash. */
interface Saving {
  readonly next: Login;
  readonly by: 'recovery' | 'password' | 'setup';
}

/** The beginning of a flash operation, for those who want to know what a power cut there would leave. */
interface FlashMoment {
  readonly operation: FlashOperation;
  readonly lasting: Snapshot;
  readonly atUs: Us;
  /** Of this world alone. */
  readonly benchUs: Us;
  readonly judge: Judge;
  /** A right guess was on its way. */
  readonly right: Route | undefined;
  readonly saving: Saving | undefined;
}

export class Desk {
  readonly bench: Bench;
  judge: Judge;
  /** While it is false all that was judged before is only done again. */
  isJudged = true;
  /** Whether what is done is written down. */
  isNoted = false;
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
  #rightOnItsWay: Route | undefined;
  #saving: Saving | undefined;
  /** Of the stretch of time that passes. */
  #passing: { readonly fromUs: Us; readonly isReady: boolean } | undefined;
  #moments: FlashMoment[] = [];

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
    if (!this.isNoted) return;
    this.notes.push(this.#name === undefined ? step : { name: this.#name, ...step });
    this.#name = undefined;
  }

  break(property: PropertyId, what: string, expected?: Step): void {
    if (!this.broken.some((each) => each.property === property)) this.broken.push({ property, what, expected });
  }

  // Time.

  #rtcMs(): number | undefined {
    return this.bench.hal.rtc.read();
  }

  /** Lets time pass, and the judge too. */
  #pass(run: () => void): void {
    const isReady = this.bench.isIn('boot.ready');
    const fromUs = this.nowUs;
    this.#passing = { fromUs, isReady };
    run();
    const { nowUs } = this;
    this.#passing = undefined;
    if (isReady) this.judge.ran(nowUs - fromUs);
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
    this.#pass(() => bench.runUntil(() => this.#isUp, bench.nowUs + BOOT_TIMEOUT_US));
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
    const byUs = this.#lieFrom(bench.nowUs) - bench.nowUs;
    this.#pass(() => bench.advance(byUs));
    this.judge.powerLost(this.nowUs, this.#rtcMs());
    this.#note({ delay: formatDuration(byUs) });
  }

  #lieFrom(benchUs: Us): Us {
    return Math.ceil((benchUs + US_PER_S + this.board.supplyHoldUpUs) / US_PER_MS) * US_PER_MS;
  }

  /** From now on it is kept what a power cut at each flash operation would leave. */
  keepMoments(): void {
    const { flash } = this.bench.hal;
    const begin = flash.begin.bind(flash);
    flash.begin = (operation, done) => {
      this.#keepMoment(operation);
      begin(operation, done);
    };
  }

  #keepMoment(operation: FlashOperation): void {
    const { bench, nowUs } = this;
    const judge = this.judge.clone();
    if (this.#passing?.isReady) judge.ran(nowUs - this.#passing.fromUs);
    this.#moments.push({
      ...{ operation, judge, atUs: nowUs, benchUs: bench.nowUs, lasting: bench.lasting },
      ...{ right: this.#rightOnItsWay, saving: this.#saving },
    });
  }

  /** How many flash operations there were since then. */
  get moments(): number {
    return this.#moments.length;
  }

  /** The desk as it would be had the power been cut at that flash operation, counted from 1: the same as by `orderCut`, without doing all again. */
  cutAt(number: number, when: 'during' | 'after', seed: number): Desk {
    const { operation, lasting, atUs, benchUs, judge, right, saving } = this.#moments[number - 1] as FlashMoment;
    const array = new NorArray(lasting.geometry, lasting.cells);
    if (when === 'after') array.perform(operation);
    else array.tear(operation, Math.floor(array.tornVariants(operation) / 2));
    const endUs = this.#lieFrom(benchUs);
    const byMs = endUs / US_PER_MS - Math.floor(benchUs / US_PER_MS);
    const rtcMs = lasting.rtcMs === undefined ? undefined : lasting.rtcMs + byMs;
    const origin = { snapshot: { ...lasting, rtcMs, serverMs: lasting.serverMs + byMs }, judge, atUs: atUs + endUs - benchUs };
    judge.powerLost(origin.atUs, rtcMs);
    const desk = new Desk(this.#setting, origin, this.rtc, seed);
    desk.#enteredBy = this.#enteredBy;
    if (right !== undefined) desk.#right.add(right);
    if (saving) desk.#tellSaved(saving, false);
    return desk;
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

  /** Holds the button for so long, counted from the first sample or, on a recorder that must run for it, from the press; without power before, and with the recorder up after. */
  hold(holdUs: Us): void {
    const { board } = this;
    if (isHeldThroughPowerUp(board)) {
      this.#press();
      this.wait((board.prePowerHoldMinUs + board.prePowerHoldMaxUs) / 2);
      this.#note({ power: 'on' });
      this.bench.supply.plugIn();
      this.judge.powerUp(this.nowUs, this.#rtcMs());
      this.wait(board.samplingStartUs + holdUs);
    } else {
      this.plugIn();
      this.#press();
      this.wait(holdUs);
    }
    this.#note({ release: { bounce: 'none' } });
    this.bench.finger.release('none');
    this.wait(board.debounceUs + US_PER_S);
    this.waitUntil(() => this.#isUp, BOOT_TIMEOUT_US);
    this.wait(SETTLE_US);
  }

  #press(): void {
    this.#note({ press: { bounce: 'none' } });
    this.bench.finger.press('none');
  }

  /** Ready for people, or as ready as it will ever be. */
  get #isUp(): boolean {
    const { bench } = this;
    return bench.isIn('boot.ready') || bench.isIn('boot.locked') || bench.isIn('boot.reset-failed');
  }

  // The screen.

  /** The control with this id on the screen, where there is one. */
  control(id: string): ControlPart | undefined {
    return this.screen?.parts.filter(isControl).find((part) => part.id === id);
  }

  has(id: string): boolean {
    return this.control(id) !== undefined;
  }

  /** Where nobody writes it down, the recorder alone sees whether there is such a control. */
  #do(input: UiInput & { readonly part: string }, step: (name: string, part: ControlPart) => Step): void {
    const { firmware } = this.bench.recorder;
    if (this.isNoted && firmware) {
      const { screen } = firmware;
      const part = screen.parts.filter(isControl).find(({ id }) => id === input.part);
      if (part) this.#note(step(nameOf(part, screen), part));
    }
    firmware?.input(input);
  }

  /** Clicks, and waits until what that began is done. Nothing happens where there is nothing to click. */
  click(id: string): void {
    this.#do({ type: 'click', part: id }, (name) => ({ click: name }));
    this.#settle();
    this.#watch();
  }

  fill(id: string, value: string): void {
    this.#do({ type: 'set', part: id, value }, (field) => ({ input: { field, value: this.#mailed.get(value) ?? value } }));
  }

  choose(id: string, option: string): void {
    const part = this.control(id);
    if (part?.kind !== 'choice') return;
    const index = part.options.findIndex((each) => each.id === option);
    this.#do({ type: 'choose', part: id, index }, (field) => ({ choose: { field, option: part.options[index]?.words.text } }));
    this.#settle();
    this.#watch();
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
    this.#rightOnItsWay = isEntitled ? route : undefined;
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
    this.#rightOnItsWay = undefined;
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
  chooseText(id: string, text: string): void {
    const part = this.control(id);
    const option = part?.kind === 'choice' ? part.options.find(({ words }) => words.text === text) : undefined;
    if (option) this.choose(id, option.id);
  }

  /** The vendor's service sends no more codes today. */
  get isServiceTired(): boolean {
    const { service, serverTimeMs } = this.bench.outside;
    const sent = service.books.flatMap(({ sentMs }) => sentMs.filter((ms) => serverTimeMs - ms < DAY_MS));
    return sent.length >= this.board.codesPer24h;
  }

  /** Stores login data by `send`; `isDone` where the recorder says that they are. Whether they are is seen in the flash. */
  save(next: Login, by: Saving['by'], send: () => void, isDone: () => boolean): void {
    this.#saving = { next, by };
    send();
    this.#tellSaved(this.#saving, this.isOn && isDone());
    this.#saving = undefined;
  }

  #tellSaved({ next, by }: Saving, isDone: boolean): void {
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

/** Where the button must be held as power comes; else while the recorder runs. */
export const isHeldThroughPowerUp = ({ armOn }: Board): boolean => armOn.includes('power-on');

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
