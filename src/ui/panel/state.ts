/**
 * What the panel in the browser shows, read from the desk at one moment, as plain data in parts that change at different times. It is made to be sent: nothing in it is secret that a
 * person at the desk could not see.
 */
import type { LedPattern, Verdict } from '../../board.ts';
import { holdPhases } from '../../board.ts';
import type { FlashCut } from '../../hal/nor/nor-flash.ts';
import { HALF_BLINK_US } from '../../hal/ports.ts';
import type { Us } from '../../units.ts';
import { VERSION } from '../../version.ts';
import { qrMatrix } from '../cells/qr-matrix.ts';
import type { Screen } from '../screen/model.ts';
import type { Advice } from '../terminal/advice.ts';
import { advise } from '../terminal/coach.ts';
import type { CountedHold, Desk } from '../terminal/desk.ts';
import type { Pace } from '../terminal/pacer.ts';
import { situationOf } from '../terminal/situation.ts';
import type { Tempo } from '../terminal/tempo.ts';
import type { BoardEditor, BoardPart } from './board-editor.ts';
import { chartsOf, type DrawnRegion } from './charts.ts';
import type { FlashPart, FlashWatch } from './flash-part.ts';
import type { Play, Player } from './player.ts';
import type { ScriptEntry, Scripts } from './scripts.ts';

export interface About {
  readonly version: string;
  readonly brand: string;
  readonly board: { readonly name: string; readonly title: string; readonly procedure: string };
  readonly hasResetButton: boolean;
  readonly hasBuzzer: boolean;
  readonly supplyVolts: number;
  readonly brownoutVolts: number;
  readonly prePowerHoldUs: readonly [min: Us, max: Us];
  /** `action`: what a hold that ends in this phase does. */
  readonly phases: readonly { readonly name: string; readonly fromUs: Us; readonly action: string }[];
  readonly stuckAfterUs: Us;
  readonly closedLevel: 0 | 1;
  /** Outlives the run. */
  readonly isKept: boolean;
  /** Nobody here moves them. */
  readonly real: { readonly button: boolean; readonly plug: boolean };
  /** How to attach to the serial console from elsewhere. */
  readonly console: string | null;
}

export interface Time {
  readonly nowUs: Us;
  readonly pace: Pace;
  readonly isPaused: boolean;
  /** It neither stops nor hurries. */
  readonly isReal: boolean;
}

export interface Box {
  readonly isPlugged: boolean;
  readonly hasPower: boolean;
  readonly inputVolts: number;
  readonly screwsIn: number;
  readonly isLidOpen: boolean;
  readonly isPressing: boolean;
  /** When the finger went down. */
  readonly pressedUs: Us | null;
  readonly isHung: boolean;
  readonly isBeeping: boolean;
  /** When the last beep began: at a high speed one is over before anybody has seen it. */
  readonly lastBeepUs: Us | null;
  readonly led: LedPattern;
  readonly isLedLit: boolean;
}

export interface Hold {
  readonly counted: CountedHold | null;
  /** The region of the firmware. */
  readonly state: string;
  readonly verdict: { readonly name: Verdict; readonly because: string; readonly text: string } | null;
  /** Of the hold before power. */
  readonly grade: { readonly verdict: string; readonly message: string } | null;
}

export interface Mail {
  /** Its place among all, from 0. */
  readonly number: number;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly dateMs: number;
  readonly isRead: boolean;
}

export interface PanelState {
  readonly about: About;
  readonly time: Time;
  readonly box: Box;
  readonly hold: Hold;
  readonly coach: Pick<Advice, 'tone' | 'text' | 'action' | 'part'>;
  /** What is on the monitor; null without a signal. */
  readonly screen: Screen | null;
  /** The QR code on it, dark modules as 1, row by row; null where there is none. */
  readonly qr: readonly string[] | null;
  readonly phone: { readonly state: string; readonly screen: Screen; readonly timeMs: number };
  readonly inbox: readonly Mail[];
  /** The power cut that is ordered at a flash operation, counted from 1, the next one. */
  readonly cut: Pick<FlashCut, 'operation' | 'when'> | null;
  readonly flash: FlashPart;
  /** Each region of the firmware's machines with its state; empty without power. */
  readonly machines: Readonly<Record<string, string>>;
  /** Whether what was done can be saved as a scenario. */
  readonly session: { readonly refused: string | null; readonly needsBeginning: boolean; readonly needsBoard: boolean };
  readonly scripts: readonly ScriptEntry[];
  readonly play: Play | null;
  readonly board: BoardPart;
  /** What the machines may do; the same as long as the board is. */
  readonly charts: readonly DrawnRegion[];
}

