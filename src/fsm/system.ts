/**
 * The recorder's `system` statechart: four flat regions side by side.
 *   contact   the raw contact, debounced          hold     the reset button held through power-up, judged
 *   boot      from power-good to a usable unit    buzzer   beeps      (boot is in boot.ts, it has the most states)
 * The machine starts at power-good and never reads a clock: the time of an event is the time of the machine, delays
 * come from the board alone. It has no children, promises or side effects; it asks for things by emitting commands.
 * A hold is counted from the first sample (T0). Its end is the edge at which the contact opened for good: that edge latches the
 * phase the hold was in, and the debounced release confirms it later. So a stalled processor or a long debounce moves no verdict.
 * Not promised: the wiring of any particular vendor. Source: the seed procedure; what it leaves open is `assumed` in the board.
 */
import { type AnyStateMachine, and, assign, cancel, emit, or, raise, setup, stateIn } from 'xstate';
import { type Beep, type Board, type HoldPhase, holdPhases, type LedPattern, type ResetCause, type Verdict } from '../board.ts';
import type { Us } from '../units.ts';
import type { ChartParts } from '../variant.ts';
import { ACCEPTS, BOOT } from './boot.ts';
import { lintMachine, MAX_ITERATIONS } from './lint.ts';
import { ask, startOf, stopOf, tell, timer, verdict } from './words.ts';

/** What reaches the machine from outside. Events carry no data: that keeps the machine small enough to tabulate and explore. */
export type SystemEvent =
  | 'contact.closed'
  | 'contact.opened'
  | 'reset.requested'
  | 'settings.erased'
  | 'defaults.restored'
  | 'reset.finished'
  | 'reset.failed'
  | 'restart.requested'
  | 'factory-default.requested'
  | 'setup.finished';

/** Why the verdict is what it is, as far as the firmware can know. */
export type Because =
  | 'released-in-stage'
  | 'held-to-threshold'
  | 'released-early'
  | 'released-between-stages'
  | 'released-late'
  | 'never-released'
  | 'pressed-after-first-sample'
  | 'press-not-stable'
  | 'cause-does-not-arm'
  | 'not-released-since-fault';

/** What a reset erases: all settings, or the password and what belongs to it. */
export type ResetScope = 'all' | 'password';

/** What the machine asks of the device. */
export type SystemCommand =
  | { readonly type: 'buzzer.on' }
  | { readonly type: 'buzzer.off' }
  | { readonly type: 'led.show'; readonly pattern: LedPattern }
  /** A stage of the hold lends the LED while it lasts. */
  | { readonly type: 'stage-led.show'; readonly pattern: LedPattern }
  | { readonly type: 'stage-led.hide' }
  | { readonly type: 'verdict'; readonly verdict: Verdict; readonly because: Because }
  | { readonly type: 'fault.stored'; readonly stuck: boolean }
  /** The steps of a reset, each answered by an event; the device keeps a journal of them. */
  | { readonly type: 'reset.request'; readonly scope: ResetScope }
  | { readonly type: 'settings.erase' }
  | { readonly type: 'defaults.restore' }
  | { readonly type: 'reset.finish' }
  | { readonly type: 'device.restart' };

/** What the firmware knows when it starts. */
export interface PowerUp {
  /** Whether this reset cause lets a held button count (board parameter `armOn`). */
  readonly arms: boolean;
  /** A stuck button was stored by an earlier boot and no release has been seen since. */
  readonly stuckBefore: boolean;
  /** Whether a password is set. Corrupt is not absent: such a recorder lets nobody in and offers no wizard. */
  readonly credentials: 'present' | 'absent' | 'corrupt';
  /** A reset that an earlier power-up began: it is finished now, whatever the button does. */
  readonly pendingReset: ResetScope | 'none';
  /** Of that reset only the last step is missing. */
  readonly pendingIsErased: boolean;
}

/** A recorder fresh from its box. */
export const FIRST_POWER_UP: PowerUp = { arms: true, stuckBefore: false, credentials: 'absent', pendingReset: 'none', pendingIsErased: false };

