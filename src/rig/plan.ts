/** A plan: what `recsim rig` asks of a unit. Read from YAML with places; contradictions within it, and with its board, are found here. */
import path from 'node:path';
import type { Board } from '../board.ts';
import { loadBoard, SHIPPED } from '../board-file.ts';
import { type Path, problemsOf, readSource, type Source } from '../document.ts';
import { fail, ok, type Problem, type Result } from '../errors.ts';
import { formatDuration } from '../units.ts';
import { formatLimits, type Limits, MEASURE_NAMES, type MeasureName } from './measures.ts';
import { LIMIT_KEYS, PLAN, PLAN_KEYS, SERIAL_MAX } from './plan-format.ts';
import { type HoldWindow, holdWindow } from './procedure.ts';

export interface Plan {
  readonly file: string;
  readonly name: string;
  readonly board: Board;
  /** The whole of a serial number matches it. */
  readonly serialPattern?: string;
  readonly attempts: number;
  readonly limits: { readonly [Name in MeasureName]?: Limits | undefined };
  /** The hold that the board rewards. */
  readonly window: HoldWindow;
}

export const SHIPPED_PLAN = path.join(SHIPPED, 'rig', 'reset-guide.yaml');
const DEFAULT_BOARD = 'pi-4';
const DEFAULT_ATTEMPTS = 3;

/** `board`: a name or a path that takes the place of the plan's. */
export function loadPlan(file: string, board?: string): Result<Plan> {
  const source = readSource(file);
  if (!source.ok) return source;
  const plan = decodePlan(source.value, board);
  // Records are the same wherever recsim is installed.
  return plan.ok && file === SHIPPED_PLAN ? ok({ ...plan.value, file: path.relative(SHIPPED, SHIPPED_PLAN) }) : plan;
}

export function decodePlan(source: Source, boardInstead?: string): Result<Plan> {
  const { data } = source;
  if (data === null)
    return fail({ code: 'missing', message: 'the file is empty', place: source.placeOf([]), remedy: 'Write name, version: 1 and limits' });
  const decoded = PLAN.safeParse(data, { reportInput: true });
  if (!decoded.success) return fail(...problemsOf(decoded.error.issues, source, allowedAt));
  const { name, board: written = DEFAULT_BOARD, serial, attempts = DEFAULT_ATTEMPTS, limits = {} } = decoded.data;
  const found = loadBoard(boardInstead ?? written);
  if (!found.ok) return boardInstead === undefined ? fail(...found.problems.map((problem) => at(problem, source.placeOf(['board'])))) : found;
  const { board } = found.value;
  const window = holdWindow(board);
  if (!window.ok) return fail(...window.problems.map((problem) => at(problem, source.placeOf(['board']))));
  const problems = contradictions(limits, board, window.value, source);
  if (problems.length > 0) return fail(...problems);
  return ok({
    file: source.file,
    name,
    board,
    ...(serial?.pattern === undefined ? {} : { serialPattern: serial.pattern }),
    attempts,
    limits,
    window: window.value,
  });
}

/** Of what has no place of its own. */
const at = (problem: Problem, place: Problem['place']): Problem => (problem.place || !place ? problem : { ...problem, place });

function allowedAt(where: Path): readonly string[] {
  if (where.length === 0) return Object.keys(PLAN_KEYS);
  if (where[0] === 'serial') return ['pattern'];
  return where.length === 1 ? MEASURE_NAMES : LIMIT_KEYS;
}

function contradictions(limits: Plan['limits'], board: Board, window: HoldWindow, { placeOf }: Source): Problem[] {
  const problems: Problem[] = [];
  const complain = (where: Path, message: string, remedy: string) =>
    problems.push({ code: 'contradiction', message: `${where.join('.')}: ${message}`, place: placeOf(where), remedy });
  for (const name of MEASURE_NAMES) {
    const limit = limits[name];
    if (!limit) continue;
    const { min, max, marginal } = limit;
    const where = ['limits', name];
    if (min === undefined && max === undefined) complain(where, 'has no limit', 'Write min, max or both, or leave it out');
    else if (min !== undefined && max !== undefined && min > max) complain(where, 'min is more than max', 'Exchange them');
    else if (marginal !== undefined && min !== undefined && max !== undefined && marginal * 2 > max - min)
      complain(where, 'nothing is further than marginal from both limits', 'Make marginal less than half of what lies between min and max');
    if (/^beep-/.test(name) && !beeps(board)) complain(where, `board ${board.name} does not beep`, 'Leave it out, or take another board');
  }
  const { min = 0, max = Number.POSITIVE_INFINITY } = limits.hold ?? {};
  if (min > window.toUs || max < window.fromUs) {
    const allowed = formatLimits({ name: 'hold', ...limits.hold });
    complain(
      ['limits', 'hold'],
      `${allowed} is never a reset: the window of board ${board.name} is ${windowText(window)}`,
      'Change it, or take another board',
    );
  }
  return problems;
}

const beeps = ({ hasBuzzer, bootBeep }: Board): boolean => hasBuzzer && bootBeep.count > 0;

/** `20 s to 30 s`, `20 s or more`. */
export const windowText = ({ fromUs, toUs }: HoldWindow): string =>
  Number.isFinite(toUs) ? `${formatDuration(fromUs)} to ${formatDuration(toUs)}` : `${formatDuration(fromUs)} or more`;

/** What is wrong with a serial number, as a sentence without a full stop; `undefined` where it is good. */
export function faultOfSerial(serial: string, { serialPattern }: Pick<Plan, 'serialPattern'>): string | undefined {
  if (serial.length > SERIAL_MAX) return `it has ${serial.length} characters; at most ${SERIAL_MAX} are taken`;
  if (/[\p{Cc}\p{Cf}\p{Cs}]/u.test(serial)) return 'it has characters that cannot be printed: is the scanner set up for text?';
  if (serialPattern !== undefined && !new RegExp(`^(?:${serialPattern})$`, 'u').test(serial)) return `it does not match ${serialPattern} of the plan`;
  return undefined;
}
