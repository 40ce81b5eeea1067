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

/** A firmware that hung between two meals of its watchdog: the numbers of the moments at which it booted, hung and was bitten. */
interface Hang {
  readonly boot: number;
  readonly hang: number;
  readonly bite: number;
  /** From a meal to the next, and from the last to the bite. */
  readonly everyUs: Us;
  readonly afterUs: Us;
}

/** A way: what happens at each of its moments, and how they are bound to each other. */
interface Way {
  readonly moments: readonly Omit<Moment, 'atUs'>[];
  readonly distances: readonly Distance[];
  readonly hangs: readonly Hang[];
}

/** Whether there are moments at which the events happen in this order. */
export const canHappen = (plant: Automaton, events: readonly Event[]): boolean => earliest(wayOf(plant, events)) !== undefined;

/** Throws where the events cannot happen in this order: the search that found them would be wrong. */
export function momentsOf(plant: Automaton, events: readonly Event[]): readonly Moment[] {
  const way = wayOf(plant, events);
  const apart = wayOf(plant, events, 1);
  const times = fed(apart, apart.hangs) ?? fed(way, way.hangs) ?? earliest(way);
  if (!times) throw new Error('these events cannot happen in this order');
  return way.moments.map((moment, index) => ({ ...moment, atUs: times[index + 1] as Us }));
}

/**
 * Each moment is a number of its own, bound to others by the timers; 0 is the beginning. Power is lost `lossUs` after what came before it: on real parts nobody can tell which of the two
 * was first at one moment.
 */
function wayOf(plant: Automaton, events: readonly Event[], lossUs: Us = 0): Way {
  const distances: Distance[] = [];
  const moments: Omit<Moment, 'atUs'>[] = [];
  const hangs: Hang[] = [];
  let state = 0;
  let boot = 0;
  let running: Running[] = [];
  for (const event of events) {
    const now = moments.length + 1;
    distances.push({ a: now - 1, b: now, byUs: event === 'power.lost' ? lossUs : 0 });
    const ended = running.findIndex(({ timer }) => timer === event);
    running.forEach(({ since, fromUs, toUs }, index) => {
      // What is due comes first, in the order of the plant.
      const mayBeDue = index > ended && ended >= 0;
      if (index === ended) distances.push({ a: since, b: now, byUs: fromUs });
      distances.push({ a: now, b: since, byUs: -(index === ended || mayBeDue ? toUs : toUs - 1) });
      if (index === ended && fromUs < toUs) hangs.push({ boot, hang: since, bite: now, everyUs: toUs - fromUs, afterUs: toUs });
    });
    if (ended >= 0) running.splice(ended, 1);
    const step = plant.step(state, event);
    running = running.filter(({ timer }) => !step.stops.includes(timer) && !(step.halts && !plant.outlivesHalt(timer)));
    for (const { timer, fromUs, toUs } of step.starts) {
      const before = running.findLastIndex((each) => plant.rankOf(each.timer) <= plant.rankOf(timer));
      running.splice(before + 1, 0, { timer, since: now, fromUs, toUs });
    }
    if (step.seen.some((sight) => sight.startsWith('power-up'))) boot = now;
    state = step.to;
    moments.push({ what: typeof event === 'number' ? plant.timerName(event) : event, isDeed: typeof event === 'string', seen: step.seen });
  }
  return { moments, distances, hangs };
}

/** So many meals are tried. */
const MEALS_MAX = 20;

/** The earliest moments where the watchdog is fed at even times from each boot on, as the firmware does it; each hang after the first meal that makes it possible. */
function fed(way: Way, [hang, ...others]: readonly Hang[]): Us[] | undefined {
  if (!hang) return earliest(way);
  for (let meal = 0; meal < MEALS_MAX; meal++) {
    const mealUs = meal * hang.everyUs;
    const bound = [
      { a: hang.boot, b: hang.hang, byUs: mealUs },
      { a: hang.hang, b: hang.boot, byUs: -(mealUs + hang.everyUs - 1) },
      { a: hang.boot, b: hang.bite, byUs: mealUs + hang.afterUs },
      { a: hang.bite, b: hang.boot, byUs: -(mealUs + hang.afterUs) },
    ];
    const times = fed({ ...way, distances: [...way.distances, ...bound] }, others);
    if (times) return times;
  }
  return undefined;
}

/** The longest ways from the beginning, between moments bound to each other. */
function earliest({ moments, distances }: Way): Us[] | undefined {
  const count = moments.length + 1;
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
