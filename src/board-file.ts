/**
 * `boards/NAME/board.json`: how people write a board. Every value carries its provenance: `source` or `assumed`. What a file does not
 * name has its default from board-parameters.ts. The schema is made from that table; contradictions between values are found here too.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ArmOn, Board, PartId, PinAssignment, Stage } from './board.ts';
import { contradictionsOf } from './board-checks.ts';
import { type Basis, LEVELS, PARAMETERS, type ParameterName } from './board-parameters.ts';
import { allowedKeys, boardSchemaFor, type FAULT_SEARCHES, NO_END, PARAMETER_NAMES, us, volts, type WrittenStage } from './board-schema.ts';
import { problemsOf, readSource, type Source } from './document.ts';
import { fail, ok, type Problem, type Result, suggest } from './errors.ts';
import { VARIANTS } from './faulty/variants.ts';
import type { Variant } from './variant.ts';

/** The boards and scenarios that ship with recsim, beside `src` and `dist`. */
export const SHIPPED = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
export const BOARDS_FOLDER = path.join(SHIPPED, 'boards');
export const BOARD_JSON = 'board.json';
/** Below it lie the boards whose firmware is faulty. */
const FAULTY = 'faulty';

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
  /** What is wrong with the firmware of a faulty board. */
  readonly fault?: Fault;
}

/** A mistake that the firmware of a board makes, for people and for the searches that find it. */
export interface Fault {
  /** What people see of it. */
  readonly symptom: string;
  readonly bug: string;
  /** Where it was seen in the real world, or why it is assumed. */
  readonly basis: Basis;
  readonly search: (typeof FAULT_SEARCHES)[number];
  /** Of power cuts: the story in which it shows. */
  readonly story: string | undefined;
  /** Of the menus: moves after which it shows soon. */
  readonly first: readonly string[] | undefined;
  /** The name of the property that it breaks. */
  readonly breaks: string;
  /** As the file has it. */
  readonly written: Readonly<Record<string, unknown>>;
}

/** The names of the shipped boards. */
export function shippedBoards(): string[] {
  return readdirSync(BOARDS_FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(path.join(BOARDS_FOLDER, entry.name, BOARD_JSON)))
    .map((entry) => entry.name)
    .sort();
}

/** The names of the faulty boards that ship: `faulty/inverted-polarity`. Their firmware has a mistake, and recsim explore finds it. */
export function faultyBoards(): string[] {
  return readdirSync(path.join(BOARDS_FOLDER, FAULTY), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `${FAULTY}/${entry.name}`)
    .sort();
}

/** Below `faulty/` every name is that of a board that ships, unless something else lies there. */
const isFaultyName = (name: string): boolean => /^faulty\/[^/\\]+$/.test(name) && !existsSync(name);

/** Whether this is the path of a board, and not its name. */
export const isBoardPath = (nameOrPath: string): boolean => /[/\\]|\.json$/.test(nameOrPath) && !isFaultyName(nameOrPath);

/** What the board of this file is called where it ships with recsim, or undefined. */
export function shippedName(file: string): string | undefined {
  const name = path
    .relative(BOARDS_FOLDER, path.dirname(path.resolve(file)))
    .split(path.sep)
    .join('/');
  return name !== '' && !name.startsWith('..') && !path.isAbsolute(name) ? name : undefined;
}

/** What a scenario, or a command, calls the board of this file: by its name where it ships with recsim, else by its path. */
export const referenceTo = (file: string): string => shippedName(file) ?? path.resolve(file);

/** A variant is functions, which JSON leaves out: it is told by what the file says of it. */
const contentOf = ({ board, provenance, fault }: BoardFile): string => JSON.stringify([board, provenance, fault]);

/** What each file held the last time. */
const latest = new Map<string, BoardFile>();

/** Finds a board by shipped name, folder or file, and decodes it. One that has not changed is the same object again: its statecharts are built once. */
export function loadBoard(nameOrPath: string): Result<BoardFile> {
  const source = readBoard(nameOrPath);
  if (!source.ok) return source;
  const found = decodeBoard(source.value);
  if (!found.ok) return found;
  const key = path.resolve(source.value.file);
  const known = latest.get(key);
  if (known && contentOf(known) === contentOf(found.value)) return ok({ ...found.value, board: known.board });
  latest.set(key, found.value);
  return found;
}

/** Finds a board and reads it, whatever is in it. A name is looked for among the shipped boards, then in ./boards, then here. */
export function readBoard(nameOrPath: string): Result<Source> {
  if (!isBoardPath(nameOrPath)) {
    const named = [BOARDS_FOLDER, 'boards'].map((folder) => path.join(folder, nameOrPath, BOARD_JSON)).find((file) => existsSync(file));
    if (named !== undefined) return readSource(named);
    if (!existsSync(nameOrPath)) {
      return fail({
        code: 'unknown-name',
        message: `there is no board "${nameOrPath}"`,
        remedy: `${suggestBoard(nameOrPath)} (or give the path of a board.json)`,
      });
    }
  }
  if (!isFolder(nameOrPath)) return readSource(nameOrPath);
  const inside = path.join(nameOrPath, BOARD_JSON);
  if (existsSync(inside)) return readSource(inside);
  const here = readdirSync(nameOrPath).filter((entry) => existsSync(path.join(nameOrPath, entry, BOARD_JSON)));
  return fail({
    code: 'file-missing',
    message: `there is no ${BOARD_JSON} in this folder`,
    place: { file: nameOrPath },
    remedy: here.length > 0 ? `Name a folder in it: ${here.join(', ')}` : 'Name the folder of one board, or begin one with: recsim board new NAME',
  });
}

