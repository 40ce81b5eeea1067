/**
 * `matrix` at the top of a scenario file: names with lists of values or ranges. The file is run once for each combination, with `${NAME}` replaced by the value wherever it
 * stands; where it stands alone, by the value as it is, a number or true, or by its text where a text is wanted. Combinations are made one by one, so a million of them take no room.
 */
import * as z from 'zod';
import type { Path, Source } from '../document.ts';
import { fail, ok, type Problem, type Result } from '../errors.ts';
import { formatDuration, parseDuration } from '../units.ts';
import { variablesIn, withVariables } from './variables.ts';

/** Of one variable, and of all combinations. */
const VALUES_MAX = 1_000_000;
const VARIABLES_MAX = 12;

export type MatrixValue = string | number | boolean;
/** One combination. */
export type Variables = Readonly<Record<string, MatrixValue>>;

export interface Matrix {
  /** Each variable: how many values it has, and by how much the number of a combination grows from one to the next. */
  readonly columns: readonly { readonly name: string; readonly count: number; readonly weight: number }[];
  /** How many combinations there are. */
  readonly count: number;
  /** Numbered from 0; the last variable changes fastest. */
  at(index: number): Variables;
}

const NAME = /^[A-Za-z_]\w{0,31}$/;
const SCALAR = z.union([z.string().min(1).max(2_000), z.number(), z.boolean()]);
const RANGE = z.strictObject({ from: SCALAR, to: SCALAR, step: SCALAR.optional() });

/** For editors; `decodeMatrix` says what is wrong in more words. */
export const MATRIX = z.record(z.string().regex(NAME), z.union([z.array(SCALAR).min(1), RANGE])).meta({
  description: `names with lists of values, or ranges { from, to, step } of whole numbers or durations; the file is run for each combination, \${NAME} stands for the value`,
});

/** Of a file without one. */
export const NO_MATRIX: Matrix = { columns: [], count: 1, at: () => ({}) };

/** Of these variables only the value that is written so. */
export type Only = Readonly<Record<string, string>>;

/** Reads the key `matrix`; a file without one has one combination of nothing. */
export function decodeMatrix(source: Source, only: Only = {}): Result<Matrix> {
  const written = (source.data as Record<string, unknown>)['matrix'];
  if (written === undefined) return ok(NO_MATRIX);
  const problems: Problem[] = [];
  const complain = (message: string, at: Path, remedy: string) =>
    problems.push({ code: 'bad-value', message, place: source.placeOf(['matrix', ...at]), remedy });
  const example = 'For example "hold: [19.999 s, 20 s]"';
  if (typeof written !== 'object' || written === null || Array.isArray(written)) {
    complain('matrix: write names, each with a list of values', [], example);
    return fail(...problems);
  }
  const columns = Object.entries(written).flatMap(([name, values]): Column[] => {
    if (!NAME.test(name)) {
      complain(`matrix: "${name}" is not a name`, [name], 'A name has letters, digits and _, at most 32');
      return [];
    }
    const column = narrowed(decodeColumn(name, values), only[name]);
    if (typeof column !== 'string') return [column];
    complain(`matrix: ${name}: ${column}`, [name], example);
    return [];
  });
  const count = columns.reduce((product, column) => product * column.count, 1);
  if (columns.length === 0 && problems.length === 0) complain('matrix: no names are in it', [], example);
  if (columns.length > VARIABLES_MAX) complain(`matrix: ${columns.length} names; at most ${VARIABLES_MAX}`, [], 'Write several files');
  if (count > VALUES_MAX) complain(`matrix: ${count} combinations; at most ${VALUES_MAX} are run`, [], 'Take fewer values');
  const used = usedIn(source.data as Record<string, unknown>);
  for (const { name } of columns)
    if (!used.has(name))
      complain(`matrix: nothing in the file says \${${name}}, so all its values would run the same`, [name], 'Use it or remove it');
  return problems.length > 0 ? fail(...problems) : ok(productOf(columns, count));
}

/** The source with the variables replaced, `asText` all of them by text; everything stands where it stood, and what has no variables in it is the same object. */
export function withValues(source: Source, variables: Variables, asText = false): Source {
  const texts = textsOf(variables);
  if (texts.size === 0) return source;
  const replaced = (data: unknown): unknown => {
    if (typeof data === 'string') {
      const [only] = variablesIn(data);
      if (!asText && only !== undefined && data === `\${${only}}` && Object.hasOwn(variables, only)) return variables[only];
      return withVariables(data, texts);
    }
    if (typeof data !== 'object' || data === null) return data;
    const before = Object.entries(data);
    const after = before.map(([key, inner]) => [key, replaced(inner)] as const);
    if (after.every(([, inner], index) => inner === before[index]?.[1])) return data;
    return Array.isArray(data) ? after.map(([, inner]) => inner) : Object.fromEntries(after);
  };
  const { matrix, ...rest } = source.data as Record<string, unknown>;
  return { ...source, data: { ...(replaced(rest) as Record<string, unknown>), matrix } };
}