/** A number for each of the ways to start. */
export function powerUpKey({ arms, stuckBefore, credentials, pendingReset, pendingIsErased }: PowerUp): number {
  const flags = Number(arms) + 2 * Number(stuckBefore) + 4 * Number(pendingIsErased);
  const state = credentials === 'present' ? 0 : credentials === 'absent' ? 1 : 2;
  return flags + 8 * (state + 3 * (pendingReset === 'none' ? 0 : pendingReset === 'all' ? 1 : 2));
}

interface Context extends PowerUp {
  /** The phase the hold was in when the contact last opened. */
  readonly latched: string;
  /** Beeps still to come after the present one. */
  readonly beepsLeft: number;
}

/** The firmware's view of a reset: everything the machine needs to know and nothing more. */
export function powerUp(board: Board, cause: ResetCause, stored: Omit<PowerUp, 'arms'>): PowerUp {
  return { arms: board.armOn.includes(cause), ...stored };
}

/** Internal events of the machine, raised by one region for another. */
const VERDICT_EVENT: Readonly<Partial<Record<Verdict, keyof typeof ACCEPTS>>> = {
  reset: 'factory-default.accepted',
  'password-reset': 'password-reset.accepted',
  restart: 'restart.accepted',
};

const BECAUSE: Readonly<Record<Exclude<Verdict, 'not-armed'>, Because>> = {
  reset: 'released-in-stage',
  'password-reset': 'released-in-stage',
  restart: 'released-in-stage',
  short: 'released-early',
  between: 'released-between-stages',
  'over-held': 'released-late',
  stuck: 'never-released',
};

/**
 * Builds the statechart of one board. The regions below are plain data: names of guards and actions, all of them
 * defined here. States are generated from the board only where a board may have any number of them (the phases of a hold).
 */
export function createSystemMachine(board: Board) {
  const phases = holdPhases(board);
  const right: ChartParts = {
    regions: { contact: CONTACT, hold: holdRegion(board, phases), boot: BOOT, buzzer: buzzerRegion(board) },
    timers: timersOf(board, phases),
  };
  const { regions, timers } = board.variant?.system?.(right) ?? right;
  const events = Object.keys(timers);
  const machine = setup({
    types: {} as { context: Context; input: PowerUp; events: { type: string }; emitted: SystemCommand },
    delays: timers,
    guards: {
      contactIsOpen: stateIn({ contact: 'open' }),
      contactIsClosed: stateIn({ contact: 'closed' }),
      contactHasLifted: or([stateIn({ contact: 'opening' }), stateIn({ contact: 'chattering' })]),
      releasedSinceFault: and([stateIn({ contact: 'open' }), ({ context }) => context.stuckBefore]),
      holdIsPending: stateIn({ hold: 'counting' }),
      latchedIn: ({ context }, phase: string) => context.latched === phase,
      causeDoesNotArm: ({ context }) => !context.arms,
      stuckBefore: ({ context }) => context.stuckBefore,
      credentialsAre: ({ context }, state: PowerUp['credentials']) => context.credentials === state,
      erasePending: ({ context }, scope: ResetScope) => context.pendingReset === scope && !context.pendingIsErased,
      finishPending: ({ context }, scope: ResetScope) => context.pendingReset === scope && context.pendingIsErased,
      moreBeeps: ({ context }) => context.beepsLeft > 0,
    },
    actions: {
      ...Object.fromEntries(events.map((event) => [startOf(event), raise({ type: event }, { id: event, delay: event as never })])),
      ...Object.fromEntries(events.map((event) => [stopOf(event), cancel(event)])),
      latch: assign((_, phase: string) => ({ latched: phase })),
      loadBeeps: assign((_, count: number) => ({ beepsLeft: count })),
      countBeep: assign(({ context }) => ({ beepsLeft: context.beepsLeft - 1 })),
      /** Tells the other regions. */
      tell: raise((_, event: string) => ({ type: event })),
      /** Asks the device. */
      ask: emit((_, command: SystemCommand) => command),
    },
    // The names are checked by lintMachine, below: XState's own types would let a mistyped one through all the same.
  }).createMachine({
    id: 'system',
    type: 'parallel',
    context: ({ input }) => ({ ...input, latched: '', beepsLeft: 0 }),
    options: { maxIterations: MAX_ITERATIONS },
    states: regions as never,
  });
  const faults = lintMachine(machine as unknown as AnyStateMachine);
  if (faults.length > 0) throw new Error(`the statechart of board ${board.name} is not sound:\n${faults.join('\n')}`);
  return machine;
}

