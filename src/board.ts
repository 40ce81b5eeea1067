/**
 * A board as the firmware and the bench see it: every value in its final unit, nothing optional but the variant of a faulty firmware.
 * `boards/NAME/board.json` is the same thing as people write it (see board-file.ts); provenance stays there.
 * Source of the parameters: manuals and firmware named in board-parameters.ts; what no source gave is marked `assumed` there.
 */
import type { Us } from './units.ts';
import type { Variant } from './variant.ts';

export type Level = 0 | 1;
/** The other level. */
export const inverse = (level: Level): Level => (level === 0 ? 1 : 0);

export type ResetCause = 'power-on' | 'brown-out' | 'watchdog' | 'software';
/** `press` arms at run time, at a press that begins after the first sample (OpenWrt, UniFi). */
export type ArmOn = ResetCause | 'press';
export type Action = 'factory-default' | 'password-reset' | 'restart' | 'none';
export type LedPattern = 'off' | 'on' | 'slow-blink' | 'fast-blink';

/** What happens to a hold that ends in [fromUs, toUs] after its start, both ends included. */
export interface Stage {
  readonly fromUs: Us;
  /** `Infinity` for a stage without an upper end. */
  readonly toUs: Us;
  readonly action: Action;
  /** Shown while the hold is in this stage, as MikroTik does. */
  readonly led?: LedPattern;
}

export interface Beep {
  readonly count: number;
  readonly onUs: Us;
  readonly offUs: Us;
}

export type PartId = 'reset' | 'buzzer' | 'led' | 'power' | 'console' | 'screen';

/** Where a part is connected on real hardware. `line` is the kernel's line name, `header` the pin of the 40-pin header. */
export interface PinAssignment {
  readonly line: string;
  readonly header?: number;
  readonly bias?: 'pull-up' | 'pull-down' | 'none';
  /** Of a passive buzzer: the kernel's PWM channel that the line is switched to. */
  readonly pwm?: PwmChannel;
  readonly note?: string;
  /** Where the assignment was read, or why it was chosen: one of the two. */
  readonly source?: string;
  readonly assumed?: string;
}

export interface PwmChannel {
  /** As in /sys/class/pwm: `pwmchip0`. */
  readonly chip: string;
  readonly channel: number;
  /** 2700 by default. Passive buzzers are loudest at the frequency of their data sheet. */
  readonly hertz?: number;
}

/** `tone of pwmchip0 channel 0`. */
export const pwmText = ({ chip, channel }: PwmChannel): string => `tone of ${chip} channel ${channel}`;

export interface Board {
  readonly name: string;
  readonly title: string;
  /** What a person does with this model's button, in words. */
  readonly procedure: string;
  readonly hasResetButton: boolean;
  readonly hasBuzzer: boolean;
  /** The level the firmware takes for "pressed". */
  readonly activeLevel: Level;
  /** The level the closed contact really puts on the pin; differs from `activeLevel` only on a wrongly described board. */
  readonly closedLevel: Level;
  readonly debounceUs: Us;
  readonly bounceDurationUs: Us;
  readonly bounceTogglesMin: number;
  readonly bounceTogglesMax: number;
  readonly prePowerHoldMinUs: Us;
  readonly prePowerHoldMaxUs: Us;
  readonly enforcePrePowerHold: 'off' | 'warn' | 'fail';
  readonly armOn: readonly ArmOn[];
  readonly samplingStartUs: Us;
  readonly bootBeep: Beep;
  readonly actionBeep: Beep;
  readonly initDurationUs: Us;
  readonly stages: readonly Stage[];
  /** From the end of a reset to the restart of the processor. */
  readonly restartDelayUs: Us;
  readonly decideAt: 'release' | 'threshold';
  readonly overHold: 'ignore' | 'accept';
  readonly stuckAfterUs: Us;
  readonly supplyVolts: number;
  readonly brownoutVolts: number;
  readonly supplyHoldUpUs: Us;
  /** 0: no watchdog. */
  readonly watchdogTimeoutUs: Us;
  readonly flashEraseSize: number;
  readonly flashBlocks: number;
  /** Bytes of a write unit. */
  readonly flashWriteSize: number;
  /** Erase cycles of a block. */
  readonly flashEndurance: number;
  readonly flashEraseUs: Us;
  readonly flashProgramUs: Us;
  /** log2 of scrypt's N. */
  readonly passwordHashCost: number;
  /** Lengths of a password in characters, both ends included. */
  readonly passwordMin: number;
  readonly passwordMax: number;
  /** How many of upper case, lower case, digits and others a password must have. */
  readonly passwordClasses: number;
  /** Characters that a password may not have. */
  readonly passwordForbidden: string;
  /** Fewest points of an unlock pattern. */
  readonly patternMin: number;
  /** Wrong guesses that lock the login; 0: none do. */
  readonly loginAttempts: number;
  readonly lockTimeUs: Us;
  readonly lockClearedByReboot: boolean;
  readonly codeLifetimeUs: Us;
  readonly codesPerQr: number;
  readonly codesPer24h: number;
  readonly wrongCodeLimit: number;
  readonly rebootInvalidatesQr: boolean;
  readonly questionCount: number;
  readonly questionLimit: number;
  readonly promptForMissingEmail: boolean;
  /** 0: never. */
  readonly autoLogoutUs: Us;
  readonly pins: Readonly<Partial<Record<PartId, PinAssignment>>>;
  /** Of a board whose firmware is faulty; all others have the right one. */
  readonly variant?: Variant;
}

/** A stretch of a hold; phases follow one another without a gap and the last one ends at `stuckAfterUs`. */
export interface HoldPhase {
  /** `early`, `window` (or `window1`, `window2`, ...), `gap1`, ..., `over`. */
  readonly name: string;
  readonly fromUs: Us;
  readonly action: Action;
  /** The verdict for a hold that ends here. */
  readonly verdict: Verdict;
  readonly led?: LedPattern;
}

export type Verdict = 'reset' | 'password-reset' | 'restart' | 'short' | 'between' | 'over-held' | 'stuck' | 'not-armed';

const ACTION_VERDICT: Readonly<Record<Action, Verdict>> = {
  'factory-default': 'reset',
  'password-reset': 'password-reset',
  restart: 'restart',
  none: 'between',
};

/**
 * The phases of a hold on this board. Both ends of a stage count as inside, so what follows a stage begins one
 * microsecond later, unless the next stage begins on that very microsecond: then the later stage has it (OpenWrt: ">= 5 s").
 */
export function holdPhases(board: Pick<Board, 'stages' | 'overHold'>): readonly HoldPhase[] {
  const { stages } = board;
  const phases: HoldPhase[] = [];
  const first = stages[0];
  if (!first || first.fromUs > 0) phases.push({ name: 'early', fromUs: 0, action: 'none', verdict: 'short' });
  stages.forEach((stage, index) => {
    const number = stages.length > 1 ? String(index + 1) : '';
    phases.push({
      name: `window${number}`,
      fromUs: stage.fromUs,
      action: stage.action,
      verdict: ACTION_VERDICT[stage.action],
      ...(stage.led ? { led: stage.led } : {}),
    });
    const next = stages[index + 1];
    if (next) {
      if (next.fromUs > stage.toUs + 1) phases.push({ name: `gap${number}`, fromUs: stage.toUs + 1, action: 'none', verdict: 'between' });
    } else if (board.overHold === 'ignore' && Number.isFinite(stage.toUs)) {
      phases.push({ name: 'over', fromUs: stage.toUs + 1, action: 'none', verdict: 'over-held' });
    }
  });
  return phases;
}
