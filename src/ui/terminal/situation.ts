/** How things stand on the desk at one moment, as a person would take it in: what the coach advises from, and the view shows. */
import type { Explanation } from '../../bench/explain.ts';
import { type Board, type HoldPhase, holdPhases } from '../../board.ts';
import type { Us } from '../../units.ts';
import type { Screen } from '../screen/model.ts';
import type { CountedHold, Desk } from './desk.ts';
import type { Memory } from './memory.ts';
import type { Place } from './whereabouts.ts';

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
  /** Where the person is; `anywhere` where nobody has to walk: in plain commands. */
  readonly place: Place | 'anywhere';
  /** The state of the recorder's menus, as in `login.pattern`; `closed` while it is not ready. */
  readonly menu: string;
  /** What is on the monitor; `undefined` without a signal. */
  readonly screen: Screen | undefined;
  readonly phoneState: string;
  readonly memory: Pick<Memory, 'errand' | 'knowsPassword' | 'knowsPattern' | 'knowsAnswers' | 'isWayClosed' | 'hasCodeMail' | 'code' | 'unread'>;
}

export function situationOf(desk: Desk, place: Situation['place'] = 'desk'): Situation {
  const { bench, hold } = desk;
  const { board, nowUs, supply, lid, finger, recorder, hal, outside } = bench;
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
    place,
    menu: recorder.firmware?.regions.menu ?? 'closed',
    screen: recorder.firmware?.screen,
    phoneState: outside.phone.state,
    memory: desk.memory,
  };
}

/** The model counts presses made while it runs, and none that was there at power-up. */
export function armsOnlyWhileRunning({ board }: Pick<Situation, 'board'>): boolean {
  return board.armOn.includes('press') && !board.armOn.includes('power-on');
}
