/**
 * All timings at their limits: what is done is done a microsecond before a timer ends, at that moment after it, or a microsecond later. Times are numbers here, so what is found happened so.
 * Fewer timings than the zones know, and the same discrete states and violations: that is tested.
 *
 * Without bounds this would never end, since each microsecond shifts everything after it. So along a way at most so many moments are beside their limit, and so many edges follow one another, until all timers rest;
 * a contact that bounces on and on does so until just before another timer ends; and how far apart two timers are does not count where everything short has room between them. The zones know no such bounds.
 */
import type { Us } from '../../units.ts';
import type { Plant, Step } from './plant.ts';
import { addStranded, type Event, type Limits, type Node, PACE, type Search, Violations } from './search.ts';
import { placeFor } from './zones.ts';

interface TimedNode extends Node {
  readonly timers: readonly number[];
  /** What remains of each. */
  readonly leftUs: readonly Us[];
  /** Something has just happened: the moment after it is of interest. */
  readonly isFresh: boolean;
  /** Moments beside their limit, and edges of the contact in a row. */
  readonly besides: number;
  readonly edges: number;
}

const BESIDES_MAX = 2;
const EDGES_MAX = 3;
/** Timers farther apart than so many times of the longest bounce do not meet by what goes on between them. */
const ROOM = 4;

