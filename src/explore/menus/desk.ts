/**
 * The desk in front of a recorder in one attempt of the search: what can be done there at the screen, with the phone and with the mail, and what of it the judge must know. Whoever does it, and what for, is in moves.ts.
 */
import { OWNER } from '../../bench/factory.ts';
import { BUSY_US, nameOf } from '../../bench/hands.ts';
import type { Snapshot } from '../../bench/snapshot.ts';
import { NorArray } from '../../hal/nor/nor-array.ts';
import type { FlashOperation } from '../../hal/ports.ts';
import { codeIn } from '../../outside/mail-texts.ts';
import { decodeQr } from '../../recovery/scheme.ts';
import { ROUTES, type Route } from '../../storage/attempts.ts';
import { patternText } from '../../storage/credentials.ts';
import type { Storage } from '../../storage/storage.ts';
import { type ControlPart, isControl, type UiInput } from '../../ui/screen/model.ts';
import { formatDuration, US_PER_MS, US_PER_S, type Us } from '../../units.ts';
import type { Code, Judge, Login } from './judge.ts';
import { ANSWERS, isStored, PASSWORDS } from './login-data.ts';
import { type Origin, Room, type RtcState, type Setting, type Step } from './room.ts';

/** Whose move it is. `world`: plug, time and clocks, whoever's doing. */
export type Player = 'adversary' | 'owner' | 'world';

const MAIL_TIMEOUT_US = 10 * US_PER_S;

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

export class Desk extends Room {
  /** While it is false all that was judged before is only done again. */
  isJudged = true;
  readonly #mailed = new Map<string, string>();
  /** Guesses that were right, since the last look. */
  readonly #right = new Set<Route>();
  /** How the owner came to choose a new password. */
  #enteredBy: 'code' | 'answers' = 'code';
  #hasSaved = false;
  #rightOnItsWay: Route | undefined;
  #saving: Saving | undefined;
  #moments: FlashMoment[] = [];

  constructor(setting: Setting, origin: Origin, rtc: RtcState, seed: number) {
    super(setting, origin, rtc, seed);
    for (const [index, { text }] of this.judge.codes.entries()) this.#mailed.set(text, codeName(index));
  }

  /** How many guesses a way in has left; 0: it is locked. */
  leftOf(route: Route, storage: Storage): number {
    const { loginAttempts, questionLimit, wrongCodeLimit } = this.board;
    const limit = { login: loginAttempts === 0 ? Number.POSITIVE_INFINITY : loginAttempts, questions: questionLimit, code: wrongCodeLimit }[route];
    const counted = storage.attempts.of(route);
    return counted === 'damaged' || counted.lockedUs > 0 ? 0 : limit - counted.failures;
  }

  /** Until the screen has something to do again, or power is gone. */
  #settle(): void {
    const { bench } = this;
    const fromUs = bench.nowUs;
    this.pass(() => bench.runUntil(() => !this.#isBusy, bench.nowUs + BUSY_US));
    if (bench.nowUs > fromUs) this.note({ delay: formatDuration(bench.nowUs - fromUs) });
  }

  get #isBusy(): boolean {
    const { firmware } = this.bench.recorder;
    if (!firmware) return false;
    const { menu } = firmware.regions;
    return /\.(checking|saving|removing|preparing|refreshing)/.test(menu);
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
      if (part) this.note(step(nameOf(part, screen), part));
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
    const ms = this.judge.look(this.nowUs, this.rtcMs);
    this.judge.show(sequence, ms, this.rtcMs === undefined);
  }

  // Phone and mail.

  /** The phone scans what is on the monitor. Returns whether a code came by mail. */
  async scan(): Promise<boolean> {
    const { bench, judge } = this;
    const text = this.qrText;
    const decoded = text === undefined ? undefined : decodeQr(text);
    if (text === undefined || !decoded) return false;
    this.note({ 'scan-qr': {} });
    const { post, service } = bench.outside;
    const had = post.inbox.length;
    service.request(text);
    await bench.outside.settled();
    const sentMs = judge.look(this.nowUs, this.rtcMs);
    const arrived = () => post.inbox.slice(had).flatMap((mail) => codeIn(mail.text) ?? [])[0];
    this.pass(() => bench.runUntil(() => arrived() !== undefined, bench.nowUs + MAIL_TIMEOUT_US));
    const code = arrived();
    if (code === undefined) {
      this.note({ delay: formatDuration(MAIL_TIMEOUT_US) });
      return false;
    }
    judge.mailed(code, decoded.sequence, sentMs);
    this.#mailed.set(code, codeName(judge.codes.length - 1));
    this.note({ 'wait-mail': { subject: 'Your security code', timeout: '1 min', 'code-as': `CODE_${judge.codes.length}` } });
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
    const nowMs = this.judge.look(this.nowUs, this.rtcMs);
    const breaks = typeof code === 'string' ? 'stranger' : this.judge.breaks(code, nowMs, this.rtcMs === undefined);
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
    if (isStored(next, storage)) {
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

  // Power cuts at flash operations.

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
    if (this.passing?.isReady) judge.ran(nowUs - this.passing.fromUs);
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
    const endUs = this.lieFrom(benchUs);
    const byMs = endUs / US_PER_MS - Math.floor(benchUs / US_PER_MS);
    const rtcMs = lasting.rtcMs === undefined ? undefined : lasting.rtcMs + byMs;
    const origin = { snapshot: { ...lasting, rtcMs, serverMs: lasting.serverMs + byMs }, judge, atUs: atUs + endUs - benchUs };
    judge.powerLost(origin.atUs, rtcMs);
    const desk = new Desk(this.setting, origin, this.rtc, seed);
    desk.#enteredBy = this.#enteredBy;
    if (right !== undefined) desk.#right.add(right);
    if (saving) desk.#tellSaved(saving, false);
    return desk;
  }

  // What a move is judged by.

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