/** A faulty board is meant only where its folder is named, or where it is called by its own name alone. */
function suggestBoard(name: string): string {
  const faulty = faultyBoards();
  if (faulty.includes(`${FAULTY}/${name}`)) return suggest(`${FAULTY}/${name}`, faulty);
  return suggest(name, isFaultyName(name) ? faulty : shippedBoards());
}

const isFolder = (file: string) => existsSync(file) && statSync(file).isDirectory();

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
  const decoded = boardSchemaFor(data).safeParse(data, { reportInput: true });
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
  const value = Object.fromEntries(provenance.map((entry) => [entry.name, entry.value])) as Values;
  const { name, title, procedure, pins, fault: found } = decoded.data;
  const right = { name, title, procedure, pins: (pins ?? {}) as Partial<Record<PartId, PinAssignment>>, ...boardValues(value) };
  const problems = contradictionsOf(right, (name) => written[name] !== undefined, source);
  const fault = found as WrittenFault | undefined;
  if (!fault) return problems.length > 0 ? fail(...problems) : ok({ file: source.file, board: right, provenance });
  problems.push(...faultProblems(fault, source));
  if (problems.length > 0) return fail(...problems);
  const board = { ...right, variant: variantOf(name, fault, value) };
  const { symptom, bug, source: seen, assumed, search, story, first, breaks } = fault;
  const basis = assumed === undefined ? { source: seen ?? '' } : { assumed };
  return ok({ file: source.file, board, provenance, fault: { symptom, bug, basis, search, story, first, breaks, written: fault } });
}

interface WrittenFault extends Readonly<Record<string, unknown>> {
  readonly symptom: string;
  readonly bug: string;
  readonly source?: string;
  readonly assumed?: string;
  readonly search: Fault['search'];
  readonly story?: string;
  readonly first?: readonly string[];
  readonly breaks: string;
  readonly believes?: Readonly<Record<string, { readonly value: unknown }>>;
  readonly variant?: string;
}

function faultProblems({ believes, variant }: WrittenFault, source: Source): Problem[] {
  if (variant !== undefined && !Object.hasOwn(VARIANTS, variant))
    return [
      {
        code: 'unknown-name',
        message: `there is no variant "${variant}" of the firmware`,
        place: source.placeOf(['fault', 'variant']),
        remedy: suggest(variant, Object.keys(VARIANTS)),
      },
    ];
  if (variant !== undefined || believes !== undefined) return [];
  const message = 'this fault is none: the firmware is the right one';
  return [{ code: 'missing', message, place: source.placeOf(['fault']), remedy: 'Write what it "believes" of the board, or a "variant" of it' }];
}

/** What differs in the firmware. What it believes is what the board would be by other parameters. */
function variantOf(name: string, { believes, variant }: WrittenFault, value: Values): Variant {
  const others = Object.fromEntries(Object.entries(believes ?? {}).map(([parameter, entry]) => [parameter, entry.value]));
  const right: Readonly<Record<string, unknown>> = boardValues(value);
  const differing = Object.entries(boardValues({ ...value, ...others })).filter(
    ([key, other]) => JSON.stringify(other) !== JSON.stringify(right[key]),
  );
  return { ...(variant === undefined ? {} : VARIANTS[variant]), name, ...(believes ? { believes: Object.fromEntries(differing) } : {}) };
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
    flashWriteSize: value.flashWriteSize,
    flashEndurance: value.flashEndurance,
    flashEraseUs: us(value.flashErase),
    flashProgramUs: us(value.flashProgram),
    passwordHashCost: value.passwordHashCost,
    passwordMin: value.passwordMin,
    passwordMax: value.passwordMax,
    passwordClasses: value.passwordClasses,
    passwordForbidden: value.passwordForbidden,
    patternMin: value.patternMin,
    loginAttempts: value.loginAttempts,
    lockTimeUs: us(value.lockTime),
    lockClearedByReboot: value.lockClearedByReboot,
    codeLifetimeUs: us(value.codeLifetime),
    codesPerQr: value.codesPerQr,
    codesPer24h: value.codesPer24h,
    wrongCodeLimit: value.wrongCodeLimit,
    rebootInvalidatesQr: value.rebootInvalidatesQr,
    questionCount: value.questionCount,
    questionLimit: value.questionLimit,
    promptForMissingEmail: value.promptForMissingEmail,
    autoLogoutUs: us(value.autoLogout),
  };
}

function stagesOf(value: Values): readonly Stage[] {
  const stages = value.stages as WrittenStage[] | undefined;
  if (!stages) return [{ fromUs: us(value.holdMin), toUs: us(value.holdMax), action: 'factory-default' }];
  return stages.map(({ from, to, action, led }) => ({
    fromUs: us(from),
    toUs: to.trim() === NO_END ? Number.POSITIVE_INFINITY : us(to),
    action,
    ...(led ? { led } : {}),
  }));
}
