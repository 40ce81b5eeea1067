/** Watches a bench as the searches of all timings watch their automaton: the judge of holds and the properties of a board, told by the trace what is seen, and when. */
import type { Bench } from '../../bench/bench.ts';
import type { TraceEntry } from '../../bench/trace.ts';
import { Storage } from '../../storage/storage.ts';
import type { Us } from '../../units.ts';
import { Judge, type Judged, type Opinion } from '../timing/judge.ts';
import { type Memory, type Property, watch } from '../timing/property.ts';

/** After a hand at the menus: what it asked for has begun by then. */
const ASKED_US: Us = 3_000_000;

const JOURNAL: Readonly<Record<string, string>> = {
  requested: 'reset.request',
  erased: 'settings.erase',
  defaulted: 'defaults.restore',
  done: 'reset.finish',
};

interface Timer {
  readonly name: string;
  readonly atUs: Us;
}

export class Watcher {
  /** Each property that was broken, once, with the moment. */
  readonly broken = new Map<string, Us>();
  readonly #bench: Bench;
  readonly #properties: readonly Property[];
  readonly #memories: Memory[];
  readonly #judge: Judge;
  #opinion: Opinion;
  /** The judge's. */
  #limits: Timer[] = [];
  /** When a property is broken, by its place. */
  readonly #dueUs = new Map<number, Us>();
  #buzzes = false;
  /** When a hold was last worth something. */
  #heldUs = Number.NEGATIVE_INFINITY;
  #menu = 'closed';
  #handUs = Number.NEGATIVE_INFINITY;
  /** What the menus asked for is under way, until the next start. */
  #isAsked = false;

  constructor(bench: Bench, properties: readonly Property[]) {
    this.#bench = bench;
    this.#properties = properties;
    this.#memories = properties.map(() => 0);
    this.#judge = new Judge(bench.board);
    this.#opinion = this.#judge.beginning;
    bench.trace.onEntry((entry) => this.#hear(entry));
  }

  /** A hand does something at the menus now. */
  handed(): void {
    this.#handUs = this.#bench.nowUs;
  }

  /** Somebody at the menus asks for a restart or a factory default now. */
  asked(): void {
    this.#isAsked = true;
  }

  /** The firmware hangs now; the trace does not know. */
  hung(): void {
    this.#passTo(this.#bench.nowUs);
    this.#take('halted');
    this.#see('hung');
  }

  /** Nothing more comes: what was due is judged. */
  finish(): void {
    this.#passTo(this.#bench.nowUs + 1);
  }

  #hear({ atUs, signal, value, detail }: TraceEntry): void {
    const { board } = this.#bench;
    this.#passTo(atUs);
    if (signal === 'reset') this.#take(value === board.closedLevel ? 'contact.closed' : 'contact.opened');
    else if (signal === 'firmware' && value === 'started') this.#started(String(detail));
    else if (signal === 'firmware') {
      this.#take('halted');
      this.#see('power lost');
      this.#silence();
    } else if (signal === 'verdict') this.#see(`verdict ${value}`);
    else if (signal === 'buzzer') {
      this.#buzzes = value === 1;
      this.#see(`buzzer ${value === 1 ? 'on' : 'off'}`);
    } else if (signal === 'journal') this.#see(JOURNAL[String(value)] ?? '');
    else if (signal === 'state.menu') {
      if (value !== 'closed') this.#menu = String(value);
    } else if (signal.startsWith('state.')) this.#entered(signal.slice('state.'.length), String(value));
  }

  #started(cause: string): void {
    if (cause === 'watchdog') this.#see('watchdog');
    else if (cause === 'software' && !this.#isFromMenu) this.#see('restart');
    this.#silence();
    this.#isAsked = false;
    this.#menu = 'closed';
    const { board, hal } = this.#bench;
    const { stuckBefore, pendingReset } = new Storage(hal.flash).stored;
    this.#take('power-up', board.armOn.some((each) => each === cause) && !stuckBefore && pendingReset === undefined);
    this.#see(`power-up ${cause}`);
  }

  #entered(region: string, state: string): void {
    const wipe = { 'defaulting.requesting': 'wipe all', 'clearing-password.requesting': 'wipe password' }[state];
    if (region === 'boot' && wipe !== undefined) {
      if (this.#isFromMenu) this.#isAsked = true;
      else this.#see(wipe);
    }
    if (region === 'boot' && state === 'restarting' && this.#isFromMenu) this.#isAsked = true;
    this.#see(`${region} ${state}`);
  }

  /** The desktop offers both; but what a hold is worth at this very moment is the hold's. */
  get #isFromMenu(): boolean {
    if (this.#heldUs === this.#bench.nowUs) return false;
    return this.#isAsked || (this.#menu.startsWith('desktop') && this.#bench.nowUs - this.#handUs < ASKED_US);
  }

  #silence(): void {
    if (this.#buzzes) this.#see('buzzer off');
    this.#buzzes = false;
  }

  #take(event: string, arms = false): void {
    const judged = this.#judge.take(this.#opinion, event, arms);
    this.#apply(judged, this.#bench.nowUs);
  }

  #apply({ next, stops, starts, seen }: Judged, nowUs: Us): void {
    this.#opinion = next;
    this.#limits = this.#limits.filter(({ name }) => !stops.includes(name));
    for (const { timer, fromUs } of starts) this.#limits.push({ name: timer, atUs: nowUs + fromUs });
    for (const sight of seen) {
      // While the recorder does what the menus asked for, a hold that was released just before comes too late.
      if (sight.startsWith('held') && this.#isAsked) continue;
      if (sight.startsWith('held') && sight !== 'held none') this.#heldUs = nowUs;
      this.#see(sight, nowUs);
    }
  }

  /** What is due by `untilUs`: the judge's first, and what must be by a moment may still come at it. */
  #passTo(untilUs: Us): void {
    for (;;) {
      const next = this.#limits.toSorted((a, b) => a.atUs - b.atUs)[0];
      const judgedUs = next && next.atUs <= untilUs ? next.atUs : untilUs;
      for (const [place, dueUs] of [...this.#dueUs])
        if (dueUs < judgedUs) {
          this.#break(place, dueUs);
          this.#dueUs.delete(place);
          this.#memories[place] = 0;
        }
      if (!next || next.atUs > untilUs) return;
      this.#limits = this.#limits.filter((each) => each !== next);
      this.#apply(this.#judge.take(this.#opinion, next.name, false), next.atUs);
    }
  }

  #see(sight: string, nowUs: Us = this.#bench.nowUs): void {
    this.#properties.forEach((property, place) => {
      const { memory, isBroken, timer } = watch(property, this.#memories[place] as Memory, sight);
      this.#memories[place] = memory;
      if (isBroken) this.#break(place, nowUs);
      if (timer === 'stops') this.#dueUs.delete(place);
      else if (timer === 'starts' && property.kind === 'within') this.#dueUs.set(place, nowUs + property.withinUs);
    });
  }

  #break(place: number, atUs: Us): void {
    const { name } = this.#properties[place] as Property;
    if (!this.broken.has(name)) this.broken.set(name, atUs);
  }
}
