/**
 * The board of a run as people change it in the panel: what was typed for each parameter, right or wrong, with what is wrong with it at its place, as the decoder of board files says it. A value
 * that was changed says where it comes from, too.
 */
import { doubtsOf } from '../../board-checks.ts';
import { type BoardFile, decodeBoard, type Provenance, shippedBoards } from '../../board-file.ts';
import { type Basis, PARAMETERS, type Parameter, type ParameterName } from '../../board-parameters.ts';
import { BOARD_NAME, PARAMETER_NAMES } from '../../board-schema.ts';
import { parseSource } from '../../document.ts';
import { fail, ok, type Problem, type Result } from '../../errors.ts';

/** One parameter, as it stands in the draft. */
export interface ParameterRow {
  readonly name: ParameterName;
  readonly kind: Parameter['kind'];
  readonly meaning: string;
  /** As it is typed. */
  readonly value: string;
  readonly unit: string;
  readonly default: string;
  readonly isDefault: boolean;
  /** What may be chosen; empty where it is typed. */
  readonly of: readonly string[];
  readonly range: string;
  readonly from: string;
  readonly isAssumed: boolean;
  readonly isChanged: boolean;
  readonly problem: string | null;
  readonly doubt: string | null;
}

interface Change {
  readonly typed: string;
  readonly basis: Basis;
}

const CHANGED_HERE = 'changed in the panel';
/** Of a text that is no list at all; the decoder is not asked then. */
const NO_STAGES = 'Write one stage in a line, for example { from: 20 s, to: 30 s, action: factory-default }';

export class BoardDraft {
  readonly #origin: BoardFile;
  readonly #changes = new Map<ParameterName, Change>();
  #rows: readonly ParameterRow[] | undefined;
  #general: readonly string[] = [];
  /** What a copy of it may be called. */
  readonly suggestedName: string;

  constructor(origin: BoardFile) {
    this.#origin = origin;
    const { name } = origin.board;
    this.suggestedName = shippedBoards().includes(name) ? `my-${name}` : name;
  }

  get changes(): number {
    return this.#changes.size;
  }

