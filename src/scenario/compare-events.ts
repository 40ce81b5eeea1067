/**
 * The events of two runs of one scenario, paired in their order part by part. A person presses and plugs in when it suits them, and what the recorder does follows: so the two
 * times of an event are counted from an input before it. Of the last inputs (power, button, a click at the monitor; and the beginning) it is the one by which both agree best, since one
 * thing follows the power and another the release.
 */
import type { TraceEntry } from '../bench/trace.ts';
import { US_PER_S, type Us } from '../units.ts';
import { align } from './align.ts';
import { eventNames } from './events.ts';
import type { RunRecord, StepRecord } from './run.ts';
import { EVENT_PARTS, type EventPart, type Tolerances, toleranceOf } from './tolerances.ts';

/** An event in both runs. A run that has not this one has no time of it. */
export interface EventRow {
  readonly what: 'event';
  readonly name: string;
  readonly part: EventPart;
  /** Of the step under way. */
  readonly line: number | undefined;
  readonly aUs: Us | undefined;
  readonly bUs: Us | undefined;
  /** What both times are counted from; the beginning where it is missing. */
  readonly since?: string;
  /** So much later that was in B. The event itself differs by `bUs - aUs - shiftUs`. */
  readonly shiftUs: Us;
  /** `person`: not compared. */
  readonly is: 'same' | 'different' | 'person';
}

/** How far an event differs; `undefined` where one of them has it not. */
export const differsByUs = ({ aUs, bUs, shiftUs }: EventRow): number | undefined =>
  aUs === undefined || bUs === undefined ? undefined : bUs - aUs - shiftUs;

/** The event that differs most, of those that both have. */
export function largestOf(events: readonly EventRow[]): EventRow | undefined {
  const compared = events.filter((event) => event.is !== 'person' && differsByUs(event) !== undefined);
  const by = (event: EventRow) => Math.abs(differsByUs(event) ?? 0);
  return compared.reduce<EventRow | undefined>((most, event) => (most && by(most) >= by(event) ? most : event), undefined);
}

/** Done by a person, or by the bench in their place: shown, and not compared unless a tolerance is named for the part. */
const BY_PERSON = ['power.on', 'power.off', 'reset.pressed', 'reset.released'];
/** How the contact bounces is nobody's doing: not even shown, unless a tolerance is named. */
const BOUNCE = ['reset.closed', 'reset.opened'];
/** So far apart two edges of a contact are no longer of one bounce. */
const BOUNCE_MAX_US = US_PER_S;
const INPUTS = [...BY_PERSON, 'input'];

interface Event {
  readonly atUs: Us;
  readonly name: string;
}

/** In the order of A, what only B has among them. */
export function compareEvents(a: RunRecord, b: RunRecord, tolerances: Tolerances): EventRow[] {
  const [inA, inB] = [a, b].map(eventsOf) as [Event[], Event[]];
  const inputs = new Inputs(inA, inB);
  const rows = EVENT_PARTS.flatMap((part): EventRow[] => {
    const isNamed = tolerances.by.has(part);
    const ofPart = (events: readonly Event[]) => events.filter(({ name }) => name.startsWith(`${part}.`) && (isNamed || !BOUNCE.includes(name)));
    const near = toleranceOf(tolerances, part);
    const distance = (one: Event, other: Event) => {
      const { apartUs } = inputs.compare(one, other);
      return BOUNCE.includes(one.name) && apartUs > BOUNCE_MAX_US ? Number.POSITIVE_INFINITY : apartUs;
    };
    return align(ofPart(inA), ofPart(inB), { nameOf: ({ name }) => name, distance, near }).map(([one, other]): EventRow => {
      const { name } = (one ?? other) as Event;
      const { apartUs, since, shiftUs } =
        one && other ? inputs.compare(one, other) : { apartUs: Number.POSITIVE_INFINITY, ...inputs.before(one, other) };
      const isPerson = BY_PERSON.includes(name) && !isNamed && one !== undefined && other !== undefined;
      return {
        what: 'event',
        name,
        part,
        line: one ? lineAt(a.steps, one.atUs) : lineAt(b.steps, other?.atUs ?? 0),
        aUs: one?.atUs,
        bUs: other?.atUs,
        ...(since === undefined ? {} : { since }),
        shiftUs,
        is: isPerson ? 'person' : apartUs <= near ? 'same' : 'different',
      };
    });
  });
  return rows.sort((one, other) => timeOf(one) - timeOf(other));
}