export type SystemMachine = ReturnType<typeof createSystemMachine>;

/** Every timer, named after the event it ends in, and how long it runs. NAME.reached ends the phase before NAME. */
function timersOf(board: Board, phases: readonly HoldPhase[]): Record<string, Us> {
  const timers: Record<string, Us> = {
    'button.pressed': board.debounceUs,
    'button.chattered': board.debounceUs,
    'button.released': board.debounceUs,
    'sampling.started': board.samplingStartUs,
    'initialisation.finished': board.initDurationUs,
    'restart.due': board.restartDelayUs,
    'boot-beep.ended': board.bootBeep.onUs,
    'boot-beep.repeated': board.bootBeep.offUs,
    'action-beep.ended': board.actionBeep.onUs,
    'action-beep.repeated': board.actionBeep.offUs,
  };
  phases.forEach((phase, index) => {
    const next = phases[index + 1];
    timers[reachedOf(next)] = (next?.fromUs ?? board.stuckAfterUs) - phase.fromUs;
  });
  return timers;
}

const reachedOf = (phase: HoldPhase | undefined) => `${phase?.name ?? 'stuck'}.reached`;

/** The contact of the button. A level counts once it has lasted for `debounce`; every raw edge starts that time anew. */
const CONTACT = {
  initial: 'open',
  states: {
    open: { on: { 'contact.closed': 'closing' } },
    closing: { ...timer('button.pressed'), on: { 'contact.opened': 'chattering', 'button.pressed': 'closed' } },
    chattering: { ...timer('button.chattered'), on: { 'contact.closed': 'closing', 'button.chattered': 'open' } },
    closed: { on: { 'contact.opened': 'opening' } },
    opening: { ...timer('button.released'), on: { 'contact.closed': 'closed', 'button.released': 'open' } },
  },
};

/**
 * The hold. At the first sample a contact that is not debounced-open may become a hold; `counting` runs through the
 * board's phases from there, whether or not the contact has settled yet.
 */
function holdRegion(board: Board, phases: readonly HoldPhase[]) {
  const first = `#hold.counting.${phases[0]?.name}`;
  const verdicts = [...new Set(phases.map((phase) => phase.verdict))];
  // After a verdict the button is ignored until the next power-up, unless the board arms on any press.
  const armsOnPress = board.armOn.includes('press');
  const nextPress = armsOnPress ? { on: { 'contact.closed': first } } : {};
  const latePress = { on: { 'button.pressed': { actions: verdict('not-armed', 'pressed-after-first-sample') } } };
  const releaseSeen = { target: 'idle', actions: ask({ type: 'fault.stored', stuck: false }) };

  return {
    id: 'hold',
    initial: board.hasResetButton ? 'unsampled' : 'not-fitted',
    states: {
      unsampled: {
        on: {
          'sampling.started': [
            { guard: 'releasedSinceFault', ...releaseSeen },
            { guard: 'contactIsOpen', target: 'idle' },
            { guard: 'causeDoesNotArm', target: 'cause-does-not-arm' },
            { guard: 'stuckBefore', target: 'not-released-since-fault' },
            { target: first },
          ],
        },
      },
      counting: {
        on: {
          'button.released': [
            ...phases.map(({ name, verdict }) => ({ guard: { type: 'latchedIn', params: name }, target: verdict })),
            // The contact opened before the first sample and only settled after it: there was no hold.
            { target: 'idle', actions: tell('hold.ended') },
          ],
          'button.chattered': { target: 'idle', actions: [verdict('not-armed', 'press-not-stable'), tell('hold.ended')] },
        },
        initial: phases[0]?.name,
        states: {
          ...Object.fromEntries(phases.map((phase, index) => [phase.name, phaseState(board, phase, phases[index + 1])])),
          // The time for a stuck button came while the contact was open, perhaps only bouncing: its next move decides.
          overdue: { on: { 'contact.closed': '#hold.stuck' } },
        },
      },
      ...Object.fromEntries(verdicts.map((name) => [name, { entry: verdictActions(board, name), ...nextPress }])),
      stuck: {
        entry: [...verdictActions(board, 'stuck'), ask({ type: 'fault.stored', stuck: true })],
        // Perhaps it only bounced all the time, and never settled before it came to rest.
        on: { 'button.released': releaseSeen, 'button.chattered': releaseSeen },
      },
      // Not armed, and why.
      idle: armsOnPress ? nextPress : latePress,
      'not-fitted': {},
      // A contact that closed just before the first sample and opened before it settled is open too, and was never released.
      'cause-does-not-arm': { entry: [verdict('not-armed', 'cause-does-not-arm')], on: { 'button.released': 'idle', 'button.chattered': 'idle' } },
      'not-released-since-fault': {
        entry: [verdict('not-armed', 'not-released-since-fault')],
        on: { 'button.released': releaseSeen, 'button.chattered': releaseSeen },
      },
    },
  };
}

