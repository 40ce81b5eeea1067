/**
 * The view model of the panel: all that is drawn, read from the desk at one moment. Drawing is a function of it alone, so a picture can be
 * tested without a terminal. Blink rates are our choice: slow 1 Hz, fast 4 Hz.
 */
import type { PrePowerGrade } from '../../bench/pre-power-hold.ts';
import type { LedPattern } from '../../board.ts';
import { HALF_BLINK_US } from '../../hal/ports.ts';
import type { ReceivedMail } from '../../outside/post.ts';
import type { Us } from '../../units.ts';
import type { Screen } from '../screen/model.ts';
import type { Advice } from './advice.ts';
import { advise } from './coach.ts';
import type { Happening } from './describe.ts';
import type { Desk } from './desk.ts';
import type { History } from './history.ts';
import type { Pace } from './pacer.ts';
import type { RoomState } from './room.ts';
import { type Situation, situationOf } from './situation.ts';

export interface PanelView extends Omit<Situation, 'place'>, RoomState {
  readonly brand: string;
  readonly pace: Pace;
  readonly isPaused: boolean;
  readonly isBeeping: boolean;
  /** The buzzer fell silent a moment ago. */
  readonly isEchoing: boolean;
  readonly ledPattern: LedPattern;
  readonly isLedLit: boolean;
  /** What the phone's clock says, in ms since 1970. */
  readonly serverTimeMs: number;
  /** The phone's screen. */
  readonly phone: Screen;
  /** The latest first. */
  readonly mails: readonly ReceivedMail[];
  readonly unreadMails: ReadonlySet<ReceivedMail>;
  readonly grade: PrePowerGrade | undefined;
  readonly history: History;
  readonly happenings: readonly Happening[];
  readonly advice: Advice;
  /** An answer to the last key, where it has one. */
  readonly notice: string | undefined;
  /** Something that came up by itself. */
  readonly news: string | undefined;
  readonly isHelpShown: boolean;
  /** How to attach to the serial console, where it is led out. */
  readonly console: string | undefined;
  /** Where the same recorder is in the browser. */
  readonly web: string | undefined;
}

/** What the panel adds to the desk. */
export interface PanelState {
  readonly pace: Pace;
  readonly isPaused: boolean;
  readonly notice?: string | undefined;
  readonly news?: string | undefined;
  readonly isHelpShown?: boolean;
  readonly console?: string | undefined;
  readonly web?: string | undefined;
  readonly room?: RoomState;
}

const AT_THE_DESK: RoomState = { place: 'desk', inHand: undefined, selectedButton: undefined, openMail: undefined };

const ECHO_US = 700_000;

export function viewOf(desk: Desk, { pace, isPaused, notice, news, isHelpShown = false, console, web, room = AT_THE_DESK }: PanelState): PanelView {
  const { bench } = desk;
  const { led, buzzerPin } = bench.hal;
  const { phone, post, serverTimeMs } = bench.outside;
  const situation = situationOf(desk, room.place);
  const isBeeping = buzzerPin.level === 1;
  const sinceBeepUs = desk.lastBeepUs === undefined ? Number.POSITIVE_INFINITY : bench.nowUs - desk.lastBeepUs;
  return {
    ...situation,
    ...room,
    brand: bench.brand,
    pace,
    isPaused,
    isBeeping,
    isEchoing: !isBeeping && sinceBeepUs < ECHO_US,
    ledPattern: led.pattern,
    isLedLit: isLit(led.pattern, bench.nowUs),
    phone: phone.screen,
    mails: post.inbox.toReversed(),
    unreadMails: new Set(post.inbox.filter((mail) => !desk.memory.isRead(mail))),
    serverTimeMs,
    grade: bench.prePowerGrade,
    history: desk.history,
    happenings: desk.happenings,
    advice: advise(situation),
    notice,
    news,
    isHelpShown,
    console,
    web,
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
