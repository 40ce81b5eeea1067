/**
 * All timings at once: each state of this search is a discrete state with the order of its timers and a zone of their remaining times. Time is dense in whole microseconds; nothing is left out.
 * A timer that is due fires before anything is done at the same moment, and of two the one that comes first in the order of the plant.
 *
 * A contact can bounce for as long as it likes: round and round, each time the zone a debounce time larger, a thousand times until a hold of 30 s ends. So a zone that grew twice on one way is widened at
 * once to what it may come to. That may be too much, never too little: what holds in it holds. What does not is looked at again: where the way to it cannot happen, everything is searched anew, round by round.
 * Source of widening: P. Cousot and R. Cousot, "Abstract interpretation" (1977).
 */
import type { Step } from './plant.ts';
import { type Automaton, addStranded, type Event, type Limits, type Node, PACE, type Search, Violations } from './search.ts';
import { canHappen } from './witness.ts';
import { Zone } from './zone.ts';

interface ZoneNode extends Node {
  readonly timers: readonly number[];
  readonly zone: Zone;
}

/** A zone that grew so often on one way is widened. */
const GROWTHS = 2;

export function* searchZones(plant: Automaton, limits: Limits = {}): Search {
  const found = yield* search(plant, limits, true);
  const isSure = !found.leavesDoubts && found.violations.every(({ events }) => canHappen(plant, events));
  return isSure || limits.keepsDoubts ? found : yield* search(plant, limits, false);
}

function* search(plant: Automaton, { maxStates = Number.POSITIVE_INFINITY }: Limits, widens: boolean): Search {
  const nodes: ZoneNode[] = [];
  const ways: number[][] = [];
  const known = new Map<string, number[]>();
  const reached = new Set<number>();
  const violations = new Violations();
  let steps = 0;

  /** Returns its number, or that of one that holds it. */
  const visit = (state: number, order: readonly number[], zone: Zone, parent: number, event: Event): number => {
    zone.letPass();
    const timers = inOrder(plant, order, zone);
    const key = `${state}:${timers.join()}`;
    let those = known.get(key);
    if (!those) {
      those = [];
      known.set(key, those);
    }
    for (const number of those) if ((nodes[number] as ZoneNode).zone.holds(zone)) return number;
    if (widens && those.length >= GROWTHS) {
      const grown = grownFrom(nodes, those, parent, zone);
      if (grown) zone.widen(grown, [0, ...timers.map((timer) => plant.longestUs(timer))]);
    }
    const number = nodes.length;
    nodes.push({ state, timers, zone, parent, events: [event] });
    ways.push([]);
    those.push(number);
    reached.add(state);
    return number;
  };

  visit(0, [], new Zone(1), 0, '');
  let next = 0;
  for (; next < nodes.length && nodes.length < maxStates; next++) {
    if (next % PACE === PACE - 1 && (yield { states: nodes.length, frontier: nodes.length - next })) break;
    const number = next;
    const { state, timers, zone } = nodes[number] as ZoneNode;
    const go = (event: Event, left: readonly number[], rest: Zone) => {
      steps++;
      const step = plant.step(state, event);
      if (step.broken.length > 0) violations.add(step.broken, nodes, number, event, widens ? (events) => canHappen(plant, events) : undefined);
      const [to, at] = applied(plant, step, left, rest);
      (ways[number] as number[]).push(visit(step.to, to, at, number, event));
    };
    for (let place = 1; place <= timers.length; place++) {
      if (!zone.mayEnd(place)) continue;
      const due = zone.copy();
      due.tighten(place, 0, 0);
      let isFirst = true;
      for (let before = 1; before < place && isFirst; before++) isFirst = due.tighten(0, before, -1);
      if (isFirst)
        go(
          timers[place - 1] as number,
          timers.filter((_, index) => index !== place - 1),
          due.without(place),
        );
    }
    const free = zone.copy();
    let isFree = true;
    for (let place = 1; place <= timers.length && isFree; place++) isFree = free.tighten(0, place, -1);
    if (isFree) for (const deed of plant.deedsAt(state)) go(deed, timers, free);
  }
  const isExhausted = next === nodes.length;
  if (isExhausted) addStranded(plant, nodes, ways, violations);
  return { states: nodes.length, steps, reached, isExhausted, violations: violations.all, leavesDoubts: violations.leavesDoubts };
}

/** The last of the states on the way to `parent` that are like a new one but for their zone, where those zones grew from each to the next as often as it takes, and to the new one. */
function grownFrom(nodes: readonly ZoneNode[], alike: readonly number[], parent: number, zone: Zone): Zone | undefined {
  let larger = zone;
  let growths = 0;
  for (let number = parent; number > 0; number = (nodes[number] as ZoneNode).parent) {
    if (!alike.includes(number)) continue;
    const { zone: smaller } = nodes[number] as ZoneNode;
    if (!larger.holds(smaller)) return undefined;
    if (++growths === GROWTHS) return smaller;
    larger = smaller;
  }
  return undefined;
}

/** The timers after a step, in their order, and their zone. */
function applied(plant: Automaton, step: Step, timers: readonly number[], zone: Zone): readonly [readonly number[], Zone] {
  const order = [...timers];
  let at = zone;
  for (let index = order.length - 1; index >= 0; index--) {
    const timer = order[index] as number;
    if (!step.stops.includes(timer) && !(step.halts && !plant.outlivesHalt(timer))) continue;
    order.splice(index, 1);
    at = at.without(index + 1);
  }
  for (const { timer, fromUs, toUs } of step.starts) {
    const place = placeFor(plant, order, timer);
    order.splice(place, 0, timer);
    at = at.with(place + 1, fromUs, toUs);
  }
  return [order, at === zone ? zone.copy() : at];
}

/** The order counts for timers that may end at the same moment; all others are put by their numbers, so that ways that differ in nothing else meet. */
function inOrder(plant: Automaton, timers: readonly number[], zone: Zone): readonly number[] {
  const order = [...timers];
  for (let end = order.length - 1; end > 0; end--)
    for (let place = 0; place < end; place++) {
      const [a, b] = [order[place] as number, order[place + 1] as number];
      if (a < b || plant.rankOf(a) !== plant.rankOf(b) || !zone.areApart(place + 1, place + 2)) continue;
      order[place] = b;
      order[place + 1] = a;
      zone.swap(place + 1);
    }
  return order;
}

/** Behind all of its rank and those before. */
export function placeFor(plant: Automaton, order: readonly number[], timer: number): number {
  const rank = plant.rankOf(timer);
  let place = order.length;
  while (place > 0 && plant.rankOf(order[place - 1] as number) > rank) place--;
  return place;
}
