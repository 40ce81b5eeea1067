/**
 * `boards/NAME/board.json`: how people write a board. Every value carries its provenance: `source` or `assumed`. What a file does not
 * name has its default from board-parameters.ts. The schema is made from that table; contradictions between values are found here too.
 */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import type { ArmOn, Board, PartId, PinAssignment, Stage } from './board.ts';
import { ACTIONS, type Basis, LED_PATTERNS, LEVELS, PARAMETERS, type Parameter, type ParameterName } from './board-parameters.ts';
import { type Path, problemsOf, readSource, type Source } from './document.ts';
import { fail, ok, type Problem, type Result, suggest } from './errors.ts';
import { DURATION_UNITS, formatDuration, type Parsed, parseDuration, parseVolts, type Us } from './units.ts';

export const PART_IDS = ['reset', 'buzzer', 'led', 'power', 'console', 'screen'] as const satisfies readonly PartId[];
const PARAMETER_NAMES = Object.keys(PARAMETERS) as ParameterName[];

/** The boards and scenarios that ship with recsim, beside `src` and `dist`. */
export const SHIPPED = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
export const BOARDS_FOLDER = path.join(SHIPPED, 'boards');

/** A value as written, with where it came from. */
export interface Provenance {
  readonly name: ParameterName;
  readonly value: unknown;
  readonly basis: Basis;
  /** Whether the board file names it, or the default holds. */
  readonly given: boolean;
}

export interface BoardFile {
  readonly file: string;
  readonly board: Board;
  readonly provenance: readonly Provenance[];
}

const measured = <T>(parse: (text: string) => Parsed<T>, check: (value: T) => string | undefined, example: string) =>
  z
    .string({
      error: (issue) => `write a text with a unit, for example ${example}${issue.input === undefined ? '' : ` (not ${JSON.stringify(issue.input)})`}`,
    })
    .superRefine((text, context) => {
      const parsed = parse(text);
      const problem = parsed.ok ? check(parsed.value) : parsed.problem;
      if (problem) context.addIssue({ code: 'custom', message: problem });
    });

const us = (text: string): Us => {
  const parsed = parseDuration(text);
  return parsed.ok ? parsed.value : Number.NaN;
};

const volts = (text: string): number => {
  const parsed = parseVolts(text);
  return parsed.ok ? parsed.value : Number.NaN;
};

const durationBetween = (min: string, max: string) =>
  measured(
    parseDuration,
    (value) => (value < us(min) || value > us(max) ? `${formatDuration(value)} is outside ${min} to ${max}` : undefined),
    '"20 s"',
  ).meta({
    description: `a duration from ${min} to ${max} (${DURATION_UNITS})`,
  });

const STAGE = z.strictObject({
  from: durationBetween('0 s', '3600 s'),
  to: z.union([z.literal('end'), durationBetween('0 s', '3600 s')]),
  action: z.enum(ACTIONS),
  led: z.enum(LED_PATTERNS).optional(),
});

function schemaOf(parameter: Parameter) {
  switch (parameter.kind) {
    case 'duration':
      return durationBetween(parameter.min, parameter.max);
    case 'volts':
      return measured(
        parseVolts,
        (value) => (value < parameter.min || value > parameter.max ? `${value} V is outside ${parameter.min} V to ${parameter.max} V` : undefined),
        '"9.6 V"',
      );
    case 'count':
      return z.int().min(parameter.min).max(parameter.max);
    case 'flag':
      return z.boolean();
    case 'choice':
      return z.enum(parameter.of as [string, ...string[]]);
    case 'choices':
      return z.array(z.enum(parameter.of as [string, ...string[]])).min(1);
    case 'stages':
      return z.array(STAGE).min(1).max(8);
    default:
      return parameter satisfies never;
  }
}

const withProvenance = (parameter: Parameter) =>
  z
    .strictObject({ value: schemaOf(parameter), source: z.string().min(3).optional(), assumed: z.string().min(3).optional() })
    .refine((entry) => (entry.source === undefined) !== (entry.assumed === undefined), {
      message: 'say where the value comes from: either "source" or "assumed", and not both',
    })
    .meta({ description: parameter.meaning });

const PIN = z.strictObject({
  line: z.string().min(1).meta({ description: "the kernel's name of the GPIO line, for example GPIO17" }),
  header: z.int().min(1).max(40).optional().meta({ description: 'pin number on the 40-pin header' }),
  bias: z.enum(['pull-up', 'pull-down', 'none']).optional(),
  note: z.string().optional(),
});

