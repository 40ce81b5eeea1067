/**
 * Events that `measure` can name and `recsim compare` compares, found in the trace of a run:
 *   power.on  power.off             the plug           power.good  power.lost    the rail of the processor
 *   reset.pressed  reset.released   the finger         reset.closed  reset.opened  the contact, each bounce
 *   buzzer.on  buzzer.off           the buzzer         led.PATTERN               the led begins a pattern
 *   verdict.NAME                    a verdict          screen.TITLE              a screen comes up
 *   REGION.STATE[.STATE]            a state is entered from outside it, for example boot.ready or hold.counting
 */
import type { Trace, TraceEntry } from '../bench/trace.ts';
import { type Board, inverse } from '../board.ts';
import { LED_PATTERNS } from '../board-parameters.ts';
import { suggest } from '../errors.ts';
import { ALL_REGIONS } from '../fsm/chart.ts';
import type { Us } from '../units.ts';
import { VERDICTS } from './format.ts';
import { isStateEntry, statePathProblem } from './states.ts';

/** Whether the entry number `index` is the event. */
export type EventMatcher = (entries: readonly TraceEntry[], index: number) => boolean;

const is =
  (signal: string, value: string | number): EventMatcher =>
  (entries, index) => {
    const entry = entries[index] as TraceEntry;
    return entry.signal === signal && entry.value === value;
  };

type Decoded =
  | { readonly ok: true; readonly matcher: EventMatcher }
  | { readonly ok: false; readonly problem: { readonly message: string; readonly remedy: string } };

/** The event with this name on this board. */
export function decodeEvent(name: string, board: Board): Decoded {
  const fixed = fixedEvents(board);
  const matcher = fixed.get(name);
  if (matcher) return { ok: true, matcher };
  const title = /^screen\.(.+)$/.exec(name)?.[1];
  if (title) return { ok: true, matcher: is('screen', title) };
  const region = ALL_REGIONS.find((known) => name.startsWith(`${known}.`));
  if (!region) {
    const remedy = suggest(name, [...fixed.keys()]);
    return { ok: false, problem: { message: `"${name}" is not an event`, remedy: remedy.startsWith('Known') ? GRAMMAR : remedy } };
  }
  const problem = statePathProblem(name, board);
  if (problem) return { ok: false, problem };
  return { ok: true, matcher: (entries, index) => entersState(entries, index, name) };
}

const GRAMMAR =
  'Write power.on, power.good, reset.pressed, reset.released, buzzer.on, led.PATTERN, verdict.NAME, screen.TITLE or a state such as boot.ready';

const fixedEvents = (board: Pick<Board, 'closedLevel'>): Map<string, EventMatcher> =>
  new Map(fixedEntries(board).map(([name, signal, value]) => [name, is(signal, value)]));

type FixedEntry = readonly [name: string, signal: string, value: string | number];

function fixedEntries({ closedLevel }: Pick<Board, 'closedLevel'>): readonly FixedEntry[] {
  return [
    ['power.on', 'plug', 'in'],
    ['power.off', 'plug', 'out'],
    ['power.good', 'rail', 'good'],
    ['power.lost', 'rail', 'lost'],
    ['reset.pressed', 'finger', 'down'],
    ['reset.released', 'finger', 'up'],
    ['reset.closed', 'reset', closedLevel],
    ['reset.opened', 'reset', inverse(closedLevel)],
    ['buzzer.on', 'buzzer', 1],
    ['buzzer.off', 'buzzer', 0],
    ...LED_PATTERNS.map((pattern): FixedEntry => [`led.${pattern}`, 'led', pattern]),
    ...VERDICTS.map((verdict): FixedEntry => [`verdict.${verdict}`, 'verdict', verdict]),
  ];
}

/** The name of the event that an entry of the trace is by itself, on this board; states are none, since they depend on the entry before. */
export function eventNames(board: Pick<Board, 'closedLevel'>): (entry: TraceEntry) => string | undefined {
  const names = new Map(fixedEntries(board).map(([name, signal, value]) => [`${signal} ${value}`, name]));
  return ({ signal, value }) => (signal === 'screen' ? `screen.${value}` : names.get(`${signal} ${value}`));
}

function entersState(entries: readonly TraceEntry[], index: number, path: string): boolean {
  const entry = entries[index] as TraceEntry;
  if (!isStateEntry(entry, path)) return false;
  const before = entries.findLast(({ signal }, at) => at < index && signal === entry.signal);
  return before === undefined || !isStateEntry(before, path);
}

/** When the event last happened, at or before `untilUs`. */
export function lastTime({ entries }: Pick<Trace, 'entries'>, matcher: EventMatcher, untilUs: Us): Us | undefined {
  for (let index = entries.length - 1; index >= 0; index--) {
    const { atUs } = entries[index] as TraceEntry;
    if (atUs <= untilUs && matcher(entries, index)) return atUs;
  }
  return undefined;
}
