/**
 * Two recorders at which the same is done at the same moments, as one automaton for the searches of all timings: whose observations differ, differ for one of the reasons that are kept here as properties that it breaks.
 * Of what can be observed only the order counts, not how long it takes: what one shows first waits for the other, until it shows the same, something else, or for so long nothing that it will not. Meanwhile nothing
 * new is begun: a button is let go, and power may be lost, which leaves open what it would have shown. Once they differ, what comes after tells nothing more, and is not looked at.
 */
import type { Us } from '../../units.ts';
import { Numbering } from '../timing/numbering.ts';
import type { Step } from '../timing/plant.ts';
import type { Property } from '../timing/property.ts';
import type { Automaton } from '../timing/search.ts';
import type { Side } from './side.ts';

/** What the first and what the second recorder shows; `undefined`: nothing. */
export type Difference = readonly [string | undefined, string | undefined];

/** `ahead`: whose observations these are. `mayPress`: the other may still take what was a release to this one for a bounce. */
interface Waiting {
  readonly ahead: 0 | 1;
  readonly shown: readonly string[];
  readonly mayPress: boolean;
}

interface State {
  readonly sides: readonly [number, number];
  readonly waiting: Waiting | undefined;
}

/** The timers of the pair, which come first: no more is waited for; a lift of the contact is a release to both. */
const OWN = ['nothing.more', 'settled'];
const [NOTHING_MORE, SETTLED] = [0, 1];
/** More is never waited for: who shows so much while the other shows nothing differs. */
const WAITING_MAX = 3;
/** The end of a way: they differ, or nobody can tell. */
const OVER = -1;

export class Pair implements Automaton {
  readonly properties: readonly Property[] = [];
  readonly #sides: readonly [Side, Side];
  readonly #patienceUs: Us;
  readonly #states = new Numbering<State>();
  readonly #steps: Map<string | number, Step>[] = [];
  readonly #timers = new Numbering<string>();
  readonly #longestUs: Us[] = [];
  /** The timers of each recorder, as far as they were seen. */
  readonly #timersOf: readonly [number[], number[]] = [[], []];
  readonly #differences = new Map<string, Property>();
  readonly #differenceOf = new Map<Property, Difference>();

  /** `patienceUs`: how long one of them shows nothing until it is sure that it will not. */
  constructor(sides: readonly [Side, Side], patienceUs: Us) {
    this.#sides = sides;
    this.#patienceUs = patienceUs;
    for (const name of OWN) this.#timers.of(name, name);
    this.#longestUs[NOTHING_MORE] = patienceUs;
    this.#longestUs[SETTLED] = Math.abs(this.#lagUs(0));
    this.#number({ sides: [0, 0], waiting: undefined });
  }

  /** That of a property that a search found broken. */
  differenceOf(property: Property): Difference {
    return this.#differenceOf.get(property) as Difference;
  }

