/**
 * A JSON or YAML file as data with places: every value can be traced to its line and column, so that a complaint can point at it.
 * JSON is read as YAML 1.2, of which it is a subset. Cyclic or exploding aliases, duplicate keys and oversized files are refused.
 */
import { readFileSync, statSync } from 'node:fs';
import { type Document, isMap, isNode, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import type { z } from 'zod';
import { fail, ok, type Place, type Problem, type Result, suggest, unwrap } from './errors.ts';

/** The largest board or scenario file that is read, in bytes. */
export const MAX_FILE_BYTES = 1_000_000;

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
        remedy: 'Split it',
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
  if (code === 'ENOENT') return { code: 'file-missing', message: 'there is no such file or folder', place: { file }, remedy: 'Check the path' };
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
    if (offset === undefined) return { file };
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  if (document.errors.some((error) => error.message.includes('call stack'))) return fail(tooDeep(file));
  if (document.errors.length > 0) {
    return fail(
      ...document.errors.slice(0, 5).map((error): Problem => {
        const place = placeAt(error.pos[0]);
        if (error.code === 'DUPLICATE_KEY') return { code: 'syntax', message: 'this key is there twice', place, remedy: 'Remove one of them' };
        return { code: 'syntax', message: error.message, place, remedy: syntaxRemedy(text, error.pos[0]) };
      }),
    );
  }
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

const tooDeep = (file: string): Problem => ({ code: 'syntax', message: 'the file is nested too deeply', place: { file }, remedy: 'Flatten it' });

function aliasProblem(error: unknown): string {
  if (error instanceof TypeError) return 'an alias refers to the value it stands in';
  const unknown = /^Unresolved alias[^:]*: (.*)$/.exec(String((error as Error).message))?.[1];
  return unknown === undefined ? 'the aliases expand to too much' : `the alias *${unknown} has no anchor &${unknown} before it`;
}

function syntaxRemedy(text: string, offset: number): string {
  return offset >= text.trimEnd().length ? 'The file ends too early: is it complete?' : 'Mend the syntax at this place';
}

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

/** The complaints of a zod schema as problems with places. `allowed` names the keys known at a path, for suggestions. */
export function problemsOf(issues: readonly z.core.$ZodIssue[], source: Source, allowed: (path: Path) => readonly string[] = () => []): Problem[] {
  return issues.flatMap((issue): Problem[] => {
    const at = issue.path;
    switch (issue.code) {
      case 'unrecognized_keys':
        return issue.keys.map((key) => ({
          code: 'unknown-key',
          message: `"${key}" is not known here`,
          place: source.placeOfKey([...at, key]),
          remedy: suggest(key, allowed(at)),
        }));
      case 'invalid_union': {
        const nested = issue.errors.find((branch) => branch.some((inner) => inner.path.length > 0)) ?? [];
        if (nested.length > 0)
          return problemsOf(nested.map((inner) => ({ ...inner, path: [...at, ...inner.path] })) as z.core.$ZodIssue[], source, allowed);
        return [{ code: 'bad-type', message: nameOf(at, issue.message), place: source.placeOf(at) }];
      }
      default:
        return [{ code: codeOf(issue), message: nameOf(at, issue.message), place: source.placeOf(at) }];
    }
  });
}

function codeOf(issue: z.core.$ZodIssue): Problem['code'] {
  if (issue.code === 'invalid_type') return issue.input === undefined ? 'missing' : 'bad-type';
  return 'bad-value';
}

function nameOf(path: Path, message: string): string {
  return path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`;
}
