/**
 * The room around the desk in one attempt of the search: a recorder with its plug, its clocks and its button, the time that passes, the judge who watches, and a note of all that is done as steps of a scenario.
 */
import type { Bench, BenchOptions } from '../../bench/bench.ts';
import type { Snapshot } from '../../bench/snapshot.ts';
import type { Board } from '../../board.ts';
import { INSTANT_MAIL } from '../../outside/instant-mail.ts';
import { Storage } from '../../storage/storage.ts';
import type { Screen } from '../../ui/screen/model.ts';
import { formatDuration, US_PER_MS, US_PER_S, type Us } from '../../units.ts';
import type { Judge } from './judge.ts';
import type { PropertyId } from './properties.ts';

/** A step of a scenario, as it is written. */
export type Step = Readonly<Record<string, unknown>>;

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

const BOOT_TIMEOUT_US = 180 * US_PER_S;
/** After which all that a power-up has to mend is mended. */
const SETTLE_US = US_PER_S;

export interface Broken {
  readonly property: PropertyId;
  /** What happened, in words. */
  readonly what: string;
  /** What should have been, as a step of a scenario, where that does not follow from the property. */
  readonly expected?: Step | undefined;
}

export class Room {
  readonly bench: Bench;
  judge: Judge;
  rtc: RtcState;
  /** Whether what is done is written down. */
  isNoted = false;
  readonly notes: Step[] = [];
  readonly broken: Broken[] = [];
  protected readonly setting: Setting;
  readonly #beganUs: Us;
  #read: { readonly atUs: Us; readonly operations: number; readonly isOn: boolean; readonly storage: Storage } | undefined;
  #name: string | undefined;
  /** Of the stretch of time that passes. */
  protected passing: { readonly fromUs: Us; readonly isReady: boolean } | undefined;

  constructor(setting: Setting, { snapshot, judge, atUs }: Origin, rtc: RtcState, seed: number) {
    this.setting = setting;
    this.#beganUs = atUs;
    this.judge = judge.clone();
    this.rtc = rtc;
    this.bench = setting.createBench({ board: setting.board, state: snapshot, seed, hashCost: 1, trace: false, mail: INSTANT_MAIL });
  }

  get board(): Board {
    return this.setting.board;
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

  // What is written down.

  /** The next step bears this name. */
  name(words: string): void {
    this.#name = words;
  }

  /** What a scenario expects here. */
  expect(step: Step): void {
    this.note(step);
  }

  protected note(step: Step): void {
    if (!this.isNoted) return;
    this.notes.push(this.#name === undefined ? step : { name: this.#name, ...step });
    this.#name = undefined;
  }

  break(property: PropertyId, what: string, expected?: Step): void {
    if (!this.broken.some((each) => each.property === property)) this.broken.push({ property, what, expected });
  }

  // Time.

  /** What the real-time clock says. */
  protected get rtcMs(): number | undefined {
    return this.bench.hal.rtc.read();
  }

  /** Lets time pass, and the judge too. */
  protected pass(run: () => void): void {
    const isReady = this.bench.isIn('boot.ready');
    const fromUs = this.nowUs;
    this.passing = { fromUs, isReady };
    run();
    const { nowUs } = this;
    this.passing = undefined;
    if (isReady) this.judge.ran(nowUs - fromUs);
    this.judge.pass(nowUs, this.rtcMs);
  }

  wait(us: Us): void {
    if (us <= 0) return;
    this.note({ delay: formatDuration(us) });
    this.pass(() => this.bench.advance(us));
  }

  /** When `isOver`, within `limitUs`; the time it took is noted. */
  waitUntil(isOver: () => boolean, limitUs: Us): boolean {
    const { bench } = this;
    const fromUs = bench.nowUs;
    let isDone = false;
    this.pass(() => {
      isDone = bench.runUntil(isOver, bench.nowUs + limitUs);
    });
    if (bench.nowUs > fromUs) this.note({ delay: formatDuration(bench.nowUs - fromUs) });
    return isDone;
  }

  // The plug and the clocks.

  get isOn(): boolean {
    return this.bench.recorder.firmware !== undefined;
  }

  /** Plugs in, and waits until the recorder is ready for people, or never will be. */
  plugIn(): void {
    const { bench } = this;
    this.note({ power: 'on' });
    bench.supply.plugIn();
    this.#boot();
    this.wait(SETTLE_US);
  }

  #boot(): void {
    const { bench } = this;
    this.judge.powerUp(this.nowUs, this.rtcMs);
    const fromUs = bench.nowUs;
    this.pass(() => bench.runUntil(() => this.#isUp, bench.nowUs + BOOT_TIMEOUT_US));
    if (bench.isIn('boot.ready')) this.note({ 'wait-state': { state: 'boot.ready', timeout: '3 min' } });
    else this.note({ delay: formatDuration(bench.nowUs - fromUs) });
  }

  pullPlug(): void {
    this.note({ power: 'off' });
    this.bench.supply.unplug();
    this.#lie();
  }

  /** The recorder has no power from now on: a second later it is a whole millisecond, for clocks that count no less. */
  #lie(): void {
    const { bench } = this;
    const byUs = this.lieFrom(bench.nowUs) - bench.nowUs;
    this.pass(() => bench.advance(byUs));
    this.judge.powerLost(this.nowUs, this.rtcMs);
    this.note({ delay: formatDuration(byUs) });
  }

  protected lieFrom(benchUs: Us): Us {
    return Math.ceil((benchUs + US_PER_S + this.board.supplyHoldUpUs) / US_PER_MS) * US_PER_MS;
  }

  /** Power will be lost at that flash operation, counted from the next one. */
  orderCut(operation: number, when: 'before' | 'during' | 'after'): void {
    this.note({ 'cut-power': { 'at-flash-operation': operation, when } });
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
    this.judge.pass(this.nowUs, this.rtcMs);
    if (state === 'dead') {
      this.note({ 'rtc-battery': 'dead' });
      rtc.loseBattery();
    } else {
      const byMs = RTC_OFF_MS[state] - RTC_OFF_MS[this.rtc as Exclude<RtcState, 'dead'>];
      this.note({ 'set-clock': { clock: 'rtc', by: formatDuration(byMs * US_PER_MS) } });
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
      this.note({ power: 'on' });
      this.bench.supply.plugIn();
      this.judge.powerUp(this.nowUs, this.rtcMs);
      this.wait(board.samplingStartUs + holdUs);
    } else {
      this.plugIn();
      this.#press();
      this.wait(holdUs);
    }
    this.note({ release: { bounce: 'none' } });
    this.bench.finger.release('none');
    this.wait(board.debounceUs + US_PER_S);
    this.waitUntil(() => this.#isUp, BOOT_TIMEOUT_US);
    this.wait(SETTLE_US);
  }

  #press(): void {
    this.note({ press: { bounce: 'none' } });
    this.bench.finger.press('none');
  }

  /** Ready for people, or as ready as it will ever be. */
  get #isUp(): boolean {
    const { bench } = this;
    return bench.isIn('boot.ready') || bench.isIn('boot.locked') || bench.isIn('boot.reset-failed');
  }

  /** The recorder restarts of its own accord. */
  waitForBoot(): void {
    const { bench } = this;
    this.waitUntil(() => !bench.isIn('boot.ready'), US_PER_S);
    this.#boot();
    this.wait(SETTLE_US);
  }
}

/** Where the button must be held as power comes; else while the recorder runs. */
export const isHeldThroughPowerUp = ({ armOn }: Board): boolean => armOn.includes('power-on');
