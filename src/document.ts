/**
 * A JSON or YAML file as data with places: every value can be traced to its line and column, so that a complaint can point at it.
 * JSON is read as YAML 1.2, of which it is a subset. Cyclic or exploding aliases, duplicate keys and oversized files are refused.
 */
import { readFileSync, statSync } from 'node:fs';
import { type Document, isMap, isNode, isScalar, LineCounter, type Node, parseDocument, type YAMLError } from 'yaml';
import type * as z from 'zod';
import { en } from 'zod/locales';
import { fail, nearestOf, ok, type Place, type Problem, type Result, suggest, unwrap } from './errors.ts';

/** The largest board or scenario file that is read, in bytes. */
const MAX_FILE_BYTES = 1_000_000;

export type Path = readonly PropertyKey[];

export interface Source {
  readonly file: string;
  readonly data: unknown;
  /** Where the value at `path` stands; the nearest enclosing value when there is none. */
  placeOf(path: Path): Place;
  /** Where the key at the end of `path` stands. */
  placeOfKey(path: Path): Place;
}

/** Reads and parses a file of at most MAX_FILE_BYTES. */
export function readSource(file: string): Result<Source> {
  let text: string;
  try {
    const stat = statSync(file);
    if (stat.isCharacterDevice() || stat.isBlockDevice())
      return fail({ code: 'file-unreadable', message: 'this is a device, not a file', place: { file }, remedy: 'Name a file' });
    const { size } = stat;
    if (size > MAX_FILE_BYTES)
      return fail({
        code: 'file-too-large',
        message: `the file has ${size} bytes; at most ${MAX_FILE_BYTES} are read`,
        place: { file },
        remedy: 'Is it the right one?',
      });
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return fail(fileProblem(file, error));
  }
  return parseSource(text, file);
}

/** A file that cannot be read or written, in words. */
export function fileProblem(file: string, error: unknown): Problem {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return { code: 'file-missing', message: 'there is no such file or folder', place: { file }, remedy: 'Check the path' };
  if (code === 'EISDIR') return { code: 'file-unreadable', message: 'this is a folder, not a file', place: { file }, remedy: 'Name a file in it' };
  if (code === 'EACCES') return { code: 'file-unreadable', message: 'permission denied', place: { file }, remedy: 'Check who may read or write it' };
  return { code: 'file-unreadable', message: `cannot be used (${code ?? String(error)})`, place: { file } };
}

export function parseSource(text: string, file: string): Result<Source> {
  if (text.includes('\0') || text.includes('\ufffd'))
    return fail({ code: 'syntax', message: 'this is not a text file', place: { file }, remedy: 'Write it as UTF-8 text' });
  const simple = parsePlainJson(text);
  if (simple) {
    // Places are wanted only for complaints, so the slower parser is asked for them only then.
    let placed: Result<Source> | undefined;
    const slowly = () => {
      placed ??= parseYaml(text, file);
      return unwrap(placed);
    };
    return ok({ file, data: simple.data, placeOf: (path) => slowly().placeOf(path), placeOfKey: (path) => slowly().placeOfKey(path) });
  }
  return parseYaml(text, file);
}

/** JSON without double keys, read five times as fast as by the YAML parser. `undefined`: the text is not that, or not certainly. */
function parsePlainJson(text: string): { readonly data: unknown } | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const data: unknown = JSON.parse(text);
    const written = text.match(/"(?:[^"\\]|\\.)*"(?:\s*:)?/g)?.filter((token) => token.endsWith(':')).length ?? 0;
    return written === countKeys(data) ? { data } : undefined;
  } catch {
    return undefined;
  }
}

function countKeys(data: unknown): number {
  if (typeof data !== 'object' || data === null) return 0;
  const inner = Object.values(data).reduce((sum: number, value) => sum + countKeys(value), 0);
  return Array.isArray(data) ? inner : inner + Object.keys(data).length;
}

