/**
 * Decodes one combination of a scenario file: its keys at the top and its steps, with a complaint for each mistake. What only the schemas of format.ts cannot know is
 * checked here: controls of a part, states and events of the board, names of codes and snapshots, steps within steps.
 */
import path from 'node:path';
import type * as z from 'zod';
import type { Delivery } from '../bench/factory.ts';
import type { Snapshot } from '../bench/snapshot.ts';
import type { Board } from '../board.ts';
import { isBoardPath, loadBoard } from '../board-file.ts';
import { type Path, problemsOf, type Source } from '../document.ts';
import { type Problem, type Result, suggest } from '../errors.ts';
import { decodeEvent } from './events.ts';
import {
  CONTROLS,
  isPath,
  STEP_KINDS,
  STEP_NAME,
  STEP_VALUES,
  type StepKind,
  type StepValues,
  TOP_KEYS,
  WOKWI_STEPS,
  WOKWI_TOP_KEYS,
} from './format.ts';
import type { Variables } from './matrix.ts';
import { loadSavedState } from './saved-state.ts';
import type { Scenario, Step } from './scenario.ts';
import { statePathProblem } from './states.ts';
import { variablesIn } from './variables.ts';

const NESTING_MAX = 8;

/** Steps that were decoded for another combination: good for all in which the same is written. */
export type KeptSteps = ({ readonly data: unknown; readonly step: Step } | undefined)[];

/** What was read for `state`, once for all combinations. */
export type States = Map<string, { readonly file: string; readonly snapshot: Result<Snapshot> }>;

type Top = { [Key in keyof typeof TOP_KEYS]: z.output<(typeof TOP_KEYS)[Key]> };

export class Decoder {
  readonly problems: Problem[] = [];
  readonly #source: Source;
  /** The same with all variables as text. */
  readonly #texts: () => Source;
  /** The board given on the command line or named by the file; `undefined` when it could not be read. */
  board: Board | undefined;
  #version = 2;
  /** What `code-as` has named so far. */
  readonly #named = new Set<string>();
  /** The snapshots that were taken so far. */
  readonly #snapshots = new Set<string>();
  /** What of the matrix was put in. */
  readonly #variables: Variables;
  readonly #kept: KeptSteps | undefined;

  constructor(source: Source, texts: () => Source, board: Board | undefined, variables: Variables, kept: KeptSteps | undefined) {
    this.#source = source;
    this.#texts = texts;
    this.#variables = variables;
    this.board = board;
    this.#kept = kept;
  }

  complain(code: Problem['code'], message: string, at: Path, remedy?: string, place = this.#source.placeOf(at)): void {
    this.problems.push({ code, message, place, ...(remedy === undefined ? {} : { remedy }) });
  }

