/**
 * Recorder, judge and monitors as one automaton, its states numbered and its steps remembered: each pair of state and event is asked for once. This is what both searches walk.
 * Of timers that end at the same moment the judge's come first, then those of the recorder in the order in which they were started, as the driver of the firmware fires them; then the
 * monitors', since what must follow at once may take that moment.
 */
import type { Board } from '../../board.ts';
import type { MachineState } from '../../fsm/stepper.ts';
import { stateKey } from '../../fsm/stepper.ts';
import type { Us } from '../../units.ts';
import { Judge, type Opinion } from './judge.ts';
import { Numbering } from './numbering.ts';
import { concerns, isSeen, type Memory, type Property, watch } from './property.ts';
import { TimerChanges } from './timer-changes.ts';
import { type Condition, World, type WorldOptions } from './world.ts';

/** What stands before the name of a monitor's timer. */
const MONITOR = 'property.';

export interface Step {
  readonly to: number;
  /** Numbers of timers. */
  readonly stops: readonly number[];
  /** All timers of the recorder stop. */
  readonly halts: boolean;
  readonly starts: readonly { readonly timer: number; readonly fromUs: Us; readonly toUs: Us }[];
  readonly seen: readonly string[];
  readonly broken: readonly Property[];
}

interface State {
  readonly world: Condition;
  readonly opinion: Opinion;
  readonly memories: readonly Memory[];
}

export interface PlantOptions extends WorldOptions {
  readonly properties: readonly Property[];
}

/** 0 the judge's, 1 the recorder's, 2 a monitor's. */
export type Rank = 0 | 1 | 2;

export class Plant {
  readonly #world: World;
  readonly #judge: Judge;
  readonly #board: Board;
  readonly properties: readonly Property[];
  readonly #states = new Numbering<State>();
  readonly #machines = new Numbering<MachineState>();
  /** Of each object that was met: the stepper gives the same again and again. */
  readonly #machineNumbers = new Map<MachineState, number>();
  readonly #steps: Map<number | string, Step>[] = [];
  readonly #deeds: (readonly string[])[] = [];
  readonly #concerned = new Map<string, readonly number[]>();
  readonly #timers = new Numbering<{ readonly name: string; readonly rank: Rank }>();
  readonly #longestUs: Us[] = [];

  constructor(options: PlantOptions) {
    this.#world = new World(options);
    this.#judge = new Judge(options.board);
    this.#board = options.board;
    this.properties = options.properties;
    this.#number({ world: this.#world.beginning, opinion: this.#judge.beginning, memories: this.properties.map(() => 0 as const) });
  }

  /** The state at the beginning is 0. */
  get size(): number {
    return this.#states.size;
  }

  deedsAt(state: number): readonly string[] {
    this.#deeds[state] ??= this.#world.deedsAt(this.#states.at(state).world);
    return this.#deeds[state] as readonly string[];
  }

  timerName(timer: number): string {
    return this.#timers.at(timer).name;
  }

  rankOf(timer: number): Rank {
    return this.#timers.at(timer).rank;
  }

  /** Of the debouncing of the contact, the recorder's or the judge's. */
  isOfContact(timer: number): boolean {
    return /^(button\.|judge\.settled)/.test(this.timerName(timer));
  }

  get debounceUs(): Us {
    return this.#board.debounceUs;
  }

  /** How long it ran at most, of what was seen so far. */
  longestUs(timer: number): Us {
    return this.#longestUs[timer] as Us;
  }

  /** Goes on while the processor does not. */
  outlivesHalt(timer: number): boolean {
    return this.rankOf(timer) !== 1;
  }

  /** What the recorder is in, in words: the states of its regions, `off`, `hung`. */
  describe(state: number): string {
    const { world } = this.#states.at(state);
    if (world.isHung) return 'hung';
    if (!world.machine) return 'off';
    return Object.entries(world.machine.regions)
      .map(([region, at]) => `${region}.${at}`)
      .join(' ');
  }

  /** Whether the thing can be seen in this state, as `boot ready.login` can for as long as it lasts. */
  shows(state: number, sight: string): boolean {
    const { machine } = this.#states.at(state).world;
    return machine !== undefined && Object.entries(machine.regions).some(([region, at]) => isSeen(sight, `${region} ${at}`));
  }

