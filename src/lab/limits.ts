/**
 * Limits for edges, for CI: one as an option, `factory-default.from>=19.9s`, or many in a YAML file:
 *   version: 1
 *   boards:
 *     seed:
 *       factory-default.from: 20 s                          exactly
 *       factory-default.to: { min: 29.9 s, max: 30.1 s }    both ends included
 */
import type { Path, Source } from '../document.ts';
import { fail, ok, type Place, type Problem, type Result, suggest } from '../errors.ts';
import { formatDuration, parseDuration, type Us } from '../units.ts';
import type { Findings } from './edges.ts';

type Operator = '>=' | '<=' | '>' | '<' | '=';

export interface Limit {
  /** The name of a board; without it the limit holds for every board that is looked at. */
  readonly board?: string;
  readonly edge: string;
  readonly operator: Operator;
  /** `Infinity` for `end`. */
  readonly us: Us;
  readonly place?: Place;
}

/** A limit on one board, and whether it holds there. */
export interface Judged {
  readonly limit: Limit;
  readonly board: string;
  /** `undefined`: the board has no such edge, so the limit fails. */
  readonly foundUs: Us | undefined;
  readonly holds: boolean;
}

/** What `end` means in place of a duration: the hold has no upper end. */
const END = 'end';
const OUTCOMES = ['factory-default', 'password-reset', 'restart', 'short', 'between', 'over-held', 'stuck', 'not-armed'];
const OTHER_EDGES = [
  'pre-power.from',
  'pre-power.to',
  'first-sample',
  'press.latest',
  'press.too-late',
  'gap.bridged',
  'gap.ends',
  'dip.bridged',
  'dip.ends',
  'watchdog.bites',
];

/** Every name that an edge may have; a second stretch of an outcome has `-2` after it. */
const EDGE_NAMES: readonly string[] = [...OUTCOMES.flatMap((outcome) => [`${outcome}.from`, `${outcome}.to`]), ...OTHER_EDGES];

/** Reads `[BOARD:]EDGE OP DURATION`. */
export function parseExpect(written: string): Result<Limit> {
  const match = /^\s*(?:([\w-]+)\s*:)?\s*([\w.-]+?)\s*(>=|<=|==?|>|<)\s*(.*?)\s*$/.exec(written);
  const complain = (message: string, remedy: string) => fail<Limit>({ code: 'usage', message: `--expect "${written}": ${message}`, remedy });
  if (!match) return complain('this is not a limit', 'Write an edge, >=, <= or =, and a duration, for example "factory-default.from>=19.9s"');
  const [, board, edge = '', sign = '', text = ''] = match;
  const strange = edgeProblem(edge);
  if (strange) return complain(strange.message, strange.remedy);
  const at = parseEnd(text);
  if (!at.ok) return complain(at.problem.replace(/, for example.*/, ''), `For example "${edge}${sign}20s", or "${END}" for a hold without an end`);
  return ok({ ...(board === undefined ? {} : { board }), edge, operator: sign === '==' ? '=' : (sign as Operator), us: at.value });
}

/** Reads a limits file. All its mistakes are told. */
export function decodeLimits(source: Source): Result<readonly Limit[]> {
  const { data } = source;
  const problems: Problem[] = [];
  const limits: Limit[] = [];
  const complain = (code: Problem['code'], at: Path, message: string, remedy: string, key = false) =>
    problems.push({ code, message, remedy, place: key ? source.placeOfKey(at) : source.placeOf(at) });
  if (!isMapping(data))
    return fail({
      code: 'missing',
      message: 'a limits file is made of keys and values',
      place: source.placeOf([]),
      remedy: 'Write version: 1 and boards',
    });
  for (const key of Object.keys(data))
    if (key !== 'version' && key !== 'boards')
      complain('unknown-key', [key], `"${key}" is not known here`, suggest(key, ['version', 'boards']), true);
  if (data['version'] !== 1)
    complain('version', ['version'], `limits version ${JSON.stringify(data['version'] ?? null)} is not known`, 'Write version: 1');
  const boards = data['boards'];
  if (!isMapping(boards)) {
    complain(
      'missing',
      ['boards'],
      'there are no boards',
      'Write "boards:", a board by its name, and its edges, for example "seed: { factory-default.from: 20 s }"',
    );
    return fail(...problems);
  }
  for (const [board, edges] of Object.entries(boards)) {
    if (!isMapping(edges)) {
      complain(
        'bad-type',
        ['boards', board],
        `${board}: there are no edges`,
        'Write an edge and its limits, for example "factory-default.from: 20 s"',
      );
      continue;
    }
    for (const [edge, value] of Object.entries(edges)) {
      const at = ['boards', board, edge];
      const strange = edgeProblem(edge);
      if (strange) complain('unknown-name', at, strange.message, strange.remedy, true);
      else limits.push(...decodeLimit(value, { board, edge }, at, source, complain));
    }
  }
  return problems.length > 0 ? fail(...problems) : ok(limits);
}

