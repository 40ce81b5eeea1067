/**
 * The view model of the panel: all that is drawn, read from the desk at one moment. Drawing is a function of it alone, so a picture can be
 * tested without a terminal. Blink rates are our choice: slow 1 Hz, fast 4 Hz.
 */
import type { Explanation } from '../../bench/explain.ts';
import type { PrePowerGrade } from '../../bench/pre-power-hold.ts';
import { type Board, type HoldPhase, holdPhases, type LedPattern } from '../../board.ts';
import type { Us } from '../../units.ts';
import type { Screen } from '../screen/screen.ts';
import { type Advice, advise } from './coach.ts';
import type { Happening } from './describe.ts';
import type { CountedHold, Desk } from './desk.ts';
import type { History } from './history.ts';
import type { Pace } from './pacer.ts';

/** What the recorder and the things on the desk show. */
export interface Situation {
  readonly board: Board;
  readonly nowUs: Us;
  readonly isPlugged: boolean;
  readonly hasPower: boolean;
  readonly inputVolts: number;
  readonly screwsIn: number;
  readonly isLidOpen: boolean;
  readonly isPressing: boolean;
  /** How long the finger has been down. */
  readonly pressedForUs: Us;
  readonly isHung: boolean;
  /** Until the watchdog bites; `undefined` while it is off. */
  readonly biteInUs: Us | undefined;
  /** The boot and hold regions of the firmware; empty without power. */
  readonly boot: string;
  readonly holdState: string;
  readonly phases: readonly HoldPhase[];
  readonly hold: CountedHold | undefined;
  /** From the first sample until now, or until the hold ended. */
  readonly heldUs: Us;
  readonly explanation: Explanation | undefined;
}

export interface PanelView extends Situation {
  readonly brand: string;
  readonly pace: Pace;
  readonly isPaused: boolean;
  readonly isBeeping: boolean;
  /** The buzzer fell silent a moment ago. */
  readonly isEchoing: boolean;
  readonly ledPattern: LedPattern;
  readonly isLedLit: boolean;
  readonly screen: Screen | undefined;
  readonly grade: PrePowerGrade | undefined;
  readonly history: History;
  readonly happenings: readonly Happening[];
  readonly advice: Advice;
  /** An answer to the last key, where it has one. */
  readonly notice: string | undefined;
  readonly isHelpShown: boolean;
}

/** What the panel adds to the desk. */
export interface PanelState {
  readonly pace: Pace;
  readonly isPaused: boolean;
  readonly notice?: string | undefined;
  readonly isHelpShown?: boolean;
}

const ECHO_US = 700_000;
const HALF_BLINK_US: Readonly<Partial<Record<LedPattern, Us>>> = { 'slow-blink': 500_000, 'fast-blink': 125_000 };

export function viewOf(desk: Desk, { pace, isPaused, notice, isHelpShown = false }: PanelState): PanelView {
  const { bench } = desk;
  const { led, buzzerPin } = bench.hal;
  const situation = situationOf(desk);
  const isBeeping = buzzerPin.level === 1;
  const sinceBeepUs = desk.lastBeepUs === undefined ? Number.POSITIVE_INFINITY : bench.nowUs - desk.lastBeepUs;
  return {
    ...situation,
    brand: bench.brand,
    pace,
    isPaused,
    isBeeping,
    isEchoing: !isBeeping && sinceBeepUs < ECHO_US,
    ledPattern: led.pattern,
    isLedLit: isLit(led.pattern, bench.nowUs),
    screen: bench.recorder.firmware?.screen,
    grade: bench.prePowerGrade,
    history: desk.history,
    happenings: desk.happenings,
    advice: advise(situation),
    notice,
    isHelpShown,
  };
}

export function situationOf(desk: Desk): Situation {
  const { bench, hold } = desk;
  const { board, nowUs, supply, lid, finger, recorder, hal } = bench;
  const bitesAtUs = hal.watchdog.bitesAtUs;
  return {
    board,
    nowUs,
    isPlugged: supply.isPlugged,
    hasPower: supply.isGood,
    inputVolts: supply.inputVolts,
    screwsIn: lid.screwsIn,
    isLidOpen: lid.isOpen,
    isPressing: finger.isPressing,
    pressedForUs: finger.heldUs,
    isHung: desk.isHung,
    biteInUs: bitesAtUs === undefined ? undefined : bitesAtUs - nowUs,
    boot: recorder.firmware?.regions.boot ?? '',
    holdState: recorder.firmware?.regions.hold ?? '',
    phases: holdPhases(board),
    hold,
    heldUs: hold ? (hold.toUs ?? nowUs) - hold.fromUs : 0,
    explanation: bench.explain(),
  };
}

/** Whether a LED with this pattern is lit at `atUs`. */
function isLit(pattern: LedPattern, atUs: Us): boolean {
  const halfUs = HALF_BLINK_US[pattern];
  return halfUs === undefined ? pattern === 'on' : Math.floor(atUs / halfUs) % 2 === 0;
}

/** Whether things move that a person watches: then frames follow one another quickly. */
export function isLively(view: PanelView): boolean {
  const isBlinking = view.ledPattern === 'slow-blink' || view.ledPattern === 'fast-blink';
  return view.isPressing || view.isBeeping || view.isEchoing || isBlinking || view.boot === 'starting' || view.boot === 'initialising';
}
