/** How things stand on the desk at one moment, as a person would take it in: what the coach advises from, and the view shows. */
import type { Explanation } from '../../bench/explain.ts';
import { type Board, type HoldPhase, holdPhases } from '../../board.ts';
import type { Us } from '../../units.ts';
import type { CountedHold, Desk } from './desk.ts';

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
  /** The recorder outlives the run, so that no other can take its place. */
  readonly isKept: boolean;
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
    isKept: desk.isKept,
  };
}