/** One phase of a hold. It latches itself when the contact opens, and gives way to the next phase at its end. */
function phaseState(board: Board, phase: HoldPhase, next: HoldPhase | undefined) {
  const reached = reachedOf(next);
  const { entry, exit } = timer(reached);
  const decidesAtThreshold = board.decideAt === 'threshold' && phase.action !== 'none';
  return {
    entry: phase.led ? [...entry, ask({ type: 'stage-led.show', pattern: phase.led })] : entry,
    exit: phase.led ? [...exit, ask({ type: 'stage-led.hide' })] : exit,
    on: {
      'contact.opened': { actions: { type: 'latch', params: phase.name } },
      [reached]: next ? next.name : [{ guard: 'contactHasLifted', target: 'overdue' }, { target: '#hold.stuck' }],
    },
    ...(decidesAtThreshold ? { always: { guard: 'contactIsClosed', target: `#hold.${phase.verdict}` } } : {}),
  };
}

/** Announces a verdict to the device, and its consequence to the other regions. */
function verdictActions(board: Board, name: Verdict) {
  if (name === 'not-armed') return [];
  const event = VERDICT_EVENT[name] ?? 'hold.ended';
  const because = event !== 'hold.ended' && board.decideAt === 'threshold' ? 'held-to-threshold' : BECAUSE[name];
  return [verdict(name, because), tell(event)];
}

/** Beeps: one train at boot, another when an action is accepted. The buzzer is off in every state but `on`. */
function buzzerRegion(board: Board) {
  // One train may break off the other, whose beeps must not be left over.
  const counts = board.bootBeep.count > 1 || board.actionBeep.count > 1;
  const start = (target: string, { count }: Beep) => {
    if (count === 0) return undefined;
    return counts ? { target, actions: { type: 'loadBeeps', params: count - 1 } } : { target };
  };
  const bootBeep = start('#buzzer.boot-beep', board.bootBeep);
  const actionBeep = start('#buzzer.action-beep', board.actionBeep);
  return {
    id: 'buzzer',
    initial: 'silent',
    on: actionBeep ? Object.fromEntries(Object.keys(ACCEPTS).map((event) => [event, actionBeep])) : {},
    states: {
      silent: bootBeep ? { on: { 'sampling.started': bootBeep } } : {},
      'boot-beep': beepTrain('boot-beep'),
      'action-beep': beepTrain('action-beep'),
    },
  };
}

function beepTrain(name: string) {
  const tone = timer(`${name}.ended`);
  return {
    initial: 'on',
    states: {
      on: {
        entry: [...tone.entry, ask({ type: 'buzzer.on' })],
        exit: [...tone.exit, ask({ type: 'buzzer.off' })],
        on: { [`${name}.ended`]: [{ guard: 'moreBeeps', target: 'pause' }, { target: '#buzzer.silent' }] },
      },
      pause: { ...timer(`${name}.repeated`), on: { [`${name}.repeated`]: { target: 'on', actions: 'countBeep' } } },
    },
  };
}
