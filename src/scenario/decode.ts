import type { Board } from '../board.ts';
import { readSource, type Source } from '../document.ts';
import { fail, ok, type Problem, type Result, unwrap } from '../errors.ts';
import type { Language } from '../ui/screen/model.ts';
import { US_PER_S, type Us } from '../units.ts';
import { Decoder, isMapping, type KeptSteps, type States } from './decoder.ts';
import { decodeMatrix, type Matrix, type Only, type Variables, withValues } from './matrix.ts';
import { type Saved, savedBy } from './saves.ts';
import { DEFAULT_BRAND, type Scenario, type Step } from './scenario.ts';
import { variablesIn } from './variables.ts';

const TIMEOUT_US = 600 * US_PER_S;
/** Repeats count with what they repeat. */
const STEPS_MAX = 100_000;

/** What the command line says instead of the file. */
export interface Overrides {
  readonly board?: Board | undefined;
  readonly seed?: number | undefined;
  readonly timeoutUs?: Us | undefined;
  readonly brand?: string | undefined;
  readonly language?: Language | undefined;
  /** log2 of scrypt's N. */
  readonly hashCost?: number | undefined;
  /** Of the matrix only these values. */
  readonly only?: Only | undefined;
}

/** The scenarios of one file: one, or one for each combination of its matrix, decoded when it is asked for. */
export interface ScenarioSet {
  readonly file: string;
  readonly count: number;
  /** The files that the runs save for other scenarios. */
  readonly saves: readonly Saved[];
  /** The files they begin with; of more than CHECKED_MAX combinations those that were checked. */
  readonly states: ReadonlySet<string>;
  /** Numbered from 0. Throws a ProblemError where values that are good each for themselves make a bad scenario together. */
  at(index: number): Scenario;
}

/** Up to so many combinations are all checked before anything runs; of more, each value once. */
const CHECKED_MAX = 500;

/** Reads and decodes a scenario file that has no matrix, or the first combination of one. */
export function loadScenario(file: string, overrides: Overrides = {}): Result<Scenario> {
  const source = readSource(file);
  return source.ok ? decodeScenario(source.value, overrides) : source;
}

/** Reads a scenario file with all its combinations. */
export function loadScenarios(file: string, overrides: Overrides = {}): Result<ScenarioSet> {
  const source = readSource(file);
  return source.ok ? decodeScenarios(source.value, overrides) : source;
}

export function decodeScenarios(source: Source, overrides: Overrides = {}): Result<ScenarioSet> {
  if (!isMapping(source.data)) return noScenario(source);
  const decoded = decodeMatrix(source, overrides.only);
  if (!decoded.ok) return decoded;
  const matrix = decoded.value;
  const saves: Saved[] = [];
  const states: States = new Map();
  const boardVaries = variablesIn(String(source.data['board'])).length > 0;
  let known = overrides;
  let first: Scenario | undefined;
  const kept: KeptSteps | undefined = boardVaries || typeof source.data['version'] === 'string' ? undefined : [];
  const decode = (index: number): Result<Scenario> =>
    index === 0 && first ? ok(first) : decodeCombination(source, known, matrix.at(index), states, kept);
  for (const index of checkedOf(matrix)) {
    const scenario = decode(index);
    if (!scenario.ok) return scenario;
    saves.push(...savedBy(scenario.value));
    const snapshot = matrix.count > CHECKED_MAX ? saves.find(({ isSnapshot }) => isSnapshot) : undefined;
    if (snapshot) return tooManyToSave(snapshot);
    if (index > 0) continue;
    first = scenario.value;
    if (!boardVaries) known = { ...overrides, board: first.board };
  }
  return ok({
    file: source.file,
    count: matrix.count,
    saves,
    states: new Set([...states.values()].map(({ file }) => file)),
    at: (index) => unwrap(decode(index)),
  });
}

/** All combinations, or those that have each value once beside the first values of the others. */
function checkedOf({ count, columns }: Matrix): readonly number[] {
  if (count <= CHECKED_MAX) return Array.from({ length: count }, (_, index) => index);
  const each = columns.flatMap(({ weight, count }) => Array.from({ length: Math.min(count, CHECKED_MAX) }, (_, index) => index * weight));
  return [...new Set(each)];
}

function tooManyToSave({ place }: Saved): Result<never> {
  const message = `save-to: a matrix of more than ${CHECKED_MAX} combinations saves no snapshots`;
  return fail({ code: 'out-of-range', message, place, remedy: 'Leave out save-to, or take fewer values' });
}

function noScenario({ data, placeOf }: Source): Result<never> {
  const message = data === null ? 'the file is empty' : 'a scenario is made of keys and values';
  return fail({ code: 'missing', message, place: placeOf([]), remedy: 'Write name, version: 2 and steps' });
}

/** A scenario without a matrix, or the first combination. */
export function decodeScenario(source: Source, overrides: Overrides = {}): Result<Scenario> {
  const set = decodeScenarios(source, overrides);
  return set.ok ? ok(set.value.at(0)) : set;
}

function decodeCombination(
  written: Source,
  overrides: Overrides,
  variables: Variables,
  states: States,
  kept: KeptSteps | undefined,
): Result<Scenario> {
  const source = withValues(written, variables);
  if (!isMapping(source.data)) return noScenario(source);
  const decoder = new Decoder(source, () => withValues(written, variables, true), overrides.board, variables, kept);
  const top = decoder.top(source.data);
  const begins = decoder.begins(top?.state, states);
  const steps = Array.isArray(source.data['steps']) ? decoder.steps(source.data['steps']) : [];
  const count = countSteps(steps);
  if (count > STEPS_MAX) {
    decoder.complain('out-of-range', `with its repeats the scenario has ${count} steps; at most ${STEPS_MAX} run`, ['steps'], 'Repeat less');
  }
  if (!top || !begins || !decoder.board || decoder.problems.length > 0) return fail(...inOrder(decoder.problems));
  const { name, description, brand = DEFAULT_BRAND, language = 'en', seed = 1, timeout = TIMEOUT_US, state = 'factory' } = top;
  return ok({
    file: source.file,
    name,
    ...(description === undefined ? {} : { description }),
    board: decoder.board,
    brand: overrides.brand ?? brand,
    language: overrides.language ?? language,
    ...(overrides.hashCost === undefined ? {} : { hashCost: overrides.hashCost }),
    seed: overrides.seed ?? seed,
    timeoutUs: overrides.timeoutUs ?? timeout,
    state,
    begins,
    variables,
    steps,
  });
}

function countSteps(steps: readonly Step[]): number {
  return steps.reduce((sum, step) => sum + (step.kind === 'repeat' ? step.times * countSteps(step.steps) : 1), 0);
}

function inOrder(problems: readonly Problem[]): Problem[] {
  const line = ({ place }: Problem) => [place?.line ?? 0, place?.column ?? 0] as const;
  return [...problems].sort((a, b) => line(a)[0] - line(b)[0] || line(a)[1] - line(b)[1]);
}