  /** `event`: the name of a deed, or the number of a timer that ends. */
  step(state: number, event: string | number): Step {
    this.#steps[state] ??= new Map();
    const row = this.#steps[state] as Map<number | string, Step>;
    let found = row.get(event);
    if (!found) {
      found = this.#take(this.#states.at(state), typeof event === 'number' ? this.timerName(event) : event);
      row.set(event, found);
    }
    return found;
  }

  #take({ world, opinion, memories }: State, event: string): Step {
    const broken: Property[] = [];
    const next = [...memories];
    const timers = new TimerChanges();
    const seen: string[] = [];
    const see = (sights: readonly string[]) => {
      for (const sight of sights) {
        seen.push(sight);
        for (const index of this.#concernedBy(sight)) {
          const property = this.properties[index] as Property;
          const { memory, isBroken, timer } = watch(property, next[index] as Memory, sight);
          next[index] = memory;
          if (isBroken) broken.push(property);
          const name = `${MONITOR}${index}`;
          if (timer === 'stops') timers.stop(name);
          else if (timer === 'starts' && property.kind === 'within') timers.start(name, property.withinUs);
        }
      }
    };
    if (event.startsWith(MONITOR)) {
      const index = Number(event.slice(MONITOR.length));
      broken.push(this.properties[index] as Property);
      next[index] = 0;
      return this.#stepTo({ world, opinion, memories: next }, { timers, halts: false, seen, broken });
    }
    let judgement = opinion;
    const judge = (what: string, arms = false) => {
      const judged = this.#judge.take(judgement, what, arms);
      judgement = judged.next;
      timers.take(judged);
      see(judged.seen);
    };
    if (event.startsWith('judge.') || event.startsWith('contact.')) judge(event);
    let after = world;
    let halts = false;
    if (!event.startsWith('judge.')) {
      const change = this.#world.take(world, event);
      after = change.next;
      halts = change.halts;
      for (const sight of change.seen) {
        if (sight === 'hung' || sight === 'power lost') judge('halted');
        const cause = /^power-up (.*)$/.exec(sight)?.[1];
        if (cause !== undefined)
          judge('power-up', this.#board.armOn.some((each) => each === cause) && !after.stored.stuckBefore && after.stored.pendingReset === 'none');
        see([sight]);
      }
      timers.take(change);
      see(changesOf(world.machine, after.machine));
    }
    return this.#stepTo({ world: after, opinion: judgement, memories: next }, { timers, halts, seen, broken });
  }

  #stepTo(state: State, { timers, ...rest }: Pick<Step, 'halts' | 'seen' | 'broken'> & { readonly timers: TimerChanges }): Step {
    return {
      to: this.#number(state),
      stops: timers.stops.map((timer) => this.#timer(timer)),
      starts: timers.starts.map(({ timer: name, fromUs, toUs }) => {
        const timer = this.#timer(name);
        this.#longestUs[timer] = Math.max(this.#longestUs[timer] ?? 0, toUs);
        return { timer, fromUs, toUs };
      }),
      ...rest,
    };
  }

  /** The numbers of the properties that the sight means anything to. */
  #concernedBy(sight: string): readonly number[] {
    let found = this.#concerned.get(sight);
    if (!found) {
      found = [...this.properties.keys()].filter((index) => concerns(this.properties[index] as Property, sight));
      this.#concerned.set(sight, found);
    }
    return found;
  }

  #number(state: State): number {
    const { machine, ...world } = state.world;
    const key = `${machine ? this.#machine(machine) : 'none'};${flat(world)};${flat(state.opinion)};${state.memories.join('')}`;
    return this.#states.of(key, state);
  }

  #machine(machine: MachineState): number {
    let found = this.#machineNumbers.get(machine);
    if (found === undefined) {
      found = this.#machines.of(stateKey(machine), machine);
      this.#machineNumbers.set(machine, found);
    }
    return found;
  }

  #timer(name: string): number {
    return this.#timers.of(name, { name, rank: name.startsWith('judge.') ? 0 : name.startsWith(MONITOR) ? 2 : 1 });
  }
}

/** All that is in it, as text. */
function flat(part: object): string {
  let text = '';
  for (const value of Object.values(part)) text += `${typeof value === 'object' ? `[${flat(value)}]` : value},`;
  return text;
}

/** The regions that came to a new state, as `boot ready.login`. */
function changesOf(before: MachineState | undefined, after: MachineState | undefined): string[] {
  if (!after || before === after) return [];
  return Object.entries(after.regions)
    .filter(([region, at]) => before?.regions[region as keyof MachineState['regions']] !== at)
    .map(([region, at]) => `${region} ${at}`);
}