type Complain = (code: Problem['code'], at: Path, message: string, remedy: string, key?: boolean) => void;

function decodeLimit(value: unknown, of: { readonly board: string; readonly edge: string }, at: Path, source: Source, complain: Complain): Limit[] {
  const one = (written: unknown, operator: Operator, path: Path): Limit[] => {
    const parsed = typeof written === 'string' ? parseEnd(written) : undefined;
    if (parsed?.ok) return [{ ...of, operator, us: parsed.value, place: source.placeOf(path) }];
    const message = parsed ? parsed.problem : `${JSON.stringify(written)} is not a duration`;
    complain('bad-value', path, message, `Write a duration with its unit, for example "20 s", or "${END}"`);
    return [];
  };
  if (!isMapping(value)) return one(value, '=', at);
  const { min, max, ...others } = value;
  for (const key of Object.keys(others)) complain('unknown-key', [...at, key], `"${key}" is not known here`, suggest(key, ['min', 'max']), true);
  if (min === undefined && max === undefined) complain('missing', at, `${of.edge} has no limit`, 'Write min, max, or both');
  const limits = [...(min === undefined ? [] : one(min, '>=', [...at, 'min'])), ...(max === undefined ? [] : one(max, '<=', [...at, 'max']))];
  const [low, high] = limits;
  if (low && high && low.us > high.us) complain('contradiction', at, `${of.edge}: min is more than max`, 'Exchange the two');
  return limits;
}

/** Every limit on every board it is for, judged. */
export function judge(limits: readonly Limit[], found: readonly Findings[]): Judged[] {
  return found.flatMap(({ board, edges }) =>
    limits
      .filter((limit) => limit.board === undefined || limit.board === board.name)
      .map((limit) => {
        const foundUs = edges.find(({ name }) => name === limit.edge)?.atUs;
        return { limit, board: board.name, foundUs, holds: foundUs !== undefined && holds(foundUs, limit) };
      }),
  );
}

function holds(us: Us, limit: Limit): boolean {
  switch (limit.operator) {
    case '>=':
      return us >= limit.us;
    case '<=':
      return us <= limit.us;
    case '>':
      return us > limit.us;
    case '<':
      return us < limit.us;
    case '=':
      return us === limit.us;
    default:
      return limit.operator satisfies never;
  }
}

/** A limits file that holds exactly for what was found. */
export function formatLimits(found: readonly Findings[]): string {
  const boards = found.filter(({ edges }) => edges.length > 0);
  const lines = boards.flatMap(({ board, edges }) => [
    `  ${board.name}:`,
    ...edges.map(({ name, meaning, atUs }) => `    ${name}: ${formatEnd(atUs)} # ${meaning}`),
  ]);
  return [
    '# Limits for recsim threshold --limits: as found, exactly. To allow a range write { min: 19.9 s, max: 20.1 s }.',
    'version: 1',
    lines.length > 0 ? 'boards:' : 'boards: {}',
    ...lines,
    '',
  ].join('\n');
}

export const formatEnd = (us: Us): string => (us === Number.POSITIVE_INFINITY ? END : formatDuration(us));

export const formatLimit = ({ edge, operator, us }: Limit): string => `${edge} ${operator} ${formatEnd(us)}`;

const parseEnd = (text: string): ReturnType<typeof parseDuration> =>
  text === END ? { ok: true, value: Number.POSITIVE_INFINITY } : parseDuration(text);

function edgeProblem(edge: string): { readonly message: string; readonly remedy: string } | undefined {
  if (EDGE_NAMES.includes(edge.replace(/-\d+(?=\.)/, ''))) return undefined;
  return { message: `"${edge}" is not an edge`, remedy: suggest(edge, EDGE_NAMES) };
}

const isMapping = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
