/**
 * The desk: a bench with a person at it. What the person may do, in the order a real recorder allows (the button is under the lid),
 * and what they would remember: since when the hold is counted, what the strip shows, what happened last.
 * The panel and the plain commands both act through it. Source of the order: the seed guide.
 */
import { Bench, type BenchOptions } from '../../bench/bench.ts';
import type { Delivery } from '../../bench/factory.ts';
import { Hands } from '../../bench/hands.ts';
import { SCREWS } from '../../bench/lid.ts';
import { misfitOf, type Snapshot } from '../../bench/snapshot.ts';
import type { TraceEntry } from '../../bench/trace.ts';
import type { Board } from '../../board.ts';
import { flashGeometry } from '../../hal/nor/board-flash.ts';
import type { FlashCut } from '../../hal/nor/nor-flash.ts';
import { US_PER_MS, type Us } from '../../units.ts';
import { describe, type Happening } from './describe.ts';
import { History } from './history.ts';
import { Memory, type SetUpBy } from './memory.ts';
import { type Passing, passingOf } from './passing.ts';

export type DeviceState = Delivery['state'];
/** What stands on the desk at first. */
interface DeskOptions extends BenchOptions {
  readonly state?: DeviceState;
  /** Parts that are real ones: nobody here moves them. A real plug is where it is, also at first. */
  readonly real?: { readonly button: boolean; readonly plug: boolean };
}

/** A hold counted by the firmware, at the present power-up. */
export interface CountedHold {
  /** The first sample, for a button held through power-up. */
  readonly fromUs: Us;
  /** When it ended; `undefined` while it is counted. */
  readonly toUs: Us | undefined;
}

/** What came of something the person did; `refused` says why it was not possible. */
export type Done = { readonly ok: true } | { readonly ok: false; readonly refused: string };

const DONE: Done = { ok: true };
const REAL_PLUG = 'the plug is a real one: what the power-sense line says is so';
const HOSTING = 'a scenario is played here: stop it first';
const REAL_BUTTON = 'the reset button is a real one: press it';
const refused = (why: string): Done => ({ ok: false, refused: why });

/** How many happenings are remembered for people. */
const REMEMBERED = 60;
/** A run goes on for weeks: so much of its trace is kept. */
const TRACE_KEPT = 2_000;

export class Desk {
  #options: DeskOptions;
  readonly #listeners: ((entry: TraceEntry, happening: Happening | undefined) => void)[] = [];
  readonly #guests: ((bench: Bench) => void)[] = [];
  #bench!: Bench;
  #hands!: Hands;
  #memory!: Memory;
  #history!: History;
  #beginning!: DeviceState | Snapshot;
  #happenings!: Happening[];
  #hold: CountedHold | undefined;
  #lastBeepUs: Us | undefined;
  #isHung = false;
  /** What the recorder is to be like from its next power-up on. */
  #nextBoard: Board | undefined;
  /** Somebody else's hands are at the recorder, and this is how time passes for them. */
  #hosted: Passing | undefined;
  #isPlayed = false;

  /** A recorder with its lid on and its plug in. */
  constructor(options: DeskOptions) {
    this.#options = options;
    this.#place(options.state ?? 'provisioned');
  }

  get bench(): Bench {
    return this.#bench;
  }

  /** How the present recorder came: in a state that recsim can make again, or as it was then. */
  get beginning(): DeviceState | Snapshot {
    return this.#beginning;
  }

  /** The person's hands on the recorder's screen. */
  get hands(): Hands {
    return this.#hands;
  }

  /** What the person remembers of the way back in. */
  get memory(): Memory {
    return this.#memory;
  }

  get history(): History {
    return this.#history;
  }

  /** What happened, in words, the latest last. */
  get happenings(): readonly Happening[] {
    return this.#happenings;
  }

  get hold(): CountedHold | undefined {
    return this.#hold;
  }

  /** When the buzzer was last switched on. */
  get lastBeepUs(): Us | undefined {
    return this.#lastBeepUs;
  }

  /** The firmware was made to hang and nothing has restarted it yet. */
  get isHung(): boolean {
    return this.#isHung;
  }

