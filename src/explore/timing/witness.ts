/** A way to a broken property with its moments: the earliest at which each of its events can happen in this order. */
import type { Us } from '../../units.ts';
import type { Automaton, Event } from './search.ts';

export interface Moment {
  readonly atUs: Us;
  /** A deed, or the timer that ended. */
  readonly what: string;
  readonly isDeed: boolean;
  readonly seen: readonly string[];
}

/** `b` comes at least `byUs` after `a`; negative: at most so long before. */
interface Distance {
  readonly a: number;
  readonly b: number;
  readonly byUs: Us;
}

interface Running {
  readonly timer: number;
  readonly since: number;
  readonly fromUs: Us;
  readonly toUs: Us;
}

/** Whether there are moments at which the events happen in this order. */
export const canHappen = (plant: Automaton, events: readonly Event[]): boolean => solved(plant, events) !== undefined;

/** Throws where the events cannot happen in this order: the search that found them would be wrong. */
export function momentsOf(plant: Automaton, events: readonly Event[]): readonly Moment[] {
  const moments = solved(plant, events);
  if (!moments) throw new Error('these events cannot happen in this order');
  return moments;
}

/** Each moment is a number of its own, bound to others by the timers: the earliest solution is that of the longest ways between them. */
function solved(plant: Automaton, events: readonly Event[]): readonly Moment[] | undefined {
  const distances: Distance[] = [];
  const moments: Omit<Moment, 'atUs'>[] = [];
  let state = 0;
  let running: Running[] = [];
  for (const event of events) {
    if (typeof event === 'number' && event < 0) continue;
    const now = moments.length + 1;
    distances.push({ a: now - 1, b: now, byUs: 0 });
    const ended = running.findIndex(({ timer }) => timer === event);
    running.forEach(({ since, fromUs, toUs }, index) => {
      // What is due comes first, in the order of the plant.
      const mayBeDue = index > ended && ended >= 0;
      if (index === ended) distances.push({ a: since, b: now, byUs: fromUs });
      distances.push({ a: now, b: since, byUs: -(index === ended || mayBeDue ? toUs : toUs - 1) });
    });
    if (ended >= 0) running.splice(ended, 1);
    const step = plant.step(state, event);
    running = running.filter(({ timer }) => !step.stops.includes(timer) && !(step.halts && !plant.outlivesHalt(timer)));
    for (const { timer, fromUs, toUs } of step.starts) {
      const before = running.findLastIndex((each) => plant.rankOf(each.timer) <= plant.rankOf(timer));
      running.splice(before + 1, 0, { timer, since: now, fromUs, toUs });
    }
    state = step.to;
    moments.push({ what: typeof event === 'number' ? plant.timerName(event) : event, isDeed: typeof event === 'string', seen: step.seen });
  }
  const times = earliest(moments.length + 1, distances);
  return times && moments.map((moment, index) => ({ ...moment, atUs: times[index + 1] as Us }));
}

function earliest(count: number, distances: readonly Distance[]): Us[] | undefined {
  const times: Us[] = Array.from({ length: count }, () => 0);
  for (let round = 0; round <= count; round++) {
    let isStill = true;
    for (const { a, b, byUs } of distances) {
      const least = (times[a] as Us) + byUs;
      if (least <= (times[b] as Us)) continue;
      times[b] = least;
      isStill = false;
    }
    if (isStill) return times;
  }
  return undefined;
}