export interface Surroundings {
  readonly flash: FlashWatch;
  readonly tempo: Tempo;
  readonly console?: string | undefined;
  readonly player: Player;
  readonly scripts: Scripts;
  readonly board: BoardEditor;
  /** Why the session is not to be written down. */
  readonly refusal: () => string | undefined;
}

export function panelState(desk: Desk, { tempo, console, flash, player, scripts, board: editor, refusal }: Surroundings): PanelState {
  const { bench } = desk;
  const { board, hal, outside, recorder, finger, lid, supply, nowUs } = bench;
  const situation = situationOf(desk, 'anywhere');
  const { explanation } = situation;
  const grade = bench.prePowerGrade;
  const { pattern } = hal.led;
  return {
    about: {
      version: VERSION,
      brand: bench.brand,
      board: { name: board.name, title: board.title, procedure: board.procedure },
      hasResetButton: board.hasResetButton,
      hasBuzzer: board.hasBuzzer,
      supplyVolts: board.supplyVolts,
      brownoutVolts: board.brownoutVolts,
      prePowerHoldUs: [board.prePowerHoldMinUs, board.prePowerHoldMaxUs],
      phases: holdPhases(board).map(({ name, fromUs, action }) => ({ name, fromUs, action })),
      stuckAfterUs: board.stuckAfterUs,
      closedLevel: board.closedLevel,
      isKept: desk.isKept,
      real: desk.real,
      console: console ?? null,
    },
    time: { nowUs, pace: tempo.pace, isPaused: tempo.isPaused, isReal: tempo.isReal },
    box: {
      isPlugged: supply.isPlugged,
      hasPower: supply.isGood,
      inputVolts: supply.inputVolts,
      screwsIn: lid.screwsIn,
      isLidOpen: lid.isOpen,
      isPressing: finger.isPressing,
      pressedUs: finger.isPressing ? nowUs - finger.heldUs : null,
      isHung: desk.isHung,
      isBeeping: hal.buzzerPin.level === 1,
      lastBeepUs: desk.lastBeepUs ?? null,
      led: pattern,
      isLedLit: isLit(pattern, nowUs),
    },
    hold: {
      counted: desk.hold ?? null,
      state: situation.holdState,
      verdict: explanation ? { name: explanation.verdict, because: explanation.because, text: explanation.text } : null,
      grade: grade ? { verdict: grade.verdict, message: grade.message } : null,
    },
    coach: advise(situation),
    screen: situation.screen ?? null,
    qr: qrOf(situation.screen),
    phone: { state: outside.phone.state, screen: outside.phone.screen, timeMs: Math.floor(outside.serverTimeMs / 60_000) * 60_000 },
    inbox: outside.post.inbox.map((mail, number) => ({
      number,
      from: `${mail.from.name} <${mail.from.address}>`,
      to: mail.to,
      subject: mail.subject,
      text: mail.text,
      dateMs: mail.dateMs,
      isRead: desk.memory.isRead(mail),
    })),
    cut: hal.flash.cut ? { operation: hal.flash.cut.operation - hal.flash.operations, when: hal.flash.cut.when } : null,
    flash: flash.part,
    machines: { ...recorder.firmware?.regions },
    session: { refused: refusal() ?? null, needsBeginning: typeof desk.beginning !== 'string', needsBoard: editor.isChanged },
    scripts: scripts.list,
    play: player.play,
    board: editor.part,
    charts: chartsOf(board),
  };
}

function qrOf(screen: Screen | undefined): readonly string[] | null {
  const part = screen?.parts.find(({ kind }) => kind === 'qr');
  return part?.kind === 'qr' ? qrRows(part.text) : null;
}

/** The modules of a QR code with this text, dark ones as 1, row by row. */
export function qrRows(text: string): readonly string[] {
  const { size, isDark } = qrMatrix(text);
  const row = Array.from({ length: size });
  return row.map((_, y) => row.map((__, x) => (isDark(x, y) ? '1' : '0')).join(''));
}

/** Whether a LED with this pattern is lit at `atUs`. */
function isLit(pattern: LedPattern, atUs: Us): boolean {
  const halfUs = HALF_BLINK_US[pattern];
  return halfUs === undefined ? pattern === 'on' : Math.floor(atUs / halfUs) % 2 === 0;
}
