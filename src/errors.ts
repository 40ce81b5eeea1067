/**
 * Failures that people can mend: what was wrong, where, and what to do. They are values until they reach the command line,
 * which prints them and exits with the code of DESIGN (2: bad usage, board or scenario; 3: hardware).
 */
import { closest, distance } from 'fastest-levenshtein';

type ProblemCode =
  | 'file-missing'
  | 'file-unreadable'
  | 'file-unwritable'
  | 'file-too-large'
  | 'in-use'
  | 'tool-missing'
  | 'hardware'
  | 'syntax'
  | 'version'
  | 'unknown-key'
  | 'unknown-name'
  | 'bad-type'
  | 'bad-value'
  | 'out-of-range'
  | 'missing'
  | 'contradiction'
  | 'doubtful'
  | 'usage';

/** Where something stands in a file; lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

export interface Problem {
  readonly code: ProblemCode;
  /** What is wrong, as a sentence without a full stop. */
  readonly message: string;
  readonly place?: Place;
  /** What to do about it. */
  readonly remedy?: string;
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly Problem[] };

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });
export const fail = <T = never>(...problems: readonly Problem[]): Result<T> => ({ ok: false, problems });

/** Carries problems up to the command line. Thrown only by code that composes things for people (cli). */
export class ProblemError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(formatProblem).join('\n'));
    this.name = 'ProblemError';
    this.problems = problems;
  }
}

/** The problems that `error` carries, as a result; one that carries none is thrown on. */
export function failureOf(error: unknown): Result<never> {
  if (error instanceof ProblemError) return fail(...error.problems);
  throw error;
}

/** Why `file` could not be written, opened for it, or made: `error` as node:fs threw it. */
export function problemOfWriting(file: string, error: unknown): Problem {
  const code = (error as NodeJS.ErrnoException).code ?? String(error);
  const [why, remedy] = WHY_UNWRITABLE[code] ?? [code, 'Choose another place'];
  return { code: 'file-unwritable', message: `cannot be written: ${why}`, place: { file }, remedy };
}

const NO_FOLDER = ['its folder does not exist', 'Make the folder first'] as const;
const DENIED = ['permission denied', 'Choose another place'] as const;
const WHY_UNWRITABLE: Readonly<Record<string, readonly [why: string, remedy: string]>> = {
  ENOENT: NO_FOLDER,
  ENOTDIR: NO_FOLDER,
  EACCES: DENIED,
  EPERM: DENIED,
  EROFS: DENIED,
  EISDIR: ['this is a folder', 'Name a file in it'],
  ENOSPC: ['the disk is full', 'Make room, or choose another place'],
  EDQUOT: ['the disk quota is used up', 'Make room, or choose another place'],
  EIO: ['the disk failed (EIO)', 'Look at the log of the system (dmesg), and choose another disk'],
};

/** The value, or a ProblemError. */
export function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new ProblemError(result.problems);
}

/** `boards/x/board.json:4:15: "bouce" is not known. Did you mean "bounce"?` */
export function formatProblem({ message, place, remedy }: Problem): string {
  const where = place ? `${formatPlace(place)}: ` : '';
  return `${where}${message}${remedy ? `. ${remedy}` : ''}`;
}

export function formatPlace({ file, line, column }: Place): string {
  if (line === undefined) return file;
  return column === undefined ? `${file}:${line}` : `${file}:${line}:${column}`;
}

/** `Did you mean "debounce"?` when a known name is near enough to what was written, else the list of what is allowed. */
export function suggest(written: string, known: readonly string[], otherwise = `Known: ${known.join(', ')}`): string {
  const nearest = nearestOf(written, known);
  return nearest === undefined ? otherwise : `Did you mean "${nearest}"?`;
}

/** The known name that was probably meant, whatever its case. */
export function nearestOf(written: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const low = written.toLowerCase();
  const lowKnown = known.map((name) => name.toLowerCase());
  const nearest = closest(low, lowKnown);
  const match = known[lowKnown.indexOf(nearest)] as string;
  return distance(low, nearest) <= Math.max(2, Math.floor(match.length / 3)) ? match : undefined;
}
