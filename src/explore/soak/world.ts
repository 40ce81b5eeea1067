/**
 * A random world: one of the boards that ship, set up by its owner, and hands that do whatever comes to mind, right and wrong: holds near every limit with bounce, dips, plugs, power cuts at flash operations, hangs, clocks that jump,
 * menus, passwords, patterns, codes by mail. Everything that is known to hold is watched meanwhile; in the end the recorder must be usable. The same seed gives the same world.
 */
import { Bench } from '../../bench/bench.ts';
import { OWNER } from '../../bench/factory.ts';
import type { Board } from '../../board.ts';
import { type BoardFile, loadBoard, shippedBoards } from '../../board-file.ts';
import { unwrap } from '../../errors.ts';
import { INSTANT_MAIL } from '../../outside/instant-mail.ts';
import { codeIn } from '../../outside/mail-texts.ts';
import { createRandom, type Random } from '../../random.ts';
import { type ControlPart, isControl, UI_KEYS, type UiInput } from '../../ui/screen/model.ts';
import { formatSeconds, US_PER_MS, US_PER_S, type Us } from '../../units.ts';
import { PASSWORDS } from '../menus/login-data.ts';
import type { Property } from '../timing/property.ts';
import { loadProperties, propertiesFor } from '../timing/property-file.ts';
import { Keeper } from './keeper.ts';
import { Watcher } from './watcher.ts';

export interface WorldLived {
  readonly seed: number;
  readonly board: string;
  readonly virtualUs: Us;
  /** What went wrong first, and when; `undefined`: nothing. */
  readonly wrong: string | undefined;
  /** What was done, in words, for whoever looks at it again. */
  readonly deeds: readonly string[];
}

export interface WorldOptions {
  /** By default what chance chooses of those that ship. */
  readonly board?: BoardFile | undefined;
  /** How many things are done. */
  readonly steps?: number | undefined;
}

const STEPS = 150;
const HOUR_US = 3_600 * US_PER_S;
const KEPT_ENTRIES = 2_000;
/** In which a recorder comes up again, whatever was done to it. */
const READY_US = 20 * 60 * US_PER_S;
const WRONG = ['', 'wrong', 'Recorder2027', "a'b", '12345678', 'x'.repeat(40)] as const;

export async function liveWorld(seed: number, { board: wanted, steps = STEPS }: WorldOptions = {}): Promise<WorldLived> {
  const random = createRandom(seed);
  const file = drawBoard(random, wanted);
  const world = new World(seed, random, file.board, unwrap(loadProperties(propertiesFor(file))));
  try {
    await world.live(steps);
  } catch (error) {
    world.fail(`it throws: ${error instanceof Error ? error.stack : error}`);
  }
  return world.lived;
}

/** One of the boards that ship, unless another is wanted. Chance is asked all the same, so that the world goes on alike. */
export function drawBoard(random: Random, wanted: BoardFile | undefined): BoardFile {
  const names = shippedBoards();
  const name = names[random.int(0, names.length - 1)] as string;
  return wanted ?? unwrap(loadBoard(name));
}

class World {
  readonly #seed: number;
  readonly #random: Random;
  readonly #board: Board;
  readonly #bench: Bench;
  readonly #watcher: Watcher;
  readonly #keeper: Keeper;
  readonly #deeds: string[] = [];
  #wrong: string | undefined;

  constructor(seed: number, random: Random, board: Board, properties: readonly Property[]) {
    this.#seed = seed;
    this.#random = random;
    this.#board = board;
    this.#bench = new Bench({ board, seed, state: 'provisioned', hashCost: 1, trace: KEPT_ENTRIES, mail: INSTANT_MAIL });
    this.#watcher = new Watcher(this.#bench, properties);
    this.#keeper = new Keeper(this.#bench);
  }

