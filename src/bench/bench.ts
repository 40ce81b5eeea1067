/**
 * The simulated world of one recorder: virtual time, plug and supply, finger and lid, the device, what is outside the room, and the trace of it all.
 * The bench knows what the firmware cannot: how long the button was held before there was power.
 */
import type { Board, Verdict } from '../board.ts';
import type { Handled } from '../firmware/menus.ts';
import { chartOf } from '../fsm/chart.ts';
import type { MenuStepper } from '../fsm/menus.ts';
import type { Stepper } from '../fsm/stepper.ts';
import { VirtualClock } from '../hal/machine/virtual-clock.ts';
import { createMockHal, type MockHal, RTC_EPOCH_MS } from '../hal/mock/index.ts';
import { flashGeometry } from '../hal/nor/board-flash.ts';
import { MemoryStore, putCells } from '../hal/nor/memory-store.ts';
import type { CellStore } from '../hal/nor/nor-array.ts';
import type { FlashCut } from '../hal/nor/nor-flash.ts';
import type { Observe } from '../hal/ports.ts';
import { type MailWay, Outside } from '../outside/outside.ts';
import type { Registered } from '../outside/vendor-service.ts';
import { createRandom } from '../random.ts';
import { Recorder } from '../recorder.ts';
import type { CredentialState } from '../storage/credentials.ts';
import { Storage } from '../storage/storage.ts';
import { type Language, NO_SIGNAL } from '../ui/screen/model.ts';
import { textLines } from '../ui/screen/text-lines.ts';
import type { Us } from '../units.ts';
import { firmwareBoard } from '../variant.ts';
import { type Explanation, explainVerdict } from './explain.ts';
import { type Delivery, newRecorder } from './factory.ts';
import { Finger } from './finger.ts';
import { Lid } from './lid.ts';
import { gradePrePowerHold, type PrePowerGrade } from './pre-power-hold.ts';
import { clockAfter, misfitOf, type Snapshot } from './snapshot.ts';
import { Supply } from './supply.ts';
import { Trace, type TraceEntry } from './trace.ts';

export interface BenchOptions {
  readonly board: Board;
  /** Shown on the boot screen. */
  readonly brand?: string;
  /** Of the recorder's screens; English by default. */
  readonly language?: Language;
  /** Bounce and entropy; the same seed gives the same run. */
  readonly seed?: number;
  /** `factory`: fresh from its box. `provisioned`: set up by the owner in factory.ts. Or as it was when a snapshot was taken. */
  readonly state?: Delivery['state'] | Snapshot;
  /** A flash that has a recorder's data in it already; then `state` says nothing. */
  readonly cells?: CellStore;
  /** log2 of scrypt's N instead of the board's: a weak cost makes tests fast, and is told in the trace. */
  readonly hashCost?: number;
  /** Where the service's mail goes; by default to an inbox of our own (`outside.post.inbox`). */
  readonly mail?: MailWay;
  /** `false` leaves the trace empty, for speed. A number keeps so many of the latest entries, and at times twice as many: for runs without an end. */
  readonly trace?: boolean | number;
  /** The statechart; by default one that remembers its steps, shared by all benches of a board. */
  readonly stepper?: Stepper;
  /** The statechart of the menus, when it is first needed; by default the board's. */
  readonly menus?: () => MenuStepper;
}

export class Bench {
  readonly board: Board;
  readonly brand: string;
  readonly language: Language;
  readonly seed: number;
  readonly clock = new VirtualClock();
  readonly trace = new Trace();
  readonly hal: MockHal;
  readonly recorder: Recorder;
  readonly supply: Supply;
  readonly finger: Finger;
  readonly lid: Lid;
  /** Phone, vendor's service and mail. */
  readonly outside: Outside;
  readonly #observe: Observe;
  readonly #onHandled: Handled[] = [];
  #grade: PrePowerGrade | undefined;
  #announced: TraceEntry | undefined;
  /** No hold waits for its verdict, which will be explained from the trace. */
  #isJudged = true;
  /** The explanation of `#announced`, once the trace is too short for it. */
  #explained: Explanation | undefined;