function parseYaml(text: string, file: string): Result<Source> {
  const lines = new LineCounter();
  let document: Document.Parsed;
  try {
    document = parseDocument(text, { lineCounter: lines, version: '1.2', prettyErrors: false, uniqueKeys: true });
  } catch (error) {
    if (error instanceof RangeError) return fail(tooDeep(file));
    throw error;
  }
  const placeAt = (offset: number | undefined): Place => {
    if (offset === undefined) return { file, line: 1, column: 1 };
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  if (document.errors.some((error) => error.message.includes('call stack'))) return fail(tooDeep(file));
  if (document.errors.length > 0) return fail(...syntaxProblems(document.errors, text, placeAt));
  let data: unknown;
  try {
    data = document.toJS({ maxAliasCount: 100 });
    JSON.stringify(data);
  } catch (error) {
    return fail({ code: 'syntax', message: aliasProblem(error), place: { file }, remedy: 'Write the value out instead of using an alias' });
  }
  const placeOf = (path: Path): Place => placeAt(offsetOf(document, path));
  return ok({ file, data, placeOf, placeOfKey: (path) => placeAt(keyOffsetOf(document, path) ?? offsetOf(document, path)) });
}

/** At most three complaints: after the first mistake a parser sees ghosts. A file that ends too early gives one. */
function syntaxProblems(errors: readonly YAMLError[], text: string, placeAt: (offset: number) => Place): Problem[] {
  const end = text.trimEnd().length;
  const seen = new Set<number>();
  const problems: Problem[] = [];
  for (const { code, message, pos } of errors) {
    const offset = pos[0];
    if (seen.has(offset)) continue;
    seen.add(offset);
    const known = message.startsWith('Missing ,') ? SEPARATOR : SYNTAX[code];
    const [what, remedy] = offset >= end ? ENDS_EARLY : (known ?? [message, 'Mend the syntax at this place']);
    problems.push({ code: 'syntax', message: what, place: placeAt(offset), remedy });
    if (offset >= end) break;
  }
  return problems.slice(0, 3);
}

const tooDeep = (file: string): Problem => ({ code: 'syntax', message: 'the file is nested too deeply', place: { file }, remedy: 'Flatten it' });

function aliasProblem(error: unknown): string {
  if (error instanceof TypeError) return 'an alias refers to the value it stands in';
  const unknown = /^Unresolved alias[^:]*: (.*)$/.exec(String((error as Error).message))?.[1];
  return unknown === undefined ? 'the aliases expand to too much' : `the alias *${unknown} has no anchor &${unknown} before it`;
}

const ENDS_EARLY = ['the file ends in the middle of something', 'Is it complete? Close what was opened with } or ] or "'] as const;
const SEPARATOR = ['a comma or a colon is missing', 'Write "name": value, with commas between the entries'] as const;
const COMMA = ['two entries follow one another without a comma', 'Write a comma after this one'] as const;

/** The parser's complaints that speak of YAML's inside, in the words of someone who wrote a file. */
const SYNTAX: Readonly<Partial<Record<YAMLError['code'], readonly [message: string, remedy: string]>>> = {
  MULTILINE_IMPLICIT_KEY: COMMA,
  BLOCK_IN_FLOW: COMMA,
  DUPLICATE_KEY: ['this key stands here twice', 'Remove one of the two'],
  MULTIPLE_DOCS: ['a second document begins here', 'Keep one document in a file'],
  UNEXPECTED_TOKEN: ['this does not belong here', 'Remove it, or open what it closes'],
  TAB_AS_INDENT: ['a tab is used to indent', 'Use spaces'],
};

function offsetOf(document: Document, path: Path): number | undefined {
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return (node as Node).range?.[0];
  }
  return undefined;
}

function keyOffsetOf(document: Document, path: Path): number | undefined {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isMap(parent)) return undefined;
  const key = parent.items.find((pair) => isScalar(pair.key) && pair.key.value === path.at(-1))?.key;
  return isNode(key) ? key.range?.[0] : undefined;
}

/**
 * The complaints of a zod schema as problems with places, in the order of the file. `allowed` names the keys known at a path, for
 * suggestions. What is missing only because it is misspelt or behind a comment is told once.
 */
export function problemsOf(issues: readonly z.core.$ZodIssue[], source: Source, allowed: (path: Path) => readonly string[] = () => []): Problem[] {
  const strange = new Map<string, readonly string[]>();
  for (const issue of issues) if (issue.code === 'unrecognized_keys') strange.set(formatPath(issue.path), issue.keys);
  const isExplained = (at: Path) =>
    (strange.get(formatPath(at.slice(0, -1))) ?? []).some((key) => isComment(key) || nearestOf(key, [String(at.at(-1))]) !== undefined);

  const problems = issues.flatMap((issue): Problem[] => {
    const at = issue.path;
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(key, at, source, allowed(at)));
    if (issue.code === 'invalid_union') {
      const nested = issue.errors.find((branch) => branch.some((inner) => inner.path.length > 0)) ?? [];
      if (nested.length > 0)
        return problemsOf(nested.map((inner) => ({ ...inner, path: [...at, ...inner.path] })) as z.core.$ZodIssue[], source, allowed);
    }
    const problem = inWords(issue, valueAt(source.data, at));
    if (problem.code !== 'missing') return [{ ...problem, message: named(at, problem.message), place: source.placeOf(at) }];
    // What is missing has no place of its own; what it is missing from has one.
    return isExplained(at) ? [] : [{ ...problem, message: missing(at), place: source.placeOfKey(at.slice(0, -1)) }];
  });
  const row = ({ place }: Problem) => (place?.line ?? 0) * 1e6 + (place?.column ?? 0);
  return problems.sort((a, b) => row(a) - row(b));
}