/** The format of a board file. */
export const BOARD_SCHEMA = z.strictObject({
  $schema: z.string().optional(),
  version: z.literal(1),
  name: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'a name has lower-case letters, digits and hyphens'),
  title: z.string().min(1),
  procedure: z.string().min(1),
  parameters: z.strictObject(Object.fromEntries(PARAMETER_NAMES.map((name) => [name, withProvenance(PARAMETERS[name]).optional()]))),
  pins: z.strictObject(Object.fromEntries(PART_IDS.map((part) => [part, PIN.optional()]))).optional(),
});

/** Keys that a board file may have at a path, for suggestions. */
function allowedKeys(at: Path): readonly string[] {
  if (at.length === 0) return Object.keys(BOARD_SCHEMA.shape);
  if (at[0] === 'parameters') return at.length === 1 ? PARAMETER_NAMES : ['value', 'source', 'assumed', 'from', 'to', 'action', 'led'];
  return at.length === 1 ? PART_IDS : Object.keys(PIN.shape);
}

/** The names of the shipped boards. */
export function shippedBoards(): string[] {
  return readdirSync(BOARDS_FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(path.join(BOARDS_FOLDER, entry.name, 'board.json')))
    .map((entry) => entry.name)
    .sort();
}

/** Finds a board by shipped name, folder or file, and decodes it. */
export function loadBoard(nameOrPath: string): Result<BoardFile> {
  const shipped = path.join(BOARDS_FOLDER, nameOrPath, 'board.json');
  const isName = !nameOrPath.includes('/') && !nameOrPath.endsWith('.json');
  if (isName && !existsSync(shipped) && !existsSync(nameOrPath)) {
    return fail({
      code: 'unknown-name',
      message: `there is no board "${nameOrPath}"`,
      remedy: `${suggest(nameOrPath, shippedBoards())}; or give the path of a board.json`,
    });
  }
  const file =
    isName && existsSync(shipped) ? shipped : existsSync(path.join(nameOrPath, 'board.json')) ? path.join(nameOrPath, 'board.json') : nameOrPath;
  const source = readSource(file);
  return source.ok ? decodeBoard(source.value) : source;
}

/** Decodes an untrusted board file. All problems are reported, not only the first. */
export function decodeBoard(source: Source): Result<BoardFile> {
  const data = source.data;
  if (typeof data === 'object' && data !== null && 'version' in data && data.version !== 1) {
    return fail({
      code: 'version',
      message: `board version ${JSON.stringify(data.version)} is not known`,
      place: source.placeOf(['version']),
      remedy: 'This recsim reads version 1',
    });
  }
  const decoded = BOARD_SCHEMA.safeParse(data);
  if (!decoded.success) return fail(...problemsOf(decoded.error.issues, source, allowedKeys));
  const written = decoded.data.parameters as Record<string, { value: unknown; source?: string; assumed?: string } | undefined>;
  const provenance = PARAMETER_NAMES.map((name): Provenance => {
    const entry = written[name];
    if (!entry) return { name, value: PARAMETERS[name].default, basis: PARAMETERS[name].basis, given: false };
    return {
      name,
      value: entry.value,
      basis: entry.assumed === undefined ? { source: entry.source ?? '' } : { assumed: entry.assumed },
      given: true,
    };
  });
  const value = Object.fromEntries(provenance.map((entry) => [entry.name, entry.value])) as Record<ParameterName, never>;
  const { name, title, procedure, pins } = decoded.data;
  const board = { name, title, procedure, pins: (pins ?? {}) as Partial<Record<PartId, PinAssignment>>, ...boardValues(value) };
  const problems = contradictions(board, written, source);
  return problems.length > 0 ? fail(...problems) : ok({ file: source.file, board, provenance });
}

type Values = Record<ParameterName, never>;

