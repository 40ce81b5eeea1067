/**
 * All timings at their limits: what is done is done a microsecond before a timer ends, at that moment after it, or a microsecond later. Times are numbers here, so what is found happened so.
 * Fewer timings than the zones know, and the same discrete states and violations: that is tested.
 *
 * A contact that bounces at its limits shifts everything after it by a microsecond, again and again; so of edges that follow one another within the debounce time only the first few are tried,
 * until another timer ends or all is settled. The zones know no such bound.
 */
import type { Plant, Step } from './plant.ts';
import { addStranded, type Event, type Limits, type Node, PACE, type Search, Violations } from './search.ts';
import { placeFor } from './zones.ts';

interface TimedNode extends Node {
  readonly timers: readonly number[];
  /** What remains of each. */
  readonly leftUs: readonly number[];
  /** Something has just happened: the moments after it are of interest. */
  readonly isFresh: boolean;
  /** Edges of the contact in a row. */
  readonly edges: number;
}

/** So many edges in a row are tried. */
const EDGES_MAX = 5;

export function* searchBoundaries(plant: Plant, { maxStates = Number.POSITIVE_INFINITY }: Limits = {}): Search {
  const nodes: TimedNode[] = [];
  const ways: number[][] = [];
  const known = new Map<string, number>();
  const reached = new Set<number>();
  const violations = new Violations();
  let steps = 0;

  const visit = (
    state: number,
    timers: readonly number[],
    leftUs: readonly number[],
    isFresh: boolean,
    row: number,
    parent: number,
    event: Event,
  ): number => {
    const edges = timers.length === 0 ? 0 : row;
    const key = `${state}:${timers.join()}:${leftUs.join()}${isFresh ? '!' : ''}${edges}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const number = nodes.length;
    known.set(key, number);
    nodes.push({ state, timers, leftUs, isFresh, edges, parent, event });
    ways.push([]);
    reached.add(state);
    return number;
  };

  visit(0, [], [], true, 0, 0, '');
  let next = 0;
  for (; next < nodes.length && nodes.length < maxStates; next++) {
    if (next % PACE === PACE - 1 && (yield { states: nodes.length, frontier: nodes.length - next })) break;
    const number = next;
    const { state, timers, leftUs, isFresh, edges } = nodes[number] as TimedNode;
    const go = (event: Event, order: readonly number[], left: readonly number[], isDeed: boolean, row: number) => {
      steps++;
      const step = plant.step(state, event);
      if (step.broken.length > 0) violations.add(step.broken, nodes, number, event);
      for (const [to, lefts] of applied(plant, step, order, left))
        (ways[number] as number[]).push(visit(step.to, to, lefts, !isDeed, row, number, event));
    };
    const soonest = Math.min(...leftUs);
    if (soonest === 0) {
      // What is due comes first, the first of it at once.
      const place = leftUs.indexOf(0);
      go(
        timers[place] as number,
        timers.filter((_, index) => index !== place),
        leftUs.filter((_, index) => index !== place),
        false,
        isOfContact(plant.timerName(timers[place] as number)) ? edges : 0,
      );
      continue;
    }
    for (const deed of plant.deedsAt(state)) {
      const isEdge = deed.startsWith('contact.');
      if (!isEdge || edges < EDGES_MAX) go(deed, timers, leftUs, true, isEdge ? edges + 1 : 0);
    }
    // Time passes: to just before the next end, and to it; from something that has just happened, by one.
    const passes = new Set(isFresh ? [1, soonest - 1, soonest] : [soonest - 1, soonest]);
    for (const us of passes)
      if (us > 0 && us <= soonest && Number.isFinite(us))
        (ways[number] as number[]).push(
          visit(
            state,
            timers,
            leftUs.map((left) => left - us),
            false,
            edges,
            number,
            -us,
          ),
        );
  }
  const isExhausted = next === nodes.length;
  if (isExhausted) addStranded(plant, nodes, ways, violations);
  return { states: nodes.length, steps, reached, isExhausted, violations: violations.all };
}

const isOfContact = (timer: string) => timer.startsWith('button.') || timer === 'judge.settled';

/** The timers after a step; where one may end at any time between two, at both of its limits. */
function applied(
  plant: Plant,
  step: Step,
  timers: readonly number[],
  leftUs: readonly number[],
): (readonly [readonly number[], readonly number[]])[] {
  const isKept = (timer: number) => !step.stops.includes(timer) && !(step.halts && !plant.outlivesHalt(timer));
  const order = timers.filter(isKept);
  const left = leftUs.filter((_, index) => isKept(timers[index] as number));
  let all: [number[], number[]][] = [[order, left]];
  for (const { timer, fromUs, toUs } of step.starts)
    all = all.flatMap(([names, times]) =>
      [...new Set([fromUs, toUs])].map((us): [number[], number[]] => {
        const place = placeFor(plant, names, timer);
        return [names.toSpliced(place, 0, timer), times.toSpliced(place, 0, us)];
      }),
    );
  return all;
}