/** On the clock of A. */
export const timeOf = ({ aUs, bUs, shiftUs }: EventRow): number => aUs ?? (bUs ?? 0) - shiftUs;

function eventsOf({ trace, scenario: { board } }: RunRecord): Event[] {
  const nameOf = eventNames(board);
  return trace.flatMap((entry: TraceEntry): Event[] => {
    const name = entry.signal === 'input' ? 'input' : nameOf(entry);
    return name === undefined ? [] : [{ atUs: entry.atUs, name }];
  });
}

/** The step under way; of one that takes no time and of one that begins or ends then, the first. */
function lineAt(steps: readonly StepRecord[], atUs: Us): number | undefined {
  const around = steps.filter(({ startUs, endUs }) => startUs <= atUs && atUs <= endUs);
  return (around.find(({ startUs, endUs }) => startUs === endUs) ?? around.at(-1) ?? steps.at(-1))?.place.line;
}

interface Counted {
  readonly since: string | undefined;
  readonly shiftUs: Us;
}

interface InputPair {
  readonly aUs: Us;
  readonly bUs: Us;
}

/** The latest at or before `atUs` on the clock of `side`. */
function latest(pairs: readonly InputPair[], side: keyof InputPair, atUs: Us): InputPair | undefined {
  let low = 0;
  let high = pairs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((pairs[middle] as InputPair)[side] <= atUs) low = middle + 1;
    else high = middle;
  }
  return pairs[low - 1];
}

/** What people did in both runs, and how much later in B. */
class Inputs {
  /** Name -> pairs in their order. */
  readonly #pairs = new Map<string, readonly InputPair[]>();

  constructor(a: readonly Event[], b: readonly Event[]) {
    for (const name of INPUTS) {
      const [ofA, ofB] = [a, b].map((events) => events.filter((event) => event.name === name)) as [Event[], Event[]];
      const pairs = ofA.slice(0, ofB.length).map(({ atUs }, index) => ({ aUs: atUs, bUs: (ofB[index] as Event).atUs }));
      if (pairs.length > 0) this.#pairs.set(name, pairs);
    }
  }

  /** How far two events lie apart, counted from the input by which it is least. */
  compare(one: Event, other: Event): Counted & { readonly apartUs: Us } {
    let best: Counted & { readonly apartUs: Us } = { apartUs: Math.abs(other.atUs - one.atUs), since: undefined, shiftUs: 0 };
    for (const [name, pairs] of this.#pairs) {
      if (name === one.name) continue;
      const pair = latest(pairs, 'aUs', one.atUs);
      if (!pair || pair !== latest(pairs, 'bUs', other.atUs)) continue;
      const shiftUs = pair.bUs - pair.aUs;
      const apartUs = Math.abs(other.atUs - one.atUs - shiftUs);
      if (apartUs < best.apartUs) best = { apartUs, since: name, shiftUs };
    }
    return best;
  }

  /** The latest input before an event that only one of them has. */
  before(one: Event | undefined, other: Event | undefined): Counted {
    let best = { atUs: Number.NEGATIVE_INFINITY, since: undefined as string | undefined, shiftUs: 0 };
    for (const [name, pairs] of this.#pairs) {
      const side = one ? 'aUs' : 'bUs';
      const pair = latest(pairs, side, ((one ?? other) as Event).atUs);
      if (pair && pair[side] > best.atUs) best = { atUs: pair[side], since: name, shiftUs: pair.bUs - pair.aUs };
    }
    return best;
  }
}
