/**
 * The search that recorder.pml describes, on recsim's own statechart: breadth first, states kept as text, nothing clever. Times are whole microseconds; time passes to a microsecond before the next end,
 * to that end, and by one microsecond after an end; timers that are due fire before anything is done. Of edges of the contact only a few follow one another. What SPIN is compared with state by state;
 * `recsim explore` has better searches.
 */
import type { Plant } from '../../src/explore/timing/plant.ts';

interface Node {
  readonly state: number;
  readonly timers: readonly number[];
  /** Microseconds that remain of each. */
  readonly left: readonly number[];
  /** A timer has just ended. */
  readonly isFresh: boolean;
  /** Edges of the contact in a row. */
  readonly edges: number;
  readonly depth: number;
}

export interface Walked {
  readonly states: number;
  readonly transitions: number;
  /** Steps to the first broken property, those in which time passes among them; undefined where none is. */
  readonly length: number | undefined;
}

/** `stops`: at the first broken property. So many edges of the contact at most follow one another. */
export function walk(plant: Plant, stops: boolean, edgesMax = 5): Walked {
  const nodes: Node[] = [];
  const known = new Set<string>();
  let transitions = 0;
  let length: number | undefined;

  const visit = (state: number, timers: readonly number[], left: readonly number[], isFresh: boolean, row: number, depth: number) => {
    transitions++;
    const edges = timers.length === 0 ? 0 : row;
    const key = `${state}:${timers.join()}:${left.join()}:${isFresh ? '!' : ''}${edges}`;
    if (known.has(key)) return;
    known.add(key);
    nodes.push({ state, timers, left, isFresh, edges, depth });
  };
  /** `ended`: the place of the timer that ends, or -1 where something is done. */
  const go = ({ state, timers, left, depth }: Node, ended: number, event: string | number, edges: number) => {
    const step = plant.step(state, event);
    if (step.broken.length > 0) length ??= depth + 1;
    const order: number[] = [];
    const times: number[] = [];
    for (let index = 0; index < timers.length; index++) {
      const timer = timers[index] as number;
      if (index === ended || step.stops.includes(timer) || (step.halts && !plant.outlivesHalt(timer))) continue;
      order.push(timer);
      times.push(left[index] as number);
    }
    let all = [times];
    for (const { timer, fromUs, toUs } of step.starts) {
      const behind = order.findIndex((other) => plant.rankOf(other) > plant.rankOf(timer));
      const place = behind < 0 ? order.length : behind;
      order.splice(place, 0, timer);
      if (fromUs !== toUs) all = all.flatMap((each) => [[...each], each]);
      all.forEach((each, index) => {
        each.splice(place, 0, index % 2 === 0 ? fromUs : toUs);
      });
    }
    for (const each of all) visit(step.to, order, each, ended >= 0, edges, depth + 1);
  };

  visit(0, [], [], true, 0, 0);
  for (let next = 0; next < nodes.length && !(stops && length !== undefined); next++) {
    const node = nodes[next] as Node;
    const { state, timers, left, isFresh, edges, depth } = node;
    const due = left.indexOf(0);
    if (due >= 0) {
      const timer = timers[due] as number;
      go(node, due, timer, /^(button\.|judge\.settled)/.test(plant.timerName(timer)) ? edges : 0);
      continue;
    }
    for (const deed of plant.deedsAt(state)) {
      const isEdge = deed.startsWith('contact.');
      if (!isEdge || edges < edgesMax) go(node, -1, deed, isEdge ? edges + 1 : 0);
    }
    const soonest = Math.min(...left);
    const pass = (us: number) =>
      visit(
        state,
        timers,
        left.map((each) => each - us),
        false,
        edges,
        depth + 1,
      );
    if (timers.length > 0) pass(soonest);
    if (timers.length > 0 && soonest > 1) pass(soonest - 1);
    if (isFresh) pass(1);
  }
  return { states: nodes.length, transitions: transitions - 1, length };
}
