/** Conditions of matchers that scenarios have no step for: a part that is on or off, a state that is left. */
import type { Bench } from '../bench/bench.ts';
import { suggest } from '../errors.ts';
import { isBelow } from '../fsm/chart.ts';
import { type Condition, pinCondition } from '../scenario/condition.ts';
import { statePathProblem } from '../scenario/states.ts';

const PARTS = ['buzzer', 'led', 'power'] as const;

/** What can be on: the buzzer sounds, the led shows any pattern but `off`, the processor has power. */
export type Part = (typeof PARTS)[number];

type Turn = Pick<Condition, 'holds' | 'matches'>;

export function isOn(bench: Bench, part: Part): boolean {
  return turn(bench, part, true).holds();
}

export function partText(bench: Bench, part: Part): string {
  return part === 'led' ? `the led is ${bench.hal.led.pattern}` : `the ${part} is ${isOn(bench, part) ? 'on' : 'off'}`;
}

/** That the part is on, or off. */
export function turn(bench: Bench, part: Part, isWantedOn: boolean): Turn {
  if (!PARTS.includes(part)) throw new Error(`"${part}" is not a part that is on or off. ${suggest(part, PARTS)}`);
  if (part !== 'led') return pinCondition(bench, part, isWantedOn ? 1 : 0);
  const isSo = (pattern: unknown) => (pattern !== 'off') === isWantedOn;
  return { holds: () => isSo(bench.hal.led.pattern), matches: ({ signal, value }) => signal === 'led' && isSo(value) };
}

/** That the state is left, for an instant too. */
export function leaving(bench: Bench, path: string): Turn {
  const [region = ''] = path.split('.');
  return {
    holds: () => !bench.isIn(path),
    matches: ({ signal, value }) => (signal === `state.${region}` && !isBelow(`${region}.${value}`, path)) || (signal === 'rail' && value === 'lost'),
  };
}

/** Throws an Error with what was probably meant where the board has no such state. */
export function checkState({ board }: Bench, path: string): void {
  const problem = statePathProblem(path, board);
  if (problem) throw new Error(`${problem.message}. ${problem.remedy}`);
}