  deedsAt(state: number): readonly string[] {
    const { sides, waiting } = this.#states.at(state);
    if (sides[0] === OVER) return [];
    const [first, second] = [this.#sides[0].deedsAt(sides[0]), this.#sides[1].deedsAt(sides[1])];
    return [...new Set([...first, ...second])].filter((deed) => {
      if (waiting) return deed === 'contact.opened' || deed === 'power.lost' || (deed === 'contact.closed' && waiting.mayPress);
      if (deed.startsWith('contact.') || deed === 'power.lost') return true;
      // Where one treats power-on and brown-out alike it knows one of them.
      return deed === 'power-on' || deed === 'brown-out' || (first.includes(deed) && second.includes(deed));
    });
  }

  timerName(timer: number): string {
    return this.#timers.at(timer);
  }

  rankOf(timer: number): 0 | 1 | 2 {
    return timer <= SETTLED ? 2 : this.#timersOf[0].includes(timer) ? 0 : 1;
  }

  outlivesHalt(): boolean {
    return false;
  }

  longestUs(timer: number): Us {
    return this.#longestUs[timer] ?? 0;
  }

  shows(): boolean {
    return false;
  }

  step(state: number, event: string | number): Step {
    this.#steps[state] ??= new Map();
    const known = this.#steps[state] as Map<string | number, Step>;
    let found = known.get(event);
    if (!found) {
      const { sides, waiting } = this.#states.at(state);
      if (event !== NOTHING_MORE && event !== SETTLED) found = this.#take({ sides, waiting }, event);
      else if (!waiting) throw new Error('nothing is waited for');
      else if (event === NOTHING_MORE) found = this.#differ(alone(waiting.ahead, waiting.shown[0]));
      else
        found = { to: this.#number({ sides, waiting: { ...waiting, mayPress: false } }), stops: [], starts: [], halts: false, seen: [], broken: [] };
      known.set(event, found);
    }
    return found;
  }

  #take({ sides, waiting }: State, event: string | number): Step {
    const next: [number, number] = [...sides];
    const shown: [string[], string[]] = [[], []];
    if (waiting) shown[waiting.ahead].push(...waiting.shown);
    const seen: string[] = [];
    const stops: number[] = [];
    const starts: Step['starts'][number][] = [];
    let halted = 0;
    for (const side of [0, 1] as const) {
      const name = this.#eventFor(side, sides[side], event);
      if (name === undefined) continue;
      const change = this.#sides[side].step(sides[side], name);
      next[side] = change.to;
      stops.push(...(change.halts ? this.#timersOf[side] : change.stops.map((timer) => this.#timer(`${side}:${timer}`, side))));
      if (change.halts) halted++;
      for (const { timer, toUs } of change.starts) {
        const number = this.#timer(`${side}:${timer}`, side);
        this.#longestUs[number] = Math.max(this.longestUs(number), toUs);
        // What chance decides, as when a watchdog was last fed, is decided alike in both.
        starts.push({ timer: number, fromUs: toUs, toUs });
      }
      if (change.observed === '') continue;
      shown[side].push(change.observed);
      seen.push(`${this.#sides[side].board.name}: ${change.observed}`);
    }
    const step = { stops, starts, halts: halted === 2, seen };
    let matched = 0;
    while (shown[0].length > 0 && shown[1].length > 0) {
      const [first, second] = [shown[0].shift(), shown[1].shift()];
      if (first !== second) return this.#differ([first, second], step);
      matched++;
    }
    const ahead = shown[0].length > 0 ? 0 : 1;
    const ofAhead = shown[ahead];
    if (ofAhead.length > WAITING_MAX) return this.#differ(alone(ahead, ofAhead[0]), step);
    if (ofAhead.length > 0 && event === 'power.lost') return { ...step, to: this.#over(), broken: [] };
    if (ofAhead.length === 0) {
      if (waiting) stops.push(NOTHING_MORE, SETTLED);
      return { ...step, to: this.#number({ sides: next, waiting: undefined }), broken: [] };
    }
    let mayPress = waiting?.mayPress ?? false;
    if (!waiting || matched > 0) {
      stops.push(NOTHING_MORE, SETTLED);
      starts.push({ timer: NOTHING_MORE, fromUs: this.#patienceUs, toUs: this.#patienceUs });
      const lagUs = this.#lagUs(ahead);
      mayPress = lagUs > 0;
      if (mayPress) starts.push({ timer: SETTLED, fromUs: lagUs, toUs: lagUs });
    }
    return { ...step, to: this.#number({ sides: next, waiting: { ahead, shown: ofAhead, mayPress } }), broken: [] };
  }

  /** How much later the other takes a lift of the contact for a release; negative: earlier. */
  #lagUs(ahead: 0 | 1): Us {
    const [first, second] = this.#sides.map(({ believed }) => believed.debounceUs) as [Us, Us];
    return ahead === 0 ? second - first : first - second;
  }

  /** What a recorder takes the event for; nothing where it is no affair of it. */
  #eventFor(side: 0 | 1, state: number, event: string | number): string | undefined {
    if (typeof event === 'number') return this.#timersOf[side].includes(event) ? this.timerName(event).slice(2) : undefined;
    const deeds = this.#sides[side].deedsAt(state);
    if (deeds.includes(event)) return event;
    return event === 'brown-out' ? 'power-on' : undefined;
  }

  #differ(difference: Difference, step: Omit<Step, 'to' | 'broken'> = { stops: [], starts: [], halts: true, seen: [] }): Step {
    const key = JSON.stringify(difference);
    let property = this.#differences.get(key);
    if (!property) {
      property = { kind: 'never', name: key, never: 'difference' };
      this.#differences.set(key, property);
      this.#differenceOf.set(property, difference);
    }
    return { ...step, starts: [], halts: true, to: this.#over(), broken: [property] };
  }

  #over(): number {
    return this.#number({ sides: [OVER, OVER], waiting: undefined });
  }

  #number(state: State): number {
    return this.#states.of(JSON.stringify(state), state);
  }

  #timer(name: string, side: 0 | 1): number {
    const { size } = this.#timers;
    const found = this.#timers.of(name, name);
    if (found === size) {
      this.#timersOf[side].push(found);
      // Steps that stop all timers of a recorder stop this one too.
      this.#steps.length = 0;
    }
    return found;
  }
}

const alone = (ahead: 0 | 1, shown: string | undefined): Difference => (ahead === 0 ? [shown, undefined] : [undefined, shown]);
