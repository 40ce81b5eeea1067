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
import { allowedKeys, boardSchemaFor, NO_END, PARAMETER_NAMES, us, volts, type WrittenStage } from './board-schema.ts';
import { problemsOf, readSource, type Source } from './document.ts';
import { fail, ok, type Result, suggest } from './errors.ts';

/** The boards and scenarios that ship with recsim, beside `src` and `dist`. */
export const SHIPPED = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
export const BOARDS_FOLDER = path.join(SHIPPED, 'boards');
export const BOARD_JSON = 'board.json';

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

/** The names of the shipped boards. */
export function shippedBoards(): string[] {
  return readdirSync(BOARDS_FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(path.join(BOARDS_FOLDER, entry.name, BOARD_JSON)))
    .map((entry) => entry.name)
    .sort();
}

const contentOf = ({ board, provenance }: BoardFile): string => JSON.stringify([board, provenance]);

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
  if (!/[/\\]|\.json$/.test(nameOrPath)) {
    const named = [BOARDS_FOLDER, 'boards'].map((folder) => path.join(folder, nameOrPath, BOARD_JSON)).find((file) => existsSync(file));
    if (named !== undefined) return readSource(named);
    if (!existsSync(nameOrPath)) {
      return fail({
        code: 'unknown-name',
        message: `there is no board "${nameOrPath}"`,
        remedy: `${suggest(nameOrPath, shippedBoards())} (or give the path of a board.json)`,
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
  const value = Object.fromEntries(provenance.map((entry) => [entry.name, entry.value])) as Record<ParameterName, never>;
  const { name, title, procedure, pins } = decoded.data;
  const board = { name, title, procedure, pins: (pins ?? {}) as Partial<Record<PartId, PinAssignment>>, ...boardValues(value) };
  const problems = contradictionsOf(board, (name) => written[name] !== undefined, source);
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