/** All that a text may say with its variables replaced, but no more than `most`: itself where it has none. */
export function readingsOf(text: string, { columns, at }: Matrix, most: number): string[] {
  const names = variablesIn(text);
  let numbers = [0];
  for (const { name, count, weight } of columns) {
    if (!names.includes(name)) continue;
    numbers = numbers.flatMap((number) => Array.from({ length: Math.min(count, most) }, (_, index) => number + index * weight)).slice(0, most);
  }
  return numbers.map((number) => withVariables(text, textsOf(at(number))));
}

const textsOf = (variables: Variables): ReadonlyMap<string, string> =>
  new Map(Object.entries(variables).map(([name, value]) => [name, String(value)]));

/** `[hold=20 s, dip=10 ms]`; empty where there is nothing to tell. */
export function formatVariables(variables: Variables): string {
  const parts = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  return parts.length === 0 ? '' : `[${parts.join(', ')}]`;
}

interface Column {
  readonly name: string;
  readonly count: number;
  at(index: number): MatrixValue;
}

function productOf(columns: readonly Column[], count: number): Matrix {
  let weight = count;
  const weighed = columns.map((column) => {
    weight /= column.count;
    return { ...column, weight };
  });
  return {
    columns: weighed,
    count,
    at: (index) => Object.fromEntries(weighed.map(({ name, weight, count, at }) => [name, at(Math.floor(index / weight) % count)])),
  };
}

/** A column, or what is wrong with it. */
function decodeColumn(name: string, written: unknown): Column | string {
  if (!Array.isArray(written)) return decodeRange(name, written);
  if (written.length === 0) return 'has no values';
  const values = written as MatrixValue[];
  const odd = values.find((value) => !SCALAR.safeParse(value).success);
  if (odd !== undefined || values.includes(undefined as never)) return `${JSON.stringify(odd)} is not a text, a number, true or false`;
  const twice = values.find((value, index) => values.indexOf(value) < index);
  if (twice !== undefined) return `${JSON.stringify(twice)} stands there twice`;
  return { name, count: values.length, at: (index) => values[index] as MatrixValue };
}

/** The column with nothing but the value that is wanted. */
function narrowed(column: Column | string, wanted: string | undefined): Column | string {
  if (typeof column === 'string' || wanted === undefined) return column;
  for (let index = 0; index < column.count; index++) {
    const value = column.at(index);
    if (String(value) === wanted) return { name: column.name, count: 1, at: () => value };
  }
  return `"${wanted}" is not among its values`;
}

function decodeRange(name: string, written: unknown): Column | string {
  const parsed = RANGE.safeParse(written);
  if (!parsed.success) return 'write a list of values, or a range { from, to, step }';
  const { from, to, step } = parsed.data;
  const isNumber = typeof from === 'number';
  const [first, last, by] = isNumber ? [from, to, step ?? 1].map(wholeOf) : [from, to, step].map(durationOf);
  if (first === undefined || last === undefined || by === undefined)
    return 'a range goes from one whole number to another, or from a duration to a duration by a step: { from: 19 s, to: 21 s, step: 10 ms }';
  if (by <= 0) return 'the step of a range is more than 0';
  if (last < first) return 'the range ends before it begins';
  const count = Math.floor((last - first) / by) + 1;
  if (count > VALUES_MAX) return `the range has ${count} values; at most ${VALUES_MAX}`;
  return { name, count, at: (index) => (isNumber ? first + index * by : formatDuration(first + index * by)) };
}

const wholeOf = (value: MatrixValue | undefined): number | undefined => (Number.isSafeInteger(value) ? (value as number) : undefined);

function durationOf(value: MatrixValue | undefined): number | undefined {
  const parsed = typeof value === 'string' ? parseDuration(value) : undefined;
  return parsed?.ok ? parsed.value : undefined;
}

/** All names that the file uses outside its matrix. */
function usedIn({ matrix: _, ...rest }: Record<string, unknown>): Set<string> {
  const used = new Set<string>();
  const look = (data: unknown): void => {
    if (typeof data === 'string') for (const name of variablesIn(data)) used.add(name);
    else if (typeof data === 'object' && data !== null) for (const inner of Object.values(data)) look(inner);
  };
  look(rest);
  return used;
}