  /** The keys beside `steps`. */
  top(data: Record<string, unknown>): Top | undefined {
    if (data['version'] === 1) this.#version = 1;
    for (const key of Object.keys(data)) {
      const place = this.#source.placeOfKey([key]);
      if (!Object.hasOwn(TOP_KEYS, key)) this.complain('unknown-key', `"${key}" is not known here`, [], suggest(key, Object.keys(TOP_KEYS)), place);
      else if (this.#version === 1 && !WOKWI_TOP_KEYS.includes(key))
        this.complain('version', `"${key}" is not in version 1, Wokwi's format`, [], 'Write version: 2', place);
    }
    const decoded: Record<string, unknown> = {};
    for (const [key, schema] of Object.entries(TOP_KEYS)) decoded[key] = this.#parse(schema as z.ZodType, data[key], [key]);
    if (this.board === undefined) this.board = this.#loadBoard(decoded['board'] as string | undefined);
    return this.problems.length === 0 ? (decoded as Top) : undefined;
  }

  /** What `state` says; `undefined` when it could not be read. */
  begins(name: string | undefined, states: States): Scenario['begins'] | undefined {
    const { board } = this;
    if (name === undefined || !isPath(name)) return (name ?? 'factory') as Delivery['state'];
    if (!board) return undefined;
    const file = path.resolve(path.dirname(this.#source.file), name);
    const key = [file, board.name, board.flashBlocks, board.flashEraseSize, board.flashWriteSize].join('\0');
    const found = states.get(key) ?? { file, snapshot: loadSavedState(file, board) };
    states.set(key, found);
    if (found.snapshot.ok) return found.snapshot.value;
    const place = this.#source.placeOf(['state']);
    for (const problem of found.snapshot.problems) {
      // In a folder it may be about one of its files.
      const inner = path.relative(file, problem.place?.file ?? file);
      this.problems.push({ ...problem, message: `state: ${inner === '' ? name : `${name}/${inner}`} ${problem.message}`, place });
    }
    return undefined;
  }

  /** All of the file. */
  steps(written: readonly unknown[]): Step[] {
    return written.flatMap((data, index) => {
      const kept = this.#kept?.[index];
      if (kept && kept.data === data) {
        this.#noteNamesOf(kept.step);
        return kept.step;
      }
      const step = this.#step(data, ['steps', index], 1);
      // Whether the name of a code or a snapshot is known may depend on the combination.
      if (step && this.#kept && !JSON.stringify(data).includes('${') && !hasRestore(step)) this.#kept[index] = { data, step };
      return step ?? [];
    });
  }

  #step(data: unknown, at: Path, depth: number): Step | undefined {
    if (!isMapping(data)) {
      const isKind = typeof data === 'string' && Object.hasOwn(STEP_VALUES, data);
      this.complain('bad-type', 'a step is a name and a value', at, `Write it as in ${isKind ? `"- ${data}:", with a colon` : '"- delay: 500 ms"'}`);
      return undefined;
    }
    const keys = Object.keys(data).filter((key) => key !== 'name');
    const name = data['name'] === undefined ? undefined : this.#parse(STEP_NAME, data['name'], [...at, 'name']);
    const kinds = keys.filter((key): key is StepKind => this.#isRunnable(key, at));
    if (kinds.length > 1) {
      this.complain(
        'contradiction',
        `a step does one thing, this one says ${kinds.join(' and ')}`,
        at,
        'Make each a step of its own, with its own "-"',
      );
      return undefined;
    }
    if (keys.length === 0) this.complain('missing', 'the step says nothing to do', at, `Steps: ${STEP_KINDS.join(', ')}`);
    const [kind] = kinds;
    if (kind === undefined) return undefined;
    const value = this.#parse(STEP_VALUES[kind] as z.ZodType<StepValues[StepKind]>, data[kind], [...at, kind]);
    if (value === undefined) return undefined;
    const base = { place: this.#source.placeOfKey([...at, kind]), ...(name === undefined ? {} : { name }) };
    return this.#checked({ ...base, kind, value } as Step, [...at, kind], depth);
  }

  /** Whether `kind` is a step that runs; complains when it is not. */
  #isRunnable(kind: string, at: Path): boolean {
    const place = this.#source.placeOfKey([...at, kind]);
    if (!Object.hasOwn(STEP_VALUES, kind)) this.complain('unknown-key', `"${kind}" is not a step`, at, suggest(kind, STEP_KINDS), place);
    else if (this.#version === 1 && !WOKWI_STEPS.includes(kind))
      this.complain('version', `the step "${kind}" is not in version 1, Wokwi's format`, at, 'Write version: 2', place);
    else return true;
    return false;
  }

  /** What the schemas cannot know: controls of a part, states and events of the board, steps within steps. */
  #checked(step: Step, at: Path, depth: number): Step | undefined {
    if (step.kind !== 'repeat' && 'value' in step) this.#checkVariables(step.value, at);
    switch (step.kind) {
      case 'wait-mail':
        if (step.value?.['code-as'] !== undefined) this.#nameCode(step.value['code-as'], at);
        return step;
      case 'snapshot':
        this.#nameSnapshot(step.value, at);
        return step;
      case 'restore':
        this.#checkRestore(step.value, at);
        return step;
      case 'set-control':
        this.#checkControl(step.value, at);
        return step;
      case 'expect-state':
      case 'wait-state':
      case 'expect-never':
        if (step.value.state !== undefined) this.#checkState(step.value.state, [...at, 'state']);
        return step;
      case 'measure': {
        const from = this.#event(step.value.from, [...at, 'from']);
        const to = this.#event(step.value.to, [...at, 'to']);
        return from && to ? { ...step, from, to } : undefined;
      }
      case 'repeat': {
        const { value, place, name } = step as unknown as { value: StepValues['repeat']; place: Step['place']; name?: string };
        if (depth >= NESTING_MAX) {
          this.complain('out-of-range', `repeats stand in one another at most ${NESTING_MAX} deep`, at, 'Flatten them');
          return undefined;
        }
        const steps = value.steps.flatMap((data, index) => this.#step(data, [...at, 'steps', index], depth + 1) ?? []);
        return { kind: 'repeat', place, ...(name === undefined ? {} : { name }), times: value.times, steps };
      }
      default:
        return step;
    }
  }

  /** Those of a step that was kept are new to this combination. */
  #noteNamesOf(step: Step): void {
    if (step.kind === 'repeat') for (const inner of step.steps) this.#noteNamesOf(inner);
    else if (step.kind === 'snapshot') this.#snapshots.add(typeof step.value === 'string' ? step.value : step.value.name);
    else if (step.kind === 'wait-mail' && step.value?.['code-as'] !== undefined) this.#named.add(step.value['code-as']);
  }

  #nameCode(name: string, at: Path): void {
    this.#named.add(name);
    if (Object.hasOwn(this.#variables, name))
      this.complain('contradiction', `the matrix has a "${name}" too`, [...at, 'code-as'], 'Give the code another name');
  }

  #nameSnapshot(value: StepValues['snapshot'], at: Path): void {
    const { name, 'save-to': file = '' } = typeof value === 'string' ? { name: value } : value;
    this.#snapshots.add(name);
    // What the matrix has is put in already.
    if (variablesIn(name + file).length > 0)
      this.complain('bad-value', 'a code that a mail brings is not for names of snapshots and files', at, 'Use variables of the matrix');
  }

  #checkRestore(name: string, at: Path): void {
    if (this.#snapshots.has(name)) return;
    const known = [...this.#snapshots];
    const remedy = known.length > 0 ? suggest(name, known) : `Take it first: "- snapshot: ${name}"`;
    this.complain('unknown-name', `restore: no step before this one takes a snapshot "${name}"`, at, remedy);
  }

  /** Every ${NAME} was named before. */
  #checkVariables(value: unknown, at: Path): void {
    if (typeof value === 'object' && value !== null) for (const [key, inner] of Object.entries(value)) this.#checkVariables(inner, [...at, key]);
    if (typeof value !== 'string') return;
    for (const name of variablesIn(value)) {
      if (this.#named.has(name)) continue;
      const known = [...this.#named, ...Object.keys(this.#variables)];
      const remedy = known.length > 0 ? suggest(name, known) : 'A wait-mail with code-as names one, and so does the matrix';
      this.complain('unknown-name', `nothing before this step is named "${name}"`, at, remedy);
    }
  }

  #checkControl(value: StepValues['set-control'], at: Path): void {
    const controls: Readonly<Record<string, readonly number[]>> = CONTROLS[value['part-id']];
    const control = value.control ?? value.name;
    if (control === undefined) {
      this.complain('missing', `set-control: say which control of ${value['part-id']}`, at, `Known: ${Object.keys(controls).join(', ')}`);
      return;
    }
    const key = value.control === undefined ? 'name' : 'control';
    const allowed = Object.hasOwn(controls, control) ? controls[control] : undefined;
    if (!allowed)
      this.complain('unknown-name', `"${control}" is not a control of ${value['part-id']}`, [...at, key], suggest(control, Object.keys(controls)));
    else if (!allowed.includes(value.value)) this.complain('bad-value', `${control} can only be set to ${allowed.join(' or ')}`, [...at, 'value']);
  }

  #checkState(state: string, at: Path): void {
    const problem = this.board && statePathProblem(state, this.board);
    if (problem) this.complain('unknown-name', problem.message, at, problem.remedy);
  }

  #event(name: string, at: Path) {
    if (!this.board) return undefined;
    const decoded = decodeEvent(name, this.board);
    if (decoded.ok) return decoded.matcher;
    this.complain('unknown-name', decoded.problem.message, at, decoded.problem.remedy);
    return undefined;
  }

  /** A path is taken from the scenario's folder, a name is that of a shipped board. */
  #loadBoard(name = 'seed'): Board | undefined {
    const found = loadBoard(isBoardPath(name) ? path.resolve(path.dirname(this.#source.file), name) : name);
    if (found.ok) return found.value.board;
    for (const problem of found.problems) {
      this.problems.push(problem.code === 'unknown-name' ? { ...problem, place: this.#source.placeOf(['board']) } : problem);
    }
    return undefined;
  }

  #parse<T>(schema: z.ZodType<T>, value: unknown, at: Path): T | undefined {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    if (Object.keys(this.#variables).length > 0) {
      const asText = schema.safeParse(
        at.reduce<unknown>((data, key) => (data as Record<PropertyKey, unknown> | undefined)?.[key], this.#texts().data),
      );
      if (asText.success) return asText.data;
    }
    const issues = parsed.error.issues.flatMap(bestBranch).map((issue) => ({ ...issue, path: [...at, ...issue.path] }) as z.core.$ZodIssue);
    this.problems.push(...problemsOf(issues, this.#source, (inner) => keysAt(schema, inner.slice(at.length))));
    return undefined;
  }
}

/** Of a union the branch whose type was meant: the one that does not complain about the value as a whole. */
function bestBranch(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const aboutWhole = (inner: z.core.$ZodIssue) => inner.path.length === 0 && (inner.code === 'invalid_type' || inner.code === 'invalid_value');
  const branch = issue.errors.find((inner) => !inner.some(aboutWhole)) ?? issue.errors.at(-1) ?? [];
  return branch.flatMap(bestBranch).map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }) as z.core.$ZodIssue);
}

/** The keys that a mapping may have at a path inside a value. */
function keysAt(schema: z.ZodType, inner: Path): readonly string[] {
  const { def } = schema as unknown as { def: { type: string; shape?: Record<string, z.ZodType>; options?: z.ZodType[]; innerType?: z.ZodType } };
  if (def.options) return def.options.flatMap((option) => keysAt(option, inner));
  if (def.innerType) return keysAt(def.innerType, inner);
  const [key, ...rest] = inner;
  if (key === undefined) return Object.keys(def.shape ?? {});
  const next = def.shape?.[String(key)];
  return next ? keysAt(next, rest) : [];
}

const hasRestore = (step: Step): boolean => (step.kind === 'repeat' ? step.steps.some(hasRestore) : step.kind === 'restore');

export function isMapping(data: unknown): data is Record<string, unknown> {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}
