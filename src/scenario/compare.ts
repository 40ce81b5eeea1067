/**
 * What differs in time between two records of the same scenarios, for example of virtual time and of a Raspberry Pi. Measures are compared by their values, steps by how long they
 * took, since people begin when they begin; a step that a person carries out takes as long as the person does, and is shown without being compared.
 */
import type { Us } from '../units.ts';
import type { Outcome, RunRecord } from './run.ts';

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
  readonly rows: readonly TimeRow[];
  readonly isSame: boolean;
}

const BY_PERSON = ['press', 'release', 'power', 'power-cycle', 'set-control', 'prompt'];

/** The runs of both in the order of `a`, then those that only `b` has. `toleranceUs` is included. */
export function compareRuns(a: readonly RunRecord[], b: readonly RunRecord[], toleranceUs: Us): RunComparison[] {
  const left = new Map(b.map((run) => [keyOf(run), run]));
  const pairs: (readonly [RunRecord | undefined, RunRecord | undefined])[] = a.map((run) => {
    const other = left.get(keyOf(run));
    left.delete(keyOf(run));
    return [run, other];
  });
  return [...pairs, ...[...left.values()].map((run) => [undefined, run] as const)].map(([one, other]) => comparisonOf(one, other, toleranceUs));
}

/** The same scenario on whatever board: its file's own name, since records come from different machines, its name, and its variables. */
const keyOf = ({ scenario: { file, name, variables } }: RunRecord): string => JSON.stringify([file.split(/[/\\]/).at(-1), name, variables]);

function comparisonOf(a: RunRecord | undefined, b: RunRecord | undefined, toleranceUs: Us): RunComparison {
  const { file, name } = ((a ?? b) as RunRecord).scenario;
  const outcomes = [a?.outcome, b?.outcome] as const;
  const judge = (aUs: Us | undefined, bUs: Us | undefined): TimeRow['is'] =>
    aUs !== undefined && bUs !== undefined && Math.abs(aUs - bUs) <= toleranceUs ? 'same' : 'different';
  const measures = paired(a?.measures ?? [], b?.measures ?? [], (measure) => measure.name).map(
    ([one, other]): TimeRow => ({
      what: 'measure',
      name: (one ?? other)?.name ?? '',
      aUs: one?.valueUs,
      bUs: other?.valueUs,
      is: judge(one?.valueUs, other?.valueUs),
    }),
  );
  const steps = paired(a?.steps ?? [], b?.steps ?? [], ({ step, place }) => `${step} ${place.line}`).map(([one, other]): TimeRow => {
    const { step, name: called, place } = (one ?? other) as RunRecord['steps'][number];
    const [aUs, bUs] = [one, other].map((each) => each && each.endUs - each.startUs);
    const isPerson = BY_PERSON.includes(step) && aUs !== undefined && bUs !== undefined;
    return { what: 'step', name: called ?? step, line: place.line, aUs, bUs, is: isPerson ? 'person' : judge(aUs, bUs) };
  });
  const rows = [...measures, ...steps];
  return { file, name, outcomes, rows, isSame: outcomes[0] === outcomes[1] && rows.every(({ is }) => is !== 'different') };
}

/** The n-th of a name with the n-th of that name. */
function paired<T>(a: readonly T[], b: readonly T[], nameOf: (each: T) => string): (readonly [T | undefined, T | undefined])[] {
  const waiting = new Map<string, T[]>();
  for (const each of b) waiting.set(nameOf(each), [...(waiting.get(nameOf(each)) ?? []), each]);
  const pairs: (readonly [T | undefined, T | undefined])[] = a.map((each) => [each, waiting.get(nameOf(each))?.shift()]);
  return [...pairs, ...[...waiting.values()].flat().map((each) => [undefined, each] as const)];
}
