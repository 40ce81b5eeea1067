/**
 * Conditions that steps wait for, expect or forbid: a pin, a state, a screen. A condition can be asked now, and recognised in the trace,
 * so that what is true for no time at all (a state left in the microsecond it was entered) is not missed.
 */
import type { Bench } from '../bench/bench.ts';
import type { TraceEntry } from '../bench/trace.ts';
import { activeBeside, isStateEntry } from './states.ts';

export interface Condition {
  /** What is wanted: `buzzer 1`, `boot.ready.login`, `a screen titled "Unlock Pattern"`. */
  readonly wanted: string;
  holds(): boolean;
  /** Whether this entry, just added, says that it became true. */
  matches(entry: TraceEntry): boolean;
  /** What is there instead. */
  actual(): string;
}

type PinPart = 'reset' | 'buzzer' | 'led' | 'power';

/** The value of a part's pin: the power pin is 1 while the processor has power. */
function pinValue(bench: Bench, part: PinPart): number | string {
  switch (part) {
    case 'reset':
      return bench.hal.resetButton.read();
    case 'buzzer':
      return bench.hal.buzzerPin.level;
    case 'led':
      return bench.hal.led.pattern;
    case 'power':
      return bench.supply.isGood ? 1 : 0;
    default:
      return part satisfies never;
  }
}

export function pinCondition(bench: Bench, part: PinPart, value: number | string): Condition {
  const wantedValue = part === 'led' && typeof value === 'number' ? (value === 1 ? 'on' : 'off') : value;
  const signal = part === 'power' ? 'rail' : part;
  const traced = part === 'power' ? (value === 1 ? 'good' : 'lost') : wantedValue;
  return {
    wanted: `${part} ${wantedValue}`,
    holds: () => pinValue(bench, part) === wantedValue,
    matches: (entry) => entry.signal === signal && entry.value === traced,
    actual: () => `${part} is ${pinValue(bench, part)}`,
  };
}

export function stateCondition(bench: Bench, path: string): Condition {
  return {
    wanted: path,
    holds: () => bench.isIn(path),
    matches: (entry) => isStateEntry(entry, path),
    actual: () => `the recorder is in ${activeBeside(path, bench)}`,
  };
}

export interface ScreenTexts {
  readonly title?: string | undefined;
  readonly contains?: string | undefined;
  readonly absent?: string | undefined;
}

export function screenCondition(bench: Bench, { title, contains, absent }: ScreenTexts): Condition {
  // Asked at every event: the screen is drawn only when the title is right and more is wanted.
  const holds = () => {
    if (title !== undefined && bench.title !== title) return false;
    if (contains === undefined && absent === undefined) return true;
    const { shown } = bench;
    const shows = (text: string) => [shown.title, ...shown.lines].some((line) => line.includes(text));
    return (contains === undefined || shows(contains)) && (absent === undefined || !shows(absent));
  };
  const wanted = [
    title === undefined ? [] : `titled "${title}"`,
    contains === undefined ? [] : `with "${contains}"`,
    absent === undefined ? [] : `without "${absent}"`,
  ];
  return {
    wanted: `a screen ${wanted.flat().join(' and ')}`,
    holds,
    matches: (entry) => (entry.signal === 'screen' || entry.signal.startsWith('state.')) && holds(),
    actual: () => `the screen is "${bench.title}"`,
  };
}