export function* searchBoundaries(plant: Plant, { maxStates = Number.POSITIVE_INFINITY }: Limits = {}): Search {
  const nodes: TimedNode[] = [];
  const ways: number[][] = [];
  const known = new Map<string, number>();
  const reached = new Set<number>();
  const violations = new Violations();
  const farUs = ROOM * plant.debounceUs;
  let steps = 0;

  const visit = (node: TimedNode): number => {
    const isAtRest = node.timers.length === 0;
    const [besides, edges] = isAtRest ? [0, 0] : [node.besides, node.edges];
    const key = `${node.state}:${node.timers.join()}:${apart(node.leftUs, farUs)}:${node.isFresh ? besides : besides + 10}:${edges}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const number = nodes.length;
    known.set(key, number);
    nodes.push({ ...node, besides, edges });
    ways.push([]);
    reached.add(node.state);
    return number;
  };

  visit({ state: 0, timers: [], leftUs: [], isFresh: true, besides: 0, edges: 0, parent: 0, events: [] });
  let next = 0;
  for (; next < nodes.length && nodes.length < maxStates; next++) {
    if (next % PACE === PACE - 1 && (yield { states: nodes.length, frontier: nodes.length - next })) break;
    const number = next;
    const node = nodes[number] as TimedNode;
    const { state, timers, leftUs, besides, edges } = node;
    const go = (event: Event, order: readonly number[], left: readonly Us[], isDeed: boolean, row: number) => {
      steps++;
      const step = plant.step(state, event);
      if (step.broken.length > 0) violations.add(step.broken, nodes, number, event);
      for (const [names, lefts] of applied(plant, step, order, left))
        (ways[number] as number[]).push(
          visit({ state: step.to, timers: names, leftUs: lefts, isFresh: !isDeed, besides, edges: row, parent: number, events: [event] }),
        );
    };
    const soonest = Math.min(...leftUs);
    if (soonest === 0) {
      // What is due comes first, the first of it at once.
      const place = leftUs.indexOf(0);
      const timer = timers[place] as number;
      go(timer, timers.toSpliced(place, 1), leftUs.toSpliced(place, 1), false, plant.isOfContact(timer) ? edges : 0);
      continue;
    }
    for (const deed of plant.deedsAt(state)) {
      const isEdge = deed.startsWith('contact.');
      if (!isEdge || edges < EDGES_MAX) go(deed, timers, leftUs, true, isEdge ? edges + 1 : 0);
    }
    if (!Number.isFinite(soonest)) continue;
    const wait = (us: Us, isBeside: boolean) => {
      if (us <= 0 || us > soonest || (isBeside && besides === BESIDES_MAX)) return;
      const left = leftUs.map((each) => each - us);
      const to = visit({ ...node, leftUs: left, isFresh: false, besides: besides + (isBeside ? 1 : 0), parent: number, events: [], rounds: 1 });
      (ways[number] as number[]).push(to);
    };
    wait(soonest, false);
    wait(soonest - 1, true);
    if (node.isFresh) wait(1, true);
    const bounce = bounceOf(plant, state, timers);
    if (!bounce) continue;
    const others = leftUs.filter((_, place) => !bounce.timers.has(timers[place] as number));
    const endUs = Math.min(...others);
    if (!Number.isFinite(endUs)) continue;
    const bounceOn = (us: Us, isBeside: boolean) => {
      if (us <= 0 || us >= endUs || (isBeside && besides === BESIDES_MAX)) return;
      const left = leftUs.map((each, place) => bounce.timers.get(timers[place] as number) ?? each - us);
      const rounds = Math.ceil(us / Math.max(1, plant.debounceUs - 1));
      const bounced = { ...node, leftUs: left, isFresh: false, besides: besides + (isBeside ? 1 : 0), edges: EDGES_MAX };
      (ways[number] as number[]).push(visit({ ...bounced, parent: number, events: bounce.edges, rounds }));
    };
    for (const us of [endUs - 1, endUs - plant.debounceUs]) bounceOn(us, false);
    for (const us of [endUs - plant.debounceUs - 1, endUs - plant.debounceUs + 1]) bounceOn(us, true);
  }
  const isExhausted = next === nodes.length;
  if (isExhausted) addStranded(plant, nodes, ways, violations);
  return { states: nodes.length, steps, reached, isExhausted, violations: violations.all, leavesDoubts: violations.leavesDoubts };
}

/** The timers by their ends, and how far each is from the one before; `far` where that no longer matters. */
function apart(leftUs: readonly Us[], farUs: Us): string {
  const places = leftUs.map((_, place) => place).sort((a, b) => (leftUs[a] as Us) - (leftUs[b] as Us));
  let before = 0;
  return places
    .map((place) => {
      const gapUs = (leftUs[place] as Us) - before;
      before = leftUs[place] as Us;
      return `${place}+${gapUs > farUs ? 'far' : gapUs}`;
    })
    .join();
}

/** Two edges after which all is as it was, but for the timers that they start: a contact may go on so for as long as it likes. */
function bounceOf(plant: Plant, state: number, timers: readonly number[]): { edges: readonly Event[]; timers: ReadonlyMap<number, Us> } | undefined {
  const edgeAt = (at: number) => plant.deedsAt(at).find((deed) => deed.startsWith('contact.'));
  const [there, back] = [edgeAt(state), edgeAt(state) === 'contact.closed' ? 'contact.opened' : 'contact.closed'];
  if (there === undefined) return undefined;
  const first = plant.step(state, there);
  const second = plant.step(first.to, back);
  if (second.to !== state || first.broken.length + second.broken.length > 0) return undefined;
  const left = [...first.starts.filter(({ timer }) => !second.stops.includes(timer)), ...second.starts];
  const started = new Map(left.map(({ timer, toUs }) => [timer, toUs]));
  return started.size > 0 && [...started.keys()].every((timer) => timers.includes(timer)) ? { edges: [there, back], timers: started } : undefined;
}

/** The timers after a step; where one may end at any time between two, at both of its limits. */
function applied(plant: Plant, step: Step, timers: readonly number[], leftUs: readonly Us[]): (readonly [readonly number[], readonly Us[]])[] {
  const isKept = (timer: number) => !step.stops.includes(timer) && !(step.halts && !plant.outlivesHalt(timer));
  const order = timers.filter(isKept);
  const left = leftUs.filter((_, index) => isKept(timers[index] as number));
  let all: [number[], Us[]][] = [[order, left]];
  for (const { timer, fromUs, toUs } of step.starts)
    all = all.flatMap(([names, times]) =>
      [...new Set([fromUs, toUs])].map((us): [number[], Us[]] => {
        const place = placeFor(plant, names, timer);
        return [names.toSpliced(place, 0, timer), times.toSpliced(place, 0, us)];
      }),
    );
  return all;
}