  get lived(): WorldLived {
    return { seed: this.#seed, board: this.#board.name, virtualUs: this.#bench.nowUs, wrong: this.#wrong, deeds: this.#deeds };
  }

  fail(what: string): void {
    this.#wrong ??= `at ${formatSeconds(this.#bench.nowUs)}: ${what}`;
  }

  async live(steps: number): Promise<void> {
    for (let step = 0; step < steps && this.#wrong === undefined; step++) {
      await this.#doSomething();
      this.#look();
    }
    if (this.#wrong === undefined) this.#comeUp();
    this.#watcher.finish();
    this.#look();
  }

  #look(): void {
    const [broken] = this.#watcher.broken;
    if (broken) this.#wrong ??= `at ${formatSeconds(broken[1])}: ${broken[0]}`;
    const kept = this.#keeper.check();
    if (kept !== undefined) this.fail(kept);
  }

  /** Nobody does anything wrong any more: the recorder must be usable. */
  #comeUp(): void {
    const bench = this.#bench;
    this.#note('all is put right');
    bench.callOffCut();
    bench.finger.release();
    bench.supply.unplug();
    bench.advance(10 * US_PER_S);
    bench.supply.plugIn();
    if (!bench.runUntil(() => bench.isIn('boot.ready'), bench.nowUs + READY_US)) this.fail(`it does not come up: ${bench.states.join(' ') || 'off'}`);
  }