function boardValues(value: Values): Omit<Board, 'name' | 'title' | 'procedure' | 'pins'> {
  const beep = (name: 'bootBeep' | 'actionBeep') => ({
    count: value[`${name}Count`] as number,
    onUs: us(value[`${name}On`]),
    offUs: us(value[`${name}Off`]),
  });
  return {
    hasResetButton: value.hasResetButton,
    hasBuzzer: value.hasBuzzer,
    activeLevel: LEVELS[value.activeLevel as keyof typeof LEVELS],
    closedLevel: LEVELS[value.closedLevel as keyof typeof LEVELS],
    debounceUs: us(value.debounce),
    bounceDurationUs: us(value.bounceDuration),
    bounceTogglesMin: value.bounceTogglesMin,
    bounceTogglesMax: value.bounceTogglesMax,
    prePowerHoldMinUs: us(value.prePowerHoldMin),
    prePowerHoldMaxUs: us(value.prePowerHoldMax),
    enforcePrePowerHold: value.enforcePrePowerHold,
    armOn: value.armOn as readonly ArmOn[],
    samplingStartUs: us(value.samplingStart),
    bootBeep: beep('bootBeep'),
    actionBeep: beep('actionBeep'),
    initDurationUs: us(value.initDuration),
    restartDelayUs: us(value.restartDelay),
    stages: stagesOf(value),
    decideAt: value.decideAt,
    overHold: value.overHold,
    stuckAfterUs: us(value.stuckAfter),
    supplyVolts: volts(value.supplyVolts),
    brownoutVolts: volts(value.brownoutVolts),
    supplyHoldUpUs: us(value.supplyHoldUp),
    watchdogTimeoutUs: us(value.watchdogTimeout),
    flashEraseSize: value.flashEraseSize,
    flashBlocks: value.flashBlocks,
    flashEraseUs: us(value.flashErase),
    flashProgramUs: us(value.flashProgram),
  };
}

function stagesOf(value: Values): readonly Stage[] {
  const stages = value.stages as z.infer<typeof STAGE>[] | undefined;
  if (!stages) return [{ fromUs: us(value.holdMin), toUs: us(value.holdMax), action: 'factory-default' }];
  return stages.map(({ from, to, action, led }) => ({
    fromUs: us(from),
    toUs: to === 'end' ? Number.POSITIVE_INFINITY : us(to),
    action,
    ...(led ? { led } : {}),
  }));
}

/** Values that are each in range but cannot hold together. */
function contradictions(board: Board, written: Record<string, unknown>, source: Source): Problem[] {
  const problems: Problem[] = [];
  const complain = (name: ParameterName, message: string, remedy: string, ...more: PropertyKey[]) =>
    problems.push({ code: 'contradiction', message: `${name}: ${message}`, place: source.placeOf(['parameters', name, 'value', ...more]), remedy });
  for (const name of ['holdMin', 'holdMax'] as const) {
    if (written['stages'] && written[name])
      complain(name, 'a board with "stages" has no single window', `Remove ${name}, or write the window as a stage`);
  }
  board.stages.forEach((stage, index) => {
    const next = board.stages[index + 1];
    const name = written['stages'] ? 'stages' : 'holdMax';
    const at = written['stages'] ? [index] : [];
    if (stage.toUs < stage.fromUs)
      complain(name, `the window ends (${formatDuration(stage.toUs)}) before it begins (${formatDuration(stage.fromUs)})`, 'Exchange the two', ...at);
    if (next && next.fromUs < stage.toUs)
      complain(
        'stages',
        `the stage from ${formatDuration(next.fromUs)} begins before the one above it ends`,
        'Put the stages in order, without overlap',
        index + 1,
      );
    const end = Number.isFinite(stage.toUs) ? stage.toUs : stage.fromUs;
    if (end >= board.stuckAfterUs)
      complain(
        'stuckAfter',
        `a button is called stuck at ${formatDuration(board.stuckAfterUs)}, inside a window`,
        `Make stuckAfter longer than ${formatDuration(end)}`,
      );
  });
  const acting = board.stages.filter((stage) => stage.action !== 'none');
  if (board.decideAt === 'threshold' && acting.length > 1)
    complain('decideAt', 'with "threshold" only the first acting stage is ever reached', 'Use "release", or keep one acting stage');
  if (board.bounceTogglesMin > board.bounceTogglesMax) complain('bounceTogglesMin', 'is more than bounceTogglesMax', 'Exchange the two');
  if (board.prePowerHoldMinUs > board.prePowerHoldMaxUs) complain('prePowerHoldMin', 'is longer than prePowerHoldMax', 'Exchange the two');
  if (board.brownoutVolts > board.supplyVolts)
    complain('brownoutVolts', `${board.brownoutVolts} V is above the supply of ${board.supplyVolts} V: the recorder could never start`, 'Lower it');
  return problems;
}
