/** The parameters that rules look at, as a board file writes them: what a finding shows and what it asks for can be copied into board.json. */
import type { Board, Stage } from '../board.ts';
import { formatDuration } from '../units.ts';

export interface WrittenStage {
  readonly from: string;
  readonly to: string;
  readonly action: Stage['action'];
  readonly led?: NonNullable<Stage['led']>;
}

export type Value = string | number | boolean | readonly WrittenStage[];

const WRITTEN = {
  passwordHashCost: ({ passwordHashCost }) => passwordHashCost,
  passwordMin: ({ passwordMin }) => passwordMin,
  passwordMax: ({ passwordMax }) => passwordMax,
  passwordClasses: ({ passwordClasses }) => passwordClasses,
  passwordForbidden: ({ passwordForbidden }) => passwordForbidden,
  patternMin: ({ patternMin }) => patternMin,
  loginAttempts: ({ loginAttempts }) => loginAttempts,
  lockTime: ({ lockTimeUs }) => formatDuration(lockTimeUs),
  lockClearedByReboot: ({ lockClearedByReboot }) => lockClearedByReboot,
  codeLifetime: ({ codeLifetimeUs }) => formatDuration(codeLifetimeUs),
  codesPerQr: ({ codesPerQr }) => codesPerQr,
  codesPer24h: ({ codesPer24h }) => codesPer24h,
  wrongCodeLimit: ({ wrongCodeLimit }) => wrongCodeLimit,
  questionCount: ({ questionCount }) => questionCount,
  questionLimit: ({ questionLimit }) => questionLimit,
  promptForMissingEmail: ({ promptForMissingEmail }) => promptForMissingEmail,
  autoLogout: ({ autoLogoutUs }) => formatDuration(autoLogoutUs),
  hasResetButton: ({ hasResetButton }) => hasResetButton,
  holdMin: ({ stages }) => formatDuration(stages[0]?.fromUs ?? 0),
  holdMax: ({ stages }) => formatDuration(stages[0]?.toUs ?? 0),
  stages: ({ stages }) => writtenStages(stages),
  stuckAfter: ({ stuckAfterUs }) => formatDuration(stuckAfterUs),
} as const satisfies Readonly<Record<string, (board: Board) => Value>>;

export type Parameter = keyof typeof WRITTEN;

export const writtenValue = (board: Board, parameter: Parameter): Value => WRITTEN[parameter](board);

export const writtenStages = (stages: readonly Stage[]): readonly WrittenStage[] =>
  stages.map(({ fromUs, toUs, action, led }) => ({
    from: formatDuration(fromUs),
    to: Number.isFinite(toUs) ? formatDuration(toUs) : 'end',
    action,
    ...(led ? { led } : {}),
  }));