  /** The same text for the same changes. */
  get fingerprint(): string {
    return JSON.stringify([...this.#changes].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** All parameters; the same object as long as nothing is changed. */
  get rows(): readonly ParameterRow[] {
    this.#rows ??= this.#draw();
    return this.#rows;
  }

  /** What is wrong, and stands at no parameter. */
  get general(): readonly string[] {
    return this.rows && this.#general;
  }

  /** Takes what was typed; `source`: where it was read, empty where nobody says. */
  set(name: ParameterName, typed: string, source: string): void {
    const before = this.#origin.provenance.find((entry) => entry.name === name);
    if (source === '' && before && textOf(before.value) === typed) this.#changes.delete(name);
    else this.#changes.set(name, { typed, basis: source === '' ? { assumed: CHANGED_HERE } : { source } });
    this.#rows = undefined;
  }

  forget(): void {
    this.#changes.clear();
    this.#rows = undefined;
  }

  /** As the decoder reads it. */
  decode(): Result<BoardFile> {
    const bad = [...this.#changes].filter(([name, { typed }]) => name === 'stages' && typedAs('stages', typed) === INVALID);
    if (bad.length > 0) return fail({ code: 'syntax', message: 'these are no stages', place: { file: this.#fileName }, remedy: NO_STAGES });
    const source = parseSource(this.#write().text, this.#fileName);
    return source.ok ? decodeBoard(source.value) : source;
  }

  /** The text of a board file, by this name or its own. */
  file(name = this.#origin.board.name): Result<string> {
    const named = BOARD_NAME.safeParse(name);
    if (!named.success) return fail({ code: 'bad-value', message: `"${name}": ${named.error.issues[0]?.message ?? 'is no name'}` });
    const decoded = this.decode();
    return decoded.ok ? ok(this.#write(name).text) : decoded;
  }

  get #fileName(): string {
    return `${this.#origin.board.name}.json`;
  }

  #draw(): readonly ParameterRow[] {
    const { lineOf } = this.#write();
    const decoded = this.decode();
    const at = (problems: readonly Problem[], name: ParameterName) =>
      problems.find(({ place, message }) => place?.line === lineOf.get(name) || (name === 'stages' && message === 'these are no stages'));
    const problems = decoded.ok ? [] : decoded.problems;
    const doubts = decoded.ok ? this.#doubts(decoded.value) : [];
    const rows = this.#origin.provenance.map((entry) => this.#row(entry, at(problems, entry.name), at(doubts, entry.name)));
    const told = new Set(rows.map(({ name }) => at(problems, name)));
    this.#general = problems.filter((problem) => !told.has(problem)).map(inWords);
    return rows;
  }

  #row({ name, value, basis }: Provenance, problem: Problem | undefined, doubt: Problem | undefined): ParameterRow {
    const parameter: Parameter = PARAMETERS[name];
    const change = this.#changes.get(name);
    const now = change?.typed ?? textOf(value);
    const from = change?.basis ?? basis;
    return {
      name,
      kind: parameter.kind,
      meaning: parameter.meaning,
      value: now,
      unit: unitOf(name, parameter),
      default: textOf(parameter.default),
      isDefault: now === textOf(parameter.default),
      of: 'of' in parameter ? parameter.of : parameter.kind === 'flag' ? ['true', 'false'] : [],
      range: 'min' in parameter ? `${rangeText(parameter, parameter.min)} to ${rangeText(parameter, parameter.max)}` : '',
      from: 'assumed' in from ? from.assumed : from.source,
      isAssumed: 'assumed' in from,
      isChanged: change !== undefined,
      problem: problem ? inWords(problem) : null,
      doubt: this.#isReplaced(name) ? 'Not used: the stages take its place.' : doubt ? inWords(doubt) : null,
    };
  }

  #doubts({ board, provenance }: BoardFile): readonly Problem[] {
    const source = parseSource(this.#write().text, this.#fileName);
    const given = (name: ParameterName) => provenance.some((entry) => entry.name === name && entry.given);
    return source.ok ? doubtsOf(board, given, source.value) : [];
  }

  /** One parameter in a line, so that a complaint about a line is one about a parameter. */
  #write(name = this.#origin.board.name): { readonly text: string; readonly lineOf: ReadonlyMap<ParameterName, number> } {
    const { title, procedure, pins } = this.#origin.board;
    const head = Object.entries({ $schema: '../board.schema.json', version: 1, name, title, procedure });
    const lines = ['{', ...head.map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},`), '  "parameters": {'];
    const lineOf = new Map<ParameterName, number>();
    const written = PARAMETER_NAMES.flatMap((parameter) => {
      const entry = this.#entry(parameter);
      return entry ? [[parameter, inOneLine(entry)] as const] : [];
    });
    for (const [index, [parameter, entry]] of written.entries()) {
      lines.push(`    ${JSON.stringify(parameter)}: ${entry}${index === written.length - 1 ? '' : ','}`);
      lineOf.set(parameter, lines.length);
    }
    const hasPins = Object.keys(pins).length > 0;
    const { fault } = this.#origin;
    const rest = Object.entries({ ...(hasPins ? { pins } : {}), ...(fault ? { fault: fault.written } : {}) });
    lines.push(rest.length > 0 ? '  },' : '  }');
    const texts = rest.map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value, null, 2).replaceAll('\n', '\n  ')}`);
    if (rest.length > 0) lines.push(texts.join(',\n'));
    return { text: `${lines.join('\n')}\n}\n`, lineOf };
  }

  /** Stages take the place of the single window. */
  #isReplaced(name: ParameterName): boolean {
    if (name !== 'holdMin' && name !== 'holdMax') return false;
    const stages = this.#origin.provenance.find((entry) => entry.name === 'stages');
    return (this.#changes.get('stages')?.typed ?? textOf(stages?.value)).trim() !== '';
  }

  /** As a file has it; a default that nobody named stands in none. */
  #entry(name: ParameterName): object | undefined {
    const change = this.#changes.get(name);
    if (this.#isReplaced(name)) return undefined;
    if (change) {
      const value = typedAs(name, change.typed);
      return value === undefined || value === INVALID ? undefined : { value, ...change.basis };
    }
    const before = this.#origin.provenance.find((entry) => entry.name === name);
    return before?.given ? { value: before.value, ...before.basis } : undefined;
  }
}

const INVALID = Symbol('invalid');

/** What was typed, as JSON has it; what is no such value stays a text, and the decoder complains about it. `undefined`: nothing. */
function typedAs(name: ParameterName, typed: string): unknown {
  const { kind }: Parameter = PARAMETERS[name];
  const text = typed.trim();
  if (kind === 'count') return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
  if (kind === 'flag') return text === 'true' || (text === 'false' ? false : text);
  if (kind === 'choices') return text === '' ? [] : text.split(/\s*,\s*/);
  if (kind !== 'stages') return kind === 'characters' ? typed : text;
  if (text === '') return undefined;
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const parsed = parseSource(lines.map((line) => `- ${line.trim()}`).join('\n'), 'stages');
  return parsed.ok && Array.isArray(parsed.value.data) ? parsed.value.data : INVALID;
}

/** A value as it is typed. */
function textOf(value: unknown): string {
  if (value === undefined) return '';
  if (!Array.isArray(value)) return String(value);
  return value
    .map((each) =>
      typeof each === 'object' && each !== null
        ? `{ ${Object.entries(each)
            .map(([key, inner]) => `${key}: ${String(inner)}`)
            .join(', ')} }`
        : String(each),
    )
    .join(value.some((each) => typeof each === 'object') ? '\n' : ', ');
}

function unitOf(name: ParameterName, { kind }: Parameter): string {
  if (kind === 'duration') return 'us, ms, s, min, h';
  if (kind === 'volts') return 'V, mV';
  if (kind === 'count') return name === 'flashEraseSize' || name === 'flashWriteSize' ? 'bytes' : 'a number';
  return '';
}

const rangeText = ({ kind }: Parameter, end: string | number): string => (kind === 'volts' ? `${end} V` : String(end));

/** Where it stands is seen. */
const inWords = ({ message, remedy }: Problem): string =>
  `${message.replace(/^(parameters\.)?\w+(\.value)?: /, '').replace(/^\w/, (first) => first.toUpperCase())}.${remedy ? ` ${remedy}.` : ''}`;

/** JSON as people write it. */
const inOneLine = (entry: object): string =>
  `{ ${Object.entries(entry)
    .map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`)
    .join(', ')} }`;