  #note(deed: string): void {
    this.#deeds.push(`${formatSeconds(this.#bench.nowUs)} ${deed}`);
  }

  #int(min: number, max: number): number {
    return this.#random.int(min, max);
  }

  #one<T>(of: readonly T[]): T {
    return of[this.#int(0, of.length - 1)] as T;
  }

  async #doSomething(): Promise<void> {
    const bench = this.#bench;
    const kind = this.#int(1, 100);
    if (kind <= 22) this.#button();
    else if (kind <= 34) this.#power();
    else if (kind <= 37) this.#hang();
    else if (kind <= 41) this.#cut();
    else if (kind <= 46) this.#clocks();
    else if (kind <= 48) this.#ask();
    else if (kind <= 50) await this.#scan();
    else if (kind <= 78) await this.#hand();
    await bench.pass(this.#while());
  }

  /** A moment, near a limit of the board, some time, or now and then a night. */
  #while(): Us {
    const { stages, debounceUs, samplingStartUs, stuckAfterUs, initDurationUs } = this.#board;
    const limits = [debounceUs, samplingStartUs, stuckAfterUs, initDurationUs, ...stages.flatMap(({ fromUs, toUs }) => [fromUs, toUs])];
    const kind = this.#int(1, 20);
    if (kind <= 7) return this.#int(0, 200) * US_PER_MS;
    if (kind <= 12) return Math.max(0, this.#one(limits.filter(Number.isFinite)) + this.#int(-3, 3) * this.#one([1, 7 * US_PER_MS]));
    if (kind <= 19) return this.#int(0, 40 * US_PER_S);
    return this.#int(0, 3 * HOUR_US);
  }

  #button(): void {
    const { finger } = this.#bench;
    if (!this.#board.hasResetButton) return;
    const bounce = this.#one(['none', 'board', { durationUs: this.#int(0, 2 * this.#board.debounceUs + 1), toggles: this.#int(1, 60) }] as const);
    this.#note(`${finger.isPressing ? 'lets go' : 'presses'}, bounce ${JSON.stringify(bounce)}`);
    if (finger.isPressing) finger.release(bounce);
    else finger.press(bounce);
  }

  #power(): void {
    const { supply } = this.#bench;
    const { supplyHoldUpUs, brownoutVolts } = this.#board;
    const kind = this.#int(1, 3);
    if (kind === 1) {
      const forUs = this.#one([Math.max(1, supplyHoldUpUs + this.#int(-2, 2)), this.#int(1, 3 * US_PER_S)]);
      const volts = this.#one([0, Math.max(0, brownoutVolts - 1)]);
      this.#note(`the mains dip to ${volts} V for ${forUs} us`);
      supply.dip(forUs, volts);
    } else if (supply.isPlugged) {
      this.#note('pulls the plug');
      supply.unplug();
    } else {
      this.#note('plugs in');
      supply.plugIn();
    }
  }

  #hang(): void {
    const { firmware } = this.#bench.recorder;
    if (!firmware || this.#board.watchdogTimeoutUs === 0) return;
    this.#note('the firmware hangs');
    this.#watcher.hung();
    firmware.hang();
  }

  #cut(): void {
    const operation = this.#int(1, 40);
    const when = this.#one(['before', 'during', 'after'] as const);
    this.#note(`power will be cut ${when} flash operation ${operation} from now`);
    this.#bench.cutPower({ operation, when });
  }

  #clocks(): void {
    const { hal, outside } = this.#bench;
    const byMs = this.#int(-30, 30) * 3_600_000;
    const kind = this.#int(1, 4);
    this.#note(kind === 1 ? 'the battery of the clock dies' : `${kind === 2 ? 'the clock of the service' : 'the clock'} jumps by ${byMs} ms`);
    if (kind === 1) hal.rtc.loseBattery();
    else if (kind === 2) outside.setServerTime(outside.serverTimeMs + byMs);
    else hal.rtc.jump(byMs);
  }

  /** As if the menu asked for it. */
  #ask(): void {
    const { firmware } = this.#bench.recorder;
    if (!firmware?.isIn('boot.ready')) return;
    const what = this.#one(['factory-default.requested', 'restart.requested', 'setup.finished'] as const);
    if (what === 'setup.finished') return;
    this.#note(what);
    this.#watcher.asked();
    firmware.request(what);
  }

  /** A phone sends the QR code on the monitor to the service, if there is one. */
  async #scan(): Promise<void> {
    const part = this.#bench.recorder.firmware?.screen.parts.find(({ kind }) => kind === 'qr');
    if (part?.kind !== 'qr') return;
    this.#note('scans the QR code');
    this.#bench.outside.service.request(part.text);
    await this.#bench.outside.settled();
  }

  /** Some things at the monitor, one after the other. */
  async #hand(): Promise<void> {
    for (let count = this.#int(1, 6); count > 0; count--) {
      const { firmware } = this.#bench.recorder;
      const controls = firmware?.screen.parts.filter(isControl) ?? [];
      if (!firmware || controls.length === 0) return;
      this.#watcher.handed();
      const part = this.#one(controls);
      const input = this.#inputFor(part);
      this.#note(JSON.stringify(input));
      firmware.input(input);
      await this.#bench.pass(this.#int(0, 1_500) * US_PER_MS);
      this.#look();
      if (this.#wrong !== undefined) return;
    }
  }

  #inputFor(part: ControlPart): UiInput {
    if (this.#int(1, 30) === 1)
      return this.#int(0, 1) === 0 ? { type: 'key', key: this.#one(UI_KEYS) } : { type: 'text', text: this.#one(['a', '1', ' ', '\u00e9']) };
    switch (part.kind) {
      case 'field':
        return { type: 'set', part: part.id, value: this.#valueFor(part.id).slice(0, part.max) };
      case 'choice':
        return { type: 'choose', part: part.id, index: this.#int(0, Math.max(0, part.options.length - 1)) };
      case 'pattern':
        return { type: 'draw', part: part.id, points: this.#int(0, 1) === 0 ? this.#right(OWNER.pattern ?? []) : [1, 2, 3, this.#one([5, 6])] };
      default:
        return { type: 'click', part: part.id };
    }
  }

  #valueFor(id: string): string {
    if (this.#int(1, 3) === 1) return this.#one(WRONG);
    if (id === 'security-code') {
      const codes = this.#bench.outside.post.inbox.flatMap(({ text }) => codeIn(text) ?? []);
      return codes.length > 0 ? this.#right(this.#one(codes)) : 'ABCDEFGH';
    }
    const answer = /^answer-(\d)$/.exec(id)?.[1];
    if (answer !== undefined) return this.#right(OWNER.questions?.[Number(answer) - 1]?.answer ?? '');
    return this.#right(id.includes('email') ? (OWNER.email ?? '') : this.#one(PASSWORDS));
  }

  #right<T>(secret: T): T {
    this.#keeper.entitled();
    return secret;
  }
}