  /** As `onEntry`, and first of all that has happened to this device already. */
  retell(listener: (entry: TraceEntry, happening: Happening | undefined) => void): void {
    for (const entry of this.#bench.trace.entries) listener(entry, describe(entry, this.#bench));
    this.onEntry(listener);
  }

  /** Hears of everything that happens, on this device and those that replace it. */
  onEntry(listener: (entry: TraceEntry, happening: Happening | undefined) => void): void {
    this.#listeners.push(listener);
  }

  /** Hears of the recorder on the desk: of this one now, and of each that takes its place before it is plugged in. */
  onRecorder(guest: (bench: Bench) => void): void {
    this.#guests.push(guest);
    guest(this.#bench);
  }

  plugIn(): Done {
    if (this.#hosted) return refused(HOSTING);
    if (this.#options.real?.plug) return refused(REAL_PLUG);
    if (this.#bench.supply.isPlugged) return refused('the plug is in already');
    if (this.#nextBoard && !this.#bench.supply.isGood && this.canRebuild) this.#rebuild(this.#nextBoard);
    this.#bench.supply.plugIn();
    return DONE;
  }

  unplug(): Done {
    if (this.#hosted) return refused(HOSTING);
    if (this.#options.real?.plug) return refused(REAL_PLUG);
    if (!this.#bench.supply.isPlugged) return refused('the plug is out already');
    this.#bench.supply.unplug();
    return DONE;
  }

  /** One screw out; with none left, the lid comes off. */
  openFurther(): Done {
    if (this.#hosted) return refused(HOSTING);
    const { lid } = this.#bench;
    if (lid.isOpen) return refused('the lid is off already');
    if (lid.screwsIn > 0) lid.unscrew();
    else lid.lift();
    return DONE;
  }

  closeLid(): Done {
    if (this.#hosted) return refused(HOSTING);
    const { lid, finger } = this.#bench;
    if (finger.isPressing) return refused('a finger is under the lid: lift it first');
    if (!lid.isOpen && lid.screwsIn === SCREWS) return refused('the lid is on already');
    lid.close();
    return DONE;
  }

  press(): Done {
    if (this.#hosted) return refused(HOSTING);
    const { board, lid, finger } = this.#bench;
    if (!board.hasResetButton) return refused('this model has no reset button');
    if (this.#options.real?.button) return refused(REAL_BUTTON);
    if (finger.isPressing) return refused('the button is held already');
    if (!lid.isOpen)
      return refused(
        lid.screwsIn > 0
          ? `the button is under the lid, and ${screws(lid.screwsIn)} it: unscrew first`
          : 'the button is under the lid: lift it first',
      );
    finger.press();
    return DONE;
  }

  release(): Done {
    if (this.#hosted) return refused(HOSTING);
    if (this.#options.real?.button) return refused(REAL_BUTTON);
    if (!this.#bench.finger.isPressing) return refused('no finger is on the button');
    this.#bench.finger.release();
    return DONE;
  }

  /** The mains sag for `durationUs`, by default so shortly that the supply bridges it. */
  dip(durationUs: Us = Math.max(1, Math.floor(this.#bench.board.supplyHoldUpUs / 2)), volts = 0): Done {
    if (this.#hosted) return refused(HOSTING);
    if (this.#options.real?.plug) return refused(REAL_PLUG);
    if (!this.#bench.supply.isPlugged) return refused('the plug is out: there is no supply to dip');
    this.#bench.supply.dip(durationUs, volts);
    return DONE;
  }

  /** The supply sags below what the rail needs, for half a second longer than it is bridged. */
  brownOut(): Done {
    const { brownoutVolts, supplyHoldUpUs } = this.#bench.board;
    return this.dip(supplyHoldUpUs + 500_000, Math.floor(brownoutVolts * 8) / 10);
  }

  /** Power will be lost at the `operation`-th flash operation from now. */
  cutPower(operation = 1, when: FlashCut['when'] = 'during'): Done {
    if (this.#hosted) return refused(HOSTING);
    if (this.#options.real?.plug) return refused(REAL_PLUG);
    this.#bench.cutPower({ operation, when });
    return DONE;
  }

  /** Power stays: the cut that was ordered does not come. */
  callOffCut(): Done {
    if (this.#hosted) return refused(HOSTING);
    return this.#bench.callOffCut() ? DONE : refused('no power cut is ordered');
  }

  hang(): Done {
    if (this.#hosted) return refused(HOSTING);
    const { firmware } = this.#bench.recorder;
    if (!firmware) return refused('there is no power: nothing runs that could hang');
    if (this.#isHung) return refused('the firmware hangs already');
    firmware.hang();
    this.#isHung = true;
    this.#bench.trace.add(this.#bench.nowUs, 'firmware', 'hung', 'on request');
    return DONE;
  }

  /** Asks the firmware for a restart, as its menu does. */
  reboot(): Done {
    if (this.#hosted) return refused(HOSTING);
    const { firmware } = this.#bench.recorder;
    if (!firmware) return refused('there is no power: nothing runs that could restart');
    if (this.#isHung) return refused('the firmware hangs and hears nothing');
    if (!this.#bench.isIn('boot.ready')) return refused('the recorder is not ready yet: its menu cannot be reached');
    this.#bench.trace.add(this.#bench.nowUs, 'request', 'restart');
    firmware.request('restart.requested');
    return DONE;
  }

  /** Types the security code that the latest mail says, for those who need not read it out to themselves. */
  typeCode(): Done {
    if (this.#hosted) return refused(HOSTING);
    const code = this.#memory.recall();
    if (code === undefined) return refused('no mail has come that says a security code');
    if (this.#bench.recorder.firmware?.regions.menu !== 'recovery.qr-code') return refused('the monitor does not ask for a security code');
    return this.#hands.input('security-code', code);
  }

  /** Parts that are real ones. */
  get real(): { readonly button: boolean; readonly plug: boolean } {
    return this.#options.real ?? { button: false, plug: false };
  }

  /** This recorder outlives the run. */
  get isKept(): boolean {
    return this.#options.cells !== undefined;
  }

  /** Another recorder of the same model takes the place of this one; time begins anew. One that is kept gives its place to no other. */
  renew(state: DeviceState): Done {
    if (this.#hosted) return refused(HOSTING);
    if (this.#options.real) return refused('this recorder is on real lines: for another, end the run and start it anew');
    if (this.isKept) return refused('this recorder is kept: for another, name another --state, or none');
    this.#place(state);
    return DONE;
  }

  /** A board that the recorder has from its next power-up on; `undefined` while there is none. */
  get nextBoard(): Board | undefined {
    return this.#nextBoard;
  }

  /** The recorder is given this board when its plug is put in the next time, or, where its flash would be another one, the recorder that takes its place. `undefined`: all stays as it is. */
  plan(board: Board | undefined): void {
    this.#nextBoard = board;
  }

  /** The present recorder can have the board that is planned: its flash stays what it is. */
  get canRebuild(): boolean {
    const { board } = this.#bench;
    const next = this.#nextBoard ?? board;
    return misfitOf({ board: next.name, geometry: flashGeometry(board) }, next) === undefined;
  }

  /**
   * The same flash on another board, the clocks going on, the lid as it is. A finger that is on the button stays there: the time of the new bench begins when it was put there. Phone and inbox
   * are new ones.
   */
  #rebuild(board: Board): void {
    const { finger, lid, lasting } = this.#bench;
    const heldUs = finger.isPressing ? finger.heldUs : undefined;
    const heldMs = Math.round((heldUs ?? 0) / US_PER_MS);
    const { rtcMs, serverMs } = lasting;
    const kept = { ...lasting, board: board.name, serverMs: serverMs - heldMs, rtcMs: rtcMs === undefined ? undefined : rtcMs - heldMs };
    this.#options = { ...this.#options, board };
    this.#nextBoard = undefined;
    this.#isPlayed = false;
    const bench = new Bench({ trace: TRACE_KEPT, ...this.#options, state: kept });
    this.#put(bench, this.isKept ? bench.lasting : kept, this.#memory.knowsAnswers ? 'provisioned' : 'unknown');
    while (bench.lid.screwsIn > lid.screwsIn) bench.lid.unscrew();
    if (lid.isOpen) bench.lid.lift();
    if (heldUs === undefined) return;
    bench.finger.press();
    bench.advance(heldUs);
  }

  /**
   * Another recorder takes the place of this one, and somebody else's hands are at it: a scenario is played. Nobody at the desk does anything with it meanwhile, and time passes as
   * `time` lets it. The lid is off, so that the button can be seen.
   */
  host(bench: Bench, beginning: DeviceState | Snapshot, time: Passing): void {
    this.#hosted = time;
    this.#isPlayed = true;
    this.#put(bench, beginning);
    while (bench.lid.screwsIn > 0) bench.lid.unscrew();
    bench.lid.lift();
  }

  /** The hands of the scenario are gone; the recorder stays as it is. */
  free(): void {
    this.#hosted = undefined;
  }

  /** A scenario is being played. */
  get isHosting(): boolean {
    return this.#hosted !== undefined;
  }

  /** What a person does to the recorder's surroundings - monitor, phone, console - as they are: refused while a scenario is played. */
  byHand(act: () => Done): Done {
    return this.#hosted ? refused(HOSTING) : act();
  }

  /** A scenario was played with the present recorder. */
  get isPlayed(): boolean {
    return this.#isPlayed;
  }

  /** The time of the present recorder. */
  get time(): Passing {
    return this.#hosted ?? passingOf(this.#bench);
  }

  #place(state: DeviceState): void {
    this.#isPlayed = false;
    this.#options = { ...this.#options, board: this.#nextBoard ?? this.#options.board };
    this.#nextBoard = undefined;
    const bench = new Bench({ trace: TRACE_KEPT, ...this.#options, state });
    this.#put(bench, this.isKept ? bench.lasting : state);
    if (!this.#options.real?.plug) bench.supply.plugIn();
  }

  #put(bench: Bench, beginning: DeviceState | Snapshot, setUpBy: SetUpBy = typeof beginning === 'string' ? beginning : 'unknown'): void {
    this.#bench = bench;
    this.#beginning = beginning;
    this.#hands = new Hands(bench);
    this.#memory = new Memory(bench.outside.post, setUpBy);
    this.#history = new History(this.bench.board);
    this.#happenings = [];
    this.#hold = undefined;
    this.#lastBeepUs = undefined;
    this.#isHung = false;
    this.#bench.trace.onEntry((entry) => this.#heed(entry));
    for (const guest of this.#guests) guest(this.#bench);
  }

  #heed(entry: TraceEntry): void {
    const { atUs, signal, value } = entry;
    this.#history.add(entry);
    this.#memory.heed(entry);
    if (signal === 'buzzer' && value === 1) this.#lastBeepUs = atUs;
    if (signal === 'firmware' && value !== 'hung') this.#isHung = false;
    if (signal === 'rail' && value === 'good') this.#hold = undefined;
    if (signal === 'state.hold') this.#count(atUs, String(value).startsWith('counting'));
    if (signal === 'firmware' && value === 'stopped') this.#count(atUs, false);
    const happening = describe(entry, this.#bench);
    if (happening) this.#happenings = [...this.#happenings.slice(1 - REMEMBERED), happening];
    for (const listener of this.#listeners) listener(entry, happening);
  }

  #count(atUs: Us, isCounting: boolean): void {
    const isOpen = this.#hold !== undefined && this.#hold.toUs === undefined;
    if (isCounting && !isOpen) this.#hold = { fromUs: atUs, toUs: undefined };
    // The verdict follows the edge by a debounce time; the hold ended at the edge, or at the verdict while the button is held.
    else if (!isCounting && isOpen && this.#hold) this.#hold = { ...this.#hold, toUs: this.#endOfHold(atUs) };
  }

  #endOfHold(atUs: Us): Us {
    const opened = this.#bench.finger.isPressing ? undefined : this.#bench.trace.last('reset', atUs);
    return Math.max(opened?.atUs ?? atUs, this.#hold?.fromUs ?? 0);
  }
}

function screws(count: number): string {
  return count === 1 ? '1 screw holds' : `${count} screws hold`;
}