  constructor(options: BenchOptions) {
    const { board, brand = 'Dahua', language = 'en', seed = 1, state = 'factory', trace = true, stepper = chartOf(board).stepper } = options;
    const { hashCost = board.passwordHashCost, menus = () => chartOf(board).menus } = options;
    this.board = board;
    this.brand = brand;
    this.language = language;
    this.seed = seed;
    const { clock } = this;
    const observe = (signal: string, value: string | number, detail?: string) => {
      if (signal === 'verdict' && (value !== 'not-armed' || !this.#announced)) this.#announce({ atUs: clock.nowUs, signal, value, detail });
      if (trace !== false) this.trace.add(clock.nowUs, signal, value, detail);
      if (typeof trace === 'number') this.#keepLatest(trace, signal, value);
    };
    this.#observe = observe;
    this.hal = createMockHal(
      board,
      clock,
      seed,
      observe,
      options.cells ?? (typeof state === 'string' ? newRecorder(board, { state, seed, hashCost }) : cellsOf(state, board)),
    );
    if (options.cells) this.#catchUp();
    if (hashCost < board.passwordHashCost) observe('log', 'weak password hashes', `cost ${hashCost} instead of ${board.passwordHashCost}`);
    const handled: Handled = (handling, screen) => {
      for (const listener of this.#onHandled) listener(handling, screen);
    };
    this.recorder = new Recorder({ board: firmwareBoard(board), brand, language, hashCost, stepper, menus, hal: this.hal, observe, handled });
    this.outside = new Outside({
      clock,
      board,
      language,
      network: this.hal.network,
      photograph: () => this.photograph(),
      lookUp: (serial) => this.#registered(serial),
      epochMs: this.hal.rtc.read() ?? RTC_EPOCH_MS,
      mail: options.mail,
      observe,
    });
    this.finger = new Finger(board, clock, this.hal.resetButton, createRandom(seed + 1), observe);
    this.lid = new Lid(observe);
    this.supply = new Supply(
      board,
      clock,
      {
        powerGood: (cause) => {
          this.#announce(undefined);
          this.#grade = cause === 'power-on' && this.finger.isPressing ? gradePrePowerHold(board, this.finger.heldUs) : undefined;
          if (this.#grade) observe('grade', this.#grade.verdict, this.#grade.message);
          this.recorder.powerGood(cause);
        },
        powerLost: () => this.recorder.powerLost(),
      },
      observe,
    );
    if (!options.cells && typeof state !== 'string') this.#putBesideFlash(state);
  }

  #announce(verdict: TraceEntry | undefined): void {
    this.#announced = verdict;
    this.#explained = undefined;
  }

  /** Forgets the rest of the trace once it is as long again, after the entry of `signal`. */
  #keepLatest(count: number, signal: string, value: string | number): void {
    if (signal === 'state.hold') this.#isJudged = !String(value).startsWith('counting') && (this.#isJudged || value === 'idle');
    else if (signal === 'verdict' || signal === 'firmware') this.#isJudged = true;
    if (this.trace.entries.length < 2 * count || !this.#isJudged) return;
    if (this.#announced) this.#explained = this.explain();
    this.trace.keepLatest(count);
  }

  /** As clockAfter says. */
  #catchUp(): void {
    const nowMs = clockAfter(new Storage(this.hal.flash));
    if (nowMs !== this.hal.rtc.read()) this.hal.rtc.set(nowMs);
  }

  /** The service has the recorder in its books as its maker and its owner left it: with its key, and the address that is stored in it. */
  #registered(serial: string): Registered | undefined {
    const { identity, credentials } = new Storage(this.hal.flash);
    if (!identity || identity.serial !== serial) return undefined;
    return { ...identity, email: credentials.kind === 'present' ? credentials.credentials.email : undefined };
  }

  get nowUs(): Us {
    return this.clock.nowUs;
  }

  /** Hears what people do with the controls of the recorder's screens: what they type too, which is in no trace. */
  onHandled(listener: Handled): void {
    this.#onHandled.push(listener);
  }

  /** A picture of the monitor, as a PNG file. */
  async photograph(): Promise<Uint8Array> {
    const { screenshot } = await import('../ui/picture/screenshot.ts');
    return screenshot(this.recorder.firmware?.screen);
  }

  /** How the person held the button before power, for the present power-up; `undefined` when they did not hold it. */
  get prePowerGrade(): PrePowerGrade | undefined {
    return this.#grade;
  }

  /** The active states as dotted paths: `boot.ready.login`, `hold.counting.window`, ... Empty without power. */
  get states(): readonly string[] {
    const regions = this.recorder.firmware?.regions;
    return regions ? Object.entries(regions).map(([region, state]) => `${region}.${state}`) : [];
  }

  /** What the flash says of the login data, as the next boot would read it. */
  get credentials(): CredentialState['kind'] {
    return new Storage(this.hal.flash).credentials.kind;
  }

  /** The title of what stands on the monitor, without drawing it. */
  get title(): string {
    return this.recorder.firmware?.title ?? NO_SIGNAL;
  }

  /** What stands on the monitor, as text. */
  get shown(): { readonly title: string; readonly lines: readonly string[] } {
    const screen = this.recorder.firmware?.screen;
    return screen ? { title: screen.title.text, lines: textLines(screen) } : { title: NO_SIGNAL, lines: [] };
  }

  /** Whether the dotted path, or a state below it, is active. */
  isIn(path: string): boolean {
    return this.recorder.firmware?.isIn(path) ?? false;
  }

  /**
   * The verdict on the button since power was last good: what the firmware announced last, but `not-armed` only where
   * nothing else was announced. `undefined` before the first sample, while a hold is counted, and when there was no power yet.
   */
  get verdict(): Verdict | undefined {
    if (this.#announced) return this.#announced.value as Verdict;
    const hold = this.recorder.firmware?.regions.hold;
    return hold === undefined || hold === 'unsampled' || hold.startsWith('counting') ? undefined : 'not-armed';
  }

  /** The verdict with its cause in words; `undefined` where `verdict` is. Needs the trace. */
  explain(): Explanation | undefined {
    const { verdict } = this;
    if (!verdict) return undefined;
    if (this.#announced) return this.#explained ?? explainVerdict(this.trace, this.#announced, this.board);
    if (!this.board.hasResetButton) return { verdict, because: 'not-fitted', atUs: this.nowUs, text: 'this model has no reset button' };
    return { verdict, because: 'open-at-first-sample', atUs: this.nowUs, text: 'the button was not held at the first sample' };
  }

  /**
   * Orders a power cut at a flash operation: the rail fails at once, without the supply's hold-up, and the plug is out. `operation` counts from 1, the next one.
   * Replaces one ordered before.
   */
  cutPower({ operation, when, ...rest }: FlashCut): void {
    const { flash } = this.hal;
    this.#observe('cut', 'ordered', `${when} flash operation ${operation} from now`);
    flash.cutAt({ operation: flash.operations + operation, when, ...rest }, () => this.supply.cut());
  }

  /** Takes back a power cut that was ordered and has not come. Returns whether there was one. */
  callOffCut(): boolean {
    const { flash } = this.hal;
    if (!flash.cut) return false;
    flash.cutAt(undefined);
    this.#observe('cut', 'called-off');
    return true;
  }

  /** The recorder as it is now, or rather as it would be if power had just been lost. `name` is for the trace. */
  snapshot(name?: string): Snapshot {
    this.#observe('snapshot', 'taken', name);
    return this.lasting;
  }

  /** The same, of which nobody is told. */
  get lasting(): Snapshot {
    const { flash, rtc } = this.hal;
    const { serverTimeMs: serverMs, service } = this.outside;
    const geometry = flashGeometry(this.board);
    return {
      board: this.board.name,
      geometry,
      cells: MemoryStore.of(geometry, flash.array.store),
      rtcMs: rtc.read(),
      serverMs,
      books: service.books,
    };
  }

  /**
   * Power is lost at this moment, the plug is out, and what the snapshot holds is put back; the next power-up begins with it. Time goes on, and so do finger, mails on
   * their way and a dip that lasts; a power cut that was ordered is taken back. Throws a RangeError for a snapshot of another board.
   */
  restore(snapshot: Snapshot, name?: string): void {
    const cells = cellsOf(snapshot, this.board);
    const { flash } = this.hal;
    flash.cutAt(undefined);
    this.supply.cut();
    this.#observe('snapshot', 'restored', name);
    putCells(flash.array.store, flash.eraseSize, cells);
    this.#putBesideFlash(snapshot);
  }

  /** All of a snapshot that is not in the flash. */
  #putBesideFlash(snapshot: Snapshot): void {
    const { rtc } = this.hal;
    if (snapshot.rtcMs !== undefined) rtc.set(snapshot.rtcMs);
    else if (rtc.read() !== undefined) rtc.loseBattery();
    this.outside.setServerTime(snapshot.serverMs);
    this.outside.service.putBooks(snapshot.books);
  }

  advance(byUs: Us): void {
    this.clock.advance(byUs);
  }

  advanceTo(atUs: Us): void {
    this.clock.advanceTo(atUs);
  }

  /**
   * As `advance`, but time stands still while something outside takes real time: a picture is read, a mail is exchanged. It ends early, event by event, once
   * `isOver`.
   */
  async pass(byUs: Us, isOver: () => boolean = () => false): Promise<void> {
    const endUs = this.nowUs + byUs;
    while (!isOver()) {
      if (this.outside.isBusy) await this.outside.settled();
      if (!this.clock.step(endUs)) {
        this.clock.advanceTo(endUs);
        return;
      }
    }
  }

  /** Runs until `condition` holds, event by event, and returns true; false when it does not hold by `limitUs`, which is then the time. */
  runUntil(condition: () => boolean, limitUs: Us): boolean {
    while (!condition()) {
      if (!this.clock.step(limitUs)) {
        this.clock.advanceTo(limitUs);
        return false;
      }
    }
    return true;
  }
}

/** A copy of the cells of a snapshot. Throws a RangeError where they are of another board. */
function cellsOf(snapshot: Snapshot, board: Board): MemoryStore {
  const misfit = misfitOf(snapshot, board);
  if (misfit) throw new RangeError(`the snapshot ${misfit}`);
  return snapshot.cells.clone();
}
