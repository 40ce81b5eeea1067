/** What both searches of all timings have in common: how far they go, what they tell on the way, and what they find. */
import type { Plant } from './plant.ts';
import type { Property } from './property.ts';

/** What a search walks: a plant, or whatever else takes its steps as one does. */
export type Automaton = Pick<Plant, 'properties' | 'deedsAt' | 'timerName' | 'rankOf' | 'outlivesHalt' | 'longestUs' | 'shows' | 'step'>;

export interface Limits {
  /** Of the states of the search. */
  readonly maxStates?: number | undefined;
  /** What is in doubt when all was looked at is left so, and not looked at anew without widening. */
  readonly keepsDoubts?: boolean | undefined;
}

/** Told now and then. */
export interface Progress {
  readonly states: number;
  /** How many of them are still to be looked at. */
  readonly frontier: number;
}

/** A search on its way; whoever leads it may end it by answering true. */
export type Search = Generator<Progress, Found, boolean | undefined>;

/** Leads a search to its end, in one go. */
export function finish(search: Search): Found {
  let step = search.next();
  while (!step.done) step = search.next(false);
  return step.value;
}

/** One event on the way to a broken property: a deed by name, or a timer by number. */
export type Event = string | number;

export interface Violation {
  readonly property: Property;
  /** From the beginning; none is shorter. The last breaks the property. */
  readonly events: readonly Event[];
}

export interface Found {
  /** How many states were looked at, of time and all. */
  readonly states: number;
  readonly steps: number;
  /** Discrete states that were reached. */
  readonly reached: ReadonlySet<number>;
  /** Nothing is left to be looked at. */
  readonly isExhausted: boolean;
  /** The first of each property, in the order in which they were found. */
  readonly violations: readonly Violation[];
  /** More may be broken: it was seen, but on no way that can happen. */
  readonly leavesDoubts: boolean;
}

/** A state of a search, by its number, and how it was come to. */
export interface Node {
  readonly state: number;
  readonly parent: number;
  /** None where only time passed. */
  readonly events: readonly Event[];
  /** How often they happened, one round after the other; once by default. */
  readonly rounds?: number;
}

/** How often a search tells and asks. */
export const PACE = 256;

function eventsTo(nodes: readonly Node[], number: number, last: readonly Event[]): readonly Event[] {
  const parts: (readonly Event[])[] = [last];
  for (let at = number; at > 0; ) {
    const { parent, events, rounds = 1 } = nodes[at] as Node;
    for (let round = 0; round < rounds; round++) parts.push(events);
    at = parent;
  }
  return parts.reverse().flat();
}

/** So many ways to a broken property that cannot happen are looked at. */
const DOUBTS_MAX = 50;

/** Collects what is broken, each property once. */
export class Violations {
  readonly #found = new Map<Property, Violation>();
  /** Of what was seen broken on ways alone that cannot happen, on how many. */
  readonly #doubts = new Map<Property, number>();

  /** `canHappen`: for a search some of whose ways cannot. */
  add(broken: readonly Property[], nodes: readonly Node[], number: number, last: Event, canHappen?: (events: readonly Event[]) => boolean): void {
    for (const property of broken) {
      const doubts = this.#doubts.get(property) ?? 0;
      if (this.#found.has(property) || doubts === DOUBTS_MAX) continue;
      const events = eventsTo(nodes, number, [last]);
      if (canHappen && !canHappen(events)) {
        this.#doubts.set(property, doubts + 1);
        continue;
      }
      this.#doubts.delete(property);
      this.#found.set(property, { property, events });
    }
  }

  /** Something was seen broken, but on no way that can happen. */
  get leavesDoubts(): boolean {
    return this.#doubts.size > 0;
  }

  /** A state from which nothing leads to what must always be possible. */
  addStranded(property: Property, nodes: readonly Node[], number: number): void {
    const node = nodes[number] as Node;
    if (!this.#found.has(property)) this.#found.set(property, { property, events: number === 0 ? [] : eventsTo(nodes, node.parent, node.events) });
  }

  get all(): readonly Violation[] {
    return [...this.#found.values()];
  }
}

/** Of each property of what is always possible, the first node from which no way leads there; `ways` leads from each node to those after it. */
export function addStranded(plant: Automaton, nodes: readonly Node[], ways: readonly (readonly number[])[], violations: Violations): void {
  for (const property of plant.properties) {
    if (property.kind !== 'always-possible') continue;
    const back: number[][] = nodes.map(() => []);
    ways.forEach((to, from) => {
      for (const each of to) (back[each] as number[]).push(from);
    });
    const canReach = new Uint8Array(nodes.length);
    const queue: number[] = [];
    nodes.forEach(({ state }, number) => {
      if (!plant.shows(state, property.alwaysPossible)) return;
      canReach[number] = 1;
      queue.push(number);
    });
    for (let number = queue.pop(); number !== undefined; number = queue.pop())
      for (const from of back[number] as number[])
        if (!canReach[from]) {
          canReach[from] = 1;
          queue.push(from);
        }
    const stranded = canReach.indexOf(0);
    if (stranded >= 0) violations.addStranded(property, nodes, stranded);
  }
}