const named = (at: Path, message: string) => (formatPath(at) === '' ? message : `${formatPath(at)}: ${message}`);
const inside = (at: Path) => (formatPath(at) === '' ? '' : ` in ${formatPath(at)}`);
const missing = (at: Path) => `"${String(at.at(-1))}" is missing${inside(at.slice(0, -1))}`;
const isComment = (key: string) => key.startsWith('//') || key.startsWith('/*');

function unknownKey(key: string, at: Path, source: Source, known: readonly string[]): Problem {
  const place = source.placeOfKey([...at, key]);
  if (isComment(key)) return { code: 'syntax', message: 'this file format has no comments', place, remedy: 'Remove it' };
  const message = `"${key}" is not known${inside(at)}`;
  return { code: 'unknown-key', message, place, remedy: known.length > 0 ? suggest(key, known) : 'Remove it' };
}

type Words = Pick<Problem, 'code' | 'message' | 'remedy'>;

const EXPECTED: Readonly<Record<string, string>> = {
  string: 'a text in quotation marks',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list [ ... ]',
  object: 'an object { ... }',
  record: 'an object { ... }',
};

/** zod's own complaints in the words of someone who wrote a file; a message that a schema gives itself stays as it is. */
function inWords(issue: z.core.$ZodIssue, value: unknown): Words {
  const isMissing = value === undefined;
  const isOwn = issue.message !== ownWords({ ...issue, input: value } as never);
  if (isOwn) return isMissing ? { code: 'missing', message: '', remedy: capitalised(issue.message) } : { code: 'bad-value', message: issue.message };
  if (issue.code === 'invalid_type') {
    const remedy = `Write ${EXPECTED[issue.expected] ?? issue.expected}`;
    if (isMissing) return { code: 'missing', message: '', remedy };
    if (issue.path.length === 0)
      return { code: 'bad-type', message: value === null ? 'the file is empty' : 'the file does not begin with {', remedy };
    return { code: 'bad-type', message: `${briefly(value)} is not allowed here`, remedy };
  }
  if (issue.code === 'invalid_value') {
    const values = issue.values.map(String);
    if (isMissing) return { code: 'missing', message: '', remedy: oneOf(values) };
    const nearest = typeof value === 'string' ? nearestOf(value, values) : undefined;
    const remedy = nearest === undefined ? oneOf(values) : `Did you mean "${nearest}"? ${oneOf(values)}`;
    return { code: 'bad-value', message: `${briefly(value)} is not allowed here`, remedy };
  }
  return issue.code === 'too_small' || issue.code === 'too_big' ? boundInWords(issue, value) : { code: 'bad-value', message: issue.message };
}

function boundInWords(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig, value: unknown): Words {
  const isSmall = issue.code === 'too_small';
  const bound = isSmall ? `at least ${issue.minimum}` : `at most ${issue.maximum}`;
  const isText = issue.origin === 'string';
  if (!isText && issue.origin !== 'array') return { code: 'out-of-range', message: `${briefly(value)} is out of range`, remedy: `Write ${bound}` };
  if (isSmall && issue.minimum === 1) return { code: 'bad-value', message: 'is empty', remedy: isText ? 'Write a text' : 'Write at least one entry' };
  const message = `${briefly(value)} is too ${isSmall ? 'short' : 'long'}`;
  return { code: 'bad-value', message, remedy: `Write ${bound} ${isText ? 'characters' : 'entries'}` };
}

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

const { localeError: ownWords } = en();

const oneOf = (values: readonly string[]) => (values.length === 1 ? `Write ${values[0]}` : `Write one of: ${values.join(', ')}`);

function briefly(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : JSON.stringify(value);
}

function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

/** `parameters.stages.value[0].from`; of a step of a scenario only what is inside it, because the place tells which step it is: `dip.for`. */
function formatPath(whole: Path): string {
  const path =
    whole[0] === 'steps' ? whole.slice(whole.findLastIndex((key, index) => typeof key === 'number' && whole[index - 1] === 'steps') + 1) : whole;
  return path.map((key, index) => (typeof key === 'number' ? `[${key}]` : index === 0 ? String(key) : `.${String(key)}`)).join('');
}
