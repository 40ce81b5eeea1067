/**
 * What differs in time between two records of the same scenarios, for example of virtual time and of a Raspberry Pi. Measures are compared by their values, steps by how long they
 * took, since people begin when they begin; a step that a person carries out takes as long as the person does, and is shown without being compared. Where both records have
 * all of their traces, what happened is compared event by event (compare-events.ts).
 */
import type { Us } from '../units.ts';
import { inOrderOfNames } from './align.ts';
import { compareEvents, differsByUs, type EventRow, largestOf } from './compare-events.ts';
import { pictureOf } from './compare-picture.ts';
import type { Outcome, RunRecord } from './run.ts';
import { type Kind, type Tolerances, toleranceOf } from './tolerances.ts';

/** One time, in both records. A side that has none has no such measure or step. */
export interface TimeRow {
  readonly what: 'measure' | 'step';
  readonly name: string;
  readonly line?: number | undefined;
  readonly aUs: Us | undefined;
  readonly bUs: Us | undefined;
  /** `person`: not compared. */
  readonly is: 'same' | 'different' | 'person';
}

export interface RunComparison {
  readonly file: string;
  readonly name: string;
  readonly outcomes: readonly [Outcome | undefined, Outcome | undefined];
  readonly rows: readonly (TimeRow | EventRow)[];
  /** Of events: how many there are, and which of those that both have differs most. */
  readonly events?: {
    readonly count: number;
    readonly largest?: { readonly name: string; readonly line: number | undefined; readonly byUs: number };
  };
  /** Lines of a timing diagram around the first event that differs. */
  readonly picture?: readonly string[];
  readonly isSame: boolean;
}

const BY_PERSON = ['press', 'release', 'power', 'power-cycle', 'set-control', 'prompt'];

/** What of two records is compared, and how closely. */
export interface Comparing {
  readonly tolerances: Tolerances;
  /** Both have the whole trace of every run. */
  readonly withEvents: boolean;
}

/** The runs of both in the order of `a`, then those that only `b` has. */
export function compareRuns(a: readonly RunRecord[], b: readonly RunRecord[], comparing: Comparing): RunComparison[] {
  const left = new Map(b.map((run) => [keyOf(run), run]));
  const pairs: (readonly [RunRecord | undefined, RunRecord | undefined])[] = a.map((run) => {
    const other = left.get(keyOf(run));
    left.delete(keyOf(run));
    return [run, other];
  });
  return [...pairs, ...[...left.values()].map((run) => [undefined, run] as const)].map(([one, other]) => comparisonOf(one, other, comparing));
}

/** The same scenario on whatever board: its file's own name, since records come from different machines, its name, and its variables. */
const keyOf = ({ scenario: { file, name, variables } }: RunRecord): string => JSON.stringify([file.split(/[/\\]/).at(-1), name, variables]);

function comparisonOf(a: RunRecord | undefined, b: RunRecord | undefined, { tolerances, withEvents }: Comparing): RunComparison {
  const { file, name } = ((a ?? b) as RunRecord).scenario;
  const outcomes = [a?.outcome, b?.outcome] as const;
  const judge = (kind: Kind, aUs: Us | undefined, bUs: Us | undefined): TimeRow['is'] =>
    aUs !== undefined && bUs !== undefined && Math.abs(aUs - bUs) <= toleranceOf(tolerances, kind) ? 'same' : 'different';
  const measures = inOrderOfNames(a?.measures ?? [], b?.measures ?? [], (measure) => measure.name).map(
    ([one, other]): TimeRow => ({
      what: 'measure',
      name: (one ?? other)?.name ?? '',
      aUs: one?.valueUs,
      bUs: other?.valueUs,
      is: judge('measure', one?.valueUs, other?.valueUs),
    }),
  );
  const steps = inOrderOfNames(a?.steps ?? [], b?.steps ?? [], ({ step, place }) => `${step} ${place.line}`).map(([one, other]): TimeRow => {
    const { step, name: called, place } = (one ?? other) as RunRecord['steps'][number];
    const [aUs, bUs] = [one, other].map((each) => each && each.endUs - each.startUs);
    const isPerson = BY_PERSON.includes(step) && aUs !== undefined && bUs !== undefined;
    return { what: 'step', name: called ?? step, line: place.line, aUs, bUs, is: isPerson ? 'person' : judge('step', aUs, bUs) };
  });
  const events = withEvents && a && b ? compareEvents(a, b, tolerances) : [];
  const rows = [...measures, ...steps, ...events];
  const isSame = outcomes[0] === outcomes[1] && rows.every(({ is }) => is !== 'different');
  if (!withEvents || !a || !b) return { file, name, outcomes, rows, isSame };
  const largest = largestOf(events);
  const told = largest && { name: largest.name, line: largest.line, byUs: differsByUs(largest) ?? 0 };
  const picture = pictureOf(a, b, events);
  return {
    ...{ file, name, outcomes, rows },
    events: { count: events.length, ...(told ? { largest: told } : {}) },
    ...(picture.length > 0 ? { picture } : {}),
    isSame,
  };
}
